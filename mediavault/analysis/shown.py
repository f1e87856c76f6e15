"""An asset as it is compared: the few facts that are asked of each of a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from library.model import Asset, AssetId, Camera, Certainty, MediaKind


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo or a video, by what tells which of its versions is the best."""

    id: AssetId
    name: str
    quick_hex: str
    is_video: bool
    width: int
    height: int
    size_bytes: int
    length_s: float
    """0 for a photo."""
    taken_at: str | None
    """Local time by the clock of the camera, ISO 8601; None where that is not known."""
    camera: Camera
    says: int
    """How much the file says of how it was recorded."""
    part_of: AssetId | None

    @classmethod
    def of(cls, one: Asset) -> Self:
        """Takes them from an asset."""
        facts, recorded = one.facts, one.facts.recorded_at
        told = (
            recorded is not None and recorded.certainty is not Certainty.FILE,
            facts.camera.make,
            facts.camera.model,
            facts.exposure.iso,
            facts.gps,
            facts.start_timecode,
        )
        return cls(
            id=one.id,
            name=one.name,
            quick_hex=one.fingerprint.quick_hex,
            is_video=facts.kind is MediaKind.VIDEO,
            width=facts.picture.width or 0,
            height=facts.picture.height or 0,
            size_bytes=one.fingerprint.size_bytes,
            length_s=float(facts.picture.duration_s or 0),
            taken_at=recorded.local if recorded is not None and recorded.by_clock else None,
            camera=facts.camera,
            says=sum(map(bool, told)),
            part_of=one.part_of.asset if one.part_of is not None else None,
        )

    @property
    def key(self) -> str:
        """What people and scripts call it by."""
        return f"a{self.id}"

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.width * self.height

    @property
    def quality(self) -> tuple[int, int, int, int]:
        """What makes one version better than another: pixels, bytes, what it says of itself; of equals the first."""
        return self.pixels, self.size_bytes, self.says, -self.id
