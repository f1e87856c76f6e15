"""Tables for people beside a dump: clips, copies, records and history, without what only programs need.

They are not read back; the JSON lines beside them are. Who must not be named is not named here either.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import AuthorityKind
from mediavault.export.csv import neutral
from mediavault.sheet.columns import joined
from mediavault.sheet.files import write
from mediavault.sheet.lines import AT_ONCE, Veil, lines, numbered

if TYPE_CHECKING:
    from library import Catalogue

    Rows = Iterator[Sequence[object]]

MOST_OPERATIONS = 1_000_000
COPIES = ("asset", "volume", "path", "size in bytes", "digest", "state")
RECORDS = ("kind", "name", "other names", "date", "latitude", "longitude", "protection", "note")
HISTORY = ("number", "when (UTC)", "who", "what", "why", "undone")


def write_tables(catalogue: Catalogue, folder: Path) -> None:
    """Writes them into a folder that is not there yet."""
    folder.mkdir()
    ids, veil = catalogue.find(""), Veil.of(catalogue)
    write(folder / "clips.csv", lines(catalogue, ids))
    _write(folder / "copies.csv", COPIES, _copies(catalogue, ids, veil))
    _write(folder / "records.csv", RECORDS, _records(catalogue, veil))
    _write(folder / "history.csv", HISTORY, _history(catalogue, veil))


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *(map(neutral, row) for row in rows)])


def _copies(catalogue: Catalogue, ids: Sequence[int], veil: Veil) -> Rows:
    for first in range(0, len(ids), AT_ONCE):
        for asset in catalogue.assets(ids[first : first + AT_ONCE]):
            digest = f"{asset.digest.algorithm}:{asset.digest.hex}" if asset.digest else None
            beside = veil.beside(asset)
            for copy in asset.copies:
                volume, path = (beside.text(one, prose=False) for one in (copy.volume, copy.path))
                yield asset.key, volume, path, copy.stamp.size_bytes, digest, copy.state


def _records(catalogue: Catalogue, veil: Veil) -> Rows:
    for kind in AuthorityKind:
        for one in catalogue.authorities(kind):
            hidden = one.id in veil.guarded and one.id is not None
            name = numbered(kind, one.id) if hidden and one.id else veil.text(one.name, prose=False)
            others = "" if hidden else veil.text(joined(other.text for other in one.names), prose=False)
            yield kind, name, others, one.date, one.latitude, one.longitude, one.protection, veil.text(one.note)


def _history(catalogue: Catalogue, veil: Veil) -> Rows:
    for one in reversed(catalogue.history(MOST_OPERATIONS)):
        said = (veil.text(one.what, prose=False), veil.text(one.why), "undone" if one.undone else "")
        yield one.id, one.at.isoformat(), one.who, *said
