"""`shotlist`: ordered lists of shots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import conform, shotlist_versions, shots
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Note, ProjectOption, ShotListName, ShotNumber
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Alternate, ShotList


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("shotlist", "Shot lists: clips in order, each with the part of it that is used.")
    for add_verbs in (_register_making, _register_filling, _register_ordering, _register_reading):
        add_verbs(family)
    shots.register(family)
    shotlist_versions.register(family)
    conform.register_import(family)
    app.add_typer(family)


def _register_making(family: typer.Typer) -> None:
    @verb(family, "create")
    def create(
        run: Invocation,
        name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
        project: ProjectOption = None,
        rate: Annotated[
            str | None,
            typer.Option(
                "--rate",
                metavar="RATE",
                help="Frames per second: 25, 29.97, 30000/1001. Otherwise that of its first shot.",
                show_default=False,
            ),
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Create an empty shot list."""
        from library.timecode import FrameRate

        exact = FrameRate.parse(rate) if rate else None
        with run.catalogue() as catalogue, catalogue.transaction(f"Create shot list {name}") as edit:
            edit.add_shot_list(name, project=project, rate=exact)
            rehearse(dry_run, f'create the shot list "{name}"')
        say(f'Created the shot list "{name}".')

    @verb(family, "copy")
    def copy(
        run: Invocation,
        name: ShotListName,
        new_name: Annotated[str, typer.Argument(metavar="NEW", help="What to call the copy.")],
        dry_run: DryRun = False,
    ) -> None:
        """Copy a shot list under another name."""
        with run.catalogue() as catalogue, catalogue.transaction(f"Copy shot list {name} to {new_name}") as edit:
            edit.copy_shot_list(name, new_name)
            rehearse(dry_run, f'copy "{name}" to "{new_name}"')
        say(f'Copied "{name}" to "{new_name}".')


def _register_filling(family: typer.Typer) -> None:
    @verb(family, "add")
    def add(
        run: Invocation,
        name: ShotListName,
        clips: Annotated[
            list[str], typer.Argument(metavar="CLIP...", help="Keys of clips (c34) or of whole assets (a12).")
        ],
        note: Note = None,
        heading: Annotated[
            str | None,
            typer.Option("--heading", metavar="TEXT", help="A heading before the first of them.", show_default=False),
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Append clips, or whole assets, in the order given."""
        with run.catalogue() as catalogue:
            named = catalogue.shot_list(name)
            what = counted(len(clips), "shot") + f' to "{named.name}"'
            with catalogue.transaction(f"Add {what}") as edit:
                for number, reference in enumerate(clips):
                    clip = shots.clip_named(catalogue, edit, reference)
                    edit.append_shot(named.id, clip, note=note or None, heading=heading if number == 0 else None)
                rehearse(dry_run, f"add {what}")
        say(f"Added {what}.")

    @verb(family, "remove")
    def remove(
        run: Invocation,
        name: ShotListName,
        numbers: Annotated[
            list[int] | None,
            typer.Argument(metavar="NUMBER...", min=1, help="Shots; without one, the whole list.", show_default=False),
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Take shots out of a list, or remove the list; the clips stay."""
        with run.catalogue() as catalogue:
            named = catalogue.shot_list(name)
            what = (
                counted(len(numbers), "shot") + f' from "{named.name}"' if numbers else f'the shot list "{named.name}"'
            )
            with catalogue.transaction(f"Remove {what}") as edit:
                for shot in [edit.shot_id(named.id, number) for number in sorted(set(numbers or ()))]:
                    edit.remove_shot(shot)
                if not numbers:
                    edit.remove_shot_list(named.id)
                rehearse(dry_run, f"remove {what}")
        say(f"Removed {what}.")


def _register_ordering(family: typer.Typer) -> None:
    @verb(family, "move")
    def move(
        run: Invocation,
        name: ShotListName,
        number: ShotNumber,
        to: Annotated[int, typer.Argument(metavar="TO", min=1, help="The number it is to have.")],
        dry_run: DryRun = False,
    ) -> None:
        """Move a shot to another number."""
        with run.catalogue() as catalogue:
            named = catalogue.shot_list(name)
            with catalogue.transaction(f"Move shot {number} of {named.name} to {to}") as edit:
                edit.move_shot(named.id, number, to)
                rehearse(dry_run, f'move shot {number} of "{named.name}" to {to}')
            say(f'Moved shot {number} of "{named.name}" to {to}.')


def _register_reading(family: typer.Typer) -> None:
    @verb(family, "list")
    def show_lists(run: Invocation, json: Json = False) -> None:
        """List the shot lists."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            lists = catalogue.shot_lists()
        if json:
            emit_all(records.shot_list_summary(one) for one in lists)
        else:
            columns = ("name", "project", ">shots", ">rate", ">version", ">running time")
            facts = ((one.name, one.project, one.shots, one.rate, one.version, one.running_time) for one in lists)
            table(columns, facts, empty="There is no shot list yet.")

    @verb(family, "show")
    def show(run: Invocation, name: ShotListName, json: Json = False) -> None:
        """Show the shots of a list."""
        with run.catalogue() as catalogue:
            print_list(catalogue, catalogue.shot_list(name), json=json)


def print_list(catalogue: Catalogue, shot_list: ShotList, *, json: bool) -> None:
    """Prints a shot list with its shots, and which volumes it needs."""
    from mediavault.cli import records, volumes

    needed = catalogue.shelf.holdings({shot.asset.id for shot in shot_list.shots})
    if json:
        emit({**records.shot_list(shot_list), "volumes": [volumes.record(one) for one in needed]})
        return
    columns = (">", "clip", "media", "source in", "source out", "record in", ">frames", "heading", "note", "state")
    rows: list[tuple[object, ...]] = []
    for shot, record in zip(shot_list.shots, shot_list.record_ranges, strict=True):
        first, last = shot.start_timecode, shot.start_timecode + shot.source_range.duration
        placed = (first, last, shot_list.start_timecode + record.start, record.duration)
        said = (shot.heading, shot.note, shot.asset.state.value)
        rows.append((shot.number, shot.clip.key, shot.asset.name, *placed, *said))
        rows += [_alternate(one) for one in shot.alternates]
    table(columns, rows)
    handles = f", handles of {shot_list.handles}" if shot_list.handles else ""
    length = f"{shot_list.running_time}, {shot_list.duration} frames at {shot_list.rate}"
    say(f'"{shot_list.name}": {counted(len(shot_list.shots), "shot")}, {length}{handles}')
    volumes.say_what_is_needed(needed)


def _alternate(one: Alternate) -> tuple[object, ...]:
    first = one.start_timecode
    placed = (first, first + one.source_range.duration, "", one.source_range.duration)
    return (f"or {one.number}", one.clip.key, one.asset.name, *placed, "", one.note, one.asset.state.value)
