"""`merge`: what another vault knows, brought into this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from collections import Counter

    from library import Catalogue
    from library.merge import Choices, Merged
    from library.model import Authority


_SAID: Mapping[str, tuple[str, str]] = {
    "asset_raw": ("reading", "readings"),
    "authority": ("record", "records"),
    "authority_name": ("spelling", "spellings"),
    "copy": ("copy", "copies"),
    "custody": ("entry of custody", "entries of custody"),
    "fixity_check": ("check", "checks"),
    "message_asset": ("file of a message", "files of messages"),
    "offered_part": ("version offered", "versions offered"),
    "part": ("version", "versions"),
    "refused_gathering": ("refused day", "refused days"),
    "refused_link": ("refused suggestion", "refused suggestions"),
}
"""What rows are for a person, one of them and several, where their table is called otherwise."""


class PeopleLeftOut(MediavaultError):
    """Material was to come in without those who may keep it from leaving."""

    def __init__(self, people: Sequence[Authority]) -> None:
        """Takes those who would be left out."""
        self.people = tuple(people)
        one = " ".join(f'--same "{one.kind.value}:{one.name}"' for one in people)
        super().__init__(
            f"Nothing was merged: another here has the name of {counted(len(people), 'record')} there, and what is "
            "linked to those would come in as if nobody were in it. "
            f"Say {one} where they are one; where not, rename one."
        )


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "merge")
    def merge(
        run: Invocation,
        other: Annotated[Path, typer.Argument(metavar="VAULT", help="The folder of another vault; it is only read.")],
        same: Annotated[
            list[str] | None,
            typer.Option(
                "--same",
                metavar="KIND:NAME",
                help="Two records of this name are one, as in person:Anna; again for more.",
                show_default=False,
            ),
        ] = None,
        prefer: Annotated[
            str, typer.Option("--prefer", metavar="ours|theirs", help="Whose word stands where both say something.")
        ] = "ours",
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Bring in all that another vault knows: assets by their content, records by their identifiers.

        Every conflict is shown. Records that have but a name in common are not joined and not brought in until --same
        says that they are one; rename one of them where they are not. Without those who may keep something from leaving
        nothing is merged. A second merge changes nothing.
        """
        if prefer not in {"ours", "theirs"}:
            raise typer.BadParameter(f'"{prefer}" is neither ours nor theirs', param_hint="--prefer")
        what = f"Merge the vault {other}"
        beside = run.open_vault().path
        with run.catalogue() as catalogue, _copied(other, beside) as theirs, catalogue.transaction(what) as edit:
            merged = theirs.merge_into(edit, _choices(other, prefer, same or []))
            _show(merged, json=json)
            if merged.unguarded:
                raise PeopleLeftOut(merged.unguarded)
            rehearse(dry_run, what)
        say(f"Merged: {_told(merged)}.")


@contextmanager
def _copied(vault: Path, beside: Path) -> Iterator[Catalogue]:
    """The catalogue of another vault, in a copy beside ours: an older one is upgraded there, not where it is."""
    from library import Catalogue
    from mediavault.fixity.visit import limit_for
    from mediavault.workers.asking import asked

    length = asked(_length, vault)
    limit_s = inf if length is None else limit_for(length)  # a server that is at work is waited for
    with TemporaryDirectory(prefix=".merge-", dir=beside) as folder:
        copy = Path(folder) / "catalogue.db"
        asked(partial(_copy, copy), vault, limit_s)  # whoever asks a dead disk can be ended by nobody
        with Catalogue.open(copy) as catalogue:
            yield catalogue


def _length(vault: Path) -> int | None:
    """How many bytes the catalogue of a vault has; None where it is on a server."""
    from mediavault.vault import Vault

    theirs = Vault.open(vault)
    return None if theirs.database is not None else theirs.catalogue_path.stat().st_size


def _copy(to: Path, vault: Path) -> None:
    from mediavault.vault import Vault

    Vault.open(vault).back_up(to)


def _choices(other: Path, prefer: str, same: list[str]) -> Choices:
    from library.merge import Choices
    from library.names import fold

    wanted = {(kind, fold(name)) for kind, _, name in (one.partition(":") for one in same)}

    def are_one(ours: Authority, theirs: Authority) -> bool:
        return any((theirs.kind.value, fold(one.name)) in wanted for one in (ours, theirs))

    return Choices(prefer == "theirs", are_one, other.absolute().name)


def _show(merged: Merged, *, json: bool) -> None:
    if json:
        emit_all(
            {"what": one.what, "column": one.column, "ours": one.ours, "theirs": one.theirs, "taken": one.taken}
            for one in merged.conflicts
        )
        counts = {"added": +merged.added, "changed": +merged.changed, "left_out": +merged.left_out}
        emit({"summary": {**counts, "conflicts": len(merged.conflicts)}})
        return
    rows = ((one.what, one.column, one.ours, one.theirs, one.taken) for one in merged.conflicts)
    table(("conflict", "about", "ours", "theirs", "taken"), rows)


def _told(merged: Merged) -> str:
    words = (("added", merged.added), ("changed", merged.changed), ("left out", merged.left_out))
    parts = [f"{_counts(counts)} {word}" for word, counts in words if +counts]
    conflicts = counted(len(merged.conflicts), "conflict")
    return "; ".join([*parts, conflicts]) if parts or merged.conflicts else "nothing new"


def _counts(counts: Counter[str]) -> str:
    told = ((number, *_SAID.get(name, (name.replace("_", " "), None))) for name, number in (+counts).items())
    return ", ".join(counted(number, one, many) for number, one, many in told)
