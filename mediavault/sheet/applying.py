"""Writes what a sheet changes into the catalogue: one operation, that one undo takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from library.model import AssetId, Authority, AuthorityId, AuthorityKind, ClipId, Region
from library.timecode import TimeRange
from mediavault.sheet.columns import LINKED
from mediavault.sheet.comparing import held_by

if TYPE_CHECKING:
    from library import Edit
    from mediavault.sheet.comparing import Cell, Diff
    from mediavault.sheet.lines import Line

Added = Mapping[tuple[AuthorityKind, str], Authority]


def apply(edit: Edit, diff: Diff, cells: Sequence[Cell], records: Mapping[AuthorityId, Authority]) -> None:
    """Makes the catalogue say what cells say.

    Args:
        edit: The transaction.
        diff: What the sheet changes, with the records that are to be added.
        cells: Those of its cells that are to be taken over.
        records: All records that cells name, by key.
    """
    added = {(kind, name): edit.add_authority(Authority(kind=kind, name=name)) for kind, name in sorted(diff.new)}
    marked = {line.key: _mark(edit, line) for line in diff.clips}
    for cell in cells:
        clip = marked.get(cell.line.key) or _clip(edit, cell.line)
        if cell.column in LINKED:
            _link(edit, clip, cell, added, records)
        else:
            edit.describe_clip(clip, **_fact(cell))


def _mark(edit: Edit, line: Line) -> ClipId:
    span = line.marked if isinstance(line.marked, TimeRange) else None
    region = line.marked if isinstance(line.marked, Region) else None
    return edit.add_clip(AssetId(line.asset), span, region=region).id


def _clip(edit: Edit, line: Line) -> ClipId:
    if line.clip is not None:
        return line.clip.id
    (clip,) = edit.whole_clips([AssetId(line.asset)])
    return clip


def _fact(cell: Cell) -> dict[str, str | bool | int | None]:
    match cell.column:
        case "rating":
            return {"rating": int(cell.now) if cell.now else None}
        case "pick":
            return {"picked": cell.now == "picked", "rejected": cell.now == "rejected"}
    return {cell.column: cell.now or None}


def _link(edit: Edit, clip: ClipId, cell: Cell, added: Added, records: Mapping[AuthorityId, Authority]) -> None:
    kind = LINKED[cell.column]
    held = held_by(cell.line, cell.column)
    named = {(_key(one, kind, added), role) for one, role in cell.meant}
    every = {**records, **{_key(one.name, kind, added): one for one in added.values() if one.kind is kind}}
    for key, role in sorted(named - held):
        edit.link_all([clip], every[key], role=role)
    for key, role in sorted(held - named):
        edit.unlink_all([clip], every[key], role=role)


def _key(meant: AuthorityId | str, kind: AuthorityKind, added: Added) -> AuthorityId:
    key = added[kind, meant].id if isinstance(meant, str) else meant
    if key is None:
        raise LookupError(meant)
    return key
