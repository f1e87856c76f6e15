"""What a dump looks like: a folder of JSON lines, a file a table, and a manifest with counts and digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from library.names import inert
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

FORMAT = "mediavault dump"
VERSION = 1
"""Of the format; it changes when a program that reads this one could not read the next."""
MANIFEST = "manifest.json"
DERIVED = frozenset({tables.authority_key.name})
"""Tables whose rows follow from others."""

READ_ME = """This folder holds all of a mediavault catalogue: what is known of the media, not the media themselves.

manifest.json  the format and its version; the schema (the revision the catalogue had); the head of its history; and of
               each table the file, the number of rows, the SHA-256 of the file, and the last key that was ever given.
TABLE.jsonl    one row a line as a JSON object in UTF-8, keys as in the table, ordered by the primary key. Bytes are
               base64: copy.path_raw is the path as it is on the disk, whatever its encoding; copy.path is the same to
               read. A character that is no character (half of a surrogate pair) stands as its JSON escape.
csv/           the same for people and spreadsheets, without what only programs need. It is not read back.

To make a catalogue of it: mediavault --vault NEW restore FOLDER. It equals the one it came from, keys and history too.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table."""

    file: str
    rows: int
    sha256: str
    """Of the file, in hex."""
    last_key: int
    """The largest key ever given to a row, for keys are not used again; 0 where the table does not count."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a dump."""

    schema: str
    """Revision of the program that wrote the catalogue."""
    head: str
    """Of the history: the digest of its newest step."""
    tables: Mapping[str, Part]

    def write(self, folder: Path) -> None:
        """Writes it down."""
        said = {"format": FORMAT, "version": VERSION, **asdict(self)}
        (folder / MANIFEST).write_text(json.dumps(said, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a dump.

        Raises:
            OSError, ValueError, KeyError, TypeError: there is none, or it makes no sense.
        """
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if (said["format"], said["version"]) != (FORMAT, VERSION):
            message = f"it is of the format {said['format']} {said['version']}, and this program reads {VERSION}"
            raise ValueError(message)
        parts = {name: Part(**part) for name, part in said["tables"].items()}
        return cls(str(said["schema"]), str(said["head"]), parts)


def dumped_tables() -> Iterator[Table]:
    """Every table there is but the derived ones; those that others refer to come first."""
    return (table for table in tables.metadata.sorted_tables if table.name not in DERIVED)


def line(row: Mapping[str, Any]) -> bytes:
    """A row as a line."""
    return inert(json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))).encode() + b"\n"
