"""A PostgreSQL of the tests' own: started when the first test asks for it, gone after the last.

One for each process of pytest, on loopback and with passwords, in a folder of its own. Nothing in it is forced to the
disk, for speed. Each test has a database, copied from one that holds an empty catalogue.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pg8000.native
import pytest
from wanted_programs import not_found

from library import Catalogue

OWNER, PASSWORD = "owner", "owners-canary-7Qx"
TEMPLATE = "empty_catalogue"
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=4GB", "jit=off")


class Server:
    """A running server, and the databases in it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._numbers = count(1)

    def url(self, name: str, user: str = OWNER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple]:
        """Carries statements out as the owner of everything, and returns the rows of the last."""
        owner = pg8000.native.Connection(
            OWNER, host="127.0.0.1", port=self.port, password=PASSWORD, database=database, ssl_context=False
        )
        try:
            for statement in statements:
                rows = owner.run(statement)
        finally:
            owner.close()
        return [tuple(row) for row in rows or ()]

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The name of a new database, gone afterwards."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def programs() -> Path:
    """The folder of PostgreSQL's programs; Debian keeps the server's off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    initdb = shutil.which("initdb") or (found[-1] if found else None)
    if initdb is None:
        not_found("a PostgreSQL server")
    return Path(initdb).parent


def as_server(*command: object) -> None:
    """Runs a program as whom a server may run: not as root."""
    before = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run([*before, *map(str, command)], check=True, capture_output=True, timeout=60, cwd="/")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """The server; it takes two seconds to start."""
    bin_folder = programs()
    folder = Path(mkdtemp(prefix="mediavault-pg-"))
    (folder / "password").write_text(PASSWORD)
    if os.geteuid() == 0:
        for one in (folder, folder / "password"):
            shutil.chown(one, "postgres")
    data = folder / "data"
    as_server(
        *(bin_folder / "initdb", "-D", data, "-U", OWNER, "--pwfile", folder / "password"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = " ".join(f"-c {one}" for one in SETTINGS)
    at = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    pg_ctl = (bin_folder / "pg_ctl", "-D", data, "-w")
    try:
        as_server(*pg_ctl, "-l", folder / "log", "-o", f"{at} {settings}", "start")
        server = Server(folder, port)
        server.run(f"CREATE DATABASE {TEMPLATE}")
        Catalogue.create(server.url(TEMPLATE)).close()
        yield server
    finally:
        as_server(*pg_ctl, "-m", "immediate", "stop")
        shutil.rmtree(folder)


EMPTY_AGAIN = """
CREATE FUNCTION empty_again() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record; filled boolean;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid != pg_backend_pid() AND backend_type = 'client backend';
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', one.tablename);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
"""Deleting a few rows takes milliseconds; to make and drop a database, a tenth of a second or more."""


@pytest.fixture(scope="session")
def _postgresql_catalogue(postgresql_server: Server) -> Iterator[tuple[str, pg8000.native.Connection]]:
    with postgresql_server.database() as name:
        owner = pg8000.native.Connection(
            OWNER, host="127.0.0.1", port=postgresql_server.port, password=PASSWORD, database=name, ssl_context=False
        )
        owner.run(EMPTY_AGAIN)
        yield postgresql_server.url(name), owner
        owner.close()


@pytest.fixture
def postgresql_url(_postgresql_catalogue: tuple[str, pg8000.native.Connection]) -> Iterator[str]:
    """The URL of a database with an empty catalogue."""
    url, owner = _postgresql_catalogue
    yield url
    owner.run("SELECT empty_again()")
