"""`import` and `export` of the authority files: TOML for all kinds, SKOS for keywords."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, say
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library.model import Authority

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="An authority file: TOML (.toml); of keywords also SKOS (.ttl, .rdf).")
]
SKOS = {".ttl": "turtle", ".rdf": "xml"}
"""Suffixes of SKOS files, and what is written in them."""


class UnknownAuthorityFormat(MediavaultError):
    """A file's suffix says no form that records of a kind can be written in."""

    def __init__(self, path: Path, known: Sequence[str]) -> None:
        """Takes the file, and the suffixes that would do."""
        super().__init__(f"Cannot tell the form of {path.name} from its suffix: name it {' or '.join(known)}.")


def register(family: typer.Typer, kind: str) -> None:
    """Adds the verbs for a kind."""
    _register_import(family, kind)
    _register_export(family, kind)


def _register_import(family: typer.Typer, kind: str) -> None:
    def import_file(run: Invocation, path: File, dry_run: DryRun = False, json: Json = False) -> None:
        """Add the records of an authority file; records that are there already are kept."""
        read = _reader(kind, path)(path)
        with run.catalogue() as catalogue, catalogue.transaction(f"Import {path.name}") as edit:
            added = edit.add_missing(read)
            rehearse(dry_run, f"add {counted(added, 'record')} from {path}")
        say(f"Added {counted(added, 'record')} from {path}; {len(read) - added} were there already.")
        if json:
            emit({"file": str(path), "added": added, "known": len(read) - added})

    verb(family, "import")(import_file)


def _reader(kind: str, path: Path) -> Callable[[Path], list[Authority]]:
    if kind == "keyword" and path.suffix.lower() in SKOS:
        from library.authorities.skos import read_skos

        return read_skos
    from library.authorities import read_authorities

    return read_authorities


def _register_export(family: typer.Typer, kind: str) -> None:
    def export_file(
        run: Invocation,
        path: File,
        every: Annotated[
            bool, typer.Option("--all", help="With everybody who is not open: keep such a file as the catalogue.")
        ] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        from library.model import AuthorityKind
        from mediavault.export.writing import write_atomically

        with run.catalogue() as catalogue:
            known, parties = catalogue.authorities(AuthorityKind(kind)), catalogue.parties()
        found = known if every else _allowed(known, parties)
        content = _written(kind, path, found)
        rehearse(dry_run, f"write {counted(len(found), 'record')} to {path}")
        write_atomically(path, content)
        left = f"; left out {len(known) - len(found)} who are not open" if len(found) < len(known) else ""
        say(f"Wrote {counted(len(found), 'record')} to {path}{left}.")
        if json:
            emit({"file": str(path), "records": len(found)})

    export_file.__doc__ = f"Write the {kind} records to a file that import reads. Who is not open is not named in it."
    verb(family, "export", noted=False)(export_file)


def _allowed(known: Sequence[Authority], parties: Sequence[Authority]) -> list[Authority]:
    """The records without anybody who is not open: theirs, what names them, and their names in texts."""
    from library.model import Protection
    from library.withheld import Withheld

    guarded = {one.id for one in parties if one.protection is not Protection.OPEN}
    withheld = Withheld.of(parties)
    left = []
    for one in known:
        if one.id not in guarded:
            related = tuple(other for other in one.related if other.id not in guarded)
            left.append(withheld.without(replace(one, related=related)))
    return left


def _written(kind: str, path: Path, found: Sequence[Authority]) -> bytes:
    suffix = path.suffix.lower()
    if kind == "keyword" and suffix in SKOS:
        from library.authorities.skos import written_skos

        return written_skos(found, SKOS[suffix])
    if suffix != ".toml":
        raise UnknownAuthorityFormat(path, [".toml", *(SKOS if kind == "keyword" else ())])
    from library.authorities.writing import written

    return written(found)
