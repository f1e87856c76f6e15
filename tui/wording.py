"""Catalogue values as short texts for a terminal: already cleaned, cut to cells, never markup.

Everything that comes from a file or the catalogue passes `clean` here before a widget sees it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from library.model import REJECTED_RATING, MediaKind
from library.names import visible

if TYPE_CHECKING:
    from library.model import AssetRow
    from library.timecode import TimeRange

MARKED, REJECTED, STAR, OFFLINE, CURSOR, NOTHING, SUGGESTED = "▣", "✗", "★", "⚠", "▸", "·", "?"
NOTHING_FOUND = "Nothing matches: Esc drops the search."
_HOUR_S = 3600


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """The text without anything a terminal would obey: one line, no control or direction characters."""
    return visible(text)


@lru_cache(maxsize=1024)
def fitted(text: str, width: int) -> str:
    """The text in exactly `width` cells, cut with an ellipsis or filled with spaces."""
    if width <= 0:
        return ""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def clock(seconds: float) -> str:
    """A length as people say it: `01:12`, `1:02:03`."""
    whole = int(seconds + 0.5)
    minutes, rest = whole // 60, whole % 60
    return f"{minutes:02}:{rest:02}" if whole < _HOUR_S else f"{whole // _HOUR_S}:{minutes % 60:02}:{rest:02}"


def length(kind: MediaKind, available: TimeRange | None) -> str:
    """How long an asset is, or that it is a photo."""
    if kind is MediaKind.PHOTO:
        return "photo"
    if available is None:
        return "–"
    shown = clock(float(available.rate.seconds(available.duration)))
    return f"♪ {shown}" if kind is MediaKind.AUDIO else shown


def stars(rating: int | None, *, rejected: bool) -> str:
    """`★★★`, `✗` when rejected, `·` without a rating."""
    if rejected or rating == REJECTED_RATING:
        return REJECTED
    return STAR * min(rating, 5) if rating else NOTHING


def about(row: AssetRow) -> str:
    """Events and places: `Harvest 2019 · Odesa`."""
    return " · ".join(clean(name) for name in (*row.events[:2], *row.places[:1])) or "–"


def tags(row: AssetRow) -> str:
    """Its tags, the number of the ranges last: `hands, faces  2 ranges`."""
    shown = ", ".join(clean(tag) for tag in row.tags) or "–"
    return f"[{row.ranges}] {shown}" if row.ranges else shown


def said(row: AssetRow) -> str:
    """Whatever it is tagged with, the shorter words first: `hands, faces · Harvest 2019`."""
    return " · ".join(text for text in (tags(row), about(row)) if text != "–") or "–"


def counted(number: int, word: str) -> str:
    """`1 clip`, `3 clips`, `1 204 clips`."""
    return f"{grouped(number)} {word}{'' if number == 1 else 's'}"


def grouped(number: int) -> str:
    """A number in groups of three: `98 431`."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
