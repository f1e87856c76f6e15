"""What a catalogue says, as lines of a sheet: one for each asset as a whole, and one for each of its clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from library.model import DEFAULT_ROLE, PARTIES, AuthorityKind, Protection
from library.withheld import Withheld
from mediavault.export.csv import neutral
from mediavault.sheet.columns import EDITED, LINKED, joined

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Asset, Authority, Clip, Link, Region, Use
    from library.timecode import TimeRange

NOTHING = Withheld(frozenset())
AT_ONCE = 500
"""Assets in memory."""


@dataclass(frozen=True)
class Line:
    """What a sheet shows of one asset or clip."""

    key: str
    asset: int
    clip: Clip | None
    """None: of the asset as a whole nothing is said yet."""
    shown: Mapping[str, str]
    cells: Mapping[str, str]
    """What may be edited, by column."""
    withheld: frozenset[str]
    """Columns whose cells do not show all there is."""
    marked: TimeRange | Region | None = None
    """What a clip that is not there yet is to mark."""

    @classmethod
    def to_come(cls, whole: Line, key: str, marked: TimeRange | Region) -> Line:
        """The line of a clip that is to be added to an asset, of whose line `whole` is; nothing is said of it yet."""
        shown = {"key": key, "file": whole.shown["file"]}
        return cls(key, whole.asset, None, shown, dict.fromkeys(EDITED, ""), frozenset(), marked)


@dataclass(frozen=True)
class Veil:
    """Keeps the names of those who must not be named out of cells."""

    withheld: Withheld
    guarded: Mapping[int, Authority]
    """Records that stand as their number, by it."""
    words: Withheld = NOTHING
    """Of the asset at hand, each word of the names of who is in it."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Veil:
        """Everybody who is not open: unknown means no."""
        parties = catalogue.parties()
        guarded = (one for one in parties if one.id is not None and one.protection is not Protection.OPEN)
        return cls(Withheld.of(parties), {one.id: one for one in guarded if one.id is not None})

    def beside(self, asset: Asset) -> Veil:
        """The same for what is said of an asset: there a surname of somebody in it says alone who it is."""
        linked = {link.authority for clip in asset.clips for link in clip.links if link.kind is AuthorityKind.PERSON}
        return replace(self, words=Withheld.words_of(self.guarded[one] for one in linked if one in self.guarded))

    def text(self, said: str | None, *, prose: bool = True) -> str:
        """A text without their names, and without what no cell can hold; names of things and files are no prose."""
        if not said:
            return ""
        return neutral(self.plain(said, prose=prose)).removeprefix("'")

    def plain(self, said: str, *, prose: bool = False) -> str:
        """A text without their names, in a file that may hold whatever else."""
        return _redacted(self.words, _redacted(self.withheld, said, prose), prose)

    def hides(self, path: str) -> bool:
        """Whether a path holds one of their names."""
        return self.withheld.inside(path) or self.words.inside(path)

    def name(self, link: Link) -> str:
        """What a link is to, and how, where that is not the way such things are mostly linked."""
        # Who is open may have a name in common with somebody beside.
        said = _redacted(self.withheld, link.name, False) if link.kind in PARTIES else self.plain(link.name)  # noqa: FBT003
        hidden = link.authority in self.guarded or neutral(said).removeprefix("'") != link.name
        name = numbered(link.kind, link.authority) if hidden else link.name
        return name if link.role == DEFAULT_ROLE[link.kind] else f"{name} [{link.role}]"


@lru_cache(maxsize=65536)
def _redacted(withheld: Withheld, text: str, prose: bool) -> str:  # noqa: FBT001 - the cache's key
    return withheld.redacted(text, prose=prose)


def numbered(kind: AuthorityKind, key: int) -> str:
    """What stands for a record that must not be named."""
    return f"[{kind} {key}]"


def lines(catalogue: Catalogue, ids: Sequence[int]) -> Iterator[Line]:
    """The lines of assets, in their order."""
    veil = Veil.of(catalogue)
    for first in range(0, len(ids), AT_ONCE):
        batch = ids[first : first + AT_ONCE]
        uses = catalogue.uses(batch)
        for asset in catalogue.assets(batch):
            used, beside = uses.get(asset.id, []), veil.beside(asset)
            yield _line(asset, asset.whole, beside, used)
            yield from (_line(asset, clip, beside, used) for clip in asset.clips if not clip.is_whole)


def _line(asset: Asset, clip: Clip | None, veil: Veil, uses: Sequence[Use]) -> Line:
    part = clip if clip is not None and not clip.is_whole else None
    span = part.range if part else None
    recorded = asset.facts.recorded_at
    shown = {
        "file": veil.text(asset.name, prose=False),
        "kind": asset.facts.kind.value,
        "recorded": str(recorded.local) if recorded else "",
        "in": _label(asset, span.start if span else None),
        "out": _label(asset, span.end_exclusive if span else None),
        "used in": veil.text("; ".join(str(one) for one in uses if not part or one.touches(part)), prose=False),
    }
    key = part.key if part else asset.key
    cells, withheld = _cells(clip, veil) if clip else (dict.fromkeys(EDITED, ""), frozenset())
    return Line(key, asset.id, clip, {"key": key, **shown}, cells, withheld)


def _cells(clip: Clip, veil: Veil) -> tuple[dict[str, str], frozenset[str]]:
    texts = {"name": clip.name, "note": clip.note, "rights": clip.rights}
    said = {column: (text or "").replace("\r\n", "\n") for column, text in texts.items()}
    shown = {column: veil.text(text, prose=column == "note") for column, text in said.items()}
    facts = {
        "rating": "" if clip.rating is None else str(clip.rating),
        "pick": "picked" if clip.picked else "rejected" if clip.rejected else "",
    }
    links = [link for link in clip.links if not link.suggested]
    named = {column: joined(veil.name(link) for link in links if link.kind is kind) for column, kind in LINKED.items()}
    return {**shown, **facts, **named}, frozenset(column for column in said if shown[column] != said[column])


def _label(asset: Asset, frame: int | None) -> str:
    if frame is None:
        return ""
    start = asset.facts.first_label
    return str(start + frame) if start else f"{frame}f"
