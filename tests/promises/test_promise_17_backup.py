"""Promise 17: a backup is a real copy, whoever writes meanwhile, and the way back from it loses nothing."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from catalogue_contents import assert_sound, contents, opened

from library import Catalogue
from library.backup import BackupBroken, BackupExists, CatalogueInUse, back_up, restore
from library.disk import DiskFull
from library.model import Authority, AuthorityKind
from library.refusals import CatalogueTooNew, NoCatalogue
from mediavault.cli.program import run
from mediavault.vault import Vault

WRITER = Path(__file__).with_name("writer.py")
ROWS = 5
"""Rows of one commit: a backup has all of them or none."""
MOST_ROUNDS = 200


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault.create(tmp_path / "vault")
    with made.catalogue() as catalogue, catalogue.transaction("Records") as edit:
        for name in ("hands", "flag", "river"):
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name))
    return made


@contextmanager
def somebody_writes(catalogue: Path) -> Iterator[queue.SimpleQueue[str]]:
    """Another process that commits without a pause; each commit is told once it is kept."""
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    command = (sys.executable, str(WRITER), str(catalogue), "w", "100000", str(ROWS))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        listener = threading.Thread(
            target=lambda: [told.put(line.split()[1]) for line in writer.stdout if "\n" in line]
        )
        listener.start()
        told.put(told.get(timeout=60))  # it has begun
        yield told
        writer.kill()
        listener.join()


def everything(told: queue.SimpleQueue[str]) -> set[int]:
    numbers = set()
    while not told.empty():
        numbers.add(int(told.get()))
    return numbers


def kept_in(path: Path) -> dict[int, int]:
    """Commit of the writer to how many of its rows are there."""
    with opened(path) as connection:
        numbers = "SELECT CAST(substr(name, 3) AS INTEGER), count(*) FROM authority WHERE name LIKE 'w %' GROUP BY 1"
        return dict(connection.execute(numbers).fetchall())


def backups_while_somebody_writes(vault: Vault, folder: Path, rounds: int) -> tuple[int, int]:
    """Makes and checks backups; returns how many commits they were to hold, and during how many backups commits came.

    A backup takes milliseconds, and on a busy disk no commit may come in four of them: then more are made.
    """
    acknowledged: set[int] = set()
    during = number = 0
    with somebody_writes(vault.catalogue_path) as told:
        while number < rounds or (during == 0 and number < MOST_ROUNDS):
            acknowledged |= {int(told.get(timeout=60))} | everything(told)
            made = vault.back_up(folder / f"{number}.db")
            during += not told.empty()
            kept = kept_in(made.path)
            assert kept.keys() >= acknowledged
            assert set(kept.values()) == {ROWS}
            assert_sound(made.path)
            assert made.rows["authority"] == 3 + ROWS * len(kept)
            back = restore(made.path, folder / f"again-{number}.db")
            assert back.aside is None
            assert contents(back.catalogue.path) == contents(made.path)
            back.catalogue.path.unlink()
            number += 1
    return len(acknowledged), during


def test_a_backup_holds_every_change_acknowledged_before_it(vault: Vault, tmp_path: Path) -> None:
    acknowledged, during = backups_while_somebody_writes(vault, tmp_path, 4)
    assert acknowledged >= 4
    assert during > 0, "nobody wrote meanwhile"
    assert not [one.name for one in tmp_path.iterdir() if not re.fullmatch(r"\d+\.db|vault", one.name)]


@pytest.mark.soak
def test_fifty_backups_during_writes(vault: Vault, tmp_path: Path) -> None:
    acknowledged, during = backups_while_somebody_writes(vault, tmp_path, 50)
    assert during > 25
    print(f"\npromise 17: 50 backups, {during} with writes meanwhile, {acknowledged} commits acknowledged, 0 lacking")


def test_a_plain_copy_of_the_file_misses_rows(vault: Vault, tmp_path: Path) -> None:
    """So that the tests above can fail."""
    with somebody_writes(vault.catalogue_path) as told:
        missed = 0
        for _ in range(10):
            acknowledged = everything(told)
            shutil.copyfile(vault.catalogue_path, tmp_path / "plain.db")
            try:
                missed += not kept_in(tmp_path / "plain.db").keys() >= acknowledged
            except sqlite3.DatabaseError:
                missed += 1
            (tmp_path / "plain.db").unlink()
            told.put(told.get(timeout=30))
    assert missed > 0


def test_the_verbs_tell_what_they_did(vault: Vault, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup = tmp_path / "monday.db"
    assert run(["--vault", str(vault.path), "backup", str(backup), "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["backup"], told["verified"], told["rows"]["operation"]) == (str(backup), True, 1)
    assert "verified" in err
    assert backup.stat().st_mode & 0o077 == 0
    with vault.catalogue() as catalogue, catalogue.transaction("After the backup") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="later"))
    before = contents(vault.catalogue_path)
    assert run(["--vault", str(vault.path), "restore", str(backup), "--json"]) == 0
    out, err = capsys.readouterr()
    aside = Path(json.loads(out)["aside"])
    assert f"The catalogue that was there before is {aside}." in err
    assert contents(aside) == before
    assert contents(vault.catalogue_path) == contents(backup)
    with vault.catalogue() as catalogue:
        assert [one.name for one in catalogue.authorities(AuthorityKind.KEYWORD)] == ["flag", "hands", "river"]


def test_a_backup_restores_to_a_vault_that_is_not_there(
    vault: Vault, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault.back_up(tmp_path / "monday.db")
    assert run(["--vault", str(tmp_path / "new"), "restore", str(tmp_path / "monday.db")]) == 0
    assert "before" not in capsys.readouterr().err
    assert contents(tmp_path / "new" / "catalogue.db") == contents(vault.catalogue_path)


def test_a_dry_run_of_either_does_nothing(vault: Vault, tmp_path: Path) -> None:
    assert run(["--vault", str(vault.path), "backup", str(tmp_path / "a.db"), "--dry-run"]) == 0
    assert run(["--vault", str(tmp_path / "new"), "restore", str(tmp_path / "a.db"), "--dry-run"]) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["vault"]


def test_nothing_is_overwritten(vault: Vault, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_bytes(b"somebody's")
    for taken in (tmp_path / "taken", vault.catalogue_path, tmp_path):
        assert run(["--vault", str(vault.path), "backup", str(taken)]) == 2
        assert capsys.readouterr().err.startswith(f"mediavault: {taken} is there already: nothing was overwritten.")
    assert (tmp_path / "taken").read_bytes() == b"somebody's"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_name_that_is_taken_meanwhile_stays_taken(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "monday.db"
    read_back = "library.backup._read_back"

    def slow(half: Path, shown: Path):
        target.write_bytes(b"somebody was faster")
        return original(half, shown)

    from library import backup  # noqa: PLC0415

    original = backup._read_back
    monkeypatch.setattr(read_back, slow)
    with pytest.raises(BackupExists):
        vault.back_up(target)
    assert target.read_bytes() == b"somebody was faster"


def test_where_there_are_no_hard_links_a_backup_is_made_all_the_same(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # as exFAT answers

    monkeypatch.setattr(os, "link", refuse)
    made = vault.back_up(tmp_path / "monday.db")
    back = restore(made.path, vault.catalogue_path)
    assert contents(back.catalogue.path) == contents(back.aside)


def test_a_full_disk_is_refused_with_what_is_needed(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.disk.free_bytes", lambda _: 1000)
    with pytest.raises(DiskFull, match=r"the disk at / is full|the disk at .* is full") as refused:
        vault.back_up(tmp_path / "monday.db")
    assert refused.value.needed_bytes > 100_000
    assert [one.name for one in tmp_path.iterdir()] == ["vault"]


def test_a_damaged_backup_is_refused_and_the_catalogue_stays(vault: Vault, tmp_path: Path) -> None:
    backup = vault.back_up(tmp_path / "monday.db").path
    before = contents(vault.catalogue_path)
    whole = backup.read_bytes()
    damaged = bytearray(whole)
    damaged[5 * 4096 : 9 * 4096] = os.urandom(4 * 4096)
    for bad in (bytes(damaged), whole[: len(whole) // 2], b"not a database, by any means" * 1000, b""):
        backup.write_bytes(bad)
        with pytest.raises(BackupBroken, match=re.escape(f"{backup} is no good backup")):
            restore(backup, vault.catalogue_path)
    with pytest.raises(NoCatalogue):
        restore(tmp_path / "nowhere.db", vault.catalogue_path)
    assert contents(vault.catalogue_path) == before
    assert sorted(one.name for one in vault.path.iterdir()) == ["catalogue.db", "previews"]


def test_a_backup_of_a_newer_program_is_refused(vault: Vault, tmp_path: Path) -> None:
    backup = vault.back_up(tmp_path / "monday.db").path
    with opened(backup) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueTooNew):
        restore(backup, vault.catalogue_path)


def test_a_catalogue_that_is_open_is_not_set_aside(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.backup.BUSY_S", 0.1)
    backup = vault.back_up(tmp_path / "monday.db").path
    with vault.catalogue() as catalogue:
        assert catalogue.count() == 0
        with pytest.raises(CatalogueInUse, match="close it and restore again"):
            restore(backup, vault.catalogue_path)
    assert restore(backup, vault.catalogue_path).aside == vault.path / "catalogue.db.before-1"


def test_a_broken_catalogue_is_set_aside_as_it_is(vault: Vault, tmp_path: Path) -> None:
    backup = vault.back_up(tmp_path / "monday.db").path
    expected = contents(backup)
    ruin = b"this was a catalogue" * 1000
    vault.catalogue_path.write_bytes(ruin)
    vault.catalogue_path.with_name("catalogue.db-wal").write_bytes(b"and this its log")
    back = restore(backup, vault.catalogue_path)
    assert back.aside.read_bytes() == ruin
    assert back.aside.with_name(f"{back.aside.name}-wal").read_bytes() == b"and this its log"
    assert contents(vault.catalogue_path) == expected
    with Catalogue.open(vault.catalogue_path) as catalogue:
        assert catalogue.count() == 0


def test_the_copy_an_upgrade_keeps_is_replaced_by_a_later_one(vault: Vault, tmp_path: Path) -> None:
    kept = tmp_path / "catalogue.db.0001"
    kept.write_bytes(b"of an upgrade that was killed")
    assert back_up(vault.catalogue_path, kept, replacing=True).rows["authority"] == 3
