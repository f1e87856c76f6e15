"""A finished cut as a file says it: edits in order, each with all that its media may be found by.

Nothing here was looked up yet. Where frames are is kept as the file says it: as labels, which only the media's own rate
makes numbers, or in seconds, exactly. This room must not know file formats or the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from pathlib import Path

from library.errors import MediavaultError
from library.timecode import FrameRate, TimeRange
from mediavault.export.cut import CutAlternate

MOST_EDITS = 20_000
"""No film has more; a file that unfolds into more was made to stop us."""


class CutUnreadable(MediavaultError):
    """A file is no cut that can be read."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        """Takes the file, what is the matter, a clause, and the line it is the matter in, from 1."""
        self.path, self.line = path, line
        where = f", line {line}" if line else ""
        super().__init__(
            f"Cannot read {path}{where}: {reason}. Export the cut again as an EDL, OTIO, FCPXML or Final Cut Pro 7 XML."
        )


class Misread(ValueError):
    """Something in a file makes no sense; the reader of files says of which."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        """Takes a clause, and the line from 1."""
        self.reason, self.line = reason, line
        super().__init__(reason)


class Origin(Enum):
    """What seconds are counted from."""

    FIRST_FRAME = "first frame"
    """The media's first frame."""
    MIDNIGHT = "midnight"
    """00:00:00:00 of the media's timecode."""
    UNSAID = "unsaid"
    """The file does not say: one of the two."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """What is used of the media, in seconds."""

    start: Fraction
    duration: Fraction
    origin: Origin = Origin.FIRST_FRAME


@dataclass(frozen=True, slots=True)
class Labels:
    """What is used of the media, as two timecodes of its own; the second is exclusive."""

    first: str
    end: str
    drop_frame: bool = False
    """Whether the list counts drop-frame: old lists write a colon all the same."""
    speed: Fraction | None = None
    """Frames of the media in a second of the list (M2); None: it runs as it was recorded."""
    longer: int = 0
    """Frames more at the end, which a dissolve to the next edit shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the media of an edit is called: all that it may be found by."""

    name: str | None = None
    """Of the clip, as the editor called it."""
    file: str | None = None
    """The file's name."""
    path: bytes | None = None
    """Where the editing program found it, as bytes."""
    reel: str | None = None
    digest: str | None = None
    """`xxh128` in hex, from our own metadata."""
    quick: tuple[int, str] | None = None
    """Size in bytes and quick digest, from our own metadata."""
    asset: str | None = None
    """The key it had in the catalogue the list came from: `a12`."""
    clip: str | None = None
    """Likewise: `c34`."""
    starts_s: Fraction | None = None
    """Where the file says its timecode begins, in seconds from midnight; None where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEdit:
    """One edit: what is used of which media, and where it stands."""

    number: int
    """From 1, in the order they stand."""
    where: str
    """Where in the file: `line 12`."""
    named: Named
    used: Seconds | Labels
    record_s: Fraction
    """Where it stands, in seconds from the first frame of the cut."""
    length_s: Fraction
    """How long it stands there."""
    exact: TimeRange | None = None
    """The frames in full, from our own metadata, where the file still says what we wrote."""
    note: str | None = None
    heading: str | None = None
    alternates: tuple[CutAlternate, ...] = ()

    @property
    def called(self) -> str:
        """What to call it in a sentence."""
        return self.named.name or self.named.file or self.named.reel or "no name"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCut:
    """A finished cut."""

    format: str
    name: str | None
    project: str | None = None
    rate: FrameRate | None
    """Of the cut; None where the file does not say."""
    drop_frame: bool | None = None
    """Whether the cut counts so; None where the file does not say."""
    edits: tuple[ReadEdit, ...]
    handles: int = 0
    told: tuple[str, ...] = ()
    """Sentences on what of the file was passed over or is not certain."""


def ordered(edits: Sequence[ReadEdit]) -> tuple[ReadEdit, ...]:
    """The edits by where they stand, numbered; picture and sound of one edit are one.

    Two are one when the same frames of the same media stand at the same place.

    Raises:
        Misread: There are more than any film has.
    """
    if len(edits) > MOST_EDITS:
        raise Misread(f"it has {len(edits):,} edits, and {MOST_EDITS:,} are the most that are read")
    found: dict[object, ReadEdit] = {}
    for edit in sorted(edits, key=lambda one: one.record_s):
        named = edit.named
        media = named.path or (named.reel, named.file or named.name)
        one = (media, edit.used, edit.record_s)
        known = found.get(one)
        found[one] = edit if known is None else _joined(known, edit)
    return tuple(replace(edit, number=number) for number, edit in enumerate(found.values(), 1))


def _joined(one: ReadEdit, other: ReadEdit) -> ReadEdit:
    """Two tracks of one edit: what only one of them says is kept."""
    return one if one.exact or not other.exact else replace(other, where=one.where)
