"""Tables: quoting, formulas, and what a row says."""

from __future__ import annotations

import export_readers as readers
import pytest
import shot_list_factory as factories
from shot_list_factory import shot, shot_list, video

from library.timecode import FrameRate
from mediavault.export import timeline
from mediavault.export.csv import COLUMNS, neutral, write


@pytest.mark.parametrize("text", ["=1+1", "+48 600 100 200", "-clip.mp4", "@SUM(A1)", "\t=1", "'quoted"])
def test_a_formula_gets_a_quote(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_what_commands_a_terminal_is_shown_and_line_ends_and_tabs_stay() -> None:
    assert neutral("a\x1b[2J\rb\x9bc\u202e\n\td") == "a␛[2J␍b\\u009bc\\u202e\n\td"


@pytest.mark.parametrize("text", ["10:00:00:00", "a=b", "", "50% & <b>", "Беласток"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


def test_every_text_column_is_neutral() -> None:
    sly = shot(1, video(1, "=cmd.mov", reel="=r"), 0, 5, name="=n", note="=t", heading="=h", clip_note="=c")
    (row,) = readers.table(write(timeline(shot_list(sly)))[0])
    assert [value for value in row.values() if value.startswith("=")] == []
    assert row["file"] == "'=cmd.mov"


def test_a_spreadsheet_is_told_the_encoding_and_rows_end_as_the_standard_says() -> None:
    (content,) = write(timeline(factories.SELECTS))
    assert content.startswith(b"\xef\xbb\xbfnumber,heading,")
    assert content.endswith(b"\r\n")


def test_a_row_says_what_the_shot_is() -> None:
    rows = readers.table(write(timeline(factories.SELECTS))[0])
    assert tuple(rows[0]) == COLUMNS
    said = {
        "name": "Interview",
        "file": "Białystok wywiad 01.mov",
        "volume": "CARD 1",
        "events": "Day of Solidarity",
        "places": "Kościuszko Market Square, Białystok",
        "keywords": "flag",
        "note": 'She says "we stay",\nthen walks off',
        "frames": "63",
        "seconds": "2.520",
        "duration": "00:00:02:13",
        "state": "online",
        "rating": "4",
    }
    assert {column: rows[0][column] for column in said} == said
    assert rows[4]["path"] == r"DCIM/Mi\xf1sk.mp4"


def test_media_of_another_rate_is_labelled_in_its_own_frames() -> None:
    fast = video(1, "fast.mov", rate=FrameRate(50), frames=400, timecode="10:00:00:00")
    (row,) = readers.table(write(timeline(shot_list(shot(1, fast, 101, 99))))[0])
    assert (row["source in"], row["source out"]) == ("10:00:02:01", "10:00:04:00")
    assert (row["source rate"], row["rate"], row["frames"]) == ("50", "25", "49")
