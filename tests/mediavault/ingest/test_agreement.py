"""The rules about two files, as pure functions of what they state: what fits, and each thing that contradicts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from library.model import (
    Camera,
    Certainty,
    MediaFacts,
    MediaKind,
    Picture,
    RecordedAt,
    Sound,
    StartTimecode,
    Ties,
)
from library.reading.parts import Evidence
from library.timecode import FrameRate, Timecode
from mediavault.ingest.structures import agreement

RATE = FrameRate(25)
GIB = 1 << 30
CAMERA = Camera("Sony", "FX6", "0001")


def taken(local: str, offset: str | None = None, certainty: Certainty = Certainty.NO_ZONE) -> RecordedAt:
    return RecordedAt(f"2021-06-01T{local}", offset, "source", certainty, "why")


def video(
    local: str | None = "10:00:00",
    *,
    seconds: int = 60,
    label: str | None = None,
    size_bytes: int = 4 * GIB - 1,
    **facts,
) -> Evidence:
    picture = Picture(width=3840, height=2160, codec="h264", frame_rate=RATE, frame_count=25 * seconds)
    known = {
        "recorded_at": taken(local) if local else None,
        "camera": CAMERA,
        "picture": replace(picture, duration_s=Fraction(seconds)),
        "start_timecode": StartTimecode(Timecode.parse(label, RATE), "tmcd") if label else None,
    }
    return Evidence(size_bytes, MediaFacts(kind=MediaKind.VIDEO, **{**known, **facts}))


def photo(local: str | None = "10:00:00", *, camera: Camera = CAMERA, **facts) -> Evidence:
    recorded = taken(local) if local else None
    return Evidence(25_000_000, MediaFacts(kind=MediaKind.PHOTO, camera=camera, **{"recorded_at": recorded, **facts}))


def proxy_picture(width: int, height: int, seconds: Fraction = Fraction(60)) -> Picture:
    return Picture(width=width, height=height, codec="h264", frame_rate=RATE, duration_s=seconds)


@pytest.mark.parametrize(
    ("still", "fits"),
    [
        (photo("10:00:00"), True),
        (photo("10:00:03"), True),
        (photo("09:59:57.500"), True),
        (photo("10:00:04"), False),
        (photo("14:00:00"), False),
        (photo(None), False),
        (photo(recorded_at=taken("10:00:00", None, Certainty.FILE)), False),
        (photo(camera=Camera("SONY", "FX6")), True),
        (photo(camera=Camera("Sony", "FX3")), False),
        (photo(camera=Camera("Sony", "FX6", "0002")), False),
        (video("10:00:00"), False),
    ],
)
def test_a_raw_photo_and_a_jpeg(still: Evidence, fits: bool) -> None:
    assert agreement.same_exposure(photo("10:00:00"), still) is fits


def test_times_with_zones_are_compared_as_moments() -> None:
    first = photo(recorded_at=taken("10:00:00", "+02:00", Certainty.CERTAIN))
    assert agreement.same_exposure(first, photo(recorded_at=taken("08:00:01", "+00:00", Certainty.CERTAIN)))
    assert not agreement.same_exposure(first, photo(recorded_at=taken("10:00:00", "+00:00", Certainty.CERTAIN)))
    assert agreement.same_exposure(first, photo("10:00:01")), "one without a zone is of the same place"


APPLE = Camera("Apple", "iPhone 12")


@pytest.mark.parametrize(
    ("movie", "fits"),
    [
        ({"ties": Ties("A"), "local": "18:00:00", "seconds": 600}, True),
        ({"ties": Ties("B")}, False),
        ({}, True),
        ({"local": "10:00:06"}, False),
        ({"local": None}, False),
        ({"seconds": 7}, False),
        ({"camera": Camera("Google", "Pixel")}, False),
        ({"camera": Camera("Apple", "iPhone 11")}, False),
        ({"camera": Camera()}, True),
    ],
)
def test_a_still_and_its_movie(movie: dict[str, object], fits: bool) -> None:
    still = photo(camera=APPLE, ties=Ties("A"))
    facts = {"camera": APPLE, "seconds": 3, **movie}
    assert agreement.live_photo(still, video(facts.pop("local", "10:00:01"), **facts)) is fits


def test_another_makers_still_and_movie_of_one_name_are_two() -> None:
    assert not agreement.live_photo(photo(), video("10:00:01", seconds=3))


@pytest.mark.parametrize(
    ("small", "fits"),
    [
        (video(picture=proxy_picture(1280, 720)), True),
        (video(picture=proxy_picture(1280, 720, Fraction(61))), True),
        (video(picture=proxy_picture(1280, 720, Fraction(62))), False),
        (video(picture=Picture(width=1280, height=720)), True),
        (video(picture=proxy_picture(4096, 2160)), False),
        (video("10:00:06", picture=proxy_picture(1280, 720)), False),
        (video(None, picture=proxy_picture(1280, 720)), True),
        (video(label="01:00:00:12", picture=proxy_picture(1280, 720)), True),
        (video(label="01:00:01:00", picture=proxy_picture(1280, 720)), False),
        (video(picture=proxy_picture(1280, 720), camera=Camera("Sony", "FX3")), False),
        (photo(), False),
    ],
)
def test_a_video_and_its_proxy(small: Evidence, fits: bool) -> None:
    assert agreement.proxy(video(label="01:00:00:00"), small) is fits


def test_a_proxy_that_anybody_may_have_named_has_to_be_as_long() -> None:
    assert agreement.proxy_of_length(video(), video(picture=proxy_picture(1280, 720)))
    assert not agreement.proxy_of_length(video(), video(picture=Picture(width=1280, height=720)))


@pytest.mark.parametrize(
    ("after", "fits"),
    [
        (video("10:00:00"), True),
        (video("10:01:00"), True),
        (video("10:02:00"), True),
        (video("10:02:01"), False),
        (video("09:59:50"), False),
        (video(None), True),
        (video("10:01:00", camera=Camera("Sony", "FX6", "0002")), False),
        (video("10:01:00", picture=Picture(width=1920, height=1080)), False),
        (video("10:01:00", picture=Picture(frame_rate=FrameRate(50))), False),
        (video("10:01:00", picture=Picture(codec="hevc")), False),
        (video("10:01:00", sound=Sound(streams=2)), False),
        (photo("10:01:00"), False),
    ],
)
def test_a_chapter_and_the_next(after: Evidence, fits: bool) -> None:
    assert agreement.chapter(video(), after) is fits


def test_a_piece_and_the_next_by_their_labels() -> None:
    before = video(label="01:00:00:00")
    assert agreement.goes_on(before, video("10:01:00", label="01:01:00:00"))
    assert not agreement.goes_on(before, video("10:01:00", label="01:01:00:01"))
    assert agreement.goes_on(before, video("10:01:00"))
    midnight = video(label="23:59:30:00")
    assert agreement.goes_on(midnight, video("10:01:00", label="00:00:30:00"))


@pytest.mark.parametrize(
    ("before", "after", "fits"),
    [
        (video(), video("10:01:00"), True),
        (video(), video("10:01:02"), True),
        (video(), video("10:01:03"), False),
        (video(), video("10:00:57"), False),
        (video(), video(None), False),
        (video(label="01:00:00:00"), video("10:01:00", label="01:01:00:00"), True),
        (video(label="01:00:00:00"), video("10:01:00", label="02:00:00:00"), False),
        (video(size_bytes=3 * GIB), video("10:01:00"), False),
        (video(size_bytes=5 * GIB), video("10:01:00"), False),
        (video(size_bytes=2 * GIB - 9), video("10:01:00"), True),
        (video(), video("10:01:00", camera=Camera("Sony", "FX6", "0002")), False),
    ],
)
def test_a_file_as_long_as_can_be_and_the_next(before: Evidence, after: Evidence, fits: bool) -> None:
    assert agreement.split(before, after) is fits


@pytest.mark.parametrize(
    ("start", "fits"),
    [("61", True), ("60.6", True), ("61.5", True), ("61.6", False), ("59.9", False), ("1", False), (None, False)],
)
def test_a_transport_stream_and_the_next(start: str | None, fits: bool) -> None:
    before = video(None, ties=Ties(start_s=Fraction(1)))
    after = video(None, ties=Ties(start_s=Fraction(start) if start else None))
    assert agreement.stream_goes_on(before, after) is fits


def test_a_short_stream_and_one_that_starts_anew() -> None:
    """Separate shots start at the same time stamp: a shot shorter than the tolerance must not tie them."""
    before = video(None, ties=Ties(start_s=Fraction(1)), picture=proxy_picture(1280, 720, Fraction(1, 2)))
    assert not agreement.stream_goes_on(before, video(None, ties=Ties(start_s=Fraction(1))))
    assert not agreement.stream_goes_on(before, video(None, ties=Ties(start_s=Fraction("1.04"))))


def test_a_picture_and_its_sound() -> None:
    def sound(seconds: int | None) -> Evidence:
        return Evidence(1, MediaFacts(kind=MediaKind.AUDIO, sound=Sound(duration_s=seconds and Fraction(seconds))))

    assert agreement.sound_of(video(), sound(60))
    assert agreement.sound_of(video(), sound(None))
    assert not agreement.sound_of(video(), sound(30))
    assert not agreement.sound_of(video(), video())
    assert agreement.memo_of(video(), sound(5))
    assert not agreement.memo_of(photo(), sound(5))
