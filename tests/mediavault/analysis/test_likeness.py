"""Pictures are known again after what is done to them, and others are not taken for them; counted, not believed."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from likeness_factory import MADE, film_frame, jpeg, scene, smaller
from PIL import Image, ImageDraw, ImageOps

from mediavault.analysis import photos, videos
from mediavault.analysis.likeness import change, grey, likeness, overlap, windows
from mediavault.analysis.nearness import HASH_BITS, NearHashes
from mediavault.analysis.versions import MOVED
from mediavault.vault.cache import TILES

MEDIA = Path(__file__).resolve().parents[4] / "shared" / "media" / "files"
FAST = pytest.param(40, 70, id="every run")
WHOLE = pytest.param(520, 560, id="soak", marks=pytest.mark.soak)


def measured(sources: Sequence[Image.Image], count: int) -> tuple[Counter[str], Counter[str], set[tuple[int, int]]]:
    """Of each kind how many were made and how many found, and the pairs that are none."""
    by = random.Random(5)
    kinds = list(MADE)
    made = [(by.randrange(len(sources)), kinds[number % len(kinds)]) for number in range(count)]
    squares = [*map(grey, sources), *(grey(MADE[kind](sources[of], by)) for of, kind in made)]
    found = photos.pairs([likeness(one) for one in squares], squares.__getitem__, lambda: None)
    source = [*range(len(sources)), *(of for of, _ in made)]
    ends = {(min(one.part, one.whole), max(one.part, one.whole)) for one in found}
    hit = Counter(kind for number, (of, kind) in enumerate(made) if (of, len(sources) + number) in ends)
    return Counter(kind for _, kind in made), hit, {one for one in ends if source[one[0]] != source[one[1]]}


@pytest.mark.parametrize(("sources", "variants"), [FAST, WHOLE])
@pytest.mark.timeout(900)
def test_nineteen_of_twenty_are_found_and_of_a_hundred_found_one_is_wrong_at_most(sources, variants):
    """All pairs of different sources are different pairs: of 520 there are 134,940."""
    pictures = [scene(number) for number in range(sources)]
    made, hit, wrong = measured(pictures, variants)
    found = hit.total()
    told = {kind: f"{hit[kind]} of {made[kind]}" for kind in made}
    assert found >= 0.95 * made.total(), told
    assert found >= 0.99 * (found + len(wrong)), wrong


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.skipif(not MEDIA.is_dir(), reason="the real photos are not here")
def test_real_photos_are_found_again():
    made, hit, _ = measured(real_photos(), 280)
    assert hit.total() >= 0.95 * made.total(), {kind: f"{hit[kind]} of {made[kind]}" for kind in made}


def real_photos() -> list[Image.Image]:
    """Photos of many cameras that show anything; some show the same, so that only what is found is counted."""
    found = []
    for path in sorted(MEDIA.rglob("*.jp*g")):
        try:
            with warnings.catch_warnings(action="ignore"), Image.open(path) as file:
                picture = ImageOps.exif_transpose(file).convert("RGB")
        except (OSError, ValueError, SyntaxError):
            continue
        picture.thumbnail((640, 640))
        if min(picture.size) >= 100 and likeness(grey(picture), cropped=False) is not None:
            found.append(picture)
    return found


def test_a_crop_is_found_where_it_was_cut_from():
    picture = scene(3)
    crop = picture.crop((100, 60, 100 + 460, 60 + 345))
    correlation, (left, top, right, bottom) = overlap(grey(crop), grey(picture), (0.15, 0.15, 0.85, 0.85))
    assert correlation > 0.98
    assert (left, top, right, bottom) == pytest.approx((0.156, 0.125, 0.875, 0.844), abs=0.02)
    (pair,) = photos.pairs(
        [likeness(grey(one)) for one in (picture, crop)], [grey(picture), grey(crop)].__getitem__, lambda: None
    )
    assert (pair.part, pair.whole) == (1, 0)
    assert 0.68 < pair.share < 0.76


def test_a_picture_that_shows_nothing_is_like_no_other():
    assert likeness(grey(Image.new("RGB", (640, 480), "#808080"))) is None
    assert len(windows()) == len(set(windows()))


def test_near_hashes_up_to_eleven_bits_are_sure():
    by = random.Random(1)
    hashes = [by.getrandbits(HASH_BITS) for _ in range(2000)]
    near = NearHashes((one, number) for number, one in enumerate(hashes))
    for number in range(500):
        bits = by.sample(range(HASH_BITS), by.randrange(12))
        changed = hashes[number] ^ sum(1 << bit for bit in bits)
        assert (number, len(bits)) in set(near.near(changed, 11))


def test_what_looks_alike_but_for_somebody_who_moved_is_told_apart_from_a_version():
    """The same scene twice; in one of them a post stands elsewhere."""
    before = scene(1)
    after, versions = before.copy(), [smaller(jpeg(before, 30), 0.5), before.point(lambda value: int(value * 0.7))]
    drawing = ImageDraw.Draw(after)
    drawing.rectangle((420, 220, 450, 300), fill=(250, 250, 250))
    assert overlap(grey(before), grey(after))[0] > 0.94
    assert change(grey(before), grey(after)) > 1.5 * MOVED
    assert all(change(grey(before), grey(one)) < MOVED / 2 for one in versions)


def film(number: int, length_s: float, start_s: float = 0.0, quality: int | None = None) -> list[Image.Image]:
    """The tiles of a filmstrip, of a film or a piece of it."""
    places = [start_s + (tile + 0.5) / TILES * length_s for tile in range(TILES)]
    frames = [film_frame(number, place) for place in places]
    return [grey(frame if quality is None else smaller(jpeg(frame, quality), 0.8)) for frame in frames]


def compared(strips: Sequence[tuple[list[Image.Image], float]]) -> list[photos.Pair]:
    films = [videos.Film.of(tuple(likeness(one, cropped=False) for one in tiles), length) for tiles, length in strips]
    return videos.pairs(films, lambda number: strips[number][0], lambda: None)


@pytest.mark.parametrize(
    "films", [pytest.param(6, id="every run"), pytest.param(30, id="soak", marks=pytest.mark.soak)]
)
@pytest.mark.timeout(600)
def test_films_are_known_again_recompressed_and_cut_and_others_are_not(films):
    by = random.Random(2)
    strips = [(film(number, 30.0), 30.0) for number in range(films)]
    for number in range(films):
        strips.append((film(number, 30.0, quality=30), 30.0))
        start, length = by.uniform(0, 12), by.uniform(15, 18)
        strips.append((film(number, length, start, quality=40), length))
    source = [*range(films), *(number for number in range(films) for _ in range(2))]
    found = compared(strips)
    ends = {(min(one.part, one.whole), max(one.part, one.whole)) for one in found}
    wrong = {one for one in ends if source[one[0]] != source[one[1]]}
    hit = sum((source[number], number) in ends for number in range(films, 3 * films))
    assert hit >= 0.95 * 2 * films
    assert wrong == set()
    cuts = [one for one in found if one.part >= films and (one.part - films) % 2 and one.whole < films]
    assert all(one.share < 0.65 for one in cuts)
