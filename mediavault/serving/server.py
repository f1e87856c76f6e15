"""The web server: textual-serve's terminal in the browser, with a page of our own, a guard, and an orderly end."""

from __future__ import annotations

import asyncio
import errno
import shlex
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from library.errors import MediavaultError
from mediavault.serving.guard import TOKEN, Guard
from mediavault.serving.session import Session

PAGES = Path(__file__).with_name("pages")
HOST = "127.0.0.1"
SMALLEST_FONT, LARGEST_FONT = 6, 64


class PortTaken(MediavaultError):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        """Takes the port."""
        super().__init__(port)
        self.port = port

    def __str__(self) -> str:
        return (
            f"Another program uses port {self.port} already. Choose another with --port, or none for any that is free."
        )


class Serving(Server):
    """Serves the interface on loopback until it is told to stop."""

    def __init__(self, argv: Sequence[str], port: int = 0, title: str = "mediavault") -> None:
        """Takes the command line of the interface, and the port; 0 is any that is free.

        Raises:
            PortTaken
        """
        self.socket = _listening(port)
        super().__init__("exec " + shlex.join(argv), HOST, self.socket.getsockname()[1], title, templates_path=PAGES)
        self.guard = Guard()
        self._sessions: set[web.WebSocketResponse] = set()

    @property
    def link(self) -> str:
        """The address to open; it works once."""
        return f"{self.public_url}/?{TOKEN}={self.guard.token}"

    async def run(self, stopped: asyncio.Event) -> None:
        """Serves until `stopped` is set; when this returns, no process of it is left."""
        runner = web.AppRunner(await self._make_app(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.SockSite(runner, self.socket).start()
            await stopped.wait()
        finally:
            await runner.cleanup()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[web.middleware(self.guard)])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(PAGES), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/pages", PAGES, name="pages"),
            ]
        )
        app.on_shutdown.append(self._close_all)
        return app

    @aiohttp_jinja2.template("window.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page with the terminal in it."""
        size = min(max(to_int(request.query.get("fontsize", "16"), 16), SMALLEST_FONT), LARGEST_FONT)
        return {"title": self.title, "font_size": size, "socket": f"ws://{request.host}/ws"}

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Starts the interface for a window, and ends it with the window."""
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)
        session = Session(
            self.command,
            write_bytes=_while_open(websocket.send_bytes),
            write_str=_while_open(websocket.send_str),
            close=partial(_close, websocket),
            download_manager=self.download_manager,
        )
        self._sessions.add(websocket)
        try:
            await session.start(*(to_int(request.query.get(name, ""), least) for name, least in _SIZE))
            await self._process_messages(websocket, session)
        finally:
            self._sessions.discard(websocket)
            await asyncio.shield(session.stop())
        return websocket

    async def _close_all(self, _: web.Application) -> None:
        for websocket in tuple(self._sessions):
            await websocket.close()


_SIZE = (("width", 80), ("height", 24))


async def _close(websocket: web.WebSocketResponse) -> None:
    await websocket.close()


def _while_open(send: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """What is sent to a window that has just been closed goes nowhere."""

    async def sent(content: bytes | str) -> None:
        with suppress(ConnectionError):
            await send(content)

    return sent


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise PortTaken(port) from error
        raise
    return listening


def until_told(serving: Serving) -> None:
    """Serves until Ctrl+C, `kill`, or a terminal that goes away."""

    async def served() -> None:
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await serving.run(stopped)

    asyncio.run(served())
