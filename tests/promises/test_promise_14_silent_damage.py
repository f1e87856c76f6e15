"""Promise 14: silent damage is found. Exactly the flipped, cut, deleted and renamed files of many are named."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from fixity_factory import make_files, vault_with

from mediavault.cli.program import run


def flip_a_bit(path: Path, chance: random.Random) -> None:
    """Other content of the same length under the same time: what a failing disk does."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def harm(files: list[Path], flipped: int, others: int) -> dict[str, str]:
    """Flips a bit of some, cuts, deletes and renames others; file name to the outcome that has to be told."""
    chance = random.Random(14)
    chosen = chance.sample(files, flipped + 3 * others)
    harmed = dict.fromkeys((path.name for path in chosen[:flipped]), "damaged")
    for path in chosen[:flipped]:
        flip_a_bit(path, chance)
    for path in chosen[flipped : flipped + others]:
        os.truncate(path, chance.randrange(path.stat().st_size))
        harmed[path.name] = "changed"
    for path in chosen[flipped + others : flipped + 2 * others]:
        path.unlink()
        harmed[path.name] = "missing"
    for path in chosen[flipped + 2 * others :]:
        path.rename(path.with_name(f"renamed {path.name}"))
        harmed[path.name] = "renamed"
    return harmed


@pytest.mark.parametrize(
    ("count", "flipped", "others"),
    [(400, 40, 4), pytest.param(10_000, 1_000, 100, marks=pytest.mark.soak)],
)
def test_exactly_what_was_harmed_is_named(
    count: int, flipped: int, others: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = make_files(tmp_path / "drive", count)
    vault = vault_with(tmp_path / "vault", files)
    harmed = harm(files, flipped, others)

    status = run(["--vault", str(vault.path), "verify", "--json"])

    *told, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    bad = {Path(one["copy"]["path"]).name: one["outcome"] for one in told if one["outcome"] != "intact"}
    assert bad == harmed
    assert len(told) == count
    renamed = {one["copy"]["path"]: one["detail"] for one in told if one["outcome"] == "renamed"}
    assert len(renamed) == others
    for path, detail in renamed.items():
        folder, _, name = path.rpartition("/")
        assert detail == f"now {folder}/renamed {name}"
    summary = last["summary"]
    assert (summary["checked"], summary["intact"], summary["damaged"]) == (count, count - flipped - 3 * others, flipped)
    assert (summary["never"], status) == (0, 20)
    print(f"\n{count:,} files, {summary['seconds']} s: {len(bad):,} harmed, {len(bad):,} named")


def test_a_second_round_says_what_is_left_unverified_and_begins_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = make_files(tmp_path / "drive", 10)
    vault = vault_with(tmp_path / "vault", files)
    verify = ["--vault", str(vault.path), "verify", "--json"]

    assert run([*verify, "--limit", "4"]) == 0
    first = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first[-1]["summary"]["left"], first[-1]["summary"]["never"]) == (6, 6)

    assert run([*verify, "--limit", "8"]) == 0
    second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    new = [one["copy"]["path"] for one in second[:-1] if one["verified_before"] is None]
    assert len(new) == 6
    assert [one["verified_before"] is None for one in second[:-1]] == [True] * 6 + [False] * 2
    assert (second[-1]["summary"]["left"], second[-1]["summary"]["never"]) == (2, 0)
    assert second[-1]["summary"]["oldest"] is not None
