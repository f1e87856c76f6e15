"""`xmp`: what the catalogue says as sidecars, and back with what other programs edited in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, QueryOrKey
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.taking_over import Manner, take_over
from mediavault.cli.verbs import group, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import JsonObject
    from mediavault.sheet import Line
    from mediavault.sidecars import Written
    from mediavault.sidecars.reading import Cells


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("xmp", "Sidecars that other programs read.")
    app.add_typer(family)
    _register_export(family)
    _register_import(family)


def _register_export(family: typer.Typer) -> None:
    @verb(family, "export", (*exit_status.CATALOGUED, exit_status.UNREADABLE), noted=False)
    def export(
        run: Invocation,
        query: QueryOrKey,
        folder: Annotated[
            Path | None,
            typer.Argument(metavar="FOLDER", help="Where to: a tree like that of the copies.", show_default=False),
        ] = None,
        beside_copies: Annotated[
            bool, typer.Option("--beside-copies", help="Write them beside the copies instead; never to read-only ones.")
        ] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Write an XMP sidecar for each copy of what a query finds.

        One that is there is updated: what others wrote in it stays, and is told. Who is not known to be open is not
        named.
        """
        from mediavault.cli.ranges import meant
        from mediavault.sidecars import Sidecars
        from mediavault.sidecars import export as start

        if (folder is None) is not beside_copies:
            raise typer.BadParameter("name a folder, or give --beside-copies", param_hint="FOLDER")
        where = Sidecars(None if folder is None else folder.absolute())
        with run.catalogue() as catalogue:
            written = list(start(catalogue, meant(catalogue, query), where, dry_run=dry_run))
        return _tell(written, dry_run=dry_run, json=json)


def _register_import(family: typer.Typer) -> None:
    @verb(family, "import", (*exit_status.CATALOGUED, exit_status.UNREADABLE))
    def import_(
        run: Invocation,
        places: Annotated[list[Path], typer.Argument(metavar="FOLDER|FILE...", help="Sidecars, or folders with them.")],
        create: Annotated[bool, typer.Option("--create", help="Add names that are not there yet.")] = False,
        prefer: Annotated[
            str | None,
            typer.Option(
                "--prefer",
                metavar="sheet|catalogue",
                help="Whose word stands where both were edited: sheet is the sidecars.",
                show_default=False,
            ),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Take over what other programs edited in sidecars of ours: title, description, rights, rating and keywords.

        It is shown first, cell by cell, then one change that undo takes back. What is no sidecar of ours is told. From
        those that another vault wrote, the ranges and regions it marked become clips here.
        """
        manner = Manner(create, prefer, yes, dry_run, json)
        problems: list[tuple[str, str]] = []
        with run.catalogue() as catalogue:
            found, clips = _read(catalogue, places, problems)
            table(("sidecar", "problem"), problems if not json else ())
            what = f"sidecars in {', '.join(map(str, places))}"
            take_over(catalogue, found, what, manner, clips)
        return exit_status.UNREADABLE if problems else None


def _read(catalogue: Catalogue, places: list[Path], problems: list[tuple[str, str]]) -> tuple[list[Cells], list[Line]]:
    """The lines that sidecars stand for, and those of them that are new clips."""
    from mediavault.sidecars import SidecarUnusable, contents_at, said
    from mediavault.sidecars.packet import Packet

    cells: dict[str, Cells] = {}
    clips: dict[str, Line] = {}
    for path, content in (one for place in places for one in contents_at(place)):
        try:
            if isinstance(content, SidecarUnusable):
                raise content
            found = said(catalogue, Packet.of(path, content))
        except SidecarUnusable as error:
            problems.append((str(path), error.reason))
            continue
        if not found.cells:
            problems.append((str(path), "it is of nothing in this catalogue, or mediavault did not write it"))
        # Several copies of an asset have a sidecar each: those that say the same are one.
        cells |= {str(sorted(line.items())): line for line in found.cells}
        clips |= {line.key: line for line in found.clips}
    return list(cells.values()), list(clips.values())


def _tell(written: list[Written], *, dry_run: bool, json: bool) -> int | None:
    lacking = [one for one in written if one.problem]
    if json:
        emit_all(map(_record, written))
        emit({"summary": {"written": len(written) - len(lacking), "problems": len(lacking)}})
    else:
        told = [one for one in written if one.problem or one.kept]
        table(("", "sidecar", ""), [(one.asset, one.path, one.problem or _kept(one)) for one in told])
    say(f"{'Would write' if dry_run else 'Wrote'} {counted(len(written) - len(lacking), 'sidecar')}.")
    return exit_status.UNREADABLE if lacking else None


def _kept(one: Written) -> str:
    return f"what others say is left to them: {', '.join(one.kept)}"


def _record(one: Written) -> JsonObject:
    path = None if one.path is None else str(one.path)
    return {"asset": one.asset, "path": path, "kept": list(one.kept), "problem": one.problem}
