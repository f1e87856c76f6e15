"""What whoever holds an only copy relies on: originals are never opened for writing, a killed run loses nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from media_factory import make_photo, make_sound, make_video

PROGRAM = (sys.executable, "-m", "mediavault")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "media" / "files"
OPENED = re.compile(r'(?:open|openat|openat2|creat)\((?:\S+, )?"((?:[^"\\]|\\.)*)", ?([^)<]*)(?:\)| <unfinished)')
CHANGING = re.compile(r"\b(f?truncate|rename|unlink|link|symlink|mkdir|f?chmod|[fl]?chown|f?utimens)\w*\(")


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
