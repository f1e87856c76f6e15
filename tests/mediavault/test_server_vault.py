"""A vault whose catalogue is on a PostgreSQL server: made, used, told of, refused; and its password nowhere."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from broken_runs import PROGRAM
from media_factory import make_photo
from postgresql_server import PASSWORD, Server

from library.model import HistoryCheck
from mediavault.cli import exit_status

WRITER = Path(__file__).parents[1] / "promises" / "writer.py"
PEOPLE = 4


@pytest.fixture
def url(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL without its password, which is in the environment."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    return postgresql_url.replace(f":{PASSWORD}", "")


@pytest.fixture
def vault(bare, url: str, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    ran = bare("init", folder, "--database", url)
    assert (ran.status, ran.out) == (0, ""), ran.err
    return folder


def test_a_vault_says_which_database_and_others_share_it(bare, vault: Path, url: str, tmp_path: Path) -> None:
    assert (vault / "config.toml").read_text() == f'database = "{url}"\n'
    assert (vault / "config.toml").stat().st_mode & 0o077 == 0
    assert not (vault / "catalogue.db").exists()
    make_photo(tmp_path / "card" / "A.jpg", size=(64, 48))
    ran = bare("--vault", vault, "ingest", tmp_path / "card", "--no-previews", "--jobs", "1", "--json")
    assert (ran.status, ran.lines[-1]["summary"]["new"]) == (0, 1), ran.err
    assert bare("init", tmp_path / "second", "--database", url).status == 0
    found = bare("--vault", tmp_path / "second", "find", "--json", "").lines
    assert [Path(one["copies"][0]["path"]).name for one in found] == ["A.jpg"]
    assert "is a vault already" in bare("init", vault, "--database", url).err


def test_doctor_says_which_catalogue_and_its_version(bare, vault: Path, url: str) -> None:
    told = json.loads(bare("--vault", vault, "doctor", "--json").out)
    assert told["catalogue"]["path"] == url
    assert told["catalogue"]["version"].startswith("PostgreSQL ")
    assert told["settings"]["database"] == {"value": url, "from": str(vault / "config.toml")}


def test_a_server_that_is_away_is_named_with_the_cure(bare, vault: Path, tmp_path: Path, url: str) -> None:
    away = "postgresql://owner@127.0.0.1:1/films"
    ran = bare("init", tmp_path / "new", "--database", away)
    assert ran.status == exit_status.NO_CATALOGUE
    assert f"Cannot reach the catalogue {away}" in ran.err
    assert not (tmp_path / "new").exists()
    ran = bare("init", tmp_path / "new", "--database", url.rsplit("/", 1)[0] + "/nothing_there")
    assert (ran.status, "No catalogue at" in ran.err) == (exit_status.NO_CATALOGUE, True)
    (vault / "config.toml").write_text(f'database = "{away}"\n')
    ran = bare("--vault", vault, "find", "")
    assert (ran.status, f"Cannot reach the catalogue {away}" in ran.err) == (exit_status.NO_CATALOGUE, True)


def test_a_catalogue_of_a_newer_program_is_left_alone(bare, vault: Path, postgresql_server: Server, url: str) -> None:
    name = url.rsplit("/", 1)[1]
    (before,) = postgresql_server.run("SELECT version_num FROM alembic_version", database=name)
    postgresql_server.run("UPDATE alembic_version SET version_num = '9999'", database=name)
    try:
        ran = bare("--vault", vault, "find", "")
    finally:
        postgresql_server.run(f"UPDATE alembic_version SET version_num = '{before[0]}'", database=name)
    assert (ran.status, "schema 9999" in ran.err) == (exit_status.BUSY_OR_NEWER, True)


def test_another_kind_of_database_is_refused_without_showing_the_url(bare, tmp_path: Path) -> None:
    for wrong in (
        "mysql://me:canary-word@host/db",
        "postgresql://me:canary-word@host/db?who=1",
        "postgresql://h:canary-word",
    ):
        ran = bare("init", tmp_path / "new", "--database", wrong)
        assert ran.status == exit_status.USAGE
        assert "canary-word" not in ran.err
        assert "postgresql://user@host:5432/name" in ran.err


def test_what_a_role_may_not_see_of_the_history_is_no_fault_and_is_told(bare, vault: Path, monkeypatch) -> None:
    found = HistoryCheck("ab" * 32, 5, None, (), unseen=2)
    monkeypatch.setattr("library.Catalogue.verify_history", lambda *_: found)
    ran = bare("--vault", vault, "history", "verify", "--json")
    assert (ran.status, ran.lines[0]["unseen"], ran.lines[0]["faults"]) == (exit_status.UNREADABLE, 2, [])
    assert "What 2 steps of them did is not visible to this role" in ran.err


# Promise 27


@pytest.mark.parametrize("way", ["url", "environment", "file"])
def test_a_password_gets_in_and_stays_out_of_everything_told(way: str, postgresql_url: str, tmp_path: Path) -> None:
    plain = postgresql_url.replace(f":{PASSWORD}", "")
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"other:*:*:*:wrong\n*:*:*:owner:{PASSWORD}\n")
    passwords.chmod(0o600)
    settings = {"environment": {"PGPASSWORD": PASSWORD}, "file": {"PGPASSFILE": str(passwords)}}.get(way, {})

    def run(*arguments: object, **more: str) -> str:
        command = [*PROGRAM, "--vault", str(tmp_path / "vault"), *map(str, arguments)]
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **settings, **more}
        )
        return f"{ran.returncode} {ran.stdout}{ran.stderr}"

    told = [run("init", "--database", postgresql_url if way == "url" else plain)]
    assert told[0].startswith("0 "), told
    told += [
        run(*verb, PGPASSWORD=PASSWORD + word)
        for verb in (["find", ""], ["doctor"], ["show", "a9"])
        for word in ("", "x")
    ]
    told += [file.read_text(errors="replace") for file in (tmp_path / "vault").rglob("*") if file.is_file()]
    assert [one for one in told if PASSWORD in one] == []


def test_a_password_in_the_settings_is_refused(bare, vault: Path, postgresql_url: str) -> None:
    (vault / "config.toml").write_text(f'database = "{postgresql_url}"\n')
    ran = bare("--vault", vault, "find", "")
    assert ran.status == exit_status.USAGE
    assert "without a password" in ran.err
    assert PASSWORD not in ran.err


def test_a_password_file_that_others_may_read_does_not_count(url: str, tmp_path: Path, monkeypatch) -> None:
    from library.database import server_url  # noqa: PLC0415

    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    (tmp_path / "pgpass").write_text("127.0.0.1:*:*:owner:a\\:b\\\\c\n")
    for mode, expected in ((0o644, None), (0o600, "a:b\\c")):
        (tmp_path / "pgpass").chmod(mode)
        assert server_url.password(server_url.server_url(url)) == expected
