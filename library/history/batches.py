"""Many ids, or other values, in statements that a database can take."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_One = TypeVar("_One")
AT_ONCE = 10_000
"""Ids in one statement; SQLite takes 32,766 parameters."""


def batches(ids: Collection[_One]) -> Iterator[list[_One]]:
    """Cuts ids into lists that one statement can take."""
    ordered = list(ids)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]
