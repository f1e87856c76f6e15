"""The record of fixity: which copy was checked when, by whom, and what came of it.

It is evidence, so it only grows: undo does not reach it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library.changing import login
from library.history.batches import batches
from library.model import (
    AssetId,
    Check,
    Checked,
    CheckOutcome,
    CopyId,
    Digest,
    DueCopy,
    FileStamp,
    FixityOverview,
    VolumeId,
)
from library.reading.driver import driver_rows
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Select, Subquery
    from sqlalchemy.engine import Connection

    Connecting = Callable[[], AbstractContextManager[Connection]]


class FixityRecord:
    """What a catalogue knows of the fixity of its copies."""

    def __init__(self, reading: Connecting, writing: Connecting, person: str | None = None) -> None:
        """Takes the ways to a connection, and who notes a check when nobody else is named."""
        self._reading, self._writing, self._person = reading, writing, person

    def due(
        self, *, assets: Collection[int] | None = None, volume: int | None = None, prefix: bytes = b""
    ) -> list[DueCopy]:
        """Copies to be checked, those first that were never checked, or longest ago.

        Args:
            assets: only copies of these.
            volume: only copies on it.
            prefix: only copies below this folder, relative to the volume's mount point.
        """
        with self._reading() as connection:
            rows = driver_rows(connection, _due(volume))
        wanted = None if assets is None else set(assets)
        folder = prefix.rstrip(b"/") + b"/" if prefix else b""
        return [
            _due_copy(row)
            for row in rows
            if (wanted is None or row[1] in wanted) and (row[3].startswith(folder) or row[3] == prefix)
        ]

    def record(self, checks: Sequence[Check], program: str, *, who: str | None = None) -> None:
        """Notes checks, now, by `program`; of whoever uses this computer when nobody is named."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [
            {
                "copy_id": one.copy,
                "at": now,
                "who": who or self._person or login(),
                "program": program,
                "outcome": one.outcome.value,
                "digest_algorithm": one.digest.algorithm if one.digest else None,
                "digest_hex": one.digest.hex if one.digest else None,
                "detail": one.detail,
            }
            for one in checks
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(tables.fixity_check.insert(), rows)

    def of_copies(self, copies: Collection[CopyId]) -> dict[CopyId, list[Checked]]:
        """Every check of copies, the newest first."""
        found: dict[CopyId, list[Checked]] = {}
        check = tables.fixity_check
        with self._reading() as connection:
            for some in batches(copies):
                query = select(check).where(check.c.copy_id.in_(some)).order_by(check.c.id.desc())
                for row in connection.execute(query).mappings():
                    found.setdefault(CopyId(row["copy_id"]), []).append(
                        Checked(
                            Check(
                                CopyId(row["copy_id"]),
                                CheckOutcome(row["outcome"]),
                                _digest(row["digest_algorithm"], row["digest_hex"]),
                                row["detail"],
                            ),
                            row["at"],
                            row["who"],
                            row["program"],
                        )
                    )
        return found

    def overview(self) -> FixityOverview:
        """How far the rounds are behind, of what should be there."""
        with self._reading() as connection:
            rows = driver_rows(connection, _due(None).where(tables.copy.c.state == "present"))
        ever = [at for *_, at in rows if at is not None]
        return FixityOverview(len(rows), len(rows) - len(ever), min(ever, default=None))


def _last(*outcomes: CheckOutcome) -> Subquery:
    """Of each copy the key of its last check that came to one of these."""
    check = tables.fixity_check
    named = check.c.outcome.in_([outcome.value for outcome in outcomes])
    return select(check.c.copy_id, func.max(check.c.id).label("id")).where(named).group_by(check.c.copy_id).subquery()


def _due(volume: int | None) -> Select[Any]:
    copy, asset, check = tables.copy, tables.asset, tables.fixity_check
    tried, intact = _last(*CheckOutcome), _last(*(outcome for outcome in CheckOutcome if outcome.is_good))
    query = (
        select(
            copy.c.id, copy.c.asset_id, copy.c.volume_id, copy.c.path_raw,
            copy.c.size_bytes, copy.c.mtime_ns, copy.c.ctime_ns, copy.c.inode,
            asset.c.digest_algorithm, asset.c.digest_hex, asset.c.quick_hex, check.c.at,
        )
        .select_from(
            copy.join(asset, asset.c.id == copy.c.asset_id)
            .outerjoin(tried, tried.c.copy_id == copy.c.id)
            .outerjoin(intact, intact.c.copy_id == copy.c.id)
            .outerjoin(check, check.c.id == intact.c.id)
        )
        .where(copy.c.state != "changed")
        # What cannot be read must not come first in every round.
        .order_by(tried.c.id.asc().nulls_first(), copy.c.volume_id, copy.c.path_raw)
    )  # fmt: skip
    return query if volume is None else query.where(copy.c.volume_id == volume)


def _due_copy(row: tuple[Any, ...]) -> DueCopy:
    copy, asset, volume, path_raw, *stamp, algorithm, hexed, quick_hex, at = row
    digest = _digest(algorithm, hexed)
    return DueCopy(CopyId(copy), AssetId(asset), VolumeId(volume), path_raw, FileStamp(*stamp), digest, quick_hex, at)


def _digest(algorithm: str | None, hexed: str | None) -> Digest | None:
    return Digest(algorithm, hexed) if algorithm and hexed else None
