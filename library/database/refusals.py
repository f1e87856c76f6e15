"""What keeps a catalogue on a server from being opened, read or changed, by what PostgreSQL says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from library.errors import MediavaultError
from library.refusals import CatalogueBusy, NoCatalogue

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

    from library.database import Database


class ServerUnreachable(MediavaultError):
    """The server of a catalogue does not answer, or breaks off."""

    def __init__(self, database: Database, reason: str) -> None:
        """Takes the database and what the system says."""
        self.database, self.reason = database, reason
        super().__init__(
            f"Cannot reach the catalogue {database}: {reason}. Check that the server runs and that this computer may "
            "reach it; what was told to be kept before is there."
        )


class ServerRefuses(MediavaultError):
    """The server of a catalogue lets somebody in not at all, or not that far."""

    def __init__(self, database: Database, reason: str, cure: str) -> None:
        """Takes the database, what the server says, and a sentence that says what to do."""
        self.database, self.reason = database, reason
        super().__init__(f"The server of the catalogue {database} refuses: {reason}. {cure}")


class ServerFails(MediavaultError):
    """The server of a catalogue could not do what was asked of it."""

    def __init__(self, database: Database, reason: str) -> None:
        """Takes the database and what the server says."""
        self.database, self.reason = database, reason
        super().__init__(
            f"The server of the catalogue {database} failed: {reason}. Nothing of the last change was kept; "
            "tell whoever keeps the server."
        )


_SAY_WHO = (
    "Put the password into $PGPASSWORD, or into ~/.pgpass (host:port:database:user:password, readable by you alone)."
)
_REFUSED = {
    "28P01": _SAY_WHO,
    "28000": "Ask whoever keeps the server to let this user in from here.",
    "42501": "This user's role does not go that far: ask somebody with the role for it, or the catalogue's owner.",
    "25006": "It is read-only: use the main server, not a replica.",
    "53300": "Too many are connected: try again in a moment.",
    "42P07": "The database holds tables of another program: name an empty database.",
}
_BUSY = frozenset(("55P03", "40001", "40P01"))
_GONE = ("08", "57")
"""Classes of codes: the connection broke, the server goes down or starts up."""


def code_of(error: object) -> str:
    """PostgreSQL's code of an error (SQLSTATE), or nothing when it is none of its."""
    return str(_said(error).get("C", ""))


def _said(error: object) -> dict[str, Any]:
    facts = getattr(error, "args", ())
    return facts[0] if facts and isinstance(facts[0], dict) else {}


def named(database: Database, error: DBAPIError) -> MediavaultError:
    """What stopped a change or a question to the catalogue."""
    code, reason = code_of(error.orig), str(_said(error.orig).get("M", error.orig)).rstrip(".")
    if code in _BUSY:
        return CatalogueBusy(database)
    if code in _REFUSED:
        return ServerRefuses(database, reason, _REFUSED[code])
    if code == "3D000":
        return NoCatalogue(database)
    if not code and "password" in reason and "needs" in reason.lower():
        return ServerRefuses(database, "it asks for a password", _SAY_WHO)
    if not code or code.startswith(_GONE):
        return ServerUnreachable(database, reason)
    return ServerFails(database, reason)
