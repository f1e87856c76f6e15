"""`clock`: capture times of a camera whose clock was wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.tag import NothingFound, NothingToChange
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import AssetId

MOST_COMPARED = 20
"""Times shown before and after."""
MOST_CAMERAS = 8
_SHIFT = re.compile(r"([+-])(?=\d)(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?", re.ASCII)


class BadShift(MediavaultError):
    """A length of time that cannot be understood, or leads out of the calendar."""

    def __init__(self, text: str) -> None:
        """Takes it as it was typed."""
        super().__init__(f'Cannot shift a clock by "{text}": write it as +1h3m, -2d or +45s, with its sign.')


def seconds_of(text: str) -> int:
    """Seconds of a shift such as `+1h3m`.

    Raises:
        BadShift: it is none.
    """
    from library.model.media import UNITS_S

    match = _SHIFT.fullmatch(text.strip())
    if match is None:
        raise BadShift(text)
    total = sum(int(count or 0) * size for count, size in zip(match.groups()[1:], UNITS_S.values(), strict=True))
    return -total if match[1] == "-" else total


def _chosen(catalogue: Catalogue, query: str, camera: str | None) -> Sequence[int]:
    """What a query finds or a key names, of what a camera took where one is said."""
    from mediavault.cli.ranges import meant

    found = meant(catalogue, query)
    if camera is None:
        return found
    taken = set(catalogue.find(f'camera:"{camera}"'))
    return [one for one in found if one in taken]


def _cameras_near(catalogue: Catalogue, camera: str) -> str:
    """A sentence about the cameras there are, if it is the camera that is not there."""
    from library import names

    known = catalogue.cameras()
    if any(camera.casefold() in one.casefold() for one in known):
        return ""
    near = names.nearest(camera, known) or known[:MOST_CAMERAS]
    return f"Cameras here: {', '.join(near)}." if near else "No camera is known here."


def _compare(catalogue: Catalogue, moved: Sequence[AssetId], by_s: int, *, json: bool) -> None:
    """Prints the first times as they are stored, and as they will be."""
    if json:
        return
    first = [one for one in catalogue.assets(moved[:MOST_COMPARED]) if one.facts.recorded_at]
    times = ((one, one.facts.recorded_at) for one in first)
    table(
        ("id", "name", "before", "after"),
        [(one.key, one.name, _spaced(at.local), _spaced(at.corrected(by_s, 0).local)) for one, at in times if at],
    )
    if len(moved) > len(first):
        say(f"… and {len(moved) - len(first):,} more.")


def _spaced(local: str) -> str:
    return local.replace("T", " ")


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "clock")
    def clock(
        run: Invocation,
        query: Annotated[
            str,
            typer.Argument(metavar="QUERY", help="Only what this finds, or a12: date:2020-08-16.", show_default=False),
        ] = "",
        camera: Annotated[
            str | None,
            typer.Option("--camera", metavar="CAMERA", help="Only what this make or model took.", show_default=False),
        ] = None,
        shift: Annotated[
            str | None,
            typer.Option("--shift", metavar="SHIFT", help="Move by so much: +1h3m, -2d.", show_default=False),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Put the capture times of a camera right whose clock was wrong.

        mediavault clock --camera "EOS R5" --shift +1h3m date:2020-08-16..2020-08-20 --dry-run

        What the files state is kept, and undo takes it back. A time that only a file name or the disk states stays.
        """
        from library.model.media import duration_text

        if shift is None or not (query or camera):
            raise NothingToChange("clock", '--camera "EOS R5" --shift +1h3m')
        by_s = seconds_of(shift)
        wanted = " ".join(filter(None, (query and f"({query})", camera and f'camera:"{camera}"')))
        with run.catalogue() as catalogue:
            found = _chosen(catalogue, query, camera)
            if not found:
                raise NothingFound(wanted, _cameras_near(catalogue, camera) if camera else "")
            what = f"Correct the clock of {camera or counted(len(found), 'file')} by {duration_text(by_s)}"
            with catalogue.transaction(what) as edit:
                try:
                    moved = edit.correct_clocks(found, by_s)
                except OverflowError as error:
                    raise BadShift(shift) from error
                _compare(catalogue, moved, by_s, json=json)
                rehearse(dry_run, what)
            left = len(found) - len(moved)
            kept = f" {counted(left, 'file')} left alone: no clock stated when." if left else ""
            say(f"{counted(len(moved), 'capture time')} moved by {duration_text(by_s)}.{kept}")
            if json:
                from mediavault.cli import records

                emit_all(records.asset(one) for one in catalogue.assets(moved))
