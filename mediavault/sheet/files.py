"""Sheets as files: CSV (UTF-8 with a byte order mark, which Excel needs) and XLSX.

A cell that a spreadsheet would run as a formula gets a quote in front in CSV, which is taken off again; in XLSX a text
is a text. Cells that do hold a formula when they come back are refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import catch_warnings
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812  it is a class

from library.errors import MediavaultError
from mediavault.export.csv import neutral
from mediavault.export.writing import write_atomically
from mediavault.sheet.columns import COLUMNS, KEY, TRACE, trace

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.cell.cell import MergedCell

    from mediavault.sheet.lines import Line

SUFFIXES = (".csv", ".xlsx")
MOST_BYTES = 200_000_000
"""Of a file that is read: no sheet of a film is longer, and one that is unpacks into more memory than there is."""


_BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, SyntaxError, EOFError, RuntimeError,
    BadZipFile, ZlibError,
)  # fmt: skip
"""What a damaged workbook makes of the libraries that unpack and read it; bad XML is a SyntaxError."""


class SheetUnusable(MediavaultError):
    """A file is no sheet."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what is the matter with it."""
        self.path = path
        super().__init__(f"Cannot use {path} as a sheet: {reason}. mediavault sheet export writes one.")


def write(path: Path, lines: Iterable[Line]) -> int:
    """Writes a sheet, whole or not at all; returns how many lines it has.

    Raises:
        SheetUnusable: the name says no format.
        FolderMissing, DiskFull, CannotWrite: the disk refuses.
    """
    rows = [[*line.shown.values(), *line.cells.values(), trace(line.cells)] for line in lines]
    write_atomically(path, _xlsx(rows) if _format(path) == ".xlsx" else _csv(rows))
    return len(rows)


def _format(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SheetUnusable(path, f"its name ends in none of {', '.join(SUFFIXES)}")
    return suffix


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *(map(neutral, row) for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - 200 ms that only sheets need
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("mediavault")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions[_letter(TRACE)].hidden = True
    for row in (COLUMNS, *rows):
        cells = [WriteOnlyCell(sheet, neutral(value).removeprefix("'") or None) for value in row]
        for cell in cells:
            if cell.value is not None:
                cell.data_type = "s"  # "=1+1" is a text, and stays one
        sheet.append(cells)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _letter(column: str) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return str(get_column_letter(COLUMNS.index(column) + 1))


def read(path: Path) -> list[dict[str, str]]:
    """The lines of a sheet as it came back: column to text. Columns may be moved, and all but the key left out.

    Raises:
        SheetUnusable: it cannot be read, or is none.
    """
    table = rows(path)
    heads = table[0] if table else []
    if KEY not in heads:
        raise SheetUnusable(path, f'it has no column "{KEY}"')
    unknown = [head for head in heads if head and head not in COLUMNS]
    if unknown or len(set(heads)) < len(heads):
        raise SheetUnusable(path, f"it has columns nobody knows, or twice: {', '.join(unknown or heads)}")
    return [{head: cell for head, cell in zip(heads, row, strict=False) if head} for row in table[1:] if any(row)]


def rows(path: Path) -> list[list[str]]:
    """The cells of a table as they came back, the quote that keeps a text from being a formula taken off.

    Raises:
        SheetUnusable: it cannot be read, holds a formula, or is neither of the formats.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SheetUnusable(path, f"it is longer than {MOST_BYTES:,} bytes")
        return list(_read_xlsx(path) if _format(path) == ".xlsx" else _read_csv(path))
    except (*_BROKEN, csv.Error) as error:
        raise SheetUnusable(path, str(error)) from error


def _read_csv(path: Path) -> Iterator[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    dialect = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    for row in csv.reader(StringIO(text, newline=""), delimiter=dialect):
        yield [cell.removeprefix("'") for cell in row]


def _read_xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415

    with catch_warnings(action="ignore", category=UserWarning):  # of styles that other programs leave out
        book = load_workbook(path, read_only=True)
    try:
        for row in book.worksheets[0].iter_rows():
            yield [_text(cell) for cell in row]
    finally:
        book.close()


def _text(cell: XlsxCell | MergedCell) -> str:
    if cell.data_type == "f":
        message = f"{cell.coordinate} holds a formula ({cell.value})"
        raise ValueError(message)
    value = cell.value
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
