"""Authorities as a TOML file that `records` reads back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import tomli_w

from library.authorities.order import after_those_they_name
from library.authorities.records import BY_KIND, RELATIONS
from library.model import SINGLE_FACTS, Authority, Relation


def written(records: Iterable[Authority]) -> bytes:
    """A file that holds the records, each after those it names."""
    tables: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in after_those_they_name(records):
        tables[record.kind.value].append(_table(record))
    return tomli_w.dumps(dict(tables), multiline_strings=True).encode()


def _table(record: Authority) -> dict[str, Any]:
    table: dict[str, Any] = {"name": record.name, **_names(record)}
    table |= {name: getattr(record, name) for name in SINGLE_FACTS}
    table |= {
        "protection": record.protection.value if record.protection else None,
        "roles": list(record.roles),
        "identifiers": dict(record.identifiers),
        "sources": [_said(asdict(source)) for source in record.sources],
        **_related(record),
    }
    return _said(table)


def _names(record: Authority) -> dict[str, Any]:
    by_language: defaultdict[str | None, list[str]] = defaultdict(list)
    for name in record.names:
        by_language[name.language].append(name.text)
    spellings = by_language.pop(None, [])
    return {"names": dict(by_language), "spellings": spellings}


def _related(record: Authority) -> dict[str, Any]:
    plain = {field: [one.name for one in record.related_by(relation)] for field, (relation, _) in RELATIONS.items()}
    by_kind = {field: _kinds(record, relation) for field, relation, _ in BY_KIND}
    return plain | by_kind


def _kinds(record: Authority, relation: Relation) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in record.related_by(relation):
        found[one.kind.value].append(one.name)
    return dict(found)


def _said(table: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in table.items() if value not in (None, [], {})}
