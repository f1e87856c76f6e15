"""CMX 3600: what stands in the columns and remarks, reels, splitting, and what is refused."""

from __future__ import annotations

import re
from io import StringIO

import pycmx
import pytest
import shot_list_factory as factories
from shot_list_factory import NTSC, shot, shot_list, video

from library.model import ShotList
from library.timecode import FrameRate
from mediavault.export import Dialect, EdlOptions, ExportRefused, ShotRateDiffers, ShotRateVaries, timeline
from mediavault.export.edl import write


def edl(built: ShotList, **options: object) -> str:
    (content,) = write(timeline(built), EdlOptions(**options))  # type: ignore[arg-type]
    return content.decode("ascii")


def reels_of(text: str) -> list[str]:
    return [edit.source for event in pycmx.parse_cmx3600(StringIO(text)).events for edit in event.edits]


def test_the_reader_finds_nothing_it_does_not_know() -> None:
    for built in (factories.SELECTS, factories.ACROSS_THE_HOUR):
        read = pycmx.parse_cmx3600(StringIO(edl(built)))
        assert list(read.unrecognized_statements) == []
        assert read.format == "File32"
    assert pycmx.parse_cmx3600(StringIO(edl(factories.SELECTS, reel_length=8))).format == "3600"


def test_frame_code_mode_is_the_list_s() -> None:
    assert edl(factories.SELECTS).splitlines()[1] == "FCM: NON-DROP FRAME"
    assert edl(factories.ACROSS_THE_HOUR).splitlines()[1] == "FCM: DROP FRAME"


def test_every_line_is_ascii_and_ends_in_cr_lf() -> None:
    text = edl(factories.SELECTS)
    assert text.isascii()
    assert text.count("\n") == text.count("\r\n") == text.count("\r")
    assert all(line.strip() for line in text.splitlines())


def test_tracks_follow_what_the_media_has() -> None:
    tracks = [line.split()[2] for line in edl(factories.SELECTS).splitlines() if line[:3].isdigit()]
    assert tracks == ["AA/V", "V", "V", "AA", "AA/V"]


def test_remarks_name_the_clip_and_the_file() -> None:
    events = list(pycmx.parse_cmx3600(StringIO(edl(factories.SELECTS))).events)
    (first,) = events[0].edits
    assert (first.clip_name, first.source_file) == ("Interview", "Bialystok wywiad 01.mov")
    assert '* COMMENT: She says "we stay", then walks off\r\n' in edl(factories.SELECTS)


def test_premiere_gets_the_file_as_clip_name_and_no_other_file_remark() -> None:
    text = edl(factories.SELECTS, dialect=Dialect.PREMIERE)
    assert "* FROM CLIP NAME: Bialystok wywiad 01.mov\r\n" in text
    assert "SOURCE FILE" not in text
    assert "FROM FILE" not in text


def test_a_note_cannot_become_an_edit_of_its_own() -> None:
    sly = shot(
        1, video(1, "a.mov"), 0, 10, note="x\r\n002  AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\x85y\u2028z"
    )
    assert len(list(pycmx.parse_cmx3600(StringIO(edl(shot_list(sly)))).events)) == 1


def test_equal_stems_get_distinct_reels() -> None:
    shots = [shot(n, video(n, f"card {n}/C0001.MOV"), 0, 10) for n in (1, 2, 3)]
    assert reels_of(edl(shot_list(*shots))) == ["C0001", "C0001_2", "C0001_3"]


def test_stems_equal_after_cutting_get_distinct_reels() -> None:
    names = ["Interview Marta 1.mov", "Interview Marta 2.mov", "interview.mov", "Interv_2.mov"]
    shots = [shot(n, video(n, name), 0, 10) for n, name in enumerate(names, 1)]
    found = reels_of(edl(shot_list(*shots), reel_length=8))
    assert len({reel.upper() for reel in found}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]{1,8}", reel) for reel in found)


def test_one_media_used_twice_keeps_its_reel() -> None:
    once, again = video(1, "a.mov"), video(2, "b/a.mov")
    assert reels_of(edl(shot_list(shot(1, once, 0, 5), shot(2, again, 0, 5), shot(3, once, 9, 5)))) == ["a", "a_2", "a"]


def test_media_of_one_camera_roll_share_its_reel_unless_their_timecodes_meet() -> None:
    first = video(1, "1.mov", timecode="10:00:00:00", frames=100, reel="A001")
    next_to_it = video(2, "2.mov", timecode="10:00:04:00", frames=100, reel="A001")
    over_it = video(3, "3.mov", timecode="10:00:07:24", frames=100, reel="A001")
    shots = [shot(n, asset, 0, 10) for n, asset in enumerate((first, next_to_it, over_it), 1)]
    assert reels_of(edl(shot_list(*shots))) == ["A001", "A001", "A001_2"]
    assert reels_of(edl(shot_list(shots[1], shots[0]))) == ["A001", "A001"]


def test_a_file_s_name_takes_no_reel_from_a_camera() -> None:
    shots = [shot(1, video(1, "A001.mov"), 0, 5), shot(2, video(2, "x.mov", timecode="10:00:00:00", reel="A001"), 0, 5)]
    assert reels_of(edl(shot_list(*shots))) == ["A001_2", "A001"]


@pytest.mark.parametrize("name", ["BL.mov", "ax.mov", "Bars.mov", "BLACK.mov"])
def test_a_reel_never_means_black_or_bars(name: str) -> None:
    (reel,) = reels_of(edl(shot_list(shot(1, video(1, name), 0, 5))))
    assert reel.upper() == f"{name[:-4].upper()}_2"


@pytest.mark.parametrize("name", ["...", "—.mov", " .mov", "\u200b.mov", "###"])
def test_a_reel_is_never_blank(name: str) -> None:
    assert reels_of(edl(shot_list(shot(7, video(7, name), 0, 5)))) == ["a7"]


def test_more_than_999_edits_go_on_in_a_further_list() -> None:
    one = video(1, "a.mov", frames=5000, timecode="10:00:00:00")
    parts = write(timeline(shot_list(*(shot(n, one, n, 2) for n in range(1, 2001)))))
    read = [list(pycmx.parse_cmx3600(StringIO(part.decode())).events) for part in parts]
    assert [len(events) for events in read] == [999, 999, 2]
    assert [events[0].number for events in read] == [1, 1, 1]
    (last,), (first,) = read[0][-1].edits, read[1][0].edits
    assert (last.record_out, first.record_in) == ("01:01:19:23", "01:01:19:23")
    assert parts[1].startswith(b"TITLE: Selects 2\r\n")


def test_mixed_rates_are_refused_by_shot() -> None:
    built = shot_list(shot(1, video(1, "a.mov"), 0, 5), shot(2, video(2, "b.mov", rate=NTSC), 0, 5))
    with pytest.raises(ShotRateDiffers, match=r"Shot 2 \(b\.mov\) has 30000/1001") as refused:
        write(timeline(built))
    assert refused.value.findings[0].shot == 2


def test_a_variable_rate_is_refused_by_shot() -> None:
    with pytest.raises(ShotRateVaries, match=r"Shot 1 \(phone\.mp4\)"):
        write(timeline(shot_list(shot(1, video(1, "phone.mp4", variable=True), 0, 5))))


def test_a_rate_with_three_frame_digits_is_refused() -> None:
    rate = FrameRate(120)
    with pytest.raises(ExportRefused, match="two digits"):
        write(timeline(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate)))


def test_media_that_counts_otherwise_keeps_its_own_labels() -> None:
    asset = video(1, "a.mov", timecode="10:01:00:00", rate=NTSC)
    text = edl(shot_list(shot(1, asset, 0, 5), rate=NTSC, drop_frame=True))
    assert "10:01:00:00 10:01:00:05 01:00:00;00 01:00:00;05" in text
