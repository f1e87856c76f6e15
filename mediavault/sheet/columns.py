"""The columns of a sheet, and how a cell holds what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from library.model import AuthorityKind

KEY = "key"
"""a12: all of an asset; c34: a clip. What a line is known by when it comes back."""
SHOWN = (KEY, "file", "kind", "recorded", "in", "out", "used in")
"""What is there to read; edits of it mean nothing."""
LINKED: Mapping[str, AuthorityKind] = {
    "events": AuthorityKind.EVENT,
    "places": AuthorityKind.PLACE,
    "people": AuthorityKind.PERSON,
    "organisations": AuthorityKind.ORGANISATION,
    "keywords": AuthorityKind.KEYWORD,
    "contributors": AuthorityKind.CONTRIBUTOR,
}
EDITED = ("name", "note", "rights", "rating", "pick", *LINKED)
"""What people may edit."""
TRACE = "as exported"
"""What every edited cell held when the sheet was written, as digests: tells an edit from a change of the catalogue."""
COLUMNS = (*SHOWN, *EDITED, TRACE)
PICKS = ("", "picked", "rejected")

_BETWEEN = re.compile(r"(?<!\\);")


def split(cell: str) -> list[str]:
    r"""The names in a cell: they stand between semicolons; one that is part of a name has a backslash before it."""
    return [name for one in _BETWEEN.split(cell) if (name := one.replace(r"\;", ";").strip())]


def joined(names: Iterable[str]) -> str:
    """Names as a cell holds them: each once, in order."""
    return "; ".join(sorted({name.replace(";", r"\;") for name in names}))


def plain(column: str, cell: str) -> str:
    """A cell without what makes no difference: blanks around it, the order of names, how lines end."""
    text = cell.replace("\r\n", "\n").strip()
    return joined(split(text)) if column in LINKED else text


def trace(cells: Mapping[str, str]) -> str:
    """What cells hold, as digests."""
    return " ".join(f"{column}:{digest(column, cell)}" for column, cell in cells.items())


def traced(cell: str) -> dict[str, str]:
    """Column to digest; the inverse of `trace`."""
    return dict(one.split(":", 1) for one in cell.split() if ":" in one)


def digest(column: str, cell: str) -> str:
    """Eight digits that tell whether a cell was edited."""
    return sha256(f"{column}\n{plain(column, cell)}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
