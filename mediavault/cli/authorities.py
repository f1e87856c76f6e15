"""`event`, `place`, `person`, `organisation`, `keyword`, `project`, `contributor`: the authority files.

The verbs all kinds share are here; what can be said of a kind is in `authority_facts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import authority_facts, authority_files, completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import emit, emit_all, say, table
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Authority, AuthorityKind

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Its name, in any spelling.", autocompletion=completing.of_family)
]
ABOUT = {
    "event": "Events: happenings that were filmed.",
    "place": "Places, each in a wider one.",
    "person": "People, and how far each may be identified.",
    "organisation": "Organisations.",
    "keyword": "Keywords: the words of a controlled vocabulary.",
    "project": "Projects: films that shot lists belong to.",
    "contributor": "Contributors: who sent material, and how far each may be identified.",
}


def register(app: typer.Typer) -> None:
    """Adds a family of verbs for each kind."""
    for kind, about in ABOUT.items():
        family = group(kind, about)
        authority_facts.register(family, kind)
        _register_reading(family, kind)
        _register_joining(family, kind)
        authority_files.register(family, kind)
        app.add_typer(family)


def _register_reading(family: typer.Typer, word: str) -> None:
    @verb(family, "list")
    def show_all(
        run: Invocation,
        match: Annotated[
            str, typer.Argument(metavar="WORDS", help="Only those these words lead to.", show_default=False)
        ] = "",
        json: Json = False,
    ) -> None:
        """List the records."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            found = catalogue.authorities(_kind(word), match)
            if json:
                emit_all(records.authority(one) for one in found)
                return
            table(
                ("name", "also…", "related…", "date", ">clips"),
                (_row(catalogue, one) for one in found),
                empty=f"No {word} is found.",
            )

    @verb(family, "show")
    def show(run: Invocation, name: Name, json: Json = False) -> None:
        """Show a record, in any of its spellings."""
        from library.model import PARTIES
        from mediavault.cli import permission_records, records, showing
        from mediavault.cli.consent import standing_consents

        with run.catalogue() as catalogue:
            found = catalogue.authority(_kind(word), name)
            said = standing_consents(catalogue, found.id)
            if json:
                consents = {"consents": [permission_records.consent(one, found.name) for one in said]}
                emit({**records.authority(found), **(consents if found.kind in PARTIES else {})})
            else:
                showing.authority(found, catalogue.usage(found.id or 0), said)


def _kind(word: str) -> AuthorityKind:
    from library.model import AuthorityKind

    return AuthorityKind(word)


def _row(catalogue: Catalogue, one: Authority) -> tuple[object, ...]:
    spellings = ", ".join(dict.fromkeys(name.text for name in one.names))
    related = ", ".join(f"{other.relation.value} {other.name}" for other in one.related)
    return one.name, spellings, related, one.date, catalogue.usage(one.id or 0)


def _register_joining(family: typer.Typer, word: str) -> None:
    @verb(family, "merge")
    def merge(
        run: Invocation,
        kept: Annotated[str, typer.Argument(metavar="KEPT", help="Stays.", autocompletion=completing.of_family)],
        other: Annotated[str, typer.Argument(metavar="OTHER", help="Goes.", autocompletion=completing.of_family)],
        dry_run: DryRun = False,
    ) -> None:
        """Make two records one: the first stays, and takes the other's spellings and clips."""
        with run.catalogue() as catalogue:
            first, second = (catalogue.authority(_kind(word), name) for name in (kept, other))
            what = f'{word} "{second.name}" into "{first.name}"'
            with catalogue.transaction(f"Merge {what}") as edit:
                edit.merge_authorities(first, second)
                rehearse(dry_run, f"merge {what}")
        say(f"Merged {what}.")

    @verb(family, "remove")
    def remove(run: Invocation, name: Name, dry_run: DryRun = False) -> None:
        """Remove a record that nothing refers to."""
        with run.catalogue() as catalogue:
            found = catalogue.authority(_kind(word), name)
            what = f'{word} "{found.name}"'
            with catalogue.transaction(f"Remove {what}") as edit:
                if found.id is not None:
                    edit.remove_authority(found.id)
                rehearse(dry_run, f"remove {what}")
        say(f"Removed {what}.")
