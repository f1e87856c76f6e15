"""Edits of volumes, assets and copies: what an ingest records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.parts import PartEdits
from library.model import AssetId, Outcome, Volume, VolumeId
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import RowMapping

    from library.model import CopyId, Digest, FileStamp, Fingerprint, MediaFacts, Sidecar

WHOLE_BYTES = 3 * 64 * 1024
"""Up to this size the quick digest covers every byte, so that equal fingerprints are equal content."""


class AssetEdits(PartEdits):
    """What is there, and where."""

    def add_volume(self, uid: str, label: str) -> Volume:
        """Returns the volume known by `uid`, adding it when it is new."""
        row = self._row(tables.volume, tables.volume.c.uid == uid)
        if row is None:
            (identity,) = self.recorder.insert(tables.volume, [{"uid": uid, "label": label, "shelf": None}])
            return Volume(VolumeId(identity), uid, label)
        return Volume(VolumeId(row["id"]), row["uid"], row["label"], row["shelf"])

    def record(  # noqa: PLR0913, PLR0917 - one file is these six things
        self,
        volume: VolumeId,
        path_raw: bytes,
        stamp: FileStamp,
        fingerprint: Fingerprint,
        facts: MediaFacts,
        digest: Digest | None = None,
        sidecars: Sequence[Sidecar] = (),
    ) -> tuple[Outcome, AssetId]:
        """Records one file: a new asset, or another copy of a known one.

        When the path held other content before, the copy of that content is kept as `changed`. Content is taken for
        equal when the digests are, or when the fingerprint covers all of it; until then it is an asset of its own, and
        `set_digest` joins the two.
        """
        before = self._present_copy(volume, path_raw)
        beside = mapping.sidecar_columns(sidecars)
        asset = self._same_content(fingerprint, digest)
        if before is not None and before["asset_id"] == asset:
            seen = {**mapping.stamp_columns(stamp), **beside, "state": "present"}
            self.recorder.update(tables.copy, before["id"], seen)
            if before["sidecars"] != beside["sidecars"]:
                self._describe(before["asset_id"], facts)
            return Outcome.KNOWN, AssetId(before["asset_id"])
        if before is not None:
            self.recorder.update(tables.copy, before["id"], {"state": "changed"})
        outcome = Outcome.NEW if asset is None else Outcome.KNOWN
        columns = {"volume_id": volume, **mapping.path_columns(path_raw), **mapping.stamp_columns(stamp), **beside}
        if asset is None:
            asset = self._add_asset(columns["path"].rsplit("/", 1)[-1], fingerprint, facts, digest)
        elif sidecars:  # another copy of it, and this one is described
            self._describe(asset, facts)
        self.recorder.insert(tables.copy, [{**columns, "asset_id": asset, "state": "present"}])
        return Outcome.UPDATED if before is not None else outcome, AssetId(asset)

    def describe(self, copy: CopyId, stamp: FileStamp, facts: MediaFacts, sidecars: Sequence[Sidecar]) -> None:
        """Notes what is known now of a copy whose content is as it was, while its sidecars are not."""
        seen = {**mapping.stamp_columns(stamp), **mapping.sidecar_columns(sidecars), "state": "present"}
        self.recorder.update(tables.copy, copy, seen)
        asset = self._connection.execute(select(tables.copy.c.asset_id).where(tables.copy.c.id == copy)).scalar_one()
        self._describe(asset, facts)

    def _describe(self, asset: int, facts: MediaFacts) -> None:
        columns = mapping.facts_columns(facts)
        shift = select(tables.asset.c.clock_shift_s).where(tables.asset.c.id == asset)
        by_s = int(self._connection.execute(shift).scalar_one())
        if by_s and facts.recorded_at is not None:  # what was said of the camera's clock still holds
            columns |= mapping.recorded_columns(facts.recorded_at.corrected(by_s, by_s))
        self.recorder.update(tables.asset, asset, columns)
        self.recorder.update(tables.asset_raw, asset, {"raw": dict(facts.raw)})

    def _present_copy(self, volume: int, path_raw: bytes) -> RowMapping | None:
        copy = tables.copy
        return self._row(
            copy, (copy.c.volume_id == volume) & (copy.c.path_raw == path_raw) & (copy.c.state != "changed")
        )

    def _same_content(self, fingerprint: Fingerprint, digest: Digest | None) -> int | None:
        asset = tables.asset
        query = select(asset.c.id, asset.c.digest_hex).where(
            asset.c.quick_hex == fingerprint.quick_hex, asset.c.size_bytes == fingerprint.size_bytes
        )
        for row in self._connection.execute(query.order_by(asset.c.id)):
            if fingerprint.size_bytes <= WHOLE_BYTES or (digest is not None and row.digest_hex == digest.hex):
                return int(row.id)
        return None

    def _add_asset(self, name: str, fingerprint: Fingerprint, facts: MediaFacts, digest: Digest | None) -> int:
        columns = {
            "name": name,
            "size_bytes": fingerprint.size_bytes,
            "quick_hex": fingerprint.quick_hex,
            "digest_algorithm": digest.algorithm if digest else None,
            "digest_hex": digest.hex if digest else None,
            **mapping.facts_columns(facts),
        }
        (asset,) = self.recorder.insert(tables.asset, [columns])
        self.recorder.insert(tables.asset_raw, [{"id": asset, "raw": dict(facts.raw)}])
        return asset

    def seen(self, copies: Iterable[CopyId]) -> None:
        """Notes that copies taken for missing were found again."""
        for copy in copies:
            self.recorder.update(tables.copy, copy, {"state": "present"})

    def restamp(self, copy: CopyId, stamp: FileStamp) -> None:
        """Notes what `fstat` says now of a copy whose content has not changed."""
        self.recorder.update(tables.copy, copy, mapping.stamp_columns(stamp))

    def missing(self, copies: Iterable[CopyId]) -> None:
        """Notes that copies were not found where they stood, on a volume that was there."""
        for copy in copies:
            self.recorder.update(tables.copy, copy, {"state": "missing"})

    def set_digest(self, asset: AssetId, digest: Digest) -> AssetId:
        """Notes the full digest of an asset; if another asset has it, joins the two and returns the one that stays."""
        self.recorder.update(tables.asset, asset, {"digest_algorithm": digest.algorithm, "digest_hex": digest.hex})
        same = select(tables.asset.c.id).where(
            tables.asset.c.digest_hex == digest.hex, tables.asset.c.digest_algorithm == digest.algorithm
        )
        first, *others = self._connection.execute(same.order_by(tables.asset.c.id)).scalars()
        for other in others:
            self._join(first, other)
        return AssetId(first)

    def _join(self, kept: int, other: int) -> None:
        whole = self._row(tables.clip, (tables.clip.c.asset_id == kept) & tables.clip.c.start.is_(None))
        copies = select(tables.copy.c.id).where(tables.copy.c.asset_id == other)
        for copy in self._connection.execute(copies).scalars().all():
            self.recorder.update(tables.copy, copy, {"asset_id": kept})
        clips = select(tables.clip).where(tables.clip.c.asset_id == other)
        for clip in self._connection.execute(clips).mappings().all():
            if clip["start"] is None and whole is not None:
                self._join_clips(whole["id"], clip["id"])
            else:
                self.recorder.update(tables.clip, clip["id"], {"asset_id": kept})
        self._join_parts(AssetId(kept), AssetId(other))
        self.recorder.delete(tables.asset_raw, [other])
        self.recorder.delete(tables.asset, [other])

    def _join_clips(self, kept: int, other: int) -> None:
        link, shot = tables.link, tables.shot
        there = {
            (row.authority_id, row.role) for row in self._connection.execute(select(link).where(link.c.clip_id == kept))
        }
        for row in self._connection.execute(select(link).where(link.c.clip_id == other)).mappings().all():
            if (row["authority_id"], row["role"]) in there:
                self.recorder.delete(link, [row["id"]])
            else:
                self.recorder.update(link, row["id"], {"clip_id": kept})
        for key in self._connection.execute(select(shot.c.id).where(shot.c.clip_id == other)).scalars().all():
            self.recorder.update(shot, key, {"clip_id": kept})
        self.recorder.delete(tables.clip, [other])
