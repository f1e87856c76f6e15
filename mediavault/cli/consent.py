"""`consent`: what people allow to be done with footage of them, purpose by purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediavault.cli import completing
from mediavault.cli.days import typed_day
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.parties import Party, names_of, party
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from library import Catalogue
    from library.model import AuthorityId, Consent

PurposeNeeded = Annotated[
    str,
    typer.Option(
        "--purpose",
        metavar="PURPOSE",
        help="What for, in your own words: film, online, press … any is every purpose.",
        autocompletion=completing.purposes,
    ),
]
On = Annotated[
    str, typer.Option("--on", metavar="DAY", help="The day they said so, as in 2026-05-01.", show_default=False)
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="WHO", help="Who said so, when not they: a parent, a lawyer.", show_default=False),
]
How = Annotated[
    str | None,
    typer.Option(
        "--how", metavar="HOW", help="How: signed release, on camera, by message, public speech.", show_default=False
    ),
]
NoteText = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note.", show_default=False)]
COLUMNS = ("who", "purpose", "said", "on", "by", "how", "until", "review", "risk", "note")


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("consent", "What people allow, purpose by purpose. Nothing said is no.")
    _register_saying(family)
    _register_no(family, "refuse", "refused", "Record that somebody refused a purpose.", purpose=...)
    _register_no(family, "withdraw", "withdrawn", "Record that somebody took consent back: for a purpose, or for all.")
    _register_reading(family)
    app.add_typer(family)


def _register_saying(family: typer.Typer) -> None:
    @verb(family, "grant")
    def grant(
        run: Invocation,
        who: Party,
        purpose: PurposeNeeded,
        on: On = "today",
        by: By = None,
        how: How = None,
        until: Annotated[
            str | None, typer.Option("--until", metavar="DAY", help="The last day it holds.", show_default=False)
        ] = None,
        review: Annotated[
            str | None, typer.Option("--review", metavar="DAY", help="The day to ask again.", show_default=False)
        ] = None,
        risk: Annotated[
            str | None,
            typer.Option("--risk", metavar="TEXT", help="What they were told could happen.", show_default=False),
        ] = None,
        note: NoteText = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Record that somebody allowed a purpose."""
        days = {"until": typed_day(until, "--until"), "review_on": typed_day(review, "--review")}
        said = {"stated_by": by, "how": how, "risk": risk, "note": note, "on": on, **days}
        _record(run, (who, purpose, "granted"), said, dry_run=dry_run, json=json)


def _register_no(family: typer.Typer, name: str, state: str, about: str, *, purpose: Any = "any") -> None:  # noqa: ANN401  ... is typer's word for what must be given
    def say_no(
        run: Invocation,
        who: Party,
        purpose: PurposeNeeded = purpose,
        on: On = "today",
        by: By = None,
        how: How = None,
        note: NoteText = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        said = {"stated_by": by, "how": how, "note": note, "on": on}
        _record(run, (who, purpose, state), said, dry_run=dry_run, json=json)

    say_no.__doc__ = about
    verb(family, name)(say_no)


def _record(run: Invocation, what: tuple[str, str, str], said: dict[str, Any], *, dry_run: bool, json: bool) -> None:
    from library.model import AuthorityId, Consent, ConsentState
    from library.permissions import today
    from mediavault.cli import permission_records
    from mediavault.cli.departed import departed

    name, purpose, state = what
    day = typed_day(said.pop("on"), "--on") or today()
    with run.catalogue() as catalogue:
        found = party(catalogue, name)
        sentence = f'consent of {found.name} to "{purpose}": {state}'
        identity = found.id or AuthorityId(0)
        consent = Consent(party=identity, purpose=purpose, state=ConsentState(state), stated_on=day, **said)
        with catalogue.transaction(f"Record {sentence}") as edit:
            edit.add_consent(consent)
            rehearse(dry_run, f"record {sentence}")
        say(f"Recorded {sentence}, on {day}.")
        if consent.state is not ConsentState.GRANTED and (left := departed(catalogue, found)):
            say(f"What they are linked to has left before, and must be asked back by hand: {'; '.join(left)}.")
    if json:
        emit(permission_records.consent(consent, found.name))


def _register_reading(family: typer.Typer) -> None:
    @verb(family, "list")
    def show_all(
        run: Invocation,
        who: Annotated[
            str | None,
            typer.Argument(metavar="WHO", help="Only theirs.", autocompletion=completing.parties, show_default=False),
        ] = None,
        every: Annotated[bool, typer.Option("--all", help="Also what was said before and counts no more.")] = False,
        json: Json = False,
    ) -> None:
        """List what counts, by whom it was said."""
        with run.catalogue() as catalogue:
            asked = None if who is None else party(catalogue, who).id
            _print(catalogue, _said(catalogue, asked, every=every), json=json)

    @verb(family, "due")
    def due(
        run: Invocation,
        on: Annotated[str, typer.Option("--on", metavar="DAY", help="As of that day.")] = "today",
        json: Json = False,
    ) -> None:
        """List the consents to ask for again: their day of review has come, or they have run out."""
        from library.permissions import today

        with run.catalogue() as catalogue:
            found = catalogue.consents_due(typed_day(on, "--on") or today())
            _print(catalogue, found, json=json)
        say(f"{counted(len(found), 'consent')} to ask for again.")


def _said(catalogue: Catalogue, who: AuthorityId | None, *, every: bool) -> list[Consent]:
    if not every:
        return standing_consents(catalogue, who)
    return [one for said in catalogue.consents(who).values() for one in said]


def standing_consents(catalogue: Catalogue, who: AuthorityId | None) -> list[Consent]:
    """What counts of all that somebody said, or that everybody did."""
    from library.model import standing

    return [one for said in catalogue.consents(who).values() for one in standing(said).values()]


def _print(catalogue: Catalogue, consents: Iterable[Consent], *, json: bool) -> None:
    from mediavault.cli import permission_records

    names = names_of(catalogue)
    if json:
        emit_all(permission_records.consent(one, names[one.party]) for one in consents)
        return
    table(COLUMNS, (_row(one, names) for one in consents))


def _row(one: Consent, names: Mapping[AuthorityId, str]) -> tuple[object, ...]:
    said = names[one.party], one.purpose, one.state.value, one.stated_on, one.stated_by
    return *said, one.how, one.until, one.review_on, one.risk, one.note
