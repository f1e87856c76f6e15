"""What an earlier run left in an unfinished bag that is not of the deposit which goes on with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mediavault.export.writing import HALVES
from mediavault.offload.places import unverified_name
from mediavault.offload.values import Wanted

_RECORDS = ("pbcore", "dc")


def halves(unfinished: Path) -> set[Path]:
    """Files beside the media that the run which wrote them did not see to their end; nobody goes on with those."""
    return {half for folder in ("", "data", "data/records") for half in (unfinished / folder).glob(HALVES)}


def leftover(unfinished: Path, wanted: Iterable[Wanted], keys: Iterable[str]) -> list[Path]:
    """The files below `data` that this deposit would neither write nor list, and that may not leave; halves go anyway.

    Args:
        unfinished: The folder.
        wanted: The media of the deposit.
        keys: Of its assets.
    """
    known = halves(unfinished)
    known |= {unfinished / "data" / name for name in ("index.html", "catalogue.jsonl")}
    known |= {unfinished / "data" / "records" / f"{key}.{kind}.xml" for key in keys for kind in _RECORDS}
    for one in wanted:
        place = unfinished / one.name.decode()
        known |= {place, place.with_name(unverified_name(one).decode())}
    return sorted(path for path in (unfinished / "data").rglob("*") if not path.is_dir() and path not in known)
