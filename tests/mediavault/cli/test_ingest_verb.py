"""`ingest` as people and programs see it: its lines, its summary, its exit codes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from cli_runner import Cli
from media_factory import make_photo, make_sound

import mediavault.ingest.run
from library.model import AssetId, Outcome, Problem
from mediavault.cli import ingest_talk
from mediavault.ingest.values import FileOutcome, IngestSummary, Interrupted
from mediavault.progress import Progress, Stage
from mediavault.vault import Vault


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two photos, one of them twice, a sound, a damaged photo, and a note."""
    folder = tmp_path / "card"
    make_photo(folder / "DCIM" / "Białystok.jpg", colour="#112233")
    make_photo(folder / "DCIM" / "second.jpg", colour="#445566")
    (folder / "again.jpg").write_bytes((folder / "DCIM" / "second.jpg").read_bytes())
    make_sound(folder / "atmo.wav")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (folder / "notes.txt").write_text("bread, milk", encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and modification time of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(one): (hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_mtime_ns) for one in files}


def test_json_accounts_for_every_file(bare: Cli, card: Path, tmp_path: Path) -> None:
    before = content(card)
    vault = tmp_path / "vault"
    ran = bare("ingest", card, "--vault", vault, "--json", "--jobs", "1")
    assert ran.status == 3
    *files, last = ran.lines
    assert [one.keys() for one in files] == [{"path", "path_quoted", "outcome", "asset", "problem"}] * 6
    summary = last["summary"]
    assert summary.keys() == {"files", "new", "known", "updated", "unreadable", "skipped", "bytes", "seconds"}
    counts = {name: summary[name] for name in ("new", "known", "updated", "unreadable", "skipped")}
    assert counts == {"new": 3, "known": 1, "updated": 0, "unreadable": 1, "skipped": 1}
    assert summary["files"] == 6 == sum(counts.values())
    (broken,) = [one for one in files if one["outcome"] == "unreadable"]
    assert broken["path"].endswith("broken.jpg")
    assert broken["problem"].keys() == {"kind", "message"}
    assert all(one["asset"].startswith("a") for one in files if one["outcome"] in {"new", "known"})
    assert content(card) == before

    again = bare("ingest", card, "--vault", vault, "--json", "--jobs", "1")
    assert again.status == 3
    summary = again.lines[-1]["summary"]
    assert (summary["new"], summary["known"], summary["files"]) == (0, 4, 6)


def test_a_pipe_gets_a_line_a_file(bare: Cli, card: Path, tmp_path: Path) -> None:
    ran = bare("ingest", card, "--vault", tmp_path / "vault", "--jobs", "1", "--no-previews")
    assert ran.status == 3
    assert sorted(cells[0] for cells in ran.cells) == ["known", "new", "new", "new", "skipped", "unreadable"]
    assert f"Created the vault {tmp_path / 'vault'}.\n" in ran.err
    assert "3 new, 1 known, 1 unreadable, 1 skipped." in ran.err
    assert len(bare("find", "", "--vault", tmp_path / "vault").cells) == 3


def test_a_dry_run_leaves_no_vault_and_no_rows(bare: Cli, card: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    ran = bare("ingest", card, "--vault", vault, "--dry-run", "--jobs", "1")
    assert ran.status == 3
    assert ran.err.splitlines()[-1].startswith("Would catalogue 6 files")
    assert not vault.exists()
    bare("init", vault)
    bare("ingest", card, "--vault", vault, "--dry-run", "--jobs", "1")
    assert bare("find", "", "--vault", vault).out == ""


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_no_such_folder(bare: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    refused = bare("ingest", tmp_path / name, "--vault", tmp_path / "vault")
    assert refused.status == 2
    assert refused.err.startswith(f"mediavault: Cannot look through {tmp_path / name}: ")
    assert refused.err.count("\n") == 1
    assert not (tmp_path / "vault").exists()


def test_everything_of_a_card_is_linked(cli: Cli, card: Path) -> None:
    assert cli("ingest", card, "--event", "day of solidarity", "--place", "Bialystok", "--jobs", "1").status == 3
    found = cli("find", 'event:"Day of Solidarity"').cells
    assert {(cells[6]) for cells in found} == {"Day of Solidarity, Białystok"}
    unknown = cli("ingest", card, "--event", "Day of Solidarnost", "--jobs", "1")
    assert unknown.status == 2
    assert 'did you mean "Day of Solidarity"?' in unknown.err


def test_ctrl_c_says_what_is_in_and_how_to_go_on(
    cli: Cli, card: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> IngestSummary:
        raise Interrupted(IngestSummary(new=2, bytes=5_000_000, seconds=1.5))

    monkeypatch.setattr(mediavault.ingest.run, "ingest", stop)
    ran = cli("ingest", card, "--json")
    assert ran.status == 130
    assert ran.lines[-1]["summary"]["new"] == 2
    again = f"mediavault --vault {vault.path} ingest {card} --json"
    assert ran.err.splitlines() == [
        "Catalogued 2 files (5.0 MB in 1.5 s): 2 new.",
        f"mediavault: Interrupted after 2 files; what was catalogued is kept. To go on: {again}",
    ]


def test_names_are_shown_safely(capsys: pytest.CaptureFixture[str]) -> None:
    talk = ingest_talk.Talk(json=False, display=None)
    problem = Problem("damaged", "Cannot read \x1b[31mred.jpg: it ends early.")
    talk.outcome(FileOutcome(b"/card/\xff\x1b[31mred.jpg", Outcome.UNREADABLE, None, problem))
    talk.outcome(FileOutcome(os.fsencode("/card/Białystok.jpg"), Outcome.NEW, AssetId(7)))
    talk.progress(Progress(Stage.READ, 2, 2, 10, 5.0, 1))
    assert capsys.readouterr().out == (
        "unreadable\t/card/\\xff␛[31mred.jpg\t\tCannot read ␛[31mred.jpg: it ends early.\n"
        "new\t/card/Białystok.jpg\ta7\t\n"
    )


def test_a_folder_that_is_the_vaults_own_is_refused(cli: Cli, vault: Vault) -> None:
    refused = cli("ingest", vault.previews)
    assert (refused.status, "the vault keeps its previews there" in refused.err) == (2, True)


def test_a_vault_inside_the_folder_is_left_out(bare: Cli, card: Path) -> None:
    first = bare("ingest", card, "--vault", card / "vault", "--jobs", "1", "--json")
    again = bare("ingest", card, "--vault", card / "vault", "--jobs", "1", "--json")
    assert first.lines[-1]["summary"]["files"] == again.lines[-1]["summary"]["files"] == 6


def test_a_folder_nobody_may_read_is_named(bare: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    refused = bare("ingest", tmp_path / "locked", "--vault", tmp_path / "new")
    assert refused.status == 2
    assert refused.err == (
        f"mediavault: Cannot look through {tmp_path / 'locked'}: the system does not let you read it; ask whoever owns "
        "it. Name a folder with photos, videos or sound.\n"
    )


def test_a_drive_that_is_gone_is_asked_for(
    cli: Cli, card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    nothing = cli("ingest", tmp_path / "empty")
    assert (nothing.status, nothing.err.splitlines()[-1]) == (
        0,
        f"There is no file in {tmp_path / 'empty'}: is the drive connected?",
    )

    def pulled(*arguments: Any, **_: object) -> IngestSummary:
        for number in (1, 2):
            gone = Problem("vanished", f"Cannot read {number}.jpg: it went away before it was read.")
            arguments[4](FileOutcome(b"/card/%d.jpg" % number, Outcome.UNREADABLE, None, gone))
        return IngestSummary(unreadable=2)

    monkeypatch.setattr(mediavault.ingest.run, "ingest", pulled)
    assert cli("ingest", card).err.splitlines()[-1] == (
        "2 files went away while they were read: if the drive was pulled, connect it, and run the same command again."
    )
