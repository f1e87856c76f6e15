"""A drive with files on it that a catalogue knows: recorded with their digests, without reading any as media."""

from __future__ import annotations

import os
import random
from pathlib import Path

from library import Catalogue
from library.model import FoundFile, MediaFacts, MediaKind
from mediavault.fixity.digests import digest_from, fingerprint, full_digest
from mediavault.vault import Vault, locate
from mediavault.walking.stamps import stamp_of


def make_files(folder: Path, count: int, *, size_bytes: int = 700) -> list[Path]:
    """Files of different bytes, twenty to a folder."""
    content = random.Random(7)
    files = []
    for number in range(count):
        path = folder / f"reel{number // 20:03}" / f"clip{number:05}.mov"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.randbytes(size_bytes + number % 50))
        files.append(path)
    return files


def catalogued(catalogue: Catalogue, files: list[Path], *, digested: bool = True) -> None:
    """Records files as an ingest would, with or without their full digests."""
    found = []
    for path in files:
        place = locate(path)
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            seen = fingerprint(file.fileno(), status.st_size)
            digest = digest_from(seen) or full_digest(file.fileno(), path.name)
        facts = MediaFacts(kind=MediaKind.VIDEO)
        found.append(FoundFile(place.path_raw, stamp_of(status), seen, facts, digest if digested else None))
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        edit.record_all(edit.add_volume(place.volume.uid, place.volume.label).id, found)


def vault_with(folder: Path, files: list[Path], *, digested: bool = True) -> Vault:
    """A new vault in `folder` that knows the files."""
    made = Vault.create(folder)
    with made.catalogue() as catalogue:
        catalogued(catalogue, files, digested=digested)
    return made
