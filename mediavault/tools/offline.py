"""No network: a filter of system calls that lets a thread and all it starts open no socket (seccomp, Linux 3.17).

Landlock knows TCP alone, and that only since Linux 6.7; this knows every kind of socket.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys

SET_SECCOMP, FILTER, NO_NEW_PRIVILEGES = 22, 2, 38
LOAD, IF_EQUAL, IF_NOT_LESS, ANSWER = 0x20, 0x15, 0x35, 0x06
"""Instructions of the filter: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JGE|BPF_K, BPF_RET|BPF_K."""
ALLOWED, FAILED = 0x7FFF0000, 0x00050000
CALL, ARCHITECTURE, FAMILY = 0, 4, 16
"""Where the number of the call, the architecture, and (little-endian) the first argument stand in
`struct seccomp_data`."""
SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: its AUDIT_ARCH and the number of socket(2)."""
IO_URING_SETUP, OTHER_NUMBERS = 425, 0x40000000
"""A queue through which sockets can be opened too; and where the second numbering of x86-64 (x32) begins."""
NO_FAMILY = 0xFFFFFFFF
"""Of no socket."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def go_offline(*, local_sockets: bool) -> bool:
    """Lets the calling thread, and all it starts from now on, open no socket; those that are open stay.

    With `local_sockets` those to programs of this machine (AF_UNIX) may be opened.

    Returns:
        Whether the kernel keeps it to that.
    """
    known = SOCKET.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    code = _filter(*known, socket.AF_UNIX if local_sockets else NO_FAMILY)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, opening: int, allowed_family: int) -> bytes:
    """The instructions; a jump counts the instructions that are left out."""
    return b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (LOAD, 0, 0, ARCHITECTURE),
            (IF_EQUAL, 0, 4, architecture),
            (LOAD, 0, 0, CALL),
            (IF_NOT_LESS, 2, 0, OTHER_NUMBERS),
            (IF_EQUAL, 2, 0, opening),
            (IF_EQUAL, 0, 4, IO_URING_SETUP),
            (ANSWER, 0, 0, FAILED | errno.ENOSYS),
            (LOAD, 0, 0, FAMILY),
            (IF_EQUAL, 1, 0, allowed_family),
            (ANSWER, 0, 0, FAILED | errno.EACCES),
            (ANSWER, 0, 0, ALLOWED),
        )
    )
