"""The program, with less patience for disks: started by tests, which cannot wait for a minute each time.

python -m hostile.hurried SECONDS ARGUMENT...
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from broken_runs import Ended, outcomes

PATIENT = (
    "fixity.check", "fixity.delivery", "fixity.relink", "fixity.visit", "ingest.folders", "ingest.rounds",
    "ingest.values", "intake.exports", "intake.receive", "intake.zipped", "offload.card", "offload.pouring",
    "offload.settling", "walking.apart", "workers.answering", "workers.asking",
)  # fmt: skip
"""Modules that say how long a disk is waited for."""
LIMIT_S = 60


def hurried(*words: object, patience_s: float = 1.0) -> tuple[Ended, float]:
    """How a run ended that had to come to its end, and the seconds it took, the start of Python in them."""
    command = [sys.executable, "-m", "hostile.hurried", str(patience_s), *map(str, words)]
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])}
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        try:
            out, err = running.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.stdout.close()
            running.stderr.close()
            running.returncode = -9  # nobody can end it, nor wait for it, until the disk is gone
            raise
    assert "Traceback" not in err, err
    return Ended(running.returncode, outcomes(out), err), time.monotonic() - began


def _hurry(patience_s: float) -> None:
    """Has every function of those modules wait so long where it waited for the module's patience."""

    def limit_for(size_bytes: int) -> float:
        return patience_s + size_bytes / 1_000_000

    for name in PATIENT:
        module = import_module(f"mediavault.{name}")
        before = getattr(module, "PATIENCE_S", None)
        for function in _functions(module) if before else ():
            given, named = function.__defaults__ or (), function.__kwdefaults__ or {}
            function.__defaults__ = tuple(patience_s if one == before else one for one in given)
            function.__kwdefaults__ = {key: patience_s if one == before else one for key, one in named.items()}
        for attribute, value in (("PATIENCE_S", patience_s), ("READ_LIMIT_S", patience_s), ("limit_for", limit_for)):
            if hasattr(module, attribute):
                setattr(module, attribute, value)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for found in vars(module).values():
        for one in vars(found).values() if isinstance(found, type) else (found,):
            if isinstance(one, FunctionType):
                yield one


if __name__ == "__main__":
    _hurry(float(sys.argv[1]))
    from mediavault.cli.program import run

    sys.exit(run(sys.argv[2:]))
