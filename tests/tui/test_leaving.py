"""The interface is ended from outside: the terminal is as it was, and no process is left behind."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from footage import footage, shot_list
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


def as_it_was(interface: Pty) -> None:
    """Says that the program ended in peace, and left the terminal to the shell."""
    assert interface.ended() == 0
    after = interface.sent[interface.sent.rindex(ALTERNATE_OFF) :]
    assert CURSOR_ON in after
    assert MOUSE_OFF in interface.sent
    local_modes = termios.tcgetattr(interface._master)[3]
    assert local_modes & termios.ECHO
    assert local_modes & termios.ICANON


def test_a_kill_leaves_the_terminal_as_it_was(interface: Pty) -> None:
    interface.signal(signal.SIGTERM)
    as_it_was(interface)


READY = b"1920x1080"
"""What the library says of the first asset, once that is read."""
SCREENS = {
    "library": (),
    "log": ((b"\x1bOR", b"Ranges"),),
    "log while a tag is typed": ((b"\x1bOR", b"Ranges"), (b"t", b"Tag 1 clip")),
    "shot lists": ((b"\x1bOS", b"5 shots"),),
    "play": ((b"\x1bOS", b"5 shots"), (b" ", b"shot 1 of 5")),
    "versions": ((b"\x1bOS", b"5 shots"), (b"V", b"Versions")),
    "export": ((b"\x1bOS", b"5 shots"), (b"\x05", b"CMX 3600")),
    "ingest": ((b"\x1b[15~", b"Ingest"),),
    "catalogue": ((b"\x1b[17~", b"Catalogue"),),
    "suggestions": ((b"\x1b[18~", b"Suggestions"),),
    "history": ((b"\x1b[19~", b"History"),),
    "keys": ((b"?", b"type to narrow"),),
    "palette": ((b"\x10", b"Search for commands"),),
}
"""The keys that lead to each screen, and what is read once each has done so."""
EACH = [pytest.param(way, id=name, marks=[] if name == "play" else pytest.mark.soak) for name, way in SCREENS.items()]


@pytest.mark.parametrize("way", EACH)
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_whatever_screen_it_is_on_it_leaves_the_terminal_as_it_was(
    way: tuple[tuple[bytes, bytes], ...], ending: int, tmp_path: Path
) -> None:
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    environment.pop("DISPLAY", None)
    with on_pty("--vault", vault.path, environment=environment) as running:
        running.read_until(READY)
        for key, text in way:
            running.key(key)
            running.read_until(text)
        running.signal(ending)
        as_it_was(running)


WAITS = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, lambda *_: None)
subprocess.call(sys.argv[1:])
"""
"""Begins a session and waits for a program in it, as make does: a terminal that goes away tells this one alone."""


def test_a_terminal_that_goes_away_from_make_takes_the_interface_with_it(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with on_pty("--vault", vault.path, environment=environment, before=(sys.executable, "-c", WAITS)) as running:
        running.read_until(b"No footage yet.")
        running.hang_up()
        running.ended()  # it waits for the interface


def test_a_terminal_that_goes_away_takes_the_interface_with_it(interface: Pty) -> None:
    interface.hang_up()
    interface.ended()
