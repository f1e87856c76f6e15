"""The index of words on SQLite: FTS5 tables of folded words, by the id of the row they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal_column, select, text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from library.search.wanted import Wanted


def replace(connection: Connection, of: str, words: Mapping[int, Collection[str]]) -> None:
    """As `Index.replace`."""
    index = f"{of}_search"
    gone = [(key,) for key, tokens in words.items() if not tokens]
    rows = [(key, " ".join(tokens)) for key, tokens in sorted(words.items()) if tokens]
    if gone:
        connection.exec_driver_sql(f"DELETE FROM {index} WHERE rowid = ?", gone)  # noqa: S608 - our own name
    if rows:
        # In one statement and in the order of the ids what a row held and what it holds now are written together.
        connection.exec_driver_sql(f"INSERT OR REPLACE INTO {index} (rowid, words) VALUES (?, ?)", rows)  # noqa: S608


def clear(connection: Connection, of: str) -> None:
    """As `Index.clear`."""
    connection.execute(text(f"DELETE FROM {of}_search"))  # noqa: S608


def holding(of: str, wanted: Wanted) -> Select[tuple[int]]:
    """As `Index.holding`."""
    groups = " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in wanted.by_sound)
    expression = f"{_quoted(' '.join(wanted.phrase))}*" + (f" OR ({groups})" if groups else "")
    match = literal_column("words").op("MATCH", is_comparison=True)(expression)
    return select(literal_column("rowid")).select_from(text(f"{of}_search")).where(match)


def _quoted(token: str) -> str:
    return f'"{token}"'  # folded: there is no quote in it
