"""`suggest`: offers are listed, accepted one by one or alike, refused for good."""

from __future__ import annotations

from dataclasses import replace

from catalogue_factory import CARD, photo, stamp
from cli_runner import Cli, on_both

from library.model import Fingerprint, Gps
from mediavault.vault import Vault


@on_both
def test_suggestions_are_listed_accepted_and_refused(cli: Cli) -> None:
    cli("place", "edit", "Białystok", "--lat", "53.13", "--lon", "23.17")
    cli("event", "edit", "Day of Solidarity", "--date", "2020-07-02", "--place", "Białystok")
    assert cli("suggest", "--dry-run").err == "Would suggest 1 link by time and place.\n"
    said = cli("suggest", "--json")
    assert said.err == "Suggest 1 link by time and place.\n"
    (one,) = said.lines
    assert (one["asset"], one["name"], one["by"], one["provenance"]) == (
        "a2",
        "Day of Solidarity",
        "time and place 1",
        "rule",
    )
    assert one["confidence"] == 0.99
    assert cli("find", "event:solidarity").out == ""
    assert cli("suggest", "--reject", one["id"]).err == "Refuse 1 suggestion: Day of Solidarity.\n"
    assert cli("suggest").out == ""
    assert cli("suggest", "--accept", one["id"]).status == 1
    cli("undo")
    assert cli("suggest", "--accept-all-like", one["id"]).err == "Accept 1 suggestion: Day of Solidarity.\n"
    assert [found["id"] for found in cli("find", "event:solidarity", "--json").lines] == ["a2"]
    assert cli("suggest").out == ""


@on_both
def test_a_day_without_an_event_is_listed_accepted_and_refused(cli: Cli, vault: Vault) -> None:
    cli("place", "edit", "Białystok", "--lat", "53.13", "--lon", "23.17")
    located = replace(photo("2020-08-15"), gps=Gps(53.1325, 23.1688, None, "EXIF GPS"))
    with vault.catalogue() as catalogue, catalogue.transaction("Ingest more", by_ingest=True) as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        for number in range(5):
            print_of = Fingerprint(6_000_000, f"{number:032x}")
            edit.record(volume.id, f"day/{number}.jpg".encode(), stamp(inode=100 + number), print_of, located)
    title = "Saturday 15 August 2020, Białystok"
    (row,) = cli("suggest").cells
    assert row == ["a5", "", "5 photos, 12:00-12:00", "new event", title, "", "day and place 1"]
    (one,) = cli("suggest", "--json").lines
    assert (one["id"], one["name"], one["date"], one["place"]) == ("a5", title, "2020-08-15", "Białystok")
    assert one["assets"] == ["a5", "a6", "a7", "a8", "a9"]
    assert cli("suggest", "--accept", "a5", "--dry-run").err == f"Would accept 1 new event: {title}.\n"
    assert cli("suggest", "--accept", "a6").status == 1
    assert cli("suggest", "--accept", "a5").err == f"Accept 1 new event: {title}.\n"
    assert len(cli("find", f'event:"{title}"', "--json").lines) == 5
    cli("undo")
    assert cli("event", "show", title).status == 2
    assert cli("suggest", "--reject", "a5").out == ""
    assert cli("suggest").out == ""
