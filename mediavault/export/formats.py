"""The formats a shot list can leave in, and what each of them loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from library.errors import MediavaultError


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file a shot list can be written to."""

    name: str
    """What `--format` calls it."""
    suffix: str
    """What its file names end in, with the dot."""
    title: str
    """For a person, and who reads it."""
    loses: str
    """What of a shot list does not survive in it; a clause."""
    one_rate: bool = False
    """Whether it takes only media of the list's own constant rate."""


_ALL = (
    Format(
        "otio",
        ".otio",
        "OpenTimelineIO (DaVinci Resolve 18.5 and later, Kdenlive 25.04 and later, archive)",
        "nothing; media of another rate stands on the nearest frame of the list, and keeps its exact place in metadata",
    ),
    Format(
        "edl",
        ".edl",
        "CMX 3600 edit decision list (Avid, DaVinci Resolve, online suites)",
        "events, places, people, keywords, ratings, folders and every letter that is not ASCII",
        one_rate=True,
    ),
    Format(
        "csv",
        ".csv",
        "Table, one row a shot (spreadsheets)",
        "the roles of links; a cell that looks like a formula gets a quote in front",
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _ALL})
"""Every format by its name, which is also its suffix without the dot."""


class UnknownFormat(MediavaultError):
    """A file name or an option names no format a shot list can be written in."""

    def __init__(self, text: str) -> None:
        """Take what was asked for: a format's name, a suffix or a file name."""
        self.text = text
        close = get_close_matches(text.lower().lstrip("."), FORMATS, n=1, cutoff=0.3)
        self.nearest: str | None = close[0] if close else None
        meant = f' Did you mean "{self.nearest}"?' if self.nearest else ""
        known = ", ".join(FORMATS)
        super().__init__(f'Cannot export to "{text}": the formats are {known}.{meant}')


def find_format(target: Path, name: str | None = None) -> Format:
    """The format that is named, with or without a dot, or else the one that the file's suffix says.

    Raises:
        UnknownFormat: There is no such format.
    """
    asked = name if name is not None else target.suffix
    found = FORMATS.get(asked.lower().lstrip("."))
    if found is None:
        raise UnknownFormat(asked or target.name)
    return found
