"""A jail the kernel keeps: what a thread and all it starts may change and read (Landlock, Linux 5.13 and later).

It needs no rights, costs a fraction of a millisecond, and cannot be left again. Not covered by the kernel: mode, times
and extended attributes of a file; nothing in this program changes those of an original.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TypeVar

from mediavault.tools.offline import go_offline

T = TypeVar("T")

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls, by the same numbers on every architecture."""
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
CHANGES = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
"""Writing, removing and making of every kind (linux/landlock.h); later versions add moving and truncating."""
READS = EXECUTE | READ_FILE | READ_FOLDER
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
"""What can be allowed of one file; the rest is of folders."""
MOVING, MOVING_SINCE, TRUNCATE_SINCE, NETWORK_SINCE = 1 << 13, 2, 3, 4
BIND_AND_CONNECT = 3
DEVICES = ("/dev/null",)
"""What harmless programs write to."""
SYSTEM = (
    *("/usr", "/bin", "/lib", "/lib64", "/nix/store", "/snap", "/etc/ld.so.cache"),
    *("/dev/null", "/dev/random", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system"),
)
"""What any program reads to run at all: programs, libraries, what the machine is."""
SCREEN = ("/dev/dri", "/dev/snd", "/dev/shm", "/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-modeset")  # noqa: S108 - to be allowed
"""Devices of graphics and sound, and the memory a program shares with the screen."""


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


def confine(
    writable: Iterable[Path], readable: Iterable[Path | int] | None = None, *, local_sockets: bool = False
) -> bool:
    """Lets the calling thread, and all it starts from now on, change files below `writable` and nowhere else.

    Nor can they open a socket, where the kernel can see to that.

    Args:
        writable: Files and folders.
        readable: Files, folders and descriptors of files that may be read and run, and nothing else; None leaves
            reading as it is.
        local_sockets: Whether sockets to programs of this machine may be opened.

    Returns:
        Whether the kernel keeps it to that. Where it cannot, everything stays as it was.

    Raises:
        OSError: A folder of `writable` cannot be opened.
    """
    go_offline(local_sockets=local_sockets)
    version = jail_version()
    if not version:
        return False
    changes = CHANGES | (MOVING if version >= MOVING_SINCE else 0) | (TRUNCATE if version >= TRUNCATE_SINCE else 0)
    reads = 0 if readable is None else READS
    wanted = _Ruleset(changes | reads, BIND_AND_CONNECT if version >= NETWORK_SINCE else 0)
    size = ctypes.sizeof(wanted) if version >= NETWORK_SINCE else ctypes.sizeof(ctypes.c_uint64)
    ruleset = _call(CREATE_RULESET, ctypes.byref(wanted), size, 0)
    if ruleset < 0:
        return False
    try:
        for folder in writable:
            _allow(ruleset, folder, changes | reads)
        for place, access in [*((one, changes) for one in DEVICES), *((one, reads) for one in readable or ())]:
            with suppress(OSError):  # what is not there needs no permission
                _allow(ruleset, place, access)
        ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return _call(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def in_jail(work: Callable[[], T], readable: Iterable[Path | int], *, screen: bool) -> Future[T]:
    """What `work` gives, done by a thread of its own that may change nothing and read nothing but `readable`.

    With `screen` it may use the devices of `SCREEN`, too, and speak with programs of this machine.

    A program that `work` starts is in the same jail; this thread stays free. That is why it is no function called
    between the fork and the start of the program, which may deadlock when another thread holds a lock.
    """
    answer: Future[T] = Future()

    def confined() -> None:
        try:
            devices = [Path(one) for one in SCREEN if screen and Path(one).exists()]
            confine(devices, readable, local_sockets=screen)
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
            answer.set_exception(error)

    Thread(target=confined, name="jail", daemon=True).start()
    return answer


def needed_by(program: Path) -> list[Path]:
    """What a program reads to run at all: itself, the libraries that came with it, and the system's."""
    real = Path(os.path.realpath(program))
    own = [real.parent.with_name(name) for name in ("lib", "lib64", "libexec")] if real.parent.name == "bin" else []
    return [program, real, *own, *map(Path, SYSTEM)]


def needed_by_screen() -> list[Path]:
    """What a program reads to show a window and play a sound: fonts, drivers, and what lets it in at the screen."""
    home = Path.home()
    entry = os.environ.get("XAUTHORITY") or home / ".Xauthority"
    drivers = ("/etc/fonts", "/etc/alsa", "/etc/pulse", "/etc/drirc", "/etc/glvnd", "/etc/vulkan", "/sys/dev/char")
    cookies = (home / ".config/pulse/cookie", home / ".pulse-cookie")
    return [Path(entry), *cookies, *map(Path, drivers), Path("/sys/devices")]


def _allow(ruleset: int, place: Path | str | int, access: int) -> None:
    given = isinstance(place, int)
    fd = place if isinstance(place, int) else os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        possible = access if stat.S_ISDIR(os.fstat(fd).st_mode) else access & OF_FILES
        beneath = _Beneath(possible, fd)
        _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        if not given:
            os.close(fd)


def _call(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None).syscall(number, *arguments))
