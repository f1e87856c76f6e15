"""LosslessCut: a project and a table for each file, in seconds that are those of the frames."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import bar_codes
import pytest
from shot_list_factory import NTSC, SELECTS, photo, shot, shot_list, video

from library.model import ShotList
from mediavault.export import NothingHeld, check, export, timeline
from mediavault.export.losslesscut import write_projects, write_tables


def projects(built: ShotList) -> list[dict[str, Any]]:
    return [json.loads(part) for part in write_projects(timeline(built))]


def tables(built: ShotList) -> list[list[list[str]]]:
    return [list(csv.reader(StringIO(part.decode(), newline=""))) for part in write_tables(timeline(built))]


def test_seconds_are_those_of_the_frames(each_rate: bar_codes.Case) -> None:
    rate, used = each_rate.shot_list.rate.fraction, [one.source_range for one in each_rate.shot_list.shots]
    # The first file has the shots 1 and 3, the second the shot 2.
    expected = [[used[0], used[2]], [used[1]]]
    for project, table, spans in zip(projects(each_rate.shot_list), tables(each_rate.shot_list), expected, strict=True):
        assert len(project["cutSegments"]) == len(table) == len(spans)
        for segment, row, span in zip(project["cutSegments"], table, spans, strict=True):
            for start, end in ((segment["start"], segment["end"]), (float(row[0]), float(row[1]))):
                assert abs(Fraction(start) - span.start / rate) < Fraction(1, 10**6)
                assert abs(Fraction(end) - span.end_exclusive / rate) < Fraction(1, 10**6)
                assert (round(start * float(rate)), round(end * float(rate))) == (span.start, span.end_exclusive)


def test_a_project_is_named_for_its_file_and_says_what_is_shown() -> None:
    (first, *_) = projects(SELECTS)
    assert (first["version"], first["mediaFileName"]) == (1, "Białystok wywiad 01.mov")
    (segment,) = first["cutSegments"]
    assert segment["name"] == '1 Interview · She says "we stay",\nthen walks off'
    assert segment["tags"] == {
        "place": "Kościuszko Market Square, Białystok",
        "event": "Day of Solidarity",
        "keyword": "flag",
        "heading": "Rynek Kościuszki",
        "rating": "4",
    }


def test_sound_counts_in_its_samples_and_other_rates_in_their_own() -> None:
    sound = projects(SELECTS)[2]["cutSegments"][0]
    assert (sound["start"], sound["end"]) == (2.0, 5.0)
    (other,) = projects(shot_list(shot(1, video(1, "n.mov", rate=NTSC), 30, 30)))
    assert (other["cutSegments"][0]["start"], other["cutSegments"][0]["end"]) == (1.001, 2.002)


@pytest.mark.parametrize("format_name", ["llc", "losslesscut"])
def test_stills_are_left_out_and_told(format_name: str, tmp_path: Path) -> None:
    told = [(one.shot, one.kind.value) for one in check(SELECTS, format_name)]
    assert (3, "left-out") in told
    assert (None, "split") in told
    suffix = {"llc": ".llc", "losslesscut": ".csv"}[format_name]
    paths = export(SELECTS, tmp_path / f"list{suffix}", format=format_name).paths
    assert [path.name for path in paths] == [f"list{n}{suffix}" for n in ("", "_2", "_3", "_4")]
    with pytest.raises(NothingHeld, match="All shots are stills"):
        export(shot_list(shot(1, photo(1, "p.jpg"), 0, 5)), tmp_path / f"none{suffix}", format=format_name)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_name_runs_no_formula() -> None:
    sly = shot_list(shot(1, video(1, "a.mov"), 0, 5, name="=1+1", note="x"))
    assert tables(sly) == [[["0.0", "0.2", "1 =1+1 · x"]]]
