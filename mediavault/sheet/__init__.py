"""A catalogue as a table that people edit in a spreadsheet, and what their edits mean for it.

Whoever must not be named is not named in it, as in an export; such a cell can come back as it went, but not be edited.
"""

from mediavault.sheet.answers import (
    AnswererUnknown,
    Answers,
    AnswersDiff,
    apply_answers,
    compare_answers,
    read_answers,
)
from mediavault.sheet.applying import apply
from mediavault.sheet.comparing import Cell, Diff, Flaw, compare
from mediavault.sheet.files import SheetUnusable, read, write
from mediavault.sheet.lines import Line, Veil, lines
from mediavault.sheet.tables import write_tables

__all__ = [
    "AnswererUnknown",
    "Answers",
    "AnswersDiff",
    "Cell",
    "Diff",
    "Flaw",
    "Line",
    "SheetUnusable",
    "Veil",
    "apply",
    "apply_answers",
    "compare",
    "compare_answers",
    "lines",
    "read",
    "read_answers",
    "write",
    "write_tables",
]
