"""What a process and all it started take: memory and processor time, sampled while they run (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY_S = 0.03
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Taken:
    """What one process took so far."""

    name: str
    memory_mib: float = 0.0
    """The most it had in memory (VmHWM)."""
    cpu_s: float = 0.0


@dataclass
class Watch:
    """The processes below one, each as last seen."""

    root: int
    seen: dict[int, Taken] = field(default_factory=dict)

    def look(self) -> None:
        parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
        for pid in parents:
            above = pid
            while above in parents and above != self.root:
                above = parents[above]
            if above == self.root:
                self._note(pid)

    def _note(self, pid: int) -> None:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return
        facts = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        taken = self.seen.setdefault(pid, Taken(facts["Name"].strip()))
        taken.name = facts["Name"].strip()
        taken.memory_mib = max(taken.memory_mib, int(facts.get("VmHWM", "0 kB").split()[0]) / 1024)
        taken.cpu_s = (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def parent(self) -> Taken:
        return self.seen[self.root]

    @property
    def others(self) -> list[Taken]:
        return [taken for pid, taken in self.seen.items() if pid != self.root]

    @property
    def cpu_s(self) -> float:
        """Processor time of all but the root."""
        return sum(taken.cpu_s for taken in self.others)


@contextmanager
def watching(root: int) -> Iterator[Watch]:
    """Looks at the processes below `root` until the block ends."""
    watch, over = Watch(root), threading.Event()

    def keep_looking() -> None:
        while not over.is_set():
            watch.look()
            over.wait(EVERY_S)

    thread = threading.Thread(target=keep_looking, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - the names are enough


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None
