"""Days of work that start at once, anywhere in them: forks of a process that has all of the program loaded.

`python warm_days.py` is that process. It is told a line of JSON for each day: the vault, the card, the folder for
exports, the step to begin with, and the file that is told of each step that was done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

TESTS = Path(__file__).parent


class WarmDays:
    """The process that days are forked from. One day at a time."""

    def __init__(self) -> None:
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
        self._process = subprocess.Popen(
            (sys.executable, __file__), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables
        )

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def killed(self, folder: Path, card: Path, first: int, moment: float) -> tuple[int, bool]:
        """Works from a step on and is killed with all it started; how many steps it had done, and whether it was amid.

        Args:
            folder: For the vault and what is exported.
            card: What is worked on.
            first: The step to begin with, from 0.
            moment: Seconds after the start.
        """
        told = folder / "told"
        told.write_bytes(b"")
        day = [folder / "vault", card, folder / "out", first, told]
        print(json.dumps([str(one) for one in day]), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        time.sleep(moment)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        status = int(self._process.stdout.readline())
        return len(told.read_text(encoding="utf-8").splitlines()), status == -signal.SIGKILL


def _serve() -> None:
    import working_day  # noqa: PLC0415 - loads the program

    from mediavault.cli import export, ingest  # noqa: F401, PLC0415
    from mediavault.export import render  # noqa: F401, PLC0415
    from mediavault.ingest import run  # noqa: F401, PLC0415

    for line in sys.stdin:
        vault, card, out, first, told = json.loads(line)
        pid = os.fork()
        if not pid:
            os.setpgid(0, 0)
            _work(working_day, vault, Path(card), Path(out), int(first), told)
        with suppress(ProcessLookupError, PermissionError):
            os.setpgid(pid, pid)  # whoever is first
        os.write(1, b"%d\n" % pid)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _work(working_day, vault: str, card: Path, out: Path, first: int, told: str) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    done = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number in range(3):
        os.dup2(quiet, number)
    out.mkdir(exist_ok=True)
    (out / "template.toml").write_text(working_day.TEMPLATE)
    for step in list(working_day.steps(card, out))[first:]:
        words = [str(word) for word in step] + ([vault] if step[0] == "init" else [])
        with suppress(SystemExit):
            working_day.run(["--vault", vault, *words])
        os.write(done, b"%s\n" % words[0].encode())
    os._exit(0)


if __name__ == "__main__":
    _serve()
