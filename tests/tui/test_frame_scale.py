"""Frames and columns: the same frame in the same column, everywhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from library.timecode import FrameRate, Timecode, TimeRange
from tui.widgets.frame_scale import GUTTER, FrameScale, bar_columns, label

PAL = FrameRate(25)
RANGES = st.builds(TimeRange, st.integers(0, 10**9), st.integers(1, 10**9), st.just(PAL))


@given(RANGES, st.integers(1, 400), st.integers(0, 400))
def test_a_column_shows_the_frame_it_stands_for(span: TimeRange, columns: int, column: int) -> None:
    scale = FrameScale(span, columns)
    frame = scale.frame(column)
    assert span.start <= frame < span.end_exclusive
    if column < columns <= span.duration:
        assert scale.column(frame) == column


@given(RANGES, st.integers(1, 400), st.integers(-10, 2 * 10**9))
def test_every_frame_has_a_column(span: TimeRange, columns: int, frame: int) -> None:
    assert 0 <= FrameScale(span, columns).column(frame) < columns


def test_the_gutter_gives_way_where_there_is_no_room() -> None:
    assert bar_columns(80) == 80 - GUTTER
    assert bar_columns(20) == 20


def test_labels_count_from_the_start_timecode_of_that_rate_only() -> None:
    assert label(25, PAL) == "00:00:01:00"
    assert label(25, PAL, Timecode(90_000, PAL)) == "01:00:01:00"
    assert label(25, PAL, Timecode(90_000, FrameRate(50))) == "00:00:01:00"


def test_sound_is_labelled_in_milliseconds() -> None:
    assert label(48_000 * 61 + 24_000, FrameRate(48_000)) == "00:01:01.500"
