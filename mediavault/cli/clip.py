"""`clip`: named ranges of an asset."""

from __future__ import annotations

from typing import Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Asset, Clip, DryRun, In, Json, Note, Out, Rating
from mediavault.cli.output import emit, say
from mediavault.cli.tag import NothingToChange
from mediavault.cli.verbs import group, rehearse, verb

Name = Annotated[
    str | None,
    typer.Option("--name", metavar="NAME", help="What to call it; an empty one removes it.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("clip", "Ranges of an asset: what gets tagged and goes into shot lists.")
    _register_add(family)
    _register_others(family)
    app.add_typer(family)


def _register_add(family: typer.Typer) -> None:
    @verb(family, "add")
    def add(
        run: Invocation,
        asset: Asset,
        first: In,
        last: Out,
        name: Name = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Mark a range of an asset."""
        from mediavault.cli import records
        from mediavault.cli.ranges import spoken, typed_range

        with run.catalogue() as catalogue:
            owner = catalogue.asset(asset)
            wanted = typed_range(owner, first, last)
            with catalogue.transaction(f"Mark a range of {owner.name}") as edit:
                clip = edit.add_clip(owner.id, wanted, name=name or None)
                rehearse(dry_run, f"mark {spoken(clip, owner)} of {owner.name}")
        say(f"{clip.key}: {spoken(clip, owner)} of {owner.name}")
        if json:
            emit(records.lone_clip(clip))


def _register_others(family: typer.Typer) -> None:
    @verb(family, "list")
    def show_clips(run: Invocation, asset: Asset, json: Json = False) -> None:
        """List the clips of an asset."""
        from mediavault.cli.find import print_clips

        with run.catalogue() as catalogue:
            print_clips(catalogue, [clip.id for clip in catalogue.asset(asset).clips], json=json)

    @verb(family, "edit")
    def edit_clip(
        run: Invocation,
        clip: Clip,
        name: Name = None,
        note: Note = None,
        rating: Rating = None,
        reject: Annotated[
            bool | None, typer.Option("--reject/--keep", help="Mark it as rejected, or not.", show_default=False)
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Name, note, rate or reject a clip."""
        said = {"name": name, "note": note, "rating": rating, "rejected": reject}
        facts = {key: value if value != "" else None for key, value in said.items() if value is not None}
        if not facts:
            raise NothingToChange("clip edit", "--rating 4")
        with run.catalogue() as catalogue:
            changed = catalogue.clip(clip)
            what = f"{changed.key}: {', '.join(facts)}"
            with catalogue.transaction(f"Change {what}") as edit:
                edit.describe_clip(changed.id, **facts)
                rehearse(dry_run, f"change {what}")
        say(f"Changed {what}.")

    @verb(family, "remove")
    def remove(
        run: Invocation, clips: Annotated[list[str], typer.Argument(metavar="CLIP...")], dry_run: DryRun = False
    ) -> None:
        """Remove clips with their tags; the asset stays."""
        with run.catalogue() as catalogue:
            found = [catalogue.clip(one) for one in clips]
            names = ", ".join(one.key for one in found)
            with catalogue.transaction(f"Remove {names}") as edit:
                for one in found:
                    edit.remove_clip(one.id)
                rehearse(dry_run, f"remove {names}")
        say(f"Removed {names}.")
