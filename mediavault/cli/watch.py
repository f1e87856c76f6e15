"""`watch`: folders in which footage comes in are catalogued as it does, until somebody ends it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediavault.cli import exit_status
from mediavault.cli.ingest import conclude, look_for, vault_for
from mediavault.cli.ingest_options import (
    Contributor,
    Create,
    Event,
    Jobs,
    Keyword,
    NoPreviews,
    Place,
    Rights,
    StampNote,
    Template,
    stamp,
)
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json
from mediavault.cli.output import counted, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.errors import MediavaultError
    from mediavault.cli.ingest_talk import Talk
    from mediavault.cli.stopping import Stop
    from mediavault.ingest.rounds import Rounds
    from mediavault.ingest.values import FileOutcome, IngestOptions
    from mediavault.vault import Vault

CODES = tuple(
    code
    for code in (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.TOOL_MISSING)
    if code != exit_status.INTERRUPTED  # that is how it ends
)


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "watch", CODES)
    def watch(
        run: Invocation,
        folders: Annotated[
            list[Path],
            typer.Argument(
                metavar="FOLDER...", help="Folders in which photos, videos or sound come in.", readable=False
            ),
        ],
        settle: Annotated[
            float,
            typer.Option(
                "--settle",
                min=0.1,
                metavar="SECONDS",
                help="A file is whole when nothing was written to it for so long.",
            ),
        ] = 10.0,
        until_idle: Annotated[
            float | None,
            typer.Option(
                "--until-idle",
                min=0.0,
                metavar="SECONDS",
                help="End by itself when nothing came for so long.",
                show_default=False,
            ),
        ] = None,
        jobs: Jobs = None,
        no_previews: NoPreviews = False,
        template: Template = None,
        event: Event = None,
        place: Place = None,
        contributor: Contributor = None,
        keyword: Keyword = None,
        rights: Rights = None,
        note: StampNote = None,
        create: Create = False,
        json: Json = False,
    ) -> int | None:
        """Catalogue what comes into folders, until Ctrl+C: a file once it has stopped growing.

        What is there already comes in first, as by ingest. A drive that is pulled out is waited for.

        What is said of everything goes onto what arrives, not onto files that were known before.
        """
        from mediavault.ingest.arrivals import Arrivals
        from mediavault.ingest.rounds import Rounds
        from mediavault.ingest.values import IngestOptions

        look_for(folders)
        given = {"event": event, "place": place, "contributor": contributor, "rights": rights, "note": note}
        said = stamp(template, keywords=keyword, **given)
        arrivals = Arrivals(settle)
        jobs = run.settings(jobs=jobs).jobs
        said |= {"jobs": jobs, "create": create, "arrived": arrivals}
        options = IngestOptions(previews=not no_previews, tells_known=False, **said)
        with vault_for(run) as vault:
            watched = _Watched(vault, options, Rounds(folders, arrivals, _gone, _back), json, run.why)
            watched.go(until_idle)
        return exit_status.UNREADABLE if watched.outcomes["unreadable"] else None


def _gone(folder: Path, error: MediavaultError) -> None:
    say(f"{error} Waiting for {folder.name or folder} to come back.")


def _back(folder: Path) -> None:
    say(f"{folder} is there again.")


@dataclass(slots=True)
class _Watched:
    """What is watched, and what has come of it."""

    vault: Vault
    options: IngestOptions
    rounds: Rounds
    json: bool
    why: str | None
    outcomes: Counter[str] = field(default_factory=Counter)
    size_bytes: int = 0
    _told: set[tuple[bytes, str]] = field(default_factory=set)
    """What was left out, and why: not told again each time somebody looks."""

    def go(self, until_idle_s: float | None) -> None:
        """Watches until somebody ends it."""
        from mediavault.cli.stopping import stoppable
        from mediavault.ingest.values import Interrupted

        began = time.monotonic()
        say(f"Watching {', '.join(map(str, self.rounds.folders))}. Ctrl+C ends it; what is catalogued is kept.")
        with stoppable() as stop, self.vault.catalogue() as catalogue:
            catalogue.why = self.why
            with suppress(KeyboardInterrupt, Interrupted):
                for folders in self.rounds(stop.heed, until_idle_s):
                    self._look(catalogue, folders, stop)
        self._conclude(time.monotonic() - began)

    def _look(self, catalogue: Catalogue, folders: Sequence[Path], stop: Stop) -> None:
        from mediavault.cli.ingest_talk import watching
        from mediavault.ingest.run import ingest
        from mediavault.ingest.values import FolderUnusable
        from mediavault.workers.dead_disks import DiskSilent

        before = self.outcomes.copy()
        with watching(json=self.json, stop=stop) as talk:
            tell = partial(self._tell, talk)
            for folder in folders:  # each by itself: one that goes away leaves the others
                with suppress(FolderUnusable, DiskSilent):  # the next round says so, and waits for it
                    ingest(catalogue, self.vault, [folder], self.options, tell, talk.progress, on_lacking=talk.lacking)
        if came := self.outcomes - before:
            say(f"{time.strftime('%H:%M')}  {', '.join(f'{number:,} {outcome}' for outcome, number in came.items())}")
        sys.stdout.flush()

    def _tell(self, talk: Talk, file: FileOutcome) -> None:
        """Passes on what is news."""
        taken = self.rounds.arrivals.taken.get(file.path_raw)
        if taken is None:
            left_out = (file.path_raw, file.problem.kind if file.problem else "")
            if file.problem is None or left_out in self._told:
                return
            self._told.add(left_out)
        else:
            self.size_bytes += taken.size_bytes
        self.outcomes[file.outcome.value] += 1
        talk.outcome(file)

    def _conclude(self, seconds: float) -> None:
        from mediavault.ingest.values import IngestSummary

        counts: dict[str, Any] = dict(self.outcomes)
        conclude(IngestSummary(**counts, bytes=self.size_bytes, seconds=seconds), json=self.json)
        if growing := self.rounds.arrivals.growing():
            say(f"{counted(growing, 'file')} had not come to an end yet: the next watch or ingest takes them.")
