"""`suggest`: what rules offer, to be accepted or refused."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import JsonObject, Suggestion


def _numbers(name: str, help_: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="ID", help=help_, show_default=False)
    return option


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "suggest")
    def suggest(
        run: Invocation,
        accept: Annotated[list[int] | None, _numbers("--accept", "Make this a fact; again for more.")] = None,
        reject: Annotated[list[int] | None, _numbers("--reject", "Never suggest this again; again for more.")] = None,
        like: Annotated[int | None, _numbers("--accept-all-like", "Accept all for the same name.")] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Look for events assets may show, by time and place, and list what waits; only what is accepted counts."""
        with run.catalogue() as catalogue:
            if accept or reject or like:
                _decide(catalogue, _accepted(catalogue, accept or [], like), reject or [], dry_run=dry_run)
            else:
                _look(catalogue, dry_run=dry_run)
            waiting = catalogue.suggestions()
        if json:
            emit_all(map(_record, waiting))
            return
        columns = ("id", "asset", "name", "kind", "may be", ">sure", "by")
        table(columns, map(_row, waiting))


def _look(catalogue: Catalogue, *, dry_run: bool) -> None:
    offers = catalogue.offers()
    if not offers:
        return
    what = f"Suggest {counted(len(offers), 'link')} by time and place"
    with catalogue.transaction(what) as edit:
        edit.suggest(offers)
        rehearse(dry_run, what)
    say(f"{what}.")


def _accepted(catalogue: Catalogue, accept: list[int], like: int | None) -> list[Suggestion]:
    chosen = [catalogue.suggestion(number) for number in accept]
    if like is None:
        return chosen
    one = catalogue.suggestion(like)
    same = [
        other
        for other in catalogue.suggestions()
        if (other.authority, other.role, other.by) == (one.authority, one.role, one.by)
    ]
    return list({other.id: other for other in (*chosen, *same)}.values())


def _decide(catalogue: Catalogue, accepted: list[Suggestion], reject: list[int], *, dry_run: bool) -> None:
    refused = [catalogue.suggestion(number) for number in reject]
    done = [f"accept {counted(len(accepted), 'suggestion')}"] if accepted else []
    done += [f"refuse {counted(len(refused), 'suggestion')}"] if refused else []
    named = ", ".join(sorted({one.name for one in (*accepted, *refused)}))
    what = f"{' and '.join(done).capitalize()}: {named}"
    with catalogue.transaction(what) as edit:
        edit.accept_links([one.id for one in accepted])
        edit.refuse(refused)
        rehearse(dry_run, what)
    say(f"{what}.")


def _record(one: Suggestion) -> JsonObject:
    return {**asdict(one), "asset": f"a{one.asset}", "kind": one.kind.value, "provenance": one.provenance.value}


def _row(one: Suggestion) -> tuple[object, ...]:
    sure = None if one.confidence is None else f"{one.confidence:.2f}"
    return one.id, f"a{one.asset}", one.asset_name, one.kind.value, one.name, sure, one.by
