"""One engine for one catalogue: how SQLite is opened so that nothing acknowledged is lost.

WAL with `synchronous=FULL`: a power cut loses no committed row (with NORMAL it loses all of the WAL).
`BEGIN IMMEDIATE` for writers: a deferred transaction that upgrades fails at once with "database is locked", whatever
the busy time-out says. The driver's own transaction handling is switched off, so that schema changes roll back too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import event

from library.schema import journal, turns
from library.schema.written import written

if TYPE_CHECKING:
    from sqlite3 import Connection as DBAPIConnection

    from sqlalchemy.engine import Connection, Engine


LOG_PAGES = 8192
"""Pages of the log, of 4 KiB each, from which on a commit brings it into the database: what many commits changed is
then written there once."""

READING_KIB, WRITING_KIB = 512, 2000
"""What a connection keeps of the database in memory; the system keeps it as well, so that more makes no reading faster.
One that has written keeps more: what does not fit is written to the log before its commit."""


def make_engine(url: str) -> Engine:
    """Makes the engine of the catalogue at `url`; nothing is opened yet."""
    engine = sqlalchemy.create_engine(
        url,
        connect_args={"check_same_thread": False},
        json_serializer=written,
        pool_use_lifo=True,  # the connection that was used last has most of what is asked next
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={turns.BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={LOG_PAGES}",
        f"cache_size=-{READING_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    journal.switch_on(connection)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    turns.begin(connection, by_ingest=options.get("by_ingest", False))
    connection.exec_driver_sql(f"PRAGMA cache_size=-{WRITING_KIB}")
    journal.keep_name(connection)
