"""The command line: the only room that prints, prompts or exits.

One module per family of verbs. A verb loads the rooms it needs inside itself, so that `mediavault --help` stays quick.
"""

from __future__ import annotations

import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs the program on the arguments of this process, and exits with its status."""
    from mediavault.cli.program import run

    status = run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C: what is left to do is to go
    sys.exit(status)
