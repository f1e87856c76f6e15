"""`verify`: whether the bytes are still what they were, of what is catalogued and of what was delivered with a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from library.model import path_text
from mediavault.cli import completing, exit_status, records
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json
from mediavault.cli.output import counted, emit, line, on_terminal, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import CheckOutcome
    from mediavault.cli.ingest_talk import Talk
    from mediavault.fixity.delivery import Delivered
    from mediavault.fixity.verify import Finding, Round, Scope

CODES = (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.MISMATCH, exit_status.MISSING)
STATUS = {
    "damaged": exit_status.MISMATCH,
    "changed": exit_status.MISMATCH,
    "missing": exit_status.MISSING,
    "renamed": exit_status.MISSING,
    "unreadable": exit_status.UNREADABLE,
}
"""What each outcome makes the verb end in; the first of them that occurs counts."""


class NothingCatalogued(MediavaultError):
    """A folder holds nothing that is known."""

    def __init__(self, folder: str) -> None:
        """Takes the folder."""
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"Nothing in {self.folder} is catalogued, so there is nothing to verify: mediavault ingest {self.folder}"


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "verify", CODES)
    def verify(
        run: Invocation,
        what: Annotated[
            str,
            typer.Argument(
                metavar="[QUERY|FOLDER]",
                help="Only copies of what a query finds, or of what stands below a folder; otherwise all.",
                autocompletion=completing.query,
                show_default=False,
            ),
        ] = "",
        volume: Annotated[
            str | None,
            typer.Option(
                "--volume",
                metavar="LABEL",
                help="Only copies on this volume.",
                autocompletion=completing.volumes,
                show_default=False,
            ),
        ] = None,
        minutes: Annotated[
            float | None,
            typer.Option(
                "--minutes", min=0, metavar="N", help="Take up no further file after so long.", show_default=False
            ),
        ] = None,
        limit: Annotated[
            int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many files.", show_default=False)
        ] = None,
        manifest: Annotated[
            Path | None,
            typer.Option(
                "--manifest",
                metavar="LIST",
                help="Check a delivery against the list that came with it: md5sum, sha256sum, xxhsum, a bag, ASC MHL.",
                show_default=False,
            ),
        ] = None,
        jobs: Annotated[int, typer.Option("--jobs", min=1, metavar="N", help="Files read at once.")] = 1,
        status: Annotated[bool, typer.Option("--status", help="Only say how far the rounds are behind.")] = False,
        json: Json = False,
    ) -> int | None:
        """Read files again, every byte, and say which are not what they were.

        What was verified longest ago comes first, so that rounds with --minutes get through all of it in turn. What
        comes of each file is kept for ever: undo does not reach it.
        """
        if manifest is not None:
            return _delivery(manifest, jobs, json=json)
        if status:
            _status(run, json=json)
            return None
        return _round(run, what, _Limits(volume, minutes, limit, jobs), json=json)


@dataclass(frozen=True)
class _Limits:
    """How far a round goes."""

    volume: str | None
    minutes: float | None
    files: int | None
    jobs: int


def _status(run: Invocation, *, json: bool) -> None:
    with run.catalogue() as catalogue:
        now = catalogue.fixity.overview()
    if json:
        emit({"copies": now.copies, "never": now.never, "oldest": now.oldest})
        return
    say(_behind(now.copies, now.never, now.oldest))


def _behind(copies: int, never: int, oldest: str | None) -> str:
    since = f" Of the others the one verified longest ago was on {oldest[:10]}." if oldest else ""
    return f"{never:,} of {counted(copies, 'file')} {'was' if never == 1 else 'were'} never verified.{since}"


def _round(run: Invocation, what: str, limits: _Limits, *, json: bool) -> int | None:
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.stopping import stoppable
    from mediavault.fixity.verify import verify as start
    from mediavault.vault import mounts

    vault = run.open_vault()
    with stoppable() as stop, vault.catalogue() as catalogue:
        scope = _scope(catalogue, what, limits)
        with watching(json=json, stop=stop) as talk:
            done = start(
                catalogue,
                vault,
                scope,
                mounts(),
                jobs=limits.jobs,
                on_finding=lambda one: _tell(talk, one, json=json),
                on_progress=talk.progress,
            )
        behind = catalogue.fixity.overview()
    if json:
        outcomes = {outcome.value: number for outcome, number in done.outcomes.items()}
        told = {"offline": sum(done.offline.values()), "left": done.left, "unsure": done.unsure, "bytes": done.bytes}
        waits = {"never": behind.never, "oldest": behind.oldest}
        emit({"summary": {"checked": done.checked, **outcomes, **told, **waits, "seconds": round(done.seconds, 3)}})
    _conclude(done)
    say(_behind(behind.copies, behind.never, behind.oldest))
    return _ends_in(done.outcomes)


def _scope(catalogue: Catalogue, what: str, limits: _Limits) -> Scope:
    """What the command line asks for."""
    from mediavault.cli.ranges import meant
    from mediavault.cli.volumes import volume_named
    from mediavault.fixity.verify import Scope
    from mediavault.vault import locate
    from mediavault.walking.recognising import recognised
    from mediavault.workers.answering import refuse_silent

    seconds = None if limits.minutes is None else limits.minutes * 60
    scope = Scope(
        volume=None if limits.volume is None else volume_named(catalogue, limits.volume).id,
        seconds=seconds,
        limit=limits.files,
    )
    if not what:
        return scope
    refuse_silent(Path(what))
    if not Path(what).is_dir():
        return replace(scope, assets=meant(catalogue, what))
    place = locate(what)
    there = recognised(catalogue, place.volume, note=True)
    if there is None:
        raise NothingCatalogued(what)
    return replace(scope, volume=there.id, prefix=place.path_raw)


def _tell(talk: Talk, one: Finding, *, json: bool) -> None:
    """Tells what came of one copy: programs of each, a person at a terminal of those that are not as they were."""
    outcome, where = one.check.outcome, f"{one.volume.label}:{one.due.path}"
    if json:
        copy = {"volume": one.volume.label, **records.path(one.due.path_raw)}
        said = {"outcome": outcome.value, "detail": one.check.detail, "verified_before": one.due.checked_at}
        emit({"asset": f"a{one.due.asset}", "copy": copy, "digest": records.digest(one.check.digest), **said})
    elif not on_terminal():
        line(outcome.value, where, f"a{one.due.asset}", one.check.detail)
    elif not outcome.is_good:
        talk.aside(_worded(outcome.value, where, one.check.detail))


def _worded(outcome: str, where: str, detail: str | None) -> str:
    return f"{outcome}: {where}{f' ({detail})' if detail else ''}"


def _conclude(done: Round) -> None:
    told = [f"{number:,} {outcome.value}" for outcome, number in done.outcomes.items()]
    took = f"{done.bytes / 1e6:,.1f} MB in {done.seconds:.1f} s"
    say(f"Verified {counted(done.checked, 'file')} ({took}): {', '.join(told) or 'nothing'}.")
    for label, number in done.offline.items():
        say(f"{counted(number, 'file')} on {label}, not connected or not answering: not verified, and not missing.")
    if done.unsure:
        say(f"{counted(done.unsure, 'file')} not found on what may be another drive: nothing is said of them.")
    if done.left:
        say(f"{counted(done.left, 'file')} left for the next round; it begins with them.")
    if any(outcome.value == "renamed" for outcome in done.outcomes):
        say("Renamed files are taken up where they stand now by mediavault ingest.")


def _ends_in(outcomes: Mapping[CheckOutcome, int]) -> int | None:
    met = {outcome.value for outcome in outcomes}
    return next((status for name, status in STATUS.items() if name in met), None)


def _delivery(path: Path, jobs: int, *, json: bool) -> int | None:
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.stopping import stoppable
    from mediavault.fixity.delivery import check_delivery, delivery_at

    manifest = delivery_at(path)
    with stoppable() as stop, watching(json=json, stop=stop) as talk:
        done = check_delivery(
            manifest, jobs=jobs, on_file=lambda one: _tell_delivered(talk, one, json=json), on_progress=talk.progress
        )
    for name in done.unlisted:
        _tell_unlisted(name, json=json)
    files = counted(len(manifest.files), "file")
    outcomes = {outcome.value: number for outcome, number in done.outcomes.items()}
    if json:
        rest = {"unlisted": len(done.unlisted), "unseen": len(done.unseen), "bytes": done.bytes}
        emit({"summary": {"listed": len(manifest.files), **outcomes, **rest}})
    told = [f"{number:,} {outcome}" for outcome, number in outcomes.items()]
    told += [f"{len(done.unlisted):,} not in the list"] if done.unlisted else []
    for problem in done.unseen:
        say(problem.message)
    say(f"Checked {files} of {manifest.folder} against the list: {', '.join(told)}.")
    return _ends_in(done.outcomes) or (exit_status.UNREADABLE if done.unseen else None)


def _tell_delivered(talk: Talk, one: Delivered, *, json: bool) -> None:
    if json:
        emit({**records.path(one.path_raw), "outcome": one.outcome.value, "detail": one.detail})
    elif not on_terminal():
        line(one.outcome.value, path_text(one.path_raw), one.detail)
    elif not one.outcome.is_good:
        talk.aside(_worded(one.outcome.value, path_text(one.path_raw), one.detail))


def _tell_unlisted(name: bytes, *, json: bool) -> None:
    if json:
        emit({**records.path(name), "outcome": "unlisted", "detail": None})
    else:
        line("unlisted", path_text(name), None)
