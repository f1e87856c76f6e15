"""The promises that an offload has a part in, numbers as in the files beside this one: 5, 6, 9, 10, 13 and 16."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from broken_runs import PROGRAM, Ended
from cli_runner import Cli
from drives import Mounts
from fixity_factory import make_files
from hostile.dying_disk import dying_disk, mounted_again
from hostile.hurried import hurried
from hostile.odd_files import make_odd_files
from hostile.silent_disk import silent_disk

from mediavault.cli import exit_status
from mediavault.cli.program import run
from mediavault.fixity.manifest import read_manifest
from mediavault.offload.card import card_at
from mediavault.offload.copying import copy_all
from mediavault.offload.places import destination_at
from mediavault.offload.values import Copied, Fate
from mediavault.vault.placing import CatalogueOnNetwork


def fuse(test: Callable[..., None]) -> Callable[..., None]:
    lacking = pytest.mark.skipif(not Path("/dev/fuse").exists(), reason="there is no /dev/fuse here")
    return lacking(pytest.mark.needs_program("fusermount3")(test))


def offload(vault: Path, card: Path, *places: Path, before: Sequence[str] = ()) -> Ended:
    words = ["--vault", vault, "offload", card, *places, "--json", "--no-previews"]
    command = [*before, *PROGRAM, *map(str, words)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert "Traceback" not in ran.stderr
    return Ended(ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr)


def content(folder: Path) -> dict[str, bytes]:
    """The files of a folder, the lists of digests left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "ascmhl")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def copied(card: Path, *places: Path, patience_s: float = 30.0) -> list[Copied]:
    told: list[Copied] = []
    copy_all(card_at(card).wanted, [destination_at(one) for one in places], told.append, patience_s=patience_s)
    return told


def test_5_without_room_nothing_is_begun_and_the_sum_is_named(mounts: Mounts, card: Path, tmp_path: Path) -> None:
    disk = mounts.tmpfs("size=100k")
    ended = offload(tmp_path / "vault", card, disk / "A001", tmp_path / "two", before=mounts.inside)
    size = sum(map(len, content(card).values()))
    assert ended.status == exit_status.FAILED
    assert f"The disk at {disk} has not the room: {size:,} bytes are needed and " in ended.err
    assert not (tmp_path / "two").exists()
    mounts.resize(disk, "64m")
    again = offload(tmp_path / "vault", card, disk / "A001", tmp_path / "two", before=mounts.inside)
    assert (again.status, again.told[-1]["summary"]["whole"]) == (0, True), again.err


@fuse
def test_5_a_disk_that_fills_up_does_not_stop_the_other(card: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    shown.mkdir()
    (shown / "full").touch()
    with silent_disk(shown, tmp_path / "disk", "hostile.lying_disk") as disk:
        told = copied(card, disk, tmp_path / "two")
        assert {side.fate for one in told for side in one.sides[:1]} == {Fate.FAILED}
        assert told[0].sides[0].problem is not None
        assert told[0].sides[0].problem.kind == "full"
        assert content(tmp_path / "two") == content(card)
        (shown / "full").unlink()
        again = copied(card, disk, tmp_path / "two")
        assert [tuple(side.fate.value for side in one.sides) for one in again] == [("copied", "there")] * 11
    assert content(shown) == content(card)


@fuse
def test_5_a_disk_that_does_not_give_back_what_was_written_is_found_out(bare: Cli, card: Path, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    shown.mkdir()
    (shown / "rotten").touch()
    with silent_disk(shown, tmp_path / "disk", "hostile.lying_disk") as disk:
        ended = bare("--vault", tmp_path / "vault", "offload", card, disk, tmp_path / "two", "--json", "--no-previews")
    assert ended.status == exit_status.MISMATCH
    *_, last = ended.lines
    bad, good = last["summary"]["destinations"]
    assert bad["mismatch"] in {3, 4, 5}  # after three in a row it is given up, and one or two are on their way
    assert (bad["copied"], bad["mismatch"] + bad["failed"]) == (0, 11)
    assert "does not read back as it was written" in bad["given_up"]["message"]
    assert (good["copied"], bad["list"], good["list"] is None) == (11, None, False)
    assert set(content(shown)) == {"rotten"}
    assert "keep it as it is, and run the same command again" in ended.err


@fuse
def test_5_a_card_that_lies_is_told_of_by_file_and_the_rest_is_copied(tmp_path: Path) -> None:
    card = tmp_path / "kept"
    files = make_files(card, 20, size_bytes=300_000)
    files[4].rename(card / "short.mov")
    files[9].rename(card / "bad sector.mov")
    with silent_disk(card, tmp_path / "card", "hostile.lying_disk") as lying:
        told = copied(lying, tmp_path / "one")
    bad = {one.wanted.text: one.problem.message for one in told if one.problem}
    assert set(bad) == {"short.mov", "bad sector.mov"}
    # Linux fills the piece in which such a disk ends with zeros, and may hand that on before it knows of the end.
    assert re.search(r"it ends after (150,0|262,1)\d\d of 300,004 bytes|it changed while it was read", bad["short.mov"])
    assert bad["bad sector.mov"] == "Cannot read bad sector.mov: the system says: Input/output error."
    assert content(tmp_path / "one") == {
        name: read for name, read in content(card).items() if name not in {"short.mov", "bad sector.mov"}
    }


@pytest.mark.parametrize("rounds", [1, pytest.param(200, marks=pytest.mark.soak)])
def test_5_killed_at_any_moment_it_goes_on_and_nothing_is_half(rounds: int, tmp_path: Path) -> None:
    card, place, vault = tmp_path / "card", tmp_path / "one", tmp_path / "vault"
    card.mkdir()
    for number in range(24):
        (card / f"{number:02}.txt").write_bytes(os.urandom(400_000 + number))
    command = [*PROGRAM, "--vault", str(vault), "offload", str(card), str(place), "--json", "--no-previews"]
    whole, met = content(card), set[int]()
    for number in range(rounds):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        ) as going:
            assert going.stdout is not None
            for _ in range(8 + 7 * number % 23):
                going.stdout.readline()
            os.killpg(going.pid, signal.SIGKILL)
        there = {name: read for name, read in content(place).items() if not name.startswith(".mediavault-")}
        assert there.items() <= whole.items()
        met.add(len(there))
    ended = offload(vault, card, place)
    assert (ended.status, ended.told[-1]["summary"]["whole"]) == (0, True), ended.err
    assert content(place) == whole
    print(f"\npromise 5: offload killed {rounds} times, with {sorted(met)} files there: 0 half, 0 twice, it went on")


def test_6_where_the_drive_of_a_destination_was_nothing_is_written(card: Path, tmp_path: Path) -> None:
    point, two = tmp_path / "point", tmp_path / "two"
    places = [destination_at(point), destination_at(two)]
    told: list[Copied] = []

    def unplugged(one: Copied) -> None:
        told.append(one)
        if len(told) == 1:  # what is left at a mount point is the empty folder below it
            point.rename(tmp_path / "the drive")
            point.mkdir()

    given_up = copy_all(card_at(card).wanted, places, unplugged)

    assert list(point.iterdir()) == []
    assert [problem.kind for problem in given_up.values()] == ["gone"]
    assert [one.sides[1].fate for one in told] == [Fate.COPIED] * 11
    assert told[-1].sides[0].fate is Fate.FAILED
    point.rmdir()
    (tmp_path / "the drive").rename(point)
    again = copied(card, point, two)
    assert all(one.is_everywhere for one in again)
    assert content(point) == content(two) == content(card)


def test_6_a_card_that_is_pulled_is_said_to_have_gone_and_goes_on(tmp_path: Path) -> None:
    card, told = tmp_path / "card", list[Copied]()
    make_files(card, 20)
    wanted = card_at(card).wanted

    def pulled(one: Copied) -> None:
        told.append(one)
        if len(told) == 1:
            card.rename(tmp_path / "pulled")

    copy_all(wanted, [destination_at(tmp_path / "one")], pulled)

    assert len(told) == 20
    assert {one.problem.kind for one in told if one.problem} == {"vanished"}
    (tmp_path / "pulled").rename(card)
    assert all(one.is_everywhere for one in copied(card, tmp_path / "one"))


@fuse
@pytest.mark.parametrize("silent", ["card", "destination"])
def test_9_a_stuck_disk_holds_up_one_file_or_one_place_and_no_more(silent: str, tmp_path: Path) -> None:
    card, kept = tmp_path / "card", tmp_path / "kept"
    make_files(card, 12)
    kept.mkdir()
    began = time.monotonic()
    if silent == "card":
        (card / "reel000" / "silent.mov").write_bytes(b"never read")
        with silent_disk(card, tmp_path / "disk") as disk:
            told = copied(disk, tmp_path / "one", patience_s=1.0)
        assert [one.wanted.base for one in told if one.problem] == [b"silent.mov"]
        assert sum(one.is_everywhere for one in told) == 12
    else:
        (kept / "silent").mkdir()
        with silent_disk(kept, tmp_path / "disk") as disk:
            told = copied(card, disk / "silent", tmp_path / "two", patience_s=1.0)
        assert [one.sides[1].fate for one in told] == [Fate.COPIED] * 12
    assert time.monotonic() - began < 30


@fuse
def test_9_a_disk_that_dies_when_all_is_copied_is_given_up_and_the_other_is_closed(bare: Cli, tmp_path: Path) -> None:
    card, kept, vault, two = (tmp_path / name for name in ("card", "kept", "vault", "two"))
    make_files(card, 2)
    with dying_disk(kept, tmp_path / "disk", of="ascmhl") as disk:
        words = ("--vault", vault, "offload", card, disk / "one", two, "--no-previews", "--report", disk / "report.csv")
        ended, _ = hurried(*words, patience_s=3)
        silent = f"The disk at {disk} does not answer any more: mount it again, then repeat this."
    (listed,) = (two / "ascmhl").glob("*.mhl")
    assert {os.fsdecode(one.path_raw) for one in read_manifest(listed).files} == set(content(two)) == set(content(card))
    *told, last = ended.err.splitlines()
    assert told[-5:] == [
        f"{disk}/one: 2 copied.",
        f"{two}: 2 copied. List: {listed}",
        f"{disk}/one was given up: {silent} The others went on; run the same command again for it.",
        "Catalogued 0 copies, 0 of them new media.",
        "Not everything on the card is everywhere: keep it as it is, and run the same command again.",
    ]
    # of the report, which was to stand there as well
    assert (ended.status, last) == (exit_status.FAILED, f"mediavault: {silent}")

    with mounted_again(kept, disk):
        again = bare(*words)
    assert (again.status, "Everything on the card is verified at every place." in again.err) == (0, True), again.err
    assert len(list((kept / "one" / "ascmhl").glob("*.mhl"))) == 1
    assert (kept / "report.csv").exists()


def test_10_what_is_seen_is_what_is_copied_and_what_is_told_of(bare: Cli, tmp_path: Path) -> None:
    card = tmp_path / "card"
    files = make_files(card, 3)
    odd = make_odd_files(card)
    (card / "DCIM" / "empty").mkdir(parents=True)
    ended = bare("--vault", tmp_path / "vault", "offload", card, tmp_path / "one", "--json", "--no-previews")
    *told, last = ended.lines
    left = {one["path"]: one["problem"]["kind"] for one in told if not one["copies"]}
    assert left == {str(one): "link" if one.is_symlink() else "not-a-file" for one in odd}
    assert {one["path"] for one in told if one["copies"]} == {str(one.relative_to(card)) for one in files}
    assert set(content(tmp_path / "one")) == {str(one.relative_to(card)) for one in files}
    assert (tmp_path / "one" / "DCIM" / "empty").is_dir()
    assert (last["summary"]["unreadable"], ended.status) == (sum(not one.is_symlink() for one in odd), 3)


def test_16_where_a_catalogue_would_be_corrupted_nothing_is_copied(
    card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(path: Path, *_: object) -> None:
        raise CatalogueOnNetwork(path, "nfs4")

    monkeypatch.setattr("mediavault.vault.refuse", refuses)
    assert run(["--vault", str(tmp_path / "vault"), "offload", str(card), str(tmp_path / "one")]) != 0
    assert "nfs4" in capsys.readouterr().err
    assert not (tmp_path / "one").exists()
