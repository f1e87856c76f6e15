"""What many files lack for one cause is one line; the first is told with its own words, and nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import make_photo
from structure_factory import write

from library.model import AssetId, Outcome, Problem
from mediavault.cli import ingest_talk
from mediavault.ingest.values import FileOutcome

HALF = "it is no complete JPEG picture"
AGAIN = "Copy it from the card or the sender again; if that copy is damaged, too, try a recovery program on it."


def lacking(name: str, detail: str = "4 bytes") -> Problem:
    return Problem("no-preview", f"No preview of {name}: {HALF} ({detail}).", name, "damaged")


def told(talk: ingest_talk.Talk, capsys: pytest.CaptureFixture[str]) -> list[str]:
    talk.rest()
    return capsys.readouterr().err.splitlines()


@pytest.fixture
def talk() -> ingest_talk.Talk:
    return ingest_talk.Talk(json=False, display=None)


def test_one_line_stands_for_the_rest(talk: ingest_talk.Talk, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(140):
        talk.lacking(lacking(f"IMG {number}.{'jpg' if number % 7 else 'JPE'}", f"{number} bytes"))
    assert told(talk, capsys) == [
        f"No preview of IMG 0.JPE: {HALF} (0 bytes).",
        f"No preview of 139 more files (120 .jpg, 19 .jpe) for the reason given for IMG 0.JPE: {HALF}. {AGAIN}",
        "Run again with --report FILE.html to have each file named.",
    ]
    assert told(talk, capsys) == []


def test_two_are_told_by_their_names(talk: ingest_talk.Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk.lacking(lacking("a.jpg", "1 byte"))
    talk.lacking(lacking("b.jpg", "2 bytes"))
    assert told(talk, capsys) == [f"No preview of a.jpg: {HALF} (1 byte).", f"No preview of b.jpg: {HALF} (2 bytes)."]


def test_each_cause_is_told_by_itself(talk: ingest_talk.Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk.reported = True
    for number in range(4):
        talk.lacking(lacking(f"{number}.jpg"))
        talk.lacking(Problem("no-preview", f"No preview of {number}: no reader for Odd files yet.", str(number)))
        talk.lacking(Problem("no-preview", f"No filmstrip of {number}.mov: its keyframes are broken."))
    lines = told(talk, capsys)
    assert len(lines) == 2 + 4 + 2 + 1
    assert lines[-2:] == [
        "No preview of 3 more files (3 without a suffix) for the reason given for 0: no reader for Odd files yet.",
        "The report names each file.",
    ]


def test_on_a_terminal_so_are_files_that_cannot_be_read_but_none_that_is_cut_off(
    talk: ingest_talk.Talk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_talk, "on_terminal", lambda *_: True)
    for number in range(3):
        empty = Problem("damaged", f"Cannot read {number}.mov: it is empty.")
        talk.outcome(FileOutcome(f"/card/{number}.mov".encode(), Outcome.UNREADABLE, None, empty))
        cut = Problem("cut-off", f"tape {number}.avi breaks off: 1 of at least 2 bytes are here.")
        talk.outcome(FileOutcome(f"/card/tape {number}.avi".encode(), Outcome.NEW, AssetId(number), cut))
        note = Problem("not-media", f"Left out {number}.txt: it is text.")
        talk.outcome(FileOutcome(f"/card/{number}.txt".encode(), Outcome.SKIPPED, None, note))
    lines = told(talk, capsys)
    assert [line.partition(":")[0] for line in lines] == [
        "Cannot read 0.mov",
        *(f"tape {number}.avi breaks off" for number in range(3)),
        "Cannot read 2 more files (2 .mov) for the reason given for 0.mov",
        "Run again with --report FILE.html to have each file named.",
    ]


def test_programs_are_told_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    talk = ingest_talk.Talk(json=True, display=None)
    for number in range(5):
        talk.lacking(lacking(f"{number}.jpg"))
    assert len(told(talk, capsys)) == 5


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Five photos that are there by half, each another."""
    for number in range(5):
        whole = make_photo(tmp_path / "card" / f"IMG{number}.jpg", size=(800, 600), colour=f"#{number}0{number}090")
        write(whole, whole.read_bytes()[: whole.stat().st_size // 2])
    return tmp_path / "card"


def test_each_keeps_its_own_reason(cli: Cli, card: Path, tmp_path: Path) -> None:
    """In the table and the page of this run and of a later one, and where somebody looks at one of them."""
    first = cli("ingest", card, "--report", tmp_path / "first.csv")
    lines = [line for line in first.err.splitlines() if line.startswith("Only a part is shown of")]
    assert len(lines) == 2
    assert "Only a part is shown of 4 more files (4 .jpg)" in lines[1]
    assert "The report names each file." in first.err.splitlines()
    with (tmp_path / "first.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row["message"] for row in csv.DictReader(table) if row["outcome"] == "lacking"]
    told = [f"Only a part is shown of IMG{number}.jpg" for number in range(5)]
    assert sorted(row.partition(":")[0] for row in rows) == told
    cli("ingest", card, "--report", tmp_path / "later.html")
    page = (tmp_path / "later.html").read_text("utf-8")
    assert [page.count(f"{one}: {HALF}") for one in told] == [1] * 5
    keys = [cells[2] for cells in first.cells if cells[0] == "new"]
    for key in keys:
        (why,) = [row[1] for row in cli("show", key).cells if row[0] == "preview"]
        assert why.startswith("Only a part is shown of IMG")
        assert HALF in why


def test_so_does_what_has_no_preview(cli: Cli, tmp_path: Path) -> None:
    whole = make_photo(tmp_path / "card" / "IMG.jpg", size=(800, 600))
    content = whole.read_bytes()
    for number in range(3):
        write(tmp_path / "card" / f"{number}.jpg", content[: content.index(b"\xff\xda") + 10 + number])
    whole.unlink()
    assert len([line for line in cli("ingest", tmp_path / "card").err.splitlines() if "No preview of" in line]) == 2
    cli("ingest", tmp_path / "card", "--report", tmp_path / "later.html")
    page = (tmp_path / "later.html").read_text("utf-8")
    assert [page.count(f"No preview of {number}.jpg: {HALF}") for number in range(3)] == [1] * 3
