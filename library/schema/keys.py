"""The last key each table ever gave to a row: keys are never used again, even where the row is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def last_keys(connection: Connection) -> dict[str, int]:
    """By table; those that have given none are left out."""
    counted = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in counted}


def set_last_keys(connection: Connection, keys: Mapping[str, int]) -> None:
    """Has tables go on counting where others stopped."""
    for name, seq in keys.items():
        row = {"name": name, "seq": seq}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)
