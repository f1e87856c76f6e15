"""What the edits of a sheet mean for a catalogue: cell by cell, before anything is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from library.model import DEFAULT_ROLE, AuthorityId, AuthorityKind
from library.reading.authorities import AmbiguousName, UnknownName
from mediavault.sheet.columns import EDITED, KEY, LINKED, PICKS, TRACE, digest, plain, split, traced
from mediavault.sheet.lines import Line, lines

if TYPE_CHECKING:
    from library import Catalogue

Cells = Mapping[str, str]
"""A line as it came back: column to text."""
Meant = tuple[AuthorityId | str, str]
"""What a name in a cell means: the record, or the name of one that is to be added; and the role."""

_KEY = re.compile(r"([ac])([1-9][0-9]*)")
_NUMBERED = re.compile(r"\[(\w+) ([1-9][0-9]*)\]")
_IN_A_ROLE = re.compile(r"(.+?) \[([^\[\]]+)\]")


@dataclass(frozen=True)
class Cell:
    """A cell that says something else than the catalogue."""

    line: Line
    column: str
    now: str
    """What the sheet says."""
    meant: frozenset[Meant] = frozenset()
    """Of a cell of names: all that it names."""

    @property
    def was(self) -> str:
        """What the catalogue says."""
        return self.line.cells[self.column]


@dataclass(frozen=True)
class Flaw:
    """A cell that cannot be taken over."""

    key: str
    column: str
    sentence: str


@dataclass
class Diff:
    """All that a sheet would change."""

    changes: list[Cell] = field(default_factory=list)
    conflicts: list[Cell] = field(default_factory=list)
    """Edited in the sheet, and changed in the catalogue since it was written."""
    flaws: list[Flaw] = field(default_factory=list)
    new: set[tuple[AuthorityKind, str]] = field(default_factory=set)
    """Records that are to be added."""
    clips: Sequence[Line] = ()
    """Clips that are to be added."""


def compare(catalogue: Catalogue, sheet: Sequence[Cells], *, create: bool = False, clips: Sequence[Line] = ()) -> Diff:
    """What a sheet would change.

    Args:
        catalogue: The catalogue.
        sheet: The lines that came back.
        create: Names that are not there yet are to be added.
        clips: Those of its lines that are of clips which are to be added.
    """
    there, found = _there(catalogue, sheet) | {one.key: one for one in clips}, Diff(clips=clips)
    for key, count in Counter(cells[KEY] for cells in sheet).items():
        if count > 1:
            found.flaws.append(Flaw(key, KEY, "stands in more than one line"))
    for cells in sheet:
        line = there.get(cells[KEY])
        if line is None:
            found.flaws.append(Flaw(cells[KEY], KEY, "is nothing in this catalogue"))
        elif cells.get("file", line.shown["file"]) != line.shown["file"]:
            of = f"is {line.shown['file']} here: the line is of another catalogue, or the file has another name now"
            found.flaws.append(Flaw(line.key, "file", of))
        else:
            _compare_line(catalogue, line, cells, found, create=create)
    return found


def _there(catalogue: Catalogue, sheet: Sequence[Cells]) -> dict[str, Line]:
    keys = [match for cells in sheet if (match := _KEY.fullmatch(cells[KEY]))]
    clips = catalogue.clips([int(match[2]) for match in keys if match[1] == "c"])
    assets = {int(match[2]) for match in keys if match[1] == "a"} | {clip.asset for clip in clips}
    return {line.key: line for line in lines(catalogue, sorted(assets))}


def _compare_line(catalogue: Catalogue, line: Line, cells: Cells, found: Diff, *, create: bool) -> None:
    exported = traced(cells.get(TRACE, ""))
    for column in (one for one in EDITED if one in cells):
        was, now = (plain(column, held[column]) for held in (line.cells, cells))
        before = exported.get(column)
        if now == was or digest(column, now) == before:
            continue
        cell = Cell(line, column, now)
        try:
            cell = _understood(catalogue, cell, found.new, create=create)
        except _Misunderstood as reason:
            found.flaws.append(Flaw(line.key, column, str(reason)))
            continue
        if before is not None and digest(column, was) != before:
            found.conflicts.append(cell)
        elif column not in LINKED or cell.meant != held_by(line, column):
            found.changes.append(cell)


class _Misunderstood(ValueError):
    """A cell makes no sense."""


def _understood(catalogue: Catalogue, cell: Cell, new: set[tuple[AuthorityKind, str]], *, create: bool) -> Cell:
    if cell.column in cell.line.withheld:
        message = "holds a name that was withheld: edit it in mediavault"
        raise _Misunderstood(message)
    if cell.column == "rating" and cell.now not in {"", *"012345"}:
        message = f'"{cell.now}" is no rating: 0 to 5 stars, or nothing'
        raise _Misunderstood(message)
    if cell.column == "pick" and cell.now not in PICKS:
        message = f'"{cell.now}" is neither picked nor rejected'
        raise _Misunderstood(message)
    if cell.column not in LINKED:
        return cell
    kind = LINKED[cell.column]
    meant = frozenset(_meant(catalogue, kind, name, create=create) for name in split(cell.now))
    new |= {(kind, record) for record, _ in meant if isinstance(record, str)}
    return Cell(cell.line, cell.column, cell.now, meant)


def held_by(line: Line, column: str) -> frozenset[tuple[AuthorityId, str]]:
    """What a line is linked to, and in which role, by a column of names."""
    links = line.clip.links if line.clip else ()
    kind = LINKED[column]
    return frozenset((link.authority, link.role) for link in links if link.kind is kind and not link.suggested)


def _meant(catalogue: Catalogue, kind: AuthorityKind, text: str, *, create: bool) -> Meant:
    in_a_role = _IN_A_ROLE.fullmatch(text)
    name, role = in_a_role.groups() if in_a_role else (text, DEFAULT_ROLE[kind])
    numbered = _NUMBERED.fullmatch(name)
    try:
        if numbered:
            return _by_number(catalogue, kind, int(numbered[2])), role
        record = catalogue.authority(kind, name)
    except UnknownName as error:
        if create and not numbered:
            return name, role
        hint = " or ".join(f'"{near}"' for near in error.nearest)
        raise _Misunderstood(f'no {kind} "{name}"' + (f": did you mean {hint}?" if hint else "")) from error
    except AmbiguousName as error:
        raise _Misunderstood(str(error)) from error
    if record.id is None:
        raise UnknownName(kind.value, name, ())
    return record.id, role


def _by_number(catalogue: Catalogue, kind: AuthorityKind, number: int) -> AuthorityId:
    for record in catalogue.authorities(kind):
        if record.id == number:
            return record.id
    raise UnknownName(kind.value, f"[{kind} {number}]", ())
