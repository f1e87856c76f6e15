"""What opens originals cannot change them: the kernel refuses, for the process itself and for all it starts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest

from mediavault.tools import Limits, jail_version, opened, run
from mediavault.workers.pool import LocalPool

pytestmark = pytest.mark.skipif(not jail_version(), reason="this kernel has no Landlock")


@dataclass(frozen=True)
class Vandal:
    """Tries everything that changes a file, and says what worked."""

    original: str
    allowed: str
    port: int
    limit_s: float = 30.0

    def __call__(self) -> str:
        original, folder = Path(self.original), Path(self.original).parent
        tries = {
            "open for update": lambda: original.open("r+b").close(),
            "open for writing": lambda: original.open("wb").close(),
            "truncate": lambda: os.truncate(original, 0),
            "unlink": original.unlink,
            "rename": lambda: original.rename(folder / "renamed"),
            "replace": lambda: Path(self.allowed, "mine").replace(original),
            "create beside": lambda: (folder / "new").open("xb").close(),
            "make a folder": (folder / "folder").mkdir,
            "symbolic link": lambda: (folder / "link").symlink_to(original),
            "hard link": lambda: (folder / "hard").hardlink_to(original),
            "pipe": lambda: os.mkfifo(folder / "pipe"),
            "a child that writes": lambda: subprocess.run(
                ["/bin/sh", "-c", 'echo x > "$1"', "sh", self.original], check=True, stderr=subprocess.DEVNULL
            ),
            "connect": lambda: socket.create_connection(("127.0.0.1", self.port), 2).close(),
            "send without connecting": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
            "open a local socket": lambda: socket.socket(socket.AF_UNIX).close(),
            "write where it may": lambda: Path(self.allowed, "mine").write_bytes(b"x"),
            "make a folder where it may": Path(self.allowed, "sub").mkdir,
            "read": original.read_bytes,
            "write to nowhere": lambda: Path(os.devnull).write_bytes(b"x"),
        }
        return json.dumps({name: _works(one) for name, one in tries.items()})


def _works(attempt) -> bool:
    try:
        attempt()
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def test_a_worker_cannot_change_an_original(tmp_path: Path) -> None:
    original, allowed = tmp_path / "card" / "original.jpg", tmp_path / "previews"
    original.parent.mkdir()
    allowed.mkdir()
    original.write_bytes(b"original")
    before = original.stat()
    with socket.create_server(("127.0.0.1", 0)) as server, LocalPool(1, [allowed]) as pool:
        vandal = Vandal(str(original), str(allowed), server.getsockname()[1])
        worked = json.loads(pool.submit(vandal).result(60))
    may = {"write where it may", "make a folder where it may", "read", "write to nowhere"}
    assert {name for name, did in worked.items() if did} == may
    assert original.read_bytes() == b"original"
    assert (original.stat().st_mtime_ns, original.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [one.name for one in original.parent.iterdir()] == ["original.jpg"]


def test_a_program_reads_what_it_is_given_and_nothing_else(tmp_path: Path) -> None:
    given, other, program = tmp_path / "given", tmp_path / "other", tmp_path / "program"
    for path in (given, other):
        path.write_text(path.name)
    program.write_text('#!/bin/sh\ncat "$1"; cat "$2"; ls "${2%/*}"; echo x > "$2"; exec 9<>/dev/null\n')
    program.chmod(0o700)
    with opened(given) as source:
        argv = [str(program), source.url.removeprefix("file:"), str(other)]
        jailed = run(argv, timeout_s=10, pass_fds=source.pass_fds)
        free = run(argv, timeout_s=10, pass_fds=source.pass_fds, limits=Limits(jailed=False))
    assert jailed.stdout == b"given"
    assert free.stdout == b"givenothergiven\nother\nprogram\n"
    assert jailed.stderr.count(b"Permission denied") == 3
    assert other.read_text() == ""  # the free one emptied it, but may not write to it; the jailed one could do neither


def test_a_program_interrupted_while_it_starts_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    late: Future[subprocess.Popen[bytes]] = Future()
    monkeypatch.setattr("mediavault.tools.running.in_jail", lambda *_, **__: late)
    monkeypatch.setattr(late, "result", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(["/bin/sleep", "60"], timeout_s=60)
    monkeypatch.undo()
    sleeping = subprocess.Popen(["/bin/sleep", "60"], stdout=subprocess.PIPE, start_new_session=True)
    late.set_result(sleeping)
    assert sleeping.wait(5) == -signal.SIGKILL


def test_without_the_jail_all_of_it_works(tmp_path: Path) -> None:
    """So that the test above can fail."""
    original = tmp_path / "original.jpg"
    original.write_bytes(b"original")
    (tmp_path / "allowed").mkdir()
    (tmp_path / "allowed" / "mine").write_bytes(b"mine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        vandal = Vandal(str(original), str(tmp_path / "allowed"), server.getsockname()[1])
        script = (
            "import sys; sys.path.insert(0, sys.argv[1]); from tests_of_jail import Vandal;"
            "print(Vandal(sys.argv[2], sys.argv[3], int(sys.argv[4]))())"
        )
        (tmp_path / "tests_of_jail.py").write_text(Path(__file__).read_text())
        arguments = [str(tmp_path), vandal.original, vandal.allowed, str(vandal.port)]
        ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, check=True, text=True)
    worked = json.loads(ran.stdout)
    assert sum(worked.values()) > 10, worked
