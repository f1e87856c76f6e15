"""`volumes`: which drives there are, where they are on the shelf, and which of them are needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.verbs import group, rehearse, verb
from mediavault.progress.wording import size

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Holding, JsonObject, Volume


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("volumes", "Drives, cards and shares: what is on them, where they are.")
    app.add_typer(family)
    _register_listing(family)
    _register_naming(family)


def _register_listing(family: typer.Typer) -> None:
    @verb(family, None)
    def volumes(
        run: Invocation,
        needed: Annotated[
            str | None,
            typer.Option(
                "--for",
                metavar="QUERY",
                help="Only those that hold what a query finds, or a12; of a shot list: 'list:\"Rough cut\"'.",
                autocompletion=completing.query,
                show_default=False,
            ),
        ] = None,
        json: Json = False,
    ) -> None:
        """List the volumes: those that are connected first, then where the others stand.

        Files and sizes are those of the query. "only here" counts assets of which no other volume holds a copy.
        """
        from mediavault.cli.ranges import meant

        with run.catalogue() as catalogue:
            assets = None if needed is None else meant(catalogue, needed)
            found = catalogue.shelf.holdings(assets)
            lost = 0 if assets is None else catalogue.shelf.without_copy(assets)
        if json:
            emit_all(map(record, found))
            return
        table(
            ("volume", "where", ">files", ">size", ">only here", "last seen"),
            map(_row, found),
            empty="No volume holds any.",
        )
        if needed is not None:
            say_what_is_needed(found, lost)


def _register_naming(family: typer.Typer) -> None:
    @verb(family, "edit")
    def edit(
        run: Invocation,
        volume: Annotated[
            str,
            typer.Argument(metavar="VOLUME", help="Its label, or its uid.", autocompletion=completing.volumes),
        ],
        label: Annotated[
            str | None, typer.Option("--label", metavar="TEXT", help="What it is called.", show_default=False)
        ] = None,
        shelf: Annotated[
            str | None,
            typer.Option(
                "--shelf", metavar="TEXT", help="Where it stands; an empty text removes it.", show_default=False
            ),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Say what a volume is called and where it stands when it is not connected."""
        from mediavault.cli.tag import NothingToChange

        if label is None and shelf is None:
            raise NothingToChange("volumes edit", '--shelf "office, box 3"')
        with run.catalogue() as catalogue:
            one = volume_named(catalogue, volume)
            what = f"Volume {one.label}: {', '.join(filter(None, (label, shelf))) or 'no shelf'}"
            with catalogue.transaction(what) as change:
                change.describe_volume(one.id, label=label, shelf=shelf)
                rehearse(dry_run, what)
            (found,) = (held for held in catalogue.shelf.holdings() if held.volume.id == one.id)
        say(f"{found.volume.label}: {found.volume.shelf or 'no shelf noted'}.")
        if json:
            emit(record(found))


def volume_named(catalogue: Catalogue, name: str) -> Volume:
    """The volume that a label in any spelling, or a uid, names.

    Raises:
        UnknownName: there is none; it carries the nearest.
        AmbiguousName: several have the label.
    """
    from library import names
    from library.reading.authorities import AmbiguousName, UnknownName

    known = catalogue.volumes()
    found = [one for one in known if name == one.uid or names.fold(one.label) == names.fold(name)]
    if not found:
        raise UnknownName("volume", name, names.nearest(name, [one.label for one in known]))
    if len(found) > 1:
        raise AmbiguousName("volume", name, [one.uid for one in found])
    return found[0]


def _where(one: Holding) -> str:
    if one.point is not None:
        return f"connected at {one.point}"
    return f"shelf: {one.volume.shelf}" if one.volume.shelf else "not connected, no shelf noted"


def _row(one: Holding) -> tuple[object, ...]:
    counts = {"missing": one.missing, "changed": one.changed}
    lost = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    return (
        one.volume.label,
        _where(one),
        f"{one.files:,}{f' ({lost})' if lost else ''}",
        size(one.size_bytes),
        f"{one.only_here:,}",
        (one.seen_at or "")[:10],
    )


def say_what_is_needed(found: Sequence[Holding], lost: int = 0) -> None:
    """Tells which volumes have to be connected for what was asked for, where they stand, and what is on none."""
    needed = [one for one in found if one.needed]
    where = "; ".join(f"{one.volume.label} ({_where(one)}, {counted(one.needed, 'asset')})" for one in needed)
    if where:
        say(f"To be connected: {where}.")
    if lost:
        say(f"{counted(lost, 'asset')} on no drive that is known any more: mediavault relink FOLDER looks for them.")
    if found and not where and not lost:
        say("Everything is within reach.")


def record(one: Holding) -> JsonObject:
    """A volume, and what it holds of what was asked for."""
    return {
        "id": one.volume.id,
        "uid": one.volume.uid,
        "label": one.volume.label,
        "shelf": one.volume.shelf,
        "state": "offline" if one.point is None else "online",
        "mounted_at": None if one.point is None else str(one.point),
        "files": one.files,
        "missing": one.missing,
        "changed": one.changed,
        "size_bytes": one.size_bytes,
        "only_here": one.only_here,
        "needed": one.needed,
        "capacity_bytes": one.capacity_bytes,
        "seen_at": one.seen_at,
    }
