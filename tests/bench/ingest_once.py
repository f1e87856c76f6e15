"""One ingest in a process of its own, so that its time and its memory can be told from those of the tests.

`python ingest_once.py VAULT FOLDER [previews] [digests] [counted]` prints what it took as JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import sys
import time
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main(vault_path: str, folder: str, *wanted: str) -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # the workers' memory is to be known at the end
    from mediavault.ingest.run import ingest  # noqa: PLC0415 - a fork server loads this file once more
    from mediavault.ingest.values import IngestOptions  # noqa: PLC0415 - a fork server loads this file once more
    from mediavault.progress import Progress, Stage  # noqa: PLC0415
    from mediavault.vault import Vault  # noqa: PLC0415

    vault = Vault.create(Path(vault_path)) if not Path(vault_path).exists() else Vault.open(Path(vault_path))
    options = IngestOptions(
        previews="previews" in wanted, digests="digests" in wanted, tells_known="counted" not in wanted
    )
    told: list[object] = []
    after: list[float] = []
    with vault.catalogue() as catalogue:
        began, cpu = time.perf_counter(), time.process_time()

        def progress(now: Progress) -> None:
            if now.stage is Stage.FILMSTRIPS and not after:
                after.append(time.perf_counter() - began)

        summary = ingest(catalogue, vault, [Path(folder)], options, told.append, progress)
        seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    # Not by getrusage: that counts what the process that started this one had in memory.
    parent_kib = int(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))[0])
    _end_children()
    worker = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "files": summary.files,
                "told": len(told),
                "problems": summary.unreadable + summary.problems,
                "seconds": seconds,
                "cpu_s": cpu_s,
                "filmstrips_s": seconds - after[0] if after else 0.0,
                "parent_mib": parent_kib / 1024,
                "worker_mib": worker.ru_maxrss / 1024,
            }
        )
    )


def _end_children() -> None:
    for server in (forkserver._forkserver, resource_tracker._resource_tracker):  # type: ignore[attr-defined]
        with suppress(Exception):
            server._stop()
    with suppress(ChildProcessError):
        while True:
            os.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
