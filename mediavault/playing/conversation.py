"""Words with mpv: one JSON object a line, both ways (mpv manual, "JSON IPC")."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, Self

from library.errors import MediavaultError

LONGEST_LINE = 1 << 20
"""Bytes of one answer; the longest that is asked for has a few hundred."""
PATIENCE_S = 5.0
"""Seconds an answer may take; mpv answers in less than a millisecond, but for what a slow disk holds up."""


class PlayerGone(MediavaultError):
    """mpv ended, or no longer answers."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("The window of mpv is gone: play opens it again.")


class PlayerRefused(MediavaultError):
    """mpv does not do what it was asked."""

    def __init__(self, words: tuple[object, ...], reason: str) -> None:
        """Takes what it was asked, and mpv's own word for why not."""
        super().__init__(words, reason)
        self.words, self.reason = words, reason

    def __str__(self) -> str:
        asked = " ".join(map(str, self.words))
        return f"mpv does not {asked} ({self.reason}): see with mediavault doctor which version it is."


class Conversation:
    """Questions to one running mpv, and what it tells unasked."""

    def __init__(self, ours: socket.socket, heard: Callable[[dict[str, Any]], None]) -> None:
        """Take our end of the socket and who hears events; `async with` begins and ends it."""
        self._socket, self._heard = ours, heard
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = count(1)
        self.ended = asyncio.Event()
        """Set when mpv has hung up."""

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._reader, self._writer = await asyncio.open_connection(sock=self._socket, limit=LONGEST_LINE)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up, at which mpv ends."""
        self._listening.cancel()
        self._writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await self._listening
        with suppress(OSError):
            await self._writer.wait_closed()

    async def ask(self, *words: object) -> Any:  # noqa: ANN401 - whatever mpv answers
        """What mpv answers to a command.

        Raises:
            PlayerGone: It hung up, or does not answer.
            PlayerRefused: It says why it does not do it.
        """
        if self.ended.is_set():
            raise PlayerGone
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps({"command": words, "request_id": number}).encode() + b"\n")
        try:
            said = await asyncio.wait_for(answer, PATIENCE_S)
        except OSError as error:  # a timeout is one, too
            raise PlayerGone from error
        finally:
            self._waiting.pop(number, None)
        if said.get("error") != "success":
            raise PlayerRefused(words, str(said.get("error")))
        return said.get("data")

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                self._take(json.loads(line))
        except (OSError, ValueError):
            pass  # it was killed in the middle of a line
        finally:
            self.ended.set()
            self._heard({"event": "hung-up"})
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(PlayerGone())

    def _take(self, said: dict[str, Any]) -> None:
        if "event" in said:
            self._heard(said)
            return
        answer = self._waiting.get(said.get("request_id", 0))
        if answer is not None and not answer.done():
            answer.set_result(said)
