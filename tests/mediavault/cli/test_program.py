"""The program as a whole: help, exit codes, bad input, and how it leaves."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_runner import Cli
from error_tree import drawn_tree
from sqlalchemy import event

import mediavault
from library import Catalogue
from mediavault.cli import exit_status, find
from mediavault.cli.program import run
from mediavault.vault import Vault

VERBS = [
    [], ["init"], ["ingest"], ["find"], ["show"], ["tag"], ["export"], ["history"], ["undo"], ["redo"], ["demo"],
    ["history", "verify"], ["backup"], ["restore"], ["dump"], ["sheet"], ["sheet", "import"], ["doctor"],
    ["tui"], ["completions"], ["merge"], ["upgrade"], ["xmp"], ["xmp", "export"],
    ["clip"], ["clip", "add"], ["shotlist"], ["shotlist", "add"],
    ["event"], ["event", "add"], ["place", "edit"], ["person", "list"], ["keyword", "import"], ["project", "merge"],
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_every_help_ends_in_its_exit_status(bare: Cli, verb: list[str]) -> None:
    shown = bare(*verb, "--help")
    assert shown.status == 0
    lines = [line.strip() for line in shown.out.splitlines() if line.strip()]
    codes = lines[lines.index("EXIT STATUS") + 1 :]
    assert codes[0] == "0  done"
    assert all(code.split()[0].isdigit() for code in codes)


def test_a_help_shows_what_stands_in_brackets(bare: Cli) -> None:
    assert "as in [person 12], and may stay so." in " ".join(bare("sheet", "export", "--help").out.split())


@pytest.mark.parametrize(("verb", "takes_keys"), [("find", False), ("facets", False), ("tag", True)])
def test_a_verb_that_takes_keys_for_a_query_says_so_and_no_other_does(bare: Cli, verb: str, takes_keys: bool) -> None:
    assert ("c34" in bare(verb, "--help").out) is takes_keys


def test_alone_without_a_terminal_it_shows_its_help(bare: Cli) -> None:
    shown = bare()
    assert shown.status == 0
    assert "EXIT STATUS" in shown.out


def test_version(bare: Cli) -> None:
    assert bare("--version").out == f"mediavault {mediavault.__version__}\n"


def test_every_error_with_an_exit_code_exists() -> None:
    drawn = {line.split()[-1] for line in drawn_tree()}
    assert exit_status.ERRORS.keys() <= drawn


def newer(vault: Vault) -> Path:
    with sqlite3.connect(vault.catalogue_path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    return vault.path


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("find", "("), 2, "Cannot read the query at character"),
        (("find", "kinde:video"), 2, "kind"),
        (("find", "", "--sort", "size"), 2, 'Cannot sort by "size"'),
        (("show", "a99"), 2, 'No asset "a99" in this catalogue'),
        (("show", "c99"), 2, 'No clip "c99" in this catalogue'),
        (("finde", ""), 2, "find"),
        (("find", "", "--jsn"), 2, "--json"),
        (("find", "", "--limit", "many"), 2, "--limit"),
        (("event",), 2, "mediavault event --help"),
        (("undo", "99"), 1, "undo"),
        (("redo",), 1, "redo"),
        (("tui",), 2, "The interface needs a terminal"),
    ],
)
def test_a_mistake_gets_one_sentence(cli: Cli, arguments: tuple[str, ...], status: int, told: str) -> None:
    refused = cli(*arguments)
    assert refused.status == status
    assert refused.err.startswith("mediavault: ")
    assert told in refused.err
    assert refused.err.count("\n") == 1
    assert refused.out == ""


def test_not_a_vault(bare: Cli, tmp_path: Path) -> None:
    for place, reason in ((tmp_path, "it has no catalogue"), (tmp_path / "nowhere", "there is no such folder")):
        refused = bare("find", "", "--vault", place)
        assert refused.status == 10
        assert refused.err == (f"mediavault: {place} is not a vault: {reason}. To make one: mediavault init {place}\n")
    file = tmp_path / "file"
    file.touch()
    assert bare("find", "", "--vault", file).status == 10
    (tmp_path / "catalogue.db").write_text("not a database, by any means" * 100, encoding="utf-8")
    assert bare("find", "", "--vault", tmp_path).status == 10


def test_a_newer_vault_is_left_alone(bare: Cli, vault: Vault) -> None:
    refused = bare("find", "", "--vault", newer(vault))
    assert refused.status == 11
    assert "was written by a newer mediavault" in refused.err


def test_a_vault_is_made_once(bare: Cli, tmp_path: Path) -> None:
    place = tmp_path / "new"
    assert bare("init", place, "--dry-run").status == 0
    assert not place.exists()
    assert bare("init", place).status == 0
    for again in (bare("init", place), bare("init", place, "--dry-run")):
        assert (again.status, again.err) == (1, f"mediavault: {place} is a vault already: nothing was changed.\n")
    assert bare("find", "", "--vault", place).out == ""


def test_a_full_disk_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "file"))

    monkeypatch.setattr(find, "print_assets", full)
    refused = cli("find", "")
    assert refused.status == 1
    assert refused.err.startswith("mediavault: The disk at /")
    assert "is full" in refused.err


def test_a_full_catalogue_disk_is_named(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(self: Catalogue, path: Path, mounts: Mapping[str, Path]) -> None:
        original(self, path, mounts)

        @event.listens_for(self._engine, "connect")
        def no_more(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")

    original = Catalogue.__init__
    monkeypatch.setattr(Catalogue, "__init__", small)
    refused = cli("tag", "", "--note", "x" * 1_000_000)
    assert refused.status == 1
    assert refused.err.startswith("mediavault: The disk at /")
    assert f"which holds {vault.catalogue_path}, is full: nothing of the last change was kept." in refused.err
    assert re.search(r"[\d,]+ bytes are needed and [\d,]+ are free", refused.err)


def test_a_foreign_refusal_is_one_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/media/card")

    monkeypatch.setattr(find, "print_assets", refuse)
    refused = cli("find", "")
    assert (refused.status, refused.err) == (1, "mediavault: Cannot use /media/card: Permission denied.\n")


def test_ctrl_c_leaves_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(find, "print_assets", interrupt)
    assert cli("find", "").status == 130


def test_no_color_reaches_everything(cli: Cli) -> None:
    cli("find", "", "--no-color")
    assert os.environ["NO_COLOR"] == "1"


def test_a_reader_that_leaves_is_no_error(vault: Vault) -> None:
    command = f"{sys.executable} -m mediavault --vault {vault.path} find '' --json | head -c 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"{", b"")


def test_it_runs_as_a_program(vault: Vault) -> None:
    command = [sys.executable, "-m", "mediavault", "find", "id:a1", "--vault", str(vault.path)]
    ran = subprocess.run(command, capture_output=True, timeout=60, check=False, env={**os.environ, "LC_ALL": "C"})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(b"a1\tvideo\t")


def test_its_exit_status_is_that_of_the_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mediavault", "find", "", "--vault", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 10
    assert run(["--vault", str(tmp_path), "find"]) == 10


@pytest.mark.parametrize(
    "words",
    [
        ["relink", "/x"], ["offload", "/x", "/y"], ["ingest", "/x"], ["watch", "/x"], ["export", "Selects", "/x.edl"],
        ["conform", "/x.edl"], ["intake", "folder", "/x"], ["merge", "/x"], ["xmp", "import", "/x"],
        ["verify", "--manifest", "/x"],
    ],
)  # fmt: skip
def test_no_disk_is_asked_while_a_line_is_read(
    bare: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """Typer looks whether a path is there, and a disk that does not answer would hold the program for ever."""

    def ask(path: str, *_: object, **__: object) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("typer._adapters.coerce_cli_path", ask)
    assert bare(*words, "--vault", tmp_path / "none").status in {
        2,
        10,
    }  # then our own rooms look, and say what they see
