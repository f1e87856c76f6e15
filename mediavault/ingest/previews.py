"""Making the preview and the filmstrip of one asset in a worker.

A preview that stands says that both were made: the filmstrip is written first. Where there can be no preview a small
file beside its place says why, so that no later run tries again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from library.model import MediaFacts, Problem, path_text
from mediavault import media
from mediavault.media.preview import make_pictures
from mediavault.tools import NotAFile, ToolFailed, ToolMissing, ToolTimedOut
from mediavault.vault.lacking import LET_GO, NOT_TRIED, note_no_preview, note_of, why_no_preview
from mediavault.workers.tasks import OutOfTime, limited, reachable

PICTURE_LIMIT_S = 60.0
FAULTS = (media.Unreadable, ToolFailed, ToolTimedOut, EOFError, ValueError, MemoryError, OutOfTime)
"""What a file that is damaged, or beyond every bound, ends a picture with."""


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
        """Says why there is no picture, if there is none."""
        try:
            with reachable(self.path) as path, limited(self.limit_s):
                if not make_pictures(path, self.facts, self.preview, self.filmstrip):
                    note_no_preview(self.preview, "It has nothing to show.")
        except ToolMissing as error:
            return Problem("tool-missing", str(error))
        except (*FAULTS, NotAFile, OSError) as error:
            lacking = Problem("no-preview", f"No preview of {self._name}: {_clause(error, self.limit_s)}.")
            if isinstance(error, FAULTS):  # what stands at a path may be another thing the next time
                note_no_preview(self.preview, lacking.message)
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


def is_refused(preview: Path) -> bool:
    """Whether it is noted that there can be no preview at this place."""
    return why_no_preview(preview) not in {None, LET_GO, NOT_TRIED}


def take_away(preview: Path, filmstrip: Path) -> None:
    """Removes the pictures at these places, and what is noted of them."""
    for made in (preview, filmstrip, note_of(preview)):
        made.unlink(missing_ok=True)


def let_go(preview: Path, filmstrip: Path) -> None:
    """Removes the pictures at these places for want of room; no ingest makes them again, but whoever asks for them."""
    note_no_preview(preview, LET_GO)
    for made in (preview, filmstrip):
        made.unlink(missing_ok=True)


def tried_previews(folder: Path) -> set[str]:
    """The `quick_hex` of everything `is_tried` holds of, in the folder of all previews."""
    with suppress(FileNotFoundError):
        names = chain.from_iterable(files for _, _, files in os.walk(folder))
        return {name.partition(".")[0] for name in names if not name.endswith(".filmstrip.jpg")}
    return set()


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
