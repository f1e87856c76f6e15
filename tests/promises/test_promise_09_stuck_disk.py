"""Promise 9: a stuck disk never freezes the program.

A file system of our own shows a folder and never answers about one file or one folder in it. Everything else is
catalogued, the run ends in time, and so does the program, although the kernel lets nobody end what waits for the disk.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hostile.silent_disk import DEAF, DIES, silent_disk
from media_factory import make_photo, make_video
from pty_run import on_pty
from shot_list_factory import at, shot, shot_list, video
from tmux_terminal import ours

from mediavault import media
from mediavault.export import NotRendered, export
from mediavault.media import apart
from mediavault.workers.answering import refuse_silent
from mediavault.workers.dead_disks import DiskSilent

pytestmark = [
    pytest.mark.needs_program("fusermount3"),
    pytest.mark.skipif(not Path("/dev/fuse").exists(), reason="there is no /dev/fuse here"),
]
PATIENCE_S, BEYOND_S = 2.0, 8.0
UI_ANSWERS_S = 1.0
TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ran:
    took_s: float
    status: int
    files: list[list[Any]]

    @property
    def outcomes(self) -> dict[str, str]:
        return {name: outcome for name, outcome, _ in self.files}

    @property
    def problems(self) -> dict[str, str]:
        return {name: problem[0] for name, _, problem in self.files if problem}


def ingested(vault: Path, folder: Path, patience_s: float) -> Ran:
    """A run of its own process, until its output ends too."""
    command = [sys.executable, "-m", "hostile.ingesting", str(vault), str(folder), str(patience_s)]
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    began = time.monotonic()
    ran = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, check=False, timeout=110
    )
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert "Traceback" not in ran.stderr.decode()
    return Ran(time.monotonic() - began, ran.returncode, lines)


def fill(folder: Path, count: int, name: str = "photo") -> None:
    for number in range(count):
        make_photo(folder / f"{name} {number}.jpg", size=(32, 24), ImageDescription=f"{name} {number}")


EVERY_RUN = pytest.param(12, PATIENCE_S, id="every run")
SOAK = pytest.param(100, 20.0, id="soak", marks=pytest.mark.soak)


@pytest.mark.parametrize(("files", "patience_s"), [EVERY_RUN, SOAK])
def test_one_silent_file_of_many_costs_its_own_time_alone(tmp_path: Path, files: int, patience_s: float) -> None:
    fill(tmp_path / "files", files - 1)
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        whole = ingested(tmp_path / "whole", disk, patience_s)
    assert len(whole.files) == files - 1
    assert set(whole.outcomes.values()) == {"new"}
    (tmp_path / "disk").rmdir()
    make_photo(tmp_path / "files" / "silent.jpg")
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        ran = ingested(tmp_path / "vault", disk, patience_s)
    print(
        f"{files - 1} files {whole.took_s:.1f} s, with a silent one {ran.took_s:.1f} s at a limit of {patience_s:g} s"
    )
    assert ran.problems == {"silent.jpg": "timeout"}
    assert sum(outcome == "new" for outcome in ran.outcomes.values()) == files - 1
    assert ran.took_s <= whole.took_s + patience_s + BEYOND_S


def test_a_folder_that_cannot_be_listed_in_time_is_told_of_and_the_others_are_read(tmp_path: Path) -> None:
    for name in ("a", "b silent", "c"):
        fill(tmp_path / "files" / name, 3, name)
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        ran = ingested(tmp_path / "vault", disk, PATIENCE_S)
    assert ran.problems == {"b silent": "timeout"}
    assert sum(outcome == "new" for outcome in ran.outcomes.values()) == 6
    assert len(ran.files) == 7


@pytest.mark.soak
def test_a_disk_on_which_every_folder_is_silent_is_given_up(tmp_path: Path) -> None:
    for number in range(8):
        fill(tmp_path / "files" / f"silent {number}", 1)
    fill(tmp_path / "files", 1)
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        ran = ingested(tmp_path / "vault", disk, 1)
    assert ran.outcomes.pop("photo 0.jpg") == "new"
    assert ran.problems == {"disk": "timeout", **{f"silent {number}": "timeout" for number in range(3)}}


def test_a_folder_that_does_not_answer_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "files" / "silent").mkdir(parents=True)
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        ran = ingested(tmp_path / "vault", disk / "silent", 1)
    assert (ran.status, ran.files[0][2][0]) == (0, "timeout")


def test_a_place_that_is_to_be_made_on_a_disk_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        refuse_silent(disk / "new")
        Path(f"{tmp_path / 'files'}{DEAF}").touch()
        (tmp_path / "link").symlink_to(disk)
        for place in (disk / "newer", tmp_path / "link" / "newer"):
            # In a process of its own, for who asked is left behind.
            told = f"from pathlib import Path; refuse_silent(Path({str(place)!r}), {PATIENCE_S})"
            asking = [sys.executable, "-c", f"from mediavault.workers.answering import refuse_silent; {told}"]
            ended = subprocess.run(asking, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
            assert f"DiskSilent: The disk at {disk} " in ended.stderr


@pytest.mark.soak
def test_a_disk_on_which_every_file_is_silent_costs_three_of_them(tmp_path: Path) -> None:
    fill(tmp_path / "files", 30, "silent")
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        ran = ingested(tmp_path / "vault", disk, 1)
    assert len(ran.files) == 30
    assert set(ran.problems.values()) == {"timeout"}
    assert sum("does not answer any more" in problem[1] for _, _, problem in ran.files) >= 25


@pytest.mark.parametrize("where", ["file", "folder"])
def test_ctrl_c_is_heeded_while_the_disk_is_silent(tmp_path: Path, where: str) -> None:
    fill(tmp_path / "files", 3)
    if where == "file":
        make_photo(tmp_path / "files" / "silent.jpg")
    else:
        (tmp_path / "files" / "silent").mkdir()
    command = [
        sys.executable,
        "-m",
        "mediavault",
        "--vault",
        str(tmp_path / "vault"),
        "ingest",
        "--jobs",
        "1",
        "--json",
    ]
    with (
        silent_disk(tmp_path / "files", tmp_path / "disk") as disk,
        subprocess.Popen([*command, str(disk)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running,
    ):
        if where == "file":
            assert json.loads(running.stdout.readline())["outcome"] == "new"
        time.sleep(1.5)
        assert running.poll() is None
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        _, talk = running.communicate(timeout=30)
        took_s = time.monotonic() - began
    assert running.returncode == 130, talk
    assert b"Traceback" not in talk
    assert took_s < BEYOND_S


def test_the_interface_can_be_left_while_the_disk_of_the_open_clip_is_dead(tmp_path: Path) -> None:
    make_video(tmp_path / "files" / "A001.mov", seconds=2, timecode="10:00:00:00")
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        assert ingested(tmp_path / "vault", disk, 20).outcomes == {"A001.mov": "new"}
        Path(f"{tmp_path / 'files'}{DIES}").touch()
        with on_pty("--vault", tmp_path / "vault", environment=environment, columns=120) as running:
            running.read_until(b"A001.mov")
            time.sleep(0.5)
            os.write(running._master, b"\r")
            running.read_until(b"10:00:00:00")
            time.sleep(1)
            for keys in (b" ", b".", b"\x1b"):
                os.write(running._master, keys)
                time.sleep(0.5)
            began = time.monotonic()
            os.write(running._master, b"\x11")
            assert running.ended() == 0, running.text[-500:]
            took_s = time.monotonic() - began
    assert b"Traceback" not in running.sent
    assert took_s < BEYOND_S


def test_the_interface_answers_within_a_second_while_the_disk_hangs(tmp_path: Path) -> None:
    make_video(tmp_path / "files" / "A001.mov", seconds=2, timecode="10:00:00:00")
    make_video(tmp_path / "all" / "here" / "B001.mov", seconds=2, timecode="11:00:00:00")
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with silent_disk(tmp_path / "files", tmp_path / "all" / "disk"):
        assert ingested(tmp_path / "vault", tmp_path / "all", 20).outcomes == {"A001.mov": "new", "B001.mov": "new"}
        Path(f"{tmp_path / 'files'}{DIES}").touch()
        with on_pty("--vault", tmp_path / "vault", environment=environment, columns=120) as running:
            running.read_until(b"B001.mov")
            time.sleep(0.5)
            os.write(running._master, b"\r")
            running.read_until(b"10:00:00:00")
            running.read_until(b"waiting for the disk")
            for keys, shown in ((b".", b"10:00:00:01"), (b"i", b"Dur"), (b"\x1b[6~", b"11:00:00:00")):
                assert running.drawn_after(keys, text=shown).at_s(shown) < UI_ANSWERS_S
            os.write(running._master, b"\x11")
            assert running.ended() == 0, running.text[-500:]
    assert b"Traceback" not in running.sent


def test_a_disk_that_hangs_on_open_is_told_of_and_not_asked_again_and_an_export_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "OPEN_S", PATIENCE_S)
    path = make_video(tmp_path / "files" / "A001.mov", seconds=1)
    other = make_video(tmp_path / "here" / "B001.mov", seconds=1)
    facts = media.read(path)
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk, closing(apart.Originals()) as originals:
        assert len(originals.frame(disk / "A001.mov", 3, facts, (32, 18))) == 32 * 18 * 3
        Path(f"{tmp_path / 'files'}{DIES}").touch()
        took_s = []
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(DiskSilent, match=f"The disk at {disk} does not answer any more: mount it again"):
                originals.frame(disk / "A001.mov", 3, facts, (32, 18))
            took_s.append(time.monotonic() - began)
        assert took_s[0] < PATIENCE_S + BEYOND_S
        assert took_s[1] < 0.1
        assert len(originals.frame(other, 3, facts, (32, 18))) == 32 * 18 * 3
        away = shot_list(shot(1, at(video(1, "A001.mov"), disk / "A001.mov"), 0, 5))
        with pytest.raises(NotRendered, match=r"shot 1 \(A001\.mov\): The disk at .* does not answer"):
            export(away, tmp_path / "cut.mp4")


def test_an_export_asks_nothing_of_the_disks_its_originals_are_on(tmp_path: Path) -> None:
    make_video(tmp_path / "files" / "A001.mov", seconds=1)
    target = tmp_path / "cut.csv"
    with silent_disk(tmp_path / "files", tmp_path / "disk") as disk:
        Path(f"{tmp_path / 'files'}{DEAF}").touch()
        away = shot_list(shot(1, at(video(1, "A001.mov"), disk / "A001.mov"), 0, 5))
        for _ in range(2):  # over the first one, too
            done = Future[object]()
            Thread(target=lambda done=done: done.set_result(export(away, target)), daemon=True).start()
            done.result(UI_ANSWERS_S * 10)
            assert "A001.mov" in target.read_text()
