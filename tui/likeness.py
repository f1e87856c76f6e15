"""Looking for versions of one picture as the interface sees it: counts that a thread fills and a screen reads."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from tui.wording import counted

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.vault import Vault


@dataclass(slots=True)
class LikenessJob:
    """One look at all pictures."""

    total: int = 0
    done: int = 0
    running: bool = True
    said: str = ""
    """What came of it."""
    failed: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, catalogue: Catalogue, vault: Vault) -> None:
        """Compare all assets, and keep what is alike as questions; called in a thread of its own."""
        try:
            self.said = self._look(catalogue, vault)
        except MediavaultError as error:
            self.said, self.failed = str(error), True
        except _Stopped:
            self.said = "Stopped: nothing was offered."
        finally:
            self.running = False

    def _look(self, catalogue: Catalogue, vault: Vault) -> str:
        from mediavault.analysis.shown import Shown  # noqa: PLC0415  most sessions never compare
        from mediavault.analysis.versions import RULE, look  # noqa: PLC0415  as above
        from mediavault.config import processors  # noqa: PLC0415  as above

        ids = catalogue.find("")
        self.total = len(ids)
        unseen = list[Shown]()
        offers = look(catalogue, vault, ids, processors(), self._done, on_unseen=unseen.append)
        with catalogue.transaction(f"Offer {counted(len(offers), 'version')} by likeness") as edit:
            new = edit.offer_parts(offers, RULE)
        lacking = f" Not compared: {counted(len(unseen), 'asset')} without a preview." if unseen else ""
        return f"{counted(new, 'new version')} found among {counted(len(ids), 'asset')}.{lacking}"

    def _done(self, count: int) -> None:
        self.done += count
        if self.stopping.is_set():
            raise _Stopped

    @property
    def progress(self) -> str:
        """`comparing 120 of 601`."""
        return f"comparing {min(self.done, self.total)} of {self.total}" if self.total else "comparing"


class _Stopped(Exception):
    """Somebody asked to stop."""
