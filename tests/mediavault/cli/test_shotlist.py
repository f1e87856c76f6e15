"""`shotlist` and `export`."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, on_both


@pytest.fixture
def selects(cli: Cli) -> Cli:
    """A list of two shots: a range of a video, and a still."""
    cli("shotlist", "create", "Selects", "--rate", "25")
    cli("clip", "add", "a1", "10f", "30f")
    assert cli("shotlist", "add", "Selects", "c1", "a2", "--note", "keep").status == 0
    return cli


def clips(cli: Cli, name: str = "Selects") -> list[str]:
    (shown,) = cli("shotlist", "show", name, "--json").lines
    return [shot["clip"] for shot in shown["shots"]]


def test_a_list_is_shown_in_order(selects: Cli) -> None:
    shown = selects("shotlist", "show", "Selects")
    assert shown.cells == [
        ["1", "c1", "A001C001.mov", "10:00:00:10", "10:00:01:05", "01:00:00:00", "20", "", "keep", "offline"],
        ["2", "c2", "P1020331.JPG", "00:00:00:00", "00:00:04:00", "01:00:00:20", "100", "", "keep", "offline"],
    ]
    assert shown.err == (
        '"Selects": 2 shots, 00:00:04:20, 120 frames at 25\n'
        "To be connected: CARD_A (not connected, no shelf noted, 2 assets).\n"
    )


@on_both
def test_shots_move_and_go(selects: Cli) -> None:
    assert selects("shotlist", "move", "Selects", "2", "1").status == 0
    assert clips(selects) == ["c2", "c1"]
    assert selects("shotlist", "remove", "Selects", "1").status == 0
    assert clips(selects) == ["c1"]
    selects("undo")
    assert clips(selects) == ["c2", "c1"]
    assert selects("shotlist", "remove", "Selects").err == 'Removed the shot list "Selects".\n'
    assert selects("shotlist", "list").out == ""


def test_a_copy_has_the_same_shots(selects: Cli) -> None:
    assert selects("shotlist", "copy", "Selects", "Second cut").status == 0
    assert clips(selects, "Second cut") == clips(selects)
    assert [one["name"] for one in selects("shotlist", "list", "--json").lines] == ["Second cut", "Selects"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "New"),
        ("add", "Selects", "a1"),
        ("copy", "Selects", "New"),
        ("remove", "Selects"),
        ("move", "Selects", "1", "2"),
        ("trim", "Selects", "1", "12f", "14f"),
        ("note", "Selects", "1", "--heading", "Rynek"),
        ("alternate", "Selects", "1", "a1"),
        ("handles", "Selects", "12"),
    ],
)
def test_a_dry_run_changes_nothing(selects: Cli, arguments: tuple[str, ...]) -> None:
    before = selects("history").out
    would = selects("shotlist", *arguments, "--dry-run")
    assert would.status == 0
    assert would.err.startswith("Would ")
    assert selects("history").out == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "Selekts"), 'No shot list "Selekts" in this catalogue: did you mean "Selects"?'),
        (("move", "Selects", "7", "1"), 'No shot 7 in the shot list "Selects": it has shots 1 to 2.'),
        (("add", "Selects", "c99"), 'No clip "c99" in this catalogue'),
        (("create", "New", "--rate", "fast"), 'Cannot read "fast" as a frame rate'),
        (("create", "New", "--project", "Solidary"), 'No project "Solidary" in this catalogue'),
    ],
)
def test_what_is_not_there_is_refused(selects: Cli, arguments: tuple[str, ...], told: str) -> None:
    refused = selects("shotlist", *arguments)
    assert refused.status == 2
    assert refused.err.startswith(f"mediavault: {told}")
    assert refused.out == ""


def test_shots_are_trimmed_and_noted(selects: Cli) -> None:
    selects("shotlist", "trim", "Selects", "1", "10:00:00:12", "10:00:00:14")
    selects("shotlist", "trim", "Selects", "2", "0f", "2s")
    selects("shotlist", "note", "Selects", "2", "--heading", "Rynek", "--note", "")
    shown = selects("shotlist", "show", "Selects").cells
    assert shown[0][3:9] == ["10:00:00:12", "10:00:00:14", "01:00:00:00", "2", "", "keep"]
    assert shown[1][3:9] == ["00:00:00:00", "00:00:02:00", "01:00:00:02", "50", "Rynek", ""]
    assert selects("shotlist", "note", "Selects", "1").status == 2
    assert selects("clip", "list", "a1").cells[0][2] == "10:00:00:10 to 10:00:01:05"  # the clip stays as it is


def test_alternates_stand_below_their_shot_and_change_places_with_it(selects: Cli) -> None:
    selects("shotlist", "alternate", "Selects", "1", "a1", "--note", "steadier")
    selects("shotlist", "handles", "Selects", "12")
    shown = selects("shotlist", "show", "Selects")
    assert [cells[0] for cells in shown.cells] == ["1", "or 1", "2"]
    whole = ["or 1", "c3", "A001C001.mov", "10:00:00:00", "10:00:04:00", "", "100", "", "steadier", "offline"]
    assert shown.cells[1] == whole
    assert ", handles of 12\n" in shown.err
    assert selects("shotlist", "choose", "Selects", "1", "1").status == 0
    (record,) = selects("shotlist", "show", "Selects", "--json").lines
    assert (record["handles"], record["running_time"], record["shots"][0]["note"]) == (12, "00:00:08:00", "steadier")
    assert record["shots"][0]["alternates"][0]["clip"] == "c1"
    assert record["volumes"][0]["label"] == "CARD_A"
    assert selects("shotlist", "choose", "Selects", "1", "2").err == (
        "mediavault: No alternate 2: the shot has alternates 1 to 1. mediavault shotlist alternate adds one.\n"
    )
    selects("shotlist", "choose", "Selects", "1", "1", "--remove")
    assert [cells[0] for cells in selects("shotlist", "show", "Selects").cells] == ["1", "2"]


@on_both
def test_exports_are_kept_and_compared(selects: Cli, tmp_path: Path) -> None:
    selects("export", "Selects", tmp_path / "first.edl")
    selects("shotlist", "trim", "Selects", "1", "12f", "14f")
    selects("shotlist", "add", "Selects", "a3")
    selects("export", "Selects", tmp_path / "second.otio")
    selects("shotlist", "remove", "Selects", "2")
    kept = [[cells[0], *cells[2:]] for cells in selects("shotlist", "versions", "Selects").cells]
    assert kept == [
        ["1", "edl", "first.edl", "2", "00:00:04:20"],
        ["2", "otio", "second.otio", "3", "00:00:07:02"],
    ]
    compared = selects("shotlist", "compare", "Selects", "1", "2")
    assert compared.cells == [
        ["trimmed", "1", "1", "c1", "A001C001.mov", "10f to 30f", "12f to 14f"],
        ["added", "", "3", "c3", "atmo.wav", "", ""],
    ]
    assert compared.err == "2 shots differ.\n"
    (now,) = selects("shotlist", "compare", "Selects", "2", "--json").lines
    assert (now["kinds"], now["before"]["number"], now["after"]) == (["removed"], 2, None)
    refused = selects("shotlist", "compare", "Selects", "1", "7")
    assert (refused.status, refused.err) == (2, 'mediavault: No version 7 of the shot list "Selects": kept are 1, 2.\n')


def test_an_export_names_what_it_found(selects: Cli, tmp_path: Path) -> None:
    target = tmp_path / "selects.edl"
    exported = selects("export", "Selects", target)
    assert exported.status == 0, exported.err
    assert "note: " in exported.err
    assert exported.err.endswith(f"{target}: 2 shots, version 1\n")
    assert b"FCM: NON-DROP FRAME" in target.read_bytes()
    (shown,) = selects("shotlist", "show", "Selects", "--json").lines
    assert shown["version"] == 2


def test_a_check_writes_nothing(selects: Cli, tmp_path: Path) -> None:
    checked = selects("export", "Selects", tmp_path / "selects.otio", "--check", "--json")
    assert checked.status == 0
    assert checked.lines[0]["format"] == "otio"
    assert {"kind", "severity", "sentence", "cure", "shot"} <= checked.lines[0]["findings"][0].keys()
    assert not (tmp_path / "selects.otio").exists()


def test_people_who_are_not_open_stop_an_export(selects: Cli, tmp_path: Path) -> None:
    target = tmp_path / "selects.csv"
    selects("tag", "c1", "--person", "Anna Nowak", "--create")
    refused = selects("export", "Selects", target)
    assert refused.status == 40
    assert refused.err.splitlines()[-1].startswith("mediavault: Nothing was exported: ")
    assert selects("export", "Selects", target, "--check").status == 40
    assert not target.exists()
    assert selects("export", "Selects", target, "--accept-unknown", "she agreed on tape").status == 0
    assert "Nowak" not in target.read_text(encoding="utf-8-sig")
    assert "she agreed on tape" in selects("history").cells[0][3]
    selects("person", "edit", "Anna Nowak", "--protection", "open")
    assert selects("export", "Selects", target).status == 0
    assert "Nowak" in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("selects.docx",), 2, "the formats are otio, "),
        (("nowhere/selects.edl",), 2, "nowhere"),
        (("selects.edl", "--dialect", "avid"), 2, "avid"),
        (("selects.edl", "--reel-length", "12"), 2, "8 or 32"),
    ],
)
def test_an_export_that_makes_no_sense(
    selects: Cli, tmp_path: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    refused = selects("export", "Selects", tmp_path / arguments[0], *arguments[1:])
    assert refused.status == status
    assert told in refused.err
    assert list(tmp_path.glob("selects*")) == []


def test_an_empty_list_is_refused(cli: Cli, tmp_path: Path) -> None:
    cli("shotlist", "create", "Empty")
    assert cli("export", "Empty", tmp_path / "empty.edl").status == 40
