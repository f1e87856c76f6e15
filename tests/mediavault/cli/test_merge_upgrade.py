"""`merge` and `upgrade` as people run them."""

from __future__ import annotations

from pathlib import Path

from catalogue_contents import contents
from cli_runner import Cli
from older_catalogues import made_by, version_of

from library import migrations
from library.model import Authority, AuthorityKind, Protection
from mediavault.vault import Vault


def other_vault(folder: Path, cli: Cli, bare: Cli) -> Path:
    """A vault that was a copy of ours, and went its own way."""
    assert cli("backup", folder / "copy.db").status == 0
    assert bare("--vault", folder / "other", "restore", folder / "copy.db").status == 0
    assert (
        bare("--vault", folder / "other", "tag", "a1", "--keyword", "river", "--create", "--note", "theirs").status == 0
    )
    return folder / "other"


def test_a_merge_is_shown_done_once_and_undone(cli: Cli, bare: Cli, vault: Vault, tmp_path: Path) -> None:
    other = other_vault(tmp_path, cli, bare)
    assert cli("tag", "a1", "--note", "ours").status == 0
    before, theirs = contents(vault.catalogue_path), contents(other / "catalogue.db")
    assert cli("merge", other, "--dry-run").err.splitlines()[-1] == f"Would merge the vault {other}."
    assert contents(vault.catalogue_path) == before
    told = cli("merge", other, "--json")
    assert told.status == 0
    assert told.lines == [
        {"what": "clip 1", "column": "note", "ours": "ours", "theirs": "theirs", "taken": "ours"},
        {"summary": {"added": {"authority": 1, "link": 1}, "changed": {}, "left_out": {}, "conflicts": 1}},
    ]
    assert told.err == "Merged: 1 record, 1 link added; 1 conflict.\n"
    assert [one["keywords"] for one in cli("find", "keyword:river", "--json").lines] == [[]]
    again = cli("merge", other)
    assert again.cells == [["clip 1", "note", "ours", "theirs", "ours"]]
    assert cli("history", "--limit", "1").cells[0][3] == f"Merge the vault {other}"
    assert cli("merge", other, "--prefer", "theirs").status == 0
    assert cli("show", "c1", "--json").lines[0]["note"] == "theirs"
    assert contents(other / "catalogue.db") == theirs
    assert [one.name for one in vault.path.iterdir() if one.name.startswith(".merge")] == []


def test_records_that_have_but_a_name_in_common_are_joined_by_request(
    cli: Cli, bare: Cli, vault: Vault, tmp_path: Path
) -> None:
    other = other_vault(tmp_path, cli, bare)
    for folder, note in ((vault.path, "of Minsk"), (other, "of Vilnius")):
        anna = Authority(kind=AuthorityKind.PERSON, name="Anna", protection=Protection.OPEN, note=note)
        with Vault.open(folder).catalogue() as catalogue, catalogue.transaction("Anna") as edit:
            edit.add_authority(anna)
    assert cli("merge", other).cells == [['person "Anna"', "name", "Anna, of Minsk", "Anna, of Vilnius", "left out"]]
    assert cli("merge", other, "--same", "person:anna").status == 0
    with vault.catalogue() as catalogue:
        assert [one.note for one in catalogue.authorities(AuthorityKind.PERSON)] == ["of Minsk\nof Vilnius"]
    assert cli("merge", other, "--same", "person:anna").err == "Merged: nothing new.\n"


def test_material_does_not_come_in_without_those_who_may_keep_it_from_leaving(
    cli: Cli, bare: Cli, vault: Vault, tmp_path: Path
) -> None:
    other = other_vault(tmp_path, cli, bare)
    assert cli("person", "add", "Anna", "--protection", "open").status == 0
    for arguments in (("person", "add", "Anna"), ("tag", "a2", "--person", "Anna")):
        assert bare("--vault", other, *arguments).status == 0
    before = contents(vault.catalogue_path)
    refused = cli("merge", other)
    assert refused.status == 2
    assert refused.cells == [['person "Anna"', "name", "Anna", "Anna", "left out"]]
    assert "Nothing was merged: another here has the name of 1 record there" in refused.err
    assert contents(vault.catalogue_path) == before
    assert cli("merge", other, "--same", "person:Anna").status == 0
    assert [link["name"] for link in cli("show", "a2", "--json").lines[0]["clips"][0]["links"]] == ["Anna"]


def test_what_cannot_be_merged_is_said(cli: Cli, tmp_path: Path) -> None:
    assert cli("merge", tmp_path / "nowhere").status == 10
    assert cli("merge", tmp_path, "--prefer", "mine").status == 2


def test_an_upgrade_says_what_it_did_and_where_the_catalogue_is_as_it_was(bare: Cli, tmp_path: Path) -> None:
    path = made_by("0003", tmp_path / "catalogue.db")
    assert bare("--vault", tmp_path, "upgrade", "--dry-run").err == (
        f"Would upgrade {path} from schema 0003 to {migrations.HEAD}.\n"
    )
    assert version_of(path) == "0003"
    before = contents(path)
    told = bare("--vault", tmp_path, "upgrade", "--json")
    assert told.status == 0
    (said,) = told.lines
    assert (said["catalogue"], said["schema"]) == (str(path), migrations.HEAD)
    assert (said["was"]["backup"], said["was"]["schema"]) == (f"{path}.0003", "0003")
    assert said["was"]["rows"]["asset"] == 1
    assert contents(tmp_path / "catalogue.db.0003") == before
    assert f"Upgraded {path} from schema 0003 to {migrations.HEAD}.\n" in told.err
    again = bare("--vault", tmp_path, "upgrade", "--json")
    assert again.lines[0]["was"] is None
    assert "nothing to do" in again.err
    assert bare("--vault", tmp_path / "nowhere", "upgrade").status == 10
