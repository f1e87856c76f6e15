"""Promise 1: originals are never changed, whatever is done with the program, and wherever it is killed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from drives import Mounts
from media_factory import make_photo, make_sound, make_video
from originals import TRACE, State, calls_on, free_readers, states
from pty_run import Pty, on_pty
from tmux_terminal import ours
from warm_days import WarmDays
from working_day import steps

from mediavault.tools import jail_version
from mediavault.vault import Vault

TESTS = Path(__file__).parents[1]
DAY = TESTS / "working_day.py"
KILLS, HANDS, LONGEST_LIFE_S = 1000, 2, 1.5
MADE_BEFORE = 0.8
"""Of so many days the vault is there when they begin: making it takes as long as many a verb."""
LOG, PLAY, MARK_IN, FRAME_ON, MARK_OUT, TAG, BACK, QUIT, DOWN = (
    b"\r",
    b" ",
    b"i",
    b".",
    b"o",
    b"t",
    b"\x1b",
    b"\x11",
    b"\x1b[B",
)
VANDAL = """
import os, sys
path, beside = sys.argv[1:]
tries = [
    lambda: open(path, "r+b").close(), lambda: open(path, "ab").close(), lambda: os.truncate(path, 3),
    lambda: os.chmod(path, 0o600), lambda: os.utime(path), lambda: os.setxattr(path, "user.x", b"x"),
    lambda: os.link(path, beside), lambda: os.unlink(beside), lambda: os.rename(path, beside),
    lambda: os.rename(beside, path), lambda: os.symlink(path, beside), lambda: os.unlink(beside),
    lambda: os.ftruncate(os.open(path, os.O_RDWR), 2), lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o600),
    lambda: open(beside, "xb").close(),
]
for one in tries:
    one()
"""
VANDAL_CALLS = [
    "openat",
    "openat",
    "truncate",
    "chmod",
    "utimensat",
    "setxattr",
    "link",
    "unlink",
    "rename",
    "rename",
    "symlink",
    "unlink",
    "openat",
    "ftruncate",
    "fchmod",
    "openat",
]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Photos, one of which nobody may write, one with an attribute; a video; a sound longer than a fingerprint."""
    folder = tmp_path / "card"
    for number in range(3):
        make_photo(
            folder / "DCIM" / f"{number}.jpg", colour=f"#{number}0{number}8{number}f", Make="Canon", Model="EOS R5"
        )
    (folder / "DCIM" / "1.jpg").chmod(0o444)
    make_video(folder / "A001.mov", seconds=2, timecode="10:00:00:00")
    make_sound(folder / "atmo.wav", seconds=5)
    with suppress(OSError):  # not every file system has them
        os.setxattr(folder / "DCIM" / "2.jpg", "user.mediavault.test", b"kept")
    for path in folder.rglob("*"):
        os.utime(path, ns=(1_600_000_000_123_456_789, 1_600_000_000_987_654_321))
    return folder


def day(card: Path, folder: Path, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """A day of work on the card, with the vault `folder`/vault."""
    command = (*before, sys.executable, str(DAY), str(folder / "vault"), str(card), str(folder / "out"))
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110, env=variables)


def interface(folder: Path, before: Sequence[str] = ()) -> None:
    """Opens a video in the interface, plays it, marks a range and tags it."""
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with on_pty("--vault", folder / "vault", environment=environment, columns=120, before=before) as running:
        running.read_until(b"A001.mov")
        for keys, shown in ((DOWN * 3, None), (LOG, b"10:00:00:00"), (PLAY, None), (PLAY + MARK_IN, None)):
            typed(running, keys, shown)
        typed(running, FRAME_ON * 5 + MARK_OUT, None)
        typed(running, TAG, b"flag")
        typed(running, b"flag\r", None)
        typed(running, BACK, None)
        os.write(running._master, QUIT)
        assert running.ended() == 0, running.text[-2000:]


def typed(running: Pty, keys: bytes, shown: bytes | None) -> None:
    os.write(running._master, keys)
    if shown is not None:
        running.read_until(shown)
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        running._read()


def differences(before: dict[str, State], after: dict[str, State]) -> list[tuple[State | None, State | None]]:
    return [(before.get(path), after.get(path)) for path in {*before, *after} if before.get(path) != after.get(path)]


@pytest.mark.needs_program("strace")
def test_no_call_of_a_day_of_work_could_change_an_original(card: Path, tmp_path: Path) -> None:
    before = states(card)
    worked = day(card, tmp_path, (*TRACE, "-o", str(tmp_path / "day.strace")))
    assert worked.returncode == 0, worked.stdout[-1500:] + worked.stderr[-1500:]
    interface(tmp_path, (*TRACE, "-o", str(tmp_path / "interface.strace")))
    with Vault.open(tmp_path / "vault").catalogue() as catalogue:
        (video,) = [one for one in catalogue.assets(range(1, 6)) if one.name == "A001.mov"]
    marked = [clip for clip in video.clips if clip.range and any(link.name == "flag" for link in clip.links)]
    assert len(marked) == 1, "nothing was marked and tagged in the interface"
    for name in ("day", "interface"):
        lines = (tmp_path / f"{name}.strace").read_text(encoding="utf-8", errors="replace").splitlines()
        calls = calls_on(card, lines)
        assert {call.name for call in calls} >= {"openat"}, name
        assert [call for call in calls if call.changes] == [], name
        assert not jail_version() or free_readers(card, lines) == [], name
    assert differences(before, states(card)) == []


def test_a_day_of_work_goes_by_with_originals_that_nobody_can_write(card: Path, tmp_path: Path, mounts: Mounts) -> None:
    mounts.does("mount", "--bind", card, card)
    mounts.does("mount", "-o", "remount,bind,ro", card)
    assert "Read-only" in mounts.does("touch", card / "new", check=False).stderr
    worked = day(card, tmp_path, mounts.inside)
    assert worked.returncode == 0, worked.stdout[-1500:] + worked.stderr[-1500:]


@pytest.mark.needs_program("strace")
def test_whoever_does_change_an_original_is_seen(card: Path, tmp_path: Path) -> None:
    """So that the tests above can fail."""
    original, log = card / "A001.mov", tmp_path / "vandal.strace"
    before = states(card)
    vandal = (*TRACE, "-o", str(log), sys.executable, "-c", VANDAL, str(original), str(card / "beside"))
    subprocess.run(vandal, check=True, timeout=60)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    changing = [call for call in calls_on(card, lines) if call.changes]
    assert [call.name for call in changing] == VANDAL_CALLS
    assert {call.name for call in free_readers(card, lines)} == {"openat"}
    assert len(differences(before, states(card))) == 3  # the folder, the original and what is beside it


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_killed_a_thousand_times_in_days_of_work_no_original_is_changed(card: Path, tmp_path: Path) -> None:
    """Who is killed goes on with the next step of the day, so that every verb is killed, at any moment of it."""
    before, began = states(card), time.monotonic()
    moments, made = random.Random(20200809), Vault.create(tmp_path / "made")
    days = [[moments.uniform(0.0, LONGEST_LIFE_S) for _ in range(KILLS // HANDS)] for _ in range(HANDS)]

    def work(hand: int) -> Counter[str]:
        warm, done, folder, first = WarmDays(), Counter[str](), tmp_path / f"hand-{hand}", 0
        names = [str(step[0]) for step in steps(card, folder / "out")]
        for moment in days[hand]:
            if first >= len(names) or not (folder / "vault" / "catalogue.db").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                first = int(moment < LONGEST_LIFE_S * MADE_BEFORE)
                if first:
                    shutil.copytree(made.path, folder / "vault")
            came, amid = warm.killed(folder, card, first, moment)
            first += came
            if amid and first < len(names):
                done[names[first]] += 1
                first += 1
            assert differences(before, states(card)) == []
        warm.close()
        return done

    with ThreadPoolExecutor(HANDS) as several:
        killed = sum(several.map(work, range(HANDS)), Counter[str]())
    print(
        f"\npromise 1: {KILLS} kills, {killed.total()} of them amid a verb ({dict(killed)}): 0 originals changed; "
        f"{time.monotonic() - began:.0f} s"
    )
    assert killed.total() > KILLS * 2 // 3, "it does not bite"
    assert {"ingest", "tag", "export", "undo", "dump"} <= set(killed)
