"""`family`: versions of one recording, and what else belongs to it: proxies, messenger copies, trimmed pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Asset, DryRun, Json
from mediavault.cli.output import emit_all, say, table
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library import Catalogue
    from library.model import Asset as AssetValue
    from library.model import JsonObject, Part, PartRole

ORIGINAL = "original"
"""What the one is that all others belong to."""


class NotInFamily(MediavaultError):
    """An asset was to be taken out of a family, and belongs to nothing."""

    def __init__(self, asset: AssetValue) -> None:
        """Takes the asset."""
        super().__init__(f"{asset.key} {asset.name} belongs to no other asset: there is nothing to take it out of.")


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("family", "Versions of one recording: the original, and what was made of it or belongs to it.")
    _register_show(family)
    _register_changes(family)
    app.add_typer(family)


def _register_show(family: typer.Typer) -> None:
    @verb(family, "show")
    def show(run: Invocation, asset: Asset, json: Json = False) -> None:
        """List the whole family of an asset, the original first."""
        with run.catalogue() as catalogue:
            top = catalogue.asset(asset)
            while top.part_of is not None:
                top = catalogue.asset(top.part_of.asset)
            lines = list(_members(catalogue, top, None))
        if json:
            emit_all(lines)
            return
        cells = ("asset", "name", "role", "of", "provenance")
        table(cells, [[line[cell] for cell in cells] for line in lines])


def _members(catalogue: Catalogue, asset: AssetValue, tie: Part | None) -> Iterator[JsonObject]:
    yield {
        "asset": asset.key,
        "name": asset.name,
        "role": tie.role.value if tie else ORIGINAL,
        "of": f"a{asset.part_of.asset}" if asset.part_of else None,
        "position": tie.position if tie else None,
        "provenance": tie.provenance.value if tie else None,
    }
    for part in asset.parts:
        yield from _members(catalogue, catalogue.asset(part.asset), part)


def _register_changes(family: typer.Typer) -> None:
    @verb(family, "add")
    def add(
        run: Invocation,
        whole: Annotated[str, typer.Argument(metavar="ORIGINAL", help="The asset it belongs to, or was made of.")],
        member: Asset,
        role: Annotated[
            str,
            typer.Option(
                "--as",
                metavar="ROLE",
                help="What it is: recompressed, trimmed, proxy, messenger copy, camera jpeg …",
                autocompletion=completing.part_roles,
            ),
        ],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Say that an asset is a version of another, or belongs to it. No ingest unsays it."""
        from library.model import Provenance, Tie

        with run.catalogue() as catalogue:
            top, part = catalogue.asset(whole), catalogue.asset(member)
            chosen = _role(role)
            what = f"{part.name} is {chosen.value} of {top.name}"
            with catalogue.transaction(f"Say {what}") as edit:
                edit.set_part(Tie(top.id, part.id, chosen, provenance=Provenance.PERSON))
                rehearse(dry_run, f"say {what}")
            say(f"Said: {what}.")
            if json:
                emit_all(_members(catalogue, catalogue.asset(top.id), None))

    @verb(family, "remove")
    def remove(run: Invocation, asset: Asset, dry_run: DryRun = False) -> None:
        """Take an asset out of the family: it stands for itself again."""
        with run.catalogue() as catalogue:
            part = catalogue.asset(asset)
            if part.part_of is None:
                raise NotInFamily(part)
            what = f"{part.name} out of the family of {part.part_of.name}"
            with catalogue.transaction(f"Take {what}") as edit:
                edit.remove_part(part.id)
                rehearse(dry_run, f"take {what}")
        say(f"Took {what}.")


def _role(text: str) -> PartRole:
    from library import names
    from library.model import PartRole

    known = [one.value for one in PartRole]
    word = " ".join(text.replace("-", " ").split()).casefold()
    if word not in known:
        near = names.nearest(text, known, limit=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(known)}"
        raise typer.BadParameter(f'"{text}" is no such role; {hint}', param_hint="--as")
    return PartRole(word)
