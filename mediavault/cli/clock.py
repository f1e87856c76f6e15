"""`clock`: capture times of a camera whose clock was wrong, or kept the time of another zone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.tag import NothingFound, NothingToChange
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue, Edit
    from library.model import AssetId, RecordedAt

MOST_COMPARED = 20
"""Times shown before and after."""
MOST_CAMERAS = 8
ASSETS_AT_ONCE = 500
BY_POSITION = "gps"
"""What stands for the zone of where each asset was."""
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


class UnknownZone(MediavaultError):
    """A time zone that is not known, or one of several that is meant."""

    def __init__(self, text: str, near: Sequence[str]) -> None:
        """Takes it as it was typed, and what may be meant."""
        meant = f" Did you mean {' or '.join(near)}?" if near else " Write it as Europe/Warsaw."
        super().__init__(f'There is no time zone "{text}".{meant}')


def zone_of(text: str) -> str:
    """The name of a zone in the IANA database, of which the city alone may be typed.

    Raises:
        UnknownZone: there is none of that name, or several.
    """
    from zoneinfo import available_timezones

    from library import names

    known = sorted(available_timezones())
    typed = text.strip().replace(" ", "_").casefold()
    found = [one for one in known if one.casefold() == typed]
    found = found or [one for one in known if one.casefold().endswith(f"/{typed}")]
    if len(found) != 1:
        cities = {one.rpartition("/")[2]: one for one in known}
        near = names.nearest(text, known) or [cities[one] for one in names.nearest(text, cities)]
        raise UnknownZone(text, found or near)
    return found[0]


def _by_zone(catalogue: Catalogue, found: Sequence[int], zone: str | None) -> dict[str | None, Sequence[int]]:
    """What is to be set to each zone; None stands for what is to keep its own."""
    if zone != BY_POSITION:
        return {zone_of(zone) if zone is not None else None: found}
    from mediavault.media.zones import zone_at

    there: dict[str | None, list[int]] = {}
    for first in range(0, len(found), ASSETS_AT_ONCE):
        for one in catalogue.assets(found[first : first + ASSETS_AT_ONCE]):
            gps = one.facts.gps
            there.setdefault(zone_at((gps.latitude, gps.longitude)) if gps else None, []).append(one.id)
    return {key: there[key] for key in sorted(there, key=str)}


def _corrected(
    edit: Edit, by_zone: Mapping[str | None, Sequence[int]], by_s: int
) -> dict[AssetId, tuple[RecordedAt, RecordedAt]]:
    """Corrects the clocks of each zone; capture times before and after, in the order of their assets."""
    moved: dict[AssetId, tuple[RecordedAt, RecordedAt]] = {}
    for zone, assets in by_zone.items():
        moved |= edit.correct_clocks(assets, by_s, zone)
    return dict(sorted(moved.items()))


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


def _compare(catalogue: Catalogue, moved: Mapping[AssetId, tuple[RecordedAt, RecordedAt]]) -> None:
    """Prints the first times as they were, and as they are now."""
    first = catalogue.assets([*moved][:MOST_COMPARED])
    zoned = any(before.offset != after.offset for before, after in moved.values())
    rows = [(one.key, one.name, *(_spaced(at, zoned=zoned) for at in moved[one.id])) for one in first]
    table(("id", "name", "before", "after"), rows)
    if len(moved) > len(first):
        say(f"… and {len(moved) - len(first):,} more.")


def _spaced(at: RecordedAt, *, zoned: bool) -> str:
    return at.local.replace("T", " ") + (f" {at.offset or ''}".rstrip() if zoned else "")


def _left_alone(count: int, zone: str | None) -> str:
    """A sentence about what stays as it is, if anything does."""
    why = "no clock stated when" + (", no position is known" if zone == BY_POSITION else "")
    why += ", or that is so already" if zone else ""
    return f" {counted(count, 'file')} left alone: {why}." if count else ""


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
        zone: Annotated[
            str | None,
            typer.Option(
                "--zone",
                metavar="ZONE",
                help="Where it was recorded, as Europe/Warsaw, or gps for where its position is: a time in UTC becomes "
                "the local time there, one without a zone gets it.",
                show_default=False,
                autocompletion=completing.zones,
            ),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Put the capture times of a camera right whose clock was wrong, or kept the time of another zone.

        mediavault clock --camera "EOS R5" --shift +1h3m date:2020-08-16..2020-08-20 --dry-run

        mediavault clock --zone Europe/Warsaw kind:video date:2020-08

        What the files state is kept, and undo takes it back. A time that only a file name or the disk states stays.
        """
        from library.model.media import duration_text

        if (shift is None and zone is None) or not (query or camera):
            raise NothingToChange("clock", '--camera "EOS R5" --shift +1h3m')
        by_s = seconds_of(shift) if shift is not None else 0
        by = duration_text(by_s)
        wanted = " ".join(filter(None, (query and f"({query})", camera and f'camera:"{camera}"')))
        with run.catalogue() as catalogue:
            found = _chosen(catalogue, query, camera)
            if not found:
                raise NothingFound(wanted, _cameras_near(catalogue, camera) if camera else "")
            by_zone = _by_zone(catalogue, found, zone)
            there = "the zone of each position" if zone == BY_POSITION else " ".join(filter(None, by_zone))
            whose = f"the clock of {camera or counted(len(found), 'file')}"
            what = f"Correct {whose} by {by}" if shift else f"Set {whose} to {there}"
            what += f" and set it to {there}" if shift and zone else ""
            with catalogue.transaction(what) as edit:
                try:
                    moved = _corrected(edit, by_zone, by_s)
                except OverflowError as error:
                    raise BadShift(shift or there) from error
                if not json:
                    _compare(catalogue, moved)
                rehearse(dry_run, what)
            done = " and ".join(filter(None, (shift and f"moved by {by}", zone and f"set to {there}")))
            say(f"{counted(len(moved), 'capture time')} {done}.{_left_alone(len(found) - len(moved), zone)}")
            if json:
                from mediavault.cli import records

                emit_all(records.asset(one) for one in catalogue.assets([*moved]))
