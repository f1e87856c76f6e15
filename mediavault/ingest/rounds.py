"""When to look into watched folders: when something was written there, a file may have come to its end, or it is time.

A folder that goes away is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from library.errors import MediavaultError
from mediavault.ingest.arrivals import Arrivals
from mediavault.ingest.folders import refuse_unusable
from mediavault.ingest.values import FolderUnusable
from mediavault.walking.stirring import Stirring
from mediavault.workers.answering import PATIENCE_S
from mediavault.workers.dead_disks import DiskSilent

EVERY_S = 30.0
"""Seconds between two looks when nothing is told: not every disk tells."""
GATHER_S = 1.0
"""Seconds between the first thing that was written and a look."""
HEED_S = 0.2
"""Seconds between two moments at which it may end."""


@dataclass(slots=True)
class Rounds:
    """Folders that are watched."""

    folders: Sequence[Path]
    arrivals: Arrivals = field(default_factory=Arrivals)
    on_gone: Callable[[Path, MediavaultError], object] = lambda *_: None
    """Told once when a folder goes away, with why."""
    on_back: Callable[[Path], object] = lambda _: None
    """Told when it is there again."""
    every_s: float = EVERY_S
    gather_s: float = GATHER_S
    patience_s: float = PATIENCE_S
    _gone: set[Path] = field(default_factory=set)

    def __call__(self, heed: Callable[[], object], until_idle_s: float | None = None) -> Iterator[list[Path]]:
        """The folders to look into, each time that it is worth it; what is done about them is done meanwhile.

        Args:
            heed: Called several times a second; raises to end it.
            until_idle_s: Seconds after which it ends by itself when nothing was written, nothing grows, and no
                folder is waited for.
        """
        quiet_since = time.monotonic()
        with Stirring() as stirring:
            while True:
                there = [folder for folder in self.folders if self._is_there(folder)]
                stirring.watch(there)
                self.arrivals.taken.clear()
                yield there
                busy = self.arrivals.taken or self.arrivals.growing() or self._gone
                stirred = self._wait(stirring, heed, self.every_s if until_idle_s is None else until_idle_s)
                if stirred or busy:
                    quiet_since = time.monotonic()
                elif until_idle_s is not None and time.monotonic() - quiet_since >= until_idle_s:
                    return

    def _wait(self, stirring: Stirring, heed: Callable[[], object], most_s: float) -> bool:
        """Waits until a look is worth it; whether something was written."""
        due_s = self.arrivals.due_s
        end = time.monotonic() + min(self.every_s, most_s if due_s is None else due_s)
        while (left := end - time.monotonic()) > 0:
            heed()
            if stirring.wait(min(HEED_S, left)):
                self._gather(stirring, heed)
                return True
        heed()
        return False

    def _gather(self, stirring: Stirring, heed: Callable[[], object]) -> None:
        """Waits for what follows at once: files come in numbers."""
        end = time.monotonic() + self.gather_s
        while (left := end - time.monotonic()) > 0:
            heed()
            stirring.wait(min(HEED_S, left))

    def _is_there(self, folder: Path) -> bool:
        try:
            refuse_unusable(folder, self.patience_s)
        except (FolderUnusable, DiskSilent) as error:
            if folder not in self._gone:
                self._gone.add(folder)
                self.on_gone(folder, error)
            return False
        if folder in self._gone:
            self._gone.remove(folder)
            self.arrivals.forget(bytes(folder.absolute()))
            self.on_back(folder)
        return True
