"""The real program on a terminal of its own, for what only a terminal does: signals, hang-ups, control codes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from shown import Shown

PATIENCE_S = 30
PROGRAM = (sys.executable, "-m", "mediavault")


class Drawn(NamedTuple):
    """What a key led to: each piece that came, and the seconds from the key until it was there."""

    pieces: Sequence[tuple[float, bytes]]
    before: Shown
    """What the terminal showed until then."""

    @property
    def first_s(self) -> float:
        """Seconds from the key to the first byte; 0 when none came."""
        return self.pieces[0][0] if self.pieces else 0.0

    @property
    def last_s(self) -> float:
        """Seconds from the key to the last byte; 0 when none came."""
        return self.pieces[-1][0] if self.pieces else 0.0

    @property
    def content(self) -> bytes:
        return b"".join(piece for _, piece in self.pieces)

    def at_s(self, text: bytes) -> float:
        """Seconds from the key until this could be read on a row that was drawn: what stood there is not sent again."""
        shown = self.before.copy()
        for at, piece in self.pieces:
            shown.feed(piece)
            if text in shown.drawn:
                return at
        raise AssertionError(f"{text!r} was not drawn; this was: {shown.drawn!r}")


class Pty:
    """A running program and what its terminal was sent."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process, self._master = process, master
        self._sent = bytearray()
        self._shown, self._fed = Shown(), 0

    @property
    def sent(self) -> bytes:
        """All that its terminal was sent so far."""
        return bytes(self._sent)

    @property
    def shown(self) -> Shown:
        """What its terminal shows."""
        self._shown.feed(bytes(self._sent[self._fed :]))
        self._fed = len(self._sent)
        return self._shown

    def read_until(self, text: bytes) -> None:
        """Reads until a text was sent, or stands there: what stood there already is not sent again."""
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.sent and text not in self.shown.whole:
            assert time.monotonic() < deadline, f"{text!r} did not come; this did: {self.sent!r}"
            assert self._read() or text in self.sent, f"it ended without {text!r}: {self.sent!r}"

    def _read(self) -> bool:
        if not select.select([self._master], [], [], 0.1)[0]:
            return True
        with suppress(OSError):  # the other end is closed
            if new := os.read(self._master, 65536):
                self._sent += new
                return True
        return False

    def key(self, sequence: bytes) -> None:
        """Presses a key, as the bytes a terminal sends for it."""
        os.write(self._master, sequence)

    def drawn_after(self, sequence: bytes, still_s: float = 0.08, patience_s: float = 5.0, text: bytes = b"") -> Drawn:
        """Presses a key and takes what is drawn, until `text` can be read and nothing has come for so long after it.

        Without a text nothing at all may come; with one, what does not come within the patience has failed.
        """
        before_it = self.shown.copy()
        shown = before_it.copy()
        began = last = time.perf_counter()
        pieces: list[tuple[float, bytes]] = []
        self.key(sequence)
        awaited = True
        while (now := time.perf_counter()) - last < still_s or (awaited and now - began < patience_s):
            before = len(self._sent)
            if select.select([self._master], [], [], still_s / 4)[0] and self._read():
                last = time.perf_counter()
                pieces.append((last - began, bytes(self._sent[before:])))
                if text and awaited:
                    shown.feed(pieces[-1][1])
                awaited = bool(text) and text not in shown.drawn
        return Drawn(pieces, before_it)

    def signal(self, number: int) -> None:
        """Sends a signal to the program and all it started, as a terminal does."""
        os.killpg(self.process.pid, number)

    def hang_up(self) -> None:
        """The terminal goes away; the kernel tells the program."""
        os.close(self._master)
        self._master = -1

    def ended(self) -> int:
        """The exit status, once it has ended."""
        deadline = time.monotonic() + PATIENCE_S
        while self._master >= 0 and self._read() and time.monotonic() < deadline:
            pass
        return self.process.wait(timeout=PATIENCE_S)

    @property
    def text(self) -> str:
        return self.sent.decode("utf-8", "backslashreplace")


@contextmanager
def on_pty(
    *arguments: object,
    environment: Mapping[str, str],
    columns: int = 80,
    rows: int = 24,
    before: Sequence[str] = (),
    program: Sequence[str] = PROGRAM,
) -> Iterator[Pty]:
    """A program on a terminal of that many columns and rows; it is gone after the block. `before` is what starts it."""
    master, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def own_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    command = [*before, *program, *map(str, arguments)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(environment), start_new_session=True,
        preexec_fn=own_terminal,  # noqa: PLW1509 - one system call
    )  # fmt: skip
    os.close(theirs)
    running = Pty(process, master)
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE_S)
        if running._master >= 0:
            os.close(running._master)
