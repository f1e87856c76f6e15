"""Transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.model import TranscriptLine
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

COLUMNS = ("start_ms", "end_ms", "text", "language", "translates", "speaker")


def lines(connection: Connection, asset: int, language: str | None) -> list[TranscriptLine]:
    """The lines of an asset in order, of one language when it is given."""
    table = tables.transcript_line
    query = select(*(table.c[name] for name in COLUMNS)).where(table.c.asset_id == asset)
    if language is not None:
        query = query.where(table.c.language == language)
    rows = connection.execute(query.order_by(table.c.start_ms, table.c.id)).mappings()
    return [TranscriptLine(**row) for row in rows]
