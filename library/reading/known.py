"""What a scan asks of the catalogue: which files it knows, and how they looked when they were last seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, cast, func, not_, select, true

from library.database import dialect_of
from library.model import AssetId, CopyId, FileStamp
from library.reading.driver import driver_rows
from library.schema import derived, mapping, tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Column, ColumnElement
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


@dataclass(frozen=True, slots=True)
class SeenFolder:
    """A folder whose files a scan found to be the copies that are known there: no more, no fewer, as they looked."""

    listing: bytes
    """Digest of what stood in it and how that looked, as the scan takes it."""
    files: int
    """How many copies those are."""
    contents: str
    """`quick_hex` of each, with blanks between. Of all of them the full digest has been taken."""

    @classmethod
    def of(cls, listing: bytes, copies: Sequence[PlainCopy]) -> SeenFolder | None:
        """A folder that holds these copies; None when the full digest of one is lacking."""
        whole = all(complete for *_, complete in copies)
        return cls(listing, len(copies), " ".join([copy[7] for copy in copies])) if whole else None


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder as a scan found it."""

    seen: SeenFolder
    copies: Sequence[PlainCopy]
    """The copies it holds."""


def known_copy(plain: PlainCopy) -> KnownCopy:
    """A plain copy as a value."""
    _, *looks, copy, asset, quick_hex, complete = plain
    stamp = FileStamp(*looks)
    return KnownCopy(CopyId(copy), AssetId(asset), stamp, quick_hex, missing=False, complete=bool(complete))


def copies_below(connection: Connection, volume: int, prefix: bytes) -> KnownCopies:
    """What is remembered of the files below a folder of a volume; `prefix` is its path, `b""` the whole volume."""
    copy, asset = tables.copy, tables.asset
    there = (copy.c.volume_id == volume) & _is_below(copy.c.path_raw, prefix) & (copy.c.state != "changed")
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


def owners_below(connection: Connection, volume: int, prefix: bytes) -> dict[bytes, int]:
    """The asset's key of each file that is remembered below a folder of a volume and was there, by path."""
    copy = tables.copy
    there = (copy.c.volume_id == volume) & _is_below(copy.c.path_raw, prefix) & (copy.c.state == "present")
    return dict(driver_rows(connection, select(copy.c.path_raw, copy.c.asset_id).where(there)))


def present_below(connection: Connection, volume: int, prefix: bytes) -> int:
    """How many files are remembered below a folder of a volume and were there."""
    copy = tables.copy
    there = (copy.c.volume_id == volume) & _is_below(copy.c.path_raw, prefix) & (copy.c.state == "present")
    return connection.execute(select(func.count()).select_from(copy).where(there)).scalar_one()


def folders_below(connection: Connection, volume: int, prefix: bytes) -> dict[bytes, SeenFolder]:
    """The folders below a folder of a volume that hold what is known of them, it among them; paths end in a slash."""
    seen = derived.seen_folder.c
    query = select(seen.path_raw, seen.listing, seen.files, seen.contents)
    rows = driver_rows(connection, query.where(seen.volume_id == volume, _is_below(seen.path_raw, prefix)))
    return {path: SeenFolder(*row) for path, *row in rows}


def keep_folders(connection: Connection, volume: int, prefix: bytes, found: Mapping[bytes, FoundFolder]) -> None:
    """Keeps folders that a scan found to hold what is known of them, unless that has changed since; to write in."""
    there: dict[bytes, int] = {}
    now = copies_below(connection, volume, prefix)
    paths = [*now.plain, *(path for path, copy in now.others.items() if not copy.missing)]
    for path in paths:
        folder = path[: path.rfind(b"/") + 1]
        there[folder] = there.get(folder, 0) + 1
    rows = [
        {"volume_id": volume, **mapping.path_columns(folder), **asdict(one.seen)}
        for folder, one in found.items()
        if there.get(folder) == one.seen.files and all(now.plain.get(copy[0]) == copy for copy in one.copies)
    ]
    if rows:
        seen = derived.seen_folder
        this = (seen.c.volume_id == volume) & (seen.c.path_raw == bindparam("folder"))
        connection.execute(seen.delete().where(this), [{"folder": row["path_raw"]} for row in rows])
        dialect_of(connection).run_many(connection, seen.insert(), rows)


def _is_below(path: Column[bytes], prefix: bytes) -> ColumnElement[bool]:
    """Bytes compare bytewise, so everything below a folder lies between "folder/" and "folder0" ("0" follows "/")."""
    return (path >= prefix + b"/") & (path < prefix + b"0") if prefix else true()
