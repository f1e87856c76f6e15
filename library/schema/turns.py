"""Whose turn it is to write, among all processes that have a catalogue open: a person's before an ingest's.

SQLite's own waiting knows no order: who has waited longest looks least often, and who has just written comes first
again. Here whoever waits holds a lock (flock(2)) on the folder of the catalogue, and nobody else tries to write
meanwhile; so one is the next, whoever else comes. An ingest takes no place in that queue until it has waited for long.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

BUSY_TIMEOUT_MS = 30_000
"""Milliseconds a writer waits for another process."""
LOOK_S = 0.002
"""How often one who waits looks whether it is the next."""
PATIENT_LOOK_S = 0.01
"""How often an ingest does."""
PATIENCE_S = 1.0
"""Seconds after which an ingest waits like a person, so that it goes on beside a program that writes without end."""


def begin(connection: Connection, *, by_ingest: bool) -> None:
    """Begins a transaction that writes.

    Raises:
        OperationalError: another process has been writing for all of BUSY_TIMEOUT_MS, or the disk refuses.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA busy_timeout={LOOK_S * 1000:.0f}").close()
    try:
        with _queue(Path(connection.engine.url.database or "").parent) as queue:
            _wait(driver, queue, time.monotonic() + (PATIENCE_S if by_ingest else 0))
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is the matter
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()


def _wait(driver: sqlite3.Connection, queue: int | None, patient_until: float) -> None:
    """Tries until a transaction is begun, or cannot be."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while (now := time.monotonic()) < deadline:
        is_next = _is_next(queue)
        if is_next and not _is_taken(driver):
            return
        if now < patient_until:
            _make_way(queue)
            time.sleep(PATIENT_LOOK_S)
        elif not is_next:
            time.sleep(LOOK_S)


def _is_next(queue: int | None) -> bool:
    """Whether nobody else is; then we are, until we make way or close `queue`."""
    if queue is None:
        return True
    try:
        fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without such locks: SQLite's own decide
        return True
    return True


def _make_way(queue: int | None) -> None:
    """Lets somebody else be the next."""
    if queue is not None:
        with suppress(OSError):
            fcntl.flock(queue, fcntl.LOCK_UN)


def _is_taken(driver: sqlite3.Connection) -> bool:
    """Begins a transaction, unless somebody else is writing."""
    try:
        driver.execute("BEGIN IMMEDIATE").close()
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


@contextmanager
def _queue(folder: Path) -> Iterator[int | None]:
    """The folder, open; None where it may not be."""
    handle = None
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)
