"""The tables of the catalogue.

Primary keys are never used again (`sqlite_autoincrement`): an asset's or a clip's key stays its own after an undo.
Exact numbers are kept exact: rates and durations are fractions written as text (`30000/1001`).

The revisions make the tables. The condition of a partial index is named for SQLite alone here: naming it for PostgreSQL
loads the dialect of a server, which takes as long as opening a catalogue.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(table: str, name: str | None = None, *, nullable: bool = False) -> Column[int]:
    return Column(name or f"{table}_id", ForeignKey(f"{table}.id"), nullable=nullable)


volume = Table(
    "volume",
    metadata,
    _key(),
    Column("uid", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("shelf", Text),
    Column("capacity_bytes", BigInteger),
    Column("seen_at", Text),  # UTC, ISO 8601
    # Folders in which it was looked for what belongs together, as hex; "" is all of it.
    Column("surveyed", JSON(none_as_null=True)),
    sqlite_autoincrement=True,
)

asset = Table(
    "asset",
    metadata,
    _key(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),  # of its first copy: lists sort by it without a join
    Column("size_bytes", BigInteger, nullable=False),
    Column("quick_hex", Text, nullable=False),
    Column("digest_algorithm", Text),
    Column("digest_hex", Text),
    Column("recorded_local", Text),
    Column("recorded_offset", Text),
    Column("recorded_source", Text),
    Column("recorded_certainty", Text),
    Column("recorded_explanation", Text),
    # What a person says of its clock, within what stands above already; below it, what the file states.
    Column("clock_shift_s", Integer, nullable=False, server_default=text("0")),
    Column("clock_zone", Text),
    Column("clock_stated", JSON(none_as_null=True)),
    Column("make", Text),
    Column("model", Text),
    Column("serial", Text),
    Column("lens", Text),
    Column("iso", Integer),
    Column("f_number", Float),
    Column("exposure_s", Float),
    Column("focal_length_mm", Float),
    Column("width", Integer),
    Column("height", Integer),
    Column("orientation", Integer),
    Column("rotation", Integer),
    Column("codec", Text),
    Column("pixel_format", Text),
    Column("frame_rate", Text),
    Column("frame_count", BigInteger),
    Column("duration_s", Text),
    Column("variable_frame_rate", Boolean),
    Column("hdr", Text),
    Column("pixel_aspect", Text),
    Column("sound_codec", Text),
    Column("channels", Integer),
    Column("sample_rate_hz", Integer),
    Column("sound_streams", Integer, nullable=False),
    Column("sound_duration_s", Text),
    Column("length_s", Float),  # the playing time rounded, to sort and compare by
    Column("timecode_frame", BigInteger),
    Column("timecode_rate", Text),
    Column("drop_frame", Boolean),
    Column("timecode_source", Text),
    Column("reel", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("altitude_m", Float),
    Column("gps_source", Text),
    Column("caption", Text),
    Column("keywords", JSON, nullable=False),
    Column("rights", Text),
    Column("rating", Integer),
    Column("recording_id", Text),
    Column("follows_id", Text),
    Column("start_s", Text),
    Column("motion_offset_bytes", BigInteger),
    Column("motion_length_bytes", BigInteger),
    Column("motion_duration_s", Text),
    Index(None, "recorded_local", "id"),
    Index(None, "kind", "recorded_local"),
    Index(None, "make", "model"),
    Index(None, "length_s", "id"),
    Index(None, "name", "id"),
    Index(None, "quick_hex", "size_bytes"),
    Index(None, "digest_hex"),
    Index(
        "ix_asset_recording_id",
        "recording_id",
        sqlite_where=text("recording_id IS NOT NULL"),
    ),
    Index(
        "ix_asset_follows_id",
        "follows_id",
        sqlite_where=text("follows_id IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

asset_raw = Table(
    "asset_raw",
    metadata,
    Column("id", ForeignKey("asset.id"), primary_key=True),
    Column("raw", JSON, nullable=False),
)

copy = Table(
    "copy",
    metadata,
    _key(),
    _to("asset"),
    _to("volume"),
    Column("path_raw", LargeBinary, nullable=False),
    Column("path", Text, nullable=False),  # NFC, to search and show; path_raw is the truth
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("ctime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # present, missing or changed: what the last scan saw
    Column("sidecars", JSON, nullable=False, server_default=text("'[]'")),  # name, size and time of each
    Index(None, "asset_id"),
    Index(None, "volume_id", "asset_id"),
    Index(
        "uq_copy_volume_id_path_raw",
        "volume_id",
        "path_raw",
        unique=True,
        sqlite_where=text("state != 'changed'"),
    ),
    sqlite_autoincrement=True,
)

fixity_check = Table(  # evidence: not in history, never changed, never taken back
    "fixity_check",
    metadata,
    _key(),
    Column("copy_id", Integer, nullable=False),  # keys are never used again: it may outlive its copy
    Column("at", Text, nullable=False),  # UTC, ISO 8601; order is by id, clocks jump
    Column("who", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("digest_algorithm", Text),
    Column("digest_hex", Text),
    Column("detail", Text),
    Index(None, "copy_id", "id"),
    sqlite_autoincrement=True,
)

part = Table(
    "part",
    metadata,
    _key(),
    Column("member_id", ForeignKey("asset.id"), nullable=False, unique=True),  # nothing is a part of two
    Column("whole_id", ForeignKey("asset.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("provenance", Text, nullable=False, server_default=text("'rule'")),
    Index(None, "whole_id"),
    sqlite_autoincrement=True,
)

clip = Table(
    "clip",
    metadata,
    _key(),
    _to("asset"),
    Column("start", BigInteger),  # frames of the asset's rate from its first frame; NULL: the whole asset
    Column("duration", BigInteger),
    # A region of a photo, which is one frame long: start 0, duration 1. Parts of width and height as displayed.
    Column("region_x", Float),
    Column("region_y", Float),
    Column("region_w", Float),
    Column("region_h", Float),
    Column("name", Text),
    Column("note", Text),
    Column("rating", Integer),
    Column("rejected", Boolean, nullable=False, server_default=text("false")),
    Column("picked", Boolean, nullable=False, server_default=text("false")),
    Column("rights", Text),
    Index(None, "asset_id"),
    Index(
        "ix_clip_asset_id_rating",  # what was said of the whole asset, without a look at the clip
        "asset_id",
        "rating",
        "rejected",
        "picked",
        sqlite_where=text("start IS NULL"),
    ),
    Index(
        "uq_clip_whole",
        "asset_id",
        unique=True,
        sqlite_where=text("start IS NULL"),
    ),
    sqlite_autoincrement=True,
)

authority = Table(
    "authority",
    metadata,
    _key(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("date", Text),
    Column("count", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("protection", Text),
    Column("alias", Text),
    Column("roles", JSON, nullable=False, server_default=text("'[]'")),
    Column("identifiers", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    UniqueConstraint("kind", "name"),
    sqlite_autoincrement=True,
)

authority_name = Table(
    "authority_name",
    metadata,
    _key(),
    _to("authority"),
    Column("text", Text, nullable=False),
    Column("language", Text),
    Column("folded", Text, nullable=False),  # names.fold: one spelling for search
    Column("preferred", Boolean, nullable=False),
    Index(None, "authority_id"),
    Index(None, "folded"),
    sqlite_autoincrement=True,
)

authority_key = Table(
    "authority_key",
    metadata,
    _key(),
    _to("authority"),
    Column(
        "key", Text, nullable=False
    ),  # of each word (names.word_keys): spellings of other systems meet here; not in history
    Index(None, "authority_id"),
    Index(None, "key"),
    sqlite_autoincrement=True,
)

relation = Table(
    "relation",
    metadata,
    _key(),
    Column("from_id", ForeignKey("authority.id"), nullable=False),
    Column("relation", Text, nullable=False),
    Column("to_id", ForeignKey("authority.id"), nullable=False),
    UniqueConstraint("from_id", "relation", "to_id"),
    Index(None, "to_id"),
    sqlite_autoincrement=True,
)

link = Table(
    "link",
    metadata,
    _key(),
    _to("clip"),
    _to("authority"),
    Column("role", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("confidence", Float),
    Column("stated_by", Text),  # the rule or the model, with its version
    Column("suggested", Boolean, nullable=False, server_default=text("false")),  # nobody has accepted it yet
    UniqueConstraint("clip_id", "authority_id", "role"),
    Index(None, "authority_id", "clip_id", "suggested"),  # all that is asked of the links of a record
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    _key(),  # the highest of one party and purpose is what counts; the others are what was said before
    _to("authority"),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),  # granted, refused or withdrawn
    Column("stated_on", Text, nullable=False),  # ISO 8601 days, as the others
    Column("stated_by", Text),
    Column("how", Text),
    Column("until", Text),
    Column("review_on", Text),
    Column("risk", Text),
    Column("note", Text),
    Index(None, "authority_id"),
    Index(None, "review_on"),
    sqlite_autoincrement=True,
)

clearance = Table(
    "clearance",
    metadata,
    _key(),
    Column("clip_id", ForeignKey("clip.id"), nullable=False, unique=True),
    Column("state", Text),  # cleared, pending or refused
    Column("owner", Text),
    Column("licence", Text),
    Column("fee", Text),
    Column("territory", Text),
    Column("credit", Text),
    Column("term_from", Text),  # ISO 8601 days, both inside
    Column("term_until", Text),
    Column("embargo_until", Text),  # the first day it may leave
    Index(None, "embargo_until"),
    Index(None, "term_until"),
    sqlite_autoincrement=True,
)

shot_list = Table(
    "shot_list",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    _to("authority", "project_id", nullable=True),
    Column("frame_rate", Text),  # NULL until the first shot brings one
    Column("drop_frame", Boolean),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("handles", Integer, nullable=False, server_default=text("0")),  # frames of the list at either end of a shot
    sqlite_autoincrement=True,
)

shot = Table(
    "shot",
    metadata,
    _key(),
    _to("shot_list"),
    Column("position", Integer, nullable=False),
    _to("clip"),
    Column("start", BigInteger, nullable=False),
    Column("duration", BigInteger, nullable=False),
    Column("frame_rate", Text, nullable=False),
    Column("note", Text),
    Column("heading", Text),
    Index(None, "shot_list_id", "position"),
    Index(None, "clip_id"),
    sqlite_autoincrement=True,
)

alternate = Table(
    "alternate",
    metadata,
    _key(),
    _to("shot"),  # what could stand in its place
    Column("position", Integer, nullable=False),
    _to("clip"),
    Column("start", BigInteger, nullable=False),
    Column("duration", BigInteger, nullable=False),
    Column("frame_rate", Text, nullable=False),
    Column("note", Text),
    Index(None, "shot_id", "position"),
    Index(None, "clip_id"),
    sqlite_autoincrement=True,
)

shot_list_version = Table(
    "shot_list_version",
    metadata,
    _key(),
    _to("shot_list"),
    Column("version", Integer, nullable=False),
    Column("exported_at", Text, nullable=False),  # UTC, ISO 8601
    Column("format", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("frame_rate", Text, nullable=False),
    Column("shots", JSON, nullable=False),  # library.schema.versions says of what; keys of clips that may be gone
    Index(None, "shot_list_id", "version"),
    sqlite_autoincrement=True,
)

transcript_line = Table(
    "transcript_line",
    metadata,
    _key(),
    _to("asset"),
    Column("start_ms", Integer, nullable=False),  # from the first frame, as subtitles count
    Column("end_ms", Integer, nullable=False),  # the first moment after it
    Column("language", Text),  # BCP 47
    Column("translates", Text),  # the language that was spoken, where this is a translation
    Column("speaker", Text),
    Column("text", Text, nullable=False),
    Index(None, "asset_id", "start_ms"),
    sqlite_autoincrement=True,
)

refused_link = Table(
    "refused_link",
    metadata,
    _key(),  # what was suggested and somebody did not accept: it is not suggested again
    Column("asset_id", Integer, nullable=False),  # keys are never used again, so what they name may be gone
    Column("authority_id", Integer, nullable=False),
    Column("role", Text, nullable=False),
    UniqueConstraint("asset_id", "authority_id", "role"),
    sqlite_autoincrement=True,
)

refused_gathering = Table(
    "refused_gathering",
    metadata,
    _key(),  # what was offered as part of a new event and somebody refused: no other is offered with it
    Column("asset_id", Integer, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

offered_part = Table(
    "offered_part",
    metadata,
    _key(),  # what may be a version of another asset, until somebody says so or refuses it
    Column("whole_id", Integer, nullable=False),  # keys are never used again, so what they name may be gone
    Column("member_id", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("score", Float, nullable=False),  # 0 to 1
    Column("why", Text, nullable=False),  # why the whole is the better of the two
    Column("stated_by", Text, nullable=False),  # the rule, with its version
    Column("refused", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("member_id", "whole_id"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    metadata,
    _key(),
    Column("key", Text, nullable=False, unique=True),  # what makes it one, wherever it is exported again
    Column("channel", Text, nullable=False),  # telegram, whatsapp, mail or folder
    Column("chat", Text),  # what a group is called; one person's chat bears their name, and is not noted
    Column("sender_id", ForeignKey("authority.id")),
    Column("forwarded_from_id", ForeignKey("authority.id")),
    Column("sent_at", Text),  # ISO 8601, with the offset where the channel says it
    Column("edited_at", Text),
    Column("received_at", Text),
    Column("replies_to", Text),  # the key of that message, which may not be here
    Column("text", Text, nullable=False),
    Column("terms", Text),  # what the sender says is allowed, in their words; NULL: unknown
    Column("lacks", Text),  # what came with it and is not there, and why
    Index(None, "sender_id"),
    Index(None, "forwarded_from_id"),
    sqlite_autoincrement=True,
)

message_asset = Table(
    "message_asset",
    metadata,
    _key(),
    _to("message"),
    _to("asset"),
    Column("position", Integer, nullable=False),  # among what came with the message, from 1
    Column("name", Text),  # what the sender called the file
    UniqueConstraint("message_id", "position"),
    Index(None, "asset_id"),
    sqlite_autoincrement=True,
)

sender_identity = Table(  # who a sender really is: kept apart, and out of the history, so that it can be let go
    "sender_identity",
    metadata,
    _key(),
    Column("authority_id", Integer, nullable=False),  # keys are never used again: it may outlive its record
    Column("channel", Text, nullable=False),
    Column("handle", Text, nullable=False),  # user1234567, +375 29 …, anna@example.org
    Column("name", Text, nullable=False, server_default=text("''")),  # as the channel shows it
    Column("phone", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("channel", "handle", "name", "phone"),
    Index(None, "authority_id"),
    sqlite_autoincrement=True,
)

custody = Table(  # evidence: not in history, never changed, never taken back
    "custody",
    metadata,
    _key(),  # counted from 1 without a gap
    Column("at", Text, nullable=False),  # UTC, ISO 8601; order is by id, clocks jump
    Column("who", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_key", Text),  # NULL: the export itself
    Column("volume_uid", Text),
    Column("path_raw", LargeBinary, nullable=False),  # relative to the volume; what it was taken out of, where it was
    Column("taken_from", Text),  # the attachment of a mail: which, and of what
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 in hex over the one before and this row
    Index(None, "sha256"),
    Index(None, "message_key"),
    sqlite_autoincrement=True,
)

saved_search = Table(
    "saved_search",
    metadata,
    _key(),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("query", Text, nullable=False),
    sqlite_autoincrement=True,
)

operation = Table(
    "operation",
    metadata,
    _key(),
    Column("at", Text, nullable=False),  # UTC, ISO 8601; order is by id, clocks jump
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text),
    Column("by_ingest", Boolean, nullable=False, server_default=text("false")),
    Column("undone", Boolean, nullable=False, server_default=text("false")),
    # Place in the pile of what can be redone, the highest on top; null when it is done, or a later change closed it.
    Column("redo_place", Integer),
    sqlite_autoincrement=True,
)

change = Table(
    "change",
    metadata,
    _key(),
    _to("operation"),
    Column("table_name", Text, nullable=False),
    Column("action", Text, nullable=False),  # insert, update or delete
    Column("rows", Integer, nullable=False),
    Column("payload", JSON, nullable=False),  # library.history.recorder says its shape
    Column("moved", JSON),  # the rows an undo of an insert took out, for redo
    Index(None, "operation_id"),
    sqlite_autoincrement=True,
)

step = Table(
    "step",
    metadata,
    _key(),  # counted from 1 without a gap
    _to("operation"),
    Column("action", Text, nullable=False),  # done, undone or redone
    Column("at", Text, nullable=False),  # UTC, ISO 8601
    Column("who", Text, nullable=False),
    Column("why", Text),
    Column("first_change", Integer),  # of the changes it is about; NULL: there are none
    Column("last_change", Integer),
    Column("content", Text, nullable=False),  # SHA-256 in hex; library.history.chain says of what
    Column("digest", Text, nullable=False),  # SHA-256 in hex over the one before and this row
    Index(None, "operation_id"),
    sqlite_autoincrement=True,
)
