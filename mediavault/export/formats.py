"""The formats a shot list can leave in, and what each of them loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from library.errors import MediavaultError

_NTSC = frozenset(Fraction(nominal * 1000, 1001) for nominal in (24, 30, 48, 60, 120))
STANDARD_RATES = _NTSC | frozenset(map(Fraction, (24, 25, 30, 48, 50, 60, 100, 120)))
"""Rates that a counting base and "NTSC or not" can say."""
FINAL_CUT_RATES = frozenset(map(Fraction, (24, 25, 30, 50, 60))) | (
    _NTSC - {Fraction(48000, 1001), Fraction(120000, 1001)}
)
"""Rates a project of Final Cut can have."""


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
    rates: frozenset[Fraction] | None = None
    """Rates a list may have; None for any."""
    plain_paths: bool = False
    """Whether media stands in it by its path as XML text, not as a percent-encoded URI."""
    stills: bool = True
    """Whether it can hold a still."""
    renders: bool = False
    """Whether it is made of the media itself, not only of what is said of it."""
    per_media: bool = False
    """Whether it is one file for each media."""


_ALL = (
    Format(
        "otio",
        ".otio",
        "OpenTimelineIO (DaVinci Resolve 18.5 and later, Kdenlive 25.04 and later, archive)",
        "nothing; media of another rate stands on the nearest frame of the list, and keeps its exact place in metadata",
    ),
    Format(
        "otioz",
        ".otioz",
        "OpenTimelineIO archive (DaVinci Resolve 18.5 and later)",
        "the media, which stays where it is: the timeline is in it as in the .otio",
    ),
    Format(
        "edl",
        ".edl",
        "CMX 3600 edit decision list (Avid, DaVinci Resolve, online suites)",
        "events, places, people, keywords, ratings, folders and every letter that is not ASCII",
        one_rate=True,
    ),
    Format(
        "ale",
        ".ale",
        "Avid Log Exchange (Media Composer)",
        "the order of shots as an edit, the roles of links, and line breaks",
        one_rate=True,
        rates=STANDARD_RATES,
    ),
    Format(
        "xml",
        ".xml",
        "Final Cut Pro 7 XML (Premiere Pro, DaVinci Resolve)",
        "the roles of links; what is shown and ratings become comments, media of another rate is on the nearest frame",
        rates=STANDARD_RATES,
    ),
    Format(
        "fcpxml",
        ".fcpxml",
        "Final Cut Pro XML 1.10 (Final Cut Pro, DaVinci Resolve up to 18.5)",
        "the roles of links; ratings become keywords, four stars and more a favourite; "
        "media of another rate is on the nearest frame",
        rates=FINAL_CUT_RATES,
    ),
    Format(
        "mlt",
        ".mlt",
        "MLT (Shotcut, melt)",
        "timecodes and reels; notes, ratings and what is shown become one comment, "
        "media of another rate is on the nearest frame",
        plain_paths=True,
    ),
    Format(
        "kdenlive",
        ".kdenlive",
        "Kdenlive project (20.08 and later)",
        "timecodes and reels; what is shown becomes a description of the media, "
        "media of another rate is on the nearest frame",
        plain_paths=True,
    ),
    Format(
        "llc",
        ".llc",
        "LosslessCut projects, one for each file",
        "stills, timecodes, reels and the order of shots of several files",
        stills=False,
        per_media=True,
    ),
    Format(
        "csv",
        ".csv",
        "Table, one row a shot (spreadsheets)",
        "the roles of links; a cell that looks like a formula gets a quote in front",
    ),
    Format(
        "losslesscut",
        ".csv",
        "LosslessCut tables of segments, one for each file",
        "everything but seconds, names and notes; stills",
        stills=False,
        per_media=True,
    ),
    Format("xlsx", ".xlsx", "Workbook, one row a shot (Excel, LibreOffice)", "the roles of links"),
    Format(
        "md",
        ".md",
        "Markdown tables (messages, wikis)",
        "reels, ratings, volumes, paths and digests",
    ),
    Format(
        "html",
        ".html",
        "Sheet to sort, tick and comment (any browser)",
        "reels, volumes, paths and digests; nobody is shown in it who is not named",
    ),
    Format(
        "pdf",
        ".pdf",
        "Contact sheet (to print and to send)",
        "reels, ratings, volumes, paths, digests and letters beyond Latin, Greek and Cyrillic; "
        "nobody is shown in it who is not named",
    ),
    Format(
        "mp4",
        ".mp4",
        "Rough cut, H.264 and AAC (to look at)",
        "all but pictures and sound: two channels, stills as previews, no word of where it was filmed and by whom",
        renders=True,
    ),
    Format(
        "mov",
        ".mov",
        "Rough cut, H.264 and PCM (to look at, to lay under an edit)",
        "all but pictures, sound and the list's timecode: two channels, stills as previews",
        renders=True,
    ),
    Format(
        "clips",
        "",
        "Folder of trimmed clips, H.264 and PCM, with handles",
        "all but pictures, sound and the media's timecode: two channels; stills",
        stills=False,
        renders=True,
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _ALL})
"""Every format by its name; of two with one suffix, the suffix alone means the first."""


WRITTEN: Mapping[str, Format] = MappingProxyType({name: one for name, one in FORMATS.items() if not one.renders})
"""Those that are written from what is said of the media alone."""


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


def named_format(name: str) -> Format:
    """The format of a name or a suffix, with or without a dot, in any case.

    Raises:
        UnknownFormat: There is no such format.
    """
    asked = name.lower().lstrip(".")
    of_suffix = (one for one in FORMATS.values() if one.suffix == f".{asked}")
    found = FORMATS.get(asked) or next(of_suffix, None)
    if found is None:
        raise UnknownFormat(name)
    return found


def find_format(target: Path, name: str | None) -> Format:
    """The format that is named, or else the one that the file's suffix says.

    Raises:
        UnknownFormat: There is no such format.
    """
    return named_format(name if name is not None else target.suffix or target.name)
