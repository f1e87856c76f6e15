"""Suggestions in words: what is offered, and why the rule offers it. Everything comes out cleaned.

What is offered is a link of an asset, a day at one place that may be a new event, or that an asset is a version of
another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from library import gathering
from library.errors import MediavaultError
from library.model import (
    AssetId,
    AuthorityKind,
    Gathering,
    LinkId,
    OfferedPart,
    PartRole,
    Provenance,
    Relation,
    Suggestion,
)
from library.suggesting import RULE, distance_km
from tui.tagging import SIGIL_OF
from tui.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library import Catalogue
    from library.model import Asset, Authority

Offered = Suggestion | Gathering | OfferedPart
"""What a row offers."""
MADE_OF = dict.fromkeys(PartRole, "version of") | {
    PartRole.RECOMPRESSED: "recompressed from",
    PartRole.TRIMMED: "cut out of",
    PartRole.MESSENGER_COPY: "messenger copy of",
    PartRole.BURST: "in one burst with",
}
RULES = {
    RULE: "recorded on a day of the event, near a place of it",
    gathering.RULE: "one day at one place, and no event has it",
}
"""What the rules ask, as the reason of what they offer."""


def key_of(one: Offered) -> LinkId | str:
    """What a row is known by."""
    if isinstance(one, OfferedPart):
        return f"version {one.id}"
    return one.key if isinstance(one, Gathering) else one.id


def asset_of(one: Offered) -> AssetId:
    """The asset to look at: of a day, the first; of two versions, the lesser."""
    if isinstance(one, OfferedPart):
        return one.offer.member
    return one.assets[0] if isinstance(one, Gathering) else one.asset


def subject(one: Offered) -> str:
    """What it is about: the asset, or how much there is of a day."""
    if isinstance(one, OfferedPart):
        return clean(one.member_name)
    return clean(one.told if isinstance(one, Gathering) else one.asset_name)


def offer(one: Offered) -> str:
    """What is offered: `!Harvest 2019`, `trimmed from A003C012.MOV`."""
    if isinstance(one, OfferedPart):
        return f"{MADE_OF[one.offer.role]} {clean(one.whole_name)}"
    if isinstance(one, Gathering):
        return f"new {SIGIL_OF.get(AuthorityKind.EVENT, '')}{clean(one.title)}"
    return SIGIL_OF.get(one.kind, "") + clean(one.name)


def sure(one: Offered) -> str:
    """How sure the rule or the model is: `82 %`."""
    score = None if isinstance(one, Gathering) else one.offer.score if isinstance(one, OfferedPart) else one.confidence
    return "–" if score is None else f"{score:.0%}".replace("%", " %")


def why(one: Offered) -> str:
    """Why it is offered, in a clause; of versions, why the one is the better of the two."""
    if isinstance(one, OfferedPart):
        return f"best: {clean(one.whole_name)}, {clean(one.offer.why)}"
    if isinstance(one, Gathering):
        return RULES[gathering.RULE]
    if one.by in RULES:
        return RULES[one.by]
    by = clean(one.by or "nobody knows who")
    return f"{by}, a model, found it" if one.provenance is Provenance.MODEL else f"the rule {by}"


def alike(one: Offered, waiting: Iterable[Offered]) -> list[Offered]:
    """Those of the same rule for the same record in the same role, or of the same best; a day is like no other."""
    if isinstance(one, OfferedPart):
        best = one.offer.whole
        return [other for other in waiting if isinstance(other, OfferedPart) and other.offer.whole == best]
    if isinstance(one, Gathering):
        return [one]
    return [other for other in waiting if isinstance(other, Suggestion) and other.is_like(one)]


def turned(one: OfferedPart) -> OfferedPart:
    """The same offer with the other of the two as the better one, because a person says so."""
    offer = one.offer
    # What was cut out of the other, or came by messenger, is none of that any more; of a burst all are alike.
    role = offer.role if offer.role is PartRole.BURST else PartRole.RECOMPRESSED
    swapped = replace(offer, whole=offer.member, member=offer.whole, role=role, why="chosen as the better one")
    return replace(one, offer=swapped, whole_name=one.member_name, member_name=one.whole_name)


def grounds(catalogue: Catalogue, one: Offered) -> tuple[Asset | None, list[str]]:
    """The asset, and what of it and of the event made the rule offer it, a sentence a line."""
    found = catalogue.assets([asset_of(one)])
    asset = found[0] if found else None
    if not isinstance(one, Suggestion):
        return asset, [f"{subject(one)}: {why(one)}."]
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
