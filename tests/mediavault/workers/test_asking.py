"""What is asked of a disk that may never answer is answered as if it were asked directly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mediavault.workers.asking import asked
from mediavault.workers.dead_disks import DiskSilent
from mediavault.workers.pool import WorkerCrashed


@pytest.fixture(autouse=True)
def served_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every disk is one that may never answer."""
    monkeypatch.setattr("mediavault.workers.asking.may_hang", lambda _: True)


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


def fault(path: Path) -> None:
    raise LookupError(path.name)


def crash(_: Path) -> None:
    os._exit(3)


def silence(_: Path) -> None:
    time.sleep(60)


def test_its_answer_is_given_and_its_error_raised(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert asked(names, tmp_path) == ["a"]
    with pytest.raises(FileNotFoundError):
        asked(names, tmp_path / "b")


@pytest.mark.parametrize(("question", "error"), [(fault, LookupError), (crash, WorkerCrashed), (silence, DiskSilent)])
def test_no_disk_is_blamed_for_a_fault_of_ours(
    question: Callable[[Path], None], error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        asked(question, tmp_path, 0.5)
