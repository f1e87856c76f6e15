"""Authorities: the records of the authority files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from library.model.ids import AuthorityId


class AuthorityKind(StrEnum):
    """The authority files."""

    EVENT = "event"
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    KEYWORD = "keyword"
    PROJECT = "project"
    CONTRIBUTOR = "contributor"


PARTIES = frozenset((AuthorityKind.PERSON, AuthorityKind.ORGANISATION, AuthorityKind.CONTRIBUTOR))
"""Those who can be identified, and can consent. Whether a new one may be named is unknown, and unknown means no."""


DEFAULT_ROLE: Mapping[AuthorityKind, str] = {
    AuthorityKind.EVENT: "depicts",
    AuthorityKind.PLACE: "recorded at",
    AuthorityKind.PERSON: "depicts",
    AuthorityKind.ORGANISATION: "depicts",
    AuthorityKind.KEYWORD: "about",
    AuthorityKind.PROJECT: "about",
    AuthorityKind.CONTRIBUTOR: "sent by",
}
"""The role a link takes when nobody names one."""


class Relation(StrEnum):
    """How one authority stands to another."""

    BROADER = "broader"
    """A street to its city, a keyword to a wider one (SKOS `broader`)."""
    NEAR = "near"
    """A happening or a spot to a landmark it is close to."""
    AT = "at"
    """An event to a place where it happened."""
    PART_OF = "part of"
    """An event to the series it belongs to."""
    RESPONDS_TO = "responds to"
    """An event to the event it answers."""
    INVOLVES = "involves"
    """An event or a project to a person, an organisation or a keyword it concerns."""
    MEMBER_OF = "member of"
    """A person to an organisation they belong to."""
    IS = "is"
    """A contributor to the person or organisation they are, where that is known."""


class Protection(StrEnum):
    """How far a person, an organisation or a contributor may be identified. Unknown means no."""

    UNKNOWN = "unknown"
    OPEN = "open"
    ALIAS_ONLY = "alias only"
    DO_NOT_IDENTIFY = "do not identify"


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling."""

    text: str
    language: str | None = None
    """BCP 47: `be`, `be-Latn`, `pl`; None when it is not said."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another authority, as seen from one that names it."""

    relation: Relation
    kind: AuthorityKind
    name: str
    id: AuthorityId | None = None
    """None in a value that has not been stored yet: then kind and name find it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    url: str | None = None
    title: str | None = None
    quotation: str | None = None


SINGLE_FACTS = ("note", "date", "count", "latitude", "longitude", "alias")
"""What is said once of a record or not at all: a later word takes the place of an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One record of an authority file."""

    kind: AuthorityKind
    name: str
    """The preferred name, unique within its kind after folding."""
    id: AuthorityId | None = None
    """None in a value that has not been stored yet."""
    names: tuple[Name, ...] = ()
    """All other spellings and aliases."""
    note: str | None = None
    related: tuple[Related, ...] = ()
    sources: tuple[Source, ...] = ()
    date: str | None = None
    """Of an event: EDTF (`library.dates`), only what its sources state."""
    count: str | None = None
    """Of an event: how many people took part, in the source's words: `more than 200`."""
    latitude: float | None = None
    """Of a place: WGS 84 degrees, north positive."""
    longitude: float | None = None
    """Of a place: WGS 84 degrees, east positive."""
    protection: Protection | None = None
    """Of one of `PARTIES`; None for every other kind."""
    alias: str | None = None
    """Of one of `PARTIES`: the name that may be said when theirs may not."""
    roles: tuple[str, ...] = ()
    """Of one of `PARTIES`: what they are to the film or to the world: `filmmaker`, `witness`, `publisher`."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Foreign identifiers by scheme: `{"wikidata": "Q580", "geonames": "593116"}`."""

    def related_by(self, relation: Relation) -> tuple[Related, ...]:
        """Those this record stands in `relation` to."""
        return tuple(other for other in self.related if other.relation is relation)
