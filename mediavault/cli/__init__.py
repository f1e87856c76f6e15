"""The command line: the only room that prints, prompts or exits.

One module per family of verbs. A verb loads the rooms it needs inside itself, so that `mediavault --help` stays quick.
"""

from __future__ import annotations

import gc
import signal
import sys
from typing import NoReturn

NEW_VALUES = 50_000
"""After how many new objects Python looks for cycles: verbs make many values and hardly a cycle, and at Python's own
700 an export spent a third of its time on looking."""


def main() -> NoReturn:
    """Runs the program on the arguments of this process, and exits with its status."""
    from mediavault.cli.program import run

    gc.set_threshold(NEW_VALUES)
    status = run()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C: what is left to do is to go
    sys.exit(status)
