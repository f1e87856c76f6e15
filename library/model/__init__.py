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
    FoundFile,
    Sidecar,
    Volume,
    path_text,
)
from library.model.authorities import (
    DEFAULT_ROLE,
    PARTIES,
    Authority,
    AuthorityKind,
    Name,
    Protection,
    Related,
    Relation,
    Source,
)
from library.model.clearance import Clearance, ClearanceState
from library.model.clips import ROLES, Clip, Link
from library.model.consent import (
    ANY_PURPOSE,
    Consent,
    ConsentState,
    Doubt,
    Objection,
    objection,
    same_purpose,
    standing,
)
from library.model.facets import Facet
from library.model.fixity import Check, Checked, CheckOutcome, DueCopy, FixityOverview
from library.model.history import Fault, HistoryCheck, Operation, Outcome, Problem
from library.model.ids import (
    AssetId,
    AuthorityId,
    ClipId,
    ConsentId,
    CopyId,
    LinkId,
    OperationId,
    SearchId,
    ShotId,
    ShotListId,
    VolumeId,
)
from library.model.inheritance import Inheritance, InheritedLink
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
from library.model.parts import Part, PartRole, Tie
from library.model.provenance import BY_A_PERSON, Provenance, Said
from library.model.region import BadRegion, Region
from library.model.relinking import KnownPlace, Placed
from library.model.searches import SavedSearch
from library.model.shots import STILL_HOLD_S, Shot, ShotList, ShotListSummary
from library.model.suggestions import Suggestion
from library.model.transcripts import TranscriptLine
from library.model.volumes import Holding

__all__ = [
    "ANY_PURPOSE",
    "BY_A_PERSON",
    "DEFAULT_ROLE",
    "PARTIES",
    "ROLES",
    "STILL_HOLD_S",
    "Asset",
    "AssetId",
    "AssetRow",
    "Authority",
    "AuthorityId",
    "AuthorityKind",
    "BadRegion",
    "Camera",
    "Certainty",
    "Check",
    "CheckOutcome",
    "Checked",
    "Clearance",
    "ClearanceState",
    "Clip",
    "ClipId",
    "Consent",
    "ConsentId",
    "ConsentState",
    "Copy",
    "CopyId",
    "CopyState",
    "Digest",
    "Doubt",
    "DueCopy",
    "Exposure",
    "Facet",
    "Fault",
    "FileStamp",
    "Fingerprint",
    "FixityOverview",
    "FoundFile",
    "Gps",
    "HistoryCheck",
    "Holding",
    "Inheritance",
    "InheritedLink",
    "JsonObject",
    "KnownPlace",
    "Link",
    "LinkId",
    "MediaFacts",
    "MediaKind",
    "Motion",
    "Name",
    "Objection",
    "Operation",
    "OperationId",
    "Outcome",
    "Part",
    "PartRole",
    "Picture",
    "Placed",
    "Problem",
    "Protection",
    "Provenance",
    "RecordedAt",
    "Region",
    "Related",
    "Relation",
    "Said",
    "SavedSearch",
    "SearchId",
    "Shot",
    "ShotId",
    "ShotList",
    "ShotListId",
    "ShotListSummary",
    "Sidecar",
    "Sound",
    "Source",
    "StartTimecode",
    "Suggestion",
    "Tie",
    "Ties",
    "TranscriptLine",
    "Volume",
    "VolumeId",
    "objection",
    "path_text",
    "same_purpose",
    "standing",
]
