"""Why a query finds little: names nobody has, and the nearest that somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.model import AuthorityKind
from library.query.filters import terms
from library.reading import authorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from library.query.filters import Filter


def hints(connection: Connection, tree: Filter) -> Iterator[str]:
    """A sentence for each field that names a record there is not."""
    kinds = {kind.value for kind in AuthorityKind}
    for term in terms(tree):
        if term.field not in kinds:
            continue
        kind = AuthorityKind(term.field)
        if not authorities.ids_by_name(connection, term.value, (kind,)):
            yield str(
                authorities.UnknownName(kind.value, term.value, authorities.nearest(connection, kind, term.value))
            )
