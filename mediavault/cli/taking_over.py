"""Takes over what people edited outside: shown first, cell by cell, then written as one change that undo takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from library.errors import MediavaultError
from mediavault.cli.output import counted, emit_all, say, table, terminals
from mediavault.cli.verbs import rehearse

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Authority, AuthorityId, JsonObject
    from mediavault.sheet import Cell, Diff, Line


class SheetFlawed(MediavaultError):
    """Cells of a sheet make no sense."""

    def __init__(self, flaws: int) -> None:
        """Takes how many."""
        super().__init__(
            f"{counted(flaws, 'cell')} cannot be taken over: nothing was changed. Mend them and import again; --create "
            "adds names that are not there yet."
        )


class SheetConflict(MediavaultError):
    """Cells were edited in a sheet and in the catalogue."""

    def __init__(self, conflicts: int) -> None:
        """Takes how many."""
        super().__init__(
            f"{counted(conflicts, 'cell')} changed in the catalogue since the sheet was written: nothing was changed. "
            "Say whose word stands: --prefer sheet or --prefer catalogue."
        )


class NotConfirmed(MediavaultError):
    """Nobody said yes."""

    def __init__(self) -> None:
        """Takes no facts: there are none."""
        super().__init__("Nothing was changed: say yes, or give --yes.")


def confirm(what: str, *, yes: bool) -> None:
    """Asks whether that is to be done, unless somebody said yes already.

    Raises:
        NotConfirmed: nobody said yes, or nobody is there to be asked.
    """
    if not yes and not (terminals() and typer.confirm(f"{what}?", err=True)):
        raise NotConfirmed


@dataclass(frozen=True)
class Manner:
    """How it is done."""

    create: bool = False
    """Names that are not there yet are added."""
    prefer: str | None = None
    """Whose word stands where both were edited: `sheet` or `catalogue`."""
    yes: bool = False
    """Nobody is asked."""
    dry_run: bool = False
    json: bool = False

    def __post_init__(self) -> None:
        if self.prefer not in {None, "sheet", "catalogue"}:
            raise typer.BadParameter(f'"{self.prefer}" is neither sheet nor catalogue', param_hint="--prefer")


def take_over(
    catalogue: Catalogue, lines: Sequence[Mapping[str, str]], source: str, manner: Manner, clips: Sequence[Line] = ()
) -> None:
    """Makes the catalogue say what lines of a sheet say, as far as people edited them; `clips` are to be added.

    Raises:
        SheetFlawed, SheetConflict, NotConfirmed: nothing was changed.
    """
    from mediavault.sheet import apply, compare

    diff = compare(catalogue, lines, create=manner.create, clips=clips)
    _show(diff, manner)
    cells = _chosen(diff, manner.prefer)
    if not cells and not clips:
        say("The catalogue says all of it already: nothing was changed.")
        return
    told = [counted(len(clips), "clip")] if clips else []
    told += [counted(len(cells), "cell")] if cells else []
    what = f"Import {' and '.join(told)} of {source}"
    confirm(what, yes=manner.yes or manner.dry_run)
    with catalogue.transaction(what) as edit:
        if compare(catalogue, lines, create=manner.create, clips=clips) != diff:
            raise SheetConflict(len(cells))
        apply(edit, diff, cells, _records(catalogue))
        rehearse(manner.dry_run, what)
    say(f"{what}.")


def _chosen(diff: Diff, prefer: str | None) -> list[Cell]:
    if diff.flaws:
        raise SheetFlawed(len(diff.flaws))
    if diff.conflicts and prefer is None:
        raise SheetConflict(len(diff.conflicts))
    return diff.changes + (diff.conflicts if prefer == "sheet" else [])


def _records(catalogue: Catalogue) -> dict[AuthorityId, Authority]:
    from library.model import AuthorityKind

    return {one.id: one for kind in AuthorityKind for one in catalogue.authorities(kind) if one.id is not None}


def _show(diff: Diff, manner: Manner) -> None:
    if manner.json:
        emit_all(_record(one, "change") for one in diff.changes)
        emit_all(_record(one, "conflict") for one in diff.conflicts)
        emit_all({"kind": "flaw", "key": one.key, "column": one.column, "message": one.sentence} for one in diff.flaws)
        emit_all({"kind": "clip", "asset": f"a{one.asset}", "marks": _marks(one)} for one in diff.clips)
        emit_all({"kind": "new", "authority": str(kind), "name": name} for kind, name in sorted(diff.new))
        return
    stands = {"sheet": "changed there too", "catalogue": "stays"}.get(manner.prefer or "", "conflict")
    rows = [(one.line.key, one.line.shown["file"], one.column, one.was, one.now, "") for one in diff.changes]
    rows += [(one.line.key, one.line.shown["file"], one.column, one.was, one.now, stands) for one in diff.conflicts]
    rows += [(one.key, "", one.column, "", "", one.sentence) for one in diff.flaws]
    rows += [(f"a{one.asset}", one.shown["file"], "new clip", "", _marks(one), "") for one in diff.clips]
    rows += [("", "", f"new {kind}", "", name, "") for kind, name in sorted(diff.new)]
    table(("", "file", "column", "catalogue", "sheet", ""), rows)


def _marks(line: Line) -> str:
    """`25-75 at 25`: first frame and the first after it, at a rate; `0.1,0.2,0.3,0.4` of a photo."""
    from library.model import Region

    if line.marked is None or isinstance(line.marked, Region):
        return str(line.marked or "")
    return f"{line.marked.start}-{line.marked.end_exclusive} at {line.marked.rate}"


def _record(cell: Cell, kind: str) -> JsonObject:
    return {"kind": kind, "key": cell.line.key, "column": cell.column, "catalogue": cell.was, "sheet": cell.now}
