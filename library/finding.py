"""What a catalogue is asked with queries."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from library.errors import MediavaultError
from library.query import saved, sql
from library.query.completing import completions
from library.query.filters import asks_for_parts
from library.query.hints import hints
from library.reading import offered, searches, transcripts
from library.reading.driver import ids
from library.reading.facets import FACETS, facets
from library.schema import tables
from library.schema.derived import asset_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from library.model import Facet, OfferedPart, SavedSearch, TranscriptLine

SORTS = ("recorded", "name", "duration", "rating", "added")
"""What `find` can sort by; a leading `-` turns the order round."""


class UnknownSort(MediavaultError):
    """There is no such order."""

    def __init__(self, sort: str) -> None:
        """Takes the order that was asked for."""
        super().__init__(f'Cannot sort by "{sort}": known are {", ".join(SORTS)}; a leading - turns the order round.')


class UnknownFacet(MediavaultError):
    """There are no facets of a field."""

    def __init__(self, field: str) -> None:
        """Takes the field that was asked for."""
        super().__init__(f'Cannot count by "{field}": known are {", ".join(FACETS)}.')


class Finding(ABC):
    """What a catalogue finds."""

    _mounts: Callable[[], Mapping[str, Path]]

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A transaction that changes nothing."""

    def find(
        self,
        query: str = "",
        *,
        sort: str = "recorded",
        descending: bool = False,
        limit: int | None = None,
        folded: bool = False,
    ) -> array[int]:
        """Ids of the assets a query matches, in order.

        Folded, what belongs to another asset stands behind that one, which is found by what its parts match; unless the
        query asks for parts, or says what something is not.

        Raises:
            QueryError: the query cannot be understood; it says where.
            SearchCycle: a saved search asks for itself.
            UnknownSort: there is no such order.
        """
        order = _order(sort, descending=descending)
        mounted = self._mounts()
        with self._reading() as connection, sql.matching(connection, query, mounted, folded=folded) as condition:
            return ids(connection, select(tables.asset.c.id).where(condition).order_by(*order).limit(limit))

    def find_clips(self, query: str = "", *, limit: int | None = None) -> array[int]:
        """Ids of the clips a query matches, by asset and start; what is said of the whole asset holds for its clips.

        Raises:
            QueryError: the query cannot be understood; it says where.
            SearchCycle: a saved search asks for itself.
        """
        asset, clip = tables.asset, tables.clip
        order = (*_order("recorded", descending=False), clip.c.start.asc().nulls_first(), clip.c.id)
        with self._reading() as connection, sql.matching_clips(connection, query, self._mounts()) as condition:
            wanted = select(clip.c.id).select_from(clip.join(asset)).where(condition)
            return ids(connection, wanted.order_by(*order).limit(limit))

    def facets(self, query: str = "", *, fields: Collection[str] = (), folded: bool = False) -> dict[str, list[Facet]]:
        """How what a query finds divides, by field; of all fields when none is named.

        Raises:
            QueryError: the query cannot be understood; it says where.
            UnknownFacet: there is no such field.
        """
        asked = tuple(fields) or FACETS
        for field in asked:
            if field not in FACETS:
                raise UnknownFacet(field)
        found: dict[str, list[Facet]] = {field: [] for field in FACETS if field in asked}
        mounted = self._mounts()
        everything = not query.strip() and not folded
        with self._reading() as connection, sql.matching(connection, query, mounted, folded=folded) as condition:
            for one in facets(connection, None if everything else condition, asked, mounted):
                found[one.field].append(one)
        return found

    def hints(self, query: str) -> list[str]:
        """A sentence for each name of a query that no record has, with the nearest: why so little was found.

        Raises:
            QueryError: the query cannot be understood; it says where.
        """
        with self._reading() as connection:
            return list(hints(connection, saved.expanded(connection, query)))

    def complete(self, query: str, *, limit: int = 200, whole: bool = False) -> list[str]:
        """The query with its last word completed, in every way there is: fields, states, names and other values.

        Names of several words are offered word by word, as a shell needs them, or `whole` and in quotes.
        """
        with self._reading() as connection:
            return list(islice(completions(connection, query, whole=whole), limit))

    def count(self, query: str = "", *, folded: bool = False) -> int:
        """How many assets there are that `query` chooses from; folded, those that belong to no other.

        A query for parts chooses from all assets, as in `find`.
        """
        with self._reading() as connection:
            folded = folded and not asks_for_parts(saved.expanded(connection, query))
            parts = " - (SELECT count(*) FROM part)" if folded else ""
            return int(connection.execute(text(f"SELECT (SELECT count(*) FROM asset){parts}")).scalar_one())  # noqa: S608

    def transcript(self, asset: int, language: str | None = None) -> list[TranscriptLine]:
        """What is said in an asset, in order; of one language when it is given."""
        with self._reading() as connection:
            return transcripts.lines(connection, asset, language)

    def offered_parts(self) -> list[OfferedPart]:
        """The versions that may belong together and wait for a person, the surest first."""
        with self._reading() as connection:
            return offered.offered(connection)

    def searches(self) -> list[SavedSearch]:
        """All saved searches, by name."""
        with self._reading() as connection:
            return searches.searches(connection)

    def search(self, name: str) -> SavedSearch:
        """The saved search of a name, however it is spelt.

        Raises:
            UnknownName: there is none; it carries the nearest.
        """
        with self._reading() as connection:
            return searches.search(connection, name)


def _order(sort: str, *, descending: bool) -> tuple[ColumnElement[object], ...]:
    asset = tables.asset
    name = sort.removeprefix("-")
    columns: dict[str, ColumnElement[object]] = {
        "recorded": asset.c.recorded_local,
        "name": asset.c.name,
        "duration": asset.c.length_s,
        "rating": select(asset_line.c.rating).where(asset_line.c.asset_id == asset.c.id).scalar_subquery(),
        "added": asset.c.id,
    }
    if name not in columns:
        raise UnknownSort(sort)
    backwards = descending != sort.startswith("-")
    column = columns[name]
    if backwards:
        return (column.desc().nulls_last(), asset.c.id.desc())
    return (column.asc().nulls_last(), asset.c.id.asc())
