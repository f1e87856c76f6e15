"""What the database derives by itself, so that counting and filtering by links need not go through every clip.

`asset_authority` says which records an asset is linked to through any of its clips, and by how many links. Triggers
(revision 0010) keep it true, whoever changes links and clips, in whichever order. It is no part of the history, of a
dump or of a merge.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table

metadata = MetaData()

asset_authority = Table(
    "asset_authority",
    metadata,
    Column("authority_id", Integer, primary_key=True, autoincrement=False),
    Column("asset_id", Integer, primary_key=True, autoincrement=False),
    Column("links", Integer, nullable=False),  # through how many links; those only suggested do not count
    Index("ix_asset_authority_asset_id_authority_id", "asset_id", "authority_id"),
    sqlite_with_rowid=False,
)
