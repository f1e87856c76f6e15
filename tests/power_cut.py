"""What a disk would hold had the power gone at any moment of a run: strace records the run, a model replays it.

The model is as unkind as POSIX lets a disk be. What was not waited for may be lost, in whole or by sectors, in any
order; a name is there when its folder was waited for, and not for its file's sake. And of folders only `fsync` counts,
which is ours, not the `fdatasync` that SQLite calls and whose failure it keeps to itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

CALLS = "openat,close,write,pwrite64,ftruncate,fsync,fdatasync,mkdir,link,linkat,rename,unlink,unlinkat"
SECTOR = 512
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")


class Call(NamedTuple):
    """A system call that succeeded."""

    name: str
    args: list[str]
    result: int

    def text(self, number: int) -> bytes:
        """The text that is an argument; strace writes every byte of it as `\\xNN`."""
        return bytes.fromhex(self.args[number].strip('"').replace("\\x", ""))

    def path(self, number: int) -> Path:
        return Path(self.text(number).decode())

    @property
    def paths(self) -> list[Path]:
        return [self.path(number) for number, arg in enumerate(self.args) if arg.startswith('"')]


def recorded(log: Path) -> list[Call]:
    """The calls that a run under `strace_into` made."""
    lines = log.read_text(encoding="ascii", errors="replace").splitlines()
    matches = filter(None, map(_CALL.match, lines))
    calls = (Call(match[1], match[2].split(", "), int(match[3])) for match in matches)
    return [call for call in calls if call.result >= 0]


def strace_into(log: Path) -> tuple[str, ...]:
    """What starts a program so that the calls of its first thread are recorded; that is the one that writes."""
    return ("strace", "-qq", "-xx", "-s", "1000000", "-e", "signal=none", "-e", f"trace={CALLS}", "-o", str(log))


@dataclass(eq=False)
class File:
    """The content of a file, whatever it is called."""

    kept: bytearray = field(default_factory=bytearray)
    """What the disk is certain to hold."""
    underway: list[tuple[int, bytes | None]] = field(default_factory=list)
    """What was written since, by offset; None is a new length."""

    def settle(self) -> None:
        for one in self.underway:
            _write(self.kept, *one)
        self.underway.clear()

    def after_cut(self, chance: Random | None) -> bytes:
        """One of the contents it may be found with; without chance all that is underway is lost."""
        found = bytearray(self.kept)
        for offset, written in self.underway if chance else ():
            if written is None:
                if chance.random() < 0.5:
                    _write(found, offset, None)
                continue
            share = chance.choice((0.0, 0.5, 1.0))
            for start in range(0, len(written), SECTOR):
                if chance.random() < share:
                    _write(found, offset + start, written[start : start + SECTOR])
        return bytes(found)


FOLDER = File()
"""Stands for the content of any folder."""


def _write(content: bytearray, offset: int, written: bytes | None) -> None:
    end = offset + len(written or b"")
    content.extend(bytes(max(0, end - len(content))))
    if written is None:
        del content[offset:]
    else:
        content[offset:end] = written


def _as_found(path: Path) -> File:
    return FOLDER if path.is_dir() else File(bytearray(path.read_bytes()))


class Disk:
    """The folder `root` as calls leave it: what programs see, and what is on the disk."""

    def __init__(self, root: Path, before: Path | None = None) -> None:
        """Takes the folder, and where what was in it before the first call is now."""
        self.root = root
        self.told = b""
        """Printed so far: what was acknowledged."""
        self._names = {root / path.relative_to(before): _as_found(path) for path in before.rglob("*")} if before else {}
        self._kept_names: dict[Path, File | None] = {root: FOLDER, **self._names}
        self._underway: list[tuple[Path, File | None]] = []
        """Names given and taken since their folder was waited for."""
        self._open: dict[int, File | Path] = {}
        self._elsewhere: set[int] = set()
        """Open files of other folders: whoever measures coverage has some."""
        self.does = 0
        """How many calls concerned it."""

    def take(self, call: Call) -> None:
        """Lets a call happen."""
        match call.name:
            case "openat":
                self._open_file(call)
            case "close":
                self._open.pop(int(call.args[0]), None)
                self._elsewhere.discard(int(call.args[0]))
            case "write" if call.args[0] == "1":
                self.told += call.text(1)
            case "write" | "pwrite64" | "ftruncate" | "fsync" | "fdatasync":
                if int(call.args[0]) not in self._elsewhere:
                    self._change(call)
            case _:
                self._name(call)

    def _open_file(self, call: Call) -> None:
        path = call.path(1)
        if not path.is_relative_to(self.root):
            self._elsewhere.add(call.result)
            return
        if "O_DIRECTORY" in call.args[2] or path == self.root:
            self._open[call.result] = path
            return
        if path not in self._names:
            self._give(path, File())
        opened = self._open[call.result] = self._names[path]
        if "O_TRUNC" in call.args[2]:
            opened.underway.append((0, None))

    def _change(self, call: Call) -> None:
        opened = self._open.get(int(call.args[0]))
        match opened, call.name:
            case None, _:
                assert call.name in {"write", "fsync"}, f"{call} is of a file nobody opened"
                return
            case Path(), "fsync":
                self._settle_names(opened)
            case Path(), _:
                pass
            case File(), "pwrite64":
                opened.underway.append((int(call.args[3]), call.text(1)[: call.result]))
            case File(), "ftruncate":
                opened.underway.append((int(call.args[1]), None))
            case File(), "fsync" | "fdatasync":
                opened.settle()
            case _:
                raise AssertionError(call)
        self.does += 1

    def _name(self, call: Call) -> None:
        paths = call.paths
        if not paths[-1].is_relative_to(self.root):
            return
        match call.name:
            case "mkdir":
                self._give(paths[0], FOLDER)
            case "link" | "linkat":
                self._give(paths[1], self._names[paths[0]])
            case "rename":
                self._give(paths[1], self._names[paths[0]])
                self._give(paths[0], None)
            case "unlink" | "unlinkat":
                self._give(paths[0], None)
        self.does += 1

    def _give(self, path: Path, file: File | None) -> None:
        self._underway.append((path, file))
        if file is None:
            self._names.pop(path, None)
        else:
            self._names[path] = file

    def _settle_names(self, folder: Path) -> None:
        self._kept_names.update((path, file) for path, file in self._underway if path.parent == folder)
        self._underway = [(path, file) for path, file in self._underway if path.parent != folder]

    def cut(self, place: Path, chance: Random | None = None) -> Path:
        """Puts into `place` what may be found when the power goes now, and returns it."""
        found = dict(self._kept_names)
        if chance:  # names keep their order, as in the journal of a file system
            found.update(self._underway[: chance.randint(0, len(self._underway))])
        place.mkdir(parents=True)
        for path, file in found.items():
            # The index of the log is no file anybody waits for: it is made anew.
            if file in {None, FOLDER} or path.name.endswith("-shm"):
                continue
            if all(found.get(folder) for folder in path.parents if folder.is_relative_to(self.root)):
                copy = place / path.relative_to(self.root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.after_cut(chance))
        return place
