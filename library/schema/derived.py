"""What the database derives by itself, so that counting and filtering by links need not go through every clip.

`asset_authority` says which records an asset is linked to through any of its clips, and by how many links; `asset_line`
what a list shows of an asset that is said in other tables, and what facets count, so that a page of two hundred lines
takes one statement. Triggers (revisions 0010, 0019 and 0021) keep both true, whoever changes what, in whichever order.
`seen_folder` says which folders a scan found to hold what is known of them, so that the next need not read a row for
each file there; triggers (revisions 0020 and 0021) take a folder out of it as soon as a copy in it changes in whatever
way. They are no part of the history, of a dump or of a merge.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()


class Keys(Text):
    """Keys in one text, with commas between: `4,10,33`."""


asset_authority = Table(
    "asset_authority",
    metadata,
    Column("authority_id", Integer, primary_key=True, autoincrement=False),
    Column("asset_id", Integer, primary_key=True, autoincrement=False),
    Column("links", Integer, nullable=False),  # through how many links; those only suggested do not count
    Index("ix_asset_authority_asset_id_authority_id", "asset_id", "authority_id"),
    sqlite_with_rowid=False,
)

asset_line = Table(
    "asset_line",
    metadata,
    Column("asset_id", Integer, primary_key=True, autoincrement=False),
    Column("kind_month", Text, nullable=False),  # `video 2020-08`; no month when no time is known
    Column("rating", Integer),  # of the whole clip, or else of the file
    Column("rejected", Boolean, nullable=False),  # of the whole clip
    Column("ranges", Integer, nullable=False),  # how many clips are ranges
    Column("copies", Text),  # `2:present,3:missing`: volume and state of each; as the others NULL when there is none
    Column("parts", Text),  # `proxy,proxy`: roles of what belongs to it
    Column("records", Keys),  # what it is linked to in `asset_authority`, lowest first
    Index("ix_asset_line_rating", "rating"),
    Index("ix_asset_line_copies", "copies"),
    Index("ix_asset_line_kind_month", "kind_month"),
)

seen_folder = Table(
    "seen_folder",
    metadata,
    Column("volume_id", Integer, primary_key=True, autoincrement=False),
    Column("path_raw", LargeBinary, primary_key=True),  # with a slash at its end; empty: the topmost of the volume
    Column("path", Text, nullable=False),  # as text, like that of a copy: what triggers find it by
    Column("listing", LargeBinary, nullable=False),  # digest of what stood in it, and how that looked
    Column("files", Integer, nullable=False),  # how many of its files are known: as many as copies are noted there
    Column("contents", Text, nullable=False),  # `quick_hex` of each with blanks between; all have their full digests
    Index("ix_seen_folder_volume_id_path", "volume_id", "path"),
)
