"""A program that stays and is asked again and again."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mediavault.tools.errors import ToolFailed, ToolTimedOut
from mediavault.tools.limits import Limits
from mediavault.tools.running import kill, start

FORWARDING = 'cat; printf "%s" "$1"'
"""What a shell does that hands on what it is told, and says the last words when nobody speaks any more: a program
that waits for more at the end of its input would outlive the one that started it."""
PIECE = 1 << 16


class _Pair(NamedTuple):
    """The program, and the shell that speaks to it."""

    speaker: subprocess.Popen[bytes]
    program: subprocess.Popen[bytes]


class Companion:
    """One running program, started when it is first asked and again after it was stopped."""

    def __init__(self, argv: Sequence[str], *, farewell: str, limits: Limits) -> None:
        """Take the program with its arguments, the words that end it, and what it may use."""
        self._argv, self._farewell, self._limits = argv, farewell, limits
        self._name = Path(argv[0]).name
        self._pair: _Pair | None = None

    def ask(self, request: bytes, ending: bytes, timeout_s: float) -> bytes:
        """What the program answers to `request`, without the `ending` that marks the end of it.

        Raises:
            ToolTimedOut: The ending did not come in time; the program was stopped.
            ToolFailed: The program ended, could not be started, or answered more than its limits allow.
        """
        pair = self._pair = self._pair or self._started()
        try:
            return self._answer(pair, request, ending, timeout_s)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the program, if it runs."""
        for process in self._pair or ():
            kill(process)
        self._pair = None

    def _started(self) -> _Pair:
        speaking = ["/bin/sh", "-c", FORWARDING, "sh", self._farewell]
        speaker = start(speaking, (), self._limits, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            program = start(self._argv, (), self._limits, stdin=speaker.stdout or 0, stderr=subprocess.DEVNULL)
        except BaseException:
            kill(speaker)
            raise
        finally:
            if speaker.stdout is not None:
                speaker.stdout.close()  # it is the program's now
        return _Pair(speaker, program)

    def _answer(self, pair: _Pair, request: bytes, ending: bytes, timeout_s: float) -> bytes:
        told, heard = pair.speaker.stdin, pair.program.stdout
        assert told is not None  # noqa: S101 - they were started with pipes
        assert heard is not None  # noqa: S101
        deadline = time.monotonic() + timeout_s
        try:
            told.write(request)
            told.flush()
        except OSError as error:
            raise ToolFailed(self._name, "it ended by itself") from error
        answer = bytearray()
        while not answer.endswith(ending):
            ready, _, _ = select.select([heard], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ToolTimedOut(self._name, timeout_s)
            piece = os.read(heard.fileno(), PIECE)
            if not piece:
                raise ToolFailed(self._name, "it ended by itself")
            answer += piece
            if len(answer) > self._limits.output_bytes:
                raise ToolFailed(self._name, f"it answered with more than {self._limits.output_bytes >> 20} MiB")
        return bytes(answer[: -len(ending)])
