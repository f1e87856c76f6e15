"""Promise 10: nothing is skipped silently.

A locked folder, a folder that cannot be listed, a file that cannot be read, a path of 6,044 bytes, a loop of links, a
hollow file, a pipe, a socket and a device: what another walk sees is what was catalogued or has its reason, exactly.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.odd_files import LONG_PATH, make_deep, make_hollow, make_locked, make_odd_files
from media_factory import make_photo

ORDINARY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
"""Takes from root what lets it into locked folders, so that the test is the same for everybody."""


def as_anybody(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    whole = [*ORDINARY, *command] if os.geteuid() == 0 else command
    return subprocess.run(whole, capture_output=True, check=False, timeout=110)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    photo = make_photo(folder / "photo.jpg").read_bytes()
    make_odd_files(folder / "odd")
    make_hollow(folder / "hollow.mp4")
    make_locked(folder / "locks")
    make_deep(folder / "deep", photo + b"deep")
    (folder / "empty").mkdir()
    (folder / "notes.txt").write_text("a text")
    return folder


@pytest.mark.needs_program("setpriv")
def test_what_is_there_is_catalogued_or_told_of(tree: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "mediavault", "--vault", str(tmp_path / "vault")]
    ran = as_anybody([*program, "ingest", "--json", "--no-previews", str(tree)])
    assert ran.returncode == 3, ran.stderr
    *lines, last = map(json.loads, ran.stdout.splitlines())
    told = {line["path"] for line in lines}
    assert len(told) == len(lines) == last["summary"]["files"]
    assert told == another_walk(tree)

    kinds = {line["path"].removeprefix(f"{tree}/"): line["problem"]["kind"] for line in lines if line["problem"]}
    deep = next(path for path in told if len(path.encode()) == LONG_PATH)
    catalogued = {line["path"] for line in lines if line["asset"] is not None}
    assert catalogued == {f"{tree}/photo.jpg", deep}
    expected = {
        "odd/pipe.mp4": "not-a-file",
        "odd/socket.mov": "not-a-file",
        "odd/link.jpg": "link",
        "odd/dangling.jpg": "link",
        "odd/loop": "link",
        "odd/loop a": "link",
        "odd/loop b": "link",
        "hollow.mp4": "hollow",
        "locks/locked": "permission",
        "locks/unlisted": "permission",
        "locks/unreadable.jpg": "permission",
        "notes.txt": "not-media",
    }
    if os.geteuid() == 0:  # others may make no device
        expected["odd/zero.jpg"] = "not-a-file"
    assert kinds == expected
    assert all(line["problem"]["message"].endswith(".") for line in lines if line["problem"])
    print(f"{len(told)} entries seen: {len(catalogued)} catalogued, {len(kinds)} told of")


def another_walk(folder: Path) -> set[str]:
    """What `find` sees that is no folder, and the folders it cannot enter."""
    found = as_anybody(["find", str(folder), "-mindepth", "1", "!", "-type", "d", "-print0"])
    locked = as_anybody(["find", str(folder), "-type", "d", "!", "-readable", "-print0", "-prune"])
    paths = [*found.stdout.split(b"\0"), *locked.stdout.split(b"\0")]
    return {path.decode("utf-8", "backslashreplace") for path in paths if path}
