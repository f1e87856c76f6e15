"""One video in mpv: play at any speed, stop on a frame, go to a frame; a killed mpv comes back where it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from library.model import MediaFacts
from mediavault import tools
from mediavault.media.frame_times import FrameTimes
from mediavault.playing import starting
from mediavault.playing.conversation import Conversation, PlayerGone, PlayerRefused

T = TypeVar("T")
DIRECTIONS = ("play-direction", "play-dir")
"""What the property is called since mpv 0.36, and before."""
RESTARTS = 2
"""How often in a row mpv is started again after it was killed."""
LOADING_S = 10.0
"""Seconds mpv may take to show the first frame."""


class Player:
    """Frame numbers count from 0 at the first frame shown. Not to be used by two tasks at once, but for `pause`."""

    def __init__(self, path: Path, facts: MediaFacts, *, window: bool = True) -> None:
        """Take the video, what is known of it, and whether there is a screen; mpv is started by the first wish."""
        self._path, self._facts, self._window = path, facts, window
        span = facts.available_range
        self._last = span.end_exclusive - 1 if span else 0
        self._stack: AsyncExitStack | None = None
        self._fresh = asyncio.Event()
        self._there, self._paused, self._backwards = False, True, False
        self._closing = asyncio.Lock()
        self.frame = 0
        """The frame that is shown."""

    @property
    def is_open(self) -> bool:
        """Whether mpv runs."""
        return self._stack is not None and not self._talk.ended.is_set()

    async def seek(self, frame: int) -> None:
        """Stands on exactly that frame, or on the last there is. Raises as `play` does."""
        await self._insist(partial(self._seek, frame))

    async def play(self, frame: int, speed: int) -> AsyncGenerator[int, None]:
        """Plays from a frame on, and gives the number of each frame as it is shown, until an end is reached.

        It goes on playing when the iteration is left; `pause` stops it.

        Args:
            frame: Where it begins.
            speed: How many times as fast; negative backwards.

        Raises:
            PlayerGone: mpv was killed more often than it is started again, or somebody closed its window.
            PlayerRefused, ToolMissing, ToolFailed: mpv cannot do it, or is not there.
        """
        deaths, begin = 0, frame
        while True:
            try:
                await self._insist(partial(self._begin, begin, speed))
                async for number in self._shown():
                    deaths = 0
                    yield number
            except PlayerGone:
                deaths += 1
                begin = self.frame
                if deaths > RESTARTS or await self._closed_by_hand():
                    raise
            else:
                return

    async def pause(self) -> int:
        """Stops on the frame that is shown, and gives its number."""
        if self.is_open:
            await self._talk.ask("set_property", "pause", True)  # noqa: FBT003 - the value of mpv's property
            self._note_time(await self._talk.ask("get_property", "time-pos"))
            if self._backwards:
                await self._seek(self.frame)
        return self.frame

    async def close(self) -> None:
        """Ends mpv."""
        async with self._closing:
            stack, self._stack = self._stack, None
            if stack is not None:
                await stack.aclose()

    # Coming and going -------------------------------------------------------------------------------------------------

    async def _insist(self, wish: Callable[[], Awaitable[None]]) -> None:
        """Does what is wished in a running mpv, in a new one when the one there has just been killed."""
        try:
            await self._opened()
            await wish()
        except PlayerGone:
            if await self._closed_by_hand():
                raise
            await self._opened()
            await wish()

    async def _opened(self) -> None:
        if self.is_open:
            return
        await self.close()
        async with AsyncExitStack() as stack:
            self._times, running = await _beside(partial(self._started, stack))
            self._running = running
            stack.push_async_callback(asyncio.to_thread, running.stop)
            self._there, self._paused, self._backwards = False, True, False
            self._talk = await stack.enter_async_context(Conversation(running.socket, self._hear))
            try:
                await self._first_frame()
            except PlayerGone as error:
                raise tools.ToolFailed("mpv", "it ended before it showed a picture") from error
            self._stack = stack.pop_all()

    def _started(self, stack: AsyncExitStack) -> tuple[FrameTimes, tools.Attached]:
        source = stack.enter_context(tools.opened(self._path))
        times = FrameTimes.of(source, self._facts, self._path.name)
        return times, starting.start(source, window=self._window)

    async def _first_frame(self) -> None:
        for number, name in enumerate(("time-pos", "pause"), 1):
            await self._talk.ask("observe_property", number, name)
        await self._talk.ask("keybind", "CLOSE_WIN", "quit")
        await self._arrived()

    async def _closed_by_hand(self) -> bool:
        """Whether somebody closed the window; a killed mpv comes back, a closed one does not."""
        return self._stack is not None and await asyncio.to_thread(self._running.left_by_itself)

    async def _arrived(self) -> None:
        """Waits until mpv shows the frame it was sent to. Raises PlayerGone when it never does."""
        try:
            async with asyncio.timeout(LOADING_S):
                while not self._there:
                    await self._news()
        except TimeoutError as error:
            raise PlayerGone from error

    async def _news(self) -> None:
        """Waits until mpv tells something. Raises PlayerGone when it hung up."""
        self._fresh.clear()
        if self._talk.ended.is_set():
            raise PlayerGone
        await self._fresh.wait()

    # Words to mpv -----------------------------------------------------------------------------------------------------

    def _hear(self, said: dict[str, Any]) -> None:
        if said["event"] == "playback-restart":
            self._there = True
        elif said.get("name") == "time-pos":
            self._note_time(said.get("data"))
        elif said.get("name") == "pause":
            self._paused = bool(said.get("data"))
        self._fresh.set()

    def _note_time(self, seconds: float | None) -> None:
        if seconds is not None:
            self.frame = min(self._last, self._times.frame(seconds))

    async def _turn(self, direction: str) -> None:
        for name in DIRECTIONS:
            try:
                if await self._talk.ask("get_property", name) != direction:
                    await self._talk.ask("set_property", name, direction)
            except PlayerRefused:
                if name == DIRECTIONS[-1]:
                    raise
            else:
                self._backwards = direction == "backward"
                return

    async def _seek(self, frame: int) -> None:
        await self._talk.ask("set_property", "pause", True)  # noqa: FBT003 - the value of mpv's property
        await self._turn("forward")
        self._there = False
        await self._talk.ask("seek", float(self._times.between(min(max(frame, 0), self._last))), "absolute+exact")
        await self._arrived()
        self._note_time(await self._talk.ask("get_property", "time-pos"))

    async def _begin(self, frame: int, speed: int) -> None:
        if self._paused and frame != self.frame:
            await self._seek(frame)
        await self._turn("forward" if speed > 0 else "backward")
        await self._talk.ask("set_property", "speed", float(abs(speed)))
        await self._talk.ask("set_property", "pause", False)  # noqa: FBT003 - the value of mpv's property
        self._paused = False

    async def _shown(self) -> AsyncIterator[int]:
        """The frames as they are shown, until mpv stands still: it was told to, or is at an end."""
        shown = None
        while not self._paused:
            await self._news()
            if self.frame != shown:
                shown = self.frame
                yield shown


async def _beside(work: Callable[[], T]) -> T:
    """What `work` gives, done by a thread that is left behind with a disk that does not answer.

    Raises:
        ToolTimedOut: It does not.
    """
    answer: Future[T] = Future()

    def do() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
            answer.set_exception(error)

    Thread(target=do, name="mpv", daemon=True).start()
    try:
        async with asyncio.timeout(LOADING_S):
            return await asyncio.shield(asyncio.wrap_future(answer))
    except TimeoutError as error:
        raise tools.ToolTimedOut("mpv", LOADING_S) from error
