"""What a scan asks of the catalogue: which files it knows, and how they looked when they were last seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, not_, select

from library.model import AssetId, CopyId, FileStamp
from library.reading.driver import driver_rows
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from library.model import Sidecar

PlainCopy = tuple[bytes, int, int, int, int, int, int, str, int]
"""A file's path relative to the volume and the four numbers of `FileStamp`: how it looked; then the copy's key, its
asset's key and `quick_hex`, and whether the full digest of that has been taken."""


@dataclass(frozen=True, slots=True)
class KnownCopy:
    """What the catalogue remembers of one file, for a scan that wants to leave it alone."""

    id: CopyId
    asset: AssetId
    stamp: FileStamp
    quick_hex: str
    """Of its asset's fingerprint."""
    missing: bool
    """Whether the last scan did not find it."""
    complete: bool
    """Whether the full digest of its asset has been taken."""
    sidecars: tuple[Sidecar, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownCopies:
    """The files that are remembered below a folder.

    Of a hundred thousand files a scan mostly has to say that nothing happened. So those that were there and had no
    sidecars stay as the database hands them out; values are made of the few that need a closer look.
    """

    plain: dict[bytes, PlainCopy]
    """What was there and had no sidecars, by path. A scan takes out what it sees again."""
    others: dict[bytes, KnownCopy]
    """What was missing or had sidecars, by path."""

    def by_path(self) -> dict[bytes, KnownCopy]:
        """All that are left, by path."""
        return {path: known_copy(plain) for path, plain in self.plain.items()} | self.others


def known_copy(plain: PlainCopy) -> KnownCopy:
    """A plain copy as a value."""
    _, *looks, copy, asset, quick_hex, complete = plain
    stamp = FileStamp(*looks)
    return KnownCopy(CopyId(copy), AssetId(asset), stamp, quick_hex, missing=False, complete=bool(complete))


def copies_below(connection: Connection, volume: int, prefix: bytes) -> KnownCopies:
    """What is remembered of the files below a folder of a volume; `prefix` is its path, `b""` the whole volume."""
    copy, asset = tables.copy, tables.asset
    there = (copy.c.volume_id == volume) & (copy.c.state != "changed")
    if prefix:
        # Bytes compare bytewise, so everything below a folder lies between "folder/" and "folder0" ("0" follows "/").
        there &= (copy.c.path_raw >= prefix + b"/") & (copy.c.path_raw < prefix + b"0")
    plain: ColumnElement[bool] = (copy.c.state == "present") & (cast(copy.c.sidecars, Text) == "[]")
    looks = (copy.c.path_raw, copy.c.size_bytes, copy.c.mtime_ns, copy.c.ctime_ns, copy.c.inode)
    of_asset = (asset.c.quick_hex, asset.c.digest_hex.is_not(None).label("complete"))
    query = select(*looks, copy.c.id, copy.c.asset_id, *of_asset).join_from(copy, asset).where(there)
    rows: Sequence[Any] = driver_rows(connection, query.where(plain))
    others = connection.execute(query.add_columns(copy.c.state, copy.c.sidecars).where(not_(plain))).mappings()
    return KnownCopies(
        {row[0]: row for row in rows},
        {
            row["path_raw"]: KnownCopy(
                CopyId(row["id"]),
                AssetId(row["asset_id"]),
                FileStamp(row["size_bytes"], row["mtime_ns"], row["ctime_ns"], row["inode"]),
                row["quick_hex"],
                row["state"] == "missing",
                bool(row["complete"]),
                mapping.sidecars(row),
            )
            for row in others
        },
    )
