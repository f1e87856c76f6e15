"""Originals as they are, down to what no reader may change; and what system calls did to them, as strace saw it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = "%file,clone,clone3,fork,vfork,landlock_restrict_self,fchmod,fchown,ftruncate,fallocate,fsetxattr,fremovexattr"
TRACE = ("strace", "-f", "-qq", "-y", "--seccomp-bpf", "-s", "4096", "-e", "signal=none", "-e", f"trace={CALLS}")
"""Every call that names a file, every one that changes an open file, and what binds processes."""
CALL = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<what>.*)$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<what>.*)$")
CHANGING = re.compile(
    r"^f?truncate|^rename|^unlink|^rmdir|^link|^symlink|^mkdir|^mknod|^f?chmod|^[fl]?chown|^f?utime|^fallocate"
    r"|^[lf]?setxattr|^[lf]?removexattr|^creat$"
)
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


@dataclass(frozen=True)
class State:
    """One file or folder, in all that may not change; when it was last read may."""

    digest: str | None
    """SHA-256; None for a folder."""
    mode: int
    owner: tuple[int, int]
    size: int
    inode: int
    links: int
    mtime_ns: int
    ctime_ns: int
    attributes: tuple[tuple[str, bytes], ...]


def states(tree: Path) -> dict[str, State]:
    """The state of a folder and of everything below it."""
    return {str(path): _state(path) for path in (tree, *sorted(tree.rglob("*")))}


def _state(path: Path) -> State:
    facts = path.lstat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    attributes = tuple((name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)))
    owner = (facts.st_uid, facts.st_gid)
    return State(
        digest, facts.st_mode, owner, facts.st_size, facts.st_ino, facts.st_nlink, facts.st_mtime_ns, facts.st_ctime_ns,
        attributes,
    )  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One system call on something of the media tree."""

    pid: str
    name: str
    what: str
    at: int
    """The line of the log it began in."""

    @property
    def changes(self) -> bool:
        """Whether it can change what it names."""
        return bool(CHANGING.match(self.name) or (self.name.startswith("open") and WRITING.search(self.what)))


def calls_on(tree: Path, lines: Sequence[str]) -> list[Call]:
    """All calls that name the tree or something in it, by a path, by a folder that is open or by an open file."""
    return [call for call in _calls(lines) if str(tree) in call.what or "/fd/" in call.what]


def _calls(lines: Sequence[str]) -> Iterator[Call]:
    """Calls of a log, those that were interrupted put together again."""
    begun: dict[tuple[str, str], tuple[str, int]] = {}
    for at, line in enumerate(lines):
        if found := CALL.match(line):
            pid, name, what = found["pid"], found["name"], found["what"]
            if what.endswith("<unfinished ...>"):
                begun[pid, name] = (what.removesuffix("<unfinished ...>"), at)
            else:
                yield Call(pid, name, what, at)
        elif found := RESUMED.match(line):
            pid, name = found["pid"], found["name"]
            what, began = begun.pop((pid, name), ("", at))
            yield Call(pid, name, what + found["what"], began)


def free_readers(tree: Path, lines: Sequence[str]) -> list[Call]:
    """Calls that opened a file of the tree without being in the kernel's jail, by themselves or by who started them."""
    jailed_at: dict[str, int] = {}
    started_by: dict[str, tuple[str, int]] = {}
    opened = []
    for call in _calls(lines):
        done = re.search(r"\) += (\d+)", call.what)
        if done and call.name == "landlock_restrict_self":
            jailed_at.setdefault(call.pid, call.at)
        elif done and call.name in {"clone", "clone3", "fork", "vfork"}:
            started_by[done[1]] = (call.pid, call.at)
        elif done and call.name.startswith("open") and _is_file(tree, call):
            opened.append(call)

    def jailed(pid: str, at: int) -> bool:
        return jailed_at.get(pid, at) < at or (pid in started_by and jailed(*started_by[pid]))

    return [call for call in opened if not jailed(call.pid, call.at)]


def _is_file(tree: Path, call: Call) -> bool:
    opened = re.search(r"= \d+<([^>]*)>", call.what)
    return bool(opened and opened[1].startswith(f"{tree}/") and Path(opened[1]).is_file())
