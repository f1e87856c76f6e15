"""Lost media found again with other bytes: re-wrapped, restored from tape by another program, with edited metadata.

What a file holds cannot tell here, so name, length and timecode have to. That is never certain: it is shown with how
sure it is, and noted only when somebody asks for it. Media of which any copy is left, here or on a shelf, is not lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath

from library import Catalogue
from library.model import Asset, AssetId, CopyState, KnownPlace, MediaFacts, MediaKind, Placed, path_text
from library.names import fold
from mediavault.fixity.relink import Proposal
from mediavault.ingest.read import Reading, ReadTask
from mediavault.progress import Course, Progress, Stage
from mediavault.vault import Vault
from mediavault.walking.apart import files_below
from mediavault.walking.values import Entry
from mediavault.walking.walk import own_storage
from mediavault.workers.flow import in_turn
from mediavault.workers.pool import LocalPool

SLACK_S = Fraction(1, 24)
"""Durations that far apart may be one: containers round them, and count a frame more or less."""
SURE, LIKELY, POSSIBLE = 0.9, 0.8, 0.7


@dataclass(frozen=True, slots=True)
class _Lost:
    """An asset of which no copy is left."""

    asset: Asset
    before: KnownPlace


def search_alike(  # noqa: PLR0913 - as `fixity.relink.search`
    catalogue: Catalogue,
    vault: Vault,
    folder: Path,
    found: Iterable[Proposal],
    *,
    jobs: int,
    on_progress: Callable[[Progress], object],
) -> list[Proposal]:
    """Looks through a folder for files that are lost media with other bytes. Changes nothing.

    Args:
        catalogue: What is known.
        vault: Whose own files are left out.
        folder: Where to look.
        found: What was found by what it holds: those files, and that media, are not looked for again.
        jobs: Files read at once.
        on_progress: Told ten times a second; what it raises ends the search.
    """
    taken = {one.path for one in found}
    known = catalogue.shelf.places()
    lost = _lost(catalogue, known, {one.placed.asset for one in found})
    volumes = {one.uid: one.id for one in catalogue.volumes()}
    places = {(one.volume, one.path_raw) for one in known if one.state is not CopyState.MISSING}

    def is_candidate(entry: Entry) -> bool:
        is_known = (volumes.get(entry.ground.volume.uid), entry.path_raw) in places
        return bool(entry.size_bytes) and not is_known and entry.path not in taken and _stem(entry.path) in lost

    course = Course([Stage.LOOK, Stage.READ], on_progress, lambda: 0)
    looking, leaving = course.meter(Stage.LOOK), own_storage(vault.path, vault.previews, vault.catalogue_path)
    candidates = [entry for entry in files_below(folder, leaving, set(), looking.look) if is_candidate(entry)]
    meter = course.meter(Stage.READ, len(candidates), sum(entry.size_bytes for entry in candidates))
    executor, met = LocalPool(jobs, loaded_once=("mediavault.ingest.read",)), list[Proposal]()
    try:
        for entry, answer in in_turn(executor, ((one, ReadTask(one.path)) for one in candidates), meter.look):
            if isinstance(answer, Reading):
                met += _proposals(entry, answer, lost[_stem(entry.path)])
            meter.add(entry.size_bytes)
        meter.look(last=True)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return _unambiguous(met)


def _lost(catalogue: Catalogue, known: Sequence[KnownPlace], found: set[AssetId]) -> Mapping[str, Sequence[_Lost]]:
    """Assets all copies of which are missing, by the folded names of those without suffix."""
    copies: defaultdict[AssetId, list[KnownPlace]] = defaultdict(list)
    for one in known:
        copies[one.asset].append(one)
    gone = [
        key for key, all_ in copies.items()
        if key not in found and all(one.state is CopyState.MISSING for one in all_)
    ]  # fmt: skip
    by_stem: defaultdict[str, list[_Lost]] = defaultdict(list)
    for asset in catalogue.assets(gone):
        stems = {_stem(place.path_raw): place for place in copies[asset.id]}
        for stem, place in stems.items():
            by_stem[stem].append(_Lost(asset, place))
    return by_stem


def _stem(path: bytes) -> str:
    return fold(PurePosixPath(path_text(path)).stem)


def _proposals(entry: Entry, reading: Reading, lost: Iterable[_Lost]) -> Iterator[Proposal]:
    """What a file may be, of the lost media of its name."""
    if reading.facts is None or reading.stamp is None or reading.fingerprint is None:
        return
    for one in lost:
        likeness = how_alike(one.asset.facts, reading.facts)
        if likeness is not None:
            placed = Placed(one.asset.id, entry.path_raw, reading.stamp, one.before.copy, reading.fingerprint)
            yield Proposal(placed, entry.ground.volume, entry.path, one.before, *likeness)


def how_alike(lost: MediaFacts, seen: MediaFacts) -> tuple[float, str] | None:
    """How sure it is that two of one name are one recording, and by what; None when something speaks against it."""
    if lost.kind is not seen.kind:
        return None
    same_time = (
        lost.recorded_at is not None
        and seen.recorded_at is not None
        and (lost.recorded_at.by_clock and lost.recorded_at.local == seen.recorded_at.local)
    )
    if lost.kind is MediaKind.PHOTO:
        sizes = [{one.picture.width, one.picture.height} for one in (lost, seen)]
        return (LIKELY, "same name, time and size of picture") if same_time and sizes[0] == sizes[1] else None
    lengths = [one.picture.duration_s or one.sound.duration_s for one in (lost, seen)]
    if lengths[0] is None or lengths[1] is None or abs(lengths[0] - lengths[1]) > SLACK_S:
        return None
    codes = [one.start_timecode and one.start_timecode.timecode for one in (lost, seen)]
    if codes[0] is not None and codes[1] is not None:
        return (SURE, "same name, duration and timecode") if codes[0] == codes[1] else None
    return (LIKELY, "same name, duration and time") if same_time else (POSSIBLE, "same name and duration")


def _unambiguous(met: Sequence[Proposal]) -> list[Proposal]:
    """The best for each lost asset; where two are as good, or a file is as like another asset, none."""
    best: dict[AssetId, float] = {}
    for one in met:
        best[one.placed.asset] = max(best.get(one.placed.asset, 0.0), one.confidence)
    likeliest = [one for one in met if one.confidence == best[one.placed.asset]]
    assets, paths = Counter(one.placed.asset for one in likeliest), Counter(one.path for one in likeliest)
    return [one for one in likeliest if assets[one.placed.asset] == paths[one.path] == 1]
