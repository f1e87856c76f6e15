"""What every task of a worker has in common: a time limit, and a path that may be longer than the system takes.

A task is a picklable value that is called in another process; what it returns is a picklable value too.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Protocol, TypeVar
from weakref import WeakSet

from mediavault.tools import kill_with_programs

Answer_co = TypeVar("Answer_co", covariant=True)

LONGEST_PATH = 1000
"""Bytes of path the system takes in one piece everywhere (PATH_MAX is 1,024 on macOS, 4,096 on Linux)."""
ASK_AGAIN_S = 1.0
CPU_S = 20
"""Seconds of processor time a worker may take for one task, unless the task says otherwise by `cpu_s`."""


class Task(Protocol[Answer_co]):
    """A piece of work on one file."""

    @property
    def limit_s(self) -> float:
        """Seconds it may take; then it is given up."""

    def __call__(self) -> Answer_co:
        """Does the work."""


class OutOfTime(BaseException):
    """The time of a task is over. Not an `Exception`: readers of damaged files catch those."""


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


_hearing = False


@contextmanager
def hearing() -> Iterator[None]:
    """Has the alarm clock raise OutOfTime within the block, and within another such block cost nothing.

    Without effect beside the main thread of a process.
    """
    global _hearing  # noqa: PLW0603 - as the handler, it is the process's
    if _hearing or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _give_up)
    _hearing = True
    try:
        yield
    finally:
        _hearing = False
        signal.signal(signal.SIGALRM, before)


@contextmanager
def limited(limit_s: float) -> Iterator[None]:
    """Raises OutOfTime inside the block when it takes longer; without effect beside the main thread of a process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with hearing():
        # Again and again, for a library that swallows the first.
        signal.setitimer(signal.ITIMER_REAL, limit_s, ASK_AGAIN_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


_KEPT_WAITING = (
    (forkserver._forkserver, "_forkserver_alive_fd"),  # noqa: SLF001 - there is no other way
    (resource_tracker._resource_tracker, "_fd"),  # noqa: SLF001
)
"""Who waits for the end of whoever has this descriptor, and where it is."""


def quieten() -> None:
    """Closes the standard streams of a worker to the world.

    Libraries in C (libtiff) complain past every handler; what a worker has to say goes by its pipe. And one that is
    stuck must not keep open what others read to its end, nor keep the fork server and its tracker waiting for it: both
    hold our streams as well.
    """
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.close(silence)
    for keeper, name in _KEPT_WAITING:
        held = getattr(keeper, name)
        if held is not None:
            os.close(held)
            setattr(keeper, name, None)


_STARTED: WeakSet[BaseProcess] = WeakSet()


def not_waited_for(process: BaseProcess) -> None:
    """Sees to it that a process is ended with this program, and left behind where it cannot be."""
    _STARTED.add(process)


@atexit.register  # before what multiprocessing does there: to wait for all of them
def _leave_all() -> None:
    for process in _STARTED:
        with suppress(ValueError):  # it is closed
            if process.pid is not None and process.is_alive():
                kill_with_programs(process.pid)
                leave_behind(process)


def leave_behind(process: BaseProcess) -> None:
    """Sees to it that the end of this program does not wait for a process that cannot be ended."""
    multiprocessing.process._children.discard(process)  # type: ignore[attr-defined]  # noqa: SLF001 - as above


@contextmanager
def reachable(path: bytes) -> Iterator[Path]:
    """A path of bearable length to the file at `path`.

    Raises:
        OSError: a folder on the way cannot be entered.
    """
    with within_reach(path) as near:
        yield Path(os.fsdecode(near))


@contextmanager
def within_reach(path: bytes) -> Iterator[bytes]:
    """As `reachable`, for whoever looks at a hundred thousand files: a `Path` takes longer than opening the file."""
    if len(path) < LONGEST_PATH:
        yield path
        return
    *folders, name = path.split(b"/")
    fd = os.open(b"/", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in filter(None, folders):
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=fd)
            os.close(fd)
            fd = below
        yield b"/proc/self/fd/%d/%b" % (fd, name)
    finally:
        os.close(fd)
