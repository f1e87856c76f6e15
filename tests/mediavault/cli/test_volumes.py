"""Which drives there are, where they stand, and which a shot list needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalogue_factory import stamp, video
from cli_runner import Cli
from media_factory import make_photo

from library.model import Digest, Fingerprint
from mediavault.vault import Vault, mounts

OTHER = "uuid:5678-EFAB"


@pytest.fixture
def two(vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vault:
    """A second drive, connected, with a copy of a1 and one asset (a5) of its own; the card is not connected."""
    with vault.catalogue() as catalogue, catalogue.transaction("Ingest BACKUP", by_ingest=True) as edit:
        drive = edit.add_volume(OTHER, "BACKUP")
        facts = video(caption="Arrival")
        one, two = (Fingerprint(5_000_000, f"{number:032x}") for number in (0, 99))
        edit.record(drive.id, b"A001C001.mov", stamp(inode=1), one, facts, Digest("xxh128", f"abcdef{0:026x}"))
        edit.record(drive.id, b"B001.mov", stamp(7_000_000, 2), two, video(), Digest("xxh128", f"{5:032x}"))
    monkeypatch.setattr("mediavault.vault.mounts", lambda: {OTHER: tmp_path})
    return vault


def test_volumes_say_what_they_hold_and_which_is_connected(two: Vault, cli: Cli) -> None:
    backup, card = cli("volumes", "--json").lines
    assert (backup["label"], backup["state"], backup["files"], backup["only_here"]) == ("BACKUP", "online", 2, 1)
    assert backup["size_bytes"] == 12_000_000
    assert (card["label"], card["state"], card["files"], card["only_here"]) == ("CARD_A", "offline", 4, 3)
    assert (card["mounted_at"], card["shelf"], card["capacity_bytes"], card["seen_at"]) == (None, None, None, None)


def test_what_a_shot_list_needs_is_named_with_its_place_on_the_shelf(two: Vault, cli: Cli) -> None:
    cli("volumes", "edit", "card_a", "--shelf", "office, box 3")
    cli("shotlist", "create", "Rough cut")
    cli("clip", "add", "a1", "0f", "10f")
    assert cli("shotlist", "add", "Rough cut", "c1").status == 0
    needed = cli("volumes", "--for", 'list:"Rough cut"')
    assert "Everything is within reach." in needed.err
    cli("clip", "add", "a4", "0f", "10f")
    assert cli("shotlist", "add", "Rough cut", "c2").status == 0
    needed = cli("volumes", "--for", 'list:"Rough cut"')
    assert "To be connected: CARD_A (shelf: office, box 3, 1 asset)." in needed.err
    assert [row[0] for row in needed.cells] == ["BACKUP", "CARD_A"]


def test_a_shelf_is_noted_and_taken_back(two: Vault, cli: Cli) -> None:
    assert cli("volumes", "edit", "CARD_A", "--shelf", "x", "--dry-run").status == 0
    assert cli("volumes", "--json").lines[1]["shelf"] is None
    assert (
        cli("volumes", "edit", "CARD_A", "--label", "Card 1", "--shelf", "box 3", "--json").lines[0]["shelf"] == "box 3"
    )
    assert cli("volumes", "--json").lines[1]["label"] == "Card 1"
    cli("undo")
    assert cli("volumes", "--json").lines[1]["label"] == "CARD_A"


def test_a_name_that_is_none_gets_a_hint_and_nothing_to_do_an_example(two: Vault, cli: Cli) -> None:
    wrong = cli("volumes", "edit", "CARD_B", "--shelf", "x")
    assert (wrong.status, '"CARD_A"' in wrong.err) == (2, True)
    assert cli("volumes", "edit", "CARD_A").status == 2


def test_an_ingest_notes_when_a_volume_was_seen_and_how_large_it_is(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "card"
    folder.mkdir()
    make_photo(folder / "a.jpg")
    assert cli("ingest", str(folder)).status == 0
    seen = [one for one in cli("volumes", "--json").lines if one["seen_at"]]
    assert [one["state"] for one in seen] == ["online"]
    assert mounts()[seen[0]["uid"]] == Path(seen[0]["mounted_at"])


def test_of_two_drives_on_the_shelf_that_hold_the_same_one_is_needed(
    two: Vault, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.vault.mounts", dict)
    needed = cli("volumes", "--for", "arrival")
    assert needed.err == "To be connected: CARD_A (not connected, no shelf noted, 1 asset).\n"
    clip = cli("clip", "add", "a1", "0f", "10f", "--json").lines[0]["id"]
    for key in ("a1", clip):
        assert {one["label"] for one in cli("volumes", "--for", key, "--json").lines} == {"BACKUP", "CARD_A"}
    assert cli("volumes", "--for", "a99").status == 2
    everything = cli("volumes", "--for", "", "--json").lines
    assert {one["label"]: one["needed"] for one in everything} == {"CARD_A": 4, "BACKUP": 1}


def test_the_states_of_a_copy_are_the_same_wherever_they_are_told(two: Vault, cli: Cli, tmp_path: Path) -> None:
    """a1 online and offline, a2 and a4 offline, a3 changed, a5 missing, whichever verb is asked."""
    with two.catalogue() as catalogue:
        (lost,), (sound,) = (catalogue.asset(key).copies for key in ("a5", "a3"))
        with catalogue.transaction("Scan", by_ingest=True) as edit:
            edit.missing([lost.id])
            edit.changed([sound.id])
    expected = {"a1": {"offline", "online"}, "a2": {"offline"}, "a3": {"changed"}, "a4": {"offline"}, "a5": {"missing"}}
    assert {one["id"]: {copy["state"] for copy in one["copies"]} for one in cli("find", "", "--json").lines} == expected
    for key, states in expected.items():
        assert {copy["state"] for copy in cli("show", key, "--json").lines[0]["copies"]} == states
    backup, card = cli("volumes", "--json").lines
    assert [backup[name] for name in ("state", "files", "missing", "changed", "needed")] == ["online", 1, 1, 0, 0]
    assert [card[name] for name in ("state", "files", "missing", "changed", "needed")] == ["offline", 3, 0, 1, 2]
    assert [row[2] for row in cli("volumes").cells] == ["1 (1 missing)", "3 (1 changed)"]
    told = cli("volumes", "--for", "").err
    assert "To be connected: CARD_A (not connected, no shelf noted, 2 assets)." in told
    assert "2 assets on no drive that is known any more: mediavault relink FOLDER looks for them." in told
    cli("shotlist", "create", "Cut")
    for key in ("a1", "a4"):
        clip = cli("clip", "add", key, "0f", "10f", "--json").lines[0]["id"]
        assert cli("shotlist", "add", "Cut", clip).status == 0
    (checked,) = cli("export", "Cut", tmp_path / "cut.edl", "--check", "--json").lines
    found = [(one["shot"], one["kind"]) for one in checked["findings"]]
    assert [one for one in found if one[1].startswith("media-")] == [(2, "media-offline")]
