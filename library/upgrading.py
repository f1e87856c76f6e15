"""Makes an older catalogue one of this program, with all that follows from its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library import history, migrations, search

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def bring_up(connection: Connection) -> None:
    """Brings the schema to this program's, seals a history that was not, and derives the rest anew."""
    migrations.upgrade(connection)
    history.seal_older(connection)
    search.rebuild(connection)
