"""`duplicates`: versions of one picture, found by what they show; accepted or refused by a person."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, QueryOrKey, id_option
from mediavault.cli.output import counted, emit_all, on_terminal, say, table
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from library import Catalogue
    from library.model import JsonObject, OfferedPart
    from mediavault.vault import Vault


class UnknownOffer(MediavaultError):
    """No version that waits has a number."""

    def __init__(self, number: int) -> None:
        """Takes the number that was asked for."""
        super().__init__(f"No version {number} waits: mediavault duplicates lists those that do.")


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "duplicates")
    def duplicates(
        run: Invocation,
        query: QueryOrKey = "",
        accept: Annotated[list[int] | None, id_option("--accept", "Join this one; again for more.")] = None,
        reject: Annotated[list[int] | None, id_option("--reject", "Never offer this again; again for more.")] = None,
        above: Annotated[
            float | None,
            typer.Option("--accept-above", min=0, max=1, metavar="SCORE", help="Join all that score so much."),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Look for versions of one picture: recompressed, made smaller, cropped, letterboxed, turned, or cut out of it.

        Previews and filmstrips are compared, of what the query finds. What is alike is offered with a score, beside the
        best of it and why that is the best; nothing is joined unless you say so, and undo takes it back. One scene
        photographed twice a moment apart is offered as a burst. Files with the very same bytes are one asset already:
        find is:copied.
        """
        from mediavault.cli.ranges import meant

        vault = run.open_vault()
        with run.catalogue(vault) as catalogue:
            waiting = {one.id: one for one in catalogue.offered_parts()}
            if accept or reject or above is not None:
                chosen = [_waiting(waiting, number) for number in accept or ()]
                chosen += [one for one in waiting.values() if above is not None and one.offer.score >= above]
                _decide(catalogue, chosen, [_waiting(waiting, number) for number in reject or ()], dry_run=dry_run)
            else:
                _look(catalogue, vault, meant(catalogue, query), (run.settings().jobs, dry_run))
            left = catalogue.offered_parts()
        if json:
            emit_all(map(_record, left))
            return
        table(
            ("id", "best", "name", "version", "name", "as", ">score", "why"),
            map(_row, left),
            empty="Nothing waits to be decided.",
        )


@contextmanager
def _counting(total: int) -> Iterator[Callable[[int], object]]:
    """Draws how many were looked at, where a person looks on."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Progress(console=console, transient=True, disable=not on_terminal(sys.stderr)) as drawn:
        bar = drawn.add_task("Comparing", total=total)
        yield lambda count: drawn.advance(bar, count)


def _waiting(waiting: dict[int, OfferedPart], number: int) -> OfferedPart:
    if number not in waiting:
        raise UnknownOffer(number)
    return waiting[number]


def _look(catalogue: Catalogue, vault: Vault, ids: Collection[int], how: tuple[int, bool]) -> None:
    from mediavault.analysis.shown import Shown
    from mediavault.analysis.versions import RULE, look
    from mediavault.cli.stopping import stoppable
    from mediavault.progress.wording import some

    jobs, dry_run = how
    unseen = list[Shown]()
    with stoppable() as stop, _counting(len(ids)) as done:

        def on_done(count: int) -> None:
            done(count)
            stop.heed()

        offers = look(catalogue, vault, ids, jobs, on_done, on_unseen=unseen.append)
    what = f"Offer {counted(len(offers), 'version')} by likeness"
    with catalogue.transaction(what) as edit:
        new = edit.offer_parts(offers, RULE)
        rehearse(dry_run, what)
    say(f"{counted(new, 'new version')} found among {counted(len(ids), 'asset')}.")
    if unseen:
        named = some([f"{one.key} ({one.name})" for one in unseen])
        say(f"Not compared for want of a preview: {named}. mediavault ingest of where they are makes it.")


def _decide(catalogue: Catalogue, accepted: list[OfferedPart], refused: list[OfferedPart], *, dry_run: bool) -> None:
    unique = list({one.id: one for one in accepted}.values())
    done = [f"join {counted(len(unique), 'version')}"] if unique else []
    done += [f"refuse {counted(len(refused), 'version')}"] if refused else []
    what = " and ".join(done).capitalize() or "Join nothing"
    with catalogue.transaction(what) as edit:
        edit.accept_parts(unique)
        edit.refuse_parts(refused)
        rehearse(dry_run, what)
    say(f"{what}.")


def _record(one: OfferedPart) -> JsonObject:
    ends = {"whole": f"a{one.offer.whole}", "member": f"a{one.offer.member}"}
    named = {"id": one.id, "by": one.by, "whole_name": one.whole_name, "member_name": one.member_name}
    return {**asdict(one.offer), **ends, **named, "role": one.offer.role.value}


def _row(one: OfferedPart) -> tuple[object, ...]:
    offer = one.offer
    ends = (f"a{offer.whole}", one.whole_name, f"a{offer.member}", one.member_name)
    return one.id, *ends, offer.role.value, f"{offer.score:.2f}", offer.why
