"""`offload`: what a person is told, what a program reads, and what the catalogue knows afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import make_photo
from pypdf import PdfReader

from mediavault.cli import exit_status
from mediavault.ingest.values import IngestSummary, Interrupted
from mediavault.offload import run


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "A003"
    make_photo(folder / "DCIM" / "1.jpg", colour="#204080")
    make_photo(folder / "DCIM" / "2.jpg", colour="#802040")
    (folder / "notes.txt").write_text("for the editor")
    return folder


def test_every_copy_is_a_copy_of_one_asset_with_its_digest(bare: Cli, card: Path, tmp_path: Path) -> None:
    vault, one, two = tmp_path / "vault", tmp_path / "d1", tmp_path / "d2"

    ran = bare("--vault", vault, "offload", card, one, two, "--json", "--no-previews")

    assert ran.status == 0, ran.err
    *files, last = ran.lines
    assert [one["path"] for one in files] == ["notes.txt", "DCIM/1.jpg", "DCIM/2.jpg"]
    assert [copy["outcome"] for copy in files[1]["copies"]] == ["copied", "copied"]
    assert last["summary"]["catalogued"] == {"new": 2, "known": 2, "updated": 0, "unreadable": 0, "skipped": 2}
    assert (last["summary"]["files"], last["summary"]["whole"]) == (3, True)
    found = bare("--vault", vault, "find", "", "--json").lines
    assert [[copy["path"].rpartition("/d")[2] for copy in asset["copies"]] for asset in found] == [
        ["1/DCIM/1.jpg", "2/DCIM/1.jpg"], ["1/DCIM/2.jpg", "2/DCIM/2.jpg"],
    ]  # fmt: skip
    assert [asset["digest"]["hex"] for asset in found] == [one["digest"]["hex"] for one in files[1:]]
    again = bare("--vault", vault, "offload", card, one, two, "--json", "--no-previews")
    assert [copy["outcome"] for file in again.lines[:-1] for copy in file["copies"]] == ["there"] * 6
    assert again.lines[-1]["summary"]["catalogued"]["new"] == 0


def test_a_person_is_told_what_is_where(bare: Cli, card: Path, tmp_path: Path) -> None:
    ran = bare("--vault", tmp_path / "v", "offload", card, tmp_path / "d1", tmp_path / "d2", "--no-previews")
    assert ran.cells[0] == ["copied", "notes.txt", str(tmp_path / "d1"), ""]
    assert f"{tmp_path}/d1 and {tmp_path}/d2 are on one disk: when it fails, both copies are lost." in ran.err
    assert f"{tmp_path}/d2: 3 copied. List: {tmp_path}/d2/ascmhl/0001_d2_" in ran.err
    assert "Catalogued 4 copies, 2 of them new media." in ran.err
    assert ran.err.endswith("Everything on the card is verified at every place.\n")


def test_what_is_said_of_everything_goes_onto_what_is_offloaded(bare: Cli, card: Path, tmp_path: Path) -> None:
    place = ["offload", card, tmp_path / "d1", "--no-previews", "--event", "March", "--create"]
    assert bare("--vault", tmp_path / "v", *place).status == 0
    assert len(bare("--vault", tmp_path / "v", "find", "event:March", "--json").lines) == 2


def test_a_dry_run_writes_nothing_and_says_what_is_in_the_way(bare: Cli, card: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "d1", tmp_path / "d2"
    two.mkdir()
    (two / "notes.txt").write_text("something else there")
    ran = bare("--vault", tmp_path / "v", "offload", card, one, two, "--dry-run")
    assert ran.status == exit_status.FAILED
    assert f"{two} has a different file of the name notes.txt: it would stay" in ran.err
    assert f"{one}: 3 copied.\n{two}: 2 copied, 1 refused.\n" in ran.err
    assert (one.exists(), [path.name for path in two.iterdir()], (tmp_path / "v").exists()) == (
        False, ["notes.txt"], False,
    )  # fmt: skip


def test_a_different_file_of_the_name_ends_in_a_failure_that_names_it(bare: Cli, card: Path, tmp_path: Path) -> None:
    (tmp_path / "d1").mkdir()
    (tmp_path / "d1" / "notes.txt").write_text("something else there")
    ran = bare("--vault", tmp_path / "v", "offload", card, tmp_path / "d1", "--no-previews")
    assert ran.status == exit_status.FAILED
    assert ran.cells[0][0] == "other"
    assert f"Cannot copy notes.txt to {tmp_path}/d1: a different file of that name is there" in ran.cells[0][3]
    assert f"{tmp_path}/d1: 2 copied, 1 refused." in ran.err
    assert "Not everything on the card is everywhere: keep it as it is" in ran.err
    assert (tmp_path / "d1" / "notes.txt").read_text() == "something else there"


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        (["A003/copy"], "is on the card"),
        (["."], "lies within"),
        (["d1", "d1"], "are within each other"),
        (["d1", "d1/below"], "are within each other"),
    ],
)
def test_places_that_do_not_go_together_are_refused(
    places: list[str], reason: str, bare: Cli, card: Path, tmp_path: Path
) -> None:
    ran = bare("--vault", tmp_path / "v", "offload", card, *(tmp_path / one for one in places))
    assert ran.status == exit_status.USAGE
    assert reason in ran.err
    assert not (tmp_path / "d1").exists()


def test_interrupted_it_says_how_far_it_came_and_how_to_go_on(
    bare: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "copy_all", interrupted)
    ran = bare("--vault", tmp_path / "v", "offload", card, tmp_path / "d1")
    assert ran.status == exit_status.INTERRUPTED
    assert f"To go on: mediavault --vault {tmp_path}/v offload {card} {tmp_path}/d1\n" in ran.err


def test_the_history_a_card_brings_goes_on_at_its_copies(bare: Cli, card: Path, tmp_path: Path) -> None:
    run_ = ["--vault", tmp_path / "v", "offload"]
    assert bare(*run_, card, tmp_path / "d1", "--no-previews").status == 0
    assert bare(*run_, tmp_path / "d1", tmp_path / "d2", "--no-previews").status == 0
    assert bare(*run_, tmp_path / "d1", tmp_path / "d2", "--no-previews").status == 0
    lists = sorted(path.name[:5] for path in (tmp_path / "d2" / "ascmhl").glob("*.mhl"))
    assert lists == ["0001_", "0002_", "0003_"]


def test_the_history_of_a_folder_on_the_card_goes_on_at_its_copy(bare: Cli, card: Path, tmp_path: Path) -> None:
    """And a second run takes the chain that grew there for no other file."""
    run_ = ["--vault", tmp_path / "v", "offload"]
    (tmp_path / "d1").mkdir()
    assert bare(*run_, card / "DCIM", tmp_path / "d1" / "DCIM", "--no-previews").status == 0
    (tmp_path / "d1" / "notes.txt").write_text("beside it")
    before = {path: path.read_bytes() for path in (tmp_path / "d1").rglob("*") if path.is_file()}
    for _ in range(2):
        assert bare(*run_, tmp_path / "d1", tmp_path / "d2", "--no-previews").status == 0
    lists = sorted(str(path.relative_to(tmp_path / "d2"))[:17] for path in (tmp_path / "d2").rglob("*.mhl"))
    assert lists == [
        "DCIM/ascmhl/0001_",
        "DCIM/ascmhl/0002_",
        "DCIM/ascmhl/0003_",
        "ascmhl/0001_d2_20",
        "ascmhl/0002_d2_20",
    ]
    assert before == {path: path.read_bytes() for path in (tmp_path / "d1").rglob("*") if path.is_file()}
    checked = bare("--vault", tmp_path / "v", "verify", "--manifest", tmp_path / "d2")
    assert checked.status == 0, checked.err


@pytest.mark.parametrize("suffix", ["html", "pdf", "csv"])
def test_the_report_says_what_is_verified_where(suffix: str, bare: Cli, card: Path, tmp_path: Path) -> None:
    (tmp_path / "d2").mkdir()
    (tmp_path / "d2" / "notes.txt").write_text("something else there")
    report = tmp_path / f"report.{suffix}"
    order = [card, tmp_path / "d1", tmp_path / "d2", "--no-previews", "--report", report]
    vault = ["--vault", tmp_path / "v"]
    ran = bare(*vault, "offload", *order)
    assert f"Report: {report}\n" in ran.err
    text = read(report)
    assert "notes.txt" in text
    assert "DCIM/2.jpg" in text
    assert "a different file of that name is there" in text
    if suffix != "csv":
        assert "Keep the card as it is." in text
        assert "2 copied and verified" in text
    assert bare(*vault, "offload", *order).status == exit_status.FAILED  # an earlier report is replaced
    assert "there" in read(report)


def read(report: Path) -> str:
    if report.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(report).pages).replace("\n", " ")
    return report.read_text("utf-8-sig")


def test_a_report_names_nobody_who_must_not_be_named(bare: Cli, tmp_path: Path) -> None:
    card = tmp_path / "A003"
    make_photo(card / "Maria Kalesnikava.jpg", colour="#204080")
    vault = ["--vault", tmp_path / "v"]
    assert bare(*vault, "offload", card, tmp_path / "d1", "--no-previews").status == 0
    assert bare(*vault, "person", "add", "Maria Kalesnikava").status == 0
    for suffix in ("html", "pdf", "csv"):
        report = tmp_path / f"report.{suffix}"
        ran = bare(*vault, "offload", card, tmp_path / "d1", "--no-previews", "--report", report)
        assert ran.status == 0, ran.err
        assert "Kalesnikava" not in read(report)
        assert "jpg" in read(report)


@pytest.mark.parametrize("name", ["report.txt", "A003/report.html", "d1/report.html"])
def test_a_report_that_cannot_be_written_stops_before_anything_is(
    name: str, bare: Cli, card: Path, tmp_path: Path
) -> None:
    (tmp_path / "d1").mkdir()
    ran = bare("--vault", tmp_path / "v", "offload", card, tmp_path / "d1", "--report", tmp_path / name)
    assert ran.status == exit_status.USAGE
    assert list((tmp_path / "d1").iterdir()) == []


def test_interrupted_while_it_is_catalogued_it_says_that_the_copies_are_verified(
    bare: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise Interrupted(IngestSummary())

    monkeypatch.setattr("mediavault.ingest.run.ingest", interrupted)
    report = tmp_path / "report.html"
    ran = bare("--vault", tmp_path / "v", "offload", card, tmp_path / "d1", "--report", report)
    assert ran.status == exit_status.INTERRUPTED
    assert "Everything on the card is verified at every place." in ran.err
    assert "what was catalogued is kept. To go on: mediavault --vault" in ran.err
    assert report.exists()
