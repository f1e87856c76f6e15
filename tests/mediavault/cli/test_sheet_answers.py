"""`sheet import` of what a producer ticked and wrote in the page of a shot list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runner import Cli


@pytest.fixture
def selects(cli: Cli) -> Cli:
    """A list of a range, a still and the range once more."""
    cli("clip", "add", "a1", "10f", "30f")
    cli("shotlist", "create", "Selects", "--rate", "25")
    cli("shotlist", "add", "Selects", "c1", "a2", "c1", "--note", "keep")
    return cli


def answer(path: Path, *shots: tuple[int, str, str, bool, str], **more: Any) -> Path:
    keys = ("shot", "clip", "asset", "ticked", "comment")
    said = {"kind": "mediavault sheet", "schema": 1, "list": "Selects", "version": 1, "by": "Ева"}
    path.write_text(json.dumps({**said, "shots": [dict(zip(keys, one, strict=True)) for one in shots], **more}))
    return path


@pytest.fixture
def answered(selects: Cli, tmp_path: Path) -> Path:
    """The still is ticked, the second use of the range has a comment."""
    return answer(
        tmp_path / "sheet.json",
        (1, "c1", "a1", False, ""),
        (2, "c2", "a2", True, ""),
        (3, "c1", "a1", False, "Too long,\ncut at the door"),
    )


def notes(cli: Cli) -> list[str]:
    (shown,) = cli("shotlist", "show", "Selects", "--json").lines
    return [one["note"] for one in shown["shots"]]


def test_what_would_change_is_shown_before_anybody_says_yes(selects: Cli, answered: Path) -> None:
    shown = selects("sheet", "import", answered)
    assert shown.status == 2
    assert [cells[:4] for cells in shown.cells] == [
        ["2", "c2", "P1020331.JPG", "picked"],
        ["3", "c1", "A001C001.mov", ""],
    ]
    assert shown.err.endswith("Nothing was changed: say yes, or give --yes.\n")
    assert notes(selects) == ["keep"] * 3


def test_ticks_pick_and_comments_are_noted_with_who_said_them(selects: Cli, answered: Path) -> None:
    assert selects("sheet", "import", answered, "--yes").status == 0
    first, second, third = notes(selects)
    assert (first, second) == ("keep", "keep")
    assert third.startswith("keep\nЕва, 20")
    assert third.endswith(": Too long,\ncut at the door")
    assert [one["picked"] for one in selects("find", "", "--clips", "--json").lines] == [False, True]
    assert "said of 2 shots of Selects" in selects("history").cells[0][3]
    selects("undo")
    assert notes(selects) == ["keep"] * 3
    assert [one["picked"] for one in selects("find", "", "--clips", "--json").lines] == [False, False]


def test_the_same_answer_changes_nothing_twice(selects: Cli, answered: Path) -> None:
    selects("sheet", "import", answered, "--yes")
    again = selects("sheet", "import", answered, "--yes")
    assert again.err == "The catalogue says all of it already: nothing was changed.\n"


def test_a_shot_that_moved_is_found_and_one_that_went_is_told(selects: Cli, answered: Path) -> None:
    selects("shotlist", "remove", "Selects", "2")
    told = selects("sheet", "import", answered, "--yes", "--by", "Producer")
    assert 'note: shot 2 of the page (c2) is not in "Selects" any more; passed over.' in told.err
    first, second = notes(selects)
    assert first.startswith("keep\nProducer, ")
    assert second == "keep"


def test_a_dry_run_and_json(selects: Cli, answered: Path) -> None:
    shown = selects("sheet", "import", answered, "--dry-run", "--json")
    assert [(one["shot"], one["picked"]) for one in shown.lines] == [(2, True), (3, False)]
    assert notes(selects) == ["keep"] * 3


@pytest.mark.parametrize(
    ("more", "status", "told"),
    [
        ({"by": ""}, 2, "nobody says whose they are. Give --by NAME."),
        ({"list": "Selekts"}, 2, 'did you mean "Selects"?'),
        ({"kind": "something"}, 2, "it is of the kind something 1"),
        ({"shots": [{"shot": 1}]}, 2, "it holds no ticks and comments"),
        ({"shots": [{"shot": "1", "clip": 2, "asset": [], "ticked": 1, "comment": {}}]}, 2, "it holds no ticks"),
    ],
)
def test_what_is_no_answer_is_refused(
    selects: Cli, tmp_path: Path, more: dict[str, Any], status: int, told: str
) -> None:
    path = answer(tmp_path / "sheet.json", (3, "c1", "a1", True, "Yes"), **more)
    refused = selects("sheet", "import", path, "--yes")
    assert refused.status == status
    assert told in refused.err
    assert notes(selects) == ["keep"] * 3


def test_a_file_that_is_no_json_is_refused(selects: Cli, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    for content in (b"", b"[1]", b"{" * 100_000, b"\xff\xfe"):
        path.write_bytes(content)
        assert selects("sheet", "import", path).status == 2
