"""What a shot list held when it was exported, and how two of them differ."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from library.model.ids import AssetId, ClipId
from library.model.shots import ShotList
from library.timecode import FrameRate, Timecode, TimeRange

Pair = tuple[int, int]
"""The places of one shot in two lists, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShot:
    """A shot as it was; its clip and asset may be gone."""

    number: int
    """One-based position in the list."""
    clip: ClipId
    asset: AssetId
    name: str
    """What it was called: its clip's name, or its file's."""
    source_range: TimeRange
    """What was used, in the media's own frames."""
    note: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotListVersion:
    """A shot list as it was exported."""

    version: int
    exported_at: str
    """UTC, ISO 8601."""
    format: str
    file: str
    """The name of the file it went to."""
    rate: FrameRate
    drop_frame: bool
    shots: tuple[KeptShot, ...]

    @property
    def running_time(self) -> Timecode:
        """As that of a shot list."""
        frames = sum(shot.source_range.rescaled(self.rate).duration for shot in self.shots)
        return Timecode(frames, self.rate, self.drop_frame)


def kept(shot_list: ShotList) -> tuple[KeptShot, ...]:
    """The shots of a list as they are now."""
    return tuple(
        KeptShot(
            number=shot.number,
            clip=shot.clip.id,
            asset=shot.asset.id,
            name=shot.clip.name or shot.asset.name,
            source_range=shot.source_range,
            note=shot.note,
            heading=shot.heading,
        )
        for shot in shot_list.shots
    )


@dataclass(frozen=True, slots=True)
class ShotChange:
    """What became of one shot between two lists."""

    before: KeptShot | None
    """None: it was added."""
    after: KeptShot | None
    """None: it was removed."""
    moved: bool = False
    """Whether it stands at another place among those that are in both."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Each of `added`, `removed`, `moved`, `trimmed` and `renoted` that is so."""
        before, after = self.before, self.after
        if before is None or after is None:
            return ("removed",) if before else ("added",)
        said = {
            "moved": self.moved,
            "trimmed": before.source_range != after.source_range,
            "renoted": (before.note, before.heading) != (after.note, after.heading),
        }
        return tuple(kind for kind, so in said.items() if so)


def differences(before: Sequence[KeptShot], after: Sequence[KeptShot]) -> list[ShotChange]:
    """What is different in the later of two lists: in its order, what was removed after that.

    A shot of the one is taken for one of the other that uses the same frames through the same clip; of those left, for
    one of the same frames, of the same clip, and last of the same asset if they share frames.
    """
    pairs = sorted(_paired(before, after), key=lambda pair: pair[1])
    still = _longest_rising([old for old, _ in pairs])
    meets = {new: (old, old not in still) for old, new in pairs}
    found = []
    for place, shot in enumerate(after):
        old, moved = meets.get(place, (None, False))
        found.append(ShotChange(None if old is None else before[old], shot, moved))
    gone = set(range(len(before))) - {old for old, _ in pairs}
    found += [ShotChange(before[old], None) for old in sorted(gone)]
    return [change for change in found if change.kinds]


_ALIKE: tuple[Callable[[KeptShot], object], ...] = (
    lambda shot: (shot.clip, shot.asset, shot.source_range, shot.note, shot.heading),
    lambda shot: (shot.clip, shot.asset, shot.source_range),
    lambda shot: (shot.asset, shot.source_range),
    lambda shot: (shot.clip, shot.asset),
)
"""What makes two shots one, the surest first."""


def _paired(before: Sequence[KeptShot], after: Sequence[KeptShot]) -> Iterator[Pair]:
    old, new = dict(enumerate(before)), dict(enumerate(after))
    for alike in _ALIKE:
        waiting: dict[object, list[int]] = {}
        for place, shot in old.items():
            waiting.setdefault(alike(shot), []).append(place)
        for place in list(new):
            if same := waiting.get(alike(new[place])):
                yield same[0], place
                del old[same.pop(0)], new[place]
    for place in list(new):
        sharing = next((one for one, shot in old.items() if _share(shot, new[place])), None)
        if sharing is not None:
            yield sharing, place
            del old[sharing], new[place]


def _share(one: KeptShot, other: KeptShot) -> bool:
    spans = one.source_range, other.source_range
    return one.asset == other.asset and spans[0].rate == spans[1].rate and spans[0].overlaps(spans[1])


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The most places that stand in rising order: those did not move, the others did."""
    ends: list[int] = []
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(ends, place)
        before[place] = tails[at - 1] if at else None
        ends[at : at + 1], tails[at : at + 1] = [place], [place]
    found, last = set(), tails[-1] if tails else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
