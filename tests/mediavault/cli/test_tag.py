"""`tag` and `clip`: what is linked, marked, noted and taken away again."""

from __future__ import annotations

import pytest
from cli_runner import Cli, on_both


def links(cli: Cli, key: str) -> list[tuple[str | None, str]]:
    """Range and name of every link of an asset."""
    (asset,) = cli("show", key, "--json").lines
    return [
        (f"{clip['range']['start']}-{clip['range']['end_exclusive']}" if clip["range"] else None, link["name"])
        for clip in asset["clips"]
        for link in clip["links"]
    ]


@on_both
def test_whole_assets_are_linked_in_one_operation(cli: Cli) -> None:
    tagged = cli("tag", "kind:video", "--event", "day of solidarity", "--place", "Bialystok")
    assert tagged.status == 0
    assert tagged.err == "Tag 2 clips: Day of Solidarity, Białystok.\n"
    assert links(cli, "a1") == links(cli, "a4") == [(None, "Day of Solidarity"), (None, "Białystok")]
    assert links(cli, "a2") == []
    assert cli("undo").status == 0
    assert links(cli, "a1") == []


def test_a_range_is_marked_once(cli: Cli) -> None:
    for name in ("Białystok", "Vilnius"):
        assert cli("tag", "a1", "--range", "10:00:00:05", "10:00:01:00", "--place", name).status == 0
    assert links(cli, "a1") == [("5-25", "Białystok"), ("5-25", "Vilnius")]


def test_a_name_that_is_not_there_needs_create(cli: Cli) -> None:
    refused = cli("tag", "a1", "--event", "Day of Solidarnost")
    assert refused.status == 2
    assert refused.err == (
        'mediavault: No event "Day of Solidarnost" in this catalogue: did you mean "Day of Solidarity"?\n'
    )
    assert links(cli, "a1") == []
    assert cli("tag", "a1", "--keyword", "flag", "--create").status == 0
    assert links(cli, "a1") == [(None, "flag")]
    assert cli("keyword", "list", "--json").lines[0]["name"] == "flag"


@on_both
def test_links_and_notes_are_taken_away(cli: Cli) -> None:
    cli("tag", "a1", "--place", "Vilnius", "--note", "wide", "--rating", "3")
    cli("tag", "a1", "--place", "Vilnius", "--note", "", "--rating", "0", "--remove")
    (clip,) = cli("clip", "list", "a1", "--json").lines
    assert (clip["links"], clip["note"], clip["rating"]) == ([], None, None)


def test_a_role_is_kept(cli: Cli) -> None:
    cli("tag", "a1", "--person", "Anna", "--role", "speaks", "--create")
    (asset,) = cli("show", "a1", "--json").lines
    assert asset["clips"][0]["links"][0]["role"] == "speaks"


def test_a_dry_run_changes_nothing(cli: Cli) -> None:
    would = cli("tag", "a1", "--keyword", "flag", "--create", "--dry-run")
    assert (would.status, would.err) == (0, "Would tag 1 clip: flag.\n")
    assert cli("clip", "add", "a1", "1f", "2f", "--dry-run").status == 0
    assert cli("keyword", "list").out == ""
    assert cli("clip", "list", "a1").out == ""
    assert len(cli("history").cells) == 1


def test_nothing_found_is_a_failure_and_nothing_said_a_mistake(cli: Cli) -> None:
    nothing = cli("tag", "zzzz", "--place", "Vilnius")
    assert (nothing.status, nothing.err) == (1, 'mediavault: Nothing matches "zzzz": nothing was changed.\n')
    assert cli("tag", "a1").status == 2


def test_clips_are_edited_and_removed(cli: Cli) -> None:
    cli("clip", "add", "a1", "1f", "5f", "--name", "one")
    assert cli("clip", "edit", "c1", "--name", "two", "--rating", "4", "--reject").status == 0
    (clip,) = cli("clip", "list", "a1", "--json").lines
    assert (clip["name"], clip["rating"], clip["rejected"]) == ("two", 4, True)
    assert cli("clip", "remove", "c1").status == 0
    assert cli("clip", "list", "a1", "--json").lines == []


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("90f", "101f", "Cannot mark frames 90 to 101 at 25 of A001C001.mov: the media has frames 0 to 100"),
        ("20f", "10f", "Cannot make a range of -10 frames from frame 20"),
        ("soon", "10f", 'Cannot find "soon" in the media: it has another shape'),
        ("09:59:59:00", "10f", 'Cannot find "09:59:59:00" in the media: the media starts at 10:00:00:00'),
    ],
)
def test_a_range_outside_the_media_is_refused(cli: Cli, first: str, last: str, told: str) -> None:
    refused = cli("clip", "add", "a1", first, last)
    assert refused.status == 2
    assert told in refused.err
    assert refused.err.count("\n") == 1


def test_a_photo_has_no_range(cli: Cli) -> None:
    refused = cli("clip", "add", "a2", "1f", "2f")
    assert refused.status == 2
    assert "it has no frames to count" in refused.err
