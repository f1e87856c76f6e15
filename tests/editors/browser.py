"""A headless Chromium, driven through the pipe it has for that (Chrome DevTools Protocol): no port, no network."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AS_3_AND_4 = """
import os, sys
for number, given in zip((3, 4), map(int, sys.argv[1:3])):
    os.dup2(given, number)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Starts a program with two descriptors where Chromium reads what it is asked, and answers."""


class Browser:
    """One tab, and everything the browser said of it."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._numbers, self._rest = to, back, itertools.count(1), b""
        self.session: str | None = None
        self.said: list[dict[str, Any]] = []

    def call(self, method: str, **parameters: Any) -> Any:
        """Asks, and reads until the answer is there; what else is said meanwhile is kept."""
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": parameters}
        os.write(self._to, json.dumps(asked | ({"sessionId": self.session} if self.session else {})).encode() + b"\0")
        while True:
            heard = self._read()
            if heard.get("id") == number:
                assert "error" not in heard, heard
                return heard["result"]
            self.said.append(heard)

    def until(self, method: str) -> dict[str, Any]:
        """Reads until the browser says something of that name."""
        while not any(one.get("method") == method for one in self.said):
            self.said.append(self._read())
        return next(one["params"] for one in self.said if one.get("method") == method)

    def run(self, script: str) -> Any:
        """What a script in the page gives."""
        got = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._back, 1 << 16)
            assert piece, "the browser has gone"
            self._rest += piece
        one, self._rest = self._rest.split(b"\0", 1)
        return json.loads(one)


@contextmanager
def opened(page: Path, folder: Path) -> Iterator[Browser]:
    """A page in a browser of its own, whose downloads go to a folder."""
    (read_by_it, to), (back, written_by_it) = os.pipe(), os.pipe()
    given = (read_by_it, written_by_it)
    argv = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
    argv = [sys.executable, "-c", AS_3_AND_4, *map(str, given), *argv, f"--user-data-dir={folder / 'profile'}"]
    started = subprocess.Popen(argv, pass_fds=given, stderr=subprocess.DEVNULL)
    os.close(read_by_it)
    os.close(written_by_it)
    try:
        browser = Browser(to, back)
        browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            browser.call(f"{domain}.enable")
        browser.call("Page.navigate", url=page.as_uri())
        browser.until("Page.loadEventFired")
        yield browser
    finally:
        os.close(to)
        os.close(back)
        started.terminate()
        started.wait(20)
