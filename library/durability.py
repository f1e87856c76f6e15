"""Whether the disk has what was committed, as far as a program can find out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from library.disk import force
from library.refusals import CatalogueDiskFails, named

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_COMMITTED = "SELECT count(*) FROM change WHERE id <= ?"
"""Changes of the history are never taken out, so the number of those up to one can only be what it was."""


def settle(engine: Engine, path: Path) -> None:
    """Brings the log into the database, forces that to the disk and reads the history back from there.

    Raises:
        CatalogueFull, CatalogueDiskFails: the disk refuses, or what was committed does not read back.
    """
    # Not through SQLAlchemy, which would open a transaction.
    with engine.connect() as connection:
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        try:
            last = driver.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0]
            committed = driver.execute(_COMMITTED, (last,)).fetchone()
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            force(path)
            driver.execute("PRAGMA shrink_memory").close()  # what is read next comes from the system
            read_back = driver.execute(_COMMITTED, (last,)).fetchone()
        except sqlite3.Error as error:
            raise named(path, error) from error
        except OSError as error:
            raise CatalogueDiskFails(path, error.strerror or str(error)) from error
    if read_back != committed:
        raise CatalogueDiskFails(path, "what was written to it does not read back")
