"""Two versions of one picture in words: what is different first, and of what there is more. All of it cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from library.model import CopyState
from tui.describing import links_line, rate_words, rating_of, start_of
from tui.wording import NOTHING, OFFLINE, clean, counted, grouped, length

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.model import Asset

MORE: Final = "▲"
"""Stands at the version that has more of something."""
UNLIKE: Final = "≠"
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of two versions."""

    about: str
    said: tuple[str, str]
    """What the one has, and the other."""
    amounts: tuple[float, float] = (0, 0)
    """How much that is, where more is better."""

    @property
    def differs(self) -> bool:
        """Whether the two are different in it."""
        return self.said[0] != self.said[1]

    def shown(self, side: int) -> str:
        """What one of them has, with a mark where it has more."""
        more = self.amounts[side] > self.amounts[1 - side]
        return f"{self.said[side] or NONE} {MORE}" if more else self.said[side] or NONE


def differences(one: Asset, other: Asset) -> list[Difference]:
    """Every fact that at least one of them has; where they differ first, otherwise in the order below."""
    facts = zip(_facts(one), _facts(other), strict=True)
    all_ = [Difference(about, (mine, theirs), (m, t)) for (about, mine, m), (_, theirs, t) in facts]
    return sorted((one for one in all_ if any(one.said)), key=lambda one: not one.differs)


def _facts(asset: Asset) -> Iterator[tuple[str, str, float]]:
    facts, picture = asset.facts, asset.facts.picture
    camera, gps, start = facts.camera, facts.gps, start_of(asset)
    pixels = (picture.width or 0) * (picture.height or 0)
    lasting = facts.available_range
    yield "picture", f"{picture.width} x {picture.height}" if pixels else "", pixels
    yield (
        "length",
        length(facts.kind, lasting) if lasting else "",
        float(lasting.rate.seconds(lasting.duration)) if lasting else 0,
    )
    yield "codec", clean(picture.codec or facts.sound.codec or ""), 0
    yield "rate", f"{rate_words(picture.frame_rate)} fps" if picture.frame_rate else "", 0
    yield "bytes", grouped(asset.fingerprint.size_bytes), asset.fingerprint.size_bytes
    recorded = facts.recorded_at
    yield "recorded", clean(recorded.local[:16].replace("T", " ")) if recorded else "", 0
    yield "by", clean(recorded.source) if recorded else "", 0
    yield "camera", clean(camera.name), 0
    yield "gps", f"{gps.latitude:.4f} {gps.longitude:.4f}" if gps else "", 0
    yield "timecode", str(start) if start else "", 0
    yield "stands on", _volumes(asset), 0
    yield "rating", said if (said := rating_of(asset)) != NOTHING else "", 0
    yield "tags", links_line(asset.clips), 0
    ranges = sum(clip.range is not None for clip in asset.clips)
    yield "ranges", counted(ranges, "range") if ranges else "", ranges


def _volumes(asset: Asset) -> str:
    names = ", ".join(sorted({clean(copy.volume) for copy in asset.copies}))
    return names if asset.state is CopyState.ONLINE else f"{OFFLINE} {asset.state.value}: {names}"
