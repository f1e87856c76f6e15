"""Driving the interface in tests: keys, waiting until all is still, and the text on the screen.

Textual's own pilot waits after every key until the whole process has idled; these wait for messages and workers only,
which is twenty times as quick and does not depend on what else the machine does.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tui.app import MediavaultApp
from tui.screens.log import LogScreen

ENDLESS = {"frames"}
"""Groups of workers that run as long as their screen does."""
STILL_S = 0.02
"""Longer than the interface lets the cursor rest in tests before it reads the asset."""


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other; each is dealt with before the next."""
    for key in keys:
        type_key(pilot.app, key)
        await pilot._wait_for_screen()
        while pending(pilot):
            await pilot._wait_for_screen()
        await pilot._wait_for_screen()


def pending(pilot: Pilot[None]) -> bool:
    """Whether a key was sent and is not dealt with."""
    return isinstance(app := pilot.app, MediavaultApp) and not app._exit and app.turns.pending


def type_key(app: App[None], key: str) -> None:
    """Send one key as the terminal would, and wait for nothing."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = name if len(name) == 1 else None
    event = events.Key(name, character)
    event.set_sender(app)
    assert app._driver is not None
    app._driver.send_message(event)


async def settle(pilot: Pilot[None], pause: float = 0.0) -> None:
    """Wait until no worker runs, no timer is about to start one, and everything is drawn."""
    if pause:
        await asyncio.sleep(pause)
    calm = 0
    while calm < 3:
        await pilot._wait_for_screen()
        busy = [worker for worker in pilot.app.workers if worker.group not in ENDLESS and not worker.is_finished]
        if busy:
            calm = 0
            with suppress(WorkerCancelled):  # a search that was typed over
                await pilot.app.workers.wait_for_complete(busy)
        else:
            calm = 0 if pending(pilot) else calm + 1
            await asyncio.sleep(STILL_S)
    await pilot._wait_for_screen()
    pilot.app.screen._on_timer_update()


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds that came without waiting for keys; the assertion after it says what was missed."""
    for _ in range(100):
        await settle(pilot)
        if holds():
            return


async def first_in_log(pilot: Pilot[None]) -> LogScreen:
    """Log with the first asset of the list."""
    await settle(pilot)
    await press(pilot, "enter")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, LogScreen)
    return screen


def text_of(app: App[None]) -> str:
    """What stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.crop(0, width).text for strip in lines[:height])
