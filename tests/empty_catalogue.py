"""An empty catalogue as its revisions make it, remembered: they take a tenth of a second, and many tests need one.

The first in a process is made by the revisions; what they made is then made at once. Whoever upgrades an older one, or
starts a program of its own, gets the revisions as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy.engine import Connection

from library import migrations

MADE_BY_ANOTHER = ("sqlite_%", "asset_search_%")
"""Tables that SQLite makes by itself beside others."""


def statements(connection: Connection) -> list[str]:
    """What makes a catalogue as empty as this one; the rows that it has are said too."""
    left_out = " AND ".join(f"name NOT LIKE '{pattern}'" for pattern in MADE_BY_ANOTHER)
    made = connection.exec_driver_sql(
        f"SELECT sql, type, name FROM sqlite_master WHERE sql IS NOT NULL AND {left_out} ORDER BY rowid"
    ).all()
    tables = [name for _, kind, name in made if kind == "table"]
    rows = [(name, row) for name in tables for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()]
    assert [(name, tuple(row)) for name, row in rows] == [("alembic_version", (migrations.HEAD,))]
    return [*(sql for sql, _, _ in made), f"INSERT INTO alembic_version VALUES ('{migrations.HEAD}')"]


def upgrade(
    connection: Connection, to: str = migrations.HEAD, *, by_revisions: Callable[..., None], made: list[str]
) -> None:
    """As `library.migrations.upgrade`."""
    is_new = connection.dialect.name == "sqlite" and to == migrations.HEAD
    if not is_new or connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        by_revisions(connection, to)
    elif made:
        for statement in made:
            connection.exec_driver_sql(statement)
    else:
        by_revisions(connection, to)
        made += statements(connection)


@pytest.fixture(scope="session", autouse=True)
def by_revisions() -> Iterator[Callable[..., None]]:
    """What the revisions themselves make an empty catalogue by."""
    real = migrations.upgrade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "upgrade", partial(upgrade, by_revisions=real, made=[]))
        yield real
