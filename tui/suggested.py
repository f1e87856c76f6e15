"""Suggestions in words: what is offered, and why the rule offers it. Everything comes out cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.model import AuthorityKind, Provenance, Relation
from library.suggesting import RULE, distance_km
from tui.tagging import SIGIL_OF
from tui.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library import Catalogue
    from library.model import Asset, Authority, Suggestion

RULES = {RULE: "recorded on a day of the event, near a place of it"}
"""What the rules ask, as the reason of what they offer."""


def offer(one: Suggestion) -> str:
    """What is offered: `!Harvest 2019`."""
    return SIGIL_OF.get(one.kind, "") + clean(one.name)


def sure(one: Suggestion) -> str:
    """How sure the rule or the model is: `82 %`."""
    return "–" if one.confidence is None else f"{one.confidence:.0%}".replace("%", " %")


def why(one: Suggestion) -> str:
    """Why it is offered, in a clause."""
    if one.by in RULES:
        return RULES[one.by]
    by = clean(one.by or "nobody knows who")
    return f"{by}, a model, found it" if one.provenance is Provenance.MODEL else f"the rule {by}"


def alike(one: Suggestion, waiting: Iterable[Suggestion]) -> list[Suggestion]:
    """Those of the same rule for the same record in the same role."""
    return [other for other in waiting if (other.authority, other.role, other.by) == (one.authority, one.role, one.by)]


def grounds(catalogue: Catalogue, one: Suggestion) -> tuple[Asset | None, list[str]]:
    """The asset, and what of it and of the event made the rule offer it, a sentence a line."""
    found = catalogue.assets([one.asset])
    asset = found[0] if found else None
    said = [f"{sure(one)} sure: {why(one)}."]
    if asset is None or one.by != RULE:
        return asset, said
    try:
        event = catalogue.authority(one.kind, one.name)
        said += [*_time(asset, event), *_places(catalogue, asset, event)]
    except MediavaultError:  # a record that was renamed or merged since
        pass
    return asset, said


def _time(asset: Asset, event: Authority) -> Iterator[str]:
    recorded = asset.facts.recorded_at
    if recorded is not None and event.date:
        local = clean(recorded.local[:16].replace("T", " "))
        yield f"Recorded {local}; the event is dated {clean(event.date)}."


def _places(catalogue: Catalogue, asset: Asset, event: Authority) -> Iterator[str]:
    gps = asset.facts.gps
    if gps is None:
        return
    for other in event.related:
        if other.kind is AuthorityKind.PLACE and other.relation in {Relation.AT, Relation.NEAR}:
            place = catalogue.authority(AuthorityKind.PLACE, other.name)
            if place.latitude is not None and place.longitude is not None:
                away_km = distance_km((gps.latitude, gps.longitude), (place.latitude, place.longitude))
                where = "where it happened" if other.relation is Relation.AT else "which it was near"
                yield f"{away_km:.1f} km from {clean(place.name)}, {where}."
