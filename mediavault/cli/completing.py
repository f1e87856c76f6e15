"""What the shell offers when Tab is pressed: names from the catalogue, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def _names(ctx: typer.Context, ask: Callable[[Catalogue], Iterable[str]], beginning: str) -> list[str]:
    from mediavault.cli.invocation import Invocation

    given = (context.params.get("vault") for context in (ctx, ctx.find_root()))
    try:
        with Invocation(next((path for path in given if path), None)).catalogue() as catalogue:
            known = list(ask(catalogue))
    except (MediavaultError, OSError):
        return []
    begun = beginning.casefold()
    return [name for name in known if name.casefold().startswith(begun)][:_MOST]


def _of_kind(kind: str) -> Callable[[typer.Context, str], list[str]]:
    def names(ctx: typer.Context, incomplete: str) -> list[str]:
        from library.model import AuthorityKind

        return _names(ctx, lambda known: (one.name for one in known.authorities(AuthorityKind(kind))), incomplete)

    return names


events = _of_kind("event")
places = _of_kind("place")
people = _of_kind("person")
organisations = _of_kind("organisation")
keywords = _of_kind("keyword")
projects = _of_kind("project")
of_kind = _of_kind


def of_family(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the kind whose verb is typed: events behind `event show`."""
    kind = ctx.parent.info_name if ctx.parent else None
    return _of_kind(kind)(ctx, incomplete) if kind else []


def shot_lists(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of shot lists that begin so."""
    return _names(ctx, lambda known: (one.name for one in known.shot_lists()), incomplete)
