"""`event`, `place`, `person`, `organisation`, `keyword`, `project`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_runner import Cli, on_both


def record(cli: Cli, kind: str, name: str) -> dict[str, Any]:
    (shown,) = cli(kind, "show", name, "--json").lines
    return shown


@on_both
def test_an_event_with_all_that_is_known(cli: Cli) -> None:
    cli("keyword", "add", "solidarity")
    added = cli(
        "event", "add", "Living chain", "--date", "2020-08-23~", "--place", "Vilnius", "--name", "be=Жывы ланцуг",
        "--part-of", "Day of Solidarity", "--keyword", "solidarity", "--count", "more than 200",
        "--source", "https://example.org/chain", "--json",
    )  # fmt: skip
    assert added.status == 0, added.err
    shown = record(cli, "event", "Zhyvy lantsuh")
    assert added.lines == [shown]
    assert (shown["date"], shown["count"]) == ("2020-08-23~", "more than 200")
    assert shown["names"] == [{"text": "Жывы ланцуг", "language": "be"}]
    assert {(one["relation"], one["name"]) for one in shown["related"]} == {
        ("at", "Vilnius"),
        ("part of", "Day of Solidarity"),
        ("involves", "solidarity"),
    }
    assert shown["sources"][0]["url"] == "https://example.org/chain"


def test_a_place_in_a_wider_one(cli: Cli) -> None:
    cli("place", "add", "Gediminas Avenue", "--in", "Vilnius", "--lat", "54.6876", "--lon", "25.2756")
    shown = record(cli, "place", "Gediminas Avenue")
    assert (shown["latitude"], shown["longitude"]) == (54.6876, 25.2756)
    assert shown["related"] == [{"relation": "broader", "kind": "place", "name": "Vilnius"}]


def test_a_person_is_guarded_until_somebody_says_otherwise(cli: Cli) -> None:
    cli("person", "add", "Anna Nowak")
    assert record(cli, "person", "Anna Nowak")["protection"] == "unknown"
    cli("person", "edit", "Anna Nowak", "--protection", "do-not-identify")
    assert record(cli, "person", "Anna Nowak")["protection"] == "do not identify"
    assert cli("person", "edit", "Anna Nowak", "--protection", "maybe").status == 2


def test_an_edit_adds_replaces_and_takes_away(cli: Cli) -> None:
    cli("place", "edit", "Vilnius", "--name", "pl=Wilno", "--name", "be=Вільня", "--note", "capital")
    cli("place", "edit", "Wilno", "--without", "Вільня", "--note", "", "--rename", "Vilnius City")
    shown = record(cli, "place", "Wilno")
    assert (shown["name"], shown["note"]) == ("Vilnius City", None)
    assert {one["text"] for one in shown["names"]} == {"Wilno"}
    assert cli("place", "edit", "Wilno").status == 2


@on_both
def test_two_records_become_one(cli: Cli) -> None:
    cli("place", "add", "Wilno nad Wilią")
    cli("tag", "a1", "--place", "Wilno nad Wilią")
    assert cli("place", "merge", "Vilnius", "Wilno nad Wilią").status == 0
    assert [cells[0] for cells in cli("place", "list").cells] == ["Białystok", "Vilnius"]
    assert cli("place", "list", "vilnius").cells[0][4] == "1"


@on_both
def test_what_is_used_stays_and_what_is_not_goes(cli: Cli) -> None:
    cli("tag", "a1", "--place", "Vilnius")
    refused = cli("place", "remove", "Vilnius")
    assert refused.status == 1
    assert 'Cannot remove the place "Vilnius"' in refused.err
    assert cli("place", "remove", "Białystok").status == 0
    assert [cells[0] for cells in cli("place", "list").cells] == ["Vilnius"]


@on_both
def test_an_authority_file_is_taken_once(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "places.toml"
    path.write_text('[[place]]\nname = "Minsk"\nspellings = ["Менск"]\n[[place]]\nname = "Vilnius"\n', encoding="utf-8")
    assert cli("place", "import", path).err == f"Added 1 record from {path}; 1 were there already.\n"
    assert cli("place", "import", path).err == f"Added 0 records from {path}; 2 were there already.\n"
    assert record(cli, "place", "Менск")["name"] == "Minsk"
    path.write_text("[[place", encoding="utf-8")
    broken = cli("place", "import", path)
    assert (broken.status, broken.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("event", "add", "Rally", "--date", "yesterday"), 2, "yesterday"),
        (("event", "add", "Rally", "--place", "Vinlius"), 2, 'did you mean "Vilnius"?'),
        (("event", "add", "Rally", "--name", "just text"), 2, 'Cannot use the spelling "just text"'),
        (("event", "add", "Day of Solidarity"), 1, 'The event "Day of Solidarity" is there already'),
        (("place", "add", "North", "--lat", "91"), 2, "--lat"),
        (("place", "show", "Vinlius"), 2, 'No place "Vinlius" in this catalogue: did you mean "Vilnius"?'),
    ],
)
def test_what_cannot_be_is_refused(cli: Cli, arguments: tuple[str, ...], status: int, told: str) -> None:
    refused = cli(*arguments)
    assert refused.status == status
    assert told in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize("kind", ["event", "place", "person", "organisation", "keyword", "project"])
def test_every_kind_has_the_same_verbs(cli: Cli, kind: str) -> None:
    assert cli(kind, "add", "Something new", "--dry-run").status == 0
    assert "Something new" not in cli(kind, "list").out
    assert cli(kind, "add", "Something new").status == 0
    assert cli(kind, "edit", "something NEW", "--note", "seen").status == 0
    assert ["note", "seen"] in cli(kind, "show", "Something new").cells
    assert cli(kind, "remove", "Something new").status == 0
