"""How the files of one recording belong together.

A *part* is an asset that belongs to another, its *whole*: the camera's JPEG to the raw photo, the proxy to its video,
the next chapter to the first, the copy out of a messenger to what the camera recorded. A whole may itself be a part;
nothing is ever a part of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from library.model.ids import AssetId
from library.model.provenance import Provenance


class PartRole(StrEnum):
    """What a part is to its whole."""

    CAMERA_JPEG = "camera jpeg"
    """The same exposure as JPEG or HEIF, beside a raw photo."""
    LIVE_PHOTO = "live photo"
    """The short movie around a still (Apple's Live Photo)."""
    PROXY = "proxy"
    """The same recording, smaller: GoPro's LRV, DJI's LRF, XAVC's and XDCAM's sub clips, P2's and others' proxies."""
    CONTINUES = "continues"
    """A later piece of a recording that the camera cut into files: a GoPro chapter, a 4 GB split."""
    SOUND = "sound"
    """A sound track that the camera keeps in a file of its own (P2); its position is the channel."""
    MEMO = "memo"
    """What somebody said about a clip, recorded by the camera (P2)."""
    RECOMPRESSED = "recompressed"
    """The same content encoded again."""
    TRIMMED = "trimmed"
    """A piece cut out of it."""
    BURST = "burst"
    """The same scene a moment before or after: no version of it."""
    MESSENGER_COPY = "messenger copy"
    """What a messenger made of it on the way: smaller, without its metadata."""


@dataclass(frozen=True, slots=True)
class Part:
    """One end of the tie between a part and its whole."""

    asset: AssetId
    """The asset at the other end: the part among `Asset.parts`, the whole in `Asset.part_of`."""
    name: str
    """That asset's name."""
    role: PartRole
    """What the part is to the whole."""
    position: int
    """Its place among the parts of its role, from 1; of a cut recording the number of the piece, the whole being 1."""
    provenance: Provenance = Provenance.RULE
    """Who says so: an ingest by rule, or a person."""


@dataclass(frozen=True, slots=True)
class PartOffer:
    """That one asset may be a version of another."""

    whole: AssetId
    """The better of the two."""
    member: AssetId
    role: PartRole
    score: float
    """0 to 1."""
    why: str
    """Why the whole is the better one."""


@dataclass(frozen=True, slots=True)
class OfferedPart:
    """An offer that waits for a person."""

    id: int
    offer: PartOffer
    whole_name: str
    member_name: str
    by: str
    """The rule, with its version."""


@dataclass(frozen=True, slots=True)
class Tie:
    """That one asset is a part of another."""

    whole: AssetId
    """Of a cut recording the piece before the part."""
    member: AssetId
    role: PartRole
    position: int = 1
    """As in `Part`; of the pieces of a recording it is counted, not said."""
    provenance: Provenance = Provenance.RULE
