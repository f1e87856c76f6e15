"""A program that writes into a catalogue and says so line by line: `writer.py CATALOGUE NAME TIMES [ROWS]`.

Each line is the name of a commit, printed when it is kept, and the seconds it took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from library import Catalogue
from library.model import Authority, AuthorityKind


def write(path: Path | str, name: str, times: int, rows: int) -> None:
    with Catalogue.open(path) as catalogue:
        for number in range(times):
            started = time.monotonic()
            with catalogue.transaction(f"{name} {number}", who=name) as edit:
                for row in range(rows):
                    edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=f"{name} {number} {row}"))
            print(name, number, f"{time.monotonic() - started:.4f}", flush=True)


if __name__ == "__main__":
    place = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
    write(place, sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
