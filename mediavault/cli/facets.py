"""`facets`: how what a query finds divides."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json, Limit, Query
from mediavault.cli.output import emit_all, table
from mediavault.cli.verbs import verb


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "facets")
    def facets(
        run: Invocation,
        query: Query = "",
        field: Annotated[
            list[str] | None,
            typer.Option("--field", metavar="FIELD", help="Only this; again for more.", show_default=False),
        ] = None,
        limit: Limit = None,
        json: Json = False,
    ) -> None:
        """Count what a query finds by kind, time, names, camera, volume, rating and state; at most N values of each."""
        with run.catalogue() as catalogue:
            found = catalogue.facets(query, fields=field or ())
        shown = [one for each in found.values() for one in each[:limit]]
        if json:
            emit_all(asdict(one) for one in shown)
            return
        table(("field", "value", ">assets", "query"), ((one.field, one.value, one.count, one.query) for one in shown))
