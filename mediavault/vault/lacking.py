"""Why there is no preview: a small file beside its place says so, that no run tries again and `show` can tell."""

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


def is_refused(preview: Path) -> bool:
    """Whether it is noted that there can be no preview at this place."""
    return why_no_preview(preview) not in {None, LET_GO, NOT_TRIED}
