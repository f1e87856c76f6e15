"""Edits of transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from library.edit.writer import Writer
from library.reading.transcripts import COLUMNS
from library.schema import tables

if TYPE_CHECKING:
    from library.model import AssetId, TranscriptLine


class TranscriptEdits(Writer):
    """What is said in assets."""

    def set_transcript(self, asset: AssetId, lines: Sequence[TranscriptLine]) -> int:
        """Keeps the lines of an asset in place of those in their languages; returns how many went."""
        table = tables.transcript_line
        languages = {line.language for line in lines}
        same = or_(*(table.c.language.is_not_distinct_from(one) for one in languages))
        there = select(table.c.id).where(and_(table.c.asset_id == asset, same)) if languages else None
        gone = [] if there is None else self._connection.execute(there).scalars().all()
        self.recorder.delete(table, gone)
        rows = [{"asset_id": asset, **{name: getattr(line, name) for name in COLUMNS}} for line in lines]
        self.recorder.insert(table, rows)
        return len(gone)
