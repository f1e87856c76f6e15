"""Files that are there whole or not at all, and never in the place of an original."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
import shot_list_factory as factories
from shot_list_factory import NTSC, SELECTS, shot, shot_list, video

from library.model import Asset
from mediavault.export import (
    WRITTEN,
    CannotWrite,
    DiskFull,
    EmptyShotList,
    FolderMissing,
    ShotRateDiffers,
    TargetTaken,
    UnknownFormat,
    export,
    write_atomically,
)


def at(asset: Asset, location: Path) -> Asset:
    return replace(asset, copies=(replace(asset.copies[0], location=location),))


@pytest.mark.parametrize("name", ["list.otio", "list.edl", "list.csv", "LIST.CSV"])
def test_an_export_is_written_and_reported(tmp_path: Path, name: str) -> None:
    report = export(SELECTS, tmp_path / name)
    assert report.paths == (tmp_path / name,)
    assert (report.format.suffix, report.shots) == (Path(name).suffix.lower(), 5)
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_a_format_that_is_named_wins_over_the_suffix(tmp_path: Path) -> None:
    assert export(SELECTS, tmp_path / "list.txt", format="csv").format.name == "csv"


def test_an_export_of_the_same_kind_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("old")
    export(SELECTS, tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbfnumber")


def test_a_long_list_is_several_files(tmp_path: Path) -> None:
    one = video(1, "a.mov", frames=5000)
    report = export(shot_list(*(shot(n, one, n, 2) for n in range(1, 1001))), tmp_path / "long.edl")
    assert [path.name for path in report.paths] == ["long.edl", "long_2.edl"]
    assert all(path.is_file() for path in report.paths)


def test_a_refusal_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ShotRateDiffers):
        export(shot_list(shot(1, video(1, "a.mov", rate=NTSC), 0, 5)), tmp_path / "list.edl")
    assert list(tmp_path.iterdir()) == []


def test_an_original_is_never_replaced(tmp_path: Path) -> None:
    original = tmp_path / "notes.csv"
    original.write_text("original")
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "hard.csv").hardlink_to(original)
    built = shot_list(shot(1, at(video(1, "notes.csv"), original), 0, 5))
    for target in (original, tmp_path / "link" / "notes.csv", tmp_path / "hard.csv"):
        with pytest.raises(TargetTaken, match="is an original"):
            export(built, target)
    assert original.read_text() == "original"


def test_a_further_file_does_not_replace_an_original_either(tmp_path: Path) -> None:
    original = tmp_path / "list_2.edl"
    original.write_text("original")
    one = at(video(1, "list_2.edl", frames=5000), original)
    with pytest.raises(TargetTaken):
        export(shot_list(*(shot(n, one, n, 2) for n in range(1, 1001))), tmp_path / "list.edl")
    assert [path.name for path in tmp_path.iterdir()] == ["list_2.edl"]


def test_a_file_of_another_kind_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").write_text("a picture")
    with pytest.raises(TargetTaken, match=r"exists and is no \.csv file"):
        export(SELECTS, tmp_path / "IMG_1.jpg", format="csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TargetTaken):
        export(SELECTS, tmp_path / "folder.csv")


def test_what_cannot_be_asked_for_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmptyShotList, match="Selects"):
        export(shot_list(), tmp_path / "list.edl")
    with pytest.raises(FolderMissing, match="no such folder"):
        export(SELECTS, tmp_path / "nowhere" / "list.edl")
    with pytest.raises(UnknownFormat, match=r"the formats are otio, .*edl, .*csv"):
        export(SELECTS, tmp_path / "list")
    with pytest.raises(UnknownFormat, match='Did you mean "edl"'):
        export(SELECTS, tmp_path / "list.edll")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    (tmp_path / "list.csv").write_text("old")

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match=r"the disk at / is full|the disk at .* is full") as error:
        export(SELECTS, tmp_path / "list.csv")
    assert error.value.needed_bytes > 500
    assert error.value.disk.is_mount()
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    assert (tmp_path / "list.csv").read_text() == "old"


def test_a_folder_that_cannot_be_forced_to_the_disk_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        really(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(tmp_path / "a.csv", b"x")
    assert (tmp_path / "a.csv").read_bytes() == b"x"


def test_a_folder_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        really(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    with pytest.raises(CannotWrite, match="Input/output error"):
        write_atomically(tmp_path / "a.csv", b"x")


def test_a_refusing_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CannotWrite, match="Permission denied"):
        write_atomically(tmp_path / "a.csv", b"x")


def test_a_folder_that_goes_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        write_atomically(tmp_path / "gone" / "a.csv", b"x")


def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    (tmp_path / "a.csv").symlink_to(tmp_path / "kept.txt")
    write_atomically(tmp_path / "a.csv", b"new")
    assert (tmp_path / "kept.txt").read_text() == "kept"
    assert not (tmp_path / "a.csv").is_symlink()


def test_both_lists_are_exported_in_every_format(tmp_path: Path) -> None:
    for number, built in enumerate((factories.SELECTS, factories.ACROSS_THE_HOUR)):
        for one in WRITTEN.values():
            whole = factories.legible(built)
            assert export(whole, tmp_path / f"{number}{one.suffix}", format=one.name).paths[0].stat().st_size > 60
