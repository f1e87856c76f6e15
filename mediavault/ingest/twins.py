"""Twins: files that may hold what another holds, and are too long to tell by their fingerprints."""

from __future__ import annotations

from collections.abc import Sequence

from library import Catalogue
from library.model import Fingerprint
from mediavault.ingest.record import File


class Twins:
    """Keeps twins back until all their bytes are digested; the first of each lot is none."""

    def __init__(self, catalogue: Catalogue | None) -> None:
        """Takes the catalogue that may hold their content; None when nothing is digested, and so nothing kept back."""
        self._catalogue = catalogue
        self._seen: set[Fingerprint] = set()
        self.found: list[File] = []

    def without(self, files: Sequence[File]) -> list[File]:
        """The files that are no twins; the others are found."""
        if self._catalogue is None:
            return list(files)
        open_ones = {file.reading.fingerprint for file in files if file.reading.fingerprint and _is_open(file)}
        known = self._seen | self._catalogue.known_fingerprints(open_ones - self._seen)
        singles = []
        for file in files:
            fingerprint = file.reading.fingerprint
            if fingerprint is None or not _is_open(file):
                singles.append(file)
            elif fingerprint in known:
                self.found.append(file)
            else:
                known.add(fingerprint)
                singles.append(file)
        self._seen |= open_ones
        return singles


def _is_open(file: File) -> bool:
    """Whether equal fingerprints would leave it open whether the content is equal."""
    reading = file.reading
    return reading.facts is not None and reading.outcome is None and reading.digest is None
