"""`export`: a shot list into a file an editing program opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Purpose, ShotListName
from mediavault.cli.output import counted, emit, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import JsonObject, ShotList
    from mediavault.export import EdlOptions, Finding, People
    from mediavault.vault import Vault


FORMAT_NAMES = (
    "otio, otioz, edl, ale, xml, fcpxml, mlt, kdenlive, llc, csv, losslesscut, xlsx, md, html, pdf, mp4, mov or clips."
)
"""What --help says; the room of the exports is loaded only by the verb. A test compares."""


@dataclass(frozen=True)
class _Order:
    """What is to be exported, and how."""

    target: Path
    format: str | None
    purpose: str | None
    accept_unknown: str | None
    edl: EdlOptions
    handles: int | None


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "export", (*exit_status.CATALOGUED, exit_status.REFUSED))
    def export(
        run: Invocation,
        name: ShotListName,
        target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; its suffix says the format.")],
        format: Annotated[  # noqa: A002  the word people use for it
            str | None, typer.Option("--format", metavar="FORMAT", help=FORMAT_NAMES, show_default=False)
        ] = None,
        check: Annotated[bool, typer.Option("--check", help="Only say what stands in the way; write nothing.")] = False,
        dry_run: DryRun = False,
        purpose: Purpose = None,
        accept_unknown: Annotated[
            str | None,
            typer.Option(
                "--accept-unknown",
                metavar="REASON",
                help="Export although people in it are not known to be open, and say why. Their names stay out. "
                "What somebody refused or took back stays so.",
                show_default=False,
            ),
        ] = None,
        reel_length: Annotated[
            int, typer.Option("--reel-length", metavar="8|32", min=8, max=32, help="Letters of a reel name in an EDL.")
        ] = 32,
        dialect: Annotated[
            str | None,
            typer.Option(
                "--dialect",
                metavar="premiere",
                help="How an EDL is written: premiere has no comments it chokes on.",
                show_default=False,
            ),
        ] = None,
        handles: Annotated[
            int | None,
            typer.Option(
                "--handles",
                metavar="FRAMES",
                min=0,
                help="Frames more at either end of clips; otherwise what the list says.",
                show_default=False,
            ),
        ] = None,
        json: Json = False,
    ) -> int | None:
        """Write a shot list for an editing program. What is found on the way is told first."""
        order = _Order(target, format, purpose, accept_unknown, _edl_options(reel_length, dialect), handles)
        vault = run.open_vault()
        with run.catalogue(vault) as catalogue:
            shot_list = catalogue.shot_list(name)
            if check or dry_run:
                return _check(shot_list, order, people_for(catalogue, purpose), json=json)
            _export(vault, catalogue, shot_list, order, json=json)
        return None


def _edl_options(reel_length: int, dialect: str | None) -> EdlOptions:
    from mediavault.export import Dialect, EdlOptions

    known = [one.value for one in Dialect]
    if dialect is not None and dialect not in known:
        raise typer.BadParameter(f'"{dialect}" is none of {", ".join(known)}', param_hint="--dialect")
    if reel_length not in (8, 32):
        raise typer.BadParameter("reel names have 8 or 32 letters", param_hint="--reel-length")
    chosen = {"dialect": Dialect(dialect)} if dialect else {}
    return EdlOptions(reel_length=reel_length, **chosen)


def people_for(catalogue: Catalogue, purpose: str | None) -> People:
    """Who may be identified how far for a purpose; says so when nobody was asked about it."""
    from library import names
    from library.model import same_purpose
    from mediavault.export import People

    known = catalogue.purposes() if purpose is not None else []
    if purpose is not None and same_purpose(purpose) not in known:
        near = names.nearest(purpose, known) or known
        asked = f"they were asked about {', '.join(near)}" if near else "nobody was asked about anything yet"
        say(f'note: nobody was asked about "{purpose}"; {asked}.')
    return People.of(catalogue, purpose=purpose)


def _check(shot_list: ShotList, order: _Order, people: People, *, json: bool) -> int | None:
    from mediavault.export import check
    from mediavault.export.formats import find_format

    chosen = find_format(order.target, order.format)
    asked = shot_list if order.handles is None else replace(shot_list, handles=order.handles)
    findings = check(asked, chosen, people=people, accept_unknown=order.accept_unknown, edl=order.edl)
    tell(findings)
    if json:
        emit({"format": chosen.name, "loses": chosen.loses, "findings": [finding_record(one) for one in findings]})
    stops = sum(one.stops for one in findings)
    if stops:
        say(f"{counted(stops, 'reason')} to stop: nothing would be written.")
        return exit_status.REFUSED
    say(f"Nothing stands in the way. {chosen.title} loses: {chosen.loses}.")
    return None


def _export(vault: Vault, catalogue: Catalogue, shot_list: ShotList, order: _Order, *, json: bool) -> None:
    from mediavault.cli.rendering import rendering
    from mediavault.export import ExportRefused, export

    people = people_for(catalogue, order.purpose)
    try:
        handles = shot_list.handles if order.handles is None else order.handles
        with rendering(vault, handles) as way:
            report = export(
                shot_list,
                order.target,
                people=people,
                format=order.format,
                accept_unknown=order.accept_unknown,
                edl=order.edl,
                rendering=way,
            )
    except ExportRefused as refused:
        tell(refused.findings[1:])
        raise
    tell(report.findings)
    reason = f", people accepted: {report.accepted}" if report.accepted else ""
    reason = f" for {order.purpose}{reason}" if order.purpose else reason
    with catalogue.transaction(f"Export {shot_list.name} to {order.target.name}{reason}") as edit:
        edit.exported(shot_list, report.format.name, order.target.name)
    head = catalogue.head()
    say(f"Head of the history: {head}")
    for path in report.paths:
        say(f"{path}: {counted(report.shots, 'shot')}, version {shot_list.version}")
    if json:
        paths = [str(path) for path in report.paths]
        findings = [finding_record(one) for one in report.findings]
        emit({"paths": paths, "format": report.format.name, "shots": report.shots, "findings": findings, "head": head})


def tell(findings: Sequence[Finding]) -> None:
    """Tells what was found, a line each."""
    for one in findings:
        word = "stop" if one.stops else "note"
        say(f"{word}: {one.sentence} {one.cure}")


def finding_record(finding: Finding) -> JsonObject:
    """One thing to know before a list leaves."""
    return {
        "shot": finding.shot,
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "sentence": finding.sentence,
        "cure": finding.cure,
    }
