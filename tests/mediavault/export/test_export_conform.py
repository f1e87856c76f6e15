"""Exports against real media: what ffprobe says of the files, and the frames that are really at the cuts.

Every frame of the media says which it is, so a slip of one frame is seen. Programs that are not ours read the lists.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import bar_codes
import opentimelineio as otio
import pycmx
from bar_codes import Case, Coded, Seen
from opentimelineio.opentime import from_timecode
from shot_list_factory import shot, shot_list

from mediavault.export import export


def start(coded: Coded) -> str:
    """The start timecode, which test_bar_codes.py compares with ffprobe's."""
    timecode = coded.asset.facts.start_timecode
    return str(timecode.timecode) if timecode else ""


def edits_of(path: Path) -> list[pycmx.Edit]:
    read = pycmx.parse_cmx3600(StringIO(path.read_bytes().decode("ascii")))
    return [edit for event in read.events for edit in event.edits]


def test_an_edl_leads_to_the_very_frames(each_rate: Case, tmp_path: Path) -> None:
    built, media = each_rate.shot_list, each_rate.media
    (path,) = export(built, tmp_path / "list.edl").paths
    rate = float(built.rate.fraction)
    for edit, source, one in zip(edits_of(path), media, built.shots, strict=True):
        begin = from_timecode(start(source), rate)
        first = int((from_timecode(edit.source_in, rate) - begin).value)
        last = int((from_timecode(edit.source_out, rate) - begin).value) - 1
        assert (first, last) == (one.source_range.start, one.source_range.end_exclusive - 1)
        shown = bar_codes.seen(source.path)
        assert (shown[first], shown[last]) == (Seen(source.number, first), Seen(source.number, last))


def test_exactly_one_file_has_the_reel_and_the_timecode(each_rate: Case, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / "list.edl").paths
    reels = {edit.source: source.path for edit, source in zip(edits_of(path), each_rate.media, strict=True)}
    assert len(reels) == 2
    assert all(reels)


def test_a_timeline_begins_where_ffprobe_says(each_rate: Case, tmp_path: Path) -> None:
    built, media = each_rate.shot_list, each_rate.media
    (path,) = export(built, tmp_path / "list.otio").paths
    clips = otio.adapters.read_from_file(str(path)).tracks[0]
    for clip, source, one in zip(clips, media, built.shots, strict=True):
        available = clip.media_reference.available_range
        assert available.start_time == from_timecode(start(source), float(built.rate.fraction))
        assert available.duration.value == source.frames
        assert clip.source_range.end_time_exclusive() <= available.end_time_exclusive()
        assert clip.media_reference.target_url.isascii()
        assert otio.url_utils.filepath_from_url(clip.media_reference.target_url) == str(source.path)
        assert (clip.source_range.start_time - available.start_time).value == one.source_range.start


def test_media_is_not_touched(coded: Callable[[str], Case], tmp_path: Path) -> None:
    source = coded("25").media[0]
    before = (source.path.stat().st_mtime_ns, source.path.read_bytes())
    export(shot_list(shot(1, source.asset, 0, 5)), tmp_path / "list.otio")
    assert (source.path.stat().st_mtime_ns, source.path.read_bytes()) == before
