"""Promise 2: where it can (Landlock, Linux 5.13), the kernel keeps what opens originals from changing them.

Everything that opens an original is in that jail: the workers of an ingest and all they start, and the process that
decodes for the interface and for an export that renders film (promise 1 has strace look for one that is not). The
process that was started opens no original: it lists folders, and writes the catalogue and exports.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import mutations
import pytest
from mutations import REFUSED, UNKNOWN_TO_THE_JAIL, Tried, piece_of
from originals import states

from mediavault.media.apart import Originals
from mediavault.tools import jail_version
from mediavault.workers.pool import LocalPool

ROOT = Path(__file__).parents[2]
ABSENT = frozenset({
    "chmod", "fchmod", "lchmod", "utime", "touch", "setxattr", "removexattr", "chown", "fchown", "lchown", "chflags",
    "copystat", "copymode", "copy2", "copytree",
})  # fmt: skip
"""What changes mode, times, owner or attributes of a file, by itself or on the way."""
jailed = pytest.mark.skipif(not jail_version(), reason="this kernel has no Landlock")


@pytest.fixture
def original(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "other.jpg").write_bytes(b"other")
    (folder / "original.jpg").write_bytes(b"original")
    return folder / "original.jpg"


@jailed
def test_eleven_of_fourteen_changes_are_refused_to_a_worker_and_to_what_it_starts(
    original: Path, tmp_path: Path
) -> None:
    allowed = tmp_path / "previews"
    allowed.mkdir()
    with LocalPool(1, [allowed]) as pool:
        found = json.loads(pool.submit(Tried(str(original))).result(90))
    assert set(found) == {"itself", "child"}
    assert set(found["itself"] + found["child"]) <= set(UNKNOWN_TO_THE_JAIL)
    assert len(REFUSED) == 11
    assert original.read_bytes() == b"original"
    assert sorted(one.name for one in original.parent.iterdir()) == ["original.jpg", "other.jpg"]


@jailed
def test_eleven_of_fourteen_are_refused_to_what_decodes_for_the_interface_and_for_exports(original: Path) -> None:
    before = states(original.parent)
    with closing(Originals()) as originals:
        (piece,) = originals._pieces(original, partial(piece_of, str(original)))
    found = json.loads(piece)
    assert set(found) == {"itself", "child"}
    assert set(found["itself"] + found["child"]) <= set(UNKNOWN_TO_THE_JAIL)
    after = states(original.parent)
    assert [(one.digest, one.inode, one.size) for one in after.values()] == [
        (one.digest, one.inode, one.size) for one in before.values()
    ]


def test_without_the_jail_all_fourteen_work(original: Path) -> None:
    """So that the tests above can fail."""
    left = [sys.executable, mutations.__file__, str(original)]
    told = json.loads(subprocess.run(left, capture_output=True, text=True, check=True).stdout)
    # What was unlinked and renamed away is not there for some that come after; each is tried on its own.
    assert {"open for update", "open for writing", "truncate", "unlink"} <= set(told)
    for name in (*REFUSED, *UNKNOWN_TO_THE_JAIL):
        for leftover in original.parent.iterdir():
            leftover.rmdir() if leftover.is_dir() else leftover.unlink()
        (original.parent / "other.jpg").write_bytes(b"other")
        original.write_bytes(b"original")
        mutations.ways(original)[name]()


def test_what_the_jail_does_not_know_is_not_in_the_code() -> None:
    files = [path for room in ("library", "mediavault", "tui") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 200
    found = [(path.relative_to(ROOT).as_posix(), name) for path in files for name in changing(path.read_text("utf-8"))]
    # An offload gives its own copy the time of the original, an intake takes the right to write from what it took out
    # of a mail: each by the descriptor of the file it has just made.
    assert sorted(found) == [("mediavault/intake/taking_out.py", "fchmod"), ("mediavault/offload/writing.py", "utime")]


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.chmod('x', 0)",
        "path.chmod(0o600)",
        "from os import utime as u\nu('x')",
        "getattr(os, 'setxattr')('x')",
        "change = os.utime\n",
        "from shutil import copystat\n",
        "path.touch()",
    ],
)
def test_however_it_is_written_it_is_found(code: str) -> None:
    assert len(list(changing(code))) == 1


def changing(code: str) -> Iterator[str]:
    """Every mention of one of them: as a name, an attribute, an import or a text, called or only kept for later."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            said = node.attr
        elif isinstance(node, ast.Name):
            said = node.id
        elif isinstance(node, ast.alias):
            said = node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value
        else:
            continue
        if said in ABSENT:
            yield said
