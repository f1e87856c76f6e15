"""`shotlist versions` and `shotlist compare`: what a list was each time it was exported, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json, ShotListName
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import KeptShot, ShotChange


class UnknownVersion(MediavaultError):
    """A shot list was never exported as a version."""

    def __init__(self, name: str, version: int, known: list[int]) -> None:
        """Takes the list's name, the version that was asked for, and those that were kept."""
        kept = f"kept are {', '.join(map(str, known))}" if known else "it was not exported yet"
        super().__init__(f'No version {version} of the shot list "{name}": {kept}.')


def register(family: typer.Typer) -> None:
    """Adds the verbs to the family of shot lists."""

    @verb(family, "versions")
    def versions(run: Invocation, name: ShotListName, json: Json = False) -> None:
        """List the exports of a shot list: each is kept as it left."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            found = catalogue.versions(name)
        if json:
            emit_all(records.version(one) for one in found)
            return
        columns = (">version", "exported (UTC)", "format", "file", ">shots", ">running time")
        facts = ((one.version, one.exported_at[:16].replace("T", " "), one.format, one.file) for one in found)
        lengths = ((len(one.shots), one.running_time) for one in found)
        table(columns, ((*fact, *length) for fact, length in zip(facts, lengths, strict=True)))

    @verb(family, "compare")
    def compare(
        run: Invocation,
        name: ShotListName,
        before: Annotated[int, typer.Argument(metavar="V1", min=1, help="An exported version.")],
        after: Annotated[
            int | None,
            typer.Argument(metavar="V2", min=1, help="Another; otherwise the list as it is.", show_default=False),
        ] = None,
        json: Json = False,
    ) -> None:
        """Show what was added, removed, moved, trimmed or noted anew between two versions of a list."""
        from library.model import differences

        with run.catalogue() as catalogue:
            found = differences(_shots(catalogue, name, before), _shots(catalogue, name, after))
        print_changes(found, json=json)


def print_changes(found: Sequence[ShotChange], *, json: bool) -> None:
    """Prints how two lists differ."""
    from mediavault.cli import records

    if json:
        emit_all(records.shot_change(one) for one in found)
        return
    table(("what", ">was", ">is", "clip", "shot", "before", "after"), map(_row, found))
    say(f"{counted(len(found), 'shot')} differ{'s' if len(found) == 1 else ''}.")


def _shots(catalogue: Catalogue, name: str, version: int | None) -> tuple[KeptShot, ...]:
    """The shots of a version, the last export under that number; or of the list as it is."""
    from library.model import kept

    if version is None:
        return kept(catalogue.shot_list(name))
    found = {one.version: one.shots for one in catalogue.versions(name)}
    if version not in found:
        raise UnknownVersion(name, version, sorted(found))
    return found[version]


def _row(change: ShotChange) -> tuple[object, ...]:
    before, after = change.before, change.after
    shot = after or before
    told = (_told(before, after, change.kinds), _told(after, before, change.kinds))
    numbers = (before and before.number, after and after.number)
    return (", ".join(change.kinds), *numbers, f"c{shot.clip}" if shot else None, shot.name if shot else None, *told)


def _told(shot: KeptShot | None, other: KeptShot | None, kinds: tuple[str, ...]) -> str:
    """What of a shot is different: its frames, its note or heading."""
    if shot is None or other is None:
        return ""
    span = shot.source_range
    frames = f"{span.start}f to {span.end_exclusive}f" if "trimmed" in kinds else ""
    said = " / ".join(filter(None, (shot.heading, shot.note))) if "renoted" in kinds else ""
    return "; ".join(filter(None, (frames, said)))
