"""Volumes: one file system each, known by an identity that stays when it is mounted elsewhere.

The UUID of a file system is not enough: that of FAT and exFAT is the second it was made in, and whoever copies a drive
copies it. So a marker goes with it, a digest of what nothing that is done with files changes: how large the device is,
and when the topmost folder came to be, where the file system keeps that. Nothing is written to a drive.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from mediavault.vault.mounting import NETWORK_TYPES, PSEUDO_TYPES, Mount, all_mounts, mount_of
from mediavault.vault.statfs import born_ns

UUID_IN_FSID = frozenset(("ext2", "ext3", "ext4", "btrfs", "zfs", "tmpfs"))
"""File systems whose `f_fsid` is made from their UUID; others make it from the device number."""
_MARKED = re.compile(r"^((?:uuid|fsid:\w+):[\w-]+)\+[0-9a-f]{8}")
"""A uid that has a marker; the part before it."""
BY_PROGRAM = frozenset(("fuse", "fuseblk"))
"""File systems that a program answers for; when it hangs, whoever asks hangs with it and cannot be ended."""
REMEMBERED_S = 1.0
"""Seconds for which a look at the mounts is good."""


@dataclass(frozen=True, slots=True)
class VolumeIdentity:
    """What a volume is known by, and where it is mounted now."""

    uid: str
    """`uuid:…+marker` of the file system; `share:…` of a network share; otherwise a mark that no other drive has."""
    label: str
    mount_point: Path


@dataclass(frozen=True, slots=True)
class Location:
    """A path as volume and place on it."""

    volume: VolumeIdentity
    path_raw: bytes
    """Bytes relative to the mount point; empty for the mount point itself."""


def volume_of(path: Path | str | bytes) -> VolumeIdentity:
    """The volume that holds what is at `path`. Raises OSError when nothing is there."""
    return locate(path).volume


def locate(path: Path | str | bytes) -> Location:
    """The volume of what is at `path`, and the path on it. Links on the way are followed.

    What is reached through a bind mount is placed on the mount of the whole file system when that can be seen, so that
    it is one and the same file whichever way it was come by.

    Raises:
        OSError: nothing is at `path`.
    """
    mount, place = mount_of(path), Path(os.fsdecode(os.path.realpath(path)))
    whole = _whole(mount, all_mounts())
    if whole is not mount:
        other = _moved(place, mount, whole)
        if _is_same(place, other):
            mount, place = whole, other
    inside = place.relative_to(mount.point)
    uid, label = _uid(mount, _names("by-uuid")), _label(mount, _names("by-label"))
    return Location(VolumeIdentity(uid, label, mount.point), os.fsencode(inside) if inside.parts else b"")


def unmarked(uid: str) -> str:
    """A uid without its marker: what drives have in common whose UUID is the same."""
    return _MARKED.sub(r"\1", uid)


def capacity_bytes(point: Path) -> int | None:
    """Bytes of the file system mounted at `point`; None where asking might never be answered, or is not."""
    mount = next((one for one in all_mounts() if one.point == point), None)
    if mount is None or mount.kind in NETWORK_TYPES or mount.kind.startswith("fuse"):
        return None
    asked = _asked(point)
    return asked.f_blocks * asked.f_frsize if asked and asked.f_blocks else None


def mounts() -> Mapping[str, Path]:
    """Volume uid to mount point of everything that is mounted now; remembered for a second."""
    return _mounted.now()


class _Mounted:
    """The last look at the mounts, and when it was taken."""

    def __init__(self) -> None:
        self._lock, self._taken_at, self._found = Lock(), float("-inf"), MappingProxyType[str, Path]({})

    def now(self) -> Mapping[str, Path]:
        with self._lock:
            if time.monotonic() - self._taken_at > REMEMBERED_S:
                self._found = MappingProxyType(_by_uid(all_mounts()))
                self._taken_at = time.monotonic()
            return self._found


_mounted = _Mounted()


def _by_uid(known: list[Mount]) -> dict[str, Path]:
    uuids = _names("by-uuid")
    found: dict[str, Path] = {}
    for mount in sorted(known, key=_rank):
        if mount.kind not in PSEUDO_TYPES:
            uid = _uid(mount, uuids)
            found.setdefault(uid, mount.point)
            found.setdefault(unmarked(uid), mount.point)  # as catalogues have it that were written before markers
    return found


def _rank(mount: Mount) -> tuple[bool, int, str]:
    return (mount.root != mount.base, len(mount.point.parts), str(mount.point))


def _whole(mount: Mount, known: Iterable[Mount]) -> Mount:
    """The mount of the whole file system (of btrfs: subvolume) that `mount` shows, or shows a folder of."""
    same = partial(_shows_same, mount)
    return min((other for other in known if same(other)), key=_rank, default=mount)


def _shows_same(mount: Mount, other: Mount) -> bool:
    whole = other.root == other.base == mount.base
    return whole and (other.device, other.kind, other.source) == (mount.device, mount.kind, mount.source)


def _moved(place: Path, mount: Mount, whole: Mount) -> Path:
    below = Path(mount.root).relative_to(whole.root) if Path(mount.root).is_relative_to(whole.root) else Path()
    return whole.point / below / place.relative_to(mount.point)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False


def _uid(mount: Mount, uuids: Mapping[int, str]) -> str:
    inside = "" if mount.root == "/" else f":{mount.root}"
    uuid = uuids.get(_device_number(mount))
    if uuid is not None:
        return f"uuid:{uuid}{_marker(mount)}{inside}"
    if mount.kind in NETWORK_TYPES:
        # Not asked anything: a server that has gone would let the question hang.
        return f"share:{mount.kind}:{mount.source}{inside}"
    return f"fsid:{_fallback(mount)}{inside}"


def _marker(mount: Mount) -> str:
    """What tells a file system from another of the same UUID; nothing where that is not to be had without waiting."""
    if mount.kind in NETWORK_TYPES or mount.kind.partition(".")[0] in BY_PROGRAM:
        return ""
    number = _device_number(mount)
    try:
        sectors = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/size").read_text(encoding="ascii")
    except (OSError, OverflowError):
        return ""
    facts = (int(sectors), born_ns(mount.point))
    return "+" + blake2b(repr(facts).encode("ascii"), digest_size=4).hexdigest()


def _fallback(mount: Mount) -> str:
    """What tells this file system from any other when its UUID cannot be had."""
    facts: tuple[object, ...] = (mount.source, str(mount.point))
    if mount.kind == "overlay":
        facts += (mount.options,)  # They name the folder that changes are written to: one for each container.
    elif mount.kind.partition(".")[0] not in BY_PROGRAM:
        asked = _asked(mount.point)
        if asked is not None and asked.f_fsid and mount.kind in UUID_IN_FSID:
            return f"{mount.kind}:{asked.f_fsid & (1 << 64) - 1:016x}{_marker(mount)}"
        # The device's number alone is given anew to the next drive; its size is not likely the same.
        facts += (mount.device, asked.f_blocks * asked.f_frsize if asked else 0)
    return f"{mount.kind}:{blake2b(repr(facts).encode('utf-8', 'surrogateescape'), digest_size=8).hexdigest()}"


def _asked(point: Path) -> os.statvfs_result | None:
    try:
        return os.statvfs(point)
    except OSError:
        return None


def _device_number(mount: Mount) -> int:
    major, minor = mount.device
    if major == 0 and mount.source.startswith("/dev/"):  # btrfs: the number is of no device
        try:
            return Path(mount.source).stat().st_rdev
        except OSError:
            return -1
    return os.makedev(major, minor) if major else -1


def _names(folder: str) -> dict[int, str]:
    """Device number to its name in a folder of /dev/disk; the first by alphabet when it has several."""
    found: dict[int, str] = {}
    try:
        entries = sorted(os.scandir(f"/dev/disk/{folder}"), key=lambda entry: entry.name)
    except OSError:
        return found
    for entry in entries:
        try:
            found.setdefault(entry.stat().st_rdev, _unescaped(entry.name))
        except OSError:
            continue
    return found


def _unescaped(name: str) -> str:
    r"""The name that udev wrote with everything unusual as `\xNN`."""
    octets = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), os.fsencode(name))
    return octets.decode("utf-8", "backslashreplace")


def _label(mount: Mount, labels: Mapping[int, str]) -> str:
    return labels.get(_device_number(mount)) or mount.point.name or "system"
