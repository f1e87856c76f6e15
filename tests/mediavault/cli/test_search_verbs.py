"""`search`: queries under names; `find` says why it found nothing."""

from __future__ import annotations

from pathlib import Path

from cli_runner import Cli, on_both


@on_both
def test_a_search_is_kept_listed_shown_used_and_removed(cli: Cli) -> None:
    assert (
        cli("search", "save", "Videos", "kind:video", "--dry-run").err == "Would save the search Videos: kind:video.\n"
    )
    assert cli("search", "list", "--json").lines == []
    said = cli("search", "save", "Videos", "kind:video", "--json")
    assert said.lines == [{"name": "Videos", "query": "kind:video"}]
    assert said.err == 'Saved: search:"Videos" is kind:video\n'
    assert cli("search", "list", "--json").lines == said.lines
    assert cli("search", "show", "videos", "--json").lines == [{"assets": 2, "name": "Videos", "query": "kind:video"}]
    assert [one["id"] for one in cli("find", "search:videos", "--json").lines] == ["a1", "a4"]
    assert cli("history", "--json").lines[0]["what"] == "Save the search Videos"
    assert cli("search", "remove", "VIDEOS").status == 0
    refused = cli("find", "search:videos")
    assert refused.status == 2
    assert 'No search "videos" in this catalogue' in refused.err
    assert cli("undo").status == 0
    assert cli("search", "list").cells == [["Videos", "kind:video"]]


def test_a_search_that_asks_for_itself_is_refused(cli: Cli) -> None:
    cli("search", "save", "A", "kind:video")
    cli("search", "save", "B", "search:a")
    refused = cli("search", "save", "A", "search:b or kind:photo")
    assert refused.status == 1
    assert '"A" asks for "B" asks for "A"' in refused.err


@on_both
def test_nothing_found_for_a_name_that_is_not_there_names_the_nearest(cli: Cli) -> None:
    said = cli("find", "place:Vilgius")
    assert (said.status, said.out) == (0, "")
    assert said.err == 'No place "Vilgius" in this catalogue: did you mean "Vilnius"?\n'
    assert cli("find", "place:Vilnius").err == ""


@on_both
def test_facets_are_printed_by_field(cli: Cli) -> None:
    cli("tag", "a1", "--place", "Vilnius")
    assert cli("facets", "kind:video", "--field", "place", "--field", "kind", "--json").lines == [
        {"count": 2, "field": "kind", "query": "kind:video", "value": "video"},
        {"count": 1, "field": "place", "query": "place:Vilnius", "value": "Vilnius"},
    ]
    assert ["kind", "audio", "1", "kind:audio"] in cli("facets").cells
    assert [one[1] for one in cli("facets", "--field", "kind", "--limit", "1").cells] == ["audio"]
    assert cli("facets", "--field", "lens").status == 1


@on_both
def test_a_transcript_is_imported_found_and_shown_with_timecode(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "a.srt"
    file.write_text("1\n00:00:01,500 --> 00:00:03,000\nСцены рухнуць\n", encoding="utf-8")
    assert cli("transcript", "import", file, "a1", "--dry-run").status == 0
    shown = cli("transcript", "show", "a1")
    assert (shown.out, shown.err) == ("", "a1 has no transcript.\n")
    said = cli("transcript", "import", file, "a1", "--language", "be", "--json")
    assert said.err == "Import 1 line said in A001C001.mov.\n"
    line = {
        "end_ms": 3000,
        "language": "be",
        "speaker": None,
        "start_ms": 1500,
        "text": "Сцены рухнуць",
        "translates": None,
    }
    assert said.lines == cli("transcript", "show", "a1", "--json").lines == [line]
    assert cli("transcript", "show", "a1").cells == [["10:00:01:12", "10:00:03:00", "be", "", "Сцены рухнуць"]]
    assert [one["id"] for one in cli("find", "ruchnuć", "--json").lines] == ["a1"]
    assert cli("transcript", "import", tmp_path / "none.srt", "a1").status == 1
