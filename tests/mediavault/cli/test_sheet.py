"""`sheet`: out into a spreadsheet, and back with what people edited there."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from catalogue_factory import RATE
from cli_runner import Cli
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from library.model import Authority, AuthorityKind, Name, Protection
from library.timecode import TimeRange
from mediavault import sheet
from mediavault.export.csv import neutral
from mediavault.sheet.columns import COLUMNS, EDITED, SHOWN, trace
from mediavault.vault import Vault

OTHER = "the line is of another catalogue, or the file has another name now"
NONE: frozenset[str] = frozenset()
FORMATS = (".csv", ".xlsx")
NOTE = "=1+1; “ў”\n\twith a line"


@pytest.fixture
def tagged(vault: Vault) -> Vault:
    """a1 has a note, a place, an event and two people, one of them not open; c2 is ten frames of it, picked."""
    with vault.catalogue() as catalogue, catalogue.transaction("Tag") as edit:
        vera = Authority(kind=AuthorityKind.PERSON, name="Vera Kavalenka", protection=Protection.DO_NOT_IDENTIFY)
        anna = Authority(kind=AuthorityKind.PERSON, name="Anna; of Grodno", protection=Protection.OPEN)
        flag = Authority(kind=AuthorityKind.KEYWORD, name="flag", names=(Name("сцяг", "be"),))
        people = [edit.add_authority(one) for one in (vera, anna, flag)]
        whole = edit.whole_clip(1)
        edit.describe_clip(whole.id, note=NOTE, rating=3)
        part = edit.add_clip(1, TimeRange(25, 10, RATE), name="Вера Каваленка speaks")
        edit.describe_clip(part.id, picked=True)
        for one in (*people, catalogue.authority(AuthorityKind.PLACE, "Vilnius")):
            edit.link(whole, one)
        edit.link(part, people[1], role="speaks")
    return vault


def loaded(path: Path) -> list[dict[str, str]]:
    """A sheet as a spreadsheet would show it."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    heads, *rows = load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(heads, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows]


def edited(path: Path, cells: dict[tuple[str, str], object]) -> Path:
    """The sheet with other values in some cells, by key and column, as a person leaves it."""
    rows = loaded(path)
    for (key, column), value in cells.items():
        (row,) = (one for one in rows if one["key"] == key)
        row[column] = value
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return path
    book = Workbook()
    for at, row in enumerate([rows[0].keys(), *(one.values() for one in rows)], 1):
        for place, value in enumerate(row, 1):
            cell = book.active.cell(at, place, value or None)
            if isinstance(value, str) and value and not value.startswith("=SUM"):
                cell.data_type = "s"
    book.save(path)
    return path


def cells_of(vault: Vault, key: str) -> dict[str, str]:
    with vault.catalogue() as catalogue:
        return next(dict(one.cells) for one in sheet.lines(catalogue, catalogue.find("")) if one.key == key)


@pytest.fixture(params=FORMATS)
def written(request, tagged: Vault, cli: Cli, tmp_path: Path) -> Path:
    """A sheet of everything, in both formats."""
    path = tmp_path / f"sheet{request.param}"
    assert cli("sheet", "export", path).status == 0
    return path


def test_a_sheet_says_what_the_catalogue_says(written: Path) -> None:
    rows = loaded(written)
    assert [row["key"] for row in rows] == ["a1", "c2", "a2", "a4", "a3"]
    quote = "'" if written.suffix == ".csv" else ""
    first, part = rows[:2]
    assert tuple(first) == COLUMNS
    assert {name: first[name] for name in ("file", "note", "rating", "places", "people", "keywords", "events")} == {
        "file": "A001C001.mov",
        "note": quote + NOTE,
        "rating": "3",
        "places": "Vilnius",
        "people": r"Anna\; of Grodno; [person 4]",
        "keywords": "flag",
        "events": "",
    }
    assert {name: part[name] for name in ("in", "out", "name", "pick", "people")} == {
        "in": "10:00:01:00",
        "out": "10:00:01:10",
        "name": "[name withheld] speaks",
        "pick": "picked",
        "people": r"Anna\; of Grodno [speaks]",
    }
    assert rows[3]["file"] == "\\xff␛[31m\tred.mov"
    assert "Kavalenka" not in written.read_bytes().decode("latin-1")
    assert "Каваленка" not in str(rows)


def test_a_sheet_nobody_edited_changes_nothing(written: Path, cli: Cli, tagged: Vault) -> None:
    before = tagged.catalogue_path.read_bytes()
    imported = cli("sheet", "import", written)
    assert (imported.status, imported.out) == (0, "")
    assert imported.err == "The catalogue says all of it already: nothing was changed.\n"
    assert cli("sheet", "import", edited(written, {})).status == 0
    assert tagged.catalogue_path.read_bytes() == before


def test_what_was_edited_is_shown_and_is_one_change(written: Path, cli: Cli, tagged: Vault) -> None:
    before = cells_of(tagged, "a1"), cells_of(tagged, "a2")
    edited(
        written,
        {
            ("a1", "note"): "she names the village",
            ("a1", "people"): "[person 4] [speaks]",
            ("a1", "rating"): 5 if written.suffix == ".xlsx" else "5",
            ("a2", "places"): "Bialystok; Вильнюс",
            ("a2", "keywords"): "сцяг",
            ("c2", "pick"): "rejected",
        },
    )
    shown = cli("sheet", "import", written, "--dry-run")
    assert shown.status == 0
    assert shown.err == f"Would import 6 cells of {written.name}.\n"
    assert ["a1", "A001C001.mov", "note", NOTE.replace("\n", "␊").replace("\t", "␉"), "she names the village", ""] in (
        shown.cells
    )
    assert (cells_of(tagged, "a1"), cells_of(tagged, "a2")) == before
    refused = cli("sheet", "import", written)
    assert (refused.status, refused.err) == (2, "mediavault: Nothing was changed: say yes, or give --yes.\n")
    assert cli("sheet", "import", written, "--yes").err == f"Import 6 cells of {written.name}.\n"
    assert cells_of(tagged, "a1") == before[0] | {
        "note": "she names the village", "people": "[person 4] [speaks]", "rating": "5"
    }  # fmt: skip
    assert (cells_of(tagged, "a2")["places"], cells_of(tagged, "a2")["keywords"]) == ("Białystok; Vilnius", "flag")
    assert cells_of(tagged, "c2")["pick"] == "rejected"
    assert cli("history", "--limit", "1").cells[0][3] == f"Import 6 cells of {written.name}"
    assert cli("undo").status == 0
    assert (cells_of(tagged, "a1"), cells_of(tagged, "a2")) == before
    assert cli("redo").status == 0
    again = cli("sheet", "import", written, "--yes")
    assert "nothing was changed" in again.err, "what is there already is no conflict"


def test_conflicts_are_shown_cell_by_cell_until_somebody_decides(written: Path, cli: Cli, tagged: Vault) -> None:
    edited(written, {("a1", "note"): "from the sheet", ("a1", "rights"): "AP", ("a2", "name"): "portrait"})
    for arguments in (("a1", "--note", "from the catalogue"), ("a1", "--place", "Białystok"), ("a3", "--rating", "1")):
        assert cli("tag", *arguments).status == 0
    stopped = cli("sheet", "import", written, "--yes", "--json")
    assert stopped.status == 1
    assert "1 cell changed in the catalogue since the sheet was written" in stopped.err
    (conflict,) = (one for one in stopped.lines if one["kind"] == "conflict")
    assert (conflict["key"], conflict["column"]) == ("a1", "note")
    assert (conflict["catalogue"], conflict["sheet"]) == ("from the catalogue", "from the sheet")
    assert cells_of(tagged, "a2")["name"] == ""
    assert cli("sheet", "import", written, "--yes", "--prefer", "catalogue").status == 0
    there = cells_of(tagged, "a1")
    assert (there["note"], there["rights"], there["places"]) == ("from the catalogue", "AP", "Białystok; Vilnius")
    assert cells_of(tagged, "a3")["rating"] == "1", "what only the catalogue changed stays"
    assert cli("sheet", "import", written, "--yes", "--prefer", "sheet").status == 0
    assert cells_of(tagged, "a1")["note"] == "from the sheet"


def test_what_makes_no_sense_is_named_and_nothing_is_written(written: Path, cli: Cli, tagged: Vault) -> None:
    edited(
        written,
        {
            ("a1", "rating"): "7",
            ("a1", "name"): "good",
            ("a2", "pick"): "maybe",
            ("a2", "places"): "Vilmius",
            ("a2", "people"): "[person 99]",
            ("a4", "file"): "other.mov",
            ("c2", "name"): "[name withheld] is here",
            ("a3", "key"): "a99",
        },
    )
    refused = cli("sheet", "import", written, "--yes")
    assert refused.status == 1
    assert "7 cells cannot be taken over: nothing was changed." in refused.err
    assert sorted((cells[0], cells[2], cells[5]) for cells in refused.cells if cells[5]) == [
        ("a1", "rating", '"7" is no rating: 0 to 5 stars, or nothing'),
        ("a2", "people", 'no person "[person 99]"'),
        ("a2", "pick", '"maybe" is neither picked nor rejected'),
        ("a2", "places", 'no place "Vilmius": did you mean "Vilnius"?'),
        ("a4", "file", rf"is \xff␛[31m␉red.mov here: {OTHER}"),
        ("a99", "key", "is nothing in this catalogue"),
        ("c2", "name", "holds a name that was withheld: edit it in mediavault"),
    ]
    assert cells_of(tagged, "a1")["name"] == ""


def test_new_names_need_create(written: Path, cli: Cli, tagged: Vault) -> None:
    edited(written, {("a2", "places"): "Гродна", ("a3", "places"): "Гродна; Vilnius", ("a3", "people"): "Nobody"})
    assert cli("sheet", "import", written, "--yes").status == 1
    assert cli("sheet", "import", written, "--create", "--dry-run").status == 0
    made = cli("sheet", "import", written, "--create", "--yes", "--json")
    assert made.status == 0, made.err
    assert [one for one in made.lines if one["kind"] == "new"] == [
        {"kind": "new", "authority": "person", "name": "Nobody"},
        {"kind": "new", "authority": "place", "name": "Гродна"},
    ]
    assert cells_of(tagged, "a3")["places"] == "Vilnius; Гродна"
    assert cells_of(tagged, "a3")["people"].startswith("[person "), "who is new is not open"


def test_a_formula_is_a_text_in_both_formats_and_a_formula_that_comes_back_is_refused(
    written: Path, cli: Cli, tmp_path: Path
) -> None:
    if written.suffix == ".csv":
        cells = [cell for row in loaded(written) for cell in row.values()]
        assert f"'{NOTE}" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        return
    with ZipFile(written) as packed:
        assert b"<f" not in packed.read("xl/worksheets/sheet1.xml")
    edited(written, {("a1", "note"): "=SUM(1,1)"})
    refused = cli("sheet", "import", written, "--yes")
    assert refused.status == 2
    assert "holds a formula (=SUM(1,1))" in refused.err


def test_columns_may_be_moved_and_left_out(cli: Cli, tagged: Vault, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("rating;key;name\n4;a2;\n", encoding="utf-8")
    assert cli("sheet", "import", path, "--yes").status == 0
    assert cells_of(tagged, "a2")["rating"] == "4"
    for text, reason in (
        ("", 'it has no column "key"'),
        ("name\nx\n", 'it has no column "key"'),
        ("key,nmae\na1,x\n", "it has columns nobody knows, or twice: nmae"),
        ("key,name,name\na1,x,y\n", "twice"),
        ("key,name\na1,x\na1,y\n", None),
    ):
        path.write_text(text)
        refused = cli("sheet", "import", path, "--yes")
        assert refused.status == (2 if reason else 1)
        assert reason is None or reason in refused.err
    (tmp_path / "bad.xlsx").write_bytes(b"no spreadsheet")
    (tmp_path / "bad.csv").write_bytes(b"key,name\na1,\xff\n")
    for name in ("bad.xlsx", "bad.csv", "bad.ods", "nowhere.csv"):
        assert f"Cannot use {tmp_path / name} as a sheet" in cli("sheet", "import", tmp_path / name).err
    assert cli("sheet", "export", tmp_path / "a.ods").status == 2


shown = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(
    lambda text: neutral(text).removeprefix("'")
)


@settings(max_examples=60)
@given(st.lists(st.lists(shown, min_size=len(EDITED), max_size=len(EDITED)), min_size=1, max_size=3))
def test_any_text_goes_there_and_back(said: list[list[str]]) -> None:
    lines = [line(number, cells) for number, cells in enumerate(said, 1)]
    with TemporaryDirectory() as folder:
        for suffix in FORMATS:
            path = Path(folder) / f"sheet{suffix}"
            assert sheet.write(path, lines) == len(said)
            back = sheet.read(path)
            assert [cells["key"] for cells in back] == [one.key for one in lines]
            for cells, one in zip(back, lines, strict=True):
                assert {column: cells[column] for column in EDITED} == one.cells
                assert cells["as exported"] == trace({column: cells[column] for column in EDITED})


def line(number: int, cells: list[str]) -> sheet.Line:
    shown_of = dict.fromkeys(SHOWN, f"a{number}")
    return sheet.Line(f"a{number}", number, None, shown_of, dict(zip(EDITED, cells, strict=True)), NONE)


@pytest.mark.soak
@pytest.mark.needs_program("ssconvert")
def test_gnumeric_gives_back_what_it_was_given(written: Path, cli: Cli, tmp_path: Path) -> None:
    other = ".xlsx" if written.suffix == ".csv" else ".csv"
    for suffix in (".gnumeric", other, written.suffix):
        target = tmp_path / f"again{suffix}"
        subprocess.run(["ssconvert", str(written), str(target)], check=True, capture_output=True, timeout=120)
        written = target
    imported = cli("sheet", "import", written)
    assert imported.err == "The catalogue says all of it already: nothing was changed.\n", imported.out
