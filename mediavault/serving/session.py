"""One window of the browser: a process of the interface, which never outlives it."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

from textual_serve.app_service import AppService

from mediavault.config import SERVED_BY

PATIENCE_S = 3.0
"""Seconds the interface has to close by itself; all it did is written already."""


class Session(AppService):
    """The process, and what passes between it and the window."""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {SERVED_BY: str(os.getpid())}

    async def stop(self) -> None:
        """Asks the interface to close, and ends it when it does not."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(super().stop(), PATIENCE_S)
        if self._process is not None and self._process.returncode is None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._process.wait(), PATIENCE_S)
                return
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
