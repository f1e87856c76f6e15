"""What is allowed, and what follows from what was said, as the JSON objects of the command line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from library.model import Clearance, Consent, Inheritance, InheritedLink, JsonObject, Region


def region(value: Region) -> JsonObject:
    """A rectangle of a photo: left, top, width and height, in parts of the picture as displayed."""
    return asdict(value)


def clearance(value: Clearance) -> JsonObject:
    """What was settled about the rights in a clip; days are ISO 8601."""
    return _plain(asdict(value))


def consent(value: Consent, party: str) -> JsonObject:
    """What a party, called by their name, said about a purpose; days are ISO 8601."""
    said = asdict(value)
    del said["id"]
    return _plain({**said, "party": party})


def inheritance(value: Inheritance) -> JsonObject:
    """What a clip inherits; `from` says through what."""
    return {
        "links": [_link(one) for one in value.links],
        "rights": value.rights,
        "clearance": clearance(value.clearance) if value.clearance else None,
    }


def _link(value: InheritedLink) -> JsonObject:
    return {
        "kind": value.kind.value,
        "name": value.name,
        "role": value.role,
        "from": {"kind": value.source_kind, "name": value.source_name},
    }


def _plain(said: dict[str, Any]) -> JsonObject:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
