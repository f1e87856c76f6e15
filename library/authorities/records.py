"""One TOML file of authorities as values, with every field checked.

This module must not know which file it reads; it is given bytes, and its complaints are clauses for a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from library import dates, names
from library.model import PARTIES, Authority, AuthorityKind, Name, Protection, Related, Relation, Source

Table = Mapping[str, Any]
"""A TOML table as tomllib gives it."""
Value = TypeVar("Value")

LATITUDE_LIMIT, LONGITUDE_LIMIT = 90, 180
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)

_EVERY_KIND = frozenset(("name", "names", "spellings", "note", "sources", "identifiers"))
_FIELDS: Mapping[AuthorityKind, frozenset[str]] = {
    AuthorityKind.EVENT: frozenset(("date", "count", "at", "near", "part_of", "responds_to", "involves")),
    AuthorityKind.PLACE: frozenset(("latitude", "longitude", "broader", "near")),
    AuthorityKind.PERSON: frozenset(("protection", "alias", "roles", "member_of")),
    AuthorityKind.ORGANISATION: frozenset(("protection", "alias", "roles", "broader")),
    AuthorityKind.CONTRIBUTOR: frozenset(("protection", "alias", "roles", "is")),
    AuthorityKind.KEYWORD: frozenset(("broader",)),
    AuthorityKind.PROJECT: frozenset(("at", "involves")),
}
"""What may be said of a kind beside what may be said of every one."""
RELATIONS: Mapping[str, tuple[Relation, AuthorityKind | None]] = {
    "broader": (Relation.BROADER, None),
    "near": (Relation.NEAR, AuthorityKind.PLACE),
    "at": (Relation.AT, AuthorityKind.PLACE),
    "part_of": (Relation.PART_OF, AuthorityKind.EVENT),
    "responds_to": (Relation.RESPONDS_TO, AuthorityKind.EVENT),
    "member_of": (Relation.MEMBER_OF, AuthorityKind.ORGANISATION),
}
"""Fields that name other records, and of which kind; None is the record's own kind."""
BY_KIND = (
    ("involves", Relation.INVOLVES, tuple(AuthorityKind)),
    ("is", Relation.IS, (AuthorityKind.PERSON, AuthorityKind.ORGANISATION)),
)
"""Fields that name other records as a table, by kind."""


class Broken(ValueError):
    """A clause that says what is wrong in a file, without a full stop; `BadAuthorityFile` makes a sentence of it."""


def records(content: bytes) -> list[Authority]:
    """The records a file holds, in its order.

    Raises:
        Broken: It is no TOML, or a record in it cannot be.
    """
    try:
        parsed = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not UTF-8"
        raise Broken(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"it is no TOML ({names.visible(str(error)).rstrip('.')})"
        raise Broken(message) from error
    return [_record(kind, table) for kind, table in _tables(parsed)]


def _tables(parsed: Table) -> Iterator[tuple[AuthorityKind, Table]]:
    for key, tables in parsed.items():
        _check_known(key, [kind.value for kind in AuthorityKind], "kind of record")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            message = f"{key} must be written as [[{key}]], once for each record"
            raise Broken(message)
        for table in tables:
            yield AuthorityKind(key), table


def _record(kind: AuthorityKind, table: Table) -> Authority:
    name = table.get("name")
    if not isinstance(name, str) or not names.fold(name):
        message = f"a {kind} has no name: each needs one with a letter or digit"
        raise Broken(message)
    try:
        for key in table:
            _check_known(key, sorted(_EVERY_KIND | _FIELDS[kind]), f"field of a {kind}")
        return _checked(kind, name, table)
    except Broken as error:
        message = f'the {kind} "{names.visible(name)}": {error}'
        raise Broken(message) from error


def _checked(kind: AuthorityKind, name: str, table: Table) -> Authority:
    if ("latitude" in table) != ("longitude" in table):
        message = "latitude and longitude belong together"
        raise Broken(message)
    return Authority(
        kind=kind,
        name=name,
        names=tuple(_names(table)),
        note=_optional(table, "note", _text),
        related=tuple(dict.fromkeys(_related(kind, table))),
        sources=tuple(_sources(table.get("sources", []))),
        date=_optional(table, "date", _date),
        count=_optional(table, "count", _text),
        latitude=_optional(table, "latitude", lambda value: _degrees(value, LATITUDE_LIMIT)),
        longitude=_optional(table, "longitude", lambda value: _degrees(value, LONGITUDE_LIMIT)),
        protection=_protection(table.get("protection")) if kind in PARTIES else None,
        alias=_optional(table, "alias", _text),
        roles=tuple(_optional(table, "roles", _texts) or ()),
        identifiers={scheme: _text(value) for scheme, value in _table(table.get("identifiers", {})).items()},
    )


def _check_known(word: str, known: list[str], what: str) -> None:
    if word not in known:
        near = names.nearest(word, known, limit=1)
        hint = f"did you mean {near[0]}" if near else f"known are {', '.join(known)}"
        message = f'"{names.visible(word)}" is no {what}; {hint}'
        raise Broken(message)


# Fields ---------------------------------------------------------------------------------------------------------------


def _optional(table: Table, key: str, read: Callable[[Any], Value]) -> Value | None:
    """The value of a field, or None without it; a complaint names the field."""
    if key not in table:
        return None
    try:
        return read(table[key])
    except Broken as error:
        message = f"{key}: {error}"
        raise Broken(message) from error


def _names(table: Table) -> Iterator[Name]:
    for language, spellings in _table(table.get("names", {})).items():
        if not _LANGUAGE.fullmatch(language):
            message = f'"{names.visible(language)}" is no language tag such as be, be-Latn or pl'
            raise Broken(message)
        yield from (Name(spelling, language) for spelling in _texts(spellings))
    yield from (Name(spelling) for spelling in _texts(table.get("spellings", [])))


def _related(kind: AuthorityKind, table: Table) -> Iterator[Related]:
    for key, (relation, target) in RELATIONS.items():
        yield from (Related(relation, target or kind, name) for name in _texts(table.get(key, [])))
    for field, relation, kinds in BY_KIND:
        for key, others in _table(table.get(field, {})).items():
            _check_known(key, [kind.value for kind in kinds], "kind of record")
            yield from (Related(relation, AuthorityKind(key), name) for name in _texts(others))


def _sources(tables: object) -> Iterator[Source]:
    if not isinstance(tables, list):
        message = "sources must be a list of tables"
        raise Broken(message)
    for table in tables:
        for key in _table(table):
            _check_known(key, ["url", "title", "quotation"], "field of a source")
        yield Source(**{key: _text(value) for key, value in table.items()})


def _date(value: object) -> str:
    """An EDTF date; a whole day may stand without quotes, which TOML takes for a date of its own."""
    written = value.isoformat() if type(value) is date else _text(value)
    try:
        return str(dates.parse(written))
    except dates.BadDate as error:
        message = f'"{names.visible(error.text)}" is no EDTF date ({error.reason})'
        raise Broken(message) from error


def _degrees(value: object, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
        message = f"{value} is not a number of degrees from -{limit} to {limit}"
        raise Broken(message)
    return float(value)


def _protection(value: object) -> Protection:
    """How far a person may be identified; what is not said is unknown."""
    if value is None:
        return Protection.UNKNOWN
    written = _text(value)
    _check_known(written, [protection.value for protection in Protection], "protection")
    return Protection(written)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = f"{value!r} stands where a text belongs"
        raise Broken(message)
    return value


def _texts(value: object) -> list[str]:
    """One text, or a list of them."""
    return [_text(one) for one in (value if isinstance(value, list) else [value])]


def _table(value: object) -> Table:
    if not isinstance(value, dict):
        message = f"{value!r} stands where a table {{ … }} belongs"
        raise Broken(message)
    return value
