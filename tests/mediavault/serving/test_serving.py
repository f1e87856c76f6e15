"""The interface in a browser: who gets in, what a page may do, and that no process of it stays behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from cli_runner import Cli
from tmux_terminal import ours

from mediavault.serving import PortTaken, Serving
from mediavault.serving import session as sessions
from mediavault.vault import Vault

STUBBORN = """
import os, time
def say(kind, payload):
    os.write(1, kind + len(payload).to_bytes(4, "big") + payload)
os.write(1, b"__GANGLION__\\n")
say(b"D", b"pid %d" % os.getpid())
while True:
    time.sleep(60)
"""
"""An interface that paints its process number and then heeds nobody."""


@asynccontextmanager
async def served(*argv: str) -> AsyncIterator[Serving]:
    serving, stopped = Serving(argv or (sys.executable, "-c", STUBBORN)), asyncio.Event()
    running = asyncio.create_task(serving.run(stopped))
    try:
        yield serving
    finally:
        stopped.set()
        await asyncio.wait_for(running, 20)


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))  # unsafe: it keeps those of 127.0.0.1


async def refused(window: aiohttp.ClientSession, url: str, **headers: str) -> bool:
    async with window.get(url, headers=headers) as answer:
        return answer.status == 403


async def pid_painted(window: aiohttp.ClientSession, serving: Serving) -> int:
    """Opens a window and leaves it open; the process behind it."""
    socket_ = await window.ws_connect(f"{serving.public_url}/ws?width=80&height=24")
    painted = await socket_.receive_bytes(timeout=20)
    return int(painted.removeprefix(b"pid "))


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def started(vault: Vault) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-m", "mediavault", "--vault", str(vault.path), "serve"]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **ours()})


def children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


async def test_the_link_works_once_and_then_the_browser_that_used_it() -> None:
    async with served() as serving, browser() as first, browser() as second:
        link = serving.link
        assert await refused(first, serving.public_url)
        assert await refused(first, f"{serving.public_url}/?token=guess")
        async with first.get(link) as page:
            assert page.status == 200
            assert str(page.url) == f"{serving.public_url}/"  # the token is not in the history of the browser
        async with first.get(serving.public_url) as page:
            assert page.status == 200
        assert await refused(second, link)


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/pages/window.css"])
async def test_nothing_is_given_to_strangers(path: str) -> None:
    async with served() as serving, browser() as stranger:
        assert await refused(stranger, serving.public_url + path)


async def test_a_page_of_others_gets_nothing_with_our_cookie_either() -> None:
    async with served() as serving, browser() as window:
        await window.get(serving.link)
        socket_ = f"{serving.public_url}/ws"
        assert await refused(window, socket_, Origin="https://example.org")
        assert await refused(window, socket_, Origin="null")
        assert await refused(window, serving.public_url, Host=f"example.org:{serving.port}")  # DNS rebinding
        assert not await refused(window, serving.public_url, Host="localhost:8000")  # through ssh -L


async def test_a_page_loads_nothing_from_elsewhere() -> None:
    async with served() as serving, browser() as window:
        async with window.get(serving.link) as page:
            text, headers = await page.text(), page.headers
        assert set(re.findall(r'(?:src|href)="(.)', text)) == {"/", "d"}  # paths, and the empty icon
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        async with window.get(f"{serving.public_url}/pages/window.css") as style:
            assert "http" not in await style.text()


async def test_what_does_not_close_by_itself_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PATIENCE_S", 0.1)
    async with served() as serving, browser() as window:
        await window.get(serving.link)
        pids = [await pid_painted(window, serving) for _ in range(2)]
        assert all(map(lives, pids))
    assert not any(map(lives, pids))


async def test_the_interface_is_what_is_shown(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    argv = (sys.executable, "-m", "mediavault", "--vault", str(vault.path), "tui")
    async with served(*argv) as serving, browser() as window:
        await window.get(serving.link)
        async with window.ws_connect(f"{serving.public_url}/ws?width=80&height=24") as terminal:
            painted = b""
            while b"No footage yet." not in painted:
                painted += await terminal.receive_bytes(timeout=30)
            await terminal.send_json(["stdin", "q"])
            while (await terminal.receive(timeout=30)).type is not aiohttp.WSMsgType.CLOSE:
                pass


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_a_server_that_is_killed_leaves_no_interface_behind(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    with started(vault) as server:
        assert server.stdout is not None
        link = server.stdout.readline().decode().strip()
        async with browser() as window:
            await window.get(link)
            terminal = await window.ws_connect(f"{link.partition('/?')[0]}/ws")
            await terminal.receive_bytes(timeout=30)
            (shown,) = children(server.pid)
            os.kill(server.pid, signal.SIGKILL)
    for _ in range(200):
        if not lives(shown):
            return
        await asyncio.sleep(0.1)
    os.kill(shown, signal.SIGKILL)
    pytest.fail("the interface went on without its server")


def test_a_port_that_is_taken_is_said(bare: Cli, tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken):
            Serving(["true"], port)
        ran = bare("--vault", vault.path, "serve", "--port", str(port))
    assert ran.status == 2
    assert f"port {port} already" in ran.err
