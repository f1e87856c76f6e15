"""Ranges at the command line: cut, joined, trimmed and nudged; regions of photos; what a clip inherits."""

from __future__ import annotations

import pytest
from cli_runner import Cli, on_both


def bounds(cli: Cli) -> list[tuple[str, int, int]]:
    lines = cli("clip", "list", "a1", "--json").lines
    return [(one["id"], one["range"]["start"], one["range"]["end_exclusive"]) for one in lines if one["range"]]


@pytest.fixture
def clip(cli: Cli) -> str:
    assert cli("clip", "add", "a1", "10f", "60f", "--name", "Crowd").status == 0
    assert cli("tag", "c1", "--event", "Day of Solidarity", "--note", "wide").status == 0
    return "c1"


@on_both
def test_a_clip_is_cut_and_joined_again_each_in_one_change(cli: Cli, clip: str) -> None:
    cut = cli("clip", "split", clip, "10:00:01:05", "--json")
    assert [(one["id"], one["range"]["start"], one["note"]) for one in cut.lines] == [
        ("c1", 10, "wide"),
        ("c2", 30, "wide"),
    ]
    assert cut.err.splitlines() == [
        "c1: 10:00:00:10 to 10:00:01:05 of A001C001.mov",
        "c2: 10:00:01:05 to 10:00:02:10 of A001C001.mov",
    ]
    assert all([link["name"] for link in one["links"]] == ["Day of Solidarity"] for one in cut.lines)
    joined = cli("clip", "merge", "c1", "c2", "--json")
    assert (joined.lines[0]["id"], bounds(cli)) == ("c1", [("c1", 10, 60)])
    assert cli("undo").err == "Undone: Merge c1, c2\n"
    assert bounds(cli) == [("c1", 10, 30), ("c2", 30, 60)]
    assert cli("undo").err == "Undone: Split c1\n"
    assert bounds(cli) == [("c1", 10, 60)]


def test_a_clip_is_trimmed_and_nudged_by_frames_and_seconds(cli: Cli, clip: str) -> None:
    for arguments, after in (
        (("trim", clip, "--in", "20f"), (20, 60)),
        (("trim", clip, "--out", "10:00:02:00"), (20, 50)),
        (("nudge", clip, "--by", "-5f"), (15, 45)),
        (("nudge", clip, "--by", "+0.4s", "--edge", "out"), (15, 55)),
        (("nudge", clip, "--by", "5f", "--edge", "in"), (20, 55)),
    ):
        ran = cli("clip", *arguments)
        assert (ran.status, bounds(cli)) == (0, [("c1", *after)]), ran.err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("split", "c1", "10f"), 2, "each part needs one at least"),
        (("split", "c9", "10f"), 2, 'No clip "c9"'),
        (("merge", "c1"), 2, "say what to change"),
        (("merge", "c1", "c1"), 2, "say what to change"),
        (("trim", "c1"), 2, "say what to change"),
        (("trim", "c1", "--out", "500f"), 2, "Cannot mark frames 10 to 500"),
        (("nudge", "c1", "--by", "sideways"), 2, "write frames or seconds with a sign"),
        (("nudge", "c1", "--by", "0f"), 2, "say what to change"),
        (("nudge", "c1", "--by", "5f", "--edge", "top"), 2, "none of both, in, out"),
        (("nudge", "c1", "--by", "-20f"), 2, "Cannot make a range"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(cli: Cli, clip: str, arguments, status, says) -> None:
    ran = cli("clip", *arguments)
    assert (ran.status, says in ran.err) == (status, True), ran.err
    assert bounds(cli) == [(clip, 10, 60)]


@pytest.mark.parametrize(
    "arguments",
    [("split", "c1", "20f"), ("merge", "c1", "c2"), ("trim", "c1", "--in", "12f"), ("nudge", "c1", "--by", "3f")],
)
def test_a_dry_run_says_what_it_would_do_and_does_not(cli: Cli, clip: str, arguments) -> None:
    cli("clip", "add", "a1", "60f", "70f")
    before = bounds(cli)
    ran = cli("clip", *arguments, "--dry-run")
    assert (ran.status, ran.err.startswith(f"Would {arguments[0]} {clip}")) == (0, True)
    assert bounds(cli) == before


def test_a_region_of_a_photo_is_marked_moved_and_shown(cli: Cli) -> None:
    added = cli("clip", "add", "a2", "--region", "0.25,0.1,0.5,0.4", "--name", "Banner", "--json")
    assert added.err == "c1: region 0.25,0.1,0.5,0.4 of P1020331.JPG\n"
    assert (added.lines[0]["region"], added.lines[0]["range"]) == ({"x": 0.25, "y": 0.1, "w": 0.5, "h": 0.4}, None)
    assert cli("clip", "edit", "c1", "--region", "0,0,1,1", "--pick").status == 0
    assert ["range", "region 0.0,0.0,1.0,1.0"] in cli("show", "c1").cells
    assert ["picked", "yes"] in cli("show", "c1").cells
    assert [one["id"] for one in cli("find", "--clips", "is:picked", "--json").lines] == ["c1"]
    for wrong in ("0,0,2,1", "a,b,c,d", "0.1,0.2"):
        assert cli("clip", "add", "a2", "--region", wrong).status == 2
    assert "only photos" in cli("clip", "add", "a1", "--region", "0,0,1,1").err
    assert cli("clip", "add", "a2").status == 2
    assert cli("clip", "add", "a1", "1f", "2f", "--region", "0,0,1,1").status == 2


@on_both
def test_what_a_clip_inherits_is_marked_as_inherited_and_copied_nowhere(cli: Cli, clip: str) -> None:
    assert cli("event", "edit", "Day of Solidarity", "--place", "Vilnius").status == 0
    assert cli("tag", "a1", "--place", "Białystok", "--rights", "© Hanna K.").status == 0
    shown = cli("show", clip).cells
    assert ["place", "Białystok (recorded at; inherited from asset)"] in shown
    assert ["place", "Vilnius (at; inherited from event Day of Solidarity)"] in shown
    assert ["rights", "© Hanna K. (inherited from asset)"] in shown
    (record,) = cli("show", clip, "--json").lines
    assert [one["name"] for one in record["links"]] == ["Day of Solidarity"]
    assert (record["rights"], record["inherited"]["rights"]) == (None, "© Hanna K.")
    assert record["inherited"]["links"] == [
        {"kind": "place", "name": "Białystok", "role": "recorded at", "from": {"kind": "asset", "name": None}},
        {"kind": "place", "name": "Vilnius", "role": "at", "from": {"kind": "event", "name": "Day of Solidarity"}},
    ]
    (asset,) = cli("find", "id:a1", "--json").lines
    assert [one["inherited"] for one in asset["clips"] if one["id"] == clip] == [record["inherited"]]
    assert cli("clip", "list", "a1", "--json").lines[0]["inherited"] == record["inherited"]
