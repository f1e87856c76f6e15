"""Clearance: what was settled about the rights in a clip."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum


class ClearanceState(StrEnum):
    """How far the rights in a clip are settled. Nothing said is unknown."""

    CLEARED = "cleared"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The rights in a clip, as far as somebody has said them; what is None may be said of the whole asset."""

    state: ClearanceState | None = None
    owner: str | None = None
    """Who holds the rights."""
    licence: str | None = None
    """`CC BY 4.0`, `all rights reserved`, the title of a contract."""
    fee: str | None = None
    """What it costs, with the currency: `EUR 200 a minute`."""
    territory: str | None = None
    """Where it may be shown: `world`, `Poland`."""
    credit: str | None = None
    """What the credits must say."""
    term_from: date | None = None
    """First day it may be used."""
    term_until: date | None = None
    """Last day it may be used."""
    embargo_until: date | None = None
    """First day it may leave at all; before it nothing of the clip is exported."""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return any(getattr(self, one.name) is not None for one in fields(self))

    def completed_from(self, whole: Clearance) -> Clearance:
        """The same with what it does not say itself taken from that of the whole asset.

        The embargo that ends later holds.
        """
        missing = {one.name: getattr(whole, one.name) for one in fields(self) if getattr(self, one.name) is None}
        embargoes = [one for one in (self.embargo_until, whole.embargo_until) if one is not None]
        return replace(self, **{**missing, "embargo_until": max(embargoes, default=None)})
