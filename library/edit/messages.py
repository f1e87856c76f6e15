"""Edits of what contributors send."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.authorities import AuthorityEdits
from library.edit.clips import ClipEdits
from library.history import custody
from library.model import Authority, AuthorityId, AuthorityKind, Identity, Protection, Provenance, Said
from library.reading import authorities, identities, messages
from library.schema import tables

if TYPE_CHECKING:
    from library.model import AssetId, MessageId, NewMessage, Taken

SENDER = "Sender"
"""What senders are called, with a number."""
RULE = "intake 1"
"""What says who sent something, and its version."""
_NUMBERED = re.compile(rf"{SENDER} (\d+)")


class MessageEdits(ClipEdits, AuthorityEdits):
    """Messages, their senders, custody of what came with them."""

    seal: str | None = None
    """What the step of the history says of the record of custody."""

    def take(self, taken: Sequence[Taken], who: str, program: str) -> None:
        """Takes files into custody: no undo takes that back."""
        custody.add(self._connection, taken, who, program)
        self.seal = custody.seal(self._connection)

    def add_messages(self, new: Sequence[NewMessage]) -> int:
        """Keeps messages that are not there yet; a sender who is not known is added under an alias. How many are new.

        One that is there and lacks nothing any more, since the rest came later, does not say so any longer.

        Who they are is kept apart from their record, and outside the history.
        """
        there = messages.keys(self._connection, [one.key for one in new])
        lacking = list({one.key: one for one in new if one.key not in there}.values())
        whole: dict[int, dict[str, None]] = {
            there[one.key]: {"lacks": None} for one in new if one.key in there and one.lacks is None
        }
        self.recorder.update_all(tables.message, whole)
        if not lacking:
            return 0
        senders = self._senders(lacking)
        rows = []
        for one in lacking:
            facts = {name: value for name, value in asdict(one).items() if name not in {"sender", "forwarded_from"}}
            who = {"sender_id": senders.get(one.sender), "forwarded_from_id": senders.get(one.forwarded_from)}
            rows.append({**facts, **who})
        return len(self.recorder.insert(tables.message, rows))

    def _senders(self, new: Sequence[NewMessage]) -> Mapping[Identity | None, AuthorityId]:
        """The record of each sender, and of whoever something was forwarded from."""
        identities.forget_strays(self._connection)
        known = {one: key for key, held in identities.identities(self._connection).items() for one in held}
        by_handle = {(one.channel, one.handle): key for one, key in known.items()}
        aliases = self._free_aliases()
        found: dict[Identity | None, AuthorityId] = {}
        for one in dict.fromkeys(who for message in new for who in (message.sender, message.forwarded_from)):
            if one is None:
                continue
            key = known.get(one) or by_handle.get((one.channel, one.handle)) or self._add_sender(next(aliases))
            if one not in known:
                identities.add(self._connection, key, one)
            found[one] = known[one] = by_handle[one.channel, one.handle] = key
        return found

    def _free_aliases(self) -> Iterator[str]:
        """Aliases nobody has, or had: `Sender 7`."""
        table = tables.authority_name
        said = self._connection.execute(select(table.c.text).where(table.c.text.startswith(f"{SENDER} "))).scalars()
        numbers = [int(match[1]) for text in said if (match := _NUMBERED.fullmatch(text))]
        return (f"{SENDER} {number}" for number in count(max(numbers, default=0) + 1))

    def _add_sender(self, alias: str) -> AuthorityId:
        protected = Authority(kind=AuthorityKind.CONTRIBUTOR, name=alias, alias=alias, protection=Protection.ALIAS_ONLY)
        added = self.add_authority(protected)
        assert added.id is not None  # noqa: S101 - it was stored
        return added.id

    def attach(self, brought: Mapping[str, Sequence[tuple[int, AssetId, str | None]]]) -> int:
        """Ties assets to the messages they came with, and says who sent them; how many ties are new.

        Args:
            brought: By the key of a message: places among what came with it, from 1; assets; names of the files.
        """
        ids = messages.keys(self._connection, list(brought))
        there = self._held(list(ids.values()))
        rows = [
            {"message_id": ids[key], "asset_id": asset, "position": place, "name": name}
            for key, held in brought.items()
            if key in ids
            for place, asset, name in held
            if (ids[key], place) not in there
        ]
        self.recorder.insert(tables.message_asset, rows)
        self._say_senders({(ids[key], asset) for key, held in brought.items() if key in ids for _, asset, _ in held})
        return len(rows)

    def _held(self, ids: Sequence[MessageId]) -> set[tuple[int, int]]:
        came, held = tables.message_asset, set[tuple[int, int]]()
        for first in range(0, len(ids), 10_000):
            some = came.c.message_id.in_(ids[first : first + 10_000])
            held.update(
                (one, place)
                for one, place in self._connection.execute(select(came.c.message_id, came.c.position).where(some))
            )
        return held

    def _say_senders(self, pairs: set[tuple[int, int]]) -> None:
        message, sent = tables.message, dict[int, set[int]]()
        senders = dict[int, int]()
        ids = sorted({one for one, _ in pairs})
        for first in range(0, len(ids), 10_000):
            query = select(message.c.id, message.c.sender_id).where(message.c.id.in_(ids[first : first + 10_000]))
            senders.update((one, who) for one, who in self._connection.execute(query) if who is not None)
        for one, asset in pairs:
            if one in senders:
                sent.setdefault(senders[one], set()).add(asset)
        for record in authorities.by_ids(self._connection, sorted(sent)):
            clips = self.whole_clips(sorted(sent[record.id or 0]))
            self.link_all(clips, record, said=Said(Provenance.RULE, RULE, None, suggested=False))
