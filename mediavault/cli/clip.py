"""`clip`: named ranges and regions of an asset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import clip_ranges
from mediavault.cli.find import clip_records, print_clips
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import FIRST, LAST, Asset, Clip, DryRun, Json, Note, Pick, Rating, Reject
from mediavault.cli.output import emit_all, say
from mediavault.cli.tag import NothingToChange
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library import Edit
    from library.model import Asset as AssetValue
    from library.model import Clip as ClipValue

Name = Annotated[
    str | None,
    typer.Option("--name", metavar="NAME", help="What to call it; an empty one removes it.", show_default=False),
]
RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region",
        metavar="X,Y,W,H",
        help="Of a photo: left, top, width and height as parts of it, as in 0.25,0.1,0.5,0.4.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("clip", "Ranges of an asset: what gets tagged and goes into shot lists.")
    _register_add(family)
    _register_others(family)
    clip_ranges.register(family)
    app.add_typer(family)


def _register_add(family: typer.Typer) -> None:
    @verb(family, "add")
    def add(
        run: Invocation,
        asset: Asset,
        first: Annotated[str | None, typer.Argument(metavar="IN", help=FIRST, show_default=False)] = None,
        last: Annotated[str | None, typer.Argument(metavar="OUT", help=LAST, show_default=False)] = None,
        region: RegionOption = None,
        name: Name = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Mark a range of an asset, from IN to OUT, or a --region of a photo."""
        from mediavault.cli.ranges import spoken

        with run.catalogue() as catalogue:
            owner = catalogue.asset(asset)
            with catalogue.transaction(f"Mark a {'region' if region else 'range'} of {owner.name}") as edit:
                clip = _marked(edit, owner, (first, last, region), name or None)
                rehearse(dry_run, f"mark {spoken(clip, owner)} of {owner.name}")
            say(f"{clip.key}: {spoken(clip, owner)} of {owner.name}")
            if json:
                emit_all(clip_records(catalogue, [clip.id]))


def _marked(
    edit: Edit, owner: AssetValue, where: tuple[str | None, str | None, str | None], name: str | None
) -> ClipValue:
    from mediavault.cli.ranges import typed_range, typed_region

    first, last, region = where
    if region is not None and first is None:
        return edit.add_clip(owner.id, None, region=typed_region(region), name=name)
    if region is not None or first is None or last is None:
        message = "give either IN and OUT, or --region"
        raise typer.BadParameter(message, param_hint="IN OUT")
    return edit.add_clip(owner.id, typed_range(owner, first, last), name=name)


def _register_others(family: typer.Typer) -> None:
    @verb(family, "list")
    def show_clips(run: Invocation, asset: Asset, json: Json = False) -> None:
        """List the clips of an asset."""
        with run.catalogue() as catalogue:
            print_clips(catalogue, [clip.id for clip in catalogue.asset(asset).clips], json=json)

    @verb(family, "edit")
    def edit_clip(
        run: Invocation,
        clip: Clip,
        name: Name = None,
        note: Note = None,
        rating: Rating = None,
        reject: Reject = None,
        pick: Pick = None,
        region: RegionOption = None,
        dry_run: DryRun = False,
    ) -> None:
        """Name, note, rate, pick or reject a clip; give the region of a photo other edges."""
        from mediavault.cli.ranges import typed_region

        said = {"name": name, "note": note, "rating": rating, "rejected": reject, "picked": pick}
        facts = {key: value if value != "" else None for key, value in said.items() if value is not None}
        edges = None if region is None else typed_region(region)
        if not facts and edges is None:
            raise NothingToChange("clip edit", "--rating 4")
        with run.catalogue() as catalogue:
            changed = catalogue.clip(clip)
            what = f"{changed.key}: {', '.join([*facts, *(['region'] if edges else [])])}"
            with catalogue.transaction(f"Change {what}") as edit:
                if facts:
                    edit.describe_clip(changed.id, **facts)
                if edges:
                    edit.move_region(changed.id, edges)
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
