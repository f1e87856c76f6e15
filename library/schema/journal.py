"""SQLite's write-ahead log: switched on, and its name on the disk, or an error that says what is the matter.

SQLite keeps both failures to itself: it stays in its older mode, and takes the name of the log for kept.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from library.disk import settle
from library.refusals import CatalogueDiskFails

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_NAME_KEPT = "the name of the log is on the disk"


def switch_on(connection: sqlite3.Connection) -> None:
    """Has commits go into the log.

    Raises:
        sqlite3.OperationalError: the disk is full or fails.
    """
    if connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",):
        return
    # It goes the way of any other change, so that it meets what the pragma met, and says so.
    connection.execute("PRAGMA user_version=0").close()
    failure = sqlite3.OperationalError("the write-ahead log cannot be switched on")
    failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
    raise failure


def keep_name(connection: Connection) -> None:
    """Forces the name of the log to the disk, once for a connection: without it a power cut loses the whole log.

    The log has its name while any connection is open.

    Raises:
        CatalogueDiskFails: the disk does not take it.
    """
    if _NAME_KEPT in connection.info:
        return
    path = Path(connection.engine.url.database or "")
    try:
        settle(path.parent)
    except OSError as error:
        raise CatalogueDiskFails(path, error.strerror or str(error)) from error
    connection.info[_NAME_KEPT] = True
