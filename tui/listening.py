"""The waveform of an asset for Log: the one the vault keeps, or one that grows while its sound is gone through."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from library.errors import MediavaultError
from mediavault.vault import waveforms
from tui.describing import GONE
from tui.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from library.model import Asset
    from mediavault.vault import Vault
    from tui.app import MediavaultApp
    from tui.playback import Listener

    Show = Callable[[bytes, str], object]
    """Takes the levels there are, and what is said where there are none."""

BREAKS_OFF: Final = "✗ breaks off here, sooner than the file says"


async def listen(host: MediavaultApp, asset: Asset, vault: Vault, show: Show) -> None:
    """Show the waveform of `asset`; when this is cancelled, what goes through its sound ends."""
    facts = asset.facts
    if facts.available_range is None or not facts.sound.codec:
        show(b"", "" if facts.available_range is None else "no sound")
        return
    path = vault.waveform_path(asset.fingerprint.quick_hex)
    levels = await host.lanes.pictures.run(partial(waveforms.kept, path))
    if levels is not None or asset.location is None:
        show(levels or b"", "no waveform: it is drawn when its volume is here" if levels is None else "")
        return
    show(b"", "")
    loop = asyncio.get_running_loop()
    listening = _Listening(host.listener, asset, path, lambda so_far: loop.call_soon_threadsafe(show, so_far, ""))
    try:
        await host.lanes.sounds.run(listening.through)
    except FileNotFoundError:
        show(b"", GONE)
    except (MediavaultError, OSError, ValueError) as error:
        show(listening.heard, clean(str(error)))
    else:
        show(listening.heard, BREAKS_OFF if len(listening.heard) < waveforms.PARTS else "")
    finally:
        listening.stopped.set()
        host.listener.turn_away()


@dataclass(slots=True)
class _Listening:
    """One sound being gone through, in a thread that may wait."""

    listener: Listener
    asset: Asset
    path: Path
    """Where its waveform is kept."""
    grown: Callable[[bytes], object]
    stopped: Event = field(default_factory=Event)
    heard: bytes = b""

    def through(self) -> None:
        """Tell of the levels as they come, and keep them when all are there: a disk may be why a sound breaks off."""
        if self.asset.location is None or self.stopped.is_set():
            return
        with closing(self.listener.levels(self.asset.location, self.asset.facts)) as pieces:
            for piece in pieces:
                if self.stopped.is_set():
                    return
                self.heard += piece
                self.grown(self.heard)
        if len(self.heard) == waveforms.PARTS:
            waveforms.keep(self.heard, self.path)
