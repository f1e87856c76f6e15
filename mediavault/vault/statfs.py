"""What Python does not ask the system: the type of a file system (statfs(2)), when a folder came to be (statx(2))."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

LINUX_TYPES = {
    0x517B: "smbfs",
    0x6969: "nfs",
    0xEF53: "ext4",
    0x00C36400: "ceph",
    0x01021994: "tmpfs",
    0x01021997: "9p",
    0x0BD00BD0: "lustre",
    0x5346414F: "afs",
    0x58465342: "xfs",
    0x9123683E: "btrfs",
    0xFE534D42: "smb3",
    0xFF534D42: "cifs",
}
"""`f_type` (statfs(2), linux/magic.h)."""
_BYTES = 4096
"""More than the answer takes anywhere."""
_BORN, _BORN_AT = 0x800, 80
"""`STATX_BTIME`, and where `stx_btime` is in `struct statx` (linux/stat.h)."""
_DARWIN_NAME = 72
"""Where `f_fstypename`, of 16 bytes, is in the `struct statfs` of macOS (sys/mount.h)."""


def kind_of(path: Path) -> str:
    """The type of the file system that `path` is on, as mountinfo would call it; of the system when it is not known."""
    answer = ctypes.create_string_buffer(_BYTES)
    try:
        failed = ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(path), answer)
    except (OSError, AttributeError):
        return sys.platform
    return sys.platform if failed else kind_in(answer.raw, sys.platform)


def born_ns(path: Path) -> int | None:
    """When what is at `path` came to be, in nanoseconds since 1970; None where the file system does not keep that."""
    answer = ctypes.create_string_buffer(_BYTES)
    try:
        failed = ctypes.CDLL(None).statx(-1, os.fsencode(path), 0, _BORN, answer)
    except AttributeError:  # it is Linux's, and glibc has it since 2.28
        return None
    (known,) = struct.unpack_from("=I", answer)
    seconds, nanoseconds = struct.unpack_from("=qI", answer, _BORN_AT)
    return None if failed or not known & _BORN else int(seconds * 1_000_000_000 + nanoseconds)


def kind_in(answer: bytes, platform: str) -> str:
    """The type that an answer of statfs(2) names on a platform."""
    if platform == "darwin":
        return answer[_DARWIN_NAME : _DARWIN_NAME + 16].partition(b"\0")[0].decode("ascii", "replace") or platform
    (number,) = struct.unpack_from("@l", answer)
    return LINUX_TYPES.get(number & 0xFFFFFFFF, platform)
