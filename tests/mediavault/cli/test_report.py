"""`ingest --report`: what came in, for somebody who was not there; safe to hand on, never in place of another file."""

from __future__ import annotations

import csv
import os
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import make_photo, make_sound

import mediavault.ingest.run
from library.disk import DiskFull
from library.errors import MediavaultError
from library.model import Outcome, Problem
from mediavault.ingest.values import FileOutcome, IngestSummary, Interrupted
from mediavault.report import page as page_module

COLUMNS = [
    "path",
    "outcome",
    "asset",
    "kind",
    "recorded at",
    "duration s",
    "size bytes",
    "digest",
    "problem",
    "message",
]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A located photo, the same once more, one without a date, a sound, a damaged one, a note, and names with claws."""
    folder = tmp_path / "CARD B"
    located = make_photo(folder / "first.jpg", gps=(53.1325, 23.1688), Make="Canon", Model="Canon EOS R5")
    (folder / "again.jpg").write_bytes(located.read_bytes())
    make_photo(folder / "<script>alert(1)<b>.jpg", taken=None, colour="#010203")
    make_sound(folder / "atmo.wav", seconds=3)
    (folder / "=HYPERLINK(x).jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[31mred.jpg"))).write_bytes(b"\xff\xd8\xff\xe0 and less")
    (folder / "notes.txt").write_text("bread")
    return folder


class Page(HTMLParser):
    """The text of a page, its tags, and what it would fetch."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.tags, self.fetched = "", [], []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in {"src", "href", "action", "data"}]

    def handle_data(self, data: str) -> None:
        self.text += data if self.tags[-1:] != ["style"] else ""


def assert_nothing_leaves(source: str, page: Page) -> None:
    """It fetches nothing, runs nothing, commands no terminal, and says no position."""
    assert not {"script", "link", "iframe", "img", "form", "object", "a"} & set(page.tags)
    assert page.fetched == []
    assert "default-src 'none'" in source
    assert "53.13" not in source
    assert "23.16" not in source
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", source)


def test_a_producer_reads_what_came_in(cli: Cli, card: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    ran = cli("ingest", card, "--report", target, "--event", "Day of Solidarity", "--no-previews")
    assert ran.status == 3
    assert f"Report: {target}\n" in ran.err
    page = Page(target.read_text(encoding="utf-8"))
    told = re.sub(r"\s+", " ", page.text)
    for text in (
        "Ingest of CARD B", "2photos", "1sound recording", "0:01of sound, h:mm", "2could not be read",
        "Recorded2020-08-16", "EventDay of Solidarity", "CamerasCanon EOS R5 (1 recording)",
        "Files7: 3 new, 1 known, 2 unreadable, 1 skipped",
        "Could not be read (2)", "Damaged (2)", "Copy it from the card or the sender again",
        "No capture time (2)", "The same content several times (1)", "Left out (1)",
    ):  # fmt: skip
        assert text in told, (text, told)
    assert "<script>alert(1)<b>.jpg" in page.text, "the name, as text"
    assert "\\xff␛[31mred.jpg" in page.text
    assert "was interrupted" not in page.text
    assert_nothing_leaves(target.read_text(encoding="utf-8"), page)


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_nobody_who_sent_it_is_named_unless_that_is_asked_for(
    cli: Cli, card: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"report.{suffix}"
    said = ("--contributor", "Anna K.", "--rights", "© Anna K.", "--note", "from Anna K.", "--create")
    cli("ingest", card, "--report", target, *said, "--no-previews")
    assert "Anna" not in target.read_text(encoding="utf-8")
    if suffix == "html":
        assert "Contributor" in target.read_text(encoding="utf-8")
        cli("ingest", card, "--report", target, *said, "--report-names", "--no-previews")
        assert target.read_text(encoding="utf-8").count("Anna K.") == 3


def test_who_refused_is_not_named_even_where_names_are_asked_for(cli: Cli, card: Path, tmp_path: Path) -> None:
    target, again = tmp_path / "report.html", ("--report-names", "--no-previews")
    cli("ingest", card, "--contributor", "Anna K.", "--create", "--report", target, *again)
    assert "Anna K." in target.read_text(encoding="utf-8"), "of her nothing is said"
    cli("consent", "refuse", "Anna K.", "--purpose", "film")
    cli("ingest", card, "--contributor", "Anna K.", "--report", target, *again)
    assert "Anna" not in target.read_text(encoding="utf-8")


def test_pictures_are_shown_only_when_asked_for_and_of_nobody_who_is_not_cleared(
    cli: Cli, card: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    cli("ingest", card, "--report", target)
    assert "data:image" not in target.read_text(encoding="utf-8")
    cli("ingest", card, "--report", target, "--report-pictures", "--contributor", "Anna", "--create")
    assert target.read_text(encoding="utf-8").count('src="data:image/jpeg;base64,') >= 2
    cli("tag", "", "--person", "Maria", "--create")
    cli("ingest", card, "--report", target, "--report-pictures")
    assert "data:image/" not in target.read_text(encoding="utf-8"), "unknown means no"


def test_a_spreadsheet_has_one_line_a_file(cli: Cli, card: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    cli("ingest", card, "--report", target, "--no-previews")
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf" + b"path,outcome,asset")
    head, *rows = csv.reader(StringIO(written.decode("utf-8-sig"), newline=""))
    assert head == COLUMNS
    by_name = {row[0].rpartition("/")[2]: row for row in rows}
    assert len(rows) == 7
    first, again = by_name["first.jpg"], by_name["again.jpg"]
    assert {first[1], again[1]} == {"new", "known"}
    assert first[2:4] == [again[2], "photo"]
    assert first[4] == "2020-08-16T14:22:33+02:00"
    assert first[7].startswith("xxh128:")
    assert by_name["atmo.wav"][5] == "3.000"
    damaged = by_name["\\xff␛[31mred.jpg"]
    assert (damaged[1], damaged[8], damaged[2]) == ("unreadable", "damaged", "")
    assert "53.13" not in written.decode()


def test_no_cell_is_a_formula(cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(card.parent)
    outcomes = [
        FileOutcome(name, Outcome.SKIPPED) for name in (b"=1+1", b"+1", b"-1", b"@SUM(1)", b"\t=1", b"a=1", b"'a")
    ]

    def told(*arguments: object, **_: object) -> IngestSummary:
        for one in outcomes:
            arguments[4](one)
        return IngestSummary(skipped=7)

    monkeypatch.setattr(mediavault.ingest.run, "ingest", told)
    assert cli("ingest", card, "--report", "out.csv").status == 0
    _, *rows = csv.reader(StringIO(Path("out.csv").read_text(encoding="utf-8-sig"), newline=""))
    assert [row[0] for row in rows] == ["'=1+1", "'+1", "'-1", "'@SUM(1)", "␉=1", "a=1", "''a"]


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_an_interrupted_run_has_a_report_that_says_so(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    def stop(*arguments: object, **_: object) -> IngestSummary:
        arguments[4](FileOutcome(b"/card/1.jpg", Outcome.SKIPPED))
        raise Interrupted(IngestSummary(skipped=1))

    target = tmp_path / f"report.{suffix}"
    with monkeypatch.context() as patch:
        patch.setattr(mediavault.ingest.run, "ingest", stop)
        ran = cli("ingest", card, "--report", target)
    assert ran.status == 130
    written = target.read_text(encoding="utf-8-sig")
    assert "was interrupted" in written
    assert "ingest" in written.rpartition("mediavault --vault")[2]
    assert "1.jpg" in written
    assert cli("ingest", card, "--report", target, "--no-previews").status == 3, "it replaces a report of ours"
    assert "was interrupted" not in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_how_an_interrupted_run_goes_on_says_nothing_that_is_kept_out(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    def stop(*arguments: object, **_: object) -> IngestSummary:
        raise Interrupted(IngestSummary())

    target = tmp_path / f"report.{suffix}"
    said = ("--contributor", "Anna K.", "--rights", "with Ola", "--note", "from her aunt", "--create")
    with monkeypatch.context() as patch:
        patch.setattr(mediavault.ingest.run, "ingest", stop)
        cli("ingest", card, "--report", target, *said)
        written = target.read_text(encoding="utf-8-sig")
        assert "the same command as before" in written
        assert not any(word in written for word in ("Anna", "Ola", "aunt"))
        cli("ingest", card, "--report", target, *said, "--report-names")
    assert "from her aunt" in target.read_text(encoding="utf-8-sig").partition("--note")[2]


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_a_run_that_an_error_ends_has_a_report_that_says_so(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    def fail(*arguments: object, **_: object) -> IngestSummary:
        for number, outcome in enumerate((Outcome.SKIPPED, Outcome.UNREADABLE, Outcome.SKIPPED)):
            arguments[4](FileOutcome(b"/card/%d.jpg" % number, outcome, None, Problem("damaged", "It ends <early>.")))
        raise DiskFull(tmp_path, 4096)

    target = tmp_path / f"report.{suffix}"
    with monkeypatch.context() as patch:
        patch.setattr(mediavault.ingest.run, "ingest", fail)
        ran = cli("ingest", card, "--report", target)
    assert ran.status == 1
    assert "is full" in ran.err
    assert f"Report: {target}" in ran.err
    told = Page(target.read_text(encoding="utf-8-sig")).text if suffix == "html" else target.read_text("utf-8-sig")
    assert "ended too early: " in told
    assert "is full" in told
    assert "ingest" in told.rpartition("mediavault --vault")[2]
    assert [name in told for name in ("0.jpg", "1.jpg", "2.jpg")] == [True] * 3
    if suffix == "html":
        assert "1could not be read" in told
        assert "3: 1 unreadable, 2 skipped" in told


def test_a_run_that_an_error_ends_before_any_file_leaves_no_report(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> IngestSummary:
        raise DiskFull(tmp_path, 4096)

    monkeypatch.setattr(mediavault.ingest.run, "ingest", fail)
    assert cli("ingest", card, "--report", tmp_path / "report.html").status == 1
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_files_that_are_gone_are_named(cli: Cli, card: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"report.{suffix}"
    cli("ingest", card, "--no-previews")
    for name in ("atmo.wav", "again.jpg"):
        (card / name).unlink()
    ran = cli("ingest", card, "--report", target, "--no-previews")
    assert "2 not found any more" in ran.err
    if suffix == "html":
        told = Page(target.read_text(encoding="utf-8")).text.partition("Not found any more (2)")[2]
        assert [str(card / name) in told for name in ("atmo.wav", "again.jpg", "first.jpg")] == [True, True, False]
    else:
        rows = [row for row in csv.DictReader(StringIO(target.read_text("utf-8-sig"))) if row["outcome"] == "missing"]
        assert sorted(row["path"] for row in rows) == [str(card / "again.jpg"), str(card / "atmo.wav")]


def test_a_report_that_cannot_be_written_keeps_the_run_interrupted(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> IngestSummary:
        (tmp_path / "gone").rmdir()
        raise Interrupted(IngestSummary())

    (tmp_path / "gone").mkdir()
    monkeypatch.setattr(mediavault.ingest.run, "ingest", stop)
    ran = cli("ingest", card, "--report", tmp_path / "gone" / "report.html")
    assert ran.status == 130
    assert "there is no such folder" in ran.err
    assert ran.err.splitlines()[-1].startswith("mediavault: Interrupted after 0 files")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("report.pdf", "reports are .html, to read, or .csv, for a spreadsheet"),
        ("report", "reports are .html"),
        ("nowhere/report.html", "there is no folder"),
        ("CARD B/report.html", "nothing is written among the media"),
        ("taken.html", "another file is there, and it is no report"),
        ("folder.csv", "another file is there"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(
    bare: Cli, card: Path, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "taken.html").write_text("<p>Mine")
    (tmp_path / "folder.csv").mkdir()
    refused = bare("ingest", card, "--vault", tmp_path / "new", "--report", tmp_path / name)
    assert (refused.status, sentence in refused.err) == (2, True), refused.err
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "taken.html").read_text() == "<p>Mine"


def test_a_dry_run_writes_no_report(cli: Cli, card: Path, tmp_path: Path) -> None:
    refused = cli("ingest", card, "--dry-run", "--report", tmp_path / "report.html")
    assert (refused.status, "a dry run writes nothing" in refused.err) == (2, True)


def test_a_failing_report_leaves_the_earlier_one(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.html"
    cli("ingest", card, "--report", target, "--no-previews")
    before = target.read_bytes()

    def fail(*_: object) -> None:
        raise MediavaultError

    monkeypatch.setattr("mediavault.report.writing.page", fail)
    assert cli("ingest", card, "--report", target, "--no-previews").status == 1
    assert target.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_every_kind_of_problem_has_advice() -> None:
    assert {
        "no-reader",
        "damaged",
        "hollow",
        "permission",
        "timeout",
        "crashed",
        "changing",
        "vanished",
        "disk",
    } <= set(page_module.CURES)


def test_a_long_list_ends(cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST", 1)
    target = tmp_path / "report.html"
    cli("ingest", card, "--report", target, "--no-previews")
    assert "and 1 more; a report as .csv has all of them" in target.read_text(encoding="utf-8")
