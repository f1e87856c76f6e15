"""Every directory entry below a folder, none in silence, none twice, no link followed.

Names are bytes from here on. A folder is opened from within the one above it, so that no path is too long, and one
descriptor is enough for any depth. This module must not open files, nor ask the catalogue.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from library.model import FileStamp, Outcome, Problem, path_text
from mediavault.vault import locate
from mediavault.walking.listing import Listing
from mediavault.walking.stamps import stamp_of
from mediavault.walking.values import Entry, Ground, Identity, Leaving, Unchanged

SYSTEM_FILES = frozenset((b".ds_store", b"thumbs.db", b"ehthumbs.db", b"desktop.ini", b".localized"))
SYSTEM_FOLDERS = frozenset(
    b".spotlight-v100|.fseventsd|.trashes|.temporaryitems|.documentrevisions-v100|lost+found|$recycle.bin"
    b"|system volume information".split(b"|")
)
ODD_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


def own_storage(vault: Path, folder: Path, catalogue: Path) -> Leaving:
    """Leaves out the previews in `folder` and all files of the catalogue; other things in the vault are media."""
    identity = identity_of(vault)
    names = (os.fsencode(catalogue.name), b"config.toml") if identity else ()
    return Leaving(frozenset(filter(None, [identity_of(folder)])), frozenset((identity, name) for name in names))


def identity_of(path: Path) -> Identity | None:
    """What a folder is; None where there is none, or the system does not say. Waits for a disk that does not answer."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def walk(
    folder: Path,
    leaving: Leaving,
    seen: set[Identity],
    on_ground: Callable[[Ground], None],
    *,
    entering: Callable[[bytes], None] = lambda _: None,
) -> Iterator[Entry | Unchanged]:
    """The entries below `folder`, by name, files of a folder before those of the folders in it.

    Files that are `known` to their ground come first in their folder, and together.

    Args:
        folder: Links on the way to it are followed, none below it.
        leaving: What is left out.
        seen: Folders walked before, by this or another call; grows.
        on_ground: Told of each volume the walk comes to, before its first entry; it may say what is known there.
        entering: Told of each folder before it is opened.

    Raises:
        OSError: nothing is at `folder`.
    """
    yield from _Walk(leaving, seen, on_ground, entering).below(folder)


OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to be entered from the one above it."""

    name: bytes
    path: bytes
    path_raw: bytes
    ground: Ground


@dataclass(slots=True)
class _Level:
    """A folder the walk is in, and what in it is still to be entered, last first."""

    identity: Identity
    folders: list[_Folder]


class _Walk:
    """One walk: the levels it is below, and the open folder of the deepest."""

    def __init__(
        self,
        leaving: Leaving,
        seen: set[Identity],
        on_ground: Callable[[Ground], None],
        entering: Callable[[bytes], None],
    ) -> None:
        self._leaving, self._seen, self._on_ground, self._entering = leaving, seen, on_ground, entering
        self._levels: list[_Level] = []
        self._fd = -1

    def below(self, folder: Path) -> Iterator[Entry | Unchanged]:
        path = os.path.abspath(os.fsencode(folder))  # noqa: PTH100 - bytes
        ground = self._new_ground(path, folder.stat())
        try:
            yield from self._enter(_Folder(path, path, ground.prefix, ground))
            while self._levels:
                if self._levels[-1].folders:
                    yield from self._enter(self._levels[-1].folders.pop())
                else:
                    self._levels.pop()
                    yield from self._climb()
        finally:
            if self._fd >= 0:
                os.close(self._fd)

    def _new_ground(self, path: bytes, status: os.stat_result) -> Ground:
        location = locate(path)
        ground = Ground(location.volume, location.path_raw, (status.st_dev, status.st_ino), path)
        self._on_ground(ground)
        return ground

    def _enter(self, folder: _Folder) -> Iterator[Entry | Unchanged]:
        """Goes down into a folder and gives its files; or says why not, and stays."""
        folder.ground.folders[folder.path_raw] = False
        if self._levels and folder.name.lower() in SYSTEM_FOLDERS:
            yield _left_out(folder, "system-file", "the operating system keeps it for itself")
            return
        if folder.path in self._leaving.silent:
            yield _unreadable(folder, "timeout", "the disk does not answer")
            return
        self._entering(folder.path)
        try:
            fd, status, inside = self._opened(folder)
        except OSError as error:
            yield _unreadable(folder, *_reason(error))
            return
        identity = (status.st_dev, status.st_ino)
        if identity in self._leaving.folders or identity in self._seen:
            os.close(fd)
            if identity in self._seen:
                yield _left_out(folder, "seen-already", "this run has been there by another path")
            return
        self._seen.add(identity)
        self._levels.append(_Level(identity, []))
        self._go_to(fd)
        yield from self._list(inside)

    def _opened(self, folder: _Folder) -> tuple[int, os.stat_result, _Folder]:
        """A folder's descriptor, what it is, and itself as the top of another volume when one is mounted there."""
        if not self._levels:
            fd = os.open(folder.path, OPEN_FOLDER)
            return fd, os.fstat(fd), folder
        fd = os.open(folder.name, OPEN_FOLDER | os.O_NOFOLLOW, dir_fd=self._fd)
        try:
            status = os.fstat(fd)
            if status.st_dev == self._levels[-1].identity[0]:
                return fd, status, folder
            ground = self._new_ground(folder.path, status)
        except OSError:
            os.close(fd)
            raise
        return fd, status, _Folder(folder.name, folder.path, ground.prefix, ground)

    def _go_to(self, fd: int) -> None:
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = fd

    def _list(self, folder: _Folder) -> Iterator[Entry | Unchanged]:
        """Gives the files of the open folder, and notes the folders in it."""
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(self._fd) as listing:
                entries.extend(listing)
            folder.ground.folders[folder.path_raw] = True
        except OSError as error:
            folder.ground.folders[folder.path_raw] = False
            yield _unreadable(folder, *_reason(error))
        level = self._levels[-1]
        files: list[os.DirEntry[str]] = []
        folders: list[bytes] = []
        for entry in entries:
            if _is_folder(entry):
                folders.append(os.fsencode(entry.name))
            else:
                files.append(entry)
        level.folders += [_child(folder, name) for name in sorted(folders, reverse=True)]
        unchanged, left = self._unchanged(folder, files)
        if unchanged is not None:
            yield unchanged
        for entry in sorted(left, key=_name):
            if not self._is_own(level.identity, _name(entry)):
                yield _looked_at(_child(folder, _name(entry)), entry)

    def _unchanged(
        self, folder: _Folder, files: list[os.DirEntry[str]]
    ) -> tuple[Unchanged | None, list[os.DirEntry[str]]]:
        """The files of a folder that look as they did before, and the others."""
        known = folder.ground.known
        if known is None or not files:
            return None, files
        listing, silent = Listing.of(files)
        beginning = folder.path_raw + b"/" if folder.path_raw else b""
        unchanged = Unchanged(folder.path.rstrip(b"/") + b"/", beginning, folder.ground, listing)
        apart = self._apart(files) if known.holds_others(beginning, len(files)) else []
        unchanged.seen = known.seen_again(beginning, listing, len(files) - len(apart))
        if unchanged.seen is not None:
            unchanged.listing = listing.without({one.name for one in apart})
            return unchanged, apart
        same = known.same(beginning, listing)
        if not same:
            return None, files
        left = [one for one in files if one.name not in same]
        if not silent and folder.ground.folders[folder.path_raw] and len(self._apart(left)) == len(left):
            unchanged.found = listing.digest
        unchanged.listing = listing.without({one.name for one in left})
        unchanged.take()
        return unchanged, left

    def _apart(self, files: list[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
        """Those that are left out for what they are or what they are called, whatever is in them."""
        here = self._levels[-1].identity
        named = ((one, _name(one)) for one in files)
        return [one for one, name in named if not _is_file(one) or _why_left_out(name) or self._is_own(here, name)]

    def _is_own(self, folder: Identity, name: bytes) -> bool:
        return any(folder == where and name.startswith(beginning) for where, beginning in self._leaving.files)

    def _climb(self) -> Iterator[Entry]:
        """Goes back to the folder above; what is left in it is unreadable when it has gone."""
        if not self._levels:
            return
        level = self._levels[-1]
        try:
            fd = os.open(b"..", OPEN_FOLDER, dir_fd=self._fd)
            status = os.fstat(fd)
        except OSError as error:
            kind, reason = _reason(error)
        else:
            self._go_to(fd)
            if (status.st_dev, status.st_ino) == level.identity:
                return
            kind, reason = "vanished", "the folder above it was moved while it was read"
        while level.folders:
            left = level.folders.pop()
            left.ground.folders[left.path_raw] = False
            yield _unreadable(left, kind, reason)


def _name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)


def _child(folder: _Folder, name: bytes) -> _Folder:
    raw = folder.path_raw + b"/" + name if folder.path_raw else name
    return _Folder(name, folder.path.rstrip(b"/") + b"/" + name, raw, folder.ground)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _why_left_out(name: bytes) -> tuple[str, str] | None:
    """Kind and clause for a file that is left out for its name."""
    if name.lower() in SYSTEM_FILES or name.startswith(b"._"):
        return "system-file", "the operating system keeps it for itself"
    if name.startswith(b".mediavault-") and name.endswith(b".part"):
        return "unfinished", "it is what an interrupted run had not finished"
    return None


def _looked_at(found: _Folder, entry: os.DirEntry[str]) -> Entry:
    """The entry of what is no folder."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return _unreadable(found, *_reason(error))
    if stat.S_ISLNK(status.st_mode):
        return _left_out(found, "link", "it is a symbolic link, and links are not followed")
    if not stat.S_ISREG(status.st_mode):
        odd = ODD_KINDS.get(stat.S_IFMT(status.st_mode), "something odd")
        return _unreadable(found, "not-a-file", f"it is {odd}, not a file")
    stamp = stamp_of(status)
    why = _why_left_out(found.name)
    if why is not None:
        return _left_out(found, *why, stamp)
    return Entry(found.path, found.ground, found.path_raw, stamp)


def _left_out(found: _Folder, kind: str, reason: str, stamp: FileStamp | None = None) -> Entry:
    problem = Problem(kind, f"Left out {path_text(found.name)}: {reason}.")
    return Entry(found.path, found.ground, found.path_raw, stamp, Outcome.SKIPPED, problem)


def _unreadable(found: _Folder, kind: str, reason: str) -> Entry:
    problem = Problem(kind, f"Cannot read {path_text(found.name)}: {reason}.")
    return Entry(found.path, found.ground, found.path_raw, None, Outcome.UNREADABLE, problem)


def _reason(error: OSError) -> tuple[str, str]:
    """Kind and clause for what the system refused."""
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "permission", "the system does not allow it"
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}:
        return "vanished", "it went away while the folder was read"
    return "disk", f"the system says: {error.strerror or error}"
