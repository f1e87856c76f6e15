"""Known media is found again wherever it was moved to; nothing is taken for it that holds other bytes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from cli_runner import Ran
from fixity_factory import make_files, vault_with

from library.model import CopyState
from mediavault.cli.program import run
from mediavault.vault import Vault

LONG = 200 * 1024 + 1
"""Longer than a fingerprint covers."""


@pytest.fixture
def drive(tmp_path: Path) -> list[Path]:
    return make_files(tmp_path / "drive", 6)


@pytest.fixture
def vault(drive: list[Path], tmp_path: Path) -> Vault:
    return vault_with(tmp_path / "vault", drive)


@pytest.fixture
def relink(vault: Vault, capsys: pytest.CaptureFixture[str]) -> object:
    def ran(*words: object) -> Ran:
        status = run(["--vault", str(vault.path), "relink", *map(str, words)])
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return ran


def lose(vault: Vault, *files: Path) -> None:
    """Says what a scan would: these are not where they were."""
    names = {path.name for path in files}
    with vault.catalogue() as catalogue, catalogue.transaction("Scan", by_ingest=True) as edit:
        copies = [copy for one in catalogue.assets(catalogue.find("")) for copy in one.copies]
        edit.missing([copy.id for copy in copies if copy.name in names])


def copies(vault: Vault) -> dict[str, list[tuple[str, str]]]:
    with vault.catalogue() as catalogue:
        return {
            one.key: sorted((copy.name, copy.state.value) for copy in one.copies)
            for one in catalogue.assets(catalogue.find(""))
        }


def test_a_moved_and_renamed_file_is_the_copy_it_was(vault: Vault, drive: list[Path], relink: object) -> None:
    before = copies(vault)
    elsewhere = drive[0].parent.parent.parent / "elsewhere"
    elsewhere.mkdir()
    drive[1].rename(elsewhere / "interview one.mov")
    lose(vault, drive[1])

    (told,) = relink(elsewhere, "--dry-run", "--json").lines
    assert (told["action"], told["confidence"], told["why"]) == ("moved", 1.0, "every byte is the same")
    assert Path(told["path"]).name == "interview one.mov"
    assert copies(vault)["a2"] == [("clip00001.mov", "missing")]

    assert relink(elsewhere, "--yes").status == 0
    assert copies(vault) == before | {"a2": [("interview one.mov", "online")]}
    assert run(["--vault", str(vault.path), "verify"]) == 0
    assert run(["--vault", str(vault.path), "undo"]) == 0
    assert copies(vault)["a2"] == [("clip00001.mov", "missing")]


def found(vault: Vault, words: str) -> int:
    with vault.catalogue() as catalogue:
        return len(catalogue.find(words))


def test_the_history_keeps_the_reason(vault: Vault, drive: list[Path], relink: object) -> None:
    drive[0].rename(drive[0].with_name("elsewhere.jpg"))
    assert relink(drive[0].parent, "--yes", "--why", "the drive was put in order").status == 0
    with vault.catalogue() as catalogue:
        assert catalogue.history(1)[0].why == "the drive was put in order"


def test_media_is_found_by_the_words_of_where_it_stands_now(vault: Vault, drive: list[Path], relink: object) -> None:
    elsewhere = drive[0].parent.with_name("Kastrychnitskaya")
    drive[0].parent.rename(elsewhere)
    lose(vault, *drive)
    assert (found(vault, "reel000"), found(vault, "kastrychnitskaya"), found(vault, "clip00003")) == (6, 0, 1)
    assert relink(elsewhere, "--yes").status == 0
    assert (found(vault, "reel000"), found(vault, "кастрычніцкая"), found(vault, "clip00003")) == (0, 6, 1)
    assert run(["--vault", str(vault.path), "undo"]) == 0
    assert (found(vault, "reel000"), found(vault, "kastrychnitskaya"), found(vault, "clip00003")) == (6, 0, 1)


def test_a_copy_of_what_is_in_place_is_another_copy(vault: Vault, drive: list[Path], relink: object) -> None:
    backup = drive[0].parent.parent.parent / "backup"
    shutil.copytree(drive[0].parent, backup)
    ran = relink(backup, "--yes")
    assert (ran.status, ran.err.strip().endswith("6 another copy.")) == (0, True)
    assert copies(vault)["a1"] == [("clip00000.mov", "online"), ("clip00000.mov", "online")]
    again = relink(backup, "--yes")
    assert again.status == 0
    assert "Nothing in" in again.err


def test_of_two_files_with_the_lost_content_the_one_with_its_name_is_where_it_moved(
    vault: Vault, drive: list[Path], relink: object
) -> None:
    elsewhere = drive[0].parent.parent.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.copy2(drive[2], elsewhere / "a copy.mov")
    shutil.move(drive[2], elsewhere / drive[2].name)
    lose(vault, drive[2])
    told = {Path(one["path"]).name: one["action"] for one in relink(elsewhere, "--dry-run", "--json").lines}
    assert told == {"a copy.mov": "copy", "clip00002.mov": "moved"}


def test_the_same_name_and_size_with_other_bytes_is_not_it(vault: Vault, drive: list[Path], relink: object) -> None:
    elsewhere = drive[0].parent.parent.parent / "elsewhere"
    elsewhere.mkdir()
    drive[3].rename(elsewhere / drive[3].name)
    content = bytearray((elsewhere / drive[3].name).read_bytes())
    content[100] ^= 1
    (elsewhere / drive[3].name).write_bytes(content)
    lose(vault, drive[3])
    ran = relink(elsewhere, "--yes")
    assert (ran.status, "1 file still missing" in ran.err) == (21, True)
    assert copies(vault)["a4"] == [("clip00003.mov", "missing")]


def test_how_sure_it_is_of_long_files_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drive = make_files(tmp_path / "drive", 2, size_bytes=LONG)
    vault = vault_with(tmp_path / "vault", drive)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    drive[0].rename(elsewhere / drive[0].name)
    drive[1].rename(elsewhere / "renamed.mov")
    lose(vault, *drive)
    assert run(["--vault", str(vault.path), "relink", str(elsewhere), "--dry-run", "--json"]) == 0
    told = {Path(one["path"]).name: one["confidence"] for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert told == {"clip00000.mov": 0.99, "renamed.mov": 0.98}


def test_clips_and_tags_stay_with_the_media(vault: Vault, drive: list[Path], relink: object) -> None:
    tagged = ["--vault", str(vault.path), "tag", "a5", "--keyword", "flag", "--create"]
    assert run(tagged) == 0
    elsewhere = drive[0].parent.parent.parent / "elsewhere"
    drive[0].parent.parent.rename(elsewhere)
    lose(vault, *drive)
    assert relink(elsewhere, "--yes").status == 0
    with vault.catalogue() as catalogue:
        (found,) = catalogue.assets(catalogue.find("keyword:flag"))
    assert (found.key, found.state, found.location) == (
        "a5", CopyState.ONLINE, elsewhere / "reel000" / "clip00004.mov",
    )  # fmt: skip


def test_links_pipes_and_files_that_may_not_be_read_are_left_alone(
    vault: Vault, drive: list[Path], relink: object
) -> None:
    elsewhere = drive[0].parent.parent.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.mov").symlink_to(drive[0])
    os.mkfifo(elsewhere / "pipe.mov")
    assert "Nothing in" in relink(elsewhere, "--yes").err


def test_without_a_yes_nothing_is_changed(vault: Vault, drive: list[Path], relink: object) -> None:
    shutil.copytree(drive[0].parent, drive[0].parent.parent.parent / "backup")
    ran = relink(drive[0].parent.parent.parent / "backup")
    assert (ran.status, "--yes" in ran.err) == (2, True)
    assert copies(vault)["a1"] == [("clip00000.mov", "online")]
