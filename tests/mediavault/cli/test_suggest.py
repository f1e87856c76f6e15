"""`suggest`: offers are listed, accepted one by one or alike, refused for good."""

from __future__ import annotations

from cli_runner import Cli


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
