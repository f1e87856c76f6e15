"""`search save|list|show|remove`: queries kept under names, for `search:NAME`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Query
from mediavault.cli.output import emit, emit_all, facts, say, table
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library.model import JsonObject, SavedSearch

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name of a saved search.", autocompletion=completing.searches)
]


def register(app: typer.Typer) -> None:
    """Adds the family."""
    family = group("search", "Keep queries under names: search:NAME in any other query stands for them.")
    app.add_typer(family)

    @verb(family, "save")
    def save(run: Invocation, name: Name, query: Query, dry_run: DryRun = False, json: Json = False) -> None:
        """Keep a query under a name; one that is there takes the new query."""
        with run.catalogue() as catalogue, catalogue.transaction(f"Save the search {name}") as edit:
            saved = edit.save_search(name, query)
            rehearse(dry_run, f"Save the search {saved.name}: {query}")
        say(f'Saved: search:"{saved.name}" is {saved.query}')
        if json:
            emit(_record(saved))

    @verb(family, "list")
    def list_(run: Invocation, json: Json = False) -> None:
        """List saved searches by name."""
        with run.catalogue() as catalogue:
            saved = catalogue.searches()
        if json:
            emit_all(map(_record, saved))
            return
        table(("name", "query"), ((one.name, one.query) for one in saved), empty="No search is saved yet.")

    @verb(family, "show")
    def show(run: Invocation, name: Name, json: Json = False) -> None:
        """Show a saved search, and how much it finds now."""
        with run.catalogue() as catalogue:
            saved = catalogue.search(name)
            found = len(catalogue.find(saved.query))
        if json:
            emit({**_record(saved), "assets": found})
            return
        facts((("name", saved.name), ("query", saved.query), ("assets", found)))

    @verb(family, "remove")
    def remove(run: Invocation, name: Name, dry_run: DryRun = False) -> None:
        """Forget a saved search; undo brings it back."""
        with run.catalogue() as catalogue:
            saved = catalogue.search(name)
            with catalogue.transaction(f"Remove the search {saved.name}") as edit:
                edit.remove_search(saved.name)
                rehearse(dry_run, f"Remove the search {saved.name}")
        say(f"Removed the search {saved.name}.")


def _record(saved: SavedSearch) -> JsonObject:
    return {"name": saved.name, "query": saved.query}
