"""Filter tree -> SQL conditions on `asset`, or on `clip` joined to its asset.

Names are resolved to record ids first, in any spelling, with everything below them: the condition itself then only
compares numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from library import dates, names, search
from library.errors import MediavaultError
from library.model import AuthorityKind, MediaKind, PartRole
from library.query.grammar import And, Everything, Flag, Not, Or, QueryError, Term, Word, asks_for_parts, denies
from library.reading import authorities
from library.schema import tables
from library.timecode import BadFrameRate, FrameRate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.engine import Connection

    from library.query.grammar import Filter

Condition = ColumnElement[bool]

_KINDS = {kind.value: (kind,) for kind in AuthorityKind if kind not in {AuthorityKind.PLACE, AuthorityKind.PROJECT}}
_COLUMNS = {"lens": ("lens",), "reel": ("reel",), "codec": ("codec",)}
_NUMBERS = {"duration": "length_s", "width": "width", "height": "height", "iso": "iso"}
_COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.+)", re.DOTALL)
_CAMERA = func.coalesce(tables.asset.c.make, "") + " " + func.coalesce(tables.asset.c.model, "")
FAVOURITE = 5
"""Stars of a favourite."""


@dataclass(frozen=True)
class Compiler:
    """Turns Filter trees into conditions, over assets or over clips."""

    connection: Connection
    query: str
    """The text, for errors."""
    of_clips: bool = False

    def condition(self, filter_: Filter) -> Condition:  # noqa: PLR0911 - one for each kind of node
        """The condition a tree stands for.

        Raises:
            QueryError: a value cannot be what its field holds.
        """
        match filter_:
            case Everything():
                return true()
            case And(parts):
                return and_(*map(self.condition, parts))
            case Or(parts):
                return or_(*map(self.condition, parts))
            case Not(other):
                # A fact that is not there is no match: "not" must then say yes, where SQL would say NULL.
                return not_(func.coalesce(self.condition(other), false()))
            case Word(written):
                return or_(self._indexed(written), self._linked(self._ids(written, ())))
            case Flag(name):
                return self._flag(name)
            case Term():
                return self._term(filter_)

    def _term(self, term: Term) -> Condition:
        if term.field in _KINDS:
            return self._linked(self._ids(term.value, _KINDS[term.field]))
        if term.field == "camera":
            return _holds(_CAMERA, term.value)
        if term.field in _COLUMNS:
            return or_(*(_holds(tables.asset.c[name], term.value) for name in _COLUMNS[term.field]))
        if term.field in _NUMBERS:
            return self._number(term, tables.asset.c[_NUMBERS[term.field]])
        special: dict[str, Callable[[Term], Condition]] = {
            "kind": self._kind,
            "place": self._place,
            "tag": lambda term: self._linked(self._ids(term.value, ())),
            "date": self._date,
            "rating": lambda term: self._number(term, self._rating()),
            "rate": self._rate,
            "volume": self._volume,
            "part": self._part,
            "list": self._list,
            "note": self._note,
            "name": lambda term: self._file(term, tables.asset.c.name),
            "path": self._path,
            "text": lambda term: self._indexed(term.value),
            "digest": lambda term: tables.asset.c.digest_hex.startswith(term.value.lower(), autoescape=True),
            "id": self._key,
        }
        return special[term.field](term)

    # Names and words

    def _ids(self, written: str, kinds: Collection[AuthorityKind]) -> set[int]:
        return authorities.narrower(self.connection, authorities.ids_by_name(self.connection, written, kinds))

    def _place(self, term: Term) -> Condition:
        """A place of the whole name goes before those that have it in theirs: Minsk before Mińsk Mazowiecki."""
        whole = authorities.ids_by_whole_name(self.connection, term.value, AuthorityKind.PLACE)
        if whole:
            return self._linked(authorities.narrower(self.connection, whole))
        return self._linked(self._ids(term.value, (AuthorityKind.PLACE,)))

    def _indexed(self, written: str) -> Condition:
        return search.matching(self.connection, tables.asset.c.id, written)

    def _clips(self) -> Condition:
        """Ties `clip` rows of a subquery to the row in question: its own clips, or the clip and the whole asset's."""
        clip = _CLIP
        if not self.of_clips:
            return clip.c.asset_id == tables.asset.c.id
        whole = and_(clip.c.asset_id == tables.clip.c.asset_id, clip.c.start.is_(None))
        return or_(clip.c.id == tables.clip.c.id, whole)

    def _linked(self, ids: Collection[int]) -> Condition:
        if not ids:
            return false()
        return self._any_link(tables.link.c.authority_id.in_(sorted(ids)))

    def _any_link(self, which: Condition) -> Condition:
        link = tables.link
        inner = select(_CLIP.c.id if self.of_clips else _CLIP.c.asset_id)
        inner = inner.select_from(_CLIP.join(link, link.c.clip_id == _CLIP.c.id)).where(which, ~link.c.suggested)
        if not self.of_clips:
            return tables.asset.c.id.in_(inner)
        return exists(inner.where(self._clips()).correlate(tables.clip, tables.asset))

    # States

    def _flag(self, name: str) -> Condition:
        asset = tables.asset
        states: dict[str, Callable[[], Condition]] = {
            "tagged": lambda: self._any_link(true()),
            "untagged": lambda: not_(self._any_link(true())),
            "used": self._used,
            "unused": lambda: not_(self._used()),
            "rejected": lambda: exists(select(_CLIP.c.id).where(self._own_clip(), _CLIP.c.rejected)),
            "picked": lambda: exists(select(_CLIP.c.id).where(self._own_clip(), _CLIP.c.picked)),
            "favourite": lambda: func.coalesce(self._rating() >= FAVOURITE, false()),
            "located": lambda: asset.c.latitude.is_not(None),
            "part": lambda: asset.c.id.in_(select(tables.part.c.member_id)),
            "whole": lambda: asset.c.id.in_(select(tables.part.c.whole_id)),
            "motion": lambda: asset.c.motion_offset_bytes.is_not(None),
            "undated": lambda: or_(asset.c.recorded_certainty.is_(None), asset.c.recorded_certainty == "file"),
        }
        return states[name]()

    def _own_clip(self) -> Condition:
        if self.of_clips:
            return _CLIP.c.id == tables.clip.c.id
        return and_(_CLIP.c.asset_id == tables.asset.c.id, _CLIP.c.start.is_(None))

    def _used(self) -> Condition:
        inner = select(tables.shot.c.id).join(_CLIP, _CLIP.c.id == tables.shot.c.clip_id)
        own = _CLIP.c.id == tables.clip.c.id if self.of_clips else _CLIP.c.asset_id == tables.asset.c.id
        return exists(inner.where(own))

    # Values

    def _error(self, term: Term, problem: str) -> QueryError:
        return QueryError(self.query, term.position, problem)

    def _kind(self, term: Term) -> Condition:
        kinds = [kind.value for kind in MediaKind]
        if term.value.lower() not in kinds:
            nearest = names.nearest(term.value, kinds) or kinds
            raise self._error(term, f'there is no kind "{term.value}"; did you mean {nearest[0]}?')
        return tables.asset.c.kind == term.value.lower()

    def _rating(self) -> ColumnElement[Any]:
        given = select(_CLIP.c.rating).where(self._own_clip()).correlate(tables.asset, tables.clip).scalar_subquery()
        return func.coalesce(given, tables.asset.c.rating)

    def _number(self, term: Term, column: ColumnElement[Any]) -> Condition:
        low, dots, high = term.value.partition("..")
        if dots:
            bounds = [(">=", low), ("<=", high)]
        else:
            sign, number = _split(term.value)
            bounds = [(sign, number)]
        conditions = [
            _compare(column, sign, self._float(term, number)) for sign, number in bounds if number or not dots
        ]
        return and_(column.is_not(None), *conditions)

    def _float(self, term: Term, written: str) -> float:
        try:
            return float(written)
        except ValueError as error:
            problem = f'"{written}" is not a number; write {term.field}:3, {term.field}:>=3 or {term.field}:2..4.'
            raise self._error(term, problem) from error

    def _date(self, term: Term) -> Condition:
        sign, written = _split(term.value)
        try:
            first, last = dates.parse_span(written)
        except MediavaultError as error:
            raise self._error(term, str(error)) from error
        column = tables.asset.c.recorded_local
        after = None if last is None else (last + timedelta(days=1)).isoformat()
        before = None if first is None else first.isoformat()
        if sign in {">", "<="}:
            return column >= after if sign == ">" else column < after
        if sign in {"<", ">="}:
            return column < before if sign == "<" else column >= before
        bounds = [column >= before] if before else []
        return and_(column.is_not(None), *bounds, *([column < after] if after else []))

    def _rate(self, term: Term) -> Condition:
        try:
            return tables.asset.c.frame_rate == str(FrameRate.parse(term.value))
        except BadFrameRate as error:
            raise self._error(term, str(error)) from error

    def _key(self, term: Term) -> Condition:
        number = term.value.removeprefix("a")
        if not (number.isascii() and number.isdigit()):
            raise self._error(term, f'"{term.value}" is not a key; keys look like a12.')
        return tables.asset.c.id == int(number)

    def _volume(self, term: Term) -> Condition:
        copy = tables.copy
        inner = select(copy.c.asset_id).join(tables.volume).where(_holds(tables.volume.c.label, term.value))
        return tables.asset.c.id.in_(inner)

    def _part(self, term: Term) -> Condition:
        roles = [role.value for role in PartRole]
        asked = [role for role in roles if term.value.lower() in role]
        if not asked:
            raise self._error(term, f'there is no part called "{term.value}"; known are {", ".join(roles)}.')
        return tables.asset.c.id.in_(select(tables.part.c.member_id).where(tables.part.c.role.in_(asked)))

    def _list(self, term: Term) -> Condition:
        folded = names.fold(term.value)
        inner = select(_CLIP.c.asset_id).join(tables.shot, tables.shot.c.clip_id == _CLIP.c.id).join(tables.shot_list)
        return tables.asset.c.id.in_(inner.where(tables.shot_list.c.folded.contains(folded, autoescape=True)))

    def _note(self, term: Term) -> Condition:
        noted = exists(select(_CLIP.c.id).where(self._clips(), _holds(_CLIP.c.note, term.value)))
        if term.value.isascii():
            return noted
        # SQL compares case only within ASCII; the index folds every script.
        return and_(
            self._indexed(term.value), exists(select(_CLIP.c.id).where(self._clips(), _CLIP.c.note.is_not(None)))
        )

    def _file(self, term: Term, column: ColumnElement[str]) -> Condition:
        return _holds(column, term.value) if term.value.isascii() else self._indexed(term.value)

    def _path(self, term: Term) -> Condition:
        copy = tables.copy
        return tables.asset.c.id.in_(select(copy.c.asset_id).where(self._file(term, copy.c.path)))


def folded(condition: Condition, tree: Filter) -> Condition:
    """The condition on assets that belong to nothing, and match themselves or have a part that does.

    A query for parts stays as it is, and one that says what something is not is asked of wholes alone.
    """
    part, asset = tables.part, tables.asset
    alone = asset.c.id.not_in(select(part.c.member_id))
    if asks_for_parts(tree):
        return condition
    if denies(tree) or tree == Everything():
        return and_(alone, condition)
    found = select(asset.c.id).where(condition).cte("found", recursive=True)
    found = found.union(select(part.c.whole_id).join(found, found.c.id == part.c.member_id))
    return and_(alone, asset.c.id.in_(select(found.c.id)))


_CLIP = tables.clip.alias("some_clip")


def _holds(column: ColumnElement[Any], value: str) -> Condition:
    pattern = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
    return func.coalesce(column.ilike(f"%{pattern}%", escape="\\"), false())


def _split(value: str) -> tuple[str, str]:
    match = _COMPARISON.fullmatch(value)
    return (match[1] or "=", match[2]) if match else ("=", value)


def _compare(column: ColumnElement[Any], sign: str, number: float) -> Condition:
    match sign:
        case ">=":
            return column >= number
        case "<=":
            return column <= number
        case ">":
            return column > number
        case "<":
            return column < number
        case _:
            return column == number
