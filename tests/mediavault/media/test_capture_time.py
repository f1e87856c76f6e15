"""When it was recorded: the best statement counts, no zone is invented, and a sentence says why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import make_photo, make_png
from metadata_factory import xmp

from library.model import Certainty
from mediavault import media
from mediavault.media.capture_time import Fix, Stated, decide, gps_moment, offset_from_gps, parse, parse_offset

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import RecordedAt

NOON = Stated("2020:08:16 12:00:00", "EXIF DateTimeOriginal")
DAY_NS = 86_400_000_000_000


def decided(*statements: Stated, name: str = "a.jpg", gps: datetime | None = None, mtime: int | None = 0) -> RecordedAt:
    recorded, _ = decide(statements, fix=Fix(gps), name=name, mtime_ns=mtime)
    assert recorded is not None
    return recorded


def test_the_first_statement_counts() -> None:
    later = Stated("2021:01:01 00:00:00", "EXIF DateTimeDigitized")
    recorded = decided(NOON, later, name="20190101.jpg")
    assert (recorded.local, recorded.source) == ("2020-08-16T12:00:00", "EXIF DateTimeOriginal")


def test_without_a_zone_none_is_invented() -> None:
    recorded = decided(NOON)
    assert recorded.offset is None
    assert recorded.certainty is Certainty.NO_ZONE
    assert recorded.explanation == "12:00: EXIF DateTimeOriginal; no zone is stated"


def test_the_fields_own_zone_counts_before_gps_and_gps_before_others() -> None:
    own, other = ("EXIF OffsetTimeOriginal", "+03:00"), ("EXIF OffsetTime", "+01:00")
    fix = datetime(2020, 8, 16, 10, 0, 20)  # noqa: DTZ001 - compared with local times
    both = Stated(NOON.text, NOON.source, (own, other))
    recorded = decided(both, gps=fix)
    assert (recorded.offset, recorded.certainty) == ("+03:00", Certainty.CERTAIN)
    assert recorded.explanation == "12:00 +03:00: EXIF DateTimeOriginal; zone from EXIF OffsetTimeOriginal"
    without_own = Stated(NOON.text, NOON.source, (("EXIF OffsetTimeOriginal", "  :  "), other))
    recorded = decided(without_own, gps=fix)
    assert recorded.explanation == "12:00 +02:00: EXIF DateTimeOriginal; zone from the time of the GPS fix"
    assert decided(without_own).offset == "+01:00"


def test_utc_by_specification_is_doubted() -> None:
    recorded = decided(Stated("2020-08-16T10:00:00Z", "container creation_time", utc_by_definition=True))
    assert (recorded.local, recorded.offset) == ("2020-08-16T10:00:00", "+00:00")
    assert recorded.certainty is Certainty.NO_ZONE
    assert "some devices write local time" in recorded.explanation


def test_decimals_of_the_second_are_kept_as_written() -> None:
    assert decided(Stated(NOON.text, "EXIF", subsec="042 ")).local == "2020-08-16T12:00:00.042"
    assert decided(Stated("2020-08-16T12:00:00.5+02:00", "XMP")).local == "2020-08-16T12:00:00.5"


@pytest.mark.parametrize(
    "text",
    [
        "05.10.2009 11:16", "2009:10:00 11:16:00", "2009:10:05 11:16:70", "2009:13:05 11:16:00", "2106:12:23 17:13:31",
        "1801:01:01 00:00:00", "2003:08:27:00:09:15", "day 1",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_reported_and_nothing_takes_its_place(text: str) -> None:
    recorded, rejected = decide([Stated(text, "EXIF DateTimeOriginal")], name="a.jpg", mtime_ns=DAY_NS)
    assert recorded is None
    assert rejected == [f"EXIF DateTimeOriginal is no date: {text}"]


@pytest.mark.parametrize(
    ("text", "local", "known"),
    [
        ("1967", "1967", "year"),
        ("1968-05", "1968-05", "month"),
        ("19670000", "1967", "year"),
        ("19680500", "1968-05", "month"),
    ],
)
def test_of_an_old_picture_the_year_or_the_month_may_be_all_that_is_known(text: str, local: str, known: str) -> None:
    recorded, rejected = decide([Stated(text, "XMP photoshop:DateCreated")], name="scan.tif", mtime_ns=DAY_NS)
    assert not rejected
    assert recorded is not None
    assert (recorded.local, recorded.offset, recorded.certainty) == (local, None, Certainty.DAY)
    assert recorded.explanation == f"{local}: only the {known}, from XMP photoshop:DateCreated"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Z", "+00:00"),
        ("GMT", "+00:00"),
        ("GMT+02:00", "+02:00"),
        ("GMT+2", "+02:00"),
        ("UTC-0330", "-03:30"),
        ("+02", "+02:00"),
        (" +05:45", "+05:45"),
    ],
)
def test_a_zone_is_read_however_it_is_written(zone: str, offset: str) -> None:
    recorded = decided(Stated(f"2024-04-22T14:38:09.526{zone}", "XMP xmp:CreateDate"))
    assert (recorded.local, recorded.offset) == ("2024-04-22T14:38:09.526", offset)


@pytest.mark.parametrize("text", ["1801", "2220-05", "1967-13", "1967-00-05", "12345678"])
def test_not_every_number_that_is_written_is_a_year(text: str) -> None:
    assert decide([Stated(text, "XMP")], name="scan.tif", mtime_ns=DAY_NS) == (None, [f"XMP is no date: {text}"])


@pytest.mark.parametrize("written", ["1967", "1967-05", "1967-05-03"])
def test_when_an_old_picture_was_scanned_does_not_take_the_place_of_when_it_was_taken(written: str) -> None:
    scanned = Stated("2019-02-03T12:00:00", "XMP xmp:CreateDate")
    assert decided(Stated(written, "XMP photoshop:DateCreated"), scanned).local == written


@pytest.mark.parametrize("written", ["2020", "2020-08", "2020-08-16", "2020-08-15"])
def test_a_time_within_what_is_known_says_more(written: str) -> None:
    assert decided(Stated(written, "XMP photoshop:DateCreated"), NOON).local == "2020-08-16T12:00:00"


@pytest.mark.parametrize("text", ["1970-01-01 00:00:00Z", "1904-01-01 00:00:00", "1970:01:01 00:00:00"])
def test_the_first_second_of_a_calendar_is_no_time(text: str) -> None:
    recorded, rejected = decide([Stated(text, "ASF CreationDate")], name="a.wmv", mtime_ns=None)
    assert (recorded, rejected) == (None, [])
    assert decided(Stated("1970:01:01 00:00:09", "EXIF DateTimeOriginal")).local == "1970-01-01T00:00:09"


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "\0\0", ""])
def test_a_camera_that_does_not_know_states_nothing(text: str) -> None:
    recorded, rejected = decide([Stated(text, "EXIF")], name="a.jpg", mtime_ns=DAY_NS)
    assert not rejected
    assert recorded is not None
    assert recorded.certainty is Certainty.FILE


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("IMG_20200816_142233.jpg", "2020-08-16"),
        ("2020-08-16 marsh.mov", "2020-08-16"),
        ("VID20200816142233.mp4", "2020-08-16"),
        ("PXL_20200816.jpg", "2020-08-16"),
        ("signal-2020-08-16-142233.jpg", "2020-08-16"),
    ],
)
def test_a_name_tells_the_day_and_no_more(name: str, day: str) -> None:
    recorded = decided(name=name)
    assert (recorded.local, recorded.offset, recorded.certainty) == (day, None, Certainty.DAY)
    assert "only the day, from the file name" in recorded.explanation


@pytest.mark.parametrize(
    "name", ["DSC20201399.jpg", "1234567820200816.jpg", "20200231.jpg", "A003C012.mov", "2020.jpg"]
)
def test_not_every_number_is_a_day(name: str) -> None:
    assert decided(name=name).certainty is Certainty.FILE


def test_the_file_system_is_the_last_resort_and_says_so() -> None:
    recorded = decided(mtime=DAY_NS)
    assert (recorded.local, recorded.offset) == ("1970-01-02T00:00:00", "+00:00")
    assert recorded.certainty is Certainty.FILE
    assert "last changed then" in recorded.explanation
    assert decide([], name="a.jpg", mtime_ns=None) == (None, [])


@given(
    quarters=st.integers(-48, 56),
    lag_s=st.integers(-90, 90),
    utc=st.datetimes(datetime(1990, 1, 2), datetime(2090, 1, 1)),  # noqa: DTZ001
)
def test_gps_gives_the_zone_to_a_quarter_of_an_hour(quarters: int, lag_s: int, utc: datetime) -> None:
    local = utc + timedelta(minutes=15 * quarters, seconds=lag_s)
    offset = offset_from_gps(local, utc)
    assert offset is not None
    hours, minutes = int(offset[1:3]), int(offset[4:])
    assert (-1 if offset[0] == "-" else 1) * (hours * 4 + minutes // 15) == quarters


def test_gps_that_is_minutes_off_gives_no_zone() -> None:
    local = datetime(2020, 8, 16, 12, 5)  # noqa: DTZ001
    assert offset_from_gps(local, datetime(2020, 8, 16, 10)) is None  # noqa: DTZ001
    assert offset_from_gps(local, datetime(2020, 8, 10, 10, 5)) is None  # noqa: DTZ001
    assert gps_moment("2020:08:16", [25.0, 61.0]) is None
    assert gps_moment("2020:02:31", [1.0, 1.0, 1.0]) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [("+02:00", "+02:00"), ("-0330", "-03:30"), ("Z", "+00:00"), ("+13:45", "+13:45"), ("+99:00", None), ("", None)],
)
def test_offsets_are_written_one_way(text: str, offset: str | None) -> None:
    assert parse_offset(text) == offset


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    parsed = parse(text)
    assert parsed is None or 1826 <= parsed[0].year <= 2100


def test_a_photo_states_its_time_before_its_name_does(tmp_path: Path) -> None:
    named = media.read(make_photo(tmp_path / "IMG_20190101_000000.jpg", offset="+03:00")).recorded_at
    assert named is not None
    assert (named.local, named.offset, named.certainty) == ("2020-08-16T14:22:33", "+03:00", Certainty.CERTAIN)
    modified = make_photo(tmp_path / "edited.jpg", taken=None, DateTime="2022:01:01 00:00:00")
    changed = media.read(modified).recorded_at
    assert changed is not None
    assert changed.certainty is Certainty.FILE


@pytest.mark.parametrize(
    ("written", "local", "offset"),
    [
        ("2020:08:16 10:00:00", "2020-08-16T10:00:00", None),
        ("Sun, 16 Aug 2020 10:00:00 GMT", "2020-08-16T10:00:00", "+00:00"),
        ("Sun, 16 Aug 2020 10:00:00 +0300", "2020-08-16T10:00:00", "+03:00"),
    ],
)
def test_a_png_states_it_in_a_text(written: str, local: str, offset: str | None, tmp_path: Path) -> None:
    recorded = media.read(make_png(tmp_path / "a.png", {"Creation Time": written})).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.offset, recorded.source) == (local, offset, "PNG Creation Time")


@pytest.mark.parametrize(
    ("text", "local"),
    [("2020-08-16", "2020-08-16"), ("2020:08:16", "2020-08-16"), ("2020-08-16T14:22", "2020-08-16T14:22:00")],
)
def test_a_time_may_be_cut_short(text: str, local: str) -> None:
    assert decided(Stated(text, "XMP")).local == local


def test_a_day_alone_counts_after_every_full_time_and_before_the_name() -> None:
    day = Stated("2020-08-15", "XMP photoshop:DateCreated")
    assert decided(day, NOON).source == "EXIF DateTimeOriginal"
    recorded = decided(day, name="IMG_20190101.jpg")
    assert (recorded.local, recorded.certainty) == ("2020-08-15", Certainty.DAY)
    assert recorded.explanation == "2020-08-15: only the day, from XMP photoshop:DateCreated"


def test_the_place_gives_the_zone_that_was_in_force_there() -> None:
    def at(latitude: float, longitude: float, text: str) -> RecordedAt:
        stated = Stated(text, "EXIF DateTimeOriginal")
        recorded, _ = decide([stated], fix=Fix(position=(latitude, longitude)), name="a.jpg", mtime_ns=None)
        assert recorded is not None
        return recorded

    summer = at(53.1325, 23.1688, "2021:08:31 18:42:07")
    assert summer.explanation == "18:42 +02:00: EXIF DateTimeOriginal; zone from GPS position"
    assert at(53.1325, 23.1688, "2021:12:31 18:42:07").offset == "+01:00"
    assert at(53.9, 27.56, "2010:07:01 12:00:00").offset == "+03:00"
    assert at(53.9, 27.56, "2010:12:01 12:00:00").offset == "+02:00", "Minsk moved its clocks until 2011"
    assert at(27.7, 85.3, "2020:02:07 12:00:00").offset == "+05:45"
    assert at(53.1325, 23.1688, "2021:10:31 02:30:00").offset is None, "that hour was twice"
    assert at(0, -30, "2021:07:01 12:00:00").offset is None, "no camera is set to the sea"


@pytest.mark.parametrize(
    ("tag", "given", "local"),
    [
        ("DateTimeDigitized", "1967", "1967"),
        ("DateTimeDigitized", "1967-05-03", "1967-05-03"),
        ("DateTimeDigitized", "2019-02-03", "2019-02-03T12:00:00"),
        ("DateTimeDigitized", "1967-05-03T10:00:00", "2019-02-03T12:00:00"),
        ("DateTimeOriginal", "1967", "2019-02-03T12:00:00"),
    ],
)
def test_of_a_scan_the_day_that_a_person_gives_counts_before_that_of_the_scanner(
    tmp_path: Path, tag: str, given: str, local: str
) -> None:
    path = make_photo(tmp_path / "scan.jpg", taken=None, **{tag: "2019:02:03 12:00:00"})
    path.with_suffix(".xmp").write_bytes(xmp(photoshop_DateCreated=given))
    recorded = media.read(path, sidecars=[path.with_suffix(".xmp")]).recorded_at
    assert recorded is not None
    assert recorded.local == local
