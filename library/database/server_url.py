"""The URL of a server's database, and how to get in: as PostgreSQL's own programs do, by its variables and files."""

from __future__ import annotations

import getpass
import os
import re
import ssl
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from library.errors import MediavaultError

PORT = 5432
CONNECT_S = 10
"""Seconds to wait for a server that does not answer."""
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
_FIELD = re.compile(r"((?:\\.|[^:\\])*)(?::|$)")


class BadDatabaseUrl(MediavaultError):
    """What was given for a database is no URL of one."""

    def __init__(self, reason: str) -> None:
        """Takes a clause that says what is wrong; the URL may hold a password, so it is not shown."""
        self.reason = reason
        super().__init__(
            f"Cannot use the URL of the database: {reason}. It looks like postgresql://user@host:5432/name; "
            "?sslmode=verify-full, require or disable may follow."
        )


def server_url(written: str) -> URL:
    """The URL with what it leaves out: host, port, user and name, as PostgreSQL's own programs fill them in.

    Raises:
        BadDatabaseUrl: it is none.
    """
    try:
        url = make_url(written)
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseUrl("it cannot be read") from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise BadDatabaseUrl(f"mediavault keeps no catalogue in {url.get_backend_name()}, but in postgresql")
    unknown = url.query.keys() - {"sslmode", "sslrootcert", "host"}
    if unknown:
        raise BadDatabaseUrl(f"it says {', '.join(sorted(unknown))}, which means nothing here")
    user = url.username or os.environ.get("PGUSER") or getpass.getuser()
    host = url.host or _socket_folder(url) or os.environ.get("PGHOST") or "localhost"
    port = url.port or int(os.environ.get("PGPORT") or PORT)
    return url.set(drivername="postgresql", username=user, host=host, port=port, database=url.database or user)


def _socket_folder(url: URL) -> str | None:
    host = url.query.get("host")
    return host if isinstance(host, str) else None


def shown(url: URL) -> str:
    """The URL without its password."""
    host = url.host or ""
    place = f"/{url.database}?host={host}" if host.startswith("/") else f"{host}:{url.port}/{url.database}"
    return f"postgresql://{url.username}@{place}"


def without_password(written: str) -> str:
    """The URL as it was written, but for a password. Raises BadDatabaseUrl as `server_url` does."""
    server_url(written)
    return make_url(written)._replace(password=None).render_as_string(hide_password=False)


def connect_arguments(url: URL) -> dict[str, Any]:
    """What the driver needs to get in.

    Raises:
        BadDatabaseUrl: it asks for a kind of encryption there is not.
    """
    host = url.host or ""
    at: dict[str, Any] = {"password": url.password or password(url), "timeout": CONNECT_S}
    if host.startswith("/"):
        return {**at, "unix_sock": f"{host}/.s.PGSQL.{url.port}", "host": None}
    return {**at, "ssl_context": _encryption(url)}


def _encryption(url: URL) -> ssl.SSLContext | Literal[False]:
    """Names of people do not cross a network in the clear, unless somebody says so.

    To None the driver reads all certificates of the system at each connection, which takes longer than most verbs ask.
    """
    mode = url.query.get("sslmode") or os.environ.get("PGSSLMODE") or ("disable" if url.host in _LOCAL else "require")
    match mode:
        case "disable":
            return False
        case "require":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return context
        case "verify-full":
            authority = url.query.get("sslrootcert")
            return ssl.create_default_context(cafile=authority if isinstance(authority, str) else None)
    raise BadDatabaseUrl(f'there is no sslmode "{mode}"')


def password(url: URL) -> str | None:
    """The password of `$PGPASSWORD`, else that of the password file (`$PGPASSFILE`, `~/.pgpass`), if there is one."""
    said = os.environ.get("PGPASSWORD")
    if said:
        return said
    file = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if not file.stat().st_mode & 0o077 else []
    except OSError:
        return None
    wanted = (url.host, str(url.port), url.database, url.username)
    for line in lines:
        *which, secret = (re.sub(r"\\(.)", r"\1", field) for field in _FIELD.findall(line)[:5]) if line else ("",)
        if len(which) == len(wanted) and all(one in ("*", other) for one, other in zip(which, wanted, strict=True)):
            return secret
    return None
