"""A delivery held against the list of digests that came with it: what is intact, damaged, missing, and not listed.

The catalogue is not asked: a delivery is checked before it is ingested.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG

from library.model import CheckOutcome, Problem, path_text
from mediavault.fixity.digests import FileChanging, full_digest
from mediavault.fixity.manifest import MHL_FOLDER, Listed, Manifest, read_manifest
from mediavault.fixity.past_cache import read_afresh
from mediavault.fixity.visit import kept_open, limit_for, why_not
from mediavault.progress import Course, Progress, Stage
from mediavault.tools import NotAFile
from mediavault.walking.apart import files_below
from mediavault.walking.values import Leaving
from mediavault.workers.asking import asked
from mediavault.workers.flow import in_turn
from mediavault.workers.pool import LocalPool
from mediavault.workers.tasks import CPU_S, OutOfTime, limited, reachable

SLOWEST_LISTED_PER_CPU_S = 20_000_000
"""Bytes digested in a second of processor time, by the slowest kind of digest."""
OF_LISTS = (b"bagit.txt", b"bag-info.txt", b"fetch.txt", b"manifest-", b"tagmanifest-")
"""Beginnings of the names of a bag's own files (RFC 8493, 2)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one file of a delivery."""

    path_raw: bytes
    """Relative to the folder of the list."""
    outcome: CheckOutcome
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryCheck:
    """What came of a delivery."""

    outcomes: dict[CheckOutcome, int]
    unlisted: tuple[bytes, ...]
    """Files that stand there and are not in the list, relative to its folder."""
    unseen: tuple[Problem, ...]
    """What of the folder could not be looked at, so that what it holds beside the list is not known."""
    bytes: int


@dataclass(frozen=True, slots=True)
class ListedTask:
    """Digests one listed file and compares."""

    path: bytes
    listed: Listed
    size_bytes: int

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return limit_for(self.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest digest on the slowest processor worth waiting for."""
        return CPU_S + self.size_bytes / SLOWEST_LISTED_PER_CPU_S

    def __call__(self) -> Delivered:
        """Says what came of it."""
        name = self.listed.path_raw
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd, read_afresh(fd):
                seen = full_digest(fd, path_text(self.path), algorithm=self.listed.algorithm)
        except FileNotFoundError:
            return Delivered(name, CheckOutcome.MISSING)
        except FileChanging as error:
            return Delivered(name, CheckOutcome.UNREADABLE, str(error))
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return Delivered(name, CheckOutcome.UNREADABLE, why_not(error, self.path, self.limit_s)[1])
        if seen.hex == self.listed.hex:
            return Delivered(name, CheckOutcome.INTACT)
        return Delivered(name, CheckOutcome.DAMAGED, f"its {seen.algorithm} is {seen.hex}, listed is {self.listed.hex}")


def delivery_at(path: Path) -> Manifest:
    """The list at `path` as `read_manifest` takes it, with the length of each file that it does not tell itself.

    Raises:
        ManifestUnusable: it is none, or names files outside its folder.
        DiskSilent: the disk does not answer.
    """
    return asked(_with_lengths, path, limit_for(0))


def _with_lengths(path: Path) -> Manifest:
    manifest = read_manifest(path)
    lengths = (one.size_bytes or _size_bytes(_path_of(manifest, one)) for one in manifest.files)
    files = (replace(one, size_bytes=length) for one, length in zip(manifest.files, lengths, strict=True))
    return Manifest(manifest.folder, tuple(files))


def check_delivery(
    manifest: Manifest,
    *,
    jobs: int = 1,
    on_file: Callable[[Delivered], object] = lambda _: None,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> DeliveryCheck:
    """Reads every listed file and looks for those that are not listed.

    Args:
        manifest: The list.
        jobs: Files read at once.
        on_file: Told of each listed file.
        on_progress: Told ten times a second; what it raises ends the check.
    """
    outcomes, unseen = Counter[CheckOutcome](), list[Problem]()
    tasks = [_task(manifest, one) for one in manifest.files]
    course = Course([Stage.CHECK], on_progress, lambda: outcomes.total() - outcomes[CheckOutcome.INTACT])
    meter = course.meter(Stage.CHECK, len(tasks), sum(task.size_bytes for task in tasks))
    executor = LocalPool(jobs, loaded_once=("mediavault.fixity.delivery",))
    try:
        work = ((task, task) for task in tasks)
        for task, answer in in_turn(executor, work, meter.look, ahead=2 * jobs):
            told = _told(task, answer)
            outcomes[told.outcome] += 1
            on_file(told)
            meter.add(task.size_bytes)
        meter.look(last=True)
        unlisted = tuple(_unlisted(manifest, meter.look, unseen.append))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return DeliveryCheck(dict(outcomes), unlisted, tuple(unseen), meter.bytes)


def _task(manifest: Manifest, listed: Listed) -> ListedTask:
    return ListedTask(_path_of(manifest, listed), listed, listed.size_bytes or 0)


def _path_of(manifest: Manifest, listed: Listed) -> bytes:
    return os.fsencode(manifest.folder.absolute()).rstrip(b"/") + b"/" + listed.path_raw


def _size_bytes(path: bytes) -> int:
    try:
        status = os.lstat(path)
    except OSError:
        return 0
    return status.st_size if S_ISREG(status.st_mode) else 0


def _told(task: ListedTask, answer: Delivered | Problem) -> Delivered:
    if isinstance(answer, Delivered):
        return answer
    return Delivered(task.listed.path_raw, CheckOutcome.UNREADABLE, answer.message)


def _unlisted(
    manifest: Manifest, waiting: Callable[[], None], on_unseen: Callable[[Problem], object]
) -> Iterator[bytes]:
    """What stands in the folder and is no file of the list, nor of what lists are kept in."""
    top = os.fsencode(manifest.folder.absolute()).rstrip(b"/") + b"/"
    listed = {one.path_raw for one in manifest.files}
    for entry in files_below(Path(os.fsdecode(top)), Leaving(), set(), waiting, on_unseen):
        name = entry.path.removeprefix(top)
        if name not in listed and not _is_of_list(name):
            yield name


def _is_of_list(name: bytes) -> bool:
    folder = os.fsencode(MHL_FOLDER) + b"/"
    kinds = (b".mhl", b".md5", b".sha1", b".sha256", b".sha512", b".xxh64", b".xxh128", b".xxh3")
    return folder in name or name.endswith(kinds) or name.startswith(OF_LISTS)
