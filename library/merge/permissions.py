"""What both catalogues say of what is allowed: the stricter stands, whoever is preferred."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from library.merge.choices import Conflict
from library.merge.rows import Rule, identity
from library.model import ANY_PURPOSE, ClearanceState, ConsentState, same_purpose
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library.merge.rows import Merging, Row

_OPENNESS = (None, *(state.value for state in (ClearanceState.CLEARED, ClearanceState.PENDING, ClearanceState.REFUSED)))
"""States of a clearance, the strictest last."""


def merge_consents(merging: Merging) -> None:
    """The last that was said of a purpose counts: nothing older comes in over it, and of one day the no stands.

    A no to everything comes in over what was allowed since, too: the catalogue counts by the order things came in.
    """
    table = tables.consent
    columns = tuple(column.name for column in table.columns if column.name != "id")
    known: defaultdict[int, list[Row]] = defaultdict(list)
    for row in merging.here(table):
        known[row["authority_id"]].append(row)
    new = []
    for row in merging.there(table):
        said = known[row["authority_id"]]
        if identity(row, columns) in {identity(one, columns) for one in said}:
            continue
        newest = _newest(one for one in said if _overrules(one, row) or _overrules(row, one))
        is_no = row["state"] != ConsentState.GRANTED
        if row["stated_on"] > newest or (is_no and row["stated_on"] == newest):
            new.append(row)
            continue
        stands = is_no and row["stated_on"] >= _newest(one for one in said if _overrules(one, row))
        what = f"consent of record {row['authority_id']} to {row['purpose']}"
        days = (f"said on {newest}", f"{row['state']} on {row['stated_on']}")
        merging.merged.conflicts.append(Conflict(what, "state", *days, "theirs" if stands else "left out"))
        if stands:
            new.append(row)
        else:
            merging.merged.left_out[table.name] += 1
    merging.insert(table, new)


def _newest(said: Iterable[Row]) -> str:
    return max((one["stated_on"] for one in said), default="")


def _overrules(one: Row, other: Row) -> bool:
    """Whether one takes the place of the other, where it is said later."""
    purpose = same_purpose(one["purpose"])
    return purpose in {ANY_PURPOSE, same_purpose(other["purpose"])}


def merge_clearances(merging: Merging) -> None:
    """Of two states the stricter stands, of two embargoes the later."""
    table, strict = tables.clearance, ("state", "embargo_until")
    others = tuple(column.name for column in table.columns if column.name not in {"id", "clip_id", *strict})
    merging.merge(table, Rule(said=others))
    for ours, row in merging.pairs(table):
        wanted = {
            "state": max(ours["state"], row["state"], key=_OPENNESS.index),
            "embargo_until": max(ours["embargo_until"] or "", row["embargo_until"] or "") or None,
        }
        for name, value in wanted.items():
            if None not in {ours[name], row[name]} and ours[name] != row[name]:
                taken = "ours" if value == ours[name] else "theirs"
                merging.merged.conflicts.append(Conflict(f"clearance {ours['id']}", name, ours[name], row[name], taken))
        if any(ours[name] != value for name, value in wanted.items()):
            merging.change(table, ours["id"], wanted)
            ours.update(wanted)
