"""Timecode is checked against labels written one by one, OpenTimelineIO's counting and known SMPTE ST 12-1 labels."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio import opentime

from library.timecode import (
    BadFrameRate,
    BadPosition,
    BadRange,
    BadTimecode,
    FrameRate,
    MixedRates,
    Timecode,
    TimeRange,
    parse_position,
)

WRITTEN = ("23.976", "24", "25", "29.97", "30", "47.952", "48", "50", "59.94", "60", "100", "119.88", "120")
RATES = [FrameRate.parse(text) for text in WRITTEN]
COUNTINGS = [(rate, False) for rate in RATES] + [(rate, True) for rate in RATES if rate.drops]
R25, R2997, R5994 = FrameRate(25), FrameRate(30000, 1001), FrameRate(60000, 1001)
named = pytest.mark.parametrize(("rate", "drop"), COUNTINGS, ids=str)


def written(nominal: int, minutes: range, skip: int) -> Iterator[str]:
    """Write every label of `minutes` in order, as a clerk with a stamp would: no formula shared with the module."""
    width, separator = (3 if nominal > 100 else 2), (";" if skip else ":")
    for minute in minutes:
        for second in range(60):
            for frame in range(nominal):
                if skip and second == 0 and minute % 10 != 0 and frame < skip:
                    continue
                yield f"{minute // 60:02}:{minute % 60:02}:{second:02}{separator}{frame:0{width}}"


# Frame rates


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("25", 25, 1), ("25.00", 25, 1), ("25/1", 25, 1), ("50/2", 25, 1), (" 24 ", 24, 1),
        ("30000/1001", 30000, 1001), ("29.97", 30000, 1001), ("29.970", 30000, 1001), ("29.97003", 30000, 1001),
        ("23.976", 24000, 1001), ("23.98", 24000, 1001), ("23.976024", 24000, 1001), ("47.952", 48000, 1001),
        ("59.94", 60000, 1001), ("119.88", 120000, 1001), ("14.985", 15000, 1001), ("12.5", 25, 2), ("30.00", 30, 1),
        ("24.5", 49, 2), ("0.5", 1, 2),
    ],
)  # fmt: skip
def test_reads_a_rate(text: str, numerator: int, denominator: int) -> None:
    rate = FrameRate.parse(text)
    assert (rate.numerator, rate.denominator) == (numerator, denominator)
    assert FrameRate.parse(str(rate)) == rate


@pytest.mark.parametrize("text", ["", "0", "0/0", "25/0", "0.00", "-25", "fast", "25 fps", "1e3", "2５", "9" * 5000])
def test_refuses_what_is_no_rate(text: str) -> None:
    with pytest.raises(BadFrameRate, match="as a frame rate"):
        FrameRate.parse(text)


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (25, 0), (-25, 1), (-25, -1)])
def test_refuses_numbers_that_are_no_rate(numerator: int, denominator: int) -> None:
    with pytest.raises(BadFrameRate):
        FrameRate(numerator, denominator)


def test_nominal_and_drops() -> None:
    assert [rate.nominal for rate in RATES] == [24, 24, 25, 30, 30, 48, 48, 50, 60, 60, 100, 120, 120]
    assert [str(rate) for rate in RATES if rate.drops] == [
        "30000/1001", "30", "60000/1001", "60", "120000/1001", "120",
    ]  # fmt: skip
    assert FrameRate(1, 10).nominal == 1
    assert FrameRate(50, 2) == FrameRate(25)
    assert hash(FrameRate(50, 2)) == hash(FrameRate(25))


def test_half_a_frame_goes_up() -> None:
    assert R25.frames(Fraction(1, 50)) == 1
    assert R25.frames(Fraction(1, 51)) == 0
    assert R25.frames(4.48) == 112
    assert R25.frames(Fraction(-1, 50)) == 0
    assert R2997.seconds(30000) == 1001


@given(st.sampled_from(RATES), st.integers(0, 10**9))
def test_frames_and_seconds_round_trip(rate: FrameRate, frames: int) -> None:
    assert rate.frames(rate.seconds(frames)) == frames


# Timecode


@named
def test_every_minute_of_a_day(rate: FrameRate, drop: bool) -> None:
    skip = {30: 2, 60: 4, 120: 8}.get(rate.nominal, 0) if drop else 0
    frame, width, separator = 0, (3 if rate.nominal > 100 else 2), (";" if drop else ":")
    for minute in range(1440):
        clock = f"{minute // 60:02}:{minute % 60:02}"
        first = f"{clock}:00{separator}{skip if minute % 10 else 0:0{width}}"
        last = f"{clock}:59{separator}{rate.nominal - 1:0{width}}"
        after = frame + rate.nominal * 60 - (skip if minute % 10 else 0)
        for label, count in ((first, frame), (last, after - 1)):
            assert str(Timecode(count, rate, drop)) == label
            assert Timecode.parse(label, rate) == Timecode(count, rate, drop)
        frame = after
    assert Timecode(frame, rate, drop) == Timecode(0, rate, drop)
    assert str(Timecode(-1, rate, drop)) == last


@named
def test_every_frame_of_the_first_minutes(rate: FrameRate, drop: bool) -> None:
    minutes = range(11 if drop else 2)  # drop-frame counting repeats after ten
    labels = written(rate.nominal, minutes, {30: 2, 60: 4, 120: 8}[rate.nominal] if drop else 0)
    assert all(str(Timecode(frame, rate, drop)) == label for frame, label in enumerate(labels))


@given(st.data(), st.sampled_from(COUNTINGS))
def test_label_round_trip(data: st.DataObject, counting: tuple[FrameRate, bool]) -> None:
    rate, drop = counting
    timecode = Timecode(data.draw(st.integers(0, 24 * 3600 * rate.nominal)), rate, drop)
    assert Timecode.parse(str(timecode), rate) == timecode
    assert str(Timecode.parse(str(timecode).replace(";", ":"), rate, drop_frame=drop)) == str(timecode)


@given(st.sampled_from(COUNTINGS), st.integers(0, 2_000_000), st.integers(-(10**7), 10**7))
def test_arithmetic(counting: tuple[FrameRate, bool], frame: int, step: int) -> None:
    timecode = Timecode(frame, *counting)
    assert timecode + step - step == timecode
    assert (timecode + 1) - timecode == 1
    assert timecode - step == timecode + -step


# OpenTimelineIO knows no rate above 60, and drop-frame only at 29.97 and 59.94.
@given(
    st.sampled_from(
        [(rate, drop) for rate, drop in COUNTINGS if rate.nominal <= 60 and not (drop and rate.denominator == 1)]
    ),
    st.integers(0, 24 * 3600 * 23),
)
def test_agrees_with_opentimelineio(counting: tuple[FrameRate, bool], frame: int) -> None:
    rate, drop = counting
    theirs = opentime.to_timecode(opentime.RationalTime(frame, float(rate.fraction)), float(rate.fraction), drop)
    assert str(Timecode(frame, rate, drop)) == theirs


@pytest.mark.parametrize(
    ("rate", "drop", "frame", "label"),
    [
        (R2997, True, 1799, "00:00:59;29"),
        (R2997, True, 1800, "00:01:00;02"),
        (R2997, True, 17981, "00:09:59;29"),
        (R2997, True, 17982, "00:10:00;00"),
        (R2997, True, 107892, "01:00:00;00"),
        (R2997, True, 2589407, "23:59:59;29"),
        (R2997, False, 107892, "00:59:56:12"),
        (R2997, False, 2591999, "23:59:59:29"),
        (R5994, True, 3600, "00:01:00;04"),
        (R5994, True, 35964, "00:10:00;00"),
        (FrameRate(120000, 1001), True, 7200, "00:01:00;008"),
        (FrameRate(120), False, 119, "00:00:00:119"),
        (FrameRate(100), False, 99, "00:00:00:99"),
        (FrameRate(30), True, 1800, "00:01:00;02"),
        (R25, False, 900112, "10:00:04:12"),
    ],
)
def test_known_labels(rate: FrameRate, drop: bool, frame: int, label: str) -> None:
    assert str(Timecode(frame, rate, drop)) == label
    assert Timecode.parse(label, rate).frame == frame


def test_the_separator_decides_unless_told() -> None:
    assert Timecode.parse("00:01:00;02", R2997).drop_frame
    assert Timecode.parse("00:01:00.02", R2997).drop_frame
    assert Timecode.parse("00;01;00;02", R2997).drop_frame
    assert not Timecode.parse("00:01:00:02", R2997).drop_frame
    assert Timecode.parse("00:01:00:02", R2997, drop_frame=True).frame == 1800
    assert Timecode.parse("00:01:00;02", R2997, drop_frame=False).frame == 1802


@pytest.mark.parametrize(
    ("label", "rate", "reason"),
    [
        ("00:60:00:00", R25, "the last minute is 59"),
        ("00:00:60:00", R25, "the last second is 59"),
        ("24:00:00:00", R25, "the last hour is 23"),
        ("00:00:00:25", R25, "the last frame of a second is 24"),
        ("00:00:00:30", R2997, "the last frame of a second is 29"),
        ("00:01:00;00", R2997, "skips that label, and the minute begins at frame 02"),
        ("00:01:00;03", R5994, "begins at frame 04"),
        ("00:00:00;00", R25, "not defined at 25"),
        ("10:00:04.12", R25, "not defined at 25"),
        ("noon", R25, "another shape"),
        ("", R25, "another shape"),
        ("00:00:00", R25, "another shape"),
        ("00:00:00:0", R25, "another shape"),
        ("-00:00:00:00", R25, "another shape"),
        ("٠٠:00:00:00", R25, "another shape"),
        ("00:00:00:00\n00", R25, "another shape"),
    ],
)
def test_refuses_what_is_no_label(label: str, rate: FrameRate, reason: str) -> None:
    with pytest.raises(BadTimecode, match=reason) as caught:
        Timecode.parse(label, rate)
    assert f'"{label}"' in str(caught.value)


def test_no_drop_frame_where_it_is_not_defined() -> None:
    with pytest.raises(BadTimecode, match="not defined at 25"):
        Timecode(0, R25, drop_frame=True)


@pytest.mark.parametrize("other", [Timecode(0, R25), Timecode(0, R2997, drop_frame=True)])
def test_no_difference_between_countings(other: Timecode) -> None:
    with pytest.raises(MixedRates):
        Timecode(0, R2997) - other


@given(st.text(alphabet="0123456789:;.", max_size=14), st.sampled_from(RATES))
def test_any_text_is_a_label_or_a_named_error(text: str, rate: FrameRate) -> None:
    try:
        timecode = Timecode.parse(text, rate)
    except BadTimecode:
        return
    assert Timecode.parse(str(timecode), rate) == timecode


# Ranges


@pytest.mark.parametrize(("start", "duration"), [(-1, 5), (0, 0), (3, -1)])
def test_refuses_what_is_no_range(start: int, duration: int) -> None:
    with pytest.raises(BadRange):
        TimeRange(start, duration, R25)


def test_an_end_that_is_not_after_the_start_is_no_range() -> None:
    with pytest.raises(BadRange):
        TimeRange.from_end(5, 5, R25)


def test_touching_ranges_do_not_overlap() -> None:
    first, second = TimeRange(0, 10, R25), TimeRange.from_end(10, 20, R25)
    assert not first.overlaps(second)
    assert TimeRange(0, 20, R25).contains(second)


def test_ranges_at_two_rates_do_not_compare() -> None:
    for compare in (TimeRange.contains, TimeRange.overlaps):
        with pytest.raises(MixedRates):
            compare(TimeRange(0, 1, R25), TimeRange(0, 1, R2997))


ranges = st.builds(TimeRange, st.integers(0, 60), st.integers(1, 60), st.just(R25))


@given(ranges, ranges)
def test_ranges_are_sets_of_frames(one: TimeRange, other: TimeRange) -> None:
    ours, theirs = (set(range(item.start, item.end_exclusive)) for item in (one, other))
    assert one.overlaps(other) == bool(ours & theirs)
    assert one.contains(other) == (theirs <= ours)


@given(st.integers(0, 10**6), st.integers(1, 10**5), st.sampled_from(RATES), st.sampled_from(RATES))
def test_rescaled_edges_are_the_nearest_frames(start: int, duration: int, rate: FrameRate, other: FrameRate) -> None:
    there = TimeRange(start, duration, rate).rescaled(other)
    assert abs(other.seconds(there.start) - rate.seconds(start)) <= other.seconds(1) / 2
    if there.duration > 1:
        assert abs(other.seconds(there.end_exclusive) - rate.seconds(start + duration)) <= other.seconds(1) / 2
    if other.fraction >= rate.fraction:
        assert there.rescaled(rate) == TimeRange(start, duration, rate)


@given(st.integers(0, 10**6), st.integers(1, 10**5), st.integers(10, 10**5), st.sampled_from(RATES))
def test_neighbours_stay_neighbours(start: int, cut: int, rest: int, rate: FrameRate) -> None:
    first, second = TimeRange(start, cut + 9, R2997), TimeRange(start + cut + 9, rest, R2997)
    assert first.rescaled(rate).end_exclusive == second.rescaled(rate).start


def test_a_range_never_vanishes() -> None:
    assert TimeRange(3, 1, FrameRate(120)).rescaled(FrameRate(24)) == TimeRange(1, 1, FrameRate(24))


# Positions


@pytest.mark.parametrize(
    ("text", "frame"),
    [("112f", 112), ("0f", 0), ("4.48s", 112), ("4s", 100), (".5s", 13), ("0.02s", 1), ("10:00:04:12", 112),
     ("10:00:00:00", 0), (" 112f ", 112)],
)  # fmt: skip
def test_reads_a_position(text: str, frame: int) -> None:
    assert parse_position(text, R25, Timecode.parse("10:00:00:00", R25)) == frame


def test_without_a_start_timecode_counts_from_zero() -> None:
    assert parse_position("00:00:04:12", R25) == 112
    assert parse_position("00:01:00;02", R2997) == 1800


def test_a_colon_counts_as_the_media_does() -> None:
    start = Timecode.parse("01:00:00;00", R2997)
    assert parse_position("01:01:00:02", R2997, start) == parse_position("01:01:00;02", R2997, start) == 1800


def test_media_that_runs_past_midnight() -> None:
    start = Timecode.parse("23:59:50:00", R25)
    assert parse_position("00:00:05:00", R25, start, duration=1000) == 375
    with pytest.raises(BadPosition, match="starts at 23:59:50:00"):
        parse_position("00:00:05:00", R25, start)
    with pytest.raises(BadPosition, match="starts at 23:59:50:00"):
        parse_position("00:00:05:00", R25, start, duration=300)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("09:59:59:24", "the media starts at 10:00:00:00"),
        ("10:00:00;00", "not drop-frame"),
        ("10:00:00:25", "the last frame of a second is 24"),
        ("112", "another shape"),
        ("-3f", "another shape"),
        ("1e9s", "another shape"),
        ("s", "another shape"),
        ("9" * 5000 + "f", "another shape"),
        ("", "another shape"),
    ],
)
def test_refuses_what_is_no_position(text: str, reason: str) -> None:
    with pytest.raises(BadPosition, match=reason) as caught:
        parse_position(text, R25, Timecode.parse("10:00:00:00", R25))
    assert "112f" in str(caught.value)


def test_a_start_at_another_rate_is_refused() -> None:
    with pytest.raises(MixedRates):
        parse_position("00:00:00:00", R25, Timecode(0, R2997))
