"""Tables for a person: on a terminal of 80 columns a row is a line, and what is empty takes no room."""

from __future__ import annotations

import pytest
from cli_runner import Cli

from mediavault.cli import output
from mediavault.cli.output import table

LONG = "Declaration of the Day of Solidarity with Belarusian women in Białystok"


@pytest.fixture(autouse=True)
def _terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "on_terminal", lambda *_: True)
    monkeypatch.setenv("COLUMNS", "80")


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_column_that_may_be_cut_is_and_the_others_stay_whole(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "name", "event…", ">clips"), [("a1", "A001_C001_0731QX_001.mov", LONG, 3), ("a2", "b.mov", "", 12)])
    assert shown(capsys) == [
        "id name                     event                                          clips",
        "a1 A001_C001_0731QX_001.mov Declaration of the Day of Solidarity with Bel…     3",
        "a2 b.mov                                                                      12",
    ]


@pytest.mark.parametrize("width", [60, 72, 80, 120, 200])
def test_the_first_of_several_that_are_cut_has_most_of_the_room(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    columns = ("id", "kind", "name…", "recorded", ">length", "event / place…", "tags…", "state")
    table(columns, [("a1", "video", LONG, "2020-08-16 14:22", "0:31.2", LONG, LONG, "online")])
    heading, row = shown(capsys)
    assert len(row) <= width
    assert row.startswith("a1 video Dec")
    assert "2020-08-16 14:22 0:31.2" in row
    starts = [heading.index(name) for name in ("name", "recorded", "event", "tags") if name in heading]
    assert starts[1] - starts[0] >= (starts[3] - starts[2] if len(starts) == 4 else 0)


def test_a_column_in_which_nothing_stands_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "rating", "state"), [("a1", None, "online"), ("a2", "", "offline")])
    assert shown(capsys) == ["id state", "a1 online", "a2 offline"]


def test_what_may_not_be_cut_goes_on_in_the_next_line(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "why"), [("a1", LONG + ", " + LONG)])
    assert " ".join(" ".join(shown(capsys)[1:]).split()) == f"a1 {LONG}, {LONG}"


def test_of_nothing_no_headings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "name"), [], empty="There is none.")
    assert capsys.readouterr() == ("", "There is none.\n")


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (("find", "rating:5 kind:photo"), "Nothing is found."),
        (("find", "rating:5 kind:photo", "--clips"), "Nothing is found."),
        (("suggest",), "Nothing waits to be decided."),
        (("search", "list"), "No search is saved yet."),
        (("shotlist", "list"), "There is no shot list yet."),
        (("person", "list", "nobody-is-called-so"), "No person is found."),
        (("intake", "messages"), "There are no messages."),
    ],
)
def test_a_list_without_lines_says_so(cli: Cli, verb: tuple[str, ...], said: str) -> None:
    ran = cli(*verb)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.splitlines()[-1] == said


def test_every_asset_takes_one_line(cli: Cli) -> None:
    cli("tag", "a1", "--event", LONG, "--keyword", LONG, "--create")
    found = cli("find", "").out.splitlines()
    assert len(found) == 1 + 4
    assert all(len(line) <= 80 for line in found)
    assert "Decl" in found[1]
