"""Why there is no preview, or none of all of it: a small file beside its place says so, for later runs and `show`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

LET_GO = "There was no room to keep it; it is made again when somebody looks at it."
NOT_TRIED = "None was made yet. Ingest its folder again, without --no-previews."


def note_of(preview: Path) -> Path:
    """Where the reason is, or is to be, why there is no preview at this place."""
    return preview.with_suffix(".none.txt")


def note_no_preview(preview: Path, reason: str) -> None:
    """Notes that there can be no preview, and why. A note that cannot be written is made by the next run."""
    with suppress(OSError):
        preview.parent.mkdir(parents=True, exist_ok=True)
        note_of(preview).write_text(reason, encoding="utf-8")


def why_no_preview(preview: Path) -> str | None:
    """A sentence that says why there is none at this place; None when there is one."""
    if preview.exists():
        return None
    try:
        return note_of(preview).read_text("utf-8")
    except OSError:
        return NOT_TRIED


def partly_shown(preview: Path) -> str | None:
    """A sentence that says why the preview at this place shows a part alone; None when it shows all or is not there."""
    with suppress(OSError):
        noted = note_of(preview).read_text("utf-8")
        return noted if noted != LET_GO and preview.exists() else None
    return None


def is_refused(preview: Path) -> bool:
    """Whether it is noted that there can be no preview at this place."""
    return why_no_preview(preview) not in {None, LET_GO, NOT_TRIED}
