"""What programs opened and whom they spoke to, as strace saw it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

TRACED = "open,openat,openat2,socket,connect,bind,sendto,sendmsg,execve"
CALL = re.compile(rb"^(?P<pid>\d+) +(?P<name>\w+)\((?P<what>.*?)(?:\) += (?P<result>-?\d+)| <unfinished)")
OPENED = re.compile(rb'"((?:[^"\\]|\\.)*)"')
SPEAKING = frozenset((b"connect", b"bind", b"sendto", b"sendmsg"))
HARMLESS = re.compile(
    r"/(usr|lib|lib64|bin)/|/etc/ld\.so|/dev/(null|u?random)$|/sys/devices/system/"
    r"|/proc/(self/fd/\d+|self/status|filesystems|cpuinfo|meminfo)$"
)
"""What a program needs to run, and the open file it was given."""


@dataclass(frozen=True)
class Calls:
    """The system calls of a program and all it started."""

    opened: tuple[tuple[bool, str], ...]
    """By whom (whether by ffmpeg or ffprobe) and what, of everything that was opened."""
    sockets: int
    """Sockets that ffmpeg or ffprobe got."""
    spoken: int
    """Calls of theirs that connect, listen or send."""

    def of_others(self, allowed: Iterable[Path]) -> list[str]:
        """What ffmpeg and ffprobe opened beside what any program needs and the files of `allowed`."""
        known = set(map(str, allowed))
        return [path for foreign, path in self.opened if foreign and not HARMLESS.match(path) and path not in known]

    def secrets(self, allowed: Iterable[Path]) -> list[str]:
        """What anybody opened that has `secret` in its path, beside the files of `allowed` and Python's own module."""
        known = {*map(str, allowed), secrets.__file__, cache_from_source(secrets.__file__)}
        return [path for _, path in self.opened if "secret" in path and path not in known]


def traced(module: str, arguments: Iterable[str], log: Path, environment: Mapping[str, str]) -> Calls:
    """The calls of `python -m module arguments`."""
    strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-s", "4096", "-e", f"trace={TRACED}", "-o", str(log)]
    tests = Path(__file__).parents[1]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)]), **environment}
    command = [*strace, sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=1800)
    assert ran.returncode == 0, ran.stderr
    return _calls(log.read_bytes().splitlines())


def _calls(lines: list[bytes]) -> Calls:
    foreign: dict[bytes, bool] = {}
    opened, sockets, spoken = [], 0, 0
    for line in lines:
        found = CALL.match(line)
        if found is None:
            continue
        pid, name, what = found["pid"], found["name"], found["what"]
        done = found["result"] is not None and int(found["result"]) >= 0
        path = OPENED.search(what)
        if name == b"execve" and path:
            foreign[pid] = Path(os.fsdecode(path[1])).name in {"ffmpeg", "ffprobe"} if done else foreign.get(pid, False)
        elif name.startswith(b"open") and path and done:
            opened.append((foreign.get(pid, False), os.fsdecode(path[1])))
        elif name == b"socket" and foreign.get(pid):
            sockets += done
        elif name in SPEAKING and foreign.get(pid):
            spoken += 1
    return Calls(tuple(opened), sockets, spoken)
