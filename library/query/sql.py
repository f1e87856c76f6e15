"""Filter tree -> SQL conditions on `asset`, or on `clip` joined to its asset.

Names are resolved to record ids first, in any spelling, with everything below them: the condition itself then only
compares numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true

from library import names, search
from library.errors import MediavaultError
from library.model import AuthorityKind, MediaKind, PartRole, Provenance
from library.query import comparing, saved
from library.query.comparing import holds
from library.query.filters import And, Everything, Flag, Not, Or, Term, Word, implied, together
from library.query.folding import behind_wholes
from library.query.grammar import QueryError
from library.query.levels import CLIP, Condition, Level, OfAssets, OfClips, OfFewClips
from library.query.narrowing import are_few, kept, narrowed
from library.query.states import state
from library.reading import authorities, cameras
from library.schema import tables
from library.timecode import BadFrameRate, FrameRate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from library.query.filters import Filter

_ASSET = tables.asset.c
KINDS = {kind.value: (kind,) for kind in AuthorityKind if kind not in {AuthorityKind.PLACE, AuthorityKind.PROJECT}}
"""The fields that are names of one authority file and nothing else."""
_TEXTS: Mapping[str, ColumnElement[Any]] = {
    "serial": _ASSET.serial,
    "lens": _ASSET.lens,
    "reel": _ASSET.reel,
    "codec": _ASSET.codec,
    "sound": _ASSET.sound_codec,
    "hdr": _ASSET.hdr,
}
_NUMBERS: Mapping[str, ColumnElement[Any]] = {
    "duration": _ASSET.length_s,
    "width": _ASSET.width,
    "height": _ASSET.height,
    "channels": _ASSET.channels,
    "iso": _ASSET.iso,
    "aperture": _ASSET.f_number,
    "shutter": _ASSET.exposure_s,
    "focal": _ASSET.focal_length_mm,
    "latitude": _ASSET.latitude,
    "longitude": _ASSET.longitude,
    "altitude": _ASSET.altitude_m,
    "size": _ASSET.size_bytes,
}


MOST_DIGITS = 18
"""Of a key: more than any database counts."""


@dataclass(frozen=True)
class Compiler:
    """Turns Filter trees into conditions, over assets or over clips."""

    connection: Connection
    query: str
    """The text, for errors."""
    level: Level = field(default_factory=OfAssets)
    mounted: Collection[str] = ()
    """The volumes that are there, by uid."""
    named: dict[tuple[str, tuple[AuthorityKind, ...]], set[int]] = field(default_factory=dict)
    """Records by what was looked for: a query may be asked of assets and of clips, and names take longest."""

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
            case Word(text):
                ids, said = self._ids(text, ()), search.holding(self.connection, text)
                return self._linked(ids) if said is None else self.level.told(said, ids)
            case Flag(name):
                return state(name, self.level, self.mounted)
            case Term():
                return self._term(filter_)

    def _term(self, term: Term) -> Condition:
        if term.field in KINDS:
            return self._linked(self._ids(term.value, KINDS[term.field]))
        if term.field in _TEXTS:
            return holds(_TEXTS[term.field], term.value)
        if term.field in _NUMBERS:
            return self._number(term, _NUMBERS[term.field])
        special: dict[str, Callable[[Term], Condition]] = {
            "kind": self._kind,
            "place": self._place,
            "tag": lambda term: self._linked(self._ids(term.value, ())),
            "role": lambda term: self.level.having(
                and_(holds(tables.link.c.role, term.value), ~tables.link.c.suggested)
            ),
            "by": self._by,
            "project": self._project,
            "date": self._date,
            "rating": lambda term: self._number(term, func.coalesce(self.level.own(CLIP.c.rating), _ASSET.rating)),
            "rate": self._rate,
            "camera": self._camera,
            "volume": self._volume,
            "part": self._part,
            "list": self._list,
            "note": lambda term: self._said(term, CLIP.c.note),
            "clip": lambda term: self._said(term, CLIP.c.name),
            "rights": lambda term: or_(self._file(term, _ASSET.rights), self._said(term, CLIP.c.rights)),
            "name": lambda term: self._file(term, _ASSET.name),
            "caption": lambda term: self._file(term, _ASSET.caption),
            "path": self._path,
            "text": lambda term: self._indexed(term.value),
            "digest": lambda term: _ASSET.digest_hex.startswith(term.value.lower(), autoescape=True),
            "id": self._key,
        }
        return special[term.field](term)

    def _error(self, term: Term, problem: str) -> QueryError:
        return QueryError(self.query, term.position, problem)

    def _unknown(self, term: Term, known: Collection[str]) -> QueryError:
        nearest = names.nearest(term.value, known)
        hint = f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(known)}."
        return self._error(term, f'there is no {term.field} "{term.value}"; {hint}')

    # Names and words

    def _ids(self, text: str, kinds: tuple[AuthorityKind, ...]) -> set[int]:
        if (text, kinds) not in self.named:
            ids = authorities.ids_by_name(self.connection, text, kinds)
            self.named[text, kinds] = authorities.narrower(self.connection, ids)
        return self.named[text, kinds]

    def _linked(self, ids: Collection[int]) -> Condition:
        return self.level.linked(ids) if ids else false()

    def _place(self, term: Term) -> Condition:
        """A place of the whole name goes before those that have it in theirs: Minsk before Mińsk Mazowiecki."""
        whole = authorities.ids_by_whole_name(self.connection, term.value, AuthorityKind.PLACE)
        if whole:
            return self._linked(authorities.narrower(self.connection, whole))
        return self._linked(self._ids(term.value, (AuthorityKind.PLACE,)))

    def _project(self, term: Term) -> Condition:
        films = self._ids(term.value, (AuthorityKind.PROJECT,))
        lists = select(tables.shot_list.c.id).where(tables.shot_list.c.project_id.in_(sorted(films)))
        return or_(self._linked(films), self.level.used(tables.shot.c.shot_list_id.in_(lists)))

    def _indexed(self, text: str) -> Condition:
        return search.matching(self.connection, _ASSET.id, text)

    # Values

    def _number(self, term: Term, column: ColumnElement[Any]) -> Condition:
        try:
            return comparing.number(column, term.value)
        except ValueError as error:
            problem = f'"{error}" is not a number; write {term.field}:3, {term.field}:>=3 or {term.field}:2..4.'
            raise self._error(term, problem) from error

    def _date(self, term: Term) -> Condition:
        try:
            return comparing.days(_ASSET.recorded_local, term.value)
        except MediavaultError as error:
            raise self._error(term, str(error)) from error

    def _rate(self, term: Term) -> Condition:
        try:
            return _ASSET.frame_rate == str(FrameRate.parse(term.value))
        except BadFrameRate as error:
            raise self._error(term, str(error)) from error

    def _kind(self, term: Term) -> Condition:
        kinds = [kind.value for kind in MediaKind]
        if term.value.lower() not in kinds:
            raise self._unknown(term, kinds)
        return _ASSET.kind == term.value.lower()

    def _by(self, term: Term) -> Condition:
        known = [who.value for who in Provenance]
        if term.value.lower() not in known:
            raise self._unknown(term, known)
        link = tables.link.c
        return self.level.having(and_(link.provenance == term.value.lower(), ~link.suggested))

    def _key(self, term: Term) -> Condition:
        number = term.value.removeprefix("a")
        if not (number.isascii() and number.isdigit()):
            raise self._error(term, f'"{term.value}" is not a key; keys look like a12.')
        return _ASSET.id == int(number) if len(number) <= MOST_DIGITS else false()

    def _part(self, term: Term) -> Condition:
        roles = [role.value for role in PartRole]
        asked = [role for role in roles if term.value.lower() in role]
        if not asked:
            raise self._error(term, f'there is no part called "{term.value}"; known are {", ".join(roles)}.')
        return _ASSET.id.in_(select(tables.part.c.member_id).where(tables.part.c.role.in_(asked)))

    # Texts

    def _camera(self, term: Term) -> Condition:
        """There are few cameras and many assets: the names are looked through first."""
        asked = names.fold(term.value.replace("*", " "))
        makes = [
            pair
            for pair in cameras.makes(self.connection)
            if asked and asked in names.fold(" ".join(filter(None, pair)))
        ]
        return or_(
            false(),
            *(
                and_(_ASSET.make.is_not_distinct_from(make), _ASSET.model.is_not_distinct_from(model))
                for make, model in makes
            ),
        )

    def _volume(self, term: Term) -> Condition:
        volume, copy = tables.volume.c, tables.copy.c
        labelled = select(volume.id).where(holds(volume.label, term.value))
        return _ASSET.id.in_(select(copy.asset_id).where(copy.volume_id.in_(labelled)))

    def _list(self, term: Term) -> Condition:
        shot_list = tables.shot_list.c
        named = select(shot_list.id).where(shot_list.folded.contains(names.fold(term.value), autoescape=True))
        return self.level.used(tables.shot.c.shot_list_id.in_(named))

    def _said(self, term: Term, column: ColumnElement[str | None]) -> Condition:
        if term.value.isascii():
            return self.level.saying(holds(column, term.value))
        # SQL compares case only within ASCII; the index folds every script.
        return and_(self._indexed(term.value), self.level.saying(column.is_not(None)))

    def _file(self, term: Term, column: ColumnElement[Any]) -> Condition:
        return (
            holds(column, term.value) if term.value.isascii() else and_(column.is_not(None), self._indexed(term.value))
        )

    def _path(self, term: Term) -> Condition:
        copy = tables.copy.c
        return _ASSET.id.in_(select(copy.asset_id).where(self._file(term, copy.path)))


@contextmanager
def matching(connection: Connection, query: str, mounted: Collection[str], *, folded: bool) -> Iterator[Condition]:
    """The condition on assets that a query stands for, within the block.

    Raises:
        QueryError: the query cannot be understood; it says where.
        SearchCycle: a saved search asks for itself.
    """
    tree = saved.expanded(connection, query)
    compiler = Compiler(connection, query, OfAssets(), mounted)
    with narrowed(connection, [compiler.condition(part) for part in together(tree)]) as condition, ExitStack() as stack:
        yield stack.enter_context(behind_wholes(connection, condition, tree)) if folded else condition


@contextmanager
def matching_clips(connection: Connection, query: str, mounted: Collection[str]) -> Iterator[Condition]:
    """The condition on clips joined to their assets that a query stands for, within the block.

    Assets are asked first, for clips are many; those of assets that any of it can mean are then asked what their assets
    cannot tell. Raises as `matching`.
    """
    tree = saved.expanded(connection, query)
    if tree == Everything():
        yield true()
        return
    of_assets = Compiler(connection, query, OfAssets(), mounted)
    of_clips = replace(of_assets, level=OfClips())
    asked, told_apart = [], []
    for part in together(tree):
        said = of_assets.condition(part)
        if said.compare(of_clips.condition(part)):
            asked.append(said)
        else:
            asked.append(said if implied(part) == part else of_assets.condition(implied(part)))
            told_apart.append(part)
    with narrowed(connection, asked) as condition, kept(connection, condition) as found:
        if told_apart and are_few(connection, found):
            of_clips = replace(of_assets, level=OfFewClips(found))
        yield and_(_ASSET.id.in_(found), *map(of_clips.condition, told_apart))
