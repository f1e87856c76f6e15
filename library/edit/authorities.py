"""Edits of the authority files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library import dates, names, search
from library.edit.joining import AS_SAID, joined
from library.edit.refusals import RefusalEdits
from library.errors import MediavaultError
from library.model import Authority, AuthorityId, Name, Related
from library.reading import authorities as reading
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Table


class NameTaken(MediavaultError):
    """Another record of the kind has the name."""

    def __init__(self, kind: str, name: str) -> None:
        """Takes the kind of record and the name that was wanted."""
        super().__init__(
            f'The {kind} "{name}" is there already: use that one, or give a name that tells the two apart.'
        )


class NameEmpty(MediavaultError):
    """A name holds no letter or digit."""

    def __init__(self, kind: str, name: str) -> None:
        """Takes the kind of record and the name that was wanted."""
        super().__init__(f'Cannot name a {kind} "{name}": a name needs at least one letter or digit.')


class AuthorityInUse(MediavaultError):
    """A record cannot be removed while something refers to it."""

    def __init__(self, kind: str, name: str, uses: int) -> None:
        """Takes the record and how many clips, records and lists refer to it."""
        super().__init__(
            f'Cannot remove the {kind} "{name}": {uses} clips, records or lists refer to it. '
            "Take those links away, or merge it into another."
        )


class CannotMerge(MediavaultError):
    """Two records cannot become one."""

    def __init__(self, kept: Authority, other: Authority) -> None:
        """Takes the two records."""
        super().__init__(
            f'Cannot merge the {other.kind} "{other.name}" into the {kept.kind} "{kept.name}": '
            "only two different records of one kind can become one."
        )


class AuthorityEdits(RefusalEdits):
    """Events, places, people, organisations, keywords and projects."""

    def add_authority(self, authority: Authority) -> Authority:
        """Adds a record and returns it as stored.

        Raises:
            NameTaken: the kind has a record of that name.
            NameEmpty: the name holds nothing to search by.
            BadDate: an event's date is not EDTF.
            UnknownName: it is related to a record that is not there.
        """
        self._check_record(authority)
        (identity,) = self.recorder.insert(tables.authority, [mapping.authority_columns(authority)])
        self._set_names(identity, authority)
        self._set_related(identity, authority)
        return reading.by_ids(self._connection, [identity])[0]

    def add_missing(self, records: Iterable[Authority]) -> int:
        """Adds the records whose name their kind does not have yet; returns how many.

        Raises:
            NameEmpty, BadDate, UnknownName: as `add_authority`.
        """
        added = 0
        for record in records:
            with suppress(NameTaken):
                self.add_authority(replace(record, id=None))
                added += 1
        return added

    def change_authority(self, authority: Authority) -> Authority:
        """Makes a stored record say what this value says, and returns it as stored.

        Raises:
            NameTaken, NameEmpty, BadDate, UnknownName: as `add_authority`.
        """
        identity = self._stored(authority)
        self._check_record(authority)
        self.recorder.update(tables.authority, identity, mapping.authority_columns(authority))
        self._set_names(identity, authority)
        self._set_related(identity, authority)
        return reading.by_ids(self._connection, [identity])[0]

    def _stored(self, authority: Authority) -> int:
        if authority.id is None or not reading.by_ids(self._connection, [authority.id]):
            raise reading.UnknownName(authority.kind.value, authority.name, ())
        return authority.id

    def _check_record(self, authority: Authority) -> None:
        if not names.fold(authority.name).strip():
            raise NameEmpty(authority.kind.value, authority.name)
        if authority.date is not None:
            dates.parse(authority.date)
        table = tables.authority
        same = self._row(table, (table.c.kind == authority.kind) & (table.c.name == authority.name))
        if same is not None and same["id"] != authority.id:
            raise NameTaken(authority.kind.value, authority.name)

    def _set_names(self, identity: int, authority: Authority) -> None:
        others = [name for name in dict.fromkeys(authority.names) if name.text != authority.name or name.language]
        if authority.alias and all(name.text != authority.alias for name in (Name(authority.name), *others)):
            others.append(Name(authority.alias))  # they are found by it, too
        rows = [_name_row(identity, Name(authority.name), preferred=True)]
        rows.extend(_name_row(identity, name, preferred=False) for name in others)
        self._replace(tables.authority_name, identity, rows)
        search.refresh_keys(self._connection, [identity])

    def _replace(self, table: Table, identity: int, rows: list[dict[str, Any]]) -> None:
        owner = table.c.from_id if table is tables.relation else table.c.authority_id
        there = self._connection.execute(select(table).where(owner == identity)).mappings().all()
        same = [{name: value for name, value in row.items() if name != "id"} for row in there]
        self.recorder.delete(table, [row["id"] for row, held in zip(there, same, strict=True) if held not in rows])
        self.recorder.insert(table, [row for row in rows if row not in same])

    def _set_related(self, identity: int, authority: Authority) -> None:
        rows = [
            {"from_id": identity, "relation": other.relation.value, "to_id": self._related_id(other)}
            for other in authority.related
        ]
        self._replace(tables.relation, identity, list({tuple(row.values()): row for row in rows}.values()))

    def _related_id(self, other: Related) -> int:
        return other.id if other.id is not None else reading.authority_id(self._connection, other.kind, other.name)

    def remove_authority(self, identity: AuthorityId) -> None:
        """Removes a record that nothing refers to.

        Raises:
            AuthorityInUse: a clip is linked to it, a record related to it, a shot list belongs to it, it has said what
                it consents to, or a message is from it.
        """
        (record,) = reading.by_ids(self._connection, [identity])
        uses = sum(
            len(self._connection.execute(select(table.c.id).where(column == identity)).all())
            for table, column in (
                (tables.link, tables.link.c.authority_id),
                (tables.relation, tables.relation.c.to_id),
                (tables.shot_list, tables.shot_list.c.project_id),
                (tables.consent, tables.consent.c.authority_id),
                (tables.message, tables.message.c.sender_id),
                (tables.message, tables.message.c.forwarded_from_id),
            )
        )
        if uses:
            raise AuthorityInUse(record.kind.value, record.name, uses)
        self._forget(identity)
        self.recorder.delete(tables.authority, [identity])

    def _forget(self, identity: int) -> None:
        for table in (tables.authority_name, tables.relation):
            self._replace(table, identity, [])
        search.refresh_keys(self._connection, [identity])

    def merge_authorities(self, kept: Authority, other: Authority) -> Authority:
        """Makes two records of a kind one: what was said of the other goes to the one that is kept.

        Where both say something, the one that is kept stands; of two protections the stricter.

        Raises:
            CannotMerge: they are the same record or of different kinds.
        """
        kept_id, other_id = self._stored(kept), self._stored(other)
        if kept_id == other_id or kept.kind is not other.kind:
            raise CannotMerge(kept, other)
        self._join_links_of(kept_id, other_id)
        self._move(tables.link, "authority_id", (other_id, kept_id), ("clip_id", "role"))
        self._move(tables.refused_link, "authority_id", (other_id, kept_id), ("asset_id", "role"))
        self.close_refused(tables.refused_link.c.authority_id == kept_id)
        self._move(tables.relation, "to_id", (other_id, kept_id), ("from_id", "relation"))
        for column in (
            tables.shot_list.c.project_id,
            tables.consent.c.authority_id,
            tables.message.c.sender_id,
            tables.message.c.forwarded_from_id,
            tables.sender_identity.c.authority_id,  # history holds whose it was, and not what it says
        ):
            for key in self._ids(column.table, column == other_id):
                self.recorder.update(column.table, key, {column.name: kept_id})
        self._forget(other_id)
        self.recorder.delete(tables.authority, [other_id])
        return self.change_authority(joined(kept, other))

    def _join_links_of(self, kept: int, other: int) -> None:
        """Makes facts of the links of a record that are only suggested where the other has them for facts."""
        link = tables.link
        twin = link.alias()
        same = (twin.c.clip_id == link.c.clip_id) & (twin.c.role == link.c.role)
        said = select(link.c.id, *(twin.c[name] for name in AS_SAID)).join(twin, same)
        asked = (link.c.authority_id == kept) & link.c.suggested
        facts = (twin.c.authority_id == other) & ~twin.c.suggested
        for key, *values in self._connection.execute(said.where(asked, facts)).all():
            self.recorder.update(link, key, dict(zip(AS_SAID, values, strict=True)))

    def _ids(self, table: Table, which: ColumnElement[bool]) -> list[int]:
        return list(self._connection.execute(select(table.c.id).where(which)).scalars())

    def _move(self, table: Table, column: str, ids: tuple[int, int], same: tuple[str, str]) -> None:
        old, new = ids
        first, second = (table.c[name] for name in same)
        there = {tuple(row) for row in self._connection.execute(select(first, second).where(table.c[column] == new))}
        for row in self._connection.execute(select(table).where(table.c[column] == old)).mappings().all():
            if (row[same[0]], row[same[1]]) in there or row.get("from_id") == new:
                self.recorder.delete(table, [row["id"]])
            else:
                self.recorder.update(table, row["id"], {column: new})


def _name_row(identity: int, name: Name, *, preferred: bool) -> dict[str, Any]:
    return {
        "authority_id": identity,
        "text": name.text,
        "language": name.language,
        "folded": names.fold(name.text),
        "preferred": preferred,
    }
