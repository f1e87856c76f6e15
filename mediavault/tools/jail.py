"""A jail the kernel keeps: what this process and all it starts may change (Landlock, Linux 5.13 and later).

Reading stays as it is. It needs no rights, costs a fraction of a millisecond, and cannot be left again. Not covered by
the kernel: mode, times and extended attributes of a file; nothing in this program changes those of an original.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls, by the same numbers on every architecture."""
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
WRITE_FILE, TRUNCATE = 1 << 1, 1 << 14
CHANGES = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
"""Writing, removing and making of every kind (linux/landlock.h); later versions add moving and truncating."""
MOVING, MOVING_SINCE, TRUNCATE_SINCE, NETWORK_SINCE = 1 << 13, 2, 3, 4
BIND_AND_CONNECT = 3
DEVICES = ("/dev/null",)
"""What harmless programs write to."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def jail_version() -> int:
    """Which version of Landlock the kernel has; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(CREATE_RULESET, None, 0, ASK_VERSION))


def confine(writable: Iterable[Path]) -> bool:
    """Lets the calling thread, and all it starts from now on, change files below `writable` and nowhere else.

    Where the kernel can, it may not open TCP connections either.

    Returns:
        Whether the kernel keeps it to that. Where it cannot, everything stays as it was.

    Raises:
        OSError: A folder of `writable` cannot be opened.
    """
    version = jail_version()
    if not version:
        return False
    changes = CHANGES | (MOVING if version >= MOVING_SINCE else 0) | (TRUNCATE if version >= TRUNCATE_SINCE else 0)
    wanted = _Ruleset(changes, BIND_AND_CONNECT if version >= NETWORK_SINCE else 0)
    size = ctypes.sizeof(wanted) if version >= NETWORK_SINCE else ctypes.sizeof(ctypes.c_uint64)
    ruleset = _call(CREATE_RULESET, ctypes.byref(wanted), size, 0)
    if ruleset < 0:
        return False
    try:
        for folder in writable:
            _allow(ruleset, folder, changes)
        for device in map(Path, DEVICES):
            with suppress(OSError):
                _allow(ruleset, device, changes & (WRITE_FILE | TRUNCATE))
        ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return _call(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _Beneath(access, folder)
        _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(folder)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None).syscall(number, *arguments))
