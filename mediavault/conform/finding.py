"""Which asset of a catalogue each edit of a cut means, by what it was found, and how sure that is.

What is asked, in this order: content, as our own metadata names it or as the file has it where it can be read; path;
reel and timecode; file name and timecode; file name alone. An asset that does not have the frames is no answer while
another one does.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from library.model import Asset, AssetId, Clip, MediaKind, PartRole
from library.timecode import FrameRate, TimeRange
from mediavault.conform.edits import Labels, Named, ReadCut, ReadEdit
from mediavault.conform.edl import frame_number
from mediavault.conform.frames import Frames, frames_used
from mediavault.conform.known import KnownNames
from mediavault.fixity.digests import fingerprint
from mediavault.tools.files import NotAFile, open_regular

if TYPE_CHECKING:
    from library import Catalogue

_MOST_GUESSED = 25
"""Names of one cut that a nearest one is looked for."""
_MOST_OTHERS = 10
_SAME_START_S = Fraction(1, 20)
"""How far two programs may say the same first timecode apart: they round rates."""


class By(StrEnum):
    """What the media of an edit was found by."""

    CONTENT = "content"
    PATH = "path"
    REEL = "reel and timecode"
    NAME = "file name and timecode"
    NAME_ALONE = "file name"


class Sureness(StrEnum):
    """How sure it is that it is the right one."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"
    """It may be another: it is shown, and goes into no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An edit, and what of the catalogue it uses."""

    edit: ReadEdit
    asset: Asset | None = None
    clip: Clip | None = None
    """The clip it was made of, or else the least one that has all its frames; None: only the whole asset has."""
    source_range: TimeRange | None = None
    """What it uses, in the media's own frames."""
    by: By | None = None
    sureness: Sureness | None = None
    others: tuple[AssetId, ...] = ()
    """Other assets that answer as well."""
    nearest: str | None = None
    """Where nothing was found: the file that is called most alike."""
    inside: bool = True
    """Whether the media has all frames that the edit asks for."""

    @property
    def usable(self) -> bool:
        """Whether it can stand in a shot list: it is not a guess, and there are frames of it."""
        return self.source_range is not None and self.sureness in {Sureness.SURE, Sureness.LIKELY}


class _Rank(IntEnum):
    """How good an answer is; the least is best."""

    CONTENT = 0
    PATH = 1
    REEL = 2
    NAME = 3
    NAME_ALONE = 4
    NOT_INSIDE = 10
    """Added when the media does not have the frames: then its content or its path must speak for it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    rank: int
    distance: int
    """Among answers of one rank: the less, the better."""
    asset: Asset
    frames: Frames


@dataclass
class _Asked:
    """All that answers to the names of one edit."""

    content: set[AssetId] = field(default_factory=set)
    paths: dict[AssetId, tuple[int, bool]] = field(default_factory=dict)
    reels: set[AssetId] = field(default_factory=set)
    files: set[AssetId] = field(default_factory=set)

    @property
    def all(self) -> set[AssetId]:
        return self.content | self.paths.keys() | self.reels | self.files


def find_edits(catalogue: Catalogue, cut: ReadCut, rate: FrameRate | None) -> tuple[FrameRate, list[Found]]:
    """The rate of a cut, and what of the catalogue each of its edits uses.

    Args:
        catalogue: Where to look.
        cut: What was read.
        rate: Of the cut, where somebody said it.
    """
    names = catalogue.shelf.names()
    known, points = KnownNames(names), {one.point for one in names if one.point}
    contents = _Contents([os.fsencode(point) for point in points], known)
    asked = [_asked(edit.named, known, contents) for edit in cut.edits]
    wanted = sorted(set().union(*(one.all for one in asked)))
    assets = {asset.id: asset for asset in catalogue.assets(wanted)}
    wholes = sorted({one.part_of.asset for one in assets.values() if one.part_of} - assets.keys())
    assets |= {asset.id: asset for asset in catalogue.assets(wholes)}
    counted = rate or _rate(cut, asked, assets)
    finder = _Finder(known, assets, counted, {})
    return counted, [finder.found(edit, one) for edit, one in zip(cut.edits, asked, strict=True)]


def _rate(cut: ReadCut, asked: Sequence[_Asked], assets: Mapping[AssetId, Asset]) -> FrameRate:
    """The rate of a cut: an EDL does not say it, so that of most of its media that counts as its labels do."""
    said = cut.rate or FrameRate(25)
    if not any(isinstance(edit.used, Labels) for edit in cut.edits):
        return said
    rates: Counter[FrameRate] = Counter()
    for one in asked:
        ranges = (assets[key].facts.available_range for key in one.all if assets[key].facts.kind is MediaKind.VIDEO)
        rates.update({span.rate for span in ranges if span})
    labels = [
        label for edit in cut.edits if isinstance(edit.used, Labels) for label in (edit.used.first, edit.used.end)
    ]
    highest = max(map(frame_number, labels))
    fitting = (rate for rate, _ in rates.most_common() if rate.nominal > highest and rate.drops >= bool(cut.drop_frame))
    return next(fitting, said)


class _Contents:
    """Reads the fingerprints of files a cut names, where those lie on volumes that are known here."""

    def __init__(self, points: Sequence[bytes], known: KnownNames) -> None:
        self._points, self._known = points, known
        self._seen: dict[bytes, set[AssetId]] = {}

    def of(self, path: bytes) -> set[AssetId]:
        """Assets with the content of the file at a path."""
        if path not in self._seen:
            self._seen[path] = self._read(path)
        return self._seen[path]

    def _read(self, path: bytes) -> set[AssetId]:
        # A list from outside may name any path: what answers over a network, or is no file, is not asked.
        place = os.path.normpath(path)
        below = any(place.startswith(point.rstrip(b"/") + b"/") for point in self._points)
        if not below or place.startswith((b"//", b"/net/", b"/proc/", b"/dev/", b"/sys/")):
            return set()
        try:
            fd = open_regular(place)
        except (OSError, NotAFile, ValueError):
            return set()
        try:
            seen = fingerprint(fd, os.fstat(fd).st_size)
        except (OSError, EOFError):
            return set()
        finally:
            os.close(fd)
        return self._known.of_fingerprint(seen.size_bytes, seen.quick_hex)


def _asked(named: Named, known: KnownNames, contents: _Contents) -> _Asked:
    found = _Asked(content=set(known.of_content(named)))
    for asset, same, whole in known.of_path(named.path) if named.path else ():
        before = found.paths.get(asset, (0, False))
        found.paths[asset] = max(before, (same, whole), key=lambda one: (one[1], one[0]))
    if named.path and not found.content and not any(whole for _, whole in found.paths.values()):
        found.content |= contents.of(named.path)
    if named.reel:
        found.reels = known.of_reel(named.reel)
    for name in {named.file, named.name} - {None}:
        found.files |= known.of_file(name or "")
    return found


@dataclass
class _Finder:
    known: KnownNames
    assets: Mapping[AssetId, Asset]
    rate: FrameRate
    guessed: dict[str, str | None]

    def found(self, edit: ReadEdit, asked: _Asked) -> Found:
        """What an edit uses."""
        answers = sorted(self._answers(edit, asked), key=lambda one: (one.rank, one.distance, one.asset.id))
        if not answers:
            return Found(edit=edit, nearest=self._nearest(edit.named))
        best = answers[0]
        equal = [one for one in answers if (one.rank, one.distance) == (best.rank, best.distance)]
        rank = _Rank(best.rank % _Rank.NOT_INSIDE)
        asset, frames = self._whole(edit, best)
        span = frames.span
        return Found(
            edit=edit,
            asset=asset,
            clip=_clip(edit, asset, span) if span else None,
            source_range=span,
            by=_BY[rank],
            sureness=_sureness(edit.named, best, rank, alone=len(equal) == 1),
            others=tuple(one.asset.id for one in equal[1 : _MOST_OTHERS + 1]),
            inside=frames.inside,
        )

    def _answers(self, edit: ReadEdit, asked: _Asked) -> Iterator[_Answer]:
        for key in asked.all:
            asset = self.assets.get(key)
            if asset is None:
                continue
            frames = frames_used(edit, asset, self.rate)
            rank, distance = _rank(edit, asset, asked)
            named = rank <= _Rank.PATH  # by what nothing else has: then it is so, whatever frames it has
            if frames.span is not None or named:
                yield _Answer(rank + (0 if frames.inside or named else _Rank.NOT_INSIDE), distance, asset, frames)

    def _whole(self, edit: ReadEdit, best: _Answer) -> tuple[Asset, Frames]:
        """The recording that a proxy was made of, where it has the frames as well."""
        part = best.asset.part_of
        whole = self.assets.get(part.asset) if part and part.role is PartRole.PROXY else None
        frames = frames_used(edit, whole, self.rate) if whole else None
        return (whole, frames) if whole and frames and frames.inside else (best.asset, best.frames)

    def _nearest(self, named: Named) -> str | None:
        name = named.file or named.name or named.reel or ""
        if name not in self.guessed:
            self.guessed[name] = self.known.nearest(name) if name and len(self.guessed) < _MOST_GUESSED else None
        return self.guessed[name]


_BY = dict(zip(_Rank, By, strict=False))
"""What each rank is called; they stand in the same order."""


def _rank(edit: ReadEdit, asset: Asset, asked: _Asked) -> tuple[_Rank, int]:
    """How good an answer an asset is, and how far from it among those as good."""
    named, key = edit.named, asset.id
    same, whole = asked.paths.get(key, (0, False))
    ours = named.asset == asset.key or any(clip.key == named.clip for clip in asset.clips)
    distance = -100 * same - 10 * (key in asked.files) - 5 * ours - _says_start(named, asset)
    if key in asked.content:
        return _Rank.CONTENT, distance
    if whole:
        return _Rank.PATH, distance
    timed = asset.facts.start_timecode is not None and (isinstance(edit.used, Labels) or _says_start(named, asset) > 0)
    if key in asked.reels and timed:
        return _Rank.REEL, distance
    return (_Rank.NAME if timed else _Rank.NAME_ALONE), distance


def _says_start(named: Named, asset: Asset) -> int:
    """1 where the file says the first timecode the asset has, -1 where it says another, 0 where one says none."""
    start = asset.facts.start_timecode
    if start is None or not named.starts_s:
        return 0
    own = start.timecode.rate.seconds(start.timecode.frame)
    return 1 if abs(own - named.starts_s) <= _SAME_START_S else -1


def _sureness(named: Named, best: _Answer, rank: _Rank, *, alone: bool) -> Sureness:
    if not alone:
        return Sureness.GUESS
    if rank in {_Rank.CONTENT, _Rank.PATH}:
        return Sureness.SURE
    if best.rank >= _Rank.NOT_INSIDE or _says_start(named, best.asset) < 0:
        return Sureness.GUESS
    return Sureness.LIKELY if rank is _Rank.NAME_ALONE or best.distance == 0 else Sureness.SURE


def _clip(edit: ReadEdit, asset: Asset, span: TimeRange) -> Clip | None:
    """The clip that is named, where it is of that asset; or the least one that has all the frames."""
    named = next((clip for clip in asset.clips if clip.key == edit.named.clip), None)
    having = [clip for clip in asset.clips if clip.range and clip.range.rate == span.rate and clip.range.contains(span)]
    return named or min(having, key=lambda clip: (clip.range.duration if clip.range else 0, clip.id), default=None)
