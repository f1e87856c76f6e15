"""Ingests that end before their end: killed, or refused by the disk, at a write that a test chooses (strace)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from catalogue_contents import assert_sound, known, opened

from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions, IngestSummary
from mediavault.vault import Vault

PROGRAM = (sys.executable, "-m", "mediavault")
TRACE = ("strace", "-qq", "-e", "signal=none")
"""The thread that starts is the one that writes; what it starts is not slowed down."""
FAST_TRACE = (*TRACE, "-f", "--seccomp-bpf")
"""Stops at the named calls alone. It cannot kill: the signal it is to inject gets lost."""
WRITES = ("pwrite64", "fdatasync", "fsync")
"""The system calls SQLite writes with, it waits for the disk with, and we wait for the disk with."""


class Write(NamedTuple):
    """A write, or a wait for the disk, of an unbroken run."""

    call: str
    number: int
    """Of those calls the how manieth, from 1."""
    path: str


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    told: list[dict[str, Any]]
    """The outcomes it printed: each is an acknowledgement."""
    err: str


def run(vault: Path, card: Path, *, before: Sequence[str] = (), program: Sequence[str] = PROGRAM) -> Ended:
    """Ingests a card with one worker and without previews; `before` is what starts the program."""
    command = (*before, *program, "--vault", str(vault), "ingest", str(card), "--json", "--jobs", "1", "--no-previews")
    # Coverage writes to a database of its own, which would be counted, and meet the faults that are meant for ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment["PYTHONUNBUFFERED"] = "1"
    ran = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False, env=environment)
    return Ended(ran.returncode, outcomes(ran.stdout), ran.stderr)


def outcomes(out: str) -> list[dict[str, Any]]:
    """The outcomes among the lines a run printed; the last may be torn."""
    lines = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    return [line for line in lines if "outcome" in line]


def broken_at(vault: Path, card: Path, call: str, fault: str) -> Ended:
    """A run that meets a fault: `signal=KILL:when=7` at its seventh such call, `error=ENOSPC:when=7+` from then on."""
    trace = FAST_TRACE if fault.startswith("error") else TRACE
    return run(vault, card, before=(*trace, "-e", f"trace={call}", "-e", f"inject={call}:{fault}", "-o", os.devnull))


def writes_of(vault: Path, card: Path) -> list[Write]:
    """Every call of WRITES by the thread that writes, in an unbroken run."""
    log = vault.with_suffix(".strace")
    ended = run(vault, card, before=(*TRACE, "-y", "-e", f"trace={','.join(WRITES)}", "-o", str(log)))
    assert ended.status == 0, ended.err
    return writes_in(log)


def writes_in(log: Path) -> list[Write]:
    """The calls that strace noted with the names of their files."""
    seen: Counter[str] = Counter()
    found = []
    for call, path in re.findall(
        r"^(\w+)\(\d+<([^>]*)>", log.read_text(encoding="utf-8", errors="replace"), re.MULTILINE
    ):
        seen[call] += 1
        found.append(Write(call, seen[call], path))
    return found


def finish(vault: Path, card: Path) -> IngestSummary:
    """Ingests the card again, in this process, to its end."""
    there = Vault.open(vault) if (vault / "catalogue.db").exists() else Vault.create(vault)
    with there.catalogue() as catalogue:
        options = IngestOptions(previews=False)
        return ingest(catalogue, there, [card], options, executor=ThreadPoolExecutor(1))


def lost(catalogue: Path, told: Sequence[dict[str, Any]]) -> list[str]:
    """Paths that were told to be catalogued, and are not, as told."""
    if not catalogue.exists():
        return [one["path"] for one in told]
    with opened(catalogue) as connection:
        found = connection.execute("SELECT 'a' || asset_id, path FROM copy").fetchall()
    return [
        one["path"]
        for one in told
        if not any(asset == one["asset"] and one["path"].endswith(path) for asset, path in found)
    ]


def assert_goes_on(
    vault: Path, card: Path, ended: Ended, unbroken: Path, again: Callable[[Path, Path], object] = finish
) -> None:
    """Nothing acknowledged is lost, nothing is torn, and the next run comes to the end of an unbroken one."""
    catalogue = vault / "catalogue.db"
    assert lost(catalogue, ended.told) == []
    if catalogue.exists():
        assert_sound(catalogue)
    again(vault, card)
    assert_sound(catalogue)
    assert known(catalogue) == known(unbroken / "catalogue.db")
