"""Revisions of the schema, carried out by Alembic inside the caller's transaction: all of an upgrade, or nothing."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

KNOWN = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
)
"""Every revision this program knows, oldest first."""

HEAD = KNOWN[-1]
"""The revision it works with."""

_ONE_AT_A_TIME = Lock()
"""Alembic keeps what it is at in variables that all threads share."""


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Brings the schema to HEAD, or to an older revision, within the open transaction."""
    # Alembic takes 100 ms to load, and nothing but a new or old catalogue needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with _ONE_AT_A_TIME:
        command.upgrade(config, to)
