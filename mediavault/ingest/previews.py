"""Making the preview and the filmstrip of one asset in a worker.

Posters come first, for a filmstrip takes ten times as long: a mark beside its place says that it is yet to be made. A
preview that stands without one says that all was made. Where there can be no preview a small file beside its place says
why, so that no later run tries again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from library.model import MediaFacts, MediaKind, Problem, path_text
from mediavault import media
from mediavault.media.preview import make_pictures
from mediavault.media.reading import PartlyShown
from mediavault.tools import NotAFile, ToolFailed, ToolMissing, ToolTimedOut
from mediavault.vault import cache
from mediavault.vault.lacking import LET_GO, note_no_preview, note_of
from mediavault.workers.tasks import OutOfTime, limited, reachable

PICTURE_LIMIT_S = 60.0
PART = "part"
"""The kind of problem of a preview that shows no more than a part."""
MARK = ".wanted"
"""How the name of the mark of a filmstrip ends that is yet to be made."""
BESIDE = (".filmstrip.jpg", cache.WAVEFORM)
"""How the names end of what says nothing of a preview."""
FAULTS = (media.Unreadable, ToolFailed, ToolTimedOut, EOFError, ValueError, MemoryError, OutOfTime)
"""What a file that is damaged, or beyond every bound, ends a picture with."""


@dataclass(frozen=True, slots=True)
class PictureTask:
    """Makes the preview of the file at `path`, and of a video its filmstrip, now or later."""

    path: bytes
    facts: MediaFacts
    """Without `raw`, which no picture needs."""
    preview: Path
    filmstrip: Path
    limit_s: float = PICTURE_LIMIT_S
    poster_first: bool = False
    """Whether the filmstrip is left for later, and marked as wanted."""

    def __call__(self) -> Problem | None:
        """Says why there is no picture, if there is none."""
        try:
            with reachable(self.path) as path, limited(self.limit_s):
                if self.poster_first and self.facts.kind is MediaKind.VIDEO:
                    _mark(self.filmstrip)
                if not make_pictures(path, self.facts, self.preview, None if self.poster_first else self.filmstrip):
                    give_up(self.preview, self.filmstrip, "It has nothing to show.")
                if not self.poster_first:
                    _mark_of(self.filmstrip).unlink(missing_ok=True)
        except ToolMissing as error:
            return Problem("tool-missing", str(error))
        except PartlyShown as error:
            note_no_preview(self.preview, str(error))
            return Problem(PART, str(error), self._name, error.kind)
        except (*FAULTS, NotAFile, OSError) as error:
            what = "filmstrip" if self.preview.exists() else "preview"
            # A filmstrip that is lacking is named by no later run: each is told of by itself.
            alike = (self._name, _cause(error)) if what == "preview" else ()
            lacking = Problem("no-preview", f"No {what} of {self._name}: {_clause(error, self.limit_s)}.", *alike)
            if isinstance(error, FAULTS):  # what stands at a path may be another thing the next time
                give_up(self.preview, self.filmstrip, lacking.message)
            return lacking
        return None

    def take_back(self) -> None:
        """Removes what was made."""
        take_away(self.preview, self.filmstrip)

    @property
    def _name(self) -> str:
        return path_text(self.path.rpartition(b"/")[2])


def is_tried(preview: Path) -> bool:
    """Whether nothing is left to do for the preview at this place."""
    return preview.exists() or note_of(preview).exists()


def is_filmstrip_wanted(filmstrip: Path) -> bool:
    """Whether a video has its poster, and its filmstrip is yet to be made at this place."""
    return _mark_of(filmstrip).exists()


def take_away(preview: Path, filmstrip: Path) -> None:
    """Removes the pictures at these places, and what is noted of them."""
    for made in (preview, filmstrip, _mark_of(filmstrip), note_of(preview)):
        made.unlink(missing_ok=True)


def let_go(preview: Path, filmstrip: Path, waveform: Path) -> None:
    """Removes what is at these places for want of room; no ingest makes it again, but whoever asks for it."""
    note_no_preview(preview, LET_GO)
    for made in (preview, filmstrip, _mark_of(filmstrip), waveform):
        made.unlink(missing_ok=True)


def tried_previews(folder: Path) -> set[str]:
    """The `quick_hex` of everything that has all its pictures, or can have none, in the folder of all previews."""
    with suppress(FileNotFoundError):
        names = list(chain.from_iterable(files for _, _, files in os.walk(folder)))
        lacking = {name.partition(".")[0] for name in names if name.endswith(MARK)}
        return {name.partition(".")[0] for name in names if not name.endswith(BESIDE)} - lacking
    return set()


def give_up(preview: Path, filmstrip: Path, reason: str) -> None:
    """Notes that there can be no preview, and why; or, where there is one, no filmstrip."""
    if not preview.exists():
        note_no_preview(preview, reason)
    with suppress(OSError):
        _mark_of(filmstrip).unlink(missing_ok=True)


def _mark(filmstrip: Path) -> None:
    filmstrip.parent.mkdir(parents=True, exist_ok=True)
    _mark_of(filmstrip).write_bytes(b"")


def _mark_of(filmstrip: Path) -> Path:
    return filmstrip.with_suffix(MARK)


def _cause(error: BaseException) -> str:
    """The kind of problem it is (`library.model.Problem.kind`)."""
    match error:
        case media.Unreadable():
            return error.kind
        case OutOfTime() | ToolTimedOut():
            return "timeout"
        case MemoryError():
            return "memory"
        case OSError():
            return "disk"
        case _:
            return "damaged"


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
