"""Authority files: records of events, places, people, organisations, keywords and projects, kept as TOML.

The starter files beside this module hold what is known of the first material, and nothing that is not. A person may
bring files of their own in the same form. This room reads them as values; it must not know where records are stored.

A file is a list of tables, each named for its kind:

    [[place]]
    name = "Białystok"
    names = { be = "Беласток", pl = "Białystok" }
    spellings = ["Belostok"]
    broader = "Poland"
    latitude = 53.1325
    longitude = 23.1688
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from library.authorities.order import after_those_they_name
from library.authorities.records import Broken, records
from library.errors import MediavaultError
from library.model import Authority

STARTER = (
    "countries",
    *(f"cities_of_{country}" for country in ("belarus", "belgium", "lithuania", "poland", "russia", "ukraine")),
    "landmarks",
    "keywords",
    "organisations",
    "people",
    "contributors",
    "events",
    "projects",
)
"""The starter files, without their suffix."""


class BadAuthorityFile(MediavaultError):
    """An authority file cannot be read, or says something that cannot be."""

    def __init__(self, file: str, reason: str) -> None:
        """Takes the file and the reason, a clause without a full stop."""
        self.file, self.reason = file, reason
        super().__init__(f"Cannot read the authority file {file}: {reason}. Nothing of it was taken: correct it first.")


def starter_authorities() -> list[Authority]:
    """All records of the starter files, each after those it names."""
    folder = files("library.authorities")
    read = [record for name in STARTER for record in _read((folder / f"{name}.toml").read_bytes(), f"{name}.toml")]
    return _ordered(read, "library/authorities")


def read_authorities(path: Path) -> list[Authority]:
    """The records of one TOML file, each after those of the same file it names.

    Names that are not in the file are left for the catalogue to find.

    Raises:
        BadAuthorityFile: The file cannot be opened, is no TOML, or holds a record that cannot be.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadAuthorityFile(str(path), error.strerror or str(error)) from error
    return _ordered(_read(content, str(path)), str(path))


def _read(content: bytes, file: str) -> list[Authority]:
    try:
        return records(content)
    except Broken as error:
        raise BadAuthorityFile(file, str(error)) from error


def _ordered(read: list[Authority], file: str) -> list[Authority]:
    try:
        return after_those_they_name(read)
    except Broken as error:
        raise BadAuthorityFile(file, str(error)) from error
