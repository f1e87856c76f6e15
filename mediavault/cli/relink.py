"""`relink`: known media found again, moved, renamed or copied."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.model import path_text
from mediavault.cli import exit_status, records
from mediavault.cli.ingest_options import Jobs
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, on_terminal, say, table
from mediavault.cli.verbs import verb, would

if TYPE_CHECKING:
    from mediavault.fixity.relink import Proposal, Relinking

MOST_SHOWN = 40
"""Lines of a preview on a terminal."""


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "relink", (*exit_status.CATALOGUED, exit_status.MISSING))
    def relink(
        run: Invocation,
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the media are now.")],
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        jobs: Jobs = None,
        alike: Annotated[
            bool,
            typer.Option(
                "--alike", help="Also take files of other bytes for lost media, by name, duration and timecode."
            ),
        ] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Find known media again where they were moved, renamed or copied to.

        They are known by what they hold, whatever their names. What is found is shown with how sure that is, and noted
        in one change that undo takes back. Clips, tags and shot lists stay with the media. Files that are not known yet
        are for mediavault ingest.

        Media that was re-wrapped, or restored in other bytes, is found with --alike: only where no copy is left that
        holds what it held, here or on a shelf.
        """
        from dataclasses import replace

        from mediavault.alike import search_alike
        from mediavault.cli.ingest_talk import watching
        from mediavault.cli.stopping import stoppable
        from mediavault.cli.taking_over import confirm
        from mediavault.fixity.relink import apply, search
        from mediavault.ingest.folders import refuse_unusable

        refuse_unusable(folder)
        vault = run.open_vault()
        with run.catalogue(vault) as catalogue:
            with stoppable() as stop, watching(json=json, stop=stop) as talk:
                workers = run.settings(jobs=jobs).jobs
                found = search(catalogue, vault, folder, jobs=workers, on_progress=talk.progress)
                if alike and found.still_missing:
                    more = search_alike(
                        catalogue, vault, folder, found.proposals, jobs=workers, on_progress=talk.progress
                    )
                    left = found.still_missing - len(more)
                    found = replace(found, proposals=(*found.proposals, *more), still_missing=left)
                for problem in found.problems:
                    talk.aside(problem)
            _show(found, json=json)
            if found.still_missing and not alike:
                say("Media in other bytes (re-wrapped, restored) is looked for with --alike.")
            if not found.proposals:
                say(f"Nothing in {folder} that was lost, or that is not known to be there.{_still(found)}")
                return exit_status.MISSING if found.still_missing else None
            what = f"Relink {counted(len(found.proposals), 'file')} in {folder}"
            if dry_run:
                say(f"{would(what)}{_still(found)}")
                return None
            confirm(what, yes=yes)
            apply(catalogue, found.proposals, what)
            say(f"{what}: {_counts(found)}.{_still(found)}")
        return None


def _show(found: Relinking, *, json: bool) -> None:
    """The preview: to programs every line, to a person at a terminal as many as can be read."""
    if json:
        for one in found.proposals:
            emit(_record(one))
        return
    most = MOST_SHOWN if on_terminal() else len(found.proposals)
    table((">sure", "", "asset", "was", "is now"), map(_row, found.proposals[:most]))
    if len(found.proposals) > most:
        say(f"… and {len(found.proposals) - most:,} more.")


def _row(one: Proposal) -> tuple[object, ...]:
    return f"{one.confidence:.0%}", _what(one), f"a{one.placed.asset}", one.before.path, path_text(one.path)


def _what(one: Proposal) -> str:
    """What a file is to what is known."""
    if one.placed.other is not None:
        return "alike"
    return "copy" if one.placed.moved is None else "moved"


def _record(one: Proposal) -> dict[str, object]:
    return {
        "asset": f"a{one.placed.asset}",
        "action": _what(one),
        "confidence": one.confidence,
        "why": one.why,
        "before": records.path(one.before.path_raw),
        **records.path(one.path),
    }


def _counts(found: Relinking) -> str:
    words = {"copy": "another copy", "alike": "alike, in other bytes"}
    counts = Counter(words.get(_what(one), "moved") for one in found.proposals)
    return ", ".join(f"{number:,} {what}" for what, number in sorted(counts.items(), reverse=True))


def _still(found: Relinking) -> str:
    return f" {counted(found.still_missing, 'file')} still missing." if found.still_missing else ""
