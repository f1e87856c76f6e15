"""`doctor`, `completions` and `history`."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest
from cli_runner import Cli

from mediavault.vault import Vault


def test_doctor_says_what_is_in_place(cli: Cli, vault: Vault) -> None:
    said = cli("doctor", "--json")
    assert said.status == 0
    (found,) = said.lines
    assert found["tools"]["ffprobe"]["version"]
    assert found["settings"]["vault"] == {"value": str(vault.path), "from": "--vault"}
    assert found["settings"]["jobs"]["from"] == "default"
    assert found["catalogue"]["assets"] == 4
    assert found["terminal"]["stdout"] == "elsewhere"
    assert "catalogue: assets\t4" in cli("doctor").out


def test_doctor_says_how_much_the_previews_take(cli: Cli, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAVAULT_PREVIEWS_GB", "0.5")
    shelf = vault.previews / "ab"
    shelf.mkdir()
    (shelf / "ab1.jpg").write_bytes(bytes(1000))
    (shelf / "ab1.filmstrip.jpg").write_bytes(bytes(500))
    (found,) = cli("doctor", "--json").lines
    assert found["previews"] == {"assets": 1, "bytes": 1500, "limit_bytes": 500_000_000}
    assert found["settings"]["previews_gb"] == {"value": 0.5, "from": "$MEDIAVAULT_PREVIEWS_GB"}
    monkeypatch.setenv("MEDIAVAULT_PREVIEWS_GB", "none")
    (found,) = cli("doctor", "--json").lines
    assert found["previews"]["limit_bytes"] is None


def test_doctor_names_what_is_missing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAVAULT_FFPROBE", "/nowhere/ffprobe")
    said = cli("doctor")
    assert said.status == 30
    assert "MEDIAVAULT_FFPROBE names /nowhere/ffprobe, which cannot be run" in said.err


def test_doctor_without_a_vault(bare: Cli, tmp_path: object) -> None:
    assert bare("doctor", "--vault", tmp_path).status == 10


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    command = [sys.executable, "-m", "mediavault", "completions", shell]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "_MEDIAVAULT_COMPLETE" in ran.stdout
    assert "mediavault" in ran.stdout


def test_names_of_the_catalogue_are_offered(
    cli: Cli,
    bare: Cli,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    subtests: pytest.Subtests,
) -> None:
    cli("shotlist", "create", "Selects")
    cli("search", "save", "Videos", "kind:video")
    cli("place", "edit", "Vilnius", "--name", "be=Вільня")
    cli("place", "edit", "Białystok", "--name", "be=Беласток")
    monkeypatch.setenv("MEDIAVAULT_VAULT", str(vault.path))
    monkeypatch.setenv("_MEDIAVAULT_COMPLETE", "complete_bash")
    for typed, offered in [
        ("mediavault sho", ["show", "shotlist"]),
        ("mediavault find --js", ["--json"]),
        ("mediavault event show D", ["Day of Solidarity"]),
        ("mediavault tag a1 --place V", ["Vilnius"]),
        ("mediavault tag a1 --place Віл", ["Вільня"]),
        ("mediavault shotlist show S", ["Selects"]),
        ("mediavault find pla", ["place:"]),
        ('mediavault find "place:Biał', ["place:Białystok"]),
        ('mediavault find "kind:video -place:Бел', ["kind:video -place:Беласток"]),
        ('mediavault find "event:solid', ["event:solidarity"]),
        ("mediavault find place:Nowhere", []),
        ("mediavault find camera:S", []),
        ("mediavault find kind:v", ["kind:video"]),
        ("mediavault find is:un", ["is:untagged", "is:unused", "is:undated"]),
        ("mediavault find volume:", ["volume:CARD_A"]),
        ("mediavault find list:s", ["list:selects"]),
        ("mediavault find search:v", ["search:videos"]),
        ("mediavault search show v", ["videos"]),
    ]:
        with subtests.test(typed=typed):
            monkeypatch.setenv("COMP_WORDS", typed)
            monkeypatch.setenv("COMP_CWORD", str(len(shlex.split(typed + '"' * (typed.count('"') % 2))) - 1))
            with pytest.raises(SystemExit) as ended:
                bare()
            said = capsys.readouterr()
            assert (ended.value.code, said.err) == (0, "")
            assert said.out.split() == " ".join(offered).split()


def test_history_names_every_change_and_undo_takes_it_back(cli: Cli) -> None:
    cli("tag", "a1", "--place", "Vilnius")
    newest, first = cli("history", "--json").lines
    assert (newest["what"], newest["undone"]) == ("Tag 1 clip: Vilnius", False)
    assert first["who"] == "card"
    assert cli("undo", "--dry-run").err == "Would undo: Tag 1 clip: Vilnius\n"
    assert cli("undo").err == "Undone: Tag 1 clip: Vilnius\n"
    assert cli("history").cells[0][-1] == "undone"
    assert cli("redo").err == "Redone: Tag 1 clip: Vilnius\n"
    assert cli("undo", str(newest["id"])).status == 0


def test_history_keeps_the_reason_given_before_or_after_the_verb(cli: Cli) -> None:
    assert cli("--why", "Vera asked for it", "tag", "a1", "--keyword", "asked", "--create").status == 0
    assert cli("tag", "a1", "--keyword", "found", "--create", "--why", "seen at 10:00:04").status == 0
    assert [one["why"] for one in cli("history", "--limit", "2", "--json").lines] == [
        "seen at 10:00:04", "Vera asked for it"
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["backup", "restore", "dump", "init", "upgrade", "database roles", "xmp export"])
def test_a_verb_that_notes_nothing_asks_for_no_reason(bare: Cli, verb: str) -> None:
    assert "--why" not in bare(*verb.split(), "--help").out
    assert bare(*verb.split(), "--why", "so").status == 2
    assert "--why" in bare("tag", "--help").out
