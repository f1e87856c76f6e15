"""A program that stays and is asked again and again."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from mediavault.tools.errors import ToolFailed, ToolTimedOut
from mediavault.tools.limits import Limits
from mediavault.tools.running import kill, start

FORWARDING = 'last="$1"; shift; { cat; printf "%s" "$last"; } | "$@"'
"""A shell's line that hands on what it is told, and says the last words itself when nobody speaks any more: a program
that waits for more at the end of its input would outlive the one that started it."""
PIECE = 1 << 16


class Companion:
    """One running program, started when it is first asked and again after it was stopped."""

    def __init__(self, argv: Sequence[str], *, farewell: bytes, limits: Limits) -> None:
        """Take the program with its arguments, the words that end it, and what it may use."""
        self._argv = ["/bin/sh", "-c", FORWARDING, "sh", farewell.decode(), *argv]
        self._name, self._limits = Path(argv[0]).name, limits
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: bytes, ending: bytes, timeout_s: float) -> bytes:
        """What the program answers to `request`, without the `ending` that marks the end of it.

        Raises:
            ToolTimedOut: The ending did not come in time; the program was stopped.
            ToolFailed: The program ended, could not be started, or answered more than its limits allow.
        """
        process = self._process = self._process or start(
            self._argv, (), self._limits, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            return self._answer(process, request, ending, timeout_s)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the program, if it runs."""
        if self._process is not None:
            kill(self._process)
            if self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
            self._process = None

    def _answer(self, process: subprocess.Popen[bytes], request: bytes, ending: bytes, timeout_s: float) -> bytes:
        assert process.stdin is not None  # noqa: S101 - it was started with pipes
        assert process.stdout is not None  # noqa: S101
        deadline = time.monotonic() + timeout_s
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except OSError as error:
            raise ToolFailed(self._name, "it ended by itself") from error
        answer = bytearray()
        while not answer.endswith(ending):
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise ToolTimedOut(self._name, timeout_s)
            piece = os.read(process.stdout.fileno(), PIECE)
            if not piece:
                raise ToolFailed(self._name, "it ended by itself")
            answer += piece
            if len(answer) > self._limits.output_bytes:
                raise ToolFailed(self._name, f"it answered with more than {self._limits.output_bytes >> 20} MiB")
        return bytes(answer[: -len(ending)])
