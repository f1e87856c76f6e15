"""`rights`: what was settled about the rights in assets and ranges, and until when nothing of them may leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediavault.cli.days import typed_day
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, QueryOrKey
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.tag import NothingToChange, Target
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library import Catalogue
    from library.model import Clearance, Clip, ClipId

COLUMNS = ("clip", "asset", "range", "state", "owner", "licence", "fee", "territory", "term", "embargo until", "credit")


def _text(option: str, about: str) -> Any:  # noqa: ANN401  typer.Option says so too
    return typer.Option(f"--{option}", metavar="TEXT", help=f"{about}; an empty text removes it.", show_default=False)


def _day(option: str, about: str) -> Any:  # noqa: ANN401  as above
    return typer.Option(f"--{option}", metavar="DAY", help=f"{about}, as in 2026-05-01.", show_default=False)


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("rights", "Rights in assets and ranges: owner, licence, fee, territory, term, credit, embargo.")
    _register_set(family)
    _register_list(family)
    app.add_typer(family)


def _register_set(family: typer.Typer) -> None:
    @verb(family, "set")
    def settle(
        run: Invocation,
        query: QueryOrKey,
        state: Annotated[
            str | None,
            typer.Option("--state", metavar="STATE", help="cleared, pending or refused.", show_default=False),
        ] = None,
        owner: Annotated[str | None, _text("owner", "Who holds the rights")] = None,
        licence: Annotated[str | None, _text("licence", "What was agreed: CC BY 4.0, one film")] = None,
        fee: Annotated[str | None, _text("fee", "What it costs, with the currency")] = None,
        territory: Annotated[str | None, _text("territory", "Where it may be shown: world, Poland")] = None,
        credit: Annotated[str | None, _text("credit", "What the credits must say")] = None,
        term_from: Annotated[str | None, _day("from", "First day it may be used")] = None,
        term_until: Annotated[str | None, _day("until", "Last day it may be used")] = None,
        embargo_until: Annotated[str | None, _day("embargo", "First day anything of it may leave")] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Say what was settled about all that a query finds, or about one asset or clip; the rest stays."""
        words = {"state": state, "owner": owner, "licence": licence, "fee": fee}
        words |= {"territory": territory, "credit": credit}
        days = {"term_from": term_from, "term_until": term_until, "embargo_until": embargo_until}
        said = _said(words, days)
        if not said:
            raise NothingToChange("rights set", '--owner "Hanna K."')
        with run.catalogue() as catalogue:
            target = Target.of(catalogue, query, None)
            what = f"rights in {counted(target.count, 'clip')}: {', '.join(said)}"
            with catalogue.transaction(f"Settle {what}") as edit:
                clips = list(target.clips(edit))
                edit.settle_rights(clips, said)
                rehearse(dry_run, f"settle {what}")
            say(f"Settled {what}.")
            if json:
                _print(catalogue, clips, json=True)


def _said(words: dict[str, str | None], days: dict[str, str | None]) -> dict[str, Any]:
    """What is to be said: None removes what was said before."""
    from library.model import ClearanceState

    said: dict[str, Any] = {name: text or None for name, text in words.items() if text is not None}
    said |= {name: typed_day(text, f"--{_option(name)}") for name, text in days.items() if text is not None}
    if said.get("state") is not None:
        known = [one.value for one in ClearanceState]
        if said["state"] not in known:
            raise typer.BadParameter(f'"{said["state"]}" is none of {", ".join(known)}', param_hint="--state")
        said["state"] = ClearanceState(said["state"])
    return said


def _option(name: str) -> str:
    return "embargo" if name.startswith("embargo") else name.removeprefix("term_")


def _register_list(family: typer.Typer) -> None:
    @verb(family, "list")
    def show_all(
        run: Invocation,
        embargoed: Annotated[bool, typer.Option("--embargoed", help="Only what may not leave today.")] = False,
        ends_by: Annotated[
            str | None,
            typer.Option("--ends-by", metavar="DAY", help="Only what ends by that day.", show_default=False),
        ] = None,
        json: Json = False,
    ) -> None:
        """List the assets and ranges whose rights something was settled about."""
        from library.permissions import today

        by = typed_day(ends_by, "--ends-by")
        with run.catalogue() as catalogue:
            found = [
                clip
                for clip, one in catalogue.clearances().items()
                if (not embargoed or (one.embargo_until and today() < one.embargo_until))
                and (by is None or (one.term_until and one.term_until <= by))
            ]
            _print(catalogue, found, json=json)


def _print(catalogue: Catalogue, clips: Sequence[ClipId], *, json: bool) -> None:
    from mediavault.cli.find import clip_records

    if json:
        emit_all(clip_records(catalogue, clips))
        return
    found = catalogue.clips(clips)
    owners = {one.id: one for one in catalogue.assets(sorted({clip.asset for clip in found}))}
    table(COLUMNS, [_row(clip, owners[clip.asset]) for clip in found])


def _row(clip: Clip, owner: Any) -> tuple[object, ...]:  # noqa: ANN401  an Asset
    from library.model import Clearance
    from mediavault.cli.ranges import spoken

    held = clip.clearance or Clearance()
    agreed = held.state and held.state.value, held.owner, held.licence, held.fee, held.territory
    where = clip.key, f"{owner.key} {owner.name}", spoken(clip, owner)
    return *where, *agreed, _term(held), held.embargo_until, held.credit


def _term(held: Clearance) -> str | None:
    if held.term_from is None and held.term_until is None:
        return None
    return f"{held.term_from or ''}/{held.term_until or ''}"
