"""Avid Log Exchange: its labels against another's arithmetic, its rows, and what is refused."""

from __future__ import annotations

import re

import bar_codes
import pytest
from export_readers import ale_rows
from shot_list_factory import ACROSS_THE_HOUR, NTSC, SELECTS, photo, shot, shot_list, video
from timecode import Timecode

from library.model import ShotList
from library.timecode import FrameRate
from mediavault.export import RateNotOffered, ShotRateDiffers, ShotRateVaries, check, timeline
from mediavault.export.ale import write


def rows(built: ShotList) -> list[dict[str, str]]:
    return ale_rows(write(timeline(built))[0])


def counted(label: str, fps: str) -> int:
    """Frames since midnight by the package `timecode`, which counts them from 1."""
    return Timecode(fps, label, force_non_drop_frame=";" not in label).frames - 1


def test_labels_lead_to_the_very_frames(each_rate: bar_codes.Case) -> None:
    frames = []
    for row, coded in zip(rows(each_rate.shot_list), each_rate.media, strict=True):
        fps, start = row["FPS"], coded.asset.facts.start_timecode
        assert start is not None
        first, end = (counted(row[name], fps) - counted(str(start.timecode), fps) for name in ("Start", "End"))
        frames += bar_codes.seen(coded.path)[first:end]
        assert row["Source File"].split() == coded.path.name.split()
    assert frames == each_rate.frames


@pytest.mark.parametrize(
    ("text", "fps"),
    [("24000/1001", "23.976"), ("24", "24"), ("30000/1001", "29.97"), ("50", "50"), ("60000/1001", "59.94")],
)
def test_the_rate_is_said_in_its_words(text: str, fps: str) -> None:
    rate = FrameRate.parse(text)
    (content,) = write(timeline(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate)))
    assert f"\r\nFPS\t{fps}\r\n".encode() in content


def test_there_is_a_row_for_each_shot_and_nothing_breaks_one() -> None:
    sly = [
        shot(1, video(1, "a\tb\nc.mov"), 0, 5, name="x\r\ny", note="1\t2\x0b3", heading="\u2028h"),
        shot(2, photo(2, "p.jpg"), 0, 9),
    ]
    found = rows(shot_list(*sly))
    assert [(row["Name"], row["Source File"], row["Comments"], row["Heading"]) for row in found] == [
        ("x y", "a b c.mov", "1 2 3", "h"),
        ("p.jpg", "p.jpg", "", ""),
    ]
    assert len(rows(SELECTS)) == 5


def test_tapes_are_reels_and_never_blank() -> None:
    assert [row["Tape"] for row in rows(ACROSS_THE_HOUR)] == ["A001C003", "C0001", "C0001_2", "A001C003"]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", row["Tape"]) for row in rows(SELECTS))
    assert (3, "reel-duplicate") in [(one.shot, one.kind.value) for one in check(ACROSS_THE_HOUR, "ale")]


def test_what_is_said_of_a_shot_survives() -> None:
    first = rows(SELECTS)[0]
    assert (first["Name"], first["Tracks"], first["Rating"]) == ("Interview", "VA1", "4")
    assert first["Comments"] == 'She says "we stay", then walks off'
    assert first["Shows"] == "place: Kościuszko Market Square, Białystok; event: Day of Solidarity; keyword: flag"
    assert [row["Tracks"] for row in rows(SELECTS)] == ["VA1", "V", "V", "A1A2", "VA1"]


def test_media_that_has_no_label_on_the_list_s_grid_is_refused_by_shot() -> None:
    good = shot(1, video(1, "a.mov"), 0, 5)
    with pytest.raises(ShotRateDiffers, match=r"Shot 2 \(b\.mov\)"):
        rows(shot_list(good, shot(2, video(2, "b.mov", rate=NTSC), 0, 5)))
    with pytest.raises(ShotRateVaries, match=r"Shot 2 \(phone\.mp4\)"):
        rows(shot_list(good, shot(2, video(2, "phone.mp4", variable=True), 0, 5)))
    rate = FrameRate(25, 2)
    with pytest.raises(RateNotOffered):
        rows(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate))
