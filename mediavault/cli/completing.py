"""What the shell offers when Tab is pressed: names from the catalogue, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import typer

from library.errors import MediavaultError

if TYPE_CHECKING:
    from library import Catalogue

_MOST = 200


def know_shells() -> None:
    """Lets typer answer the shells' questions; it does so only for programs that edit a person's shell settings."""
    from typer.completion import completion_init  # type: ignore[attr-defined]  # there since 0.20, unlisted

    completion_init()


def _asked(ctx: typer.Context, ask: Callable[[Catalogue], Iterable[str]]) -> list[str]:
    """What the catalogue answers, each once; nothing where there is no catalogue."""
    from mediavault.cli.invocation import Invocation

    given = (context.params.get("vault") for context in (ctx, ctx.find_root()))
    try:
        with Invocation(next((path for path in given if path), None)).catalogue() as catalogue:
            return list(dict.fromkeys(ask(catalogue)))[:_MOST]
    except (MediavaultError, OSError):
        return []


def _begun(texts: Iterable[str], beginning: str) -> list[str]:
    """Those that begin so, with the beginning as it was typed: typer offers nothing else."""
    start = beginning.casefold()
    return [beginning + text[len(beginning) :] for text in texts if text.casefold().startswith(start)]


def of_kind(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """What offers the names of a kind of record that begin so."""

    def names(ctx: typer.Context, incomplete: str) -> list[str]:
        return _asked(ctx, lambda known: _names(known, kind, incomplete))

    return names


def _names(known: Catalogue, kind: str, beginning: str) -> Iterator[str]:
    """Of each record the first spelling that begins so."""
    from library.model import AuthorityKind

    for one in known.authorities(AuthorityKind(kind), beginning):
        yield from _begun((one.name, *(name.text for name in one.names)), beginning)[:1]


def query(ctx: typer.Context, incomplete: str) -> list[str]:
    """The query with its last word completed: a field, a state, or a value that there is."""
    return _asked(ctx, lambda known: known.complete(incomplete))


events = of_kind("event")
places = of_kind("place")
people = of_kind("person")
organisations = of_kind("organisation")
keywords = of_kind("keyword")
projects = of_kind("project")
contributors = of_kind("contributor")


def of_family(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the kind whose verb is typed: events behind `event show`."""
    kind = ctx.parent.info_name if ctx.parent else None
    return of_kind(kind)(ctx, incomplete) if kind else []


def volumes(ctx: typer.Context, incomplete: str) -> list[str]:
    """Labels of volumes that begin so."""
    return _asked(ctx, lambda known: _begun((one.label for one in known.volumes()), incomplete))


def shot_lists(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of shot lists that begin so."""
    return _asked(ctx, lambda known: _begun((one.name for one in known.shot_lists()), incomplete))


def purposes(ctx: typer.Context, incomplete: str) -> list[str]:
    """What people were asked about that begins so."""
    return _asked(ctx, lambda known: _begun(known.purposes(), incomplete))


def parties(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of people, organisations and contributors that begin so."""
    kinds = ("person", "organisation", "contributor")
    return _asked(ctx, lambda known: (name for kind in kinds for name in _names(known, kind, incomplete)))


def roles(incomplete: str) -> list[str]:
    """Roles of links that begin so."""
    from library.model import ROLES

    return _begun(ROLES, incomplete)


def part_roles(incomplete: str) -> list[str]:
    """What one asset may be to another that begins so."""
    from library.model import PartRole

    return _begun((one.value for one in PartRole), incomplete)


def zones(incomplete: str) -> list[str]:
    """Names of time zones that begin so."""
    from zoneinfo import available_timezones

    return _begun(sorted(available_timezones()), incomplete)


def searches(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of saved searches that begin so."""
    return _asked(ctx, lambda known: _begun((one.name for one in known.searches()), incomplete))
