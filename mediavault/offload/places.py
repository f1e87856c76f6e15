"""Where copies are put: folders are opened one within the other, and a file has another name until it is verified."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from library.disk import FULL, CannotWrite, named_refusals
from library.errors import MediavaultError
from library.model import Problem
from mediavault.offload.values import Destination, Wanted
from mediavault.walking.walk import OPEN_FOLDER
from mediavault.workers.tasks import OutOfTime

GONE = frozenset((errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.ESHUTDOWN))
"""What the system says of a disk that is not there any more."""
KINDS = {
    **dict.fromkeys(FULL, ("full", "the disk is full")),
    **dict.fromkeys(GONE, ("gone", "the drive is not there any more")),
    errno.EROFS: ("read-only", "the disk takes no more writing"),
    errno.EFBIG: ("name", "it is longer than a file may be there; FAT32 takes 4 GB"),
    errno.EINVAL: ("name", "that file system does not take its name"),
    errno.EILSEQ: ("name", "that file system does not take its name"),
    errno.ENAMETOOLONG: ("name", "that file system does not take so long a name"),
    errno.EACCES: ("permission", "the system does not allow it"),
    errno.EPERM: ("permission", "the system does not allow it"),
    errno.ENOTDIR: ("other", "something that is no folder has the name of its folder"),
    errno.ELOOP: ("other", "a link has the name of its folder, and links are not followed"),
}
FATAL = frozenset(("full", "gone", "read-only", "timeout"))
"""Kinds after which nothing more is written to a destination in this run."""
AWAY = frozenset(("gone", "timeout"))
"""Kinds after which nothing is asked of it either."""


class DestinationBusy(MediavaultError):
    """Another run copies to a destination."""

    def __init__(self, destination: str) -> None:
        """Takes the folder."""
        super().__init__(destination)
        self.destination = destination

    def __str__(self) -> str:
        return f"Another run is copying to {self.destination}: wait for it, and run the same command again."


class AnotherDrive(OSError):
    """At the path of a destination there is not what was there at the beginning."""

    def __init__(self) -> None:
        """Reads as any disk that has gone."""
        super().__init__(errno.ENODEV, "the drive is not there any more")

    def __reduce__(self) -> tuple[type[AnotherDrive]]:
        """Lets it cross from another process."""
        return (AnotherDrive,)


def destination_at(path: Path) -> Destination:
    """The folder at `path`, made when only it is not there.

    Raises:
        FolderMissing, DiskFull, CannotWrite: it cannot be made, or is none.
    """
    with named_refusals(path, 0):
        path.mkdir(exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise CannotWrite(path, "the system does not let you write there")
    status = path.stat()
    return Destination(os.path.abspath(os.fsencode(path)), (status.st_dev, status.st_ino))  # noqa: PTH100 - bytes


@contextmanager
def sole_writer(destination: Destination) -> Iterator[None]:
    """Keeps every other run from a destination, where its file system has such locks.

    Raises:
        DestinationBusy: another one is there.
    """
    fd = os.open(destination.path, OPEN_FOLDER)
    try:
        with suppress(OSError):
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DestinationBusy(destination.text) from error
        yield
    finally:
        os.close(fd)


@contextmanager
def folder_of(destination: Destination, folder: bytes) -> Iterator[int]:
    """The descriptor of a folder below a destination; what is lacking of it is made, no link is followed.

    Raises:
        AnotherDrive: the destination is not what it was.
        OSError: as the system says.
    """
    fd = os.open(destination.path, OPEN_FOLDER)
    try:
        status = os.fstat(fd)
        if (status.st_dev, status.st_ino) != destination.identity:
            raise AnotherDrive
        for name in filter(None, folder.split(b"/")):
            below = _opened_below(fd, name)
            os.close(fd)
            fd = below
        yield fd
    finally:
        os.close(fd)


def _opened_below(fd: int, name: bytes) -> int:
    with suppress(FileExistsError):
        try:
            return os.open(name, OPEN_FOLDER | os.O_NOFOLLOW, dir_fd=fd)
        except FileNotFoundError:
            os.mkdir(name, dir_fd=fd)
            settle_folder(fd)
    return os.open(name, OPEN_FOLDER | os.O_NOFOLLOW, dir_fd=fd)


def settle_folder(fd: int) -> None:
    """Forces the names of an open folder to the disk, where its file system can."""
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def unverified_name(wanted: Wanted) -> bytes:
    """What a copy is called until it is verified: no longer than any name, and the same in the next run."""
    return b".mediavault-" + blake2b(wanted.base, digest_size=8).hexdigest().encode() + b".part"


def take_name(folder: int, half: bytes, name: bytes) -> None:
    """Gives a copy its name.

    Raises:
        FileExistsError: something has it.
    """
    try:
        os.link(half, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with suppress(FileNotFoundError):
            os.stat(name, dir_fd=folder, follow_symlinks=False)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(half, name, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(half, dir_fd=folder)


def why_not_there(error: BaseException, wanted: Wanted, destination: Destination) -> Problem:
    """What kept a file from getting to a destination."""
    if isinstance(error, OutOfTime):
        kind, reason = "timeout", "the disk does not answer"
    elif isinstance(error, OSError):
        kind, reason = KINDS.get(error.errno or 0, ("disk", f"the system says: {error.strerror or error}"))
    else:
        kind, reason = "changing", "something else wrote to it meanwhile"
    return cannot_copy(kind, reason, wanted, destination)


def cannot_copy(kind: str, reason: str, wanted: Wanted, destination: Destination) -> Problem:
    """Says why a file is not at a destination."""
    return Problem(kind, f"Cannot copy {wanted.text} to {destination.text}: {reason}.")
