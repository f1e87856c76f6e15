"""The interface in headless Chromium, driven over its DevTools protocol: what it asks for, and what it shows."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from PIL import Image

from mediavault.serving import Serving
from mediavault.vault import Vault

pytestmark = [pytest.mark.editors, pytest.mark.needs_program("chromium")]
PAINTED = "document.body.classList.contains('-first-byte')"


class Tab:
    """A page that is told what to do, and remembers what it asked for."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._number = socket, 0
        self.asked: list[str] = []
        self.complaints: list[str] = []

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            told = await self._socket.receive_json(timeout=60)
            if told.get("id") == self._number:
                result: dict[str, Any] = told.get("result", {})
                return result
            self._hear(told.get("method", ""), told.get("params", {}))

    def _hear(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked.append(params["url"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"]["text"])

    async def true(self, expression: str) -> bool:
        answer = await self.call("Runtime.evaluate", expression=expression)
        return bool(answer["result"].get("value"))

    async def picture(self) -> Image.Image:
        shot = await self.call("Page.captureScreenshot")
        return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Tab]:
    argv = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    argv += [f"--user-data-dir={profile}", "--window-size=1000,640", "about:blank"]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:  # noqa: ASYNC220 - the test does nothing else meanwhile
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, b"")
            host = next(found[1].decode() for line in lines if (found := re.search(rb"ws://([^/]+)/", line)))
            async with aiohttp.ClientSession() as client:
                async with client.get(f"http://{host}/json") as answer:
                    pages = [one for one in await answer.json() if one["type"] == "page"]
                async with client.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Tab(socket)
        finally:
            process.kill()


async def test_the_interface_in_chromium(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    serving = Serving([sys.executable, "-m", "mediavault", "--vault", str(vault.path), "tui"])
    stopped = asyncio.Event()
    running = asyncio.create_task(serving.run(stopped))
    async with chromium(tmp_path / "profile") as tab:
        for domain in ("Network", "Log", "Page"):
            await tab.call(f"{domain}.enable")
        await tab.call("Page.navigate", url=serving.link)
        for _ in range(120):
            if await tab.true(PAINTED):
                break
            await asyncio.sleep(0.5)
        await asyncio.sleep(2)
        picture = await tab.picture()
    stopped.set()
    await running
    assert {urlsplit(url).hostname for url in tab.asked if not url.startswith("data:")} == {"127.0.0.1"}
    assert any(url.startswith("ws://") for url in tab.asked)
    assert not [said for said in tab.complaints if "Content Security Policy" in said]
    shown = picture.getcolors(1_000_000) or []
    accents = sum(count for count, (red, green, blue) in shown if red > 180 and 120 < green < 190 and blue < 100)
    assert accents > 50  # the keys a, b and d of the first screen, in the colour of the theme
