"""`conform` and `shotlist import`: what a person and a script are told of a finished cut."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_runner import Cli

CUT = """TITLE: Fine cut
FCM: NON-DROP FRAME
001  A001     AA/V  C        10:00:00:10 10:00:01:10 01:00:00:00 01:00:01:00
* FROM CLIP NAME: A001C001.mov
002  AX       V     C        00:00:00:00 00:00:02:00 01:00:01:00 01:00:03:00
* FROM CLIP NAME: P1020331.JPG
003  AX       V     C        00:00:07:00 00:00:08:00 01:00:03:00 01:00:04:00
* FROM CLIP NAME: P1020332.mov
"""


@pytest.fixture
def fine_cut(cli: Cli, tmp_path: Path) -> Path:
    """A cut of two files of the vault, and of one that is not in it; a person is in the first."""
    for name, purpose in (("Anna Nowak", "film"), ("Vera K.", "press")):
        cli("person", "add", name)
        cli("person", "edit", name, "--protection", "open")
        assert cli("consent", "grant", name, "--purpose", purpose).status == 0
    cli("clip", "add", "a1", "20f", "40f", "--name", "Arrival")
    cli("tag", "c1", "--person", "Anna Nowak")
    cli("rights", "set", "c1", "--credit", "Courtesy of Studio A")
    path = tmp_path / "fine cut.edl"
    path.write_text(CUT, encoding="ascii")
    return path


def test_each_edit_says_what_it_was_found_by(cli: Cli, fine_cut: Path) -> None:
    found = cli("conform", fine_cut)
    assert found.status == 21  # one edit is nothing in the catalogue
    assert found.cells == [
        [
            "1",
            "00:00:00:00",
            "A001C001.mov",
            "a1",
            "A001C001.mov",
            "10:00:00:10",
            "25",
            "reel and timecode",
            "sure",
            "c1",
        ],
        ["2", "00:00:01:00", "P1020331.JPG", "a2", "P1020331.JPG", "0f", "50", "file name", "likely", ""],
        ["3", "00:00:03:00", "P1020332.mov", "", "nearest: P1020331.JPG", "", "", "", "", ""],
    ]
    assert "missing: Edit 3 (P1020332.mov, line 7) is nothing in this catalogue" in found.err
    assert "Credit line: Courtesy of Studio A" in found.err
    assert "3 edits at 25, of 2 assets; 1 not found." in found.err
    assert "To be connected: CARD_A" in found.err


def test_consent_is_asked_for_the_purpose(cli: Cli, fine_cut: Path) -> None:
    granted = cli("conform", fine_cut, "--purpose", "film")
    assert "stop:" not in granted.err
    assert granted.status == 21
    refused = cli("conform", fine_cut, "--purpose", "press")
    assert refused.status == 40
    assert 'stop: Edit 1 (A001C001.mov) is linked to Anna Nowak, and whether they consent to "press" is not known.' in (
        refused.err
    )


def test_a_script_gets_one_object(cli: Cli, fine_cut: Path) -> None:
    (told,) = cli("conform", fine_cut, "--json", "--purpose", "press").lines
    assert (told["format"], told["name"], told["rate"]) == ("edl", "Fine cut", "25")
    first, _, last = told["edits"]
    assert (first["asset"], first["found_by"], first["sureness"], first["where"]) == (
        "a1", "reel and timecode", "sure", "line 3",
    )  # fmt: skip
    assert first["source_range"] == {"start": 10, "duration": 25, "end_exclusive": 35, "rate": "25"}
    assert [clip["id"] for clip in first["clips"]] == ["c1"]
    assert (last["asset"], last["nearest"]) == (None, "P1020331.JPG")
    assert [(one["asset"], one["frames"]) for one in told["used"]] == [("a1", 25), ("a2", 50)]
    assert [(one["shot"], one["kind"], one["severity"]) for one in told["findings"]] == [(1, "consent-unknown", "stop")]
    assert told["credits"] == {"contributors": [], "unnamed": 0, "lines": ["Courtesy of Studio A"]}
    assert [one["label"] for one in told["volumes"]] == ["CARD_A"]


def test_a_list_is_made_of_it_and_undone(cli: Cli, fine_cut: Path) -> None:
    assert cli("conform", fine_cut, "--list", "As cut", "--dry-run").err.endswith(
        'Would make the shot list "As cut" of fine cut.edl, 2 shots.\n'
    )
    assert cli("shotlist", "list").out == ""
    assert cli("conform", fine_cut, "--list", "As cut").status == 21
    (shown,) = cli("shotlist", "show", "As cut", "--json").lines
    assert [(one["asset"], one["source_range"]["start_frame"]) for one in shown["shots"]] == [("a1", 10), ("a2", 0)]
    cli("undo")
    assert cli("shotlist", "list").out == ""


def test_it_is_compared_with_the_list_it_was_cut_from(cli: Cli, fine_cut: Path) -> None:
    cli("shotlist", "create", "Selects", "--rate", "25")
    cli("shotlist", "add", "Selects", "c1", "a3")
    compared = cli("conform", fine_cut, "--against", "Selects")
    assert [cells[:3] for cells in compared.cells] == [["trimmed", "1", "1"], ["added", "", "2"], ["removed", "2", ""]]


@pytest.mark.parametrize("suffix", ["csv", "html"])
def test_a_report_names_nobody_who_is_not_open(cli: Cli, fine_cut: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report.{suffix}"
    cli("conform", fine_cut, "--report", path)
    assert "Anna Nowak" in path.read_text(encoding="utf-8-sig")
    cli("conform", fine_cut, "--report", path, "--purpose", "press")
    text = path.read_text(encoding="utf-8-sig")
    assert "Anna" not in text
    assert "[name withheld]" in text
    if suffix == "csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert next((row["edit"], row["asset"], row["first frame"], row["frames"]) for row in rows) == (
            "1", "a1", "10", "25",
        )  # fmt: skip
    else:
        assert "default-src 'none'" in text
        assert "<script" not in text


def test_a_list_that_left_comes_back(cli: Cli, tmp_path: Path) -> None:
    cli("project", "add", "Solidarity")
    cli("clip", "add", "a1", "10f", "30f")
    cli("shotlist", "create", "Selects", "--rate", "25", "--project", "Solidarity")
    cli("shotlist", "add", "Selects", "c1", "a2", "a3", "--note", "keep", "--heading", "Rynek")
    cli("shotlist", "handles", "Selects", "12")
    path = tmp_path / "selects.otio"
    assert cli("export", "Selects", path).status == 0
    taken = cli("shotlist", "import", path)
    assert taken.status == 1
    assert taken.err.startswith('mediavault: The shot list "Selects" is there already')
    assert cli("shotlist", "import", path, "--name", "Back").status == 0
    (before,), (after,) = (cli("shotlist", "show", name, "--json").lines for name in ("Selects", "Back"))
    assert {**after, "name": None, "version": None} == {**before, "name": None, "version": None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("conform", "nothing.edl"), "Cannot read nothing.edl: "),
        (("conform", "{cut}", "--report", "report.doc"), "Cannot write a report to report.doc: "),
        (("conform", "{cut}", "--rate", "fast"), 'Cannot read "fast" as a frame rate'),
        (("conform", "{cut}", "--against", "Nothing"), 'No shot list "Nothing"'),
        (("shotlist", "import", "{cut}", "--project", "Nothing"), 'No project "Nothing"'),
    ],
)
def test_what_makes_no_sense_is_refused(cli: Cli, fine_cut: Path, arguments: tuple[str, ...], told: str) -> None:
    refused = cli(*(one.format(cut=fine_cut) for one in arguments))
    assert refused.status == 2
    assert f"mediavault: {told}" in refused.err
