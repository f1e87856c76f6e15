"""Pictures are of what is catalogued: one of a file that changed is not kept.

Reading and digesting look at the file themselves before and after; making pictures is left to programs that do not.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from library.model import FileStamp, Problem, path_text
from mediavault.fixity.digests import FileChanging
from mediavault.walking.stamps import is_as_stamped
from mediavault.workers.tasks import reachable


class Pictured(Protocol):
    """What makes pictures of one file."""

    @property
    def path(self) -> bytes:
        """The file."""

    @property
    def limit_s(self) -> float:
        """Seconds it may take."""

    def __call__(self) -> Problem | None:
        """Makes them, or says why not."""

    def take_back(self) -> None:
        """Removes what it made."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Makes pictures of a file that is as `stamp` says, before and after."""

    task: Pictured
    stamp: FileStamp

    @property
    def path(self) -> bytes:
        """The file."""
        return self.task.path

    @property
    def limit_s(self) -> float:
        """Seconds it may take."""
        return self.task.limit_s

    def __call__(self) -> Problem | None:
        """Says why a picture is lacking, if one is."""
        if not self._is_as_catalogued():
            return self._changed()
        lacking = self.task()
        if self._is_as_catalogued():
            return lacking
        self.task.take_back()
        return self._changed()

    def _is_as_catalogued(self) -> bool:
        """Whether it is; a file that has gone or cannot be reached is for the task to tell of."""
        try:
            with reachable(self.path) as path:
                return is_as_stamped(path.lstat(), self.stamp)
        except OSError:
            return True

    def _changed(self) -> Problem:
        return Problem("changing", str(FileChanging(path_text(os.path.basename(self.path)))))  # noqa: PTH119 - bytes
