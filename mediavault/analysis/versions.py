"""Versions of one picture among assets: pairs, gathered into families around the best of each, as offers.

Nothing is joined here. The best is whichever shows most: a crop or a piece is never better than what it was cut from;
otherwise most pixels, then least compression, then what says when and with what it was recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from PIL import Image

from library import Catalogue
from library.model import MediaKind, PartOffer, PartRole
from mediavault.analysis import photos, videos
from mediavault.analysis.likeness import Likeness
from mediavault.analysis.looks import Looks, look_at, picture_of, remembered, squares
from mediavault.analysis.photos import Pair
from mediavault.analysis.shown import Shown
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


def look(  # noqa: PLR0913 - a look, and who is told
    catalogue: Catalogue,
    vault: Vault,
    ids: Collection[int],
    jobs: int,
    on_done: Callable[[int], object],
    *,
    on_unseen: Callable[[Shown], object] = lambda _: None,
) -> list[PartOffer]:
    """What among assets may be versions of one another; without what belongs together already.

    Args:
        catalogue: Only read.
        vault: Has the previews.
        ids: The assets.
        jobs: How many processes look at pictures.
        on_done: Called with how many were looked at since it was called last, ten times a second.
        on_unseen: Told of each photo and video that has no picture to be compared by.

    Raises:
        DiskFull, CannotWrite: what was seen cannot be remembered.
    """
    assets = list(_shown(catalogue, ids))
    with closing(remembered(vault)) as known:
        pool = LocalPool(jobs, loaded_once=("mediavault.analysis.looks",))
        try:
            look_at(assets, known, vault, pool, on_done)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        for one in assets:
            if one.quick_hex not in known:
                on_unseen(one)
        found = [*_photo_pairs(assets, known, vault, on_done), *_video_pairs(assets, known, vault, on_done)]
    return sorted(_offers(found), key=lambda one: -one.score)


def _shown(catalogue: Catalogue, ids: Collection[int]) -> Iterator[Shown]:
    left = iter(ids)
    while some := list(islice(left, ASSETS_AT_ONCE)):
        yield from (Shown.of(one) for one in catalogue.assets(some) if one.facts.kind is not MediaKind.AUDIO)


def _strips(assets: Sequence[Shown], vault: Vault) -> Callable[[int], list[Image.Image]]:
    @lru_cache(maxsize=512)
    def of(number: int) -> list[Image.Image]:
        one = assets[number]
        try:
            return squares(picture_of(one, vault), is_strip=one.is_video)
        except OSError:
            return []

    return of


Ends = tuple[Shown, Shown, Pair]
"""The part, the whole, and what the two are to one another."""


def _photo_pairs(
    assets: Sequence[Shown], known: Looks, vault: Vault, on_done: Callable[[int], object]
) -> Iterator[Ends]:
    chosen = [one for one in assets if not one.is_video and one.quick_hex in known]
    strips = _strips(chosen, vault)
    seen = _First(known, [one.quick_hex for one in chosen])
    found = photos.pairs(seen, lambda number: next(iter(strips(number)), None), lambda: on_done(0))
    return ((chosen[one.part], chosen[one.whole], one) for one in found)


class _First(Sequence[Likeness | None]):
    """The first look at each asset, read when it is asked for."""

    def __init__(self, known: Looks, wanted: Sequence[str]) -> None:
        self._known, self._wanted = known, wanted

    def __len__(self) -> int:
        return len(self._wanted)

    def __getitem__(self, number: int) -> Likeness | None:  # type: ignore[override]  # nobody asks for a slice
        return self._known[self._wanted[number]][0]


def _video_pairs(
    assets: Sequence[Shown], known: Looks, vault: Vault, on_done: Callable[[int], object]
) -> Iterator[Ends]:
    chosen = [one for one in assets if one.is_video and one.quick_hex in known]
    films = [videos.Film.of(known[one.quick_hex], one.length_s) for one in chosen]
    found = videos.pairs(films, _strips(chosen, vault), lambda: on_done(0))
    return ((chosen[one.part], chosen[one.whole], one) for one in found)


class _Better(NamedTuple):
    """A better version of an asset; of several the greatest is offered."""

    is_version: bool
    """Before the same scene a moment apart."""
    quality: tuple[int, int, int, int]
    is_whole: bool
    score: float
    best: Shown


def _offers(found: Sequence[Ends]) -> Iterator[PartOffer]:
    """Each asset that has a better version, offered as a version of the best it was compared with."""
    better: defaultdict[int, list[tuple[_Better, Shown]]] = defaultdict(list)
    for part, whole, pair in found:
        is_burst = _is_burst(part, whole, pair)
        is_cut = pair.share < CUT and not is_burst
        best, member = (whole, part) if is_cut or whole.quality >= part.quality else (part, whole)
        if not _belong(best, member):
            better[member.id].append((_Better(not is_burst, best.quality, not is_cut, pair.score, best), member))
    for candidates in better.values():
        one, member = max(candidates, key=lambda each: each[0][:-1])
        role = _role(one.best, member, is_cut=not one.is_whole) if one.is_version else PartRole.BURST
        why = _why(one.best, member, is_cut=not one.is_whole)
        yield PartOffer(one.best.id, member.id, role, round(one.score, 3), why)


def _is_burst(part: Shown, whole: Shown, pair: Pair) -> bool:
    """Whether two pictures are of one scene, a moment apart: something moved, or the camera says so."""
    if pair.share < photos.SAME_FRAME:
        return False
    one, other = part.taken_at, whole.taken_at
    if one is None or other is None:
        return pair.change > MOVED
    apart_s = abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())
    is_timed = part.camera == whole.camera and not part.is_video
    return pair.change > MOVED or (is_timed and 0 < apart_s <= BURST_S)


def _belong(one: Shown, other: Shown) -> bool:
    """Whether two belong together already; nothing is a part of two."""
    return other.part_of is not None or one.part_of == other.id


def _role(best: Shown, member: Shown, *, is_cut: bool) -> PartRole:
    if is_cut:
        return PartRole.TRIMMED
    lost = member.says == 0 < best.says
    return PartRole.MESSENGER_COPY if lost and member.pixels < best.pixels else PartRole.RECOMPRESSED


def _why(best: Shown, member: Shown, *, is_cut: bool) -> str:
    """Why the one is the better of the two: `shows all of it; 4000 x 3000 beside 1280 x 960`."""
    said = ["shows all of it"] if is_cut else []
    if best.pixels != member.pixels:
        sizes = (f"{one.width} x {one.height}" for one in (best, member))
        said.append(" beside ".join(sizes))
    lengths = [one.size_bytes for one in (best, member)]
    if lengths[0] > lengths[1]:
        said.append(f"{lengths[0]:,} bytes beside {lengths[1]:,}")
    if best.says > member.says:
        said.append("says more of when and with what it was recorded")
    return "; ".join(said) or "was here first"
