"""Videos in one mpv: play at any speed, stop on a frame, go to a frame; a killed mpv comes back where it was."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from library.errors import MediavaultError
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
AT_HAND = 100
"""Files that are open for one mpv at most; another that is wanted has it started again."""
Video = tuple[Path, MediaFacts]
"""Where a video is, and what is known of it."""


class Player:
    """Frame numbers count from 0 at the first frame shown. Not to be used by two tasks at once, but for `pause`."""

    def __init__(self, *videos: Video, window: bool = True) -> None:
        """Take the videos, and whether there is a screen; mpv is started by the first wish, on the first of them."""
        self._videos, self._window = videos, window
        self._at, self._loaded = 0, 0
        self._sources: dict[int, tools.MediaInput] = {}
        self._known: dict[int, FrameTimes] = {}
        self._until: int | None = None
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

    async def cue(self, video: int, frame: int, last: int) -> None:
        """Turns to one of the videos and stands on exactly that frame. Raises as `play` does.

        Args:
            video: Which, counted from 0.
            frame: Where it stands then.
            last: The last frame that is shown when it plays forward from there, and the end of what is heard.
        """
        self._at, self._until = video, last
        await self._insist(partial(self._cue, frame))

    async def foresee(self, video: int) -> None:
        """Finds out what turning to a video takes, so that it is there at once. What is wrong with it `cue` says."""
        source = self._sources.get(video)
        if source is not None and video not in self._known:
            with suppress(MediavaultError, OSError):
                self._known[video] = await _beside(partial(self._times_of, source, video))

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
            running = await _beside(partial(self._started, stack))
            self._running, self._loaded = running, self._at
            stack.push_async_callback(asyncio.to_thread, running.stop)
            self._there, self._paused, self._backwards, self.frame = False, True, False, 0
            self._talk = await stack.enter_async_context(Conversation(running.socket, self._hear))
            try:
                await self._first_frame()
            except PlayerGone as error:
                raise tools.ToolFailed("mpv", "it ended before it showed a picture") from error
            self._stack = stack.pop_all()

    def _started(self, stack: AsyncExitStack) -> tools.Attached:
        """A running mpv that shows the video that is wanted, and has those that follow at hand."""
        source = stack.enter_context(tools.opened(self._videos[self._at][0]))
        self._known[self._at] = self._times_of(source, self._at)
        self._sources = {self._at: source}
        wanted = (*range(self._at + 1, len(self._videos)), *range(self._at))
        for number in wanted[: AT_HAND - 1]:
            with suppress(MediavaultError, OSError):  # said when it is wanted
                self._sources[number] = stack.enter_context(tools.opened(self._videos[number][0]))
        return starting.start(source, self._sources.values(), window=self._window)

    def _times_of(self, source: tools.MediaInput, video: int) -> FrameTimes:
        path, facts = self._videos[video]
        return FrameTimes.of(source, facts, path.name)

    async def _first_frame(self) -> None:
        for number, name in enumerate(("time-pos", "pause"), 1):
            await self._talk.ask("observe_property", number, name)
        await self._talk.ask("keybind", "CLOSE_WIN", "quit")
        await self._end(self._loaded)
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
        elif said.get("name") == "time-pos" and not self._paused:
            before = self.frame
            self._note_time(said.get("data"))
            if not self._backwards:  # at either end mpv may tell the time of the sound, a little less
                self.frame = max(self.frame, before)
        elif said.get("name") == "pause":
            self._paused = bool(said.get("data"))
        self._fresh.set()

    @property
    def _times(self) -> FrameTimes:
        return self._known[self._loaded]

    @property
    def _last(self) -> int:
        return self._last_of(self._loaded) if self._until is None else self._until

    def _last_of(self, video: int) -> int:
        span = self._videos[video][1].available_range
        return span.end_exclusive - 1 if span else 0

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

    async def _cue(self, frame: int) -> None:
        if self._at not in self._sources:  # not open yet, or it could not be opened, as is said now
            await self.close()
            await self._opened()
        if self._at == self._loaded:
            await self._seek(frame)
        else:
            await self._load(frame)
        self.frame = max(self.frame, frame)  # of a shot of one frame mpv may tell the time of the sound, a little less

    async def _load(self, frame: int) -> None:
        """Has mpv put the video that is wanted in the place of the one there, without showing another frame of it."""
        video, source = self._at, self._sources[self._at]
        if video not in self._known:
            self._known[video] = await _beside(partial(self._times_of, source, video))
        await self._talk.ask("set_property", "pause", True)  # noqa: FBT003 - the value of mpv's property
        await self._turn("forward")
        await self._end(video)
        await self._talk.ask("set_property", "start", str(float(self._known[video].between(frame))))
        self._there = False
        os.lseek(source.fd, 0, os.SEEK_SET)  # mpv has the same one, and reads on where anybody left it
        await self._talk.ask("loadfile", f"fd://{source.fd}")
        await self._arrived()
        self._loaded = video
        await self._talk.ask("set_property", "start", "none")
        self._note_time(await self._talk.ask("get_property", "time-pos"))
        if self.frame != frame:
            await self._seek(frame)

    async def _end(self, video: int) -> None:
        """Says where sound and picture end, before any are decoded: what is under way would be heard to its end."""
        end = "none"
        if self._until is not None and self._until < self._last_of(video):
            end = str(float(self._known[video].between(self._until + 1)))
        await self._talk.ask("set_property", "end", end)

    async def _seek(self, frame: int, *, ending: bool = True) -> None:
        await self._talk.ask("set_property", "pause", True)  # noqa: FBT003 - the value of mpv's property
        await self._turn("forward")
        await self._end(self._loaded) if ending else await self._talk.ask("set_property", "end", "none")
        self._there = False
        await self._talk.ask("seek", float(self._times.between(min(max(frame, 0), self._last))), "absolute+exact")
        await self._arrived()
        self._note_time(await self._talk.ask("get_property", "time-pos"))

    async def _begin(self, frame: int, speed: int) -> None:
        if speed < 0 and self._until is not None:
            await self._seek(frame, ending=False)  # backwards, mpv would take the out for passed already
        elif self._paused and frame != self.frame:
            await self._seek(frame)
        await self._turn("forward" if speed > 0 else "backward")
        await self._talk.ask("set_property", "speed", float(abs(speed)))
        self._paused = False
        await self._talk.ask("set_property", "pause", False)  # noqa: FBT003 - the value of mpv's property

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
