"""What screens that play share: J, K and L, a run of frames, and a window of mpv where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.model import MediaKind
from tui.playback import faster
from tui.room import Room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from library.model import Asset
    from tui.playback import Run, Video, Window


class PlayingRoom(Room):
    """A screen with something that plays. Subclasses say what `play` and `action_pause` do."""

    def __init__(self) -> None:
        """Nothing plays."""
        super().__init__()
        self._run: Run | None = None
        self._window: Window | None = None

    async def on_unmount(self) -> None:
        """Stop playing."""
        self._stop()
        self.host.decoder.turn_away()
        await self._close_window()

    async def play(self, speed: int) -> None:
        """Play from where it stands: 1, 2, 4 or 8 times as fast, negative backwards."""
        raise NotImplementedError

    def action_pause(self) -> None:
        """Stop at the frame that is shown."""
        raise NotImplementedError

    async def action_toggle_play(self) -> None:
        """Play, or pause."""
        if self._run is not None:
            self.action_pause()
        else:
            await self.play(1)

    async def action_play_on(self) -> None:
        """Forward, faster when it already plays forward."""
        await self.play(faster(self._run.speed if self._run and self._run.speed > 0 else 0))

    async def action_play_back(self) -> None:
        """Backwards, faster when it already plays backwards."""
        await self.play(-faster(-self._run.speed if self._run and self._run.speed < 0 else 0))

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stopped.set()
            self._run = None

    # The window -------------------------------------------------------------------------------------------------------

    async def _steer(self, wish: Callable[..., Awaitable[object]], *args: int) -> None:
        """Do something with the window; without one that works, footage plays in cells from now on."""
        from mediavault.playing import PlayerGone  # noqa: PLC0415  not every session plays

        try:
            await wish(*args)
        except PlayerGone as error:
            self.host.say(str(error), severity="warning")
        except (MediavaultError, OSError) as error:
            self.host.say(f"{error} Played in the terminal instead.", severity="warning")
            await self._close_window()

    async def _close_window(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            await window.close()


def state_of(run: Run | None) -> str:
    """`❚❚` standing, `▶ ` playing, `◀ 2x` backwards at twice the speed."""
    if run is None:
        return "❚❚"
    return f"{'▶' if run.speed > 0 else '◀'} {'' if abs(run.speed) == 1 else f'{abs(run.speed)}x'}"


def video_of(asset: Asset) -> Video | None:
    """What a window can play of an asset now: video or sound that is online and whose length is known."""
    playable = asset.facts.kind is not MediaKind.PHOTO and asset.facts.available_range is not None
    return (asset.location, asset.facts) if playable and asset.location is not None else None
