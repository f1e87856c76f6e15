"""However a photo is damaged, reading it ends in facts or in a reason, never in an error nobody expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.mutants import mutants

from library.model import Outcome
from mediavault.ingest.read import ReadTask

SHARES = 6
EVERY_RUN, SOAK = 40, 2000
"""Mutants in one share: together the 12,000 that the promises name when it is soaked."""


def read_mutants(folder: Path, share: int, count: int) -> dict[str, int]:
    """What came of `count` mutants; each is read as a worker reads it."""
    path, came = folder / "mutant.jpg", dict.fromkeys(("read", "refused", "skipped"), 0)
    for content in mutants(folder, count, share):
        path.write_bytes(content)
        reading = ReadTask(os.fsencode(path))()
        if reading.facts is not None:
            came["read"] += 1
        else:
            assert reading.problem is not None, "what is not read has a reason"
            assert reading.problem.message
            came["skipped" if reading.outcome is Outcome.SKIPPED else "refused"] += 1
    return came


@pytest.mark.parametrize("share", range(SHARES))
def test_a_damaged_photo_is_read_or_refused_with_a_reason(share: int, tmp_path: Path) -> None:
    came = read_mutants(tmp_path, share, EVERY_RUN)
    assert came["read"]
    assert came["refused"]


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_photos(share: int, tmp_path: Path) -> None:
    read_mutants(tmp_path, 100 + share, SOAK)
