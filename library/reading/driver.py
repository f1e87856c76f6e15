"""Many rows with few columns, as fast as the database hands them out."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from library.database import dialect_of

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

_Read = TypeVar("_Read")


def driver_rows(connection: Connection, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
    """The rows of `query`: numbers, texts and bytes; a truth may be 0 or 1."""
    return dialect_of(connection).plain_rows(connection, query)


def ids(connection: Connection, query: Select[tuple[int]]) -> array[int]:
    """The ids a query selects, in its order."""
    return dialect_of(connection).plain_keys(connection, query)


def ahead(reads: Iterable[Callable[[], _Read]]) -> Iterator[_Read]:
    """What each of some reads gives, in their order: the database goes on with the next while one is made use of."""
    reader = ThreadPoolExecutor(1)
    try:
        answers = deque(map(reader.submit, reads))
        while answers:
            yield answers.popleft().result()
    finally:
        reader.shutdown(cancel_futures=True)
