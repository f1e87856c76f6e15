"""Links and events that wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from library.model.authorities import AuthorityKind
from library.model.ids import AssetId, AuthorityId, LinkId
from library.model.media import MediaKind
from library.model.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link that somebody is to accept or to refuse."""

    id: LinkId
    asset: AssetId
    asset_name: str
    kind: AuthorityKind
    authority: AuthorityId
    name: str
    role: str
    provenance: Provenance
    by: str | None
    """The rule or the model, with its version."""
    confidence: float | None
    """0 to 1."""

    def is_like(self, other: Suggestion) -> bool:
        """Whether both ask the same: for one record in one role, by one rule or model."""
        return (self.authority, self.role, self.by) == (other.authority, other.role, other.by)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Assets of one day and place that may be a new event, which nobody has made yet."""

    assets: tuple[AssetId, ...]
    """By time."""
    kinds: Mapping[MediaKind, int]
    """How many of them are of each kind."""
    begins: datetime
    """When the first was recorded, by the clock of the place."""
    ends: datetime
    """When the last was."""
    spot: tuple[float, float] | None
    """The middle of where they were recorded, WGS 84 degrees, north and east; None where none of them says."""
    place: AuthorityId | None
    """The place of the authority file that is there, where one is."""
    place_name: str | None

    @property
    def key(self) -> str:
        """What it is called by: the key of its first asset, which is in no other."""
        return f"a{self.assets[0]}"

    @property
    def date(self) -> str:
        """Its day or days, in EDTF."""
        first, last = self.begins.date(), self.ends.date()
        return f"{first}" if first == last else f"{first}/{last}"

    @property
    def title(self) -> str:
        """What the event is called until somebody names it: `Saturday 15 August 2020, Białystok`."""
        first, last = self.begins.date(), self.ends.date()
        days = _day(first) if first == last else f"{_day(first)} to {_day(last)}"
        where = self.place_name or (f"{self.spot[0]:.3f}, {self.spot[1]:.3f}" if self.spot else None)
        return f"{days}, {where}" if where else days

    @property
    def told(self) -> str:
        """What there is of it: `41 photos and 3 videos, 14:02-17:31`."""
        words = {MediaKind.PHOTO: "photo", MediaKind.VIDEO: "video", MediaKind.AUDIO: "sound"}
        counts = [f"{count} {words[kind]}{'s' * (count != 1)}" for kind in words if (count := self.kinds.get(kind, 0))]
        return f"{' and '.join(counts)}, {self.begins:%H:%M}-{self.ends:%H:%M}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _day(day: date) -> str:
    """A day in the program's own language, whatever that of the computer is."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
