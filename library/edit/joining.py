"""Two clips, or two records, that turn out to be one: nothing that was said of either is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.edit.writer import Writer
from library.model import SINGLE_FACTS, Name, Protection
from library.schema import permissions, tables

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

    from library.model import Authority

_SAID = ("name", "rating")
"""What the clip that stays takes of the other where nothing was said of it."""
_TOLD = ("note", "rights")
"""What is put together where both were said, and differ."""
AS_SAID = ("provenance", "confidence", "stated_by", "suggested")
"""How a link is said: what a fact says stands over what a suggestion does."""
_STRICT = (Protection.DO_NOT_IDENTIFY, Protection.ALIAS_ONLY, Protection.OPEN, Protection.UNKNOWN)
"""Which protection stands when two are said of one: the stricter; unknown is nothing said."""


class ClipJoining(Writer):
    """Clips that become one."""

    def _join_clips(self, kept: int, other: int) -> None:
        """Gives a clip all that was said of another of its asset, and removes the other."""
        self._join_links(kept, other)
        for used in (tables.shot, tables.alternate):
            for key in self._connection.execute(select(used.c.id).where(used.c.clip_id == other)).scalars().all():
                self.recorder.update(used, key, {"clip_id": kept})
        self._join_clearances(kept, other)
        here, there = (self._row(tables.clip, tables.clip.c.id == key) for key in (kept, other))
        if here and there:
            self.recorder.update(tables.clip, kept, _joined_facts(here, there))
        self.recorder.delete(tables.clip, [other])

    def _join_links(self, kept: int, other: int) -> None:
        link = tables.link
        found = self._connection.execute(select(link).where(link.c.clip_id.in_((kept, other)))).mappings().all()
        there = {(row["authority_id"], row["role"]): row for row in found if row["clip_id"] == kept}
        for row in found:
            twin = there.get((row["authority_id"], row["role"]))
            if row["clip_id"] == kept:
                continue
            if twin is None:
                self.recorder.update(link, row["id"], {"clip_id": kept})
                continue
            if twin["suggested"] and not row["suggested"]:  # what somebody accepted stands
                self.recorder.update(link, twin["id"], {name: row[name] for name in AS_SAID})
            self.recorder.delete(link, [row["id"]])

    def _join_clearances(self, kept: int, other: int) -> None:
        table = tables.clearance
        here, there = (self._row(table, table.c.clip_id == key) for key in (kept, other))
        if there is None:
            return
        if here is None:
            self.recorder.update(table, there["id"], {"clip_id": kept})
            return
        both = permissions.clearance(here).completed_from(permissions.clearance(there))
        self.recorder.update(table, here["id"], permissions.clearance_columns(both))
        self.recorder.delete(table, [there["id"]])


def _joined_facts(here: RowMapping, there: RowMapping) -> dict[str, Any]:
    either, both = (here["rejected"] or there["rejected"]), (here["rejected"] and there["rejected"])
    # Two ranges may be rejected for other frames; what is said of a whole is said of the very same.
    rejected = both or (either and here["start"] is None and not (here["picked"] or there["picked"]))
    return {
        **{name: there[name] if here[name] is None else here[name] for name in _SAID},
        **{name: _both(here[name], there[name]) for name in _TOLD},
        "rejected": rejected,
        "picked": not rejected and (here["picked"] or there["picked"]),
    }


def _both(one: str | None, other: str | None) -> str | None:
    """Two texts as one; what stands in the first already is not said twice."""
    if one is None or other is None:
        return other if one is None else one
    said = one.split("\n")
    return "\n".join([*said, *(line for line in other.split("\n") if line not in said)])


def joined(kept: Authority, other: Authority) -> Authority:
    """A record with all that was said of another of its kind; where both said something, the first stands.

    A protection is never loosened: of two that were said the stricter stands.
    """
    said = {name: getattr(other, name) for name in SINGLE_FACTS if getattr(kept, name) is None}
    if kept.note and other.note:
        said["note"] = _both(kept.note, other.note)
    return replace(
        kept,
        names=tuple(dict.fromkeys((*kept.names, Name(other.name), *other.names))),
        related=tuple(one for one in (*kept.related, *other.related) if one.id not in {kept.id, other.id}),
        sources=tuple(dict.fromkeys((*kept.sources, *other.sources))),
        roles=tuple(dict.fromkeys((*kept.roles, *other.roles))),
        identifiers={**other.identifiers, **kept.identifiers},
        protection=min((kept.protection, other.protection), key=_strictness),
        **said,
    )


def _strictness(protection: Protection | None) -> int:
    return len(_STRICT) if protection is None else _STRICT.index(protection)
