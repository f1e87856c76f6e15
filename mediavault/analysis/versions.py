"""Versions of one picture among assets: pairs, gathered into families around the best of each, as offers.

Nothing is joined here. The best is whichever shows most: a crop or a piece is never better than what it was cut from;
otherwise most pixels, then least compression, then what says when and with what it was recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from PIL import Image

from library import Catalogue
from library.model import Asset, Certainty, MediaKind, PartOffer, PartRole
from mediavault.analysis import photos, videos
from mediavault.analysis.looks import looks, picture_of, squares
from mediavault.analysis.photos import Pair
from mediavault.vault import Vault
from mediavault.workers.pool import LocalPool

RULE = "likeness 2"
"""The rule and its version, as offers say who made them."""
CUT = 0.97
"""Of the sides or the length of the whole: what shows less was cut out of it."""
MOVED = 0.4
"""Standard deviations of grey (`likeness.change`) from which something moved. Of 940 versions that were made of real
photos without cutting them, one in fifty is beyond it; half a second apart, most frames are in which anything moves."""
BURST_S = 60.0
"""Between two exposures of one camera that are of one scene."""
ASSETS_AT_ONCE = 500


def look(
    catalogue: Catalogue, vault: Vault, ids: Collection[int], jobs: int, on_done: Callable[[int], object]
) -> list[PartOffer]:
    """What among assets may be versions of one another; without what belongs together already.

    Args:
        catalogue: Only read.
        vault: Has the previews.
        ids: The assets.
        jobs: How many processes look at pictures.
        on_done: Called with how many were looked at since it was called last, ten times a second.
    """
    assets = [one for one in _assets(catalogue, ids) if one.facts.kind is not MediaKind.AUDIO]
    pool = LocalPool(jobs, loaded_once=("mediavault.analysis.looks",))
    try:
        known = looks(assets, vault, pool, on_done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    found = [*_photo_pairs(assets, known, vault, on_done), *_video_pairs(assets, known, vault, on_done)]
    return sorted(_offers(found), key=lambda one: -one.score)


def _assets(catalogue: Catalogue, ids: Collection[int]) -> Iterator[Asset]:
    left = iter(ids)
    while some := list(islice(left, ASSETS_AT_ONCE)):
        yield from catalogue.assets(some)


def _strips(assets: Sequence[Asset], vault: Vault) -> Callable[[int], list[Image.Image]]:
    @lru_cache(maxsize=512)
    def of(number: int) -> list[Image.Image]:
        one = assets[number]
        try:
            return squares(picture_of(one, vault), is_strip=one.facts.kind is MediaKind.VIDEO)
        except OSError:
            return []

    return of


Ends = tuple[Asset, Asset, Pair]
"""The part, the whole, and what the two are to one another."""


def _photo_pairs(
    assets: Sequence[Asset], known: Mapping[str, tuple[object, ...]], vault: Vault, on_done: Callable[[int], object]
) -> Iterator[Ends]:
    chosen = [one for one in assets if one.facts.kind is MediaKind.PHOTO and known.get(one.fingerprint.quick_hex)]
    strips = _strips(chosen, vault)
    seen = [known[one.fingerprint.quick_hex][0] for one in chosen]
    found = photos.pairs(seen, lambda number: next(iter(strips(number)), None), lambda: on_done(0))  # type: ignore[arg-type]
    return ((chosen[one.part], chosen[one.whole], one) for one in found)


def _video_pairs(
    assets: Sequence[Asset], known: Mapping[str, tuple[object, ...]], vault: Vault, on_done: Callable[[int], object]
) -> Iterator[Ends]:
    chosen = [one for one in assets if one.facts.kind is MediaKind.VIDEO and known.get(one.fingerprint.quick_hex)]
    films = [videos.Film(known[one.fingerprint.quick_hex], _length_s(one)) for one in chosen]  # type: ignore[arg-type]
    found = videos.pairs(films, _strips(chosen, vault), lambda: on_done(0))
    return ((chosen[one.part], chosen[one.whole], one) for one in found)


def _length_s(one: Asset) -> float:
    return float(one.facts.picture.duration_s or 0)


class _Better(NamedTuple):
    """A better version of an asset; of several the greatest is offered."""

    is_version: bool
    """Before the same scene a moment apart."""
    quality: tuple[int, int, int, int]
    is_whole: bool
    score: float
    best: Asset


def _offers(found: Sequence[Ends]) -> Iterator[PartOffer]:
    """Each asset that has a better version, offered as a version of the best it was compared with."""
    better: defaultdict[int, list[tuple[_Better, Asset]]] = defaultdict(list)
    for part, whole, pair in found:
        is_burst = _is_burst(part, whole, pair)
        is_cut = pair.share < CUT and not is_burst
        best, member = (whole, part) if is_cut or _quality(whole) >= _quality(part) else (part, whole)
        if not _belong(best, member):
            better[member.id].append((_Better(not is_burst, _quality(best), not is_cut, pair.score, best), member))
    for candidates in better.values():
        one, member = max(candidates, key=lambda each: each[0][:-1])
        role = _role(one.best, member, is_cut=not one.is_whole) if one.is_version else PartRole.BURST
        why = _why(one.best, member, is_cut=not one.is_whole)
        yield PartOffer(one.best.id, member.id, role, round(one.score, 3), why)


def _is_burst(part: Asset, whole: Asset, pair: Pair) -> bool:
    """Whether two pictures are of one scene, a moment apart: something moved, or the camera says so."""
    if pair.share < photos.SAME_FRAME:
        return False
    one, other = part.facts.recorded_at, whole.facts.recorded_at
    if one is None or other is None or not (one.by_clock and other.by_clock):
        return pair.change > MOVED
    apart_s = abs((datetime.fromisoformat(one.local) - datetime.fromisoformat(other.local)).total_seconds())
    is_timed = part.facts.camera == whole.facts.camera and part.facts.kind is MediaKind.PHOTO
    return pair.change > MOVED or (is_timed and 0 < apart_s <= BURST_S)


def _belong(one: Asset, other: Asset) -> bool:
    """Whether two belong together already; nothing is a part of two."""
    return other.part_of is not None or (one.part_of is not None and one.part_of.asset == other.id)


def _quality(one: Asset) -> tuple[int, int, int, int]:
    """What makes one version better than another: pixels, bytes, what it says of itself; of equals the first."""
    picture = one.facts.picture
    pixels = (picture.width or 0) * (picture.height or 0)
    return pixels, one.fingerprint.size_bytes, _says(one), -one.id


def _says(one: Asset) -> int:
    """How much a file says of how it was recorded."""
    facts, recorded = one.facts, one.facts.recorded_at
    dated = recorded is not None and recorded.certainty is not Certainty.FILE
    return sum(
        map(bool, (dated, facts.camera.make, facts.camera.model, facts.exposure.iso, facts.gps, facts.start_timecode))
    )


def _role(best: Asset, member: Asset, *, is_cut: bool) -> PartRole:
    if is_cut:
        return PartRole.TRIMMED
    lost = _says(member) == 0 < _says(best)
    return PartRole.MESSENGER_COPY if lost and _pixels(member) < _pixels(best) else PartRole.RECOMPRESSED


def _pixels(one: Asset) -> int:
    return (one.facts.picture.width or 0) * (one.facts.picture.height or 0)


def _why(best: Asset, member: Asset, *, is_cut: bool) -> str:
    """Why the one is the better of the two: `shows all of it; 4000 x 3000 beside 1280 x 960`."""
    said = ["shows all of it"] if is_cut else []
    if _pixels(best) != _pixels(member):
        sizes = (f"{one.facts.picture.width} x {one.facts.picture.height}" for one in (best, member))
        said.append(" beside ".join(sizes))
    lengths = [one.fingerprint.size_bytes for one in (best, member)]
    if lengths[0] > lengths[1]:
        said.append(f"{lengths[0]:,} bytes beside {lengths[1]:,}")
    if _says(best) > _says(member):
        said.append("says more of when and with what it was recorded")
    return "; ".join(said) or "was here first"
