"""Originals for somebody who waits for them: decoded in a process that may not change a file and may be left behind.

A disk behind a network or a program may never answer; whoever opens a file there waits with it, and cannot be ended.
That is the process that decodes, never the one that somebody sits in front of. It is asked for one piece after the
other, so that it is never further than whoever looks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from library.errors import MediavaultError
from library.model import MediaFacts
from library.timecode import TimeRange
from mediavault import tools
from mediavault.media.frame import frame_at, frames_from
from mediavault.media.levels import levels_from
from mediavault.media.sound import samples_from
from mediavault.workers.company import Company, Ended, Silence
from mediavault.workers.dead_disks import DeadDisks, DiskSilent, mount_by_name

START_S, OPEN_S, ANSWER_S = 60.0, 10.0, 60.0
"""Seconds that the start of the process, opening a file, and decoding a piece may take; what decodes gives up first."""
BEARABLE_S = 1.0
"""Seconds after which a piece that nobody wants any more is not waited for."""
AGAIN_S = 60.0
"""Seconds after which a disk that did not answer is asked again."""
NEXT, STOP = "next", "stop"
"""What the process is told beside what it is to make: to send the next piece of that, to make no more of it."""
Making = Callable[[], Iterator[bytes]]


class NotWanted(MediavaultError):
    """Whoever asked for a piece of an original has turned to something else."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("Nobody waits for this picture any more.")


class Originals:
    """Pictures and sound of originals, one at a time; whoever makes it closes it."""

    def __init__(self) -> None:
        """Start nothing until something is asked for."""
        self._company: Company | None = None
        self._disks = DeadDisks(in_a_row=1, again_s=AGAIN_S)
        self._wanted, self._closed = True, False

    def frame(self, source: Path, frame: int, facts: MediaFacts, size: tuple[int, int]) -> bytes:
        """As `frame.frame_at`; raises DiskSilent too, and NotWanted."""
        (pixels,) = self._pieces(source, partial(_alone, partial(frame_at, source, frame, facts, *size)))
        return pixels

    def frames(
        self, source: Path, used: TimeRange | int, facts: MediaFacts, size: tuple[int, int], fps: Fraction | int
    ) -> Generator[bytes, None, None]:
        """As `frame.frames_from`, of a range or from a frame on; raises DiskSilent too, and NotWanted."""
        first, end = (used.start, used.end_exclusive) if isinstance(used, TimeRange) else (used, None)
        return self._pieces(source, partial(frames_from, source, first, facts, size, fps, end=end))

    def samples(self, source: Path, used: TimeRange, facts: MediaFacts) -> Generator[bytes, None, None]:
        """As `sound.samples_from`, of a range; raises DiskSilent too, and NotWanted."""
        making = partial(samples_from, source, used.start, used.rate, facts, end=used.end_exclusive)
        return self._pieces(source, making)

    def levels(self, source: Path, facts: MediaFacts) -> Generator[bytes, None, None]:
        """As `levels.levels_from`; raises DiskSilent too, and NotWanted."""
        return self._pieces(source, partial(levels_from, source, facts))

    def turn_away(self) -> None:
        """Have a piece that is long in coming not be waited for; any thread may say so."""
        self._wanted = False

    def close(self) -> None:
        """End the process; what is waited for ends with NotWanted. Any thread may say so."""
        self._closed = True
        self._part()

    def _pieces(self, source: Path, making: Making) -> Generator[bytes, None, None]:
        """The pieces of one making; it ends when they do, or when nobody takes them any more."""
        place = os.path.abspath(os.fsencode(source))  # noqa: PTH100 - links are not followed: that would ask the disk
        self._disks.refuse(place)
        self._wanted = True
        try:
            company = self._ready()
            company.tell((place, making))
            self._answer(company, OPEN_S)
            self._disks.answered(place)
            while (piece := self._answer(company, ANSWER_S)) is not None:
                yield piece
                self._wanted = True
                company.tell(NEXT)
        except GeneratorExit:
            with suppress(Ended):  # closed before
                company.tell(STOP)
            raise
        except Ended:
            self._part()
            raise NotWanted if self._closed else tools.ToolFailed("the decoder", "it ended by itself") from None
        except Silence:
            self._part()
            self._disks.got_stuck(place)
            raise DiskSilent(str(mount_by_name(place).point)) from None
        except NotWanted:
            self._part()
            raise

    def _ready(self) -> Company:
        """The process, once it has come up: that may take long on a busy machine, and is no fault of a disk."""
        if self._company is None:
            self._company = Company(_serve)
            self._answer(self._company, START_S)
        return self._company

    def _answer(self, company: Company, patience_s: float) -> bytes | None:
        asked_at = time.monotonic()

        def waiting() -> None:
            if self._closed or (not self._wanted and time.monotonic() - asked_at > BEARABLE_S):
                raise NotWanted

        answer: bytes | BaseException | None = company.answer(patience_s, waiting)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _part(self) -> None:
        company, self._company = self._company, None
        if company is not None:
            company.close()


def _alone(make: Callable[[], bytes]) -> Generator[bytes, None, None]:
    yield make()


def _serve(pipe: Connection) -> None:
    """The life of the process: to open what it is told of, and to send one piece whenever it is asked."""
    tools.confine(())
    pipe.send(None)  # it is up
    pieces: Iterator[bytes] = iter(())
    while True:
        try:
            told = pipe.recv()
        except EOFError:
            return
        if told != NEXT:
            pieces = iter(())  # with the last that holds it, what it started ends
        if isinstance(told, tuple):
            place, making = told
            refused = _tried(partial(_open, place))
            pipe.send(refused)
            if refused is not None:
                continue
            pieces = making()
        if told != STOP:
            pipe.send(_tried(partial(next, pieces, None)))


def _open(place: bytes) -> None:
    os.close(tools.open_regular(place))


def _tried(work: Callable[[], bytes | None]) -> bytes | BaseException | None:
    try:
        return work()
    except (MediavaultError, OSError) as error:
        return error
