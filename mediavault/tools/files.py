"""How a foreign file is opened: regular files alone, for reading alone, by a descriptor that cannot be swapped."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from library.errors import MediavaultError
from library.model import path_text


class NotAFile(MediavaultError):
    """A path leads to a symbolic link, pipe, device, socket or folder where a file was expected."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(path, found)
        self.path, self.found = path, found

    def __str__(self) -> str:
        return f"Cannot read {self.path}: it is {self.found}, not a file."


@dataclass(frozen=True, slots=True)
class MediaInput:
    """An open file as ffmpeg takes it."""

    url: str
    """`file:/proc/self/fd/7` on Linux: no name is parsed, nothing can be swapped behind it."""
    fd: int
    pass_fds: tuple[int, ...]
    """The descriptors the child has to inherit for `url` to work."""


def open_regular(path: Path | str | bytes) -> int:
    """A descriptor of the regular file at `path`, open for reading; the caller closes it.

    Symbolic links are not followed and a pipe does not block.

    Raises:
        NotAFile: there is something else than a regular file.
        OSError: the system does not let us open it.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotAFile(_shown(path), "a symbolic link") from error
        if error.errno == errno.ENXIO:
            raise NotAFile(_shown(path), "a socket or a device") from error
        raise
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        raise NotAFile(_shown(path), _what_it_is(mode))
    return fd


def _shown(path: Path | str | bytes) -> str:
    return path_text(os.fsencode(path))


def media_input(fd: int, path: Path | str | bytes) -> MediaInput:
    """How ffmpeg is to open the file behind `fd`, which was opened at `path`."""
    if sys.platform == "linux" and os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        return MediaInput(f"file:/proc/self/fd/{fd}", fd, (fd,))
    return MediaInput("file:" + os.path.abspath(os.fsdecode(path)), fd, ())  # noqa: PTH100


@contextmanager
def opened(path: Path | str | bytes) -> Iterator[MediaInput]:
    """The regular file at `path` as an input for ffmpeg, closed at the end. Raises as `open_regular` does."""
    fd = open_regular(path)
    try:
        yield media_input(fd, path)
    finally:
        os.close(fd)


def _what_it_is(mode: int) -> str:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")
