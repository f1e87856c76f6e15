"""What whoever holds an only copy relies on: originals are never opened for writing, a killed run loses nothing."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from media_factory import make_photo, make_sound, make_video

from mediavault.vault import Vault

PROGRAM = (sys.executable, "-m", "mediavault")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "media" / "files"
OPENED = re.compile(r'(?:open|openat|openat2|creat)\((?:\S+, )?"((?:[^"\\]|\\.)*)", ?([^)<]*)(?:\)| <unfinished)')
CHANGING = re.compile(r"(truncate|rename|unlink|link|symlink|mkdir|f?chmod|f?chown|utimens)\w*\(")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Photos, a video and a sound longer than a fingerprint covers."""
    folder = tmp_path / "card"
    for number in range(8):
        make_photo(folder / "DCIM" / f"{number}.jpg", colour=f"#{number}0{number}8{number}f")
    make_video(folder / "A001.mov", seconds=1)
    make_sound(folder / "atmo.wav", seconds=5)
    return folder


def calls(card: Path, vault: Path, *more: str) -> list[str]:
    """The system calls of an ingest, by the program and all it starts, that name something on the card."""
    log = vault.with_suffix(".strace")
    traced = ("strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file", "-o", str(log))
    command = (*traced, *PROGRAM, "--vault", str(vault), "ingest", str(card), "--jobs", "1", *more)
    ran = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if str(card) in line or re.search(r'"(\d\.jpg|A001\.mov|atmo\.wav)"', line)]


@pytest.mark.needs_program("strace")
def test_no_original_is_opened_for_writing_and_an_unchanged_one_not_at_all(card: Path, tmp_path: Path) -> None:
    first = calls(card, tmp_path / "vault")
    opened = [found.groups() for line in first if (found := OPENED.search(line))]
    assert {Path(path).name for path, _ in opened} >= {"A001.mov", "atmo.wav", "0.jpg"}
    assert all(re.search(r"O_RDONLY|O_PATH", flags) and "O_CREAT" not in flags for _, flags in opened)
    assert [line for line in first if CHANGING.search(line)] == []
    again = [found[1] for line in calls(card, tmp_path / "vault") if (found := OPENED.search(line))]
    assert {Path(path).name for path in again} == {"card"}


def summary(vault: Path, card: Path) -> dict[str, int]:
    ran = subprocess.run(
        (*PROGRAM, "--vault", str(vault), "ingest", str(card), "--json", "--jobs", "2"),
        capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])["summary"]


def known(vault: Path) -> Iterator[tuple[object, ...]]:
    """What the catalogue says of each asset, apart from ids that depend on the order of things."""
    with Vault.open(vault).catalogue() as catalogue:
        for asset in catalogue.assets(catalogue.find(sort="name")):
            assert Vault.open(vault).preview_path(asset.fingerprint.quick_hex).exists()
            whole = (asset.part_of.name, asset.part_of.role, asset.part_of.position) if asset.part_of else None
            yield asset.name, asset.digest.hex, [copy.path for copy in asset.copies], whole


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("lines", [1, 5])
def test_a_run_ended_at_any_line_goes_on_to_the_same_end(
    card: Path, tmp_path: Path, signal_number: signal.Signals, lines: int
) -> None:
    whole = summary(tmp_path / "unbroken", card)
    assert whole["new"] == 10
    vault = tmp_path / "broken"
    command = (*PROGRAM, "--vault", str(vault), "ingest", str(card), "--json", "--jobs", "1")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        told = [json.loads(running.stdout.readline()) for _ in range(lines)]
        running.send_signal(signal_number)
        running.communicate(timeout=60)
    assert running.returncode in {-signal.SIGKILL, 130, 0}
    after = summary(vault, card)
    assert after["new"] + after["known"] == 10
    assert after["known"] >= lines
    assert {one["outcome"] for one in told} == {"new"}
    assert list(known(vault)) == list(known(tmp_path / "unbroken"))


@pytest.mark.soak
def test_a_run_killed_again_and_again_comes_to_the_same_end(card: Path, tmp_path: Path) -> None:
    for number in range(120):
        make_photo(card / "MORE" / f"{number}.jpg", colour=f"#{number:02x}4080", size=(1200, 900))
        raw = make_photo(card / "MORE" / f"{number}.tif", colour=f"#{number:02x}8040", size=(600, 450))
        raw.rename(raw.with_suffix(".nef"))
    whole = summary(tmp_path / "unbroken", card)
    vault = tmp_path / "broken"
    chance = random.Random(20200809)
    for _ in range(30):
        command = (*PROGRAM, "--vault", str(vault), "ingest", str(card), "--jobs", "2")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(chance.uniform(0.2, 2.5))
            running.kill()
    after = summary(vault, card)
    assert after["files"] == whole["files"]
    unbroken = list(known(tmp_path / "unbroken"))
    assert list(known(vault)) == unbroken
    assert sum(whole is not None for *_, whole in unbroken) == 120, "every photo of MORE has its raw one"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
def test_real_files_are_all_accounted_for(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    command = (*PROGRAM, "--vault", str(vault), "ingest", str(SHARED), "--json")
    ran = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert (ran.returncode, "Traceback" in ran.stderr) == (3, False)
    *files, last = map(json.loads, ran.stdout.splitlines())
    there = sum(len(names) for _, _, names in os.walk(SHARED))
    counts = last["summary"]
    assert counts["files"] == len(files) == there
    assert there == sum(counts[name] for name in ("new", "known", "updated", "unreadable", "skipped"))
    assert all(one["problem"]["message"].endswith(".") for one in files if one["outcome"] in {"unreadable", "skipped"})
    again = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    counts = json.loads(again.stdout.splitlines()[-1])["summary"]
    assert (again.returncode, counts["new"], counts["files"]) == (3, 0, there)
