"""What is known, as values: frozen, free of storage, safe to hand to any thread.

This room must not know how values are stored (`library.schema`), shown (`tui`) or made (`mediavault`).
Positions inside media are frames at an exact rate, zero-based from the media's first frame (`library.timecode`).
"""

from library.model.assets import (
    Asset,
    AssetRow,
    Copy,
    CopyState,
    Digest,
    FileStamp,
    Fingerprint,
    Sidecar,
    Volume,
    path_text,
)
from library.model.authorities import (
    DEFAULT_ROLE,
    Authority,
    AuthorityKind,
    Name,
    Protection,
    Related,
    Relation,
    Source,
)
from library.model.clips import Clip, Link, Provenance
from library.model.history import Operation, Outcome, Problem
from library.model.ids import AssetId, AuthorityId, ClipId, CopyId, LinkId, OperationId, ShotId, ShotListId, VolumeId
from library.model.media import (
    Camera,
    Certainty,
    Exposure,
    Gps,
    JsonObject,
    MediaFacts,
    MediaKind,
    Motion,
    Picture,
    RecordedAt,
    Sound,
    StartTimecode,
    Ties,
)
from library.model.parts import Part, PartRole
from library.model.shots import STILL_HOLD_S, Shot, ShotList, ShotListSummary

__all__ = [
    "DEFAULT_ROLE",
    "STILL_HOLD_S",
    "Asset",
    "AssetId",
    "AssetRow",
    "Authority",
    "AuthorityId",
    "AuthorityKind",
    "Camera",
    "Certainty",
    "Clip",
    "ClipId",
    "Copy",
    "CopyId",
    "CopyState",
    "Digest",
    "Exposure",
    "FileStamp",
    "Fingerprint",
    "Gps",
    "JsonObject",
    "Link",
    "LinkId",
    "MediaFacts",
    "MediaKind",
    "Motion",
    "Name",
    "Operation",
    "OperationId",
    "Outcome",
    "Part",
    "PartRole",
    "Picture",
    "Problem",
    "Protection",
    "Provenance",
    "RecordedAt",
    "Related",
    "Relation",
    "Shot",
    "ShotId",
    "ShotList",
    "ShotListId",
    "ShotListSummary",
    "Sidecar",
    "Sound",
    "Source",
    "StartTimecode",
    "Ties",
    "Volume",
    "VolumeId",
    "path_text",
]
