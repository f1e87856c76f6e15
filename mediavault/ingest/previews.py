"""Making the preview and the filmstrip of one asset in a worker.

A preview that stands says that both were tried: the filmstrip is made first. Where there can be no preview a small file
beside its place says why, so that no later run tries again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from library.model import MediaFacts, MediaKind, Problem, path_text
from mediavault import media
from mediavault.ingest.tasks import OutOfTime, limited, reachable
from mediavault.media.filmstrip import make_filmstrip
from mediavault.media.preview import make_preview
from mediavault.tools import NotAFile, ToolFailed, ToolMissing, ToolTimedOut

PICTURE_LIMIT_S = 120.0
FAILURES = (
    media.Unreadable, NotAFile, ToolFailed, ToolTimedOut, OSError, EOFError, ValueError, MemoryError, OutOfTime,
)  # fmt: skip
"""What a damaged file, or a machine in trouble, ends a picture with."""


@dataclass(frozen=True, slots=True)
class PictureTask:
    """Makes the filmstrip and the preview of the file at `path`."""

    path: bytes
    facts: MediaFacts
    """Without `raw`, which no picture needs."""
    preview: Path
    filmstrip: Path
    limit_s: float = PICTURE_LIMIT_S

    def __call__(self) -> Problem | None:
        """Says why a picture is lacking, if one is."""
        try:
            with reachable(self.path) as path:
                return self._preview(path, self._filmstrip(path))
        except ToolMissing as error:  # not the fault of the file: to be tried again
            return Problem("tool-missing", str(error))
        except OSError as error:
            return Problem("no-preview", self._sentence("preview", error))

    def take_back(self) -> None:
        """Removes what was made."""
        for made in (self.preview, self.filmstrip, _note(self.preview)):
            made.unlink(missing_ok=True)

    def _filmstrip(self, path: Path) -> Problem | None:
        if self.facts.kind is not MediaKind.VIDEO:
            return None
        try:
            with limited(self.limit_s / 2):
                make_filmstrip(path, self.filmstrip, self.facts)
        except FAILURES as error:
            return Problem("no-filmstrip", self._sentence("filmstrip", error))
        return None

    def _preview(self, path: Path, lacking: Problem | None) -> Problem | None:
        try:
            with limited(self.limit_s / 2):
                if not make_preview(path, self.preview, self.facts):
                    note_no_preview(self.preview, "It has nothing to show.")
        except FAILURES as error:
            lacking = Problem("no-preview", self._sentence("preview", error))
            note_no_preview(self.preview, lacking.message)
        return lacking

    def _sentence(self, what: str, error: BaseException) -> str:
        return f"No {what} of {self._name}: {_clause(error, self.limit_s / 2)}."

    @property
    def _name(self) -> str:
        return path_text(self.path.rpartition(b"/")[2])


def is_tried(preview: Path) -> bool:
    """Whether nothing is left to do for the preview at this place."""
    return preview.exists() or _note(preview).exists()


def note_no_preview(preview: Path, reason: str) -> None:
    """Notes that there can be no preview, and why. A note that cannot be written is made by the next run."""
    with suppress(OSError):
        preview.parent.mkdir(parents=True, exist_ok=True)
        _note(preview).write_text(reason, encoding="utf-8")


def _note(preview: Path) -> Path:
    return preview.with_suffix(".none.txt")


def _clause(error: BaseException, limit_s: float) -> str:
    match error:
        case OutOfTime():
            return f"it was not made within {limit_s:g} seconds"
        case MemoryError():
            return "it needs more memory than a file is given"
        case media.Unreadable():
            return error.reason.rstrip(".")
        case OSError():
            return f"the system says: {error.strerror or error}"
        case _:
            return str(error).rstrip(".") or type(error).__name__
