"""Edits of volumes, assets and copies: what an ingest records."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.joining import ClipJoining
from library.edit.parts import PartEdits
from library.edit.refusals import RefusalEdits
from library.model import AssetId, ClockCorrection, Digest, FoundFile, Outcome, VolumeId
from library.reading.transcripts import COLUMNS
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy.engine import RowMapping

    from library.model import CopyId, FileStamp, Fingerprint, MediaFacts, Sidecar

WHOLE_BYTES = 3 * 64 * 1024
"""Up to this size the quick digest covers every byte, so that equal fingerprints are equal content."""


class AssetEdits(PartEdits, ClipJoining, RefusalEdits):
    """What is there, and where."""

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
        (told,) = self.record_all(volume, [FoundFile(path_raw, stamp, fingerprint, facts, digest, tuple(sidecars))])
        return told

    def record_all(self, volume: VolumeId, files: Sequence[FoundFile]) -> list[tuple[Outcome, AssetId]]:
        """Records files as `record` does, one after the other; those that are new in a few statements together."""
        told: list[tuple[Outcome, AssetId]] = []
        for new, group in groupby(files, self._is_new(volume, files)):
            if new:
                told += [(Outcome.NEW, asset) for asset in self._add_assets(volume, list(group))]
            else:
                told += [self._record_again(volume, file) for file in group]
        return told

    def _is_new(self, volume: VolumeId, files: Sequence[FoundFile]) -> Callable[[FoundFile], bool]:
        """Tells whether neither path nor content of a file is known, from the catalogue or from a file before it."""
        copy, asset = tables.copy, tables.asset
        here = (copy.c.volume_id == volume) & copy.c.path_raw.in_([file.path_raw for file in files])
        alike = asset.c.quick_hex.in_([file.fingerprint.quick_hex for file in files])
        paths: set[bytes] = set(self._connection.execute(select(copy.c.path_raw).where(here)).scalars())
        contents: set[str] = set(self._connection.execute(select(asset.c.quick_hex).where(alike)).scalars())

        def is_new(file: FoundFile) -> bool:
            content = file.fingerprint.quick_hex
            known = file.path_raw in paths or content in contents
            contents.add(content)
            return not known

        return is_new

    def _record_again(self, volume: VolumeId, file: FoundFile) -> tuple[Outcome, AssetId]:
        """Records a file whose path or content was met before."""
        before = self._present_copy(volume, file.path_raw)
        beside = mapping.sidecar_columns(file.sidecars)
        asset = self._same_content(file.fingerprint, file.digest)
        if before is not None and before["asset_id"] == asset:
            self.recorder.update(tables.copy, before["id"], {**_seen_columns(file), "state": "present"})
            if before["sidecars"] != beside["sidecars"] and self._may_speak(
                before["id"], before["asset_id"], file.sidecars
            ):
                self._describe(before["asset_id"], file.facts)
            return Outcome.KNOWN, AssetId(before["asset_id"])
        if before is not None:
            self.recorder.update(tables.copy, before["id"], {"state": "changed"})
        if asset is None:
            (added,) = self._add_assets(volume, [file])
            return Outcome.NEW if before is None else Outcome.UPDATED, added
        if file.sidecars:  # another copy of it, and this one is described
            self._describe(asset, file.facts)
        self._add_copies(volume, [asset], [file])
        return Outcome.KNOWN if before is None else Outcome.UPDATED, AssetId(asset)

    def describe(self, copy: CopyId, stamp: FileStamp, facts: MediaFacts, sidecars: Sequence[Sidecar]) -> None:
        """Notes what is known now of a copy whose content is as it was, while its sidecars are not."""
        seen = {**mapping.stamp_columns(stamp), **mapping.sidecar_columns(sidecars), "state": "present"}
        self.recorder.update(tables.copy, copy, seen)
        asset = self._connection.execute(select(tables.copy.c.asset_id).where(tables.copy.c.id == copy)).scalar_one()
        if self._may_speak(copy, asset, sidecars):
            self._describe(asset, facts)

    def _may_speak(self, copy: int, asset: int, sidecars: Sequence[Sidecar]) -> bool:
        """Whether a copy says what is known of its asset: not where another has sidecars, and it has none any more."""
        others = tables.copy.c
        query = select(others.sidecars).where(others.asset_id == asset, others.id != copy, others.state == "present")
        return bool(sidecars) or not any(self._connection.execute(query).scalars())

    def _describe(self, asset: int, facts: MediaFacts) -> None:
        table = tables.asset
        said = select(table.c.clock_shift_s, table.c.clock_zone).where(table.c.id == asset)
        # What was said of the camera's clock still holds.
        clock = mapping.correction(self._connection.execute(said).mappings().one())
        corrected = mapping.corrected_columns(facts.recorded_at, clock)
        self.recorder.update(table, asset, mapping.facts_columns(facts) | corrected)
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

    def _add_assets(self, volume: VolumeId, files: Sequence[FoundFile]) -> list[AssetId]:
        """Adds an asset with one copy for each of the files, in their order."""
        assets = self.recorder.insert(tables.asset, list(map(_asset_columns, files)))
        raws = [{"id": key, "raw": dict(file.facts.raw)} for key, file in zip(assets, files, strict=True)]
        self.recorder.insert(tables.asset_raw, raws)
        self._add_copies(volume, assets, files)
        return [AssetId(key) for key in assets]

    def _add_copies(self, volume: VolumeId, assets: Sequence[int], files: Sequence[FoundFile]) -> None:
        rows = [
            {"volume_id": volume, "asset_id": key, "state": "present", **mapping.path_columns(file.path_raw)}
            | _seen_columns(file)
            for key, file in zip(assets, files, strict=True)
        ]
        self.recorder.insert(tables.copy, rows)

    def seen(self, copies: Iterable[CopyId]) -> None:
        """Notes that copies taken for missing were found again."""
        self._set_state(copies, "present")

    def restamp(self, copy: CopyId, stamp: FileStamp) -> None:
        """Notes what `fstat` says now of a copy whose content has not changed."""
        self.recorder.update(tables.copy, copy, mapping.stamp_columns(stamp))

    def missing(self, copies: Iterable[CopyId]) -> None:
        """Notes that copies were not found where they stood, on a volume that was there."""
        self._set_state(copies, "missing")

    def changed(self, copies: Iterable[CopyId]) -> None:
        """Notes that where copies stood, other content stands now."""
        self._set_state(copies, "changed")

    def _set_state(self, copies: Iterable[CopyId], state: str) -> None:
        self.recorder.update_all(tables.copy, {copy: {"state": state} for copy in copies})

    def set_digest(self, asset: AssetId, digest: Digest) -> AssetId:
        """Notes the full digest of an asset; if another asset has it, joins the two and returns the one that stays."""
        return self.set_digests({asset: digest})[asset]

    def set_digests(self, digests: Mapping[AssetId, Digest]) -> dict[AssetId, AssetId]:
        """Notes full digests as `set_digest` does; by asset, the one that stays. Assets that are gone are left out."""
        self.recorder.update_all(tables.asset, {key: _digest_columns(one) for key, one in digests.items()})
        asset = tables.asset
        known = asset.c.digest_hex.in_({one.hex for one in digests.values()})
        query = select(asset.c.digest_algorithm, asset.c.digest_hex, asset.c.id).where(known).order_by(asset.c.id)
        same: dict[Digest, list[int]] = {}
        for algorithm, digest_hex, key in self._connection.execute(query):
            same.setdefault(Digest(algorithm, digest_hex), []).append(key)
        for first, *others in same.values():
            for other in others:
                self._join(first, other)
        return {key: AssetId(same[one][0]) for key, one in digests.items() if one in same}

    def _join(self, kept: int, other: int) -> None:
        whole = self._row(tables.clip, (tables.clip.c.asset_id == kept) & tables.clip.c.start.is_(None))
        self._join_transcripts(kept, other)
        self._join_clocks(kept, other)
        for table in (tables.copy, tables.message_asset):
            theirs = select(table.c.id).where(table.c.asset_id == other)
            for key in self._connection.execute(theirs).scalars().all():
                self.recorder.update(table, key, {"asset_id": kept})
        clips = select(tables.clip).where(tables.clip.c.asset_id == other)
        for clip in self._connection.execute(clips).mappings().all():
            if clip["start"] is None and whole is not None:
                self._join_clips(whole["id"], clip["id"])
            else:
                self.recorder.update(tables.clip, clip["id"], {"asset_id": kept})
        self._join_parts(AssetId(kept), AssetId(other))
        self._move_refusals(kept, other)
        self.recorder.delete(tables.asset_raw, [other])
        self.recorder.delete(tables.asset, [other])

    def _join_transcripts(self, kept: int, other: int) -> None:
        """What was noted of both, as of a film that was ingested twice with its subtitles, is there once."""
        line = tables.transcript_line
        rows = self._connection.execute(select(line).where(line.c.asset_id.in_((kept, other)))).mappings().all()
        said = {row["id"]: tuple(row[name] for name in COLUMNS) for row in rows}
        there = {said[row["id"]] for row in rows if row["asset_id"] == kept}
        theirs = [row["id"] for row in rows if row["asset_id"] == other]
        self.recorder.delete(line, [key for key in theirs if said[key] in there])
        self.recorder.update_all(line, {key: {"asset_id": kept} for key in theirs if said[key] not in there})

    def _join_clocks(self, kept: int, other: int) -> None:
        """What a person says of the clock holds for both, where it was said of the other alone."""
        here, there = (self._row(tables.asset, tables.asset.c.id == key) for key in (kept, other))
        if here and there and mapping.correction(here) == ClockCorrection():
            columns = mapping.corrected_columns(mapping.stated(here), mapping.correction(there))
            self.recorder.update(tables.asset, kept, columns)


def _asset_columns(file: FoundFile) -> mapping.Columns:
    return {
        "name": mapping.path_columns(file.path_raw)["path"].rsplit("/", 1)[-1],
        "size_bytes": file.fingerprint.size_bytes,
        "quick_hex": file.fingerprint.quick_hex,
        **_digest_columns(file.digest),
        **mapping.facts_columns(file.facts),
    }


def _digest_columns(digest: Digest | None) -> mapping.Columns:
    return {"digest_algorithm": digest.algorithm if digest else None, "digest_hex": digest.hex if digest else None}


def _seen_columns(file: FoundFile) -> mapping.Columns:
    """What is noted of a copy each time it is seen."""
    return {**mapping.stamp_columns(file.stamp), **mapping.sidecar_columns(file.sidecars)}
