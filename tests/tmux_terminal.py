"""A real terminal to drive the real program in: a tmux session of its own, typed into and read."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 30
POLL_S = 0.1


class NotSeen(AssertionError):
    """What was waited for did not come; the screen is in the message."""


class Terminal:
    """One terminal with a shell in it."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._runs = 0

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    def type(self, *keys: str) -> None:
        """Presses keys by tmux's names (`Enter`, `C-c`, `q`)."""
        self.tmux("send-keys", *keys)

    def run(self, *command: str) -> None:
        """Types a command line and presses Enter; `ended` waits for its end."""
        self._runs += 1
        self.tmux("send-keys", "-l", f"clear; {shlex.join(command)}; echo run {self._runs} ended in $?")
        self.type("Enter")

    def ended(self, status: int) -> str:
        """The screen, once the last command line has ended with that exit status."""
        return self.wait_for(f"run {self._runs} ended in {status}")

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait_for(self, *texts: str) -> str:
        """The screen, once it shows all of these."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            shown = self.screen
            if all(text in shown for text in texts):
                return shown
            time.sleep(POLL_S)
        raise NotSeen(f"{texts} did not come. The screen:\n{self.screen}")


@contextmanager
def terminal(folder: Path, environment: Mapping[str, str], size: tuple[int, int] = (120, 36)) -> Iterator[Terminal]:
    """A terminal of that many columns and rows, its shell in `folder`."""
    opened = Terminal(folder / "tmux")
    variables: Sequence[str] = [part for name, value in environment.items() for part in ("-e", f"{name}={value}")]
    columns, rows = (str(number) for number in size)
    opened.tmux(
        "new-session", "-d", "-x", columns, "-y", rows, "-c", str(folder), *variables, "env", "PS1=$ ", "sh",
    )  # fmt: skip
    try:
        yield opened
    finally:
        opened.tmux("kill-server")


def ours() -> dict[str, str]:
    """The variables a program under test needs: where the settings of the tests are."""
    names = [name for name in os.environ if name.startswith(("XDG_", "MEDIAVAULT_", "COVERAGE_"))]
    return {name: os.environ[name] for name in names} | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
