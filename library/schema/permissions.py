"""Between what is allowed, as values, and its rows: consents, clearances, regions."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from library.model import AuthorityId, Clearance, ClearanceState, Consent, ConsentId, ConsentState, Region

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

    from library.schema.mapping import Columns

_EDGES = ("x", "y", "w", "h")


def region_columns(region: Region | None) -> Columns:
    """Lays out a region; a whole has none."""
    return {f"region_{edge}": getattr(region, edge, None) for edge in _EDGES}


def region(row: RowMapping) -> Region | None:
    """Reads the region of a clip."""
    if row["region_x"] is None:
        return None
    return Region(*(row[f"region_{edge}"] for edge in _EDGES))


def consent_columns(consent: Consent) -> Columns:
    """Lays out what somebody said."""
    return {
        "authority_id": consent.party,
        "purpose": " ".join(consent.purpose.split()),
        "state": consent.state.value,
        "stated_on": consent.stated_on.isoformat(),
        "stated_by": consent.stated_by,
        "how": consent.how,
        "until": _day_text(consent.until),
        "review_on": _day_text(consent.review_on),
        "risk": consent.risk,
        "note": consent.note,
    }


def consent(row: RowMapping) -> Consent:
    """Reads what somebody said."""
    return Consent(
        id=ConsentId(row["id"]),
        party=AuthorityId(row["authority_id"]),
        purpose=row["purpose"],
        state=ConsentState(row["state"]),
        stated_on=date.fromisoformat(row["stated_on"]),
        stated_by=row["stated_by"],
        how=row["how"],
        until=_day(row["until"]),
        review_on=_day(row["review_on"]),
        risk=row["risk"],
        note=row["note"],
    )


def clearance_columns(clearance: Clearance) -> Columns:
    """Lays out what was settled about rights."""
    columns: Columns = {one.name: getattr(clearance, one.name) for one in fields(clearance)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}


def clearance(row: RowMapping) -> Clearance:
    """Reads what was settled about rights."""
    return Clearance(
        state=ClearanceState(row["state"]) if row["state"] else None,
        **{name: row[name] for name in ("owner", "licence", "fee", "territory", "credit")},
        term_from=_day(row["term_from"]),
        term_until=_day(row["term_until"]),
        embargo_until=_day(row["embargo_until"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
