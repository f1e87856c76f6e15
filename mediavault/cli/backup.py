"""`backup`, `restore` and `upgrade`: a verified copy of the catalogue, the way back, and the way on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library.backup import Backup
    from library.model import JsonObject

RESTORE_CODES = (*exit_status.ALWAYS, exit_status.NO_CATALOGUE, exit_status.BUSY_OR_NEWER, exit_status.INTERRUPTED)


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    _register_backup(app)
    _register_restore(app)
    _register_upgrade(app)


def _register_backup(app: typer.Typer) -> None:
    @verb(app, "backup", noted=False)
    def backup(
        run: Invocation,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet, on another disk.")],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Copy the catalogue into one file, while others may go on working.

        The copy is read again from the disk and verified before it gets its name; nothing is overwritten. Previews are
        not in it: ingest makes them again from the media. Media are not in it either. Names of protected people are in
        it: it is not for others. The backup of a catalogue on a server is the same kind of file, and goes back to a
        server or to a vault of its own.
        """
        vault = run.open_vault()
        if dry_run:
            say(f"Would copy {vault.place} to {file}.")
            return
        made = vault.back_up(file)
        say(f"Backed up to {file}: {_told(made)}. To go back to it: mediavault restore {file}")
        if made.head:
            say(f"Head of the history: {made.head}. Keep it elsewhere: mediavault history verify --head asks for it.")
        if json:
            emit({"backup": str(made.path), **_record(made)})


def _register_restore(app: typer.Typer) -> None:
    @verb(app, "restore", RESTORE_CODES, noted=False)
    def restore(
        run: Invocation,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="What mediavault backup or mediavault dump made.")],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Make the catalogue what it was when a backup or a dump was made.

        The vault is made when it is not there. A catalogue that is there is never lost: it is set aside under another
        name beside the new one; on a server, in a schema of its own. Close other mediavaults that have it open first.
        """
        from mediavault.vault import Vault

        folder = run.settings().vault
        if dry_run:
            say(f"Would make the catalogue of {folder} what it is in {file}.")
            return
        made = Vault.restore(folder, file)
        say(f"Restored {made.place}: {_told(made.catalogue)}.")
        if made.catalogue.head:
            say(f"Head of the history: {made.catalogue.head}")
        if made.aside is not None:
            say(f"The catalogue that was there before is {_aside(made.aside)}.")
        if json:
            aside = None if made.aside is None else str(made.aside)
            emit({"catalogue": made.place, "aside": aside, **_record(made.catalogue)})


def _register_upgrade(app: typer.Typer) -> None:
    @verb(app, "upgrade", noted=False)
    def upgrade(run: Invocation, dry_run: DryRun = False, json: Json = False) -> None:
        """Make a catalogue of an older mediavault one of this program: all of it, or nothing.

        Any verb that opens it does the same; this one says what was done. The catalogue as it was is kept beside it, as
        a verified backup that mediavault restore goes back to with the older program.
        """
        from library.backup import schema_of
        from library.migrations import HEAD

        vault = run.open_vault()
        before = HEAD if vault.database else schema_of(vault.catalogue_path)
        if dry_run and before != HEAD:
            say(f"Would upgrade {vault.place} from schema {before} to {HEAD}.")
            return
        with vault.catalogue() as catalogue:
            kept, head = catalogue.upgraded_from, catalogue.head()
        if kept is None:
            say(f"{vault.place} has the schema of this program, {HEAD}: nothing to do.")
        else:
            say(f"Upgraded {vault.place} from schema {kept.schema} to {HEAD}.")
            say(f"As it was: {kept.path}, {_told(kept)}.")
        say(f"Head of the history: {head}")
        if json:
            was = None if kept is None else {"backup": str(kept.path), **_record(kept)}
            emit({"catalogue": vault.place, "schema": HEAD, "head": head, "was": was})


def _aside(place: Path | str) -> str:
    return str(place) if isinstance(place, Path) else f'the schema "{place}" of that database'


def _told(made: Backup) -> str:
    counts = ((made.rows["asset"], "asset"), (made.rows["clip"], "clip"), (made.rows["operation"], "change"))
    return f"{', '.join(counted(*one) for one in counts)} ({made.size_bytes / 1e6:,.1f} MB), verified"


def _record(made: Backup) -> JsonObject:
    rows = {name: made.rows[name] for name in ("asset", "clip", "copy", "link", "operation", "shot_list", "volume")}
    return {"size_bytes": made.size_bytes, "schema": made.schema, "rows": rows, "verified": True, "head": made.head}
