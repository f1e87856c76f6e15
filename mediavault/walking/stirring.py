"""That something below a folder was written, as far as the system tells of it; who waits is woken.

Not every file system tells: those of servers do not, and there is a limit to how many folders can be watched. Who
waits here has to look by itself now and then. This module must not open files.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from mediavault.walking.values import Identity
from mediavault.walking.walk import identity_of
from mediavault.workers.answering import may_hang

TELLING: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""What is worth a look. That a file was opened or read is not: we do that ourselves."""


class Stirring(FileSystemEventHandler):
    """Watches folders, and wakes who waits."""

    def __init__(self) -> None:
        """Nothing is watched yet."""
        self._stirred = threading.Event()
        self._observer = Observer()
        self._watched: dict[Path, Identity] = {}

    def __enter__(self) -> Self:
        """Begins to listen."""
        self._observer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listens no longer."""
        self._observer.stop()
        self._observer.join(1.0)

    def watch(self, folders: Iterable[Path]) -> None:
        """Watches these folders and no others; one that is another folder than it was, as after unplugging, anew."""
        there = {folder: identity for folder in folders if (identity := _identity(folder)) is not None}
        if there == self._watched:
            return
        self._observer.unschedule_all()
        self._watched = there
        for folder in there:
            with suppress(OSError):  # the system has no more watches to give: whoever waits looks by itself
                self._observer.schedule(self, os.fspath(folder), recursive=True, event_filter=TELLING)

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002 - a look will tell what it was
        """Takes what the system tells."""
        self._stirred.set()

    def wait(self, seconds: float) -> bool:
        """Whether something was written since the last call, or is within so many seconds."""
        stirred = self._stirred.wait(seconds)
        self._stirred.clear()
        return stirred


def _identity(folder: Path) -> Identity | None:
    """What a folder is; None where nobody would tell of it, or where asking may never end."""
    return None if may_hang(folder) else identity_of(folder)
