"""Promise 17 for a catalogue on a server: a backup is a real copy, and the way back from it loses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_contents import assert_sound, contents
from postgresql_server import PASSWORD, Server

from library import Catalogue, restoring
from library.backup import BackupBroken
from library.database.refusals import ServerRefuses
from library.database.server import PostgresqlServer
from library.dump.writing import NotAllVisible
from library.model import Authority, AuthorityKind, Protection
from mediavault.vault import Vault

WRITER = Path(__file__).with_name("writer.py")
PEOPLE = {"bvera": "mediavault_viewer", "bedik": "mediavault_editor", "bsasha": "mediavault_safety"}


@pytest.fixture
def name(postgresql_server: Server) -> Iterator[str]:
    """A database of its own: what is restored sets all of it aside."""
    with postgresql_server.database() as made:
        yield made


@pytest.fixture
def url(name: str, postgresql_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    return postgresql_server.url(name).replace(f":{PASSWORD}", "")


@pytest.fixture
def vault(url: str, tmp_path: Path) -> Vault:
    made = Vault.create(tmp_path / "vault", url)
    with made.catalogue() as catalogue, catalogue.transaction("Records") as edit:
        for word in ("hands", "flag", "river"):
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=word))
        edit.add_authority(
            Authority(kind=AuthorityKind.PERSON, name="Canary Legalname", protection=Protection.DO_NOT_IDENTIFY)
        )
    return made


def dumped(catalogue: Catalogue, folder: Path) -> dict[str, object]:
    """What is in a catalogue, wherever it is: the digests of all its rows."""
    manifest = catalogue.dump(folder).manifest
    return {name: (part.rows, part.sha256) for name, part in manifest.tables.items()} | {"head": manifest.head}


def test_a_backup_is_one_verified_file_that_equals_the_catalogue(bare, vault: Vault, tmp_path: Path) -> None:
    backup = tmp_path / "monday.db"
    ran = bare("--vault", vault.path, "backup", backup, "--json")
    assert ran.status == 0, ran.err
    told = json.loads(ran.out)
    assert (told["backup"], told["verified"], told["rows"]["operation"]) == (str(backup), True, 1)
    assert backup.stat().st_mode & 0o077 == 0
    assert_sound(backup)
    with vault.catalogue() as server, Catalogue.open(backup) as copy:
        assert dumped(server, tmp_path / "one") == dumped(copy, tmp_path / "other")
        assert copy.verify_history(told["head"]).faults == ()
    assert bare("--vault", vault.path, "backup", backup).status == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["monday.db", "one", "other", "vault"]


@pytest.mark.parametrize("kind", ["backup", "dump"])
def test_the_way_back_makes_it_what_it_was_and_sets_aside_what_was_there(
    bare, kind: str, vault: Vault, name: str, postgresql_server: Server, tmp_path: Path
) -> None:
    made = tmp_path / "monday"
    assert bare("--vault", vault.path, kind, made).status == 0
    with vault.catalogue() as catalogue:
        before = dumped(catalogue, tmp_path / "before")
        catalogue.prepare_roles()
        with catalogue.transaction("After the backup") as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="later"))
    for number in (1, 2):
        ran = bare("--vault", vault.path, "restore", made, "--json")
        assert ran.status == 0, ran.err
        assert json.loads(ran.out)["aside"] == f"mediavault before {number}"
    with vault.catalogue() as catalogue:
        assert dumped(catalogue, tmp_path / "after") == before
        assert [one.name for one in catalogue.authorities(AuthorityKind.KEYWORD)] == ["flag", "hands", "river"]
        assert catalogue.verify_history(str(before["head"])).since == 0
        with catalogue.transaction("On it goes") as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="later"))
        catalogue.undo()
    kept = "SELECT name FROM \"mediavault before 1\".authority WHERE name = 'later'"
    assert postgresql_server.run(kept, database=name) == [("later",)]
    assert postgresql_server.run("SELECT count(*) FROM withheld_record", database=name) == [(1,)]


def test_a_backup_of_a_file_goes_to_a_server_and_that_of_a_server_into_a_vault(
    bare, vault: Vault, tmp_path: Path
) -> None:
    with Vault.create(tmp_path / "alone").catalogue() as catalogue, catalogue.transaction("Word") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="alone"))
    assert bare("--vault", vault.path, "backup", tmp_path / "of-server.db").status == 0
    assert bare("--vault", tmp_path / "alone", "backup", tmp_path / "of-file.db").status == 0
    assert bare("--vault", vault.path, "restore", tmp_path / "of-file.db").status == 0
    assert bare("--vault", tmp_path / "alone", "restore", tmp_path / "of-server.db").status == 0
    assert contents(tmp_path / "alone" / "catalogue.db") == contents(tmp_path / "of-server.db")
    assert [line["name"] for line in bare("--vault", vault.path, "keyword", "list", "--json").lines] == ["alone"]


def test_a_damaged_backup_is_refused_and_the_catalogue_stays(vault: Vault, url: str, tmp_path: Path) -> None:
    backup = vault.back_up(tmp_path / "monday.db").path
    with vault.catalogue() as catalogue:
        before = dumped(catalogue, tmp_path / "before")
        folder = catalogue.dump(tmp_path / "dump").folder
    backup.write_bytes(backup.read_bytes()[:9000])
    lines = (folder / "authority.jsonl").read_text().replace("hands", "heads")
    (folder / "authority.jsonl").write_text(lines)
    for broken in (backup, folder):
        with pytest.raises(BackupBroken):
            restoring.restore(broken, PostgresqlServer(url), vault.path)
    with vault.catalogue() as catalogue:
        assert dumped(catalogue, tmp_path / "after") == before
    assert [one.name for one in vault.path.iterdir() if one.name.startswith(".")] == []


def backups_while_somebody_writes(vault: Vault, url: str, folder: Path, rounds: int) -> int:
    """Backs up while another process commits; returns how many acknowledged commits were looked for."""
    acknowledged: set[int] = set()
    command = (sys.executable, str(WRITER), url, "w", "100000", "5")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            for number in range(rounds):
                acknowledged.add(int(writer.stdout.readline().split()[1]))
                made = vault.back_up(folder / f"{number}.db")
                with Catalogue.open(made.path) as copy:
                    names = [one.name for one in copy.authorities(AuthorityKind.KEYWORD) if one.name.startswith("w ")]
                kept = [int(one.split()[1]) for one in names]
                assert set(kept) >= acknowledged
                assert {kept.count(one) for one in kept} == {5}, "a commit is there in part"
        finally:
            writer.kill()
    return len(acknowledged)


def test_a_backup_holds_every_change_acknowledged_before_it(vault: Vault, url: str, tmp_path: Path) -> None:
    assert backups_while_somebody_writes(vault, url, tmp_path, 2) == 2


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_fifty_backups_of_a_server_during_writes(vault: Vault, url: str, tmp_path: Path) -> None:
    assert backups_while_somebody_writes(vault, url, tmp_path, 50) == 50


def test_who_does_not_see_everybody_makes_no_backup(
    vault: Vault, name: str, postgresql_server: Server, tmp_path: Path
) -> None:
    with vault.catalogue() as catalogue:
        catalogue.prepare_roles()
    for user, role in PEOPLE.items():
        postgresql_server.run(f"CREATE ROLE {user} LOGIN PASSWORD '{user}' IN ROLE {role}")
    try:
        for user in ("bvera", "bedik"):
            with Catalogue.open(postgresql_server.url(name, user, user)) as catalogue, pytest.raises(NotAllVisible):
                restoring.back_up(catalogue, tmp_path / "partly.db")
        with Catalogue.open(postgresql_server.url(name, "bsasha", "bsasha")) as catalogue:
            assert restoring.back_up(catalogue, tmp_path / "all.db").rows["authority"] == 4
        server = PostgresqlServer(postgresql_server.url(name, "bedik", "bedik"))
        with pytest.raises(ServerRefuses):
            restoring.restore(tmp_path / "all.db", server, vault.path)
    finally:
        for user in PEOPLE:
            postgresql_server.run(f"DROP ROLE {user}")
    assert not (tmp_path / "partly.db").exists()
