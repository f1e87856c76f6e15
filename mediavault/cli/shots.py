"""`shotlist trim`, `note`, `alternate`, `choose`, `handles`: what is said of single shots, and of all of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, In, Note, Out, ShotListName, ShotNumber
from mediavault.cli.output import say
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue, Edit
    from library.model import Clip, Shot
    from library.timecode import TimeRange

ClipKey = Annotated[str, typer.Argument(metavar="CLIP", help="The key of a clip (c34) or of a whole asset (a12).")]
Place = Annotated[int, typer.Argument(metavar="ALTERNATE", min=1, help="Its number among the shot's alternates.")]


def clip_named(catalogue: Catalogue, edit: Edit, reference: str) -> Clip:
    """The clip a key names, or the clip that is all of the asset it names."""
    if reference.startswith("c") and reference[1:].isdigit():
        return catalogue.clip(reference)
    return edit.whole_clip(catalogue.asset(reference).id)


def register(family: typer.Typer) -> None:
    """Adds the verbs to the family of shot lists."""
    _register_changing(family)
    _register_alternates(family)


def _register_changing(family: typer.Typer) -> None:
    @verb(family, "trim")
    def trim(
        run: Invocation, name: ShotListName, number: ShotNumber, start: In, end: Out, dry_run: DryRun = False
    ) -> None:
        """Use another part of the media in a shot; the clip stays as it is."""
        with run.catalogue() as catalogue:
            shot_list = catalogue.shot_list(name)
            with catalogue.transaction(f"Trim shot {number} of {shot_list.name}") as edit:
                key = edit.shot_id(shot_list.id, number)
                shot = next(one for one in shot_list.shots if one.id == key)
                edit.trim_shot(key, _typed(shot, start, end))
                rehearse(dry_run, f'trim shot {number} of "{shot_list.name}"')
        say(f'Trimmed shot {number} of "{shot_list.name}".')

    @verb(family, "note")
    def note(
        run: Invocation,
        name: ShotListName,
        number: ShotNumber,
        text: Note = None,
        heading: Annotated[
            str | None,
            typer.Option(
                "--heading", metavar="TEXT", help="A heading before it; an empty one removes it.", show_default=False
            ),
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Say something of a shot, or set a heading before it."""
        from mediavault.cli.tag import NothingToChange

        said = {key: value or None for key, value in {"note": text, "heading": heading}.items() if value is not None}
        if not said:
            raise NothingToChange("shotlist note", '--note "wide shot"')
        with run.catalogue() as catalogue:
            shot_list = catalogue.shot_list(name)
            with catalogue.transaction(f"Note shot {number} of {shot_list.name}") as edit:
                edit.note_shot(edit.shot_id(shot_list.id, number), **said)
                rehearse(dry_run, f'note shot {number} of "{shot_list.name}"')
        say(f'Noted shot {number} of "{shot_list.name}".')

    @verb(family, "handles")
    def handles(
        run: Invocation,
        name: ShotListName,
        frames: Annotated[int, typer.Argument(metavar="FRAMES", min=0, help="Frames of the list at either end.")],
        dry_run: DryRun = False,
    ) -> None:
        """Say how many frames more trimmed clips of a list have at either end; export --handles says otherwise."""
        with run.catalogue() as catalogue:
            shot_list = catalogue.shot_list(name)
            with catalogue.transaction(f"Handles of {shot_list.name}: {frames}") as edit:
                edit.describe_shot_list(shot_list.id, handles=frames)
                rehearse(dry_run, f'give "{shot_list.name}" handles of {frames} frames')
        say(f'"{shot_list.name}" has handles of {frames} frames.')


def _typed(shot: Shot, start: str, end: str) -> TimeRange:
    """The frames that are meant; of a still those it is held for, at the rate of the list."""
    from library.timecode import TimeRange, parse_position
    from mediavault.cli.ranges import typed_range

    if shot.asset.facts.available_range is not None:
        return typed_range(shot.asset, start, end)
    rate = shot.source_range.rate
    return TimeRange.from_end(parse_position(start, rate), parse_position(end, rate), rate)


def _register_alternates(family: typer.Typer) -> None:
    @verb(family, "alternate")
    def alternate(
        run: Invocation,
        name: ShotListName,
        number: ShotNumber,
        clip: ClipKey,
        text: Note = None,
        dry_run: DryRun = False,
    ) -> None:
        """Keep a clip that could stand in the place of a shot. Exports use the shot; choose lets them change places."""
        with run.catalogue() as catalogue:
            shot_list = catalogue.shot_list(name)
            with catalogue.transaction(f"Add an alternate to shot {number} of {shot_list.name}") as edit:
                found = clip_named(catalogue, edit, clip)
                edit.add_alternate(edit.shot_id(shot_list.id, number), found, note=text or None)
                rehearse(dry_run, f'add an alternate to shot {number} of "{shot_list.name}"')
        say(f'Added an alternate to shot {number} of "{shot_list.name}".')

    @verb(family, "choose")
    def choose(
        run: Invocation,
        name: ShotListName,
        number: ShotNumber,
        place: Place,
        remove: Annotated[bool, typer.Option("--remove", help="Take the alternate away instead.")] = False,
        dry_run: DryRun = False,
    ) -> None:
        """Let a shot and one of its alternates change places: clip, range and note; the heading stays."""
        done = "Removed" if remove else "Chose"
        with run.catalogue() as catalogue:
            shot_list = catalogue.shot_list(name)
            what = f"alternate {place} of shot {number} of"
            with catalogue.transaction(f"{done} {what} {shot_list.name}") as edit:
                change = edit.remove_alternate if remove else edit.choose_alternate
                change(edit.shot_id(shot_list.id, number), place)
                rehearse(dry_run, f'{"remove" if remove else "choose"} {what} "{shot_list.name}"')
        say(f'{done} {what} "{shot_list.name}".')
