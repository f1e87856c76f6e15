"""The same frames in every format: against frames said by hand, and for lists nobody thought of."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import export_readers as readers
import opentimelineio as otio
import pycmx
import pytest
import shot_list_factory as factories
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio.opentime import from_timecode
from shot_list_factory import EXPECTED, Expected

from library.model import Asset, Shot, ShotList
from library.timecode import FrameRate, Timecode
from mediavault.export import FORMATS, timeline
from mediavault.export.csv import write as write_csv
from mediavault.export.edl import write as write_edl
from mediavault.export.otio import write as write_otio
from mediavault.export.writers import WRITERS

GOLDEN = Path(__file__).parents[2] / "golden"
PACKED = {"otioz", "pdf", "xlsx"}
"""Archives: what another zlib makes of them differs, so their content is compared elsewhere."""
Case = tuple[ShotList, tuple[Expected, ...]]


@pytest.fixture(params=EXPECTED, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return EXPECTED[request.param]


def holdable(shot_list: ShotList, format_name: str) -> ShotList:
    """The list as the format can hold it: some hold no name that is no text."""
    return factories.legible(shot_list) if FORMATS[format_name].plain_paths else shot_list


@pytest.mark.parametrize("format_name", readers.READERS)
def test_every_format_holds_the_frames_said_by_hand(case: Case, format_name: str) -> None:
    shot_list, expected = case
    (content,) = WRITERS[format_name](timeline(holdable(shot_list, format_name)))
    assert readers.READERS[format_name](content, shot_list) == _said(expected)


def test_an_edl_holds_the_labels_said_by_hand(case: Case) -> None:
    shot_list, expected = case
    (content,) = write_edl(timeline(shot_list))
    edits = [edit for event in pycmx.parse_cmx3600(StringIO(content.decode())).events for edit in event.edits]
    assert [(e.source_in, e.source_out, e.record_in, e.record_out) for e in edits] == [one.labels for one in expected]


def test_a_table_holds_the_labels_said_by_hand(case: Case) -> None:
    shot_list, expected = case
    rows = readers.table(write_csv(timeline(shot_list))[0])
    columns = ("source in", "source out", "record in", "record out")
    assert [tuple(row[column] for column in columns) for row in rows] == [one.labels for one in expected]


def test_opentime_counts_the_labels_said_by_hand_alike(case: Case) -> None:
    shot_list, expected = case
    rate = float(shot_list.rate.fraction)
    for one in expected:
        source_in, source_out, record_in, record_out = (from_timecode(label, rate).value for label in one.labels)
        assert (source_in, source_out - source_in, record_out - record_in) == (one.first, one.frames, one.frames)


def test_a_timeline_says_where_its_media_begins(case: Case) -> None:
    shot_list, expected = case
    (content,) = write_otio(timeline(shot_list))
    read = otio.adapters.read_from_string(content.decode(), "otio_json")
    starts = {}
    for clip in read.find_clips():
        available = clip.media_reference.available_range
        starts[clip.metadata["mediavault"]["shot"]] = int(available.start_time.value) if available else None
    assert starts == {number: one.media for number, one in enumerate(expected, 1)}


@pytest.mark.parametrize("format_name", [name for name in WRITERS if name not in PACKED])
def test_the_bytes_are_the_golden_ones(request: pytest.FixtureRequest, case: Case, format_name: str) -> None:
    golden = GOLDEN / f"{request.node.callspec.params['case']}.{format_name}"
    assert WRITERS[format_name](timeline(holdable(case[0], format_name)))[0] == golden.read_bytes()


@st.composite
def shot_lists(draw: st.DrawFn) -> ShotList:
    """Lists of media of one rate, with and without timecode, of stills and of sounds cut on frames."""
    rate = FrameRate.parse(
        draw(st.sampled_from(["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60"]))
    )
    drop_frame = rate.drops and draw(st.booleans())
    shots = [draw(_shots(number, rate, drop_frame=drop_frame)) for number in range(1, draw(st.integers(1, 6)) + 1)]
    return factories.shot_list(*shots, rate=rate, drop_frame=drop_frame)


@st.composite
def _shots(draw: st.DrawFn, number: int, rate: FrameRate, *, drop_frame: bool) -> Shot:
    start, duration = draw(st.integers(0, 100_000)), draw(st.integers(1, 20_000))
    if draw(st.integers(0, 4)) == 0:
        return factories.shot(number, factories.photo(number, f"{number}.jpg"), 0, duration, rate=rate)
    own = rate.drops and draw(st.booleans()) if draw(st.booleans()) else drop_frame
    label = draw(st.none() | st.integers(0, 20 * 3600 * 24).map(lambda frame: str(Timecode(frame, rate, own))))
    asset = factories.video(number, f"{number}.mov", frames=start + duration + 5, timecode=label, rate=rate)
    return factories.shot(number, asset, start, duration)


@given(shot_list=shot_lists())
def test_random_lists_have_the_same_frames_in_every_format(shot_list: ShotList) -> None:
    expected, position = [], 0
    for shot in shot_list.shots:
        expected.append(readers.ReadShot(_first(shot), shot.source_range.duration, position))
        position += shot.source_range.duration
    built = timeline(shot_list)
    for format_name, read in readers.READERS.items():
        (content,) = WRITERS[format_name](built)
        assert read(content, shot_list) == expected, format_name


def _first(shot: Shot) -> int:
    asset: Asset = shot.asset
    start = asset.facts.start_timecode
    return (start.timecode.frame if start else 0) + shot.source_range.start


def _said(expected: tuple[Expected, ...]) -> list[readers.ReadShot]:
    position, shots = 0, []
    for one in expected:
        shots.append(readers.ReadShot(one.first, one.frames, position))
        position += one.frames
    return shots
