"""Other versions of a shot's media: who is in one of them is in all, and what holds for one holds for all.

The JPEG beside a raw photo, the proxy of a video, what a messenger made of it: they are assets of their own, and people
are mostly linked to one of them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from library.model import Asset, AssetId, Clip, PartRole, Shot
from library.timecode import TimeRange

_ALONGSIDE = frozenset((PartRole.PROXY, PartRole.RECOMPRESSED, PartRole.MESSENGER_COPY, PartRole.SOUND))
"""Versions that last as long as the other, so that a moment of it is the same moment of this."""
_SHARING = _ALONGSIDE | {PartRole.CAMERA_JPEG, PartRole.LIVE_PHOTO, PartRole.TRIMMED}
"""Versions in which the same is to be seen or heard."""
_SPARE_S = 1
"""By so much the beginnings of two versions may differ."""

Assets = Callable[[Sequence[int]], Sequence[Asset]]


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of an asset."""

    asset: Asset
    is_alongside: bool
    """Whether a moment of the one is the same moment of the other."""

    def clips_near(self, shot: Shot) -> Iterator[Clip]:
        """The clips that say something of the frames a shot of the other uses, as far as can be told."""
        for clip in self.asset.clips:
            if clip.range is None or not self.is_alongside or _meet(clip.range, shot.source_range):
                yield clip


@dataclass(frozen=True)
class Versions:
    """Which versions an asset has; each is read once."""

    assets: Assets = lambda _: ()
    """Reads assets by their ids."""
    _found: dict[AssetId, tuple[Version, ...]] = field(default_factory=dict)

    def of(self, asset: Asset) -> tuple[Version, ...]:
        """All other versions of an asset, also those of its versions."""
        if asset.id not in self._found:
            self._found[asset.id] = tuple(self._sought(asset))
        return self._found[asset.id]

    def _sought(self, asset: Asset) -> Iterator[Version]:
        seen, near = {asset.id}, [Version(asset, is_alongside=True)]
        while near:
            ties = {key: alongside for one in near for key, alongside in _tied(one) if key not in seen}
            near = [Version(one, ties[one.id]) for one in self.assets(sorted(ties))] if ties else []
            seen.update(ties)
            yield from near


def _tied(one: Version) -> Iterator[tuple[AssetId, bool]]:
    for tie in (*one.asset.parts, *([one.asset.part_of] if one.asset.part_of else [])):
        if tie.role in _SHARING:
            yield tie.asset, one.is_alongside and tie.role in _ALONGSIDE


def _meet(one: TimeRange, other: TimeRange) -> bool:
    """Whether two ranges, each of its own media, share a moment, or nearly do."""
    begins = max(span.rate.seconds(span.start) for span in (one, other))
    return begins < min(span.rate.seconds(span.end_exclusive) for span in (one, other)) + _SPARE_S
