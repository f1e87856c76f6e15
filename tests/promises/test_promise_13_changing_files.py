"""Promise 13: a file that changes while we read is never recorded as good.

It grows, is replaced, is cut short, or is patched in place with its times set back: while its metadata are read, before
or while it is digested, before or while its pictures are made. Each change comes at a known moment, so nothing here
depends on who is quicker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from media_factory import make_photo

from library import Catalogue
from library.model import FileStamp, MediaFacts, MediaKind, Outcome, Problem
from mediavault import media
from mediavault.fixity.digests import WHOLE_BYTES
from mediavault.fixity.visit import DigestTask
from mediavault.ingest.finish import FinishTask
from mediavault.ingest.previews import PictureTask
from mediavault.ingest.read import ReadTask
from mediavault.ingest.run import ingest
from mediavault.ingest.unchanged import Unchanged
from mediavault.ingest.values import FileOutcome, IngestSummary
from mediavault.vault import Vault
from mediavault.walking.stamps import stamp_of

EVERY_RUN, SOAK = 5, 100
TIMES = [pytest.param(EVERY_RUN, id="every run"), pytest.param(SOAK, id="soak", marks=pytest.mark.soak)]
LONG = 4 * WHOLE_BYTES
"""Bytes that no fingerprint covers."""


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def replaced(path: Path) -> None:
    """By another file of the same size and times."""
    before = path.stat()
    other = path.with_name("other")
    other.write_bytes(bytes(before.st_size))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4)


def patch(path: Path) -> None:
    """Four bytes in the middle, and the time of writing set back."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size // 2)
        file.write(b"\x01\x02\x03\x04")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = (append, replaced, truncate, patch)
Change = Callable[[Path], None]


@pytest.fixture(params=CHANGES, ids=lambda change: change.__name__)
def change(request: pytest.FixtureRequest) -> Change:
    return request.param


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return make_photo(tmp_path / "card" / "photo.jpg")


@pytest.fixture
def fresh(photo: Path) -> Callable[[], tuple[Path, FileStamp]]:
    """Writes the photo anew, and says how it stands."""
    whole = photo.read_bytes() + bytes(LONG)

    def written() -> tuple[Path, FileStamp]:
        photo.write_bytes(whole)
        return photo, stamp_of(photo.stat())

    return written


Fresh = Callable[[], tuple[Path, FileStamp]]


@pytest.mark.parametrize("times", TIMES)
def test_while_its_metadata_are_read(fresh: Fresh, change: Change, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = media.read

    def read_and_change(path: Path, **options: object) -> MediaFacts:
        facts = real(path, **options)
        change(path)
        return facts

    monkeypatch.setattr("mediavault.media.read", read_and_change)
    flagged = 0
    for _ in range(times):
        path, _ = fresh()
        reading = ReadTask(bytes(path))()
        flagged += reading.outcome is Outcome.UNREADABLE and reading.problem.kind == "changing" and not reading.facts
    assert flagged == times
    print(f"{change.__name__} while metadata are read: {flagged}/{times} flagged")


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("when", ["before", "while"])
def test_before_and_while_it_is_digested(
    fresh: Fresh, change: Change, when: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagged = 0
    for _ in range(times):
        path, stamp = fresh()
        if when == "before":
            change(path)
        with monkeypatch.context() as patched:
            if when == "while":
                patched.setattr("os.preadv", read_once_and(lambda path=path: change(path)))
            digested = DigestTask(bytes(path), stamp)()
        flagged += digested.digest is None and digested.problem.kind == "changing"
    assert flagged == times
    print(f"{change.__name__} {when} it is digested: {flagged}/{times} flagged")


def read_once_and(
    then: Callable[[], None], real: Callable[[int, Any, int], Any] = os.preadv
) -> Callable[[int, Any, int], Any]:
    """Reads like `os.preadv`, or another such call, and does something after the first piece."""
    reads = iter([then])

    def read(fd: int, wanted: object, start: int) -> object:
        found = real(fd, wanted, start)
        next(reads, lambda: None)()
        return found

    return read


@dataclass(frozen=True)
class ThenChanged:
    """Makes pictures, and changes the file before anybody looks at it again."""

    task: PictureTask
    change: Change

    @property
    def path(self) -> bytes:
        return self.task.path

    @property
    def limit_s(self) -> float:
        return self.task.limit_s

    def __call__(self) -> Problem | None:
        lacking = self.task()
        assert self.task.preview.exists()
        self.change(Path(os.fsdecode(self.path)))
        return lacking

    def take_back(self) -> None:
        self.task.take_back()


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("when", ["before", "while"])
def test_before_and_while_its_pictures_are_made(
    fresh: Fresh, change: Change, when: str, times: int, tmp_path: Path
) -> None:
    made = tmp_path / "preview.jpg", tmp_path / "strip.jpg"
    flagged = 0
    for _ in range(times):
        path, stamp = fresh()
        task = PictureTask(bytes(path), MediaFacts(kind=MediaKind.PHOTO, recorded_at=None), *made)
        if when == "before":
            change(path)
            lacking = Unchanged(task, stamp)()
        else:
            lacking = Unchanged(ThenChanged(task, change), stamp)()
        flagged += lacking is not None and lacking.kind == "changing"
        assert not [one for one in made if one.exists()]
    assert flagged == times
    print(f"{change.__name__} {when} its pictures are made: {flagged}/{times} flagged")


class Here(Executor):
    """Does every task at once and in this process, with something before each."""

    def __init__(self, before: Callable[[object], None]) -> None:
        self._before = before

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        self._before(fn)
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[tuple[Vault, Catalogue]]:
    vault = Vault.create(tmp_path / "vault")
    with vault.catalogue() as opened:
        yield vault, opened


def run(
    opened: tuple[Vault, Catalogue], folder: Path, before: Callable[[object], None]
) -> tuple[IngestSummary, list[FileOutcome], list[Problem]]:
    told: list[FileOutcome] = []
    lacking: list[Problem] = []
    vault, catalogue = opened
    summary = ingest(catalogue, vault, [folder], None, told.append, on_lacking=lacking.append, executor=Here(before))
    return summary, told, lacking


def test_a_run_records_no_digest_and_no_picture_of_it(
    fresh: Fresh, change: Change, catalogue: tuple[Vault, Catalogue]
) -> None:
    path, _ = fresh()

    def meddle(task: object) -> None:
        if isinstance(task, FinishTask):
            change(path)

    summary, told, lacking = run(catalogue, path.parent, meddle)
    assert [one.outcome for one in told] == [Outcome.NEW]
    assert summary.problems == 2
    assert {one.kind for one in lacking} == {"changing"}
    vault, opened = catalogue
    asset = opened.asset(told[0].asset)
    assert asset.digest is None
    assert not vault.preview_path(asset.fingerprint.quick_hex).exists()
    again, told, lacking = run(catalogue, path.parent, lambda _: None)
    assert told[0].outcome in {Outcome.UPDATED, Outcome.UNREADABLE}
    assert again.problems == 0


def test_a_twin_that_changed_is_not_recorded(fresh: Fresh, change: Change, catalogue: tuple[Vault, Catalogue]) -> None:
    """Equal beginnings, middles and ends are told apart by their digests; of one that changed there is none."""
    path, _ = fresh()
    twin = path.with_name("twin.jpg")
    twin.write_bytes(path.read_bytes())

    def meddle(task: object) -> None:
        if isinstance(task, DigestTask) and task.path == bytes(twin):
            change(twin)

    _, told, _ = run(catalogue, path.parent, meddle)
    assert {Path(one.path).name: one.outcome for one in told} == {
        "photo.jpg": Outcome.NEW, "twin.jpg": Outcome.UNREADABLE,
    }  # fmt: skip
