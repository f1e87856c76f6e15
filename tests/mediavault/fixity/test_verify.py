"""A round of fixity: what is said of copies that are there, were written to, cannot be read, or are on no drive."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixity_factory import catalogued, make_files, vault_with

from library import Catalogue
from library.model import CheckOutcome, CopyState
from mediavault.cli.program import run
from mediavault.fixity.lost import tops
from mediavault.fixity.verify import Finding, Round, Scope, verify
from mediavault.vault import Vault, mounts


@pytest.fixture
def drive(tmp_path: Path) -> list[Path]:
    return make_files(tmp_path / "drive", 6)


@pytest.fixture
def vault(drive: list[Path], tmp_path: Path) -> Vault:
    return vault_with(tmp_path / "vault", drive)


def a_round(vault: Vault, scope: Scope | None = None, **more: object) -> tuple[Round, dict[str, Finding]]:
    told: list[Finding] = []
    with vault.catalogue() as catalogue:
        points = more.pop("mounts", mounts())
        done = verify(catalogue, vault, scope or Scope(), points, on_finding=told.append, **more)
    return done, {Path(one.due.path).name: one for one in told}


def states(vault: Vault) -> dict[str, str]:
    with vault.catalogue() as catalogue:
        return {copy.name: copy.state.value for one in catalogue.assets(catalogue.find("")) for copy in one.copies}


def test_a_first_digest_is_taken_and_kept(drive: list[Path], tmp_path: Path) -> None:
    vault = vault_with(tmp_path / "vault", drive, digested=False)
    done, _ = a_round(vault)
    assert done.outcomes == {CheckOutcome.DIGESTED: 6}
    with vault.catalogue() as catalogue:
        assert all(one.digest is not None for one in catalogue.assets(catalogue.find("")))
    assert a_round(vault)[0].outcomes == {CheckOutcome.INTACT: 6}


def test_a_file_that_was_written_to_is_changed_and_its_copy_no_longer_counts(vault: Vault, drive: list[Path]) -> None:
    with drive[2].open("ab") as file:
        file.write(b"more")
    done, told = a_round(vault)
    assert done.outcomes == {CheckOutcome.INTACT: 5, CheckOutcome.CHANGED: 1}
    assert told["clip00002.mov"].check.detail == "4 bytes longer"
    assert states(vault)["clip00002.mov"] == "changed"
    assert a_round(vault)[0].outcomes == {CheckOutcome.INTACT: 5}


def test_what_is_no_file_any_more_and_what_may_not_be_read_has_its_reason(vault: Vault, drive: list[Path]) -> None:
    drive[0].unlink()
    drive[0].symlink_to(drive[1])
    drive[3].unlink()
    os.mkfifo(drive[3])
    done, told = a_round(vault)
    assert done.outcomes == {CheckOutcome.INTACT: 4, CheckOutcome.UNREADABLE: 2}
    assert "symbolic link" in str(told["clip00000.mov"].check.detail)
    assert "not a file" in str(told["clip00003.mov"].check.detail)
    assert states(vault)["clip00000.mov"] == "online"


def test_what_was_checked_stays_in_the_record_whatever_is_undone(vault: Vault) -> None:
    a_round(vault)
    with vault.catalogue() as catalogue:
        (first, *_) = catalogue.assets(catalogue.find(""))
        catalogue.undo()
        record = catalogue.fixity.of_copies([first.copies[0].id])
    ((checked,),) = record.values()
    assert (checked.check.outcome, checked.check.digest) == (CheckOutcome.INTACT, first.digest)
    assert checked.program.startswith("mediavault ")


def test_a_volume_that_is_not_there_is_offline_and_nothing_is_said_of_its_copies(vault: Vault) -> None:
    done, told = a_round(vault, mounts={})
    assert (done.checked, sum(done.offline.values()), told) == (0, 6, {})


def test_a_round_of_a_folder_or_a_query_leaves_the_rest(vault: Vault, drive: list[Path], tmp_path: Path) -> None:
    more = make_files(tmp_path / "other", 3, size_bytes=900)
    with vault.catalogue() as catalogue:
        catalogued(catalogue, more)
        asked = catalogue.find("name:clip00001")
    assert a_round(vault, Scope(assets=asked))[0].checked == 2
    assert run(["--vault", str(vault.path), "verify", str(tmp_path / "other")]) == 0
    with vault.catalogue() as catalogue:
        assert catalogue.fixity.overview().never == 9 - 4


def test_a_round_without_time_takes_nothing_up(vault: Vault) -> None:
    done, _ = a_round(vault, Scope(seconds=0))
    assert (done.checked, done.left) == (0, 6)


def test_ctrl_c_keeps_what_the_round_came_to(vault: Vault) -> None:
    told: list[Finding] = []

    def stop(_: object) -> None:
        if told:
            raise KeyboardInterrupt

    with vault.catalogue() as catalogue, pytest.raises(KeyboardInterrupt):
        verify(catalogue, vault, Scope(), mounts(), on_finding=told.append, on_progress=stop)
    with vault.catalogue() as catalogue:
        assert catalogue.fixity.overview().never == 6 - len(told)
    assert told


def test_an_empty_drive_in_the_place_of_the_known_one_takes_nothing_away(vault: Vault, drive: list[Path]) -> None:
    """Nothing known is on it, so that it may be another drive."""
    for path in drive:
        path.unlink()
    done, told = a_round(vault)
    assert (done.unsure, told) == (6, {})
    assert set(states(vault).values()) == {"online"}


def test_the_folders_searched_for_renamed_files_are_those_that_hold_known_ones() -> None:
    assert tops([b"a/b/c.mov", b"a/b/d/e.mov", b"f/g.mov"]) == [b"a/b", b"f"]
    assert tops([b"a.mov", b"b/c.mov"]) == [b""]


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda files: None, 0),
        (lambda files: files[0].unlink(), 21),
        (lambda files: (files[0].unlink(), files[1].write_bytes(b"x")), 20),
        (lambda files: (files[0].unlink(), files[0].mkdir()), 3),
    ],
    ids=["nothing", "missing", "changed and missing", "unreadable"],
)
def test_what_the_verb_ends_in(spoil: object, status: int, vault: Vault, drive: list[Path]) -> None:
    spoil(drive)
    assert run(["--vault", str(vault.path), "verify"]) == status


def test_a_renamed_file_that_is_ingested_again_is_the_same_asset(vault: Vault, drive: list[Path]) -> None:
    drive[4].rename(drive[4].with_name("found.mov"))
    done, told = a_round(vault)
    assert told["clip00004.mov"].check.outcome is CheckOutcome.RENAMED
    assert done.outcomes[CheckOutcome.INTACT] == 5
    assert states(vault)["clip00004.mov"] == CopyState.MISSING.value


def test_names_of_volumes_that_are_not_there_get_a_hint(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    with vault.catalogue() as catalogue:
        label = catalogue.volumes()[0].label
    assert run(["--vault", str(vault.path), "verify", "--volume", f"{label}x"]) == 2
    assert label in capsys.readouterr().err


def test_a_folder_nothing_is_known_of_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vault = Vault.create(tmp_path / "empty")
    assert run(["--vault", str(vault.path), "verify", str(tmp_path)]) == 1
    assert "mediavault ingest" in capsys.readouterr().err


def test_the_catalogue_has_one_record_however_it_is_opened(vault: Vault) -> None:
    a_round(vault)
    with Catalogue.open(vault.catalogue_path) as catalogue:
        assert catalogue.fixity.overview().never == 0
