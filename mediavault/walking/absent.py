"""Whether files that a walk did not come by are gone: only what is certain is.

A drive that was pulled out looks like an empty folder, and another one in its place like a drive that was emptied. What
is remembered is never taken for missing on such looks. This module must not open files.
"""

from __future__ import annotations

from dataclasses import dataclass

from library.model import CopyId, Problem, path_text
from mediavault.vault import locate, unmarked
from mediavault.walking.values import Ground, Identity
from mediavault.workers.tasks import reachable

LIMIT_S = 60.0
FILES_PER_S = 1000
WITNESSES = 1000
"""Files of a drive that are looked for, when none of those that are known was seen."""


@dataclass(frozen=True, slots=True)
class AbsenceTask:
    """Looks once more for files on the same drive, in a worker, for a disk may never answer."""

    top: bytes
    """The topmost folder of the walk."""
    uid: str
    """The volume it was on during the walk."""
    identity: Identity
    """What it was during the walk."""
    files: tuple[tuple[CopyId, bytes], ...]
    """What the walk did not come by; absolute paths."""
    witnesses: tuple[bytes, ...] | None = None
    """Other files known of the volume, one of which shows that this is it; None when the walk came by one."""

    @property
    def limit_s(self) -> float:
        """Seconds it may take."""
        return LIMIT_S + len(self.files) / FILES_PER_S

    def __call__(self) -> frozenset[CopyId]:
        """Those that are certainly not there any more: none, unless this is the drive they stood on."""
        if not self._is_same_drive() or not self._is_known_drive():
            return frozenset()
        gone = frozenset(copy for copy, path in self.files if _is_gone(path))
        return gone if self._is_same_drive() else frozenset()

    def _is_same_drive(self) -> bool:
        try:
            with reachable(self.top) as top:
                status = top.stat()
                uid = locate(self.top).volume.uid
                return (status.st_dev, status.st_ino) == self.identity and self.uid in {uid, unmarked(uid)}
        except OSError:
            return False

    def _is_known_drive(self) -> bool:
        return self.witnesses is None or any(map(_is_there, self.witnesses))


def drive_unsure(task: AbsenceTask) -> Problem:
    """Says that files were not seen and are not taken for missing."""
    where = path_text(task.top)
    return Problem(
        "other-drive",
        f"{len(task.files)} known files were not found in {where}, which is not certain to be on the drive they stood "
        "on: none of them is taken for missing. Ingest it again when the drive is there.",
    )


def absolute(ground: Ground, path_raw: bytes) -> bytes:
    """Where the walk would have come by a file, of which the volume knows the path below its mount point."""
    below = path_raw[len(ground.prefix) :].lstrip(b"/")
    return ground.top.rstrip(b"/") + b"/" + below


def _is_gone(path: bytes) -> bool:
    """Whether the system says that there is nothing; that it cannot say is not that."""
    try:
        with reachable(path) as place:
            place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _is_there(path: bytes) -> bool:
    try:
        with reachable(path) as place:
            place.lstat()
    except OSError:
        return False
    return True


def spread(paths: list[bytes]) -> tuple[bytes, ...]:
    """At most WITNESSES of the paths, from everywhere in the list."""
    step = max(1, -(-len(paths) // WITNESSES))
    return tuple(paths[::step])
