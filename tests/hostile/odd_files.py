"""What stands in folders beside files: pipes, sockets, devices, links, holes, locked doors, paths too long to name."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

LONG_PATH = 6044
"""Bytes of a path that no system call takes in one piece."""


def make_odd_files(folder: Path) -> list[Path]:
    """One of each that is no regular file, none of which may be opened; a device only where we may make one."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [
        folder / name for name in ("pipe.mp4", "socket.mov", "link.jpg", "dangling.jpg", "loop", "loop a", "loop b")
    ]
    os.mkfifo(made[0])
    with socket.socket(socket.AF_UNIX) as bound:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may be 107 bytes
        try:
            bound.bind("socket.mov")
        finally:
            os.chdir(here)
    made[2].symlink_to("/etc/passwd")
    made[3].symlink_to(folder / "nothing")
    made[4].symlink_to(folder, target_is_directory=True)
    made[5].symlink_to("loop b")
    made[6].symlink_to("loop a")
    with suppress(PermissionError):
        os.mknod(folder / "zero.jpg", stat.S_IFCHR | 0o600, os.makedev(1, 5))
        made.append(folder / "zero.jpg")
    return made


def make_hollow(path: Path, size_bytes: int = 1 << 30) -> Path:
    """A file of that length with nothing in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, size_bytes)
    return path


def make_locked(folder: Path) -> list[Path]:
    """A folder that cannot be entered, one that cannot be listed, and a file that cannot be read."""
    locked, unlisted, unreadable = folder / "locked", folder / "unlisted", folder / "unreadable.jpg"
    for one in (locked, unlisted):
        one.mkdir(parents=True)
        (one / "inside.jpg").write_bytes(b"x")
    locked.chmod(0)
    unlisted.chmod(0o311)
    unreadable.write_bytes(b"\xff\xd8\xff")
    unreadable.chmod(0)
    return [locked, unlisted, unreadable]


def make_deep(folder: Path, content: bytes, length: int = LONG_PATH) -> bytes:
    """A file whose path is `length` bytes long; made step by step, as no call takes the whole path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = bytes(folder)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        while len(path) < length:
            left = length - len(path) - 1
            name = b"f" * (left - 4) + b".jpg" if left <= 200 else b"d" * (100 if left < 310 else 200)
            if left <= 200:
                _write_at(fd, name, content)
            else:
                os.mkdir(name, dir_fd=fd)
                below = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=fd)
                os.close(fd)
                fd = below
            path += b"/" + name
    finally:
        os.close(fd)
    return path


def _write_at(fd: int, name: bytes, content: bytes) -> None:
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644, dir_fd=fd)
    os.write(file, content)
    os.close(file)
