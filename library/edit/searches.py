"""Edits of saved searches."""

from __future__ import annotations

from library import names
from library.edit.authorities import NameEmpty
from library.edit.writer import Writer
from library.errors import MediavaultError
from library.model import SavedSearch, SearchId
from library.query.filters import terms
from library.query.grammar import parse
from library.query.saved import expanded
from library.reading import searches as reading
from library.schema import tables


class SearchInUse(MediavaultError):
    """A saved search cannot go while another asks for it."""

    def __init__(self, name: str, other: str) -> None:
        """Takes its name and that of the other."""
        super().__init__(f'Cannot remove the search "{name}": the search "{other}" asks for it. Change that one first.')


class SearchEdits(Writer):
    """Searches that are kept."""

    def save_search(self, name: str, query: str) -> SavedSearch:
        """Keeps a query under a name, in place of one that is kept there.

        Raises:
            NameEmpty: the name holds nothing to search by.
            QueryError: the query cannot be understood.
            SearchCycle: it would ask for itself.
        """
        folded = names.fold(name)
        if not folded:
            raise NameEmpty("search", name)
        row = self._row(tables.saved_search, tables.saved_search.c.folded == folded)
        expanded(self._connection, query, (row["name"] if row else name,))
        if row is not None:
            self.recorder.update(tables.saved_search, row["id"], {"query": query})
            return SavedSearch(SearchId(row["id"]), row["name"], query)
        (key,) = self.recorder.insert(tables.saved_search, [{"name": name, "folded": folded, "query": query}])
        return SavedSearch(SearchId(key), name, query)

    def remove_search(self, name: str) -> None:
        """Forgets a saved search.

        Raises:
            UnknownName: there is no such search.
            SearchInUse: another asks for it.
        """
        gone = reading.search(self._connection, name)
        for other in reading.searches(self._connection):
            asked = {names.fold(term.value) for term in terms(parse(other.query)) if term.field == "search"}
            if names.fold(gone.name) in asked:
                raise SearchInUse(gone.name, other.name)
        self.recorder.delete(tables.saved_search, [gone.id])
