"""A catalogue in a database of a PostgreSQL server: the one of a team.

Writers come one after the other, as they do with SQLite: each takes one lock before its first statement, and so sees
all that was kept before. Readers take none, and see one moment.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import event, inspect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.util import immutabledict

from library.database import refusals, roles
from library.database.postgresql import BACKEND, DRIVER
from library.database.server_url import connect_arguments, server_url, shown
from library.schema.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Engine, ExceptionContext
    from sqlalchemy.pool import ConnectionPoolEntry

    from library.errors import MediavaultError

BUSY_TIMEOUT_MS = 30_000
"""Milliseconds a writer waits for another process."""
WRITERS_LOCK = 0x6D656469
"""The advisory lock of whoever writes; PostgreSQL keeps those of different databases apart."""
SESSION = {
    "default_transaction_isolation": "repeatable read",
    "default_transaction_read_only": "on",
    "lock_timeout": str(BUSY_TIMEOUT_MS),
}
"""What a session starts with: its transactions read, at one moment, unless they say otherwise."""

_OWN_FUNCTIONS = """
    SELECT DISTINCT proname FROM pg_proc JOIN pg_trigger ON tgfoid = pg_proc.oid JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND pronamespace = relnamespace AND NOT tgisinternal
    UNION SELECT proname FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname = 'concerns_people'"""
"""Functions of the catalogue: those its triggers call, and the one they call."""


class PostgresqlServer:
    """One database of a server; each method as `Database` says."""

    def __init__(self, url: str) -> None:
        """Takes `postgresql://user@host:port/name`; a password comes from the environment or a password file.

        Raises:
            BadDatabaseUrl: it is no such URL.
        """
        self.url = server_url(url)

    def __str__(self) -> str:
        return shown(self.url)

    @property
    def person(self) -> str | None:
        """As `Database.person`: the user the server knows."""
        return self.url.username

    def engine(self) -> Engine:
        """As `Database.engine`."""
        engine = sqlalchemy.create_engine(
            self.url._replace(drivername=DRIVER, query=immutabledict(), password=None),
            connect_args={**connect_arguments(self.url), "application_name": "mediavault", "startup_params": SESSION},
            json_serializer=written,
            hide_parameters=True,  # names of people do not belong into an error
            pool_pre_ping=True,
        )
        event.listen(engine, "connect", _note_backend)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _classify)
        return engine

    @contextmanager
    def making(self) -> Iterator[PostgresqlServer | None]:
        """As `Database.making`: the transaction that fills it makes it whole or leaves nothing.

        Raises:
            ServerUnreachable, ServerRefuses: there is no such server or database, or it lets nobody in.
        """
        engine = self.engine()
        try:
            with engine.begin() as connection:
                there = inspect(connection).has_table("alembic_version")
        except DBAPIError as error:
            raise self.named(error) from error
        finally:
            engine.dispose()
        yield None if there else self

    def require(self) -> None:
        """As `Database.require`: only the server knows, and says so when it is asked."""

    def keep_as_it_was(self, connection: Connection, schema: str) -> None:
        """As `Database.keep_as_it_was`: in a schema of its own, which only its owner may enter."""
        aside = f'"mediavault before {schema}"'
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {aside} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {aside}")
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'CREATE TABLE {aside}."{table}" AS TABLE "{table}"')

    def set_aside(self, connection: Connection) -> str | None:
        """Moves the catalogue that is there into a schema of its own, which only its owner may enter.

        Returns the schema; None where there was no catalogue.
        """
        inspector = inspect(connection)
        if not inspector.has_table("alembic_version"):
            return None
        schemas = inspector.get_schema_names()
        aside = next(name for number in count(1) if (name := f"mediavault before {number}") not in schemas)
        connection.exec_driver_sql(f'CREATE SCHEMA "{aside}"')
        functions = connection.exec_driver_sql(_OWN_FUNCTIONS).scalars().all()
        for table in inspector.get_table_names():
            connection.exec_driver_sql(f'ALTER TABLE "{table}" SET SCHEMA "{aside}"')
        for function in functions:
            connection.exec_driver_sql(f'ALTER FUNCTION "{function}" SET SCHEMA "{aside}"')
        return aside

    def has_roles(self, connection: Connection) -> bool:
        """As `Database.has_roles`."""
        return inspect(connection).has_table("withheld_record")

    def size_bytes(self, connection: Connection) -> int:
        """As `Database.size_bytes`."""
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    def version(self, connection: Connection) -> str:
        """As `Database.version`."""
        return f"PostgreSQL {connection.exec_driver_sql('SHOW server_version').scalar_one()}"

    def prepare_roles(self, connection: Connection) -> None:
        """As `Database.prepare_roles`."""
        roles.prepare(connection)

    def settle(self, engine: Engine) -> None:
        """As `Database.settle`: what a server acknowledged it has forced to its disk already."""

    def named(self, error: DBAPIError) -> MediavaultError:
        """As `Database.named`."""
        return refusals.named(self, error)


def _note_backend(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver has no types
    connection.autocommit, before = True, connection.autocommit
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    ((record.info[BACKEND],),) = cursor.fetchall()
    connection.autocommit = before


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        # Each statement sees what was kept before it: a snapshot would be older than the lock.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


def _classify(context: ExceptionContext) -> IntegrityError | None:
    """The driver knows one kind of refused row; PostgreSQL has a class of codes for them."""
    error: Any = context.original_exception
    if refusals.code_of(error).startswith("23") and not isinstance(context.sqlalchemy_exception, IntegrityError):
        return IntegrityError(context.statement, None, error, hide_parameters=True)
    return None
