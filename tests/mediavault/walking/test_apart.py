"""The walk in a process of its own finds what the walk in this one finds, and it is taken where a disk may hang."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile.odd_files import make_locked, make_odd_files

from mediavault.vault.mounting import Mount
from mediavault.walking.apart import walk_apart
from mediavault.walking.values import Entry, Ground, Leaving
from mediavault.walking.walk import walk
from mediavault.workers.answering import may_hang


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    make_odd_files(tmp_path / "tree" / "odd")
    make_locked(tmp_path / "tree" / "locks")
    for number in range(3):
        (tmp_path / "tree" / f"folder {number}").mkdir()
        (tmp_path / "tree" / f"folder {number}" / "a.jpg").write_bytes(b"%d" % number)
    return tmp_path / "tree"


def plain(entry: Entry) -> tuple[object, ...]:
    return entry.path, entry.path_raw, entry.stamp, entry.outcome, entry.problem


def test_it_finds_the_same(tree: Path) -> None:
    grounds: list[Ground] = []
    others: list[Ground] = []
    seen: set[tuple[int, int]] = set()
    also: set[tuple[int, int]] = set()
    here = list(walk(tree, Leaving(), seen, grounds.append))
    apart = list(walk_apart(tree, Leaving(), also, others.append, patience_s=30, waiting=lambda: None))
    assert list(map(plain, apart)) == list(map(plain, here))
    assert {id(entry.ground) for entry in apart} == {id(others[0])}
    assert [ground.folders for ground in others] == [ground.folders for ground in grounds]
    assert also == seen
    again = walk_apart(tree, Leaving(), also, others.append, patience_s=30, waiting=lambda: None)
    assert [entry.problem.kind for entry in again] == ["seen-already"]


def test_what_is_not_there_is_an_error_as_it_is_here(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(walk_apart(tmp_path / "none", Leaving(), set(), list, patience_s=30, waiting=lambda: None))


@pytest.mark.parametrize(
    ("folder", "hangs"),
    [("/mnt/share/2020", True), ("/mnt/stick", True), ("/mnt", True), ("/home/anna", False), ("/mnt/shared", False)],
)
def test_networks_and_programs_may_hang_and_what_holds_them_too(
    folder: str, hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = [
        Mount(1, (8, 1), "/", Path("/"), "ext4", "/dev/sda1"),
        Mount(2, (0, 40), "/", Path("/mnt/share"), "nfs4", "server:/"),
        Mount(3, (8, 17), "/", Path("/mnt/stick"), "fuseblk", "/dev/sdb1"),
        Mount(4, (0, 41), "/", Path("/home/anna/.control"), "fusectl", "fusectl"),
    ]
    monkeypatch.setattr("mediavault.workers.answering.all_mounts", lambda: mounts)
    assert may_hang(Path(folder)) is hangs


def test_a_link_to_a_disk_that_may_hang_may_hang_and_nothing_is_asked_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, home = tmp_path / "share", tmp_path / "home"
    (share / "2020").mkdir(parents=True)
    (share / "back").symlink_to(home)
    (home / "work").mkdir(parents=True)
    (home / "work" / "footage").symlink_to("../work/../../share/2020")
    (home / "desk").symlink_to(home / "work")
    (home / "round").symlink_to("round")
    mounts = [
        Mount(1, (8, 1), "/", Path("/"), "ext4", "/dev/sda1"),
        Mount(2, (0, 40), "/", share, "nfs4", "server:/"),
    ]
    asked: list[Path] = []
    monkeypatch.setattr("mediavault.workers.answering.all_mounts", lambda: mounts)
    monkeypatch.setattr("os.readlink", lambda place, readlink=os.readlink: asked.append(place) or readlink(place))
    assert may_hang(home / "work" / "footage" / "day 1")
    assert may_hang(home / "desk" / "footage")
    assert may_hang(share / "back")
    assert not may_hang(home / "work")
    assert not may_hang(home / "round" / "on")
    assert may_hang(home / "work" / "footage" / "..")
    assert asked
    assert not [place for place in asked if place.is_relative_to(share)]
