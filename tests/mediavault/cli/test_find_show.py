"""`find` and `show` for a person and for a pipe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cli_runner import Cli, on_both

from library.model import AssetId, PartRole, Tie
from mediavault.vault import Vault
from mediavault.vault.lacking import LET_GO, note_no_preview


@on_both
def test_a_pipe_gets_a_tab_separated_line_an_asset(cli: Cli) -> None:
    found = cli("find", "")
    assert found.status == 0
    assert found.err == ""
    assert [cells[:3] for cells in found.cells] == [
        ["a1", "video", "A001C001.mov"],
        ["a2", "photo", "P1020331.JPG"],
        ["a4", "video", "\\xff␛[31m␉red.mov"],
        ["a3", "audio", "atmo.wav"],
    ]
    assert {len(cells) for cells in found.cells} == {10}
    assert found.cells[0][3:5] == ["2020-07-01 10:00", "0:04.0"]


def test_sort_and_limit(cli: Cli) -> None:
    assert [cells[0] for cells in cli("find", "", "--sort", "-name", "--limit", "2").cells] == ["a3", "a4"]


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_vault_may_stand_before_or_after_the_verb(bare: Cli, cli: Cli, vault: object, place: str) -> None:
    option = ("--vault", vault.path)
    found = bare(*option, "find", "") if place == "before" else bare("find", "", *option)
    assert found == cli("find", "")


def test_the_vault_of_the_environment(bare: Cli, vault: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAVAULT_VAULT", str(vault.path))
    assert bare("find", "").status == 0


@on_both
def test_clips_carry_their_range(cli: Cli) -> None:
    cli("clip", "add", "a1", "10f", "20f", "--name", "Arrival")
    cli("tag", "a2", "--place", "Vilnius")
    found = cli("find", "", "--clips")
    assert found.cells == [
        ["c1", "A001C001.mov", "10:00:00:10 to 10:00:00:20", "Arrival", "", "", ""],
        ["c2", "P1020331.JPG", "whole", "", "Vilnius", "", ""],
    ]


def test_show_says_what_is_known_and_leaves_out_what_is_not(cli: Cli) -> None:
    shown = dict(cells for cells in cli("show", "a1").cells if len(cells) == 2)
    assert shown["picture"].startswith("640 x 360 · 25 frames per second")
    assert shown["timecode"] == "10:00:00:00 (tmcd stream)"
    assert shown["reel"] == "A001"
    assert "lens" not in shown


@pytest.mark.parametrize("reference", ["a1", "DCIM/A001C001.mov", "abcdef" + "0" * 26])
def test_an_asset_answers_to_key_path_and_digest(cli: Cli, reference: str) -> None:
    assert cli("show", reference, "--json").lines[0]["id"] == "a1"


def test_show_of_a_clip(cli: Cli) -> None:
    cli("clip", "add", "a1", "10f", "20f")
    assert cli("show", "c1").cells[:3] == [
        ["id", "c1"],
        ["asset", "a1 A001C001.mov"],
        ["range", "10:00:00:10 to 10:00:00:20"],
    ]


def test_what_is_used_already_says_so_wherever_it_is_shown(cli: Cli) -> None:
    for span in (("10f", "20f"), ("15f", "30f"), ("40f", "50f")):
        cli("clip", "add", "a1", *span)
    for name, shots in {"Selects": ("a2", "c1"), "Rough cut": ("c1",)}.items():
        cli("shotlist", "create", name, "--rate", "25")
        cli("shotlist", "add", name, *shots)
    used = ["used in", "Rough cut, shot 1"], ["used in", "Selects, shot 2"]
    assert [cells for cells in cli("show", "a1").cells if cells[0] == "used in"] == [*used]
    assert [cells for cells in cli("show", "c2").cells if cells[0] == "used in"] == [*used]  # it shares frames
    assert [cells for cells in cli("show", "c3").cells if cells[0] == "used in"] == []
    assert [cells[-1] for cells in cli("find", "", "--clips").cells] == [
        "Rough cut, shot 1; Selects, shot 2",
        "Rough cut, shot 1; Selects, shot 2",
        "",
        "Selects, shot 1",
    ]
    (shown,) = cli("show", "c2", "--json").lines
    assert shown["used_in"][1] == {
        "shot_list": "Selects",
        "project": None,
        "number": 2,
        "clip": "c1",
        "source_range": {"start": 10, "duration": 10, "end_exclusive": 20, "rate": "25"},
    }
    (whole,) = cli("show", "a1", "--json").lines
    assert whole["used_in"] == shown["used_in"]


@pytest.fixture
def belonging(vault: Vault) -> None:
    """The photo and the sound belong to the video."""
    with vault.catalogue() as catalogue, catalogue.transaction("Link") as edit:
        edit.add_parts([Tie(AssetId(1), AssetId(2), PartRole.PROXY), Tie(AssetId(1), AssetId(3), PartRole.SOUND, 2)])


@pytest.mark.usefixtures("belonging")
def test_what_belongs_to_another_stands_in_its_line(cli: Cli) -> None:
    assert [(cells[0], cells[-1]) for cells in cli("find", "").cells] == [("a1", "proxy, sound"), ("a4", "")]
    assert [cells[0] for cells in cli("find", "atmo").cells] == ["a1"]
    assert [cells[0] for cells in cli("find", "part:sound").cells] == ["a3"]
    assert [one["id"] for one in cli("find", "", "--json").lines] == ["a1", "a2", "a4", "a3"]


@pytest.mark.usefixtures("belonging")
def test_show_says_what_belongs_to_what(cli: Cli) -> None:
    shown = [cells for cells in cli("show", "a1").cells if cells[0] == "part"]
    assert shown == [["part", "a2 P1020331.JPG (proxy)"], ["part", "a3 atmo.wav (sound 2)"]]
    assert ["part of", "a1 A001C001.mov (sound 2)"] in cli("show", "a3").cells
    (whole,), (part,) = cli("show", "a1", "--json").lines, cli("show", "a3", "--json").lines
    assert (whole["part_of"], part["parts"]) == (None, [])
    assert part["part_of"] == {"asset": "a1", "name": "A001C001.mov", "role": "sound", "position": 2}
    assert whole["parts"] == [
        {"asset": "a2", "name": "P1020331.JPG", "role": "proxy", "position": 1},
        {"asset": "a3", "name": "atmo.wav", "role": "sound", "position": 2},
    ]


def test_what_a_person_says_and_what_readers_stumbled_over_is_shown(cli: Cli, vault: Vault) -> None:
    cli("tag", "a2", "--rights", "© Anna K.", "--event", "Day of Solidarity")
    with vault.catalogue() as catalogue:
        (asset,) = catalogue.assets([2])
        raw = {"problems": ["Pillow: it ends early"], "rejected": ["EXIF DateTime is no date: 0000:00:00"]}
        raw["breaks off"] = {"said": "5 of at least 9 bytes are here"}
        facts = replace(asset.facts, recorded_at=None, raw=raw)
        with catalogue.transaction("Ingest", by_ingest=True) as edit:
            edit.describe(asset.copies[0].id, asset.copies[0].stamp, facts, ())
    rows = cli("show", "a2").cells
    for row in (
        ["recorded", "not known: nothing in the file, its name or beside it says when"],
        ["", "its file was last changed 2020-09-13 12:26 +00:00, so recorded then or before"],
        ["rights", "© Anna K. (as a person says)"],
        ["breaks off", "5 of at least 9 bytes are here"],
        ["problem", "Pillow: it ends early"],
        ["problem", "EXIF DateTime is no date: 0000:00:00"],
    ):
        assert row in rows


def test_a_file_that_is_rejected_by_its_own_word_says_so(cli: Cli, vault: Vault) -> None:
    with vault.catalogue() as catalogue:
        (asset,) = catalogue.assets([2])
        with catalogue.transaction("Ingest", by_ingest=True) as edit:
            edit.describe(asset.copies[0].id, asset.copies[0].stamp, replace(asset.facts, rating=-1), ())
    assert [cells[5] for cells in cli("find", "rejected").cells] == ["rejected"]


def test_when_it_was_recorded_is_a_sentence(cli: Cli) -> None:
    rows = cli("show", "a2").cells
    at = rows.index(["recorded", "2020-07-02 12:00:00 +02:00"])
    assert rows[at + 1] == ["", "12:00 +02:00"]


def test_show_says_why_there_is_no_preview(cli: Cli, vault: Vault) -> None:
    with vault.catalogue() as catalogue:
        places = [vault.preview_path(one.fingerprint.quick_hex) for one in catalogue.assets([1, 2, 3])]
    note_no_preview(places[0], "No preview of A001C001.mov: it is damaged.")
    note_no_preview(places[1], LET_GO)
    lines = [dict(cells for cells in cli("show", key).cells if len(cells) == 2) for key in ("a1", "a2", "a3")]
    assert [one["no preview"] for one in lines] == [
        "No preview of A001C001.mov: it is damaged.",
        "There was no room to keep it; it is made again when somebody looks at it.",
        "None was made yet. Ingest its folder again, without --no-previews.",
    ]
    assert cli("show", "a1", "--json").lines[0]["no_preview"] == "No preview of A001C001.mov: it is damaged."
    places[0].write_bytes(b"a picture")
    assert "no preview" not in dict(cells for cells in cli("show", "a1").cells if len(cells) == 2)
    assert cli("show", "a1", "--json").lines[0]["no_preview"] is None
