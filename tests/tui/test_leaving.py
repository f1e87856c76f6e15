"""The interface is ended from outside: the terminal is as it was, and no process is left behind."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from pty_run import Pty, on_pty
from tmux_terminal import ours

from mediavault.vault import Vault

ALTERNATE_OFF, CURSOR_ON, MOUSE_OFF = b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1003l"


@pytest.fixture
def interface(tmp_path: Path) -> Iterator[Pty]:
    vault = Vault.create(tmp_path / "vault")
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with on_pty("--vault", vault.path, environment=environment) as running:
        running.read_until(b"No footage yet.")
        yield running


def test_a_kill_leaves_the_terminal_as_it_was(interface: Pty) -> None:
    interface.signal(signal.SIGTERM)
    assert interface.ended() == 0
    after = interface.sent[interface.sent.rindex(ALTERNATE_OFF) :]
    assert CURSOR_ON in after
    assert MOUSE_OFF in interface.sent
    local_modes = termios.tcgetattr(interface._master)[3]
    assert local_modes & termios.ECHO
    assert local_modes & termios.ICANON


def test_a_terminal_that_goes_away_takes_the_interface_with_it(interface: Pty) -> None:
    interface.hang_up()
    interface.ended()
