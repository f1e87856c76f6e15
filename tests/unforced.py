"""What the catalogue of a test commits is not forced to the disk: thousands of waits for it would prove nothing.

A process that ends loses nothing by that, only a power cut would. Programs that a test starts force it as ever, and so
do measurements, and tests that are `forced`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from library.schema import engine


@pytest.fixture(autouse=True)
def _unforced(request: pytest.FixtureRequest) -> Iterator[None]:
    if any(request.node.get_closest_marker(mark) for mark in ("bench", "forced")):
        yield
        return
    set_pragmas = engine._set_pragmas

    def unforced(connection: sqlite3.Connection, record: object) -> None:
        set_pragmas(connection, record)
        connection.execute("PRAGMA synchronous=OFF").close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_set_pragmas", unforced)
        yield
