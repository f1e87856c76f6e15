"""Whether a file looks as it did: what `stat` says of it, kept and compared."""

from __future__ import annotations

import os

from library.model import FileStamp


def stamp_of(status: os.stat_result) -> FileStamp:
    """What the catalogue keeps of a `stat`."""
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_same_state(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether two looks at a file saw the same bytes: nothing but the time of the last access may differ."""
    return (before.st_dev, stamp_of(before)) == (after.st_dev, stamp_of(after))


def is_as_stamped(status: os.stat_result, stamp: FileStamp) -> bool:
    """Whether a file is as it was when `stamp` was taken. The inode does not count: some drivers number files anew.

    The time of the last change of any kind does: a program can set back the time of the last writing, not this one.
    """
    seen = stamp_of(status)
    return (seen.size_bytes, seen.mtime_ns, seen.ctime_ns) == (stamp.size_bytes, stamp.mtime_ns, stamp.ctime_ns)
