"""What finding moved media and verifying copies cost beside the walk and beside reading the files; ratios and floors.

`MEDIAVAULT_BENCH_SCALE=1` takes 100,000 files; a twelfth is the default.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash
from fixity_factory import make_files, vault_with

from mediavault.config import processors
from mediavault.fixity.relink import apply, search
from mediavault.fixity.verify import Scope, verify
from mediavault.vault import Vault, mounts
from mediavault.walking.values import Leaving
from mediavault.walking.walk import walk

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
SCALE = float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.08"))
FILES = round(100_000 * SCALE)


def seconds(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Vault, Path]:
    folder = tmp_path_factory.mktemp("drive") / "media"
    return vault_with(folder.parent / "vault", make_files(folder, FILES, size_bytes=8_000)), folder


def test_verifying_beside_reading_and_digesting(drive: tuple[Vault, Path]) -> None:
    vault, folder = drive
    files = sorted(folder.rglob("*.mov"))
    floor = seconds(lambda: [xxhash.xxh3_128_hexdigest(path.read_bytes()) for path in files])
    with vault.catalogue() as catalogue:
        ours = seconds(lambda: verify(catalogue, vault, Scope(), mounts(), jobs=processors()))
    print(f"\nverify {FILES:,} files of 8 kB: {ours:.2f} s, bare read and digest {floor:.2f} s: {ours / floor:.1f}x")


def test_relinking_a_moved_drive_beside_the_walk_and_find(drive: tuple[Vault, Path]) -> None:
    vault, folder = drive
    elsewhere = folder.with_name("moved")
    folder.rename(elsewhere)
    with vault.catalogue() as catalogue:
        with catalogue.transaction("Scan", by_ingest=True) as edit:
            edit.missing([one.copy for one in catalogue.shelf.places()])
        walked = seconds(lambda: list(walk(elsewhere, Leaving(), set(), lambda _: None)))
        find = seconds(lambda: subprocess.run(["find", elsewhere, "-printf", ""], check=True))
        began, busy = time.perf_counter(), time.process_time()
        found = search(catalogue, vault, elsewhere, jobs=processors())
        searched, own = time.perf_counter() - began, time.process_time() - busy
        noted = seconds(lambda: apply(catalogue, found.proposals, "Relink"))
        spent = time.process_time() - busy
        assert len(found.proposals) == FILES
        undone = seconds(catalogue.undo)
    beyond = searched - walked + noted
    print(
        f"\nrelink {FILES:,} moved files: find {find:.2f} s, walk {walked:.2f} s; beyond the walk {beyond:.2f} s "
        f"({beyond / walked:.1f}x; {1e6 * beyond / FILES:.0f} us a file: {1e5 * beyond / FILES:.1f} s for 100,000): "
        f"search {searched - walked:.2f} s, noting {noted:.2f} s; undo {undone:.2f} s. "
        f"Processor time of ours, walk included: {own:.2f} s and {spent - own:.2f} s"
    )
