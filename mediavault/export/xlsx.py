"""Workbooks (`.xlsx`): the table of the `.csv`, with numbers as numbers and texts that no spreadsheet runs."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import opentimelineio as otio

from library.names import visible
from mediavault.export.archive import unzipped, zipped
from mediavault.export.csv import COLUMNS, cells, harmless
from mediavault.export.timeline import cut_list_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What the workbook says of when it was made, so that the same list gives the same bytes."""
_SHEET_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
"""What the name of a sheet cannot hold."""
_WIDTHS = {"number": 8, "heading": 20, "name": 28, "file": 28, "note": 40, "clip note": 40}
_WIDTH = 14
"""Characters across, of the columns that are not named."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one workbook of a timeline."""
    from openpyxl import Workbook  # noqa: PLC0415  a third of a second, which other formats need not wait for

    cut_list = cut_list_of(timeline)
    book = Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    book.properties.creator, book.properties.title = "mediavault", visible(cut_list.name)
    sheet = book.worksheets[0]
    sheet.title = visible(cut_list.name).translate(_FORBIDDEN).strip("'")[:_SHEET_NAME_LENGTH] or "Shots"
    for column, name in enumerate(COLUMNS, 1):
        _put(sheet, 1, column, name)
    for row, cut in enumerate(cut_list.cuts, 2):
        values = cells(cut, cut_list)
        for column, name in enumerate(COLUMNS, 1):
            _put(sheet, row, column, values[name])
    _lay_out(sheet)
    content = BytesIO()
    book.save(content)
    return (zipped(unzipped(content.getvalue())),)


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """A whole number as one, anything else as text: never as a formula."""
    if value is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(value, int):
        cell.value = value
    else:
        cell.value = harmless(str(value))
        cell.data_type = "s"


def _lay_out(sheet: Worksheet) -> None:
    """The first row stays in sight, can filter, and is bold; long texts break."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _WIDTH)
        sheet.cell(1, column).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
