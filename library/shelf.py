"""The shelf: which volumes there are, what they hold, and when they were last connected.

That a volume was seen is no change of what is known of the media: it is not in history.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.model import (
    AssetId,
    CopyId,
    CopyState,
    FileStamp,
    Fingerprint,
    Holding,
    KnownName,
    KnownPlace,
    Volume,
    VolumeId,
)
from library.reading import known
from library.reading.driver import driver_rows
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from library.reading.known import FoundFolder, SeenFolder

    Connecting = Callable[[], AbstractContextManager[Connection]]


class Shelf:
    """The volumes of a catalogue."""

    def __init__(self, reading: Connecting, writing: Connecting, mounts: Callable[[], Mapping[str, Path]]) -> None:
        """Takes the ways to a connection, and what tells where volumes are mounted."""
        self._reading, self._writing, self._mounts = reading, writing, mounts

    def holdings(self, assets: Collection[int] | None = None) -> list[Holding]:
        """What each volume holds, those first that are connected, then by label.

        Args:
            assets: only of these, and only volumes with copies of them; None: of all.
        """
        copy, points = tables.copy, self._mounts()
        with self._reading() as connection:
            volumes = connection.execute(select(tables.volume)).mappings().all()
            rows = driver_rows(connection, select(copy.c.asset_id, copy.c.volume_id, copy.c.state, copy.c.size_bytes))
        wanted = None if assets is None else set(assets)
        copies = [row for row in rows if wanted is None or row[0] in wanted]
        counted = _counted(copies)
        needed = _needed(copies, {row["id"] for row in volumes if row["uid"] in points})
        found = [
            Holding(
                volume=Volume(VolumeId(row["id"]), row["uid"], row["label"], row["shelf"]),
                capacity_bytes=row["capacity_bytes"],
                seen_at=row["seen_at"],
                point=points.get(row["uid"]),
                needed=needed[row["id"]],
                **counted.get(row["id"], _nothing()),
            )
            for row in volumes
            if wanted is None or row["id"] in counted
        ]
        return sorted(found, key=lambda one: (one.point is None, one.volume.label.casefold(), one.volume.id))

    def without_copy(self, assets: Collection[int]) -> int:
        """How many of these assets stand nowhere any more, as far as is known: on no drive, connected or not."""
        copy = tables.copy
        with self._reading() as connection:
            rows = driver_rows(connection, select(copy.c.asset_id).where(copy.c.state == "present"))
        return len(set(assets).difference(asset for (asset,) in rows))

    def places(self) -> list[KnownPlace]:
        """Every copy whose content stands where it was, or stood, last seen."""
        copy, asset = tables.copy, tables.asset
        query = select(
            copy.c.id, copy.c.asset_id, copy.c.volume_id, copy.c.path_raw, copy.c.state, tables.volume.c.uid,
            copy.c.size_bytes, copy.c.mtime_ns, copy.c.ctime_ns, copy.c.inode,
            asset.c.size_bytes.label("length"), asset.c.quick_hex,
        ).select_from(copy.join(asset).join(tables.volume)).where(copy.c.state != "changed")  # fmt: skip
        with self._reading() as connection:
            rows = driver_rows(connection, query)
        here = self._mounts()
        return [
            KnownPlace(
                CopyId(key), AssetId(of), VolumeId(volume), path_raw,
                CopyState.MISSING if state == "missing" else CopyState.ONLINE if uid in here else CopyState.OFFLINE,
                FileStamp(*stamp), Fingerprint(length, quick_hex),
            )
            for key, of, volume, path_raw, state, uid, *stamp, length, quick_hex in rows
        ]  # fmt: skip

    def names(self) -> list[KnownName]:
        """What every copy is called and known by; of an asset without one, the asset alone."""
        copy, asset, volume = tables.copy, tables.asset, tables.volume
        standing = asset.outerjoin(copy, (copy.c.asset_id == asset.c.id) & (copy.c.state != "changed")).outerjoin(
            volume
        )
        query = select(
            asset.c.id, asset.c.reel, asset.c.size_bytes, asset.c.quick_hex, asset.c.digest_hex,
            volume.c.label, volume.c.uid, copy.c.path_raw,
        ).select_from(standing)  # fmt: skip
        with self._reading() as connection:
            rows = driver_rows(connection, query)
        here = self._mounts()
        return [
            KnownName(AssetId(key), reel, size, quick, digest, label, here.get(uid), path)
            for key, reel, size, quick, digest, label, uid, path in rows
        ]

    def recognise(self, volume: VolumeId, uid: str) -> None:
        """Notes what a volume is known by from now on."""
        with self._writing() as connection:
            connection.execute(tables.volume.update().where(tables.volume.c.id == volume).values(uid=uid))

    def surveyed(self, volume: VolumeId) -> list[bytes]:
        """Folders of a volume in which it was looked for what belongs together; the empty one is all of it."""
        with self._reading() as connection:
            asked = select(tables.volume.c.surveyed).where(tables.volume.c.id == volume)
            return [bytes.fromhex(one) for one in connection.execute(asked).scalar_one() or ()]

    def survey(self, uid: str, folder: bytes) -> None:
        """Notes that it was looked for what belongs together in a folder of a volume, and in those below it."""
        volume = tables.volume
        with self._writing() as connection:
            asked = select(volume.c.surveyed).where(volume.c.uid == uid)
            known = [bytes.fromhex(one) for one in connection.execute(asked).scalar() or ()]
            kept = sorted({folder, *(one for one in known if not is_within(one, [folder]))})
            connection.execute(volume.update().where(volume.c.uid == uid).values(surveyed=[one.hex() for one in kept]))

    def folders(self, volume: VolumeId, prefix: bytes) -> dict[bytes, SeenFolder]:
        """The folders of a volume, from one on, that hold what is known of them; by path, with a slash at its end."""
        with self._reading() as connection:
            return known.folders_below(connection, volume, prefix)

    def keep_folders(self, volume: VolumeId, prefix: bytes, found: Mapping[bytes, FoundFolder]) -> None:
        """Keeps folders that a scan found to hold what is known of them, unless that has changed since."""
        with self._writing() as connection:
            known.keep_folders(connection, volume, prefix, found)

    def saw(self, capacities: Mapping[str, int | None]) -> None:
        """Notes that volumes are connected now, by uid, with the size of their file systems in bytes."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        volume = tables.volume
        with self._writing() as connection:
            for uid, capacity_bytes in capacities.items():
                seen = {"seen_at": now} | ({} if capacity_bytes is None else {"capacity_bytes": capacity_bytes})
                connection.execute(volume.update().where(volume.c.uid == uid).values(**seen))


def is_within(folder: bytes, others: Iterable[bytes]) -> bool:
    """Whether a folder is one of the others or below one; the empty one is all of the volume."""
    return any(not one or folder == one or folder.startswith(one + b"/") for one in others)


def _needed(copies: Iterable[tuple[Any, ...]], connected: Collection[int]) -> Counter[int]:
    """For how many assets each volume is to be connected: few volumes, found by taking the fullest first."""
    where: dict[int, set[int]] = {}
    for asset, volume, state, _ in copies:
        if state == "present":
            where.setdefault(asset, set()).add(volume)
    away = [volumes for volumes in where.values() if volumes.isdisjoint(connected)]
    needed: Counter[int] = Counter()
    while away:
        counts = Counter(volume for volumes in away for volume in volumes)
        fullest = min(counts, key=lambda volume: (-counts[volume], volume))
        needed[fullest] = counts[fullest]
        away = [volumes for volumes in away if fullest not in volumes]
    return needed


def _nothing() -> dict[str, int]:
    return {"files": 0, "missing": 0, "changed": 0, "size_bytes": 0, "only_here": 0}


def _counted(copies: Iterable[tuple[Any, ...]]) -> dict[int, dict[str, int]]:
    """What the copies of each volume come to; of an asset that several copies stand for, `only_here` counts one."""
    found: dict[int, dict[str, int]] = {}
    where: dict[int, set[int]] = {}
    for asset, volume, state, size_bytes in copies:
        counts = found.setdefault(volume, _nothing())
        if state != "present":
            counts[state] += 1
            continue
        counts["files"] += 1
        counts["size_bytes"] += size_bytes
        where.setdefault(asset, set()).add(volume)
    for volumes in where.values():
        if len(volumes) == 1:
            found[next(iter(volumes))]["only_here"] += 1
    return found
