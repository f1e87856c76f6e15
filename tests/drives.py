"""Drives that come and go, in a mount namespace of their own: nobody else sees them, and none is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

UNSHARE = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--map-root-user",)), "--propagation", "private")


class NoMounts(Exception):
    """This system lets nobody mount."""


class Mounts:
    """A process that holds a mount namespace, and what is mounted in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._holder = subprocess.Popen(
            (*UNSHARE, "sh", "-c", "echo in; read _"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        if self._holder.stdout.readline() != b"in\n":
            self.close()
            raise NoMounts
        enter = ("nsenter", f"--target={self._holder.pid}", "--mount")
        self.inside = enter if os.geteuid() == 0 else (*enter, "--user", "--preserve-credentials")
        """What starts a program where the drives are."""
        self._count = 0

    def close(self) -> None:
        self._holder.stdin.close()
        self._holder.wait(10)
        self._holder.stdout.close()

    def does(self, *command: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a command where the drives are."""
        words = [str(word) for word in command]
        return subprocess.run((*self.inside, *words), capture_output=True, text=True, check=check, timeout=60)

    def point(self) -> Path:
        """A new, empty folder."""
        self._count += 1
        made = self._folder / f"drive-{self._count}"
        made.mkdir()
        return made

    def tmpfs(self, options: str = "size=64m") -> Path:
        """A disk in memory, mounted at a new folder."""
        made = self.point()
        self.does("mount", "-t", "tmpfs", "-o", options, "tmpfs", made)
        return made

    def resize(self, disk: Path, size: str) -> None:
        self.does("mount", "-o", f"remount,size={size}", disk)

    def fetch(self, folder: Path) -> Path:
        """A copy of a folder, outside."""
        made = self.point()
        self.does("cp", "-a", f"{folder}/.", made)
        # What was copied inside a mount of the namespace is there for everybody.
        return made

    def image(self, size_mb: int = 16, uuid: str = "random") -> Path:
        """A disk image with a file system of that UUID, by default its own, to plug in and out."""
        self._count += 1
        made = self._folder / f"image-{self._count}"
        with made.open("wb") as file:
            file.truncate(size_mb * 1024 * 1024)
        mkfs = shutil.which("mkfs.ext4") or "/sbin/mkfs.ext4"
        subprocess.run((mkfs, "-q", "-F", "-U", uuid, str(made)), check=True, capture_output=True)
        return made

    def plug(self, image: Path, point: Path, options: str = "loop") -> bool:
        return self.does("mount", "-o", options, image, point, check=False).returncode == 0

    def unplug(self, point: Path) -> None:
        self.does("umount", "-l", point)
