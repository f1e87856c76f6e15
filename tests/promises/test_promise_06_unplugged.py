"""Promise 6: an unplugged drive deletes nothing and makes nothing missing, whenever it is pulled."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from broken_runs import PROGRAM, run
from catalogue_contents import opened
from drives import Mounts
from media_factory import make_photo

from library.model import CopyState
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions
from mediavault.vault import Vault, unmarked

STATES = "SELECT state, count(*) FROM copy GROUP BY state"
FILES = 11


def states(vault: Path) -> dict[str, int]:
    with opened(vault / "catalogue.db") as connection:
        return dict(connection.execute(STATES).fetchall())


@pytest.fixture
def drive(mounts: Mounts, card: Path) -> tuple[Path, Path]:
    """An image of a drive with the card's files, and the folder it is plugged in at, where it is."""
    image, point = mounts.image(), mounts.point()
    if not mounts.plug(image, point):
        pytest.skip("this system has no loop devices")
    mounts.does("cp", "-a", f"{card}/.", point)
    return image, point


def shown(mounts: Mounts, vault: Path) -> list[str]:
    """The states of all copies, as they are shown where the drives are."""
    found = mounts.does(*PROGRAM, "--vault", vault, "find", "", "--json").stdout
    return [part.split('"')[0] for part in found.split('"state": "')[1:]]


def test_a_drive_that_is_unplugged_is_offline_and_all_is_known_of_it(
    mounts: Mounts, drive: tuple[Path, Path], tmp_path: Path
) -> None:
    image, point = drive
    vault = tmp_path / "vault"
    assert run(vault, point, before=mounts.inside).status == 0
    assert shown(mounts, vault) == ["online"] * FILES
    mounts.unplug(point)
    empty = run(vault, point, before=mounts.inside)
    assert (empty.status, empty.told) == (0, []), empty.err
    assert shown(mounts, vault) == ["offline"] * FILES
    other = mounts.image()
    mounts.plug(other, point)
    mounts.does("mkdir", "-p", point / "DCIM")
    assert run(vault, point, before=mounts.inside).status == 0
    assert shown(mounts, vault) == ["offline"] * FILES
    assert states(vault) == {"present": FILES}
    mounts.unplug(point)
    elsewhere = mounts.point()
    mounts.plug(image, elsewhere)
    again = run(vault, elsewhere, before=mounts.inside)
    assert [one["outcome"] for one in again.told if not one["path"].endswith("lost+found")] == ["known"] * FILES
    assert shown(mounts, vault) == ["online"] * FILES


def volumes(vault: Path) -> list[tuple[str, int]]:
    """Of each volume its identity without the marker, and how many copies stand on it."""
    with opened(vault / "catalogue.db") as connection:
        rows = connection.execute(
            "SELECT uid, count(copy.id) FROM volume LEFT JOIN copy ON volume_id = volume.id GROUP BY uid"
        )
        return [(unmarked(uid), copies) for uid, copies in rows.fetchall()]


def test_a_drive_of_the_same_uuid_in_its_place_is_another_and_each_is_known_again(
    mounts: Mounts, drive: tuple[Path, Path], tmp_path: Path
) -> None:
    image, point = drive
    vault = tmp_path / "vault"
    assert run(vault, point, before=mounts.inside).status == 0
    mounts.unplug(point)
    with image.open("rb") as file:
        file.seek(1024 + 0x68)  # s_uuid (linux/fs/ext4/ext4.h)
        twin = mounts.image(uuid=str(UUID(bytes=file.read(16))))
    mounts.plug(twin, point)
    assert shown(mounts, vault) == ["offline"] * FILES
    make_photo(tmp_path / "other.jpg", colour="#123456")
    mounts.does("cp", tmp_path / "other.jpg", point)
    found = run(vault, point, before=mounts.inside)
    assert [one["outcome"] for one in found.told if not one["path"].endswith("lost+found")] == ["new"], found.err
    ((uid, first), (other, second)) = volumes(vault)
    assert (uid, sorted((first, second))) == (other, [1, FILES])
    assert sorted(shown(mounts, vault)) == ["offline"] * FILES + ["online"]
    mounts.unplug(point)
    mounts.plug(image, point)
    assert sorted(shown(mounts, vault)) == ["offline"] + ["online"] * FILES
    assert states(vault) == {"present": FILES + 1}


def test_a_drive_that_was_worked_on_or_made_larger_is_the_same(
    mounts: Mounts, drive: tuple[Path, Path], tmp_path: Path
) -> None:
    image, point = drive
    vault = tmp_path / "vault"
    assert run(vault, point, before=mounts.inside).status == 0
    mounts.does(
        "sh", "-c", f"rm {point}/DCIM/*; mkdir {point}/more; cp {point}/*.* {point}/more; mv {point}/DCIM {point}/D"
    )
    mounts.unplug(point)
    os.truncate(image, 24 << 20)
    mounts.plug(image, point)
    assert shown(mounts, vault) == ["offline"] * FILES, "until a scan sees what is on it"
    assert run(vault, point, before=mounts.inside).status == 0
    assert len(volumes(vault)) == 1
    assert "offline" not in shown(mounts, vault)


def test_a_volume_from_before_markers_gets_its_own(ingested: tuple[Vault, Path]) -> None:
    vault, folder = ingested
    with vault.catalogue() as catalogue:
        (volume,) = catalogue.volumes()
        assert catalogue.asset("a1").copies[0].state is CopyState.ONLINE
        catalogue.shelf.recognise(volume.id, unmarked(volume.uid))
        assert catalogue.asset("a1").copies[0].state is CopyState.ONLINE
    assert again(vault, folder) == (0, [])
    with vault.catalogue() as catalogue:
        assert catalogue.volumes() == [volume]


@pytest.mark.soak
def test_a_hundred_rounds_of_plugging(mounts: Mounts, drive: tuple[Path, Path], tmp_path: Path) -> None:
    image, point = drive
    vault = tmp_path / "vault"
    assert run(vault, point, before=mounts.inside).status == 0
    other, offline = mounts.image(), 0
    for number in range(100):
        mounts.unplug(point)
        during = number % 4
        if during == 1:
            mounts.plug(other, point)
        if during == 2:  # pulled while it is read
            mounts.plug(image, point)
            with ThreadPoolExecutor(1) as aside:
                running = aside.submit(run, vault, point, before=mounts.inside)
                mounts.does("sleep", f"{0.3 + number / 100:.2f}")
                mounts.unplug(point)
                running.result()
        else:
            run(vault, point, before=mounts.inside)
        if during == 1:
            mounts.unplug(point)
        assert states(vault) == {"present": FILES}, number
        found = shown(mounts, vault)
        assert set(found) == {"offline"}, number
        offline += len(found)
        mounts.plug(image, point)
        if during == 3:
            assert run(vault, point, before=mounts.inside).status == 0
    print(
        f"\npromise 6: 100 rounds (unplugged before, another drive in its place, pulled while it was read, plugged in "
        f"again): 0 rows removed, 0 marked missing, {offline} of {100 * FILES} copies shown as offline"
    )


# What the kernel does with a drive that is gone, at the moments that cannot be met by chance.


@pytest.fixture
def ingested(tmp_path: Path) -> tuple[Vault, Path]:
    vault, folder = Vault.create(tmp_path / "vault"), tmp_path / "drive"
    for name in ("A/1.jpg", "A/2.jpg", "B/3.jpg"):
        make_photo(folder / name, colour=f"#{name[2]}0{name[2]}0{name[2]}0")
    again(vault, folder)
    return vault, folder


def again(vault: Vault, folder: Path) -> tuple[int, list[str]]:
    """Ingests the folder; how many files are missing, and what was said."""
    said: list[str] = []
    with vault.catalogue() as catalogue:
        summary = ingest(
            catalogue, vault, [folder], IngestOptions(previews=False),
            on_lacking=lambda problem: said.append(problem.message), executor=ThreadPoolExecutor(1),
        )  # fmt: skip
    return summary.missing, said


def test_a_folder_that_lists_as_empty_while_its_files_are_there_loses_none(
    ingested: tuple[Vault, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a drive that vanished does, without an error."""
    vault, folder = ingested
    scandir, blind = os.scandir, (folder / "B").stat().st_ino

    def silent(fd):
        return scandir(empty if isinstance(fd, int) and os.fstat(fd).st_ino == blind else fd)

    (folder.parent / "empty").mkdir()
    empty = os.open(folder.parent / "empty", os.O_RDONLY)
    monkeypatch.setattr(os, "scandir", silent)
    missing, said = again(vault, folder)
    os.close(empty)
    assert missing == 0
    (sentence,) = said
    assert sentence == (
        f"1 known files were not found in {folder}, which is not certain to be on the drive they stood on: "
        "none of them is taken for missing. Ingest it again when the drive is there."
    )


@pytest.mark.parametrize("vanish", ["emptied", "another in its place", "moved away"])
def test_a_folder_without_any_file_that_was_there_is_taken_for_another_drive(
    ingested: tuple[Vault, Path], vanish: str
) -> None:
    vault, folder = ingested
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.mkdir()
    if vanish == "another in its place":
        make_photo(folder / "C" / "9.jpg", colour="#ffffff")
    if vanish == "moved away":
        (folder / "A").mkdir()
    assert again(vault, folder)[0] == 0
    assert states(vault.path)["present"] >= 3
    assert "missing" not in states(vault.path)
    shutil.rmtree(folder)
    aside.rename(folder)
    # Back again, all of it is as it was; only what was made in its place is not there.
    assert again(vault, folder) == (int(vanish == "another in its place"), [])
    assert states(vault.path)["present"] == 3


def test_what_is_gone_while_the_rest_is_there_is_missing(ingested: tuple[Vault, Path]) -> None:
    """So that the tests above can fail."""
    vault, folder = ingested
    shutil.rmtree(folder / "B")
    assert again(vault, folder) == (1, [])
    with vault.catalogue() as catalogue:
        assert sorted(one.state for one in catalogue.assets([1, 2, 3])) == [
            CopyState.MISSING, CopyState.ONLINE, CopyState.ONLINE,
        ]  # fmt: skip


@pytest.mark.parametrize(
    "pull",
    [
        lambda folder: folder.rename(folder.with_name("elsewhere")),
        lambda folder: (folder.rename(folder.with_name("elsewhere")), folder.mkdir()),
    ],
    ids=["gone", "an empty folder instead"],
)
def test_pulled_after_the_walk_nothing_is_missing(
    ingested: tuple[Vault, Path], pull: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, folder = ingested
    (folder / "B" / "3.jpg").unlink()
    from mediavault.ingest import run as course  # noqa: PLC0415

    note = course._Run._note_missing

    def pulled(self, sight) -> None:
        pull(folder)
        note(self, sight)

    monkeypatch.setattr(course._Run, "_note_missing", pulled)
    assert again(vault, folder)[0] == 0
    assert states(vault.path) == {"present": 3}
