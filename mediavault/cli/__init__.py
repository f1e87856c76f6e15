"""The command line: the only room that prints, prompts or exits.

One module per family of verbs. A verb loads the rooms it needs inside itself, so that `mediavault --help` stays quick;
the interface loads no verb.
"""

from __future__ import annotations

import gc
import signal
import sys
from functools import partial
from typing import NoReturn

NEW_VALUES = 50_000
"""After how many new objects Python looks for cycles: verbs make many values and hardly a cycle, and at Python's own
700 an export spent a third of its time on looking."""


def main() -> NoReturn:
    """Runs the program on the arguments of this process, and exits with its status."""
    gc.set_threshold(NEW_VALUES)
    status = _run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C: what is left to do is to go
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    from mediavault.cli.interface import asked_for, open_interface

    plainly = asked_for(arguments)
    if plainly is None:
        from mediavault.cli.program import run

        return run(arguments)
    from mediavault.cli.ending import ended
    from mediavault.cli.output import speak_utf8

    speak_utf8()
    return ended(partial(open_interface, plainly))
