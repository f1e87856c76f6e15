"""However a photo is damaged, reading it ends in facts or in a reason, never in an error nobody expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.mutants import mutants

from library.model import Outcome
from mediavault.ingest.read import ReadTask

SHARES = 6
IN_ONE_SHARE = 40
"""The thousands that the promises name go through the whole program, in the soak of promise 7."""


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
    came = read_mutants(tmp_path, share, IN_ONE_SHARE)
    assert came["read"]
    assert came["refused"]
