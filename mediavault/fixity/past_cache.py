"""Reading and writing past what the system keeps in its memory: to verify a copy the disk itself has to be read.

Linux moves bytes between a disk and aligned memory without a copy of its own (open(2), O_DIRECT). Beside being the
disk's own word that takes a fifth of the processor time, and leaves what others have in memory where it is.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from mmap import mmap

BLOCK_BYTES = 4096
"""What O_DIRECT moves is a multiple of this in length and place, whatever the disk."""


def forget_cached(fd: int) -> None:
    """Lets the system forget what it holds of an open file, so that the disk is read and not its memory of it."""
    with suppress(OSError, AttributeError):
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)


def go_past_cache(fd: int) -> None:
    """Has an open file go to and from the disk directly, where its file system has a disk of its own that does that.

    Over a network, or through a program, a piece at a time takes longer than what the system makes of many.
    """
    if os.major(os.fstat(fd).st_dev):
        with suppress(OSError, AttributeError):
            fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_DIRECT)


@contextmanager
def read_afresh(fd: int) -> Iterator[None]:
    """Has every byte of an open file come from the disk within the block; what was written has to be there already."""
    forget_cached(fd)
    go_past_cache(fd)
    try:
        yield
    finally:
        go_through_cache(fd)


def go_through_cache(fd: int) -> None:
    """Takes that back, for a rest that is not as long as O_DIRECT wants it."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) & ~os.O_DIRECT)


def aligned(size_bytes: int) -> memoryview:
    """Memory that may be filled from a disk directly; to be filled again and again, for new memory costs more."""
    return memoryview(mmap(-1, max(size_bytes, 1)))


def read_into(memory: memoryview, fd: int, start: int) -> int:
    """Fills `memory` from byte `start` of an open file on; says with how many bytes: fewer only at the end of it."""
    done = 0
    while done < len(memory) and (count := _read_some(memory[done:], fd, start + done)):
        done += count
    return done


def _read_some(memory: memoryview, fd: int, start: int) -> int:
    if start % BLOCK_BYTES:
        go_through_cache(fd)
    try:
        return os.preadv(fd, [memory], start)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        go_through_cache(fd)  # a disk with larger blocks
        return os.preadv(fd, [memory], start)


def write_whole(memory: memoryview, fd: int, start: int) -> None:
    """Writes all of `memory` to an open file, from byte `start` of it on."""
    while memory:
        if start % BLOCK_BYTES or len(memory) % BLOCK_BYTES:
            go_through_cache(fd)
        try:
            count = os.pwrite(fd, memory, start)
        except OSError as error:
            if error.errno != errno.EINVAL or not fcntl.fcntl(fd, fcntl.F_GETFL) & getattr(os, "O_DIRECT", 0):
                raise
            go_through_cache(fd)
            continue
        memory, start = memory[count:], start + count
