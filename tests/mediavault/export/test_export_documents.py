"""Workbooks, Markdown and archives: opened again by what others open them with."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import opentimelineio as otio
import pytest
from export_readers import table
from markdown_it import MarkdownIt
from shot_list_factory import ACROSS_THE_HOUR, SELECTS, shot, shot_list, video

from library.model import ShotList
from mediavault.export import timeline
from mediavault.export.csv import write as write_csv
from mediavault.export.markdown import write as write_markdown
from mediavault.export.otio import write as write_otio
from mediavault.export.otioz import write as write_otioz
from mediavault.export.xlsx import write as write_xlsx

BOTH = pytest.mark.parametrize("built", [SELECTS, ACROSS_THE_HOUR], ids=["selects", "the hour"])
SLY = shot_list(
    shot(1, video(1, "=1+1|<b>.mov"), 0, 5, name="*x* `y`", note="=HYPERLINK(1)\n\x1b[31m![](http://a)", heading="# H"),
    name="[L]: *1*",
)


def sheet(built: ShotList) -> openpyxl.worksheet.worksheet.Worksheet:
    (content,) = write_xlsx(timeline(built))
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


@BOTH
def test_a_workbook_has_the_cells_of_the_table(built: ShotList) -> None:
    first, *rows = sheet(built).iter_rows(values_only=True)
    expected = table(write_csv(timeline(built))[0])
    assert list(first) == list(expected[0])
    for row, wanted in zip(rows, expected, strict=True):
        texts = ["" if value is None else str(value) for value in row]
        assert texts == [value.removeprefix("'") if value[:2] == "'=" else value for value in wanted.values()]


def test_numbers_are_numbers_and_texts_run_no_formula() -> None:
    cells = {one.value: one for row in sheet(SLY).iter_rows(min_row=2) for one in row}
    assert {cells[value].data_type for value in (1, 5)} == {"n"}
    assert {one.data_type for one in cells.values() if isinstance(one.value, str)} == {"s"}
    assert "=1+1|<b>.mov" in cells
    assert "=HYPERLINK(1)\n␛[31m![](http://a)" in cells
    assert sheet(SLY).title == "_L__ _1_"


@BOTH
def test_the_same_list_gives_the_same_bytes(built: ShotList) -> None:
    for write in (write_xlsx, write_otioz):
        assert write(timeline(built)) == write(timeline(built))


@BOTH
def test_an_archive_holds_the_timeline(built: ShotList) -> None:
    (content,) = write_otioz(timeline(built))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["version.txt", "content.otio"]
        assert archive.read("content.otio") == write_otio(timeline(built))[0]
        assert archive.testzip() is None


@BOTH
def test_opentimelineio_opens_the_archive(built: ShotList, tmp_path: pytest.TempPathFactory) -> None:
    path = f"{tmp_path}/list.otioz"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(write_otioz(timeline(built))[0])
    assert otio.adapters.read_from_file(path).is_equivalent_to(timeline(built))


def read(built: ShotList) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a Markdown document, as CommonMark with tables shows them."""
    (content,) = write_markdown(timeline(built))
    headings, rows, kinds = [], [], []
    for token in MarkdownIt("commonmark").enable("table").parse(content.decode()):
        kinds.append(token.type)
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            shown = "".join(
                "\n" if child.type in {"html_inline", "softbreak"} else child.content for child in token.children or ()
            )
            (headings if kinds[-2] == "heading_open" else rows[-1] if rows else headings).append(shown)
    return headings, [row for row in rows if row and row[0] != "#"]


def test_markdown_has_a_table_under_each_heading() -> None:
    headings, rows = read(SELECTS)
    assert headings == [
        "Solidary Białystok – selects",
        "Solidarity · version 3 · 5 shots · 00:00:10:09 · 25 frames per second",
        "Rynek Kościuszki",
        "Sound of the square",
    ]
    assert rows[0] == [
        "1", "01:00:00:00", "01:00:02:13", "00:00:02:13", "Białystok wywiad 01.mov", "10:00:04:12", "10:00:07:00",
        "place: Kościuszko Market Square, Białystok\nevent: Day of Solidarity\nkeyword: flag",
        'She says "we stay",\nthen walks off',
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]


def test_markdown_shows_texts_as_they_are() -> None:
    headings, (row,) = read(SLY)
    assert (headings[0], headings[2]) == ("[L]: *1*", "# H")
    assert (row[4], row[8]) == ("=1+1|<b>.mov", "=HYPERLINK(1)\n␛[31m![](http://a)")
