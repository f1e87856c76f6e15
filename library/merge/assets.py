"""Which assets of another catalogue are here already: the same content, whatever it is called and wherever it lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.edit.assets import WHOLE_BYTES
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sqlalchemy.engine import Connection

Row = Mapping[str, Any]


class KnownAssets:
    """The assets of a catalogue, by all that tells that two are one."""

    def __init__(self, connection: Connection) -> None:
        """Takes a connection to the catalogue."""
        self._found: dict[Hashable, int] = {}
        self.digests: dict[int, str | None] = {}
        there = looks(connection)
        for row in connection.execute(select(tables.asset).order_by(tables.asset.c.id)).mappings():
            self.add(row["id"], dict(row), there.get(row["id"], ()))

    def add(self, key: int, row: Row, files: tuple[Hashable, ...]) -> None:
        """Notes an asset and the copies of it."""
        self.digests[key] = row["digest_hex"]
        for one in _tells(row, files):
            self._found.setdefault(one, key)

    def same(self, row: Row, files: tuple[Hashable, ...]) -> int | None:
        """The asset that has the content of another catalogue's; a digest that differs tells two apart."""
        for one in _tells(row, files):
            key = self._found.get(one)
            if key is not None and not (self.digests[key] and row["digest_hex"] not in {None, self.digests[key]}):
                return key
        return None


def _tells(row: Row, files: tuple[Hashable, ...]) -> list[Hashable]:
    """What an asset is known by, the surest first: its digest, all of its bytes, the very file it is in."""
    found: list[Hashable] = []
    if row["digest_hex"] is not None:
        found.append((row["digest_algorithm"], row["digest_hex"]))
    content = (row["size_bytes"], row["quick_hex"])
    if row["size_bytes"] <= WHOLE_BYTES:
        found.append(content)
    return [*found, *((content, file) for file in files)]


def looks(connection: Connection) -> dict[int, tuple[Hashable, ...]]:
    """The files each asset is in: volume and path."""
    copy, volume = tables.copy, tables.volume
    query = select(copy.c.asset_id, volume.c.uid, copy.c.path_raw).join(volume).where(copy.c.state != "changed")
    found: dict[int, tuple[Hashable, ...]] = {}
    for asset, uid, path in connection.execute(query):
        found[asset] = (*found.get(asset, ()), (uid, path))
    return found
