"""Assets, their copies and clips, read by id."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.errors import MediavaultError
from library.history import batches
from library.model import (
    Asset,
    AssetId,
    AuthorityId,
    AuthorityKind,
    Clip,
    ClipId,
    Copy,
    CopyId,
    CopyState,
    FileStamp,
    Link,
    LinkId,
    Provenance,
    Volume,
    VolumeId,
)
from library.reading import parts, permissions
from library.schema import mapping, tables
from library.schema.permissions import region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection, RowMapping

    from library.timecode import FrameRate

MIN_DIGEST_DIGITS = 6


class UnknownAsset(MediavaultError):
    """No asset answers to a reference."""

    def __init__(self, reference: str) -> None:
        """Takes the reference as it was given."""
        super().__init__(
            f'No asset "{reference}" in this catalogue: give its key (a12), its path, or the start of its digest; '
            "mediavault find lists them."
        )


class UnknownClip(MediavaultError):
    """No clip answers to a reference."""

    def __init__(self, reference: str) -> None:
        """Takes the reference as it was given."""
        super().__init__(
            f'No clip "{reference}" in this catalogue: give its key (c34); mediavault clip list ASSET lists them.'
        )


def volumes(connection: Connection) -> list[Volume]:
    """All volumes, by label."""
    query = select(tables.volume).order_by(tables.volume.c.label)
    return [
        Volume(VolumeId(row["id"]), row["uid"], row["label"], row["shelf"])
        for row in connection.execute(query).mappings()
    ]


def assets(connection: Connection, ids: Sequence[int], mounts: Mapping[str, Path]) -> list[Asset]:
    """Whole assets in the order of `ids`; ids that are not there are left out."""
    found: dict[int, RowMapping] = {}
    for batch in batches(ids):
        query = select(tables.asset).where(tables.asset.c.id.in_(batch))
        found.update((row["id"], row) for row in connection.execute(query).mappings())
    copies = _copies(connection, list(found), mounts)
    available = {key: mapping.available_range(row) for key, row in found.items()}
    clips = _clips_of(connection, {key: span.rate if span else None for key, span in available.items()})
    belonging, wholes = parts.parts(connection, list(found)), parts.wholes(connection, list(found))
    return [
        replace(_asset(found[key], copies[key], clips[key]), parts=belonging.get(key, ()), part_of=wholes.get(key))
        for key in ids
        if key in found
    ]


def _asset(row: RowMapping, copies: list[Copy], clips: list[Clip]) -> Asset:
    return Asset(
        id=AssetId(row["id"]),
        digest=mapping.digest(row),
        fingerprint=mapping.fingerprint(row),
        facts=mapping.facts(row),
        copies=tuple(copies),
        clips=tuple(clips),
    )


def _copies(connection: Connection, ids: Sequence[int], mounts: Mapping[str, Path]) -> Mapping[int, list[Copy]]:
    copies: defaultdict[int, list[Copy]] = defaultdict(list)
    for batch in batches(ids):
        query = (
            select(tables.copy, tables.volume.c.uid, tables.volume.c.label)
            .join(tables.volume)
            .where(tables.copy.c.asset_id.in_(batch))
            .order_by(tables.copy.c.id)
        )
        for row in connection.execute(query).mappings():
            copies[row["asset_id"]].append(_copy(row, mounts.get(row["uid"])))
    return copies


def _copy(row: RowMapping, mount: Path | None) -> Copy:
    location = mount / Path(_native(row["path_raw"])) if mount is not None else None
    return Copy(
        id=CopyId(row["id"]),
        asset=AssetId(row["asset_id"]),
        volume=row["label"],
        path_raw=row["path_raw"],
        state=copy_state(row["state"], mounted=mount is not None),
        stamp=_stamp(row),
        location=location,
        sidecars=mapping.sidecars(row),
    )


def _native(path_raw: bytes) -> str:
    return path_raw.decode("utf-8", "surrogateescape")


def _stamp(row: RowMapping) -> FileStamp:
    return FileStamp(row["size_bytes"], row["mtime_ns"], row["ctime_ns"], row["inode"])


def copy_state(stored: str, *, mounted: bool) -> CopyState:
    """How a copy is, from how the last scan saw it and whether its volume is there."""
    if stored == "changed":
        return CopyState.CHANGED
    if not mounted:
        return CopyState.OFFLINE
    return CopyState.MISSING if stored == "missing" else CopyState.ONLINE


def _clips_of(connection: Connection, rates: Mapping[int, FrameRate | None]) -> Mapping[int, list[Clip]]:
    found: list[RowMapping] = []
    for batch in batches(list(rates)):
        query = select(tables.clip).where(tables.clip.c.asset_id.in_(batch)).order_by(tables.clip.c.id)
        found.extend(connection.execute(query).mappings())
    keys = [row["id"] for row in found]
    links, cleared = _links(connection, keys), permissions.clearances(connection, keys)
    clips: defaultdict[int, list[Clip]] = defaultdict(list)
    for row in found:
        one = _clip(row, rates[row["asset_id"]], links[row["id"]])
        clips[row["asset_id"]].append(replace(one, clearance=cleared.get(row["id"])))
    return clips


def _clip(row: RowMapping, frame_rate: FrameRate | None, links: list[Link]) -> Clip:
    return Clip(
        id=ClipId(row["id"]),
        asset=AssetId(row["asset_id"]),
        range=mapping.stored_range(row, frame_rate),
        name=row["name"],
        rating=row["rating"],
        rejected=row["rejected"],
        picked=row["picked"],
        region=region(row),
        note=row["note"],
        rights=row["rights"],
        links=tuple(links),
    )


def _links(connection: Connection, clip_ids: Sequence[int]) -> Mapping[int, list[Link]]:
    links: defaultdict[int, list[Link]] = defaultdict(list)
    link, authority = tables.link, tables.authority
    for batch in batches(clip_ids):
        query = (
            select(link, authority.c.kind, authority.c.name)
            .join(authority)
            .where(link.c.clip_id.in_(batch))
            .order_by(link.c.id)
        )
        for row in connection.execute(query).mappings():
            links[row["clip_id"]].append(_link(row))
    return links


def _link(row: RowMapping) -> Link:
    return Link(
        id=LinkId(row["id"]),
        authority=AuthorityId(row["authority_id"]),
        kind=AuthorityKind(row["kind"]),
        name=row["name"],
        role=row["role"],
        provenance=Provenance(row["provenance"]),
        confidence=row["confidence"],
        stated_by=row["stated_by"],
        suggested=row["suggested"],
    )


def clips(connection: Connection, ids: Sequence[int]) -> list[Clip]:
    """Clips in the order of `ids`; ids that are not there are left out."""
    owners: dict[int, int] = {}
    for batch in batches(ids):
        query = select(tables.clip.c.id, tables.clip.c.asset_id).where(tables.clip.c.id.in_(batch))
        owners.update((row.id, row.asset_id) for row in connection.execute(query))
    found = {clip.id: clip for asset in assets(connection, sorted(set(owners.values())), {}) for clip in asset.clips}
    return [found[ClipId(key)] for key in ids if key in owners]


def clip(connection: Connection, reference: int | str) -> Clip:
    """The clip that `c34` or 34 names.

    Raises:
        UnknownClip: nothing answers to the reference.
    """
    text = str(reference).strip()
    number = text.removeprefix("c")
    found = clips(connection, [int(number)]) if number.isascii() and number.isdigit() else []
    if not found:
        raise UnknownClip(text)
    return found[0]


def asset_id(connection: Connection, reference: int | str) -> AssetId:
    """The asset that `a12`, 12, a path or the start of a digest names.

    Raises:
        UnknownAsset: nothing, or more than one asset, answers to the reference.
    """
    text = str(reference).strip()
    number = text.removeprefix("a")
    asset, copy = tables.asset, tables.copy
    queries = []
    if number.isascii() and number.isdigit():
        queries.append(select(asset.c.id).where(asset.c.id == int(number)))
    if len(text) >= MIN_DIGEST_DIGITS:
        queries.append(select(asset.c.id).where(asset.c.digest_hex.startswith(text.lower(), autoescape=True)))
    tail = text.lstrip("/")
    if tail:
        queries.append(
            select(copy.c.asset_id).where((copy.c.path == tail) | copy.c.path.iendswith("/" + tail, autoescape=True))
        )
    for query in queries:
        found = set(connection.execute(query.limit(2).distinct()).scalars())
        if len(found) == 1:
            return AssetId(found.pop())
    raise UnknownAsset(text)


def raw(connection: Connection, identity: int) -> dict[str, Any]:
    """Everything the readers returned for an asset, by reader and group."""
    table = tables.asset_raw
    return connection.execute(select(table.c.raw).where(table.c.id == identity)).scalar_one_or_none() or {}
