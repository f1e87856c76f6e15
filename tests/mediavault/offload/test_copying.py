"""Verified copies: each file is read once, none has its name before it is verified, none is written over."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fixity_factory import make_files

from library.model import Digest
from mediavault.offload import copying
from mediavault.offload.belt import PIECE_BYTES
from mediavault.offload.copying import copy_all
from mediavault.offload.places import DestinationBusy, cannot_copy, destination_at, sole_writer, unverified_name
from mediavault.offload.pouring import PourTask
from mediavault.offload.settling import SettleTask
from mediavault.offload.values import Copied, Fate, Side, Wanted
from mediavault.walking.stamps import stamp_of


def wanted_of(card: Path, *files: Path) -> list[Wanted]:
    return [Wanted(bytes(one), stamp_of(one.stat()), bytes(one.relative_to(card))) for one in files]


def copied(wanted: list[Wanted], *places: Path) -> list[Copied]:
    told: list[Copied] = []
    copy_all(wanted, [destination_at(one) for one in places], told.append)
    return told


def fates(told: list[Copied]) -> list[tuple[str, ...]]:
    return [tuple(side.fate.value for side in one.sides) for one in told]


def leftovers(*places: Path) -> list[Path]:
    return [path for place in places for path in place.rglob(".mediavault-*")]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    make_files(folder, 25)
    (folder / "reel000" / "long.mov").write_bytes(os.urandom(9_000_000))
    return folder


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "one", tmp_path / "two"


def files_of(card: Path) -> list[Path]:
    return sorted(path for path in card.rglob("*") if path.is_file())


def test_all_of_a_card_is_at_every_place_with_its_times(card: Path, places: tuple[Path, Path]) -> None:
    files = files_of(card)
    os.utime(files[3], ns=(1_500_000_000_123_456_789, 1_500_000_000_987_654_321))

    told = copied(wanted_of(card, *files), *places)

    assert fates(told) == [("copied", "copied")] * 26
    for place in places:
        assert [one.relative_to(place) for one in files_of(place)] == [one.relative_to(card) for one in files]
        for before, after in zip(files, files_of(place), strict=True):
            assert after.read_bytes() == before.read_bytes()
            assert after.stat().st_mtime_ns == before.stat().st_mtime_ns
    assert leftovers(*places) == []
    assert (places[0] / "reel000" / "clip00003.mov").stat().st_mtime_ns == 1_500_000_000_987_654_321


def test_run_again_it_verifies_what_is_there_and_copies_what_is_not(card: Path, places: tuple[Path, Path]) -> None:
    wanted = wanted_of(card, *files_of(card))
    copied(wanted[:10], *places)
    (places[1] / "reel000" / "clip00002.mov").unlink()
    inodes = {path: path.stat().st_ino for place in places for path in files_of(place)}

    told = fates(copied(wanted, *places))

    assert told[:10] == [("there", "copied") if number == 2 else ("there", "there") for number in range(10)]
    assert told[10:] == [("copied", "copied")] * 16
    assert {path: path.stat().st_ino for path in inodes} == inodes


def test_a_different_file_of_the_name_stays_and_is_named(card: Path, places: tuple[Path, Path]) -> None:
    files = files_of(card)
    longer, same_length = places[0] / "reel000" / "clip00000.mov", places[0] / "reel000" / "clip00001.mov"
    longer.parent.mkdir(parents=True)
    longer.write_bytes(b"another, and of another length")
    same_length.write_bytes(b"x" * files[1].stat().st_size)

    told = copied(wanted_of(card, *files[:3]), *places)

    assert fates(told) == [("other", "copied"), ("other", "copied"), ("copied", "copied")]
    for one in told[:2]:
        problem = one.sides[0].problem
        assert problem is not None
        assert f"{one.wanted.text} to {places[0]}: a different file of that name is there" in problem.message
    assert longer.read_bytes() == b"another, and of another length"
    assert set(same_length.read_bytes()) == {ord("x")}


def test_a_folder_or_a_link_of_the_name_is_not_followed(card: Path, places: tuple[Path, Path], tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    places[0].mkdir()
    (places[0] / "reel000").symlink_to(outside)
    (places[1] / "reel000" / "clip00000.mov").mkdir(parents=True)

    told = copied(wanted_of(card, files_of(card)[0]), *places)

    assert fates(told) == [("failed", "other")]
    assert list(outside.iterdir()) == []


def test_what_a_killed_run_left_is_replaced_and_never_taken_for_a_copy(card: Path, places: tuple[Path, Path]) -> None:
    (wanted,) = wanted_of(card, files_of(card)[0])
    half = places[0] / "reel000" / os.fsdecode(unverified_name(wanted))
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half of it")

    assert fates(copied([wanted], *places)) == [("copied", "copied")]
    assert leftovers(*places) == []


def test_names_are_kept_byte_for_byte_and_as_long_as_they_may_be(tmp_path: Path, places: tuple[Path, Path]) -> None:
    card = tmp_path / "card"
    names = [b"\xcc\xe8\xed\xf1\xea.mov", b"a\nb\x1b[31m.mov", "й".encode() * 127, b"-rf", b"x" * 255, b"e\xcc\x81.jpg"]
    for name in names:
        (path := card / os.fsdecode(name)).parent.mkdir(exist_ok=True)
        path.write_bytes(name)

    told = copied(wanted_of(card, *files_of(card)), *places)

    assert fates(told) == [("copied", "copied")] * 6
    for place in places:
        assert sorted(os.fsencode(path.name) for path in place.iterdir()) == sorted(names)


def test_what_does_not_read_back_gets_no_name(card: Path, tmp_path: Path) -> None:
    (wanted,) = wanted_of(card, files_of(card)[0])
    place = destination_at(tmp_path / "one")
    tally = tmp_path / "tally"
    tally.write_bytes(bytes(8))
    poured = PourTask(wanted, [place], tally)()
    (half,) = leftovers(tmp_path / "one")
    content = bytearray(half.read_bytes())
    content[100] ^= 1
    half.write_bytes(content)
    assert poured.digest is not None

    side = SettleTask(wanted, place, poured.digest, is_there=False)()

    assert side.fate is Fate.MISMATCH
    assert side.problem is not None
    assert "does not read back as it was written" in side.problem.message
    assert files_of(tmp_path / "one") == []


def test_a_name_taken_meanwhile_is_not_written_over(card: Path, tmp_path: Path) -> None:
    (wanted,) = wanted_of(card, files_of(card)[0])
    place, tally = destination_at(tmp_path / "one"), tmp_path / "tally"
    tally.write_bytes(bytes(8))
    poured = PourTask(wanted, [place], tally)()
    taken = tmp_path / "one" / "reel000" / "clip00000.mov"
    taken.write_bytes(b"somebody else's")
    assert poured.digest is not None

    assert SettleTask(wanted, place, poured.digest, is_there=False)().fate is Fate.OTHER
    assert taken.read_bytes() == b"somebody else's"


def test_a_file_that_is_not_what_the_catalogue_knows_is_not_copied(card: Path, tmp_path: Path) -> None:
    path = files_of(card)[0]
    known = Wanted(bytes(path), stamp_of(path.stat()), b"a.mov", Digest("xxh128", "0" * 32))

    (told,) = copied([known], tmp_path / "one")

    assert told.problem is not None
    assert told.problem.message == "Cannot read a.mov: its bytes are not those the catalogue knows."
    assert files_of(tmp_path / "one") == []


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def patch(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"patched")


def replace(path: Path) -> None:
    path.with_name("new").write_bytes(path.read_bytes())
    path.with_name("new").replace(path)


@pytest.mark.parametrize("meddle", [append, lambda path: os.truncate(path, 5_000_000), patch, replace])
def test_a_file_that_changes_while_it_is_read_is_not_copied(
    meddle: Callable[[Path], object], card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = card / "reel000" / "long.mov"
    (wanted,) = wanted_of(card, path)
    tally, preadv = tmp_path / "tally", os.preadv
    tally.write_bytes(bytes(8))

    def meddled(fd: int, buffers: Sequence[memoryview], offset: int) -> int:
        if offset == PIECE_BYTES:
            before = path.stat()
            meddle(path)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return preadv(fd, buffers, offset)

    monkeypatch.setattr(os, "preadv", meddled)
    poured = PourTask(wanted, [destination_at(tmp_path / "one")], tally)()

    assert poured.problem is not None
    assert poured.problem.kind == "changing"
    assert [side.fate for side in poured.sides] == [Fate.FAILED]
    assert files_of(tmp_path / "one") == []


def test_progress_is_told_within_a_file(card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (wanted,) = wanted_of(card, card / "reel000" / "long.mov")
    told: list[int] = []
    monkeypatch.setattr("mediavault.workers.flow.LOOK_S", 0.001)
    monkeypatch.setattr("mediavault.progress.course.TELL_EVERY_S", 0)
    copy_all([wanted], [destination_at(tmp_path / "one")], on_progress=lambda now: told.append(now.bytes))
    assert told == sorted(told)
    assert told[-1] == 9_000_000
    assert any(0 < seen < 9_000_000 for seen in told)


def test_copying_is_given_up_where_nothing_can_be_written_any_more(
    card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = wanted_of(card, *files_of(card))
    places = [destination_at(tmp_path / name) for name in ("one", "two")]
    run = copying._Copying(places, tmp_path / "tally", 1.0)
    gone = Side(Fate.FAILED, cannot_copy("gone", "the drive is not there", wanted[0], places[0]))
    run._note(places[0], gone)
    (_, task), *_ = run.pours(wanted[:1])
    assert isinstance(task, PourTask)
    assert task.destinations == [places[1]]


def test_one_run_at_a_time_copies_to_a_place(card: Path, tmp_path: Path) -> None:
    wanted, place = wanted_of(card, files_of(card)[0]), destination_at(tmp_path / "one")
    with sole_writer(place), pytest.raises(DestinationBusy, match=f"Another run is copying to {tmp_path}/one"):
        copy_all(wanted, [place])
    assert fates(copied(wanted, tmp_path / "one")) == [("copied",)]
