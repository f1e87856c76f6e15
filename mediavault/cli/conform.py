"""`conform`, and `shotlist import`: a finished cut, or a list of ours that comes back, found in the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import completing, exit_status
from mediavault.cli.export import people_for, tell
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, ProjectOption, Purpose
from mediavault.cli.output import counted, emit, say, table
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.timecode import FrameRate
    from mediavault.conform import Conformed, Found, ReadCut

CUTS = ".edl, .otio, .otioz, .fcpxml, .xml (Final Cut Pro 7), .csv or .xlsx."
Cut = Annotated[Path, typer.Argument(metavar="FILE", help=f"The cut: {CUTS}")]
Rate = Annotated[
    str | None,
    typer.Option(
        "--rate",
        metavar="RATE",
        help="Frames per second of an EDL, which does not say them; otherwise those of its media.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "conform", (*exit_status.CATALOGUED, exit_status.MISSING, exit_status.REFUSED))
    def conform(
        run: Invocation,
        file: Cut,
        rate: Rate = None,
        purpose: Purpose = None,
        report: Annotated[
            Path | None,
            typer.Option("--report", metavar="FILE", help="Write a report: .csv or .html.", show_default=False),
        ] = None,
        shot_list: Annotated[
            str | None,
            typer.Option("--list", metavar="NAME", help="Make a shot list of what was found.", show_default=False),
        ] = None,
        against: Annotated[
            str | None,
            typer.Option(
                "--against",
                metavar="SHOTLIST",
                help="Say how it differs from a shot list instead.",
                autocompletion=completing.shot_lists,
                show_default=False,
            ),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Find the footage a finished cut uses: what it is, what it may not, what the credits owe, where it stands.

        Edits are found by content, path, reel and timecode, or file name, and each says by what and how sure that is.
        """
        from mediavault.conform import check_report, conform, write_report

        if report is not None:
            check_report(report)
        with run.catalogue() as catalogue:
            people = people_for(catalogue, purpose)
            conformed = conform(catalogue, file, people, rate=_rate(rate))
            if against is not None:
                _compare(catalogue, conformed, against, json=json)
            else:
                _print(conformed, json=json)
                _tell(conformed)
            if report is not None and not dry_run:
                write_report(report, conformed, people)
                say(f"Wrote {report}.")
            if shot_list is not None:
                _make(catalogue, conformed, shot_list, None, dry_run=dry_run)
        if any(finding.stops for finding in conformed.findings):
            return exit_status.REFUSED
        return exit_status.MISSING if conformed.missing else None


def register_import(family: typer.Typer) -> None:
    """Adds `import` to the family of shot lists."""

    @verb(family, "import", (*exit_status.CATALOGUED, exit_status.MISSING))
    def import_(
        run: Invocation,
        file: Cut,
        name: Annotated[
            str | None,
            typer.Option(
                "--name", metavar="NAME", help="What to call it; otherwise as the file says.", show_default=False
            ),
        ] = None,
        project: ProjectOption = None,
        rate: Rate = None,
        dry_run: DryRun = False,
    ) -> int | None:
        """Make a shot list of a file: one that left here comes back as it was, with what others changed in it."""
        from mediavault.conform import conform
        from mediavault.export import NOBODY

        with run.catalogue() as catalogue:
            conformed = conform(catalogue, file, NOBODY, rate=_rate(rate))
            _tell_missing(conformed)
            chosen = name or conformed.cut.name or file.stem
            _make(catalogue, conformed, chosen, project or _project(catalogue, conformed.cut), dry_run=dry_run)
        return exit_status.MISSING if conformed.missing else None


def _rate(text: str | None) -> FrameRate | None:
    from library.timecode import FrameRate

    return FrameRate.parse(text) if text else None


def _project(catalogue: Catalogue, cut: ReadCut) -> str | None:
    """The film the file says, where the catalogue knows it."""
    from library.model import AuthorityKind
    from library.reading.authorities import AmbiguousName, UnknownName

    try:
        return catalogue.authority(AuthorityKind.PROJECT, cut.project).name if cut.project else None
    except (UnknownName, AmbiguousName):
        return None


def _make(catalogue: Catalogue, conformed: Conformed, name: str, project: str | None, *, dry_run: bool) -> None:
    from mediavault.conform import NewList, make_list

    shots = len(conformed.found) - len(conformed.missing)
    what = f'Make the shot list "{name}" of {conformed.path.name}, {counted(shots, "shot")}'
    with catalogue.transaction(what) as edit:
        make_list(catalogue, edit, NewList(name, project, conformed.rate), conformed.cut, conformed.found)
        rehearse(dry_run, what)
    say(f'Made the shot list "{name}": {counted(shots, "shot")}.')


def _compare(catalogue: Catalogue, conformed: Conformed, name: str, *, json: bool) -> None:
    from library.model import differences, kept
    from mediavault.cli.shotlist_versions import print_changes

    _tell_missing(conformed)
    print_changes(differences(kept(catalogue.shot_list(name)), conformed.shots), json=json)


# Telling --------------------------------------------------------------------------------------------------------------


def _print(conformed: Conformed, *, json: bool) -> None:
    from mediavault.cli.conform_records import conformed_record

    if json:
        emit(conformed_record(conformed))
        return
    columns = (">", "record in", "name", "asset", "file", "source in", ">frames", "found by", "sure", "clips")
    table(columns, (_row(conformed, one) for one in conformed.found))


def _row(conformed: Conformed, one: Found) -> tuple[object, ...]:
    from mediavault.conform import overlapping

    edit, asset, span = one.edit, one.asset, one.source_range
    told = (edit.number, conformed.record_label(one), edit.called)
    if asset is None or span is None:
        return (*told, None, f"nearest: {one.nearest}" if one.nearest else None, None, None, one.by, one.sureness, None)
    start = asset.facts.first_label
    first = start + span.start if start else f"{span.start}f"
    clips = ", ".join(clip.key for clip in overlapping(one))
    return (*told, asset.key, asset.name, first, span.duration, one.by, one.sureness, clips)


def _tell(conformed: Conformed) -> None:
    from mediavault.cli.volumes import say_what_is_needed

    for sentence in conformed.cut.told:
        say(f"note: {sentence}")
    _tell_missing(conformed)
    tell(conformed.findings)
    owed = conformed.credits
    hidden = f", and {owed.unnamed} more who must not be named" if owed.unnamed else ""
    if owed.contributors or owed.unnamed:
        say(f"Credits: {', '.join(owed.contributors) or 'nobody'}{hidden}.")
    for line in owed.lines:
        say(f"Credit line: {line}")
    used = f"{counted(len(conformed.uses), 'asset')}"
    say(f"{counted(len(conformed.found), 'edit')} at {conformed.rate}, of {used}; {len(conformed.missing)} not found.")
    say_what_is_needed(conformed.volumes)


def _tell_missing(conformed: Conformed) -> None:
    for one in conformed.missing:
        edit = one.edit
        what = f"Edit {edit.number} ({edit.called}, {edit.where})"
        if one.asset is None:
            near = f'; called most alike is "{one.nearest}"' if one.nearest else ""
            say(f"missing: {what} is nothing in this catalogue{near}.")
        elif one.source_range is None:
            say(f"missing: {what} asks for frames that {one.asset.key} {one.asset.name} does not have.")
        else:
            others = ", ".join(f"a{key}" for key in one.others)
            either = f" or {others}" if others else ""
            say(f"missing: {what} may be {one.asset.key} {one.asset.name}{either}, by its {one.by}.")
    for one in conformed.found:
        if one.usable and not one.inside and one.asset:
            say(f"note: Edit {one.edit.number} asks for more frames than {one.asset.key} {one.asset.name} has.")
