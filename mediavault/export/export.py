"""A shot list into a file: check, build the timeline, write, in that order and whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from library.disk import FolderMissing
from library.errors import MediavaultError
from library.model import ShotList
from library.withheld import Withheld
from mediavault.export.check import check
from mediavault.export.edl import EdlOptions
from mediavault.export.findings import Finding, FindingKind, Severity, refuse_if_stopped
from mediavault.export.formats import Format, find_format
from mediavault.export.people import NOBODY, People
from mediavault.export.render import Rendering, originals_of, pictures_of
from mediavault.export.taken import taken
from mediavault.export.timeline import cut_list_of, timeline
from mediavault.export.writers import ILLUSTRATED, write
from mediavault.export.writing import write_all_atomically


class EmptyShotList(MediavaultError):
    """A shot list without shots was to be exported."""

    def __init__(self, name: str) -> None:
        """Take the list's name."""
        self.name = name
        super().__init__(f'Cannot export "{name}": it has no shots. Add some first.')


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and what to tell the person."""

    paths: tuple[Path, ...]
    """One file, or several when an edit decision list is split."""
    format: Format
    shots: int
    findings: tuple[Finding, ...]
    """What was found before writing; none of them stops."""
    accepted: str | None
    """Why people who are not open were accepted in it, when somebody said."""


def export(  # noqa: PLR0913  all but two are named, and may be left out
    shot_list: ShotList,
    target: Path,
    *,
    people: People = NOBODY,
    format: str | None = None,  # noqa: A002  the word people use for it
    accept_unknown: str | None = None,
    edl: EdlOptions | None = None,
    rendering: Rendering | None = None,
) -> ExportReport:
    """Write a shot list to a file, and to `name_2.edl` and on when it needs more than one.

    Args:
        shot_list: The list.
        target: The file; an export of the same kind that is there is replaced.
        people: Who may be identified how far; who is not among them is unknown, and unknown means no.
        format: A format's name; by default the suffix of `target` says it.
        accept_unknown: Why the list may leave although people in it are not open; their names never do.
        edl: How an edit decision list is written.
        rendering: How a film is rendered.

    Raises:
        UnknownFormat: Neither `format` nor the suffix is one.
        EmptyShotList: There is nothing to write.
        FolderMissing: The folder of `target` is not there.
        ExportRefused: Consent, media, the format or what stands at `target` forbids it; nothing was written.
        DiskFull: There is no room; nothing was left behind.
        CannotWrite: The system refused.
        NotRendered: The media of a shot cannot be rendered; nothing was written.
    """
    chosen, options = find_format(target, format), edl or EdlOptions()
    if not shot_list.shots:
        raise EmptyShotList(shot_list.name)
    if not target.parent.is_dir():
        raise FolderMissing(target.parent)
    order = rendering or Rendering()
    checked = replace(shot_list, handles=order.handles)
    findings = check(checked, chosen, people=people, accept_unknown=accept_unknown, edl=options)
    refuse_if_stopped(findings)
    built = timeline(shot_list, people=people)
    pictures = pictures_of(shot_list, order, people) if chosen.name in ILLUSTRATED else {}
    parts = () if chosen.renders else write(built, chosen, options, pictures)
    places = _places(target, max(1, len(parts)))
    refuse_if_stopped([*taken(places, shot_list, chosen), *_telling(target, people.withheld(shot_list))])
    if chosen.renders:
        with originals_of(shot_list, order.preview_of) as originals:
            places = order.render(cut_list_of(built), originals, chosen, target)
    else:
        write_all_atomically(dict(zip(places, parts, strict=True)))
    return ExportReport(tuple(places), chosen, len(shot_list.shots), tuple(findings), accept_unknown)


def _places(target: Path, parts: int) -> list[Path]:
    """`name.edl`, `name_2.edl` and on."""
    further = (target.with_name(f"{target.stem}_{part}{target.suffix}") for part in range(2, parts + 1))
    return [target, *further]


def _telling(target: Path, withheld: Withheld) -> Iterator[Finding]:
    """Why a file may not be called so: its name leaves with it."""
    if withheld.inside(target.name):
        sentence = f"The file name {target.name} holds a name that must not leave."
        yield Finding(None, FindingKind.NAME_IN_PATH, sentence, "Name another file.", Severity.STOP)
