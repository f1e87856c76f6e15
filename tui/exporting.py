"""An export that is being written: how far it is, and the wish to stop it."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import Final

from textual.content import Content

BAR: Final = 24


class ExportStopped(Exception):
    """Somebody stopped it; nothing is left of it."""


@dataclass
class Writing:
    """One export; told from the thread that writes it, read by the screen."""

    stopping: Event = field(default_factory=Event)
    done: int = 0
    """Frames that are rendered."""
    total: int = 0
    """Frames there are to render; 0 while it is not known, and of what is not rendered."""

    def reached(self, done: int, total: int) -> None:
        """Between two frames: notes how far it is.

        Raises:
            ExportStopped: Somebody wants it to stop.
        """
        self.done, self.total = done, total
        if self.stopping.is_set():
            raise ExportStopped

    def drawn(self) -> Content:
        """A bar and the frames; nothing of what takes no time."""
        if self.stopping.is_set():
            return Content.styled("Stopping after this frame …", "dim")
        if not self.total:
            return Content("")
        filled = BAR * self.done // self.total
        frames = f"  {self.done:,} of {self.total:,} frames  Esc stops"
        return Content.assemble(("█" * filled, "bold $accent"), ("░" * (BAR - filled), "dim"), frames)
