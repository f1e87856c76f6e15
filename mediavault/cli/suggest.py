"""`suggest`: what rules offer, to be accepted or refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, id_option
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library import Catalogue
    from library.edit import Edit
    from library.model import Gathering, JsonObject, Suggestion


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "suggest")
    def suggest(
        run: Invocation,
        accept: Annotated[list[str] | None, id_option("--accept", "Make this a fact; again for more.")] = None,
        reject: Annotated[list[str] | None, id_option("--reject", "Never suggest this again; again for more.")] = None,
        like: Annotated[int | None, id_option("--accept-all-like", "Accept all for the same name.")] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Look for events assets may show, by time and place, and for days that may be new events; list what waits.

        Only what is accepted counts. What is listed with a number is a link to an event there is. What is listed with
        the key of an asset is a day at one place that no event has yet: accepted, it becomes an event with that date
        and place, which event edit can rename, and undo takes it away again.
        """
        with run.catalogue() as catalogue:
            if accept or reject or like is not None:
                accepted = _asked(catalogue, accept or [])
                if like is not None:
                    accepted = accepted.and_links(catalogue.like(catalogue.suggestion(like)))
                _decide(catalogue, accepted, _asked(catalogue, reject or []), dry_run=dry_run)
            else:
                _look(catalogue, dry_run=dry_run)
            waiting, days = catalogue.suggestions(), catalogue.gatherings()
        if json:
            emit_all((*map(_record, waiting), *map(_record_of_day, days)))
            return
        columns = ("id", "asset", "name", "kind", "may be", ">sure", "by")
        rows = (*map(_row, waiting), *map(_row_of_day, days))
        table(columns, rows, empty="Nothing waits to be decided.")


@dataclass(frozen=True)
class _Chosen:
    """What somebody decides upon."""

    links: dict[int, Suggestion] = field(default_factory=dict)
    days: dict[str, Gathering] = field(default_factory=dict)

    def and_links(self, others: Iterable[Suggestion]) -> _Chosen:
        return _Chosen(self.links | {one.id: one for one in others}, self.days)

    @property
    def told(self) -> list[str]:
        counts = ((len(self.links), "suggestion"), (len(self.days), "new event"))
        return [counted(*one) for one in counts if one[0]]

    @property
    def names(self) -> set[str]:
        return {one.name for one in self.links.values()} | {one.title for one in self.days.values()}


def _asked(catalogue: Catalogue, ids: list[str]) -> _Chosen:
    """What numbers and keys mean. Raises UnknownSuggestion."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    days = [catalogue.gathering(one) for one in ids if not one.isdecimal()]
    return _Chosen({key: catalogue.suggestion(key) for key in numbers}, {one.key: one for one in days})


def _look(catalogue: Catalogue, *, dry_run: bool) -> None:
    offers = catalogue.offers()
    if not offers:
        return
    what = f"Suggest {counted(len(offers), 'link')} by time and place"
    with catalogue.transaction(what) as edit:
        edit.suggest(offers)
        rehearse(dry_run, what)
    say(f"{what}.")


def _decide(catalogue: Catalogue, accepted: _Chosen, refused: _Chosen, *, dry_run: bool) -> None:
    done = [f"accept {' and '.join(accepted.told)}"] if accepted.told else []
    done += [f"refuse {' and '.join(refused.told)}"] if refused.told else []
    what = f"{' and '.join(done).capitalize()}: {', '.join(sorted(accepted.names | refused.names))}"
    with catalogue.transaction(what) as edit:
        _carry_out(edit, accepted, refused)
        rehearse(dry_run, what)
    say(f"{what}.")


def _carry_out(edit: Edit, accepted: _Chosen, refused: _Chosen) -> None:
    edit.accept_links([one.id for one in accepted.links.values()])
    for day in accepted.days.values():
        edit.make_event(day)
    edit.refuse(list(refused.links.values()))
    for day in refused.days.values():
        edit.refuse_gathering(day)


def _record(one: Suggestion) -> JsonObject:
    return {**asdict(one), "asset": f"a{one.asset}", "kind": one.kind.value, "provenance": one.provenance.value}


def _record_of_day(one: Gathering) -> JsonObject:
    from library.gathering import RULE

    assets = [f"a{asset}" for asset in one.assets]
    times = {"begins": one.begins.isoformat(), "ends": one.ends.isoformat()}
    said = {"id": one.key, "kind": "event", "name": one.title, "date": one.date, "place": one.place_name}
    return {**said, **times, "assets": assets, "by": RULE, "provenance": "rule"}


def _row(one: Suggestion) -> tuple[object, ...]:
    sure = None if one.confidence is None else f"{one.confidence:.2f}"
    return one.id, f"a{one.asset}", one.asset_name, one.kind.value, one.name, sure, one.by


def _row_of_day(one: Gathering) -> tuple[object, ...]:
    from library.gathering import RULE

    return one.key, None, one.told, "new event", one.title, None, RULE
