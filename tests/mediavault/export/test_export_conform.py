"""Exports against real media: what ffprobe says of the files, and the frames that are really at the cuts.

Every frame of the media shows its number, so a slip of one frame is seen. Programs that are not ours read the lists.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import media_factory
import opentimelineio as otio
import pycmx
import pytest
import shot_list_factory as factories
from opentimelineio.opentime import from_timecode
from shot_list_factory import NTSC, PAL, shot, shot_list

from library.model import Asset, ShotList
from library.timecode import FrameRate
from mediavault import tools
from mediavault.export import export

SIZE = (192, 108)


@dataclass(frozen=True)
class Source:
    """A generated file, as ffprobe sees it, and as the catalogue would."""

    path: Path
    timecode: str
    frames: int
    asset: Asset


def make(number: int, path: Path, *, rate: FrameRate, timecode: str, seconds: float) -> Source:
    media_factory.make_video(path, rate=str(rate), seconds=seconds, size=SIZE, timecode=timecode)
    probed = _probe(path)
    frames = int(probed["nb_frames"])
    asset = factories.video(number, path.name, frames=frames, timecode=probed["tags"]["timecode"], rate=rate)
    placed = replace(asset, copies=(replace(asset.copies[0], location=path),))
    return Source(path, probed["tags"]["timecode"], frames, placed)


def _probe(path: Path) -> dict[str, dict[str, str]]:
    entries = "stream=nb_frames:stream_tags=timecode"
    argv = [str(tools.find("ffprobe")), "-v", "error", "-select_streams", "v", "-show_entries", entries, "-of", "json"]
    with tools.opened(path) as source:
        answer = tools.run([*argv, source.url], timeout_s=30, pass_fds=source.pass_fds).required()
    return json.loads(answer.stdout)["streams"][0]


def shown(path: Path, frame: int) -> int:
    """The number in the picture of one frame, decoded from the beginning."""
    picture = ["-vf", f"select=eq(n\\,{frame})", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    start = [str(tools.find("ffmpeg")), "-v", "error", "-nostdin", "-threads", "1"]
    with tools.opened(path) as source:
        answer = tools.run([*start, "-i", source.url, *picture], timeout_s=60, pass_fds=source.pass_fds).required()
    return media_factory.frame_number(answer.stdout, *SIZE)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Source]]:
    folder = tmp_path_factory.mktemp("card")
    return {
        "25": [
            make(1, folder / "Białystok wywiad 01.mov", rate=PAL, timecode="10:00:00:00", seconds=3),
            make(2, folder / "Беласток рынак.mov", rate=PAL, timecode="23:10:05:07", seconds=2),
        ],
        "29.97 drop-frame": [
            make(3, folder / "DF2997 50% & <b>.mov", rate=NTSC, timecode="00:59:58;00", seconds=4),
            make(4, folder / 'a "quote"\nand a line.mov', rate=NTSC, timecode="10:00:59;20", seconds=2),
        ],
    }


@pytest.fixture(params=["25", "29.97 drop-frame"])
def cut(request: pytest.FixtureRequest, sources: dict[str, list[Source]]) -> tuple[ShotList, list[Source]]:
    """A list of both files, and its two shots' media; the first shot ends on the last frame there is."""
    first, second = sources[request.param]
    shots = (shot(1, first.asset, first.frames - 31, 31), shot(2, second.asset, 5, 20), shot(3, first.asset, 0, 1))
    drops = "drop" in request.param
    return shot_list(*shots, rate=NTSC if drops else PAL, drop_frame=drops), [first, second, first]


def test_an_edl_leads_to_the_very_frames(cut: tuple[ShotList, list[Source]], tmp_path: Path) -> None:
    built, media = cut
    (path,) = export(built, tmp_path / "list.edl").paths
    edits = [
        edit
        for event in pycmx.parse_cmx3600(StringIO(path.read_bytes().decode("ascii"))).events
        for edit in event.edits
    ]
    rate = float(built.rate.fraction)
    for edit, source, one in zip(edits, media, built.shots, strict=True):
        begin = from_timecode(source.timecode, rate)
        first = int((from_timecode(edit.source_in, rate) - begin).value)
        last = int((from_timecode(edit.source_out, rate) - begin).value) - 1
        assert (first, last) == (one.source_range.start, one.source_range.end_exclusive - 1)
        assert (shown(source.path, first), shown(source.path, last)) == (first, last)


def test_exactly_one_file_has_the_reel_and_the_timecode(cut: tuple[ShotList, list[Source]], tmp_path: Path) -> None:
    built, media = cut
    (path,) = export(built, tmp_path / "list.edl").paths
    edits = [
        edit
        for event in pycmx.parse_cmx3600(StringIO(path.read_bytes().decode("ascii"))).events
        for edit in event.edits
    ]
    reels = {edit.source: source.path for edit, source in zip(edits, media, strict=True)}
    assert len(reels) == len({source.path for source in media})


def test_a_timeline_begins_where_ffprobe_says(cut: tuple[ShotList, list[Source]], tmp_path: Path) -> None:
    built, media = cut
    (path,) = export(built, tmp_path / "list.otio").paths
    clips = otio.adapters.read_from_file(str(path)).tracks[0]
    for clip, source, one in zip(clips, media, built.shots, strict=True):
        available = clip.media_reference.available_range
        assert available.start_time == from_timecode(source.timecode, float(built.rate.fraction))
        assert available.duration.value == source.frames
        assert clip.source_range.end_time_exclusive() <= available.end_time_exclusive()
        assert otio.url_utils.filepath_from_url(clip.media_reference.target_url) == str(source.path)
        first = int((clip.source_range.start_time - available.start_time).value)
        assert shown(source.path, first) == one.source_range.start


def test_media_is_not_touched(sources: dict[str, list[Source]], tmp_path: Path) -> None:
    (source, _) = sources["25"]
    before = (source.path.stat(), source.path.read_bytes())
    export(shot_list(shot(1, source.asset, 0, 5)), tmp_path / "list.otio")
    after = (source.path.stat(), source.path.read_bytes())
    assert before[0].st_mtime_ns == after[0].st_mtime_ns
    assert before[1] == after[1]
    shutil.rmtree(tmp_path)
