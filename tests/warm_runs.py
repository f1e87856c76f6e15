"""Ingests that start at once: forks of a process that has all of the program loaded, so that a thousand can be killed.

They are the whole program but for its workers, whose place a thread takes: the thread that starts writes, as ever.
`python warm_runs.py CARD` is the process they are forked from; it ingests the card itself first, which loads all.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TypeVar

from broken_runs import WRITES, Ended, Write, finish, outcomes, writes_in

Item = TypeVar("Item")
Result = TypeVar("Result")

TRACED = ("strace", "-e", "signal=none", "-y")


class WarmProgram:
    """The process that ingests are forked from. One ingest at a time."""

    def __init__(self, card: Path) -> None:
        command = (sys.executable, __file__, str(card))
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def run(self, vault: Path, card: Path, *, kill_after_s: float | None = None, trace: Sequence[str] = ()) -> Ended:
        """Ingests a card; `trace` are more words for strace, which then watches."""
        told = vault.with_suffix(".told"), vault.with_suffix(".err")
        pid = self._asked(vault, card, *told)  # it has stopped before its first step
        with _watched(pid, trace):
            os.kill(pid, signal.SIGCONT)
            if kill_after_s is not None:
                time.sleep(kill_after_s)
                with suppress(ProcessLookupError):  # it has come to its end
                    os.kill(pid, signal.SIGKILL)
            status = int(self._process.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in told)
        return Ended(status, outcomes(out), err)

    def _asked(self, *what: Path) -> int:
        print(json.dumps([str(one) for one in what]), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        assert pid > 1, "that is the status of the run before; as a process it would be all of us"
        return pid

    def broken_at(self, vault: Path, card: Path, call: str, fault: str) -> Ended:
        """As `broken_runs.broken_at`."""
        return self.run(vault, card, trace=("-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", os.devnull))

    def writes_of(self, vault: Path, card: Path) -> list[Write]:
        """As `broken_runs.writes_of`."""
        log = vault.with_suffix(".strace")
        ended = self.run(vault, card, trace=("-e", f"trace={','.join(WRITES)}", "-o", str(log)))
        assert ended.status == 0, ended.err
        return writes_in(log)


def with_each(do: Callable[[WarmProgram, Item], Result], items: Sequence[Item], card: Path) -> list[Result]:
    """What `do` makes of each item, with a warm program for each processor."""
    programs: SimpleQueue[WarmProgram] = SimpleQueue()
    count = os.cpu_count() or 1
    for _ in range(count):
        programs.put(WarmProgram(card))

    def one(item: Item) -> Result:
        program = programs.get()
        try:
            return do(program, item)
        finally:
            programs.put(program)

    try:
        with ThreadPoolExecutor(count) as several:
            return list(several.map(one, items))
    finally:
        for _ in range(count):
            programs.get().close()


@contextmanager
def _watched(pid: int, trace: Sequence[str]) -> Iterator[None]:
    if not trace:
        yield
        return
    with subprocess.Popen((*TRACED, *trace, "-p", str(pid)), stderr=subprocess.PIPE, text=True) as strace:
        said = strace.stderr.readline()
        assert "attached" in said, said
        yield
        strace.communicate(timeout=60)


def _serve(card: Path) -> None:
    from mediavault.cli import ingest  # noqa: F401, PLC0415

    with TemporaryDirectory() as folder:
        finish(Path(folder, "vault"), card)
    for line in sys.stdin:
        vault, card, out, err = json.loads(line)
        pid = os.fork()
        if not pid:
            _be_the_program(vault, card, out, err)
        os.waitpid(pid, os.WUNTRACED)
        os.write(1, b"%d\n" % pid)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _be_the_program(vault: str, card: str, out: str, err: str) -> None:
    from mediavault.cli import main  # noqa: PLC0415
    from mediavault.ingest import run  # noqa: PLC0415

    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    run.LocalPool = lambda *_, **__: ThreadPoolExecutor(1)
    sys.argv = ["mediavault", "--vault", vault, "ingest", card, "--json", "--jobs", "1", "--no-previews"]
    sys.stdout.reconfigure(line_buffering=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        os._exit(ended.code)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
