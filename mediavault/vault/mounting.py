"""What is mounted where, as the kernel says it. This module must not know what a volume is called in a catalogue."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mediavault.vault.statfs import kind_of

MOUNTINFO = Path("/proc/self/mountinfo")
_NETWORK = """
9p afpfs afs beegfs ceph cifs coda davfs fuse.davfs2 fuse.gcsfuse fuse.glusterfs fuse.goofys fuse.rclone fuse.s3fs
fuse.sshfs gpfs lustre ncpfs nfs nfs4 smb3 smbfs webdav
"""
_PSEUDO = """
autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl hugetlbfs mqueue nsfs proc
pstore rpc_pipefs securityfs selinuxfs sysfs tracefs
"""
NETWORK_TYPES = frozenset(_NETWORK.split())
"""File systems whose locks do not reach every machine that mounts them: a catalogue there loses acknowledged rows."""
PSEUDO_TYPES = frozenset(_PSEUDO.split())
"""File systems that hold no files anybody keeps."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo, decoded (proc(5))."""

    id: int
    device: tuple[int, int]
    """Major and minor number; major 0 when there is no block device."""
    root: str
    """What of the file system is mounted: `/`, a subvolume, or the folder of a bind mount."""
    point: Path
    kind: str
    """The file system's type: `ext4`, `nfs4`."""
    source: str
    options: str = ""
    """The options of the file system."""

    @property
    def base(self) -> str:
        """What `root` is when this is no bind mount: `/`, of btrfs the subvolume."""
        found = re.search(r"(?:^|,)subvol=([^,]+)", self.options) if self.kind == "btrfs" else None
        return found[1] if found else "/"


def parse_mounts(text: str) -> list[Mount]:
    """The mounts that a text in the form of `/proc/self/mountinfo` lists."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, tail = before.split(" "), after.split(" ")
        if len(fields) < 6 or len(tail) < 3:  # noqa: PLR2004 - as proc(5) counts them
            continue
        major, _, minor = fields[2].partition(":")
        root, point, source = (_decoded(part) for part in (fields[3], fields[4], tail[1]))
        mount = Mount(int(fields[0]), (int(major), int(minor)), root, Path(point), tail[0], source, _decoded(tail[2]))
        found.append(mount)
    return found


def _decoded(text: str) -> str:
    """Blanks and the like stand in mountinfo as three octal digits."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def all_mounts() -> list[Mount]:
    """Everything that is mounted now."""
    try:
        return parse_mounts(MOUNTINFO.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        points = [Path("/"), *sorted(Path("/Volumes").glob("*"))]
        return [_unlisted(point) for point in points if os.path.ismount(point)]


def _unlisted(point: Path) -> Mount:
    """A mount as far as it can be known without a list of mounts (macOS)."""
    device = point.stat().st_dev
    return Mount(0, (0, device), "/", point, kind_of(point), str(point))


def mount_of(path: Path | str | bytes) -> Mount:
    """The mount that holds the file, folder or link at `path`.

    Raises:
        OSError: there is nothing at `path`.
    """
    place = Path(os.fsdecode(os.path.realpath(path)))
    known = all_mounts() if MOUNTINFO.exists() else []
    if known:
        number = _mount_id(place)
        exact = [mount for mount in known if mount.id == number]
        return exact[-1] if exact else mount_above(known, place)
    while not os.path.ismount(place):
        place = place.parent
    return _unlisted(place)


def mount_above(known: Iterable[Mount], place: Path) -> Mount:
    """The mount that a path without links is on, by its spelling: the deepest, and of several the one mounted last."""
    above = [mount for mount in known if place.is_relative_to(mount.point)]
    return max(reversed(above), key=lambda mount: len(mount.point.parts))


def _mount_id(place: Path) -> int | None:
    fd = os.open(place, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        text = Path(f"/proc/self/fdinfo/{fd}").read_text(encoding="ascii")
    except OSError:
        return None
    finally:
        os.close(fd)
    found = re.search(r"^mnt_id:\s*(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else None
