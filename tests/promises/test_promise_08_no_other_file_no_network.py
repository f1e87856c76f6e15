"""Promise 8: a media file cannot make us read another file or open the network.

Twenty-one attacks go through everything that starts ffmpeg or ffprobe, under strace and with a listening socket. The
options and the jail each hold alone; without both, the same files do what they are made for.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile.calls import Calls, traced
from hostile.playlists import Attack, make_attacks, make_target

from mediavault import tools

pytestmark = pytest.mark.needs_program("strace")
BUILDS = "MEDIAVAULT_TEST_FFMPEGS"
"""Folders with other builds of ffmpeg, ffprobe or both, which the soak attacks as well."""
NAMES = ("ffmpeg", "ffprobe")


@dataclass(frozen=True)
class Rig:
    """The attacks, and whoever listens on this machine."""

    folder: Path
    attacks: list[Attack]
    server: socket.socket

    def read(self, how: str, build: Path | None = None) -> Calls:
        """What happened while all of them were read in one way, by one build of ffmpeg."""
        paths = [str(attack.path) for attack in self.attacks]
        there = [build / name for name in NAMES if build and (build / name).exists()]
        chosen = {f"MEDIAVAULT_{one.name.upper()}": str(one) for one in there}
        calls = traced("hostile.reading", [how, *paths], self.folder / "strace", chosen)
        assert calls.opened, "something was traced"
        return calls

    @property
    def was_called(self) -> bool:
        """Whether anybody connected."""
        self.server.setblocking(False)
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def assert_nothing_else(self, calls: Calls) -> None:
        known = [attack.path for attack in self.attacks]
        assert calls.of_others(known) == []
        assert calls.secrets(known) == []
        assert (calls.sockets, calls.spoken, self.was_called) == (0, 0, False)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = make_target(tmp_path / "outside", server.getsockname()[1])
        yield Rig(tmp_path, make_attacks(tmp_path / "card", target), server)


def test_twenty_one_attacks_reach_no_other_file_and_no_network(rig: Rig) -> None:
    assert len(rig.attacks) == 21
    calls = rig.read("program")
    rig.assert_nothing_else(calls)


def test_our_options_hold_alone(rig: Rig) -> None:
    rig.assert_nothing_else(rig.read("guard alone"))


@pytest.mark.skipif(not tools.jail_version(), reason="this kernel has no Landlock")
def test_the_jail_holds_alone(rig: Rig) -> None:
    rig.assert_nothing_else(rig.read("jail alone"))


def test_without_them_the_same_files_are_followed(rig: Rig) -> None:
    """So that the tests above can fail."""
    calls = rig.read("bare")
    followed = calls.secrets(attack.path for attack in rig.attacks)
    assert any("secret.ts" in path for path in followed)
    assert calls.spoken
    assert rig.was_called


@pytest.mark.soak
@pytest.mark.parametrize("how", ["program", "guard alone", "jail alone"])
def test_other_builds_of_ffmpeg_are_held_as_well(rig: Rig, how: str) -> None:
    folders = [Path(folder) for folder in os.environ.get(BUILDS, "").split(os.pathsep) if folder]
    if not folders:
        pytest.skip(f"{BUILDS} names no folders with other builds")
    for build in folders:
        calls = rig.read(how, build)
        versions = " and ".join(f"{name} {tools.version(build / name)}" for name in NAMES if (build / name).exists())
        others = calls.of_others(attack.path for attack in rig.attacks)
        print(f"{versions}, {how}: {len(others)} other files, {calls.spoken} calls to the network")
        rig.assert_nothing_else(calls)
