"""Where a report goes and in which form; said before any work, so that nobody waits for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from library.errors import MediavaultError
from mediavault.export.writing import write_atomically
from mediavault.workers.asking import asked

GENERATOR = 'name="generator" content="mediavault'
COLUMNS = (
    "path", "outcome", "asset", "kind", "recorded at", "duration s", "size bytes", "digest", "problem", "message",
)  # fmt: skip
OFFLOAD_COLUMNS = ("file", "destination", "size bytes", "digest", "outcome", "message")
OFFLOAD_MARK = "offload report"
"""What the report of an offload says that it is."""
HEAD_BYTES = 2000
"""So much of a file says whether it is a report of ours."""


class Form(StrEnum):
    """The forms of a report, by the suffix that asks for them."""

    PAGE = ".html"
    TABLE = ".csv"
    DOCUMENT = ".pdf"
    """Of an offload alone."""


class ReportUnusable(MediavaultError):
    """A report cannot be written where it is wanted."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file, and a sentence that says what is the matter and what to do."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot write a report to {self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Target:
    """A place a report can be written to."""

    path: Path
    form: Form

    def take(self, content: bytes) -> None:
        """Has the report written there, whole or not at all.

        Raises:
            FolderMissing, DiskFull, CannotWrite: as any file that is written.
            DiskSilent: the disk does not answer any more.
        """
        asked(partial(write_atomically, content=content), self.path)


OF_INGEST, OF_OFFLOAD = (Form.PAGE, Form.TABLE), tuple(Form)


def target_for(path: Path, folders: Sequence[Path], forms: Sequence[Form] = OF_INGEST) -> Target:
    """The place, in the form its suffix names. An earlier report of ours may stand there, and will be replaced.

    Raises:
        ReportUnusable: another suffix, no folder for it, another file there, or a place among the media.
    """
    form = next((one for one in forms if one.value == path.suffix.lower()), None)
    if form is None:
        printed = ", .pdf, to print," if Form.DOCUMENT in forms else ""
        raise ReportUnusable(
            path, f"reports are .html, to read,{printed[1:]} or .csv, for a spreadsheet. Name one of those."
        )
    if not path.parent.is_dir():
        raise ReportUnusable(path, f"there is no folder {path.parent}. Make it first, or name another.")
    place = path.parent.resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in folders):
        raise ReportUnusable(path, "nothing is written among the media. Name a place outside the folders.")
    if path.is_dir() or (path.exists() and not asked(_is_ours, path)):
        raise ReportUnusable(path, "another file is there, and it is no report. Name another, or move that one away.")
    return Target(path, form)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES).decode("utf-8-sig", "replace")
            file.seek(max(0, path.stat().st_size - HEAD_BYTES))
            tail = file.read()
    except OSError as error:
        raise ReportUnusable(path, f"{error.strerror or error}. Name another.") from error
    starts = (",".join(COLUMNS), ",".join(OFFLOAD_COLUMNS))
    is_document = head.startswith("%PDF") and OFFLOAD_MARK.encode() in tail
    return GENERATOR in head or head.startswith(starts) or is_document
