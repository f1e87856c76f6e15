"""A report as a table (`.csv`): one line a file, in the order they were met.

UTF-8 with a byte order mark, because Excel reads Białystok wrongly without one, and CR LF (RFC 4180). Names are shown
as everywhere: bytes that are not UTF-8 as their numbers, controls as their pictures. Cells a spreadsheet would run get
a quote in front.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from io import StringIO

from library import Catalogue
from library.model import Asset, path_text
from library.names import visible
from library.withheld import Withheld
from mediavault.export.csv import neutral
from mediavault.ingest.values import FileOutcome
from mediavault.report.account import Account
from mediavault.report.figures import AT_ONCE
from mediavault.report.target import COLUMNS


def table(account: Account, catalogue: Catalogue, withheld: Withheld) -> bytes:
    """The whole file, without the names that are withheld."""
    cells = partial(_cells, withheld)
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(map(cells, _rows(account, catalogue)))
    rows.writerows(cells(("", "lacking", "", "", "", "", "", "", one.kind, one.message)) for one in account.lacking)
    rows.writerows(cells((path_text(path), "missing", *[""] * 8)) for path in account.summary.gone)
    if account.again is not None:
        ended = f"The run ended too early: {account.fault}" if account.fault else "The run was interrupted."
        note = f"{ended} What came behind this is not in the table. To go on: {account.how_to_go_on}"
        rows.writerow(cells(("", "interrupted", "", "", "", "", "", "", "interrupted", note)))
    return text.getvalue().encode("utf-8-sig")


def _cells(withheld: Withheld, row: tuple[object, ...]) -> list[str]:
    told = zip(COLUMNS, ("" if cell is None else str(cell) for cell in row), strict=True)
    texts = (visible(text if name == "digest" else withheld.redacted(text, prose=False)) for name, text in told)
    return [*map(neutral, texts)]


def _rows(account: Account, catalogue: Catalogue) -> Iterator[tuple[object, ...]]:
    for first in range(0, len(account.outcomes), AT_ONCE):
        files = account.outcomes[first : first + AT_ONCE]
        keys = sorted({one.asset for one in files if one.asset is not None})
        known = {asset.id: asset for asset in catalogue.assets(keys)}
        for file in files:
            yield _row(file, known.get(file.asset) if file.asset is not None else None)


def _row(file: FileOutcome, asset: Asset | None) -> tuple[object, ...]:
    problem = (file.problem.kind, file.problem.message) if file.problem else (None, None)
    if asset is None:
        return (file.path, file.outcome.value, None, None, None, None, None, None, *problem)
    facts, digest = asset.facts, asset.digest
    recorded = f"{facts.recorded_at.local}{facts.recorded_at.offset or ''}" if facts.recorded_at else None
    length = facts.picture.duration_s or facts.sound.duration_s
    known = (asset.key, facts.kind.value, recorded, f"{float(length):.3f}" if length else None)
    content = (asset.fingerprint.size_bytes, f"{digest.algorithm}:{digest.hex}" if digest else None)
    return (file.path, file.outcome.value, *known, *content, *problem)
