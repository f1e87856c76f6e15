"""A terminal is sent what it does not show already, and shows what it would show if it were sent everything."""

from __future__ import annotations

import random
from pathlib import Path
from shutil import which

import pytest
from rich.cells import cell_len, set_cell_size
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver
from tmux_terminal import ours, terminal
from wanted_programs import not_found

from tui.terse import SETTLES_S, Glass, terse

WHITE, GREY = "38;2;215;218;224;48;2;19;21;25", "38;2;160;161;163;48;2;19;21;25"
COLUMNS, ROWS = 60, 12


def line(row: int, text: str, style: str = WHITE) -> str:
    """A row as Textual sends it."""
    return f"\x1b[{row};1H\x1b[{style}m{text}\x1b[0m\x1b[1;1H"


def test_the_first_frame_goes_out_whole_and_the_same_one_not_again() -> None:
    glass = Glass()
    assert glass.sent(line(3, "A003C012.MOV")) == f"\x1b[3;1H\x1b[{WHITE}mA003C012.MOV\x1b[0m\x1b[1;1H"
    assert glass.sent(line(3, "A003C012.MOV")) == "\x1b[1;1H"


def test_only_cells_that_differ_are_sent_and_what_lies_between_is_passed_over() -> None:
    glass = Glass()
    glass.sent(line(3, "A003C012.MOV  2019-06-12 14:22"))
    assert glass.sent(line(3, "A003C013.MOV  2019-06-12 14:25")) == (
        f"\x1b[3;8H\x1b[{WHITE}m3\x1b[21C5\x1b[0m\x1b[1;1H"
    )
    assert glass.sent(line(3, "A003D011.MOV  2019-06-12 14:25")) == f"\x1b[3;5H\x1b[{WHITE}mD011\x1b[0m\x1b[1;1H"


def test_a_style_names_what_changes_of_it() -> None:
    glass = Glass()
    pieces = f"\x1b[1;1H\x1b[{WHITE}mname \x1b[0m\x1b[{GREY}mdim\x1b[0m\x1b[1;{GREY}mbold\x1b[0m\x1b[{GREY}m!\x1b[0m"
    assert glass.sent(f"{pieces}\r\n\x1b[2;1Hend\x1b[1;1H") == (
        f"\x1b[1;1H\x1b[{WHITE}mname \x1b[38;2;160;161;163mdim\x1b[1mbold\x1b[0;{GREY}m!\x1b[2;1H\x1b[0mend\x1b[1;1H"
    )


@pytest.mark.parametrize("beside", ["\x1b[?2026h", "\x1b[?2026l", "\x1b]22;pointer\x1b\\", "\x1b]52;c;eA==\a", "\a"])
def test_what_draws_nothing_is_sent_as_it_is_and_nothing_forgotten(beside: str) -> None:
    glass = Glass()
    glass.sent(line(3, "A003C012.MOV"))
    assert glass.sent(beside) == beside
    assert glass.sent(line(3, "A003C012.MOV")) == "\x1b[1;1H"


@pytest.mark.parametrize(
    "other", ["\x1b[?1049h", "\x1b[2J", "text\x1b[1;1H", "\x1b[1;1H\x1b]8;;x\x1b\\a\x1b]8;;\x1b\\", "\x1b[1;1Ha\tb"]
)
def test_after_anything_else_all_is_forgotten(other: str) -> None:
    glass = Glass()
    glass.sent(line(3, "A003C012.MOV"))
    assert glass.sent(other) == other
    assert "A003C012.MOV" in glass.sent(line(3, "A003C012.MOV"))


def test_letters_that_may_be_wider_are_sent_together_and_followed_by_a_place() -> None:
    glass = Glass()
    assert glass.sent(line(3, "▸⚠ A", "1")) == "\x1b[3;1H\x1b[1m▸⚠\x1b[3;3H A\x1b[0m\x1b[1;1H"
    assert glass.sent(line(3, " ⚠ A", "1")) == "\x1b[3;1H\x1b[1m ⚠\x1b[3;3H\x1b[0m\x1b[1;1H"
    glass.sent(line(4, "東京駅.mov", "1"))
    assert glass.sent(line(4, "東京都.mov", "1")) == "\x1b[4;1H\x1b[1m東京都.mov\x1b[4;11H\x1b[0m\x1b[1;1H"
    glass.sent("\x1b[4;2H\x1b[1m|\x1b[0m\x1b[1;1H")  # over half of a letter: nobody knows what is left of it
    assert glass.sent(line(4, "東京都.mov", "1")) == "\x1b[4;1H\x1b[1m東京都.mov\x1b[4;11H\x1b[0m\x1b[1;1H"


def test_a_terminal_of_another_size_is_sent_everything_until_it_has_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, size, now = list[str](), [(80, 24)], [1000.0]
    monkeypatch.setattr("tui.terse.monotonic", lambda: now[0])

    class Recording(LinuxDriver):
        def __init__(self) -> None:
            pass

        def write(self, data: str) -> None:
            sent.append(data)

        def _get_terminal_size(self) -> tuple[int, int]:
            return size[0]

    Recording.__module__ = LinuxDriver.__module__
    driver = terse(Recording)()  # type: ignore[call-arg]  # it takes nothing
    for size[0] in ((80, 24), (100, 30)):
        for wait_s, is_whole in ((0, True), (SETTLES_S / 2, True), (SETTLES_S, True), (0, False)):
            now[0] += wait_s
            driver.write(line(3, "A003C012.MOV"))
            assert ("A003C012.MOV" in sent[-1]) is is_whole


def test_what_is_not_trusted_any_more_is_sent_once() -> None:
    glass = Glass()
    glass.sent(line(3, "A003C012.MOV"))
    glass.distrust()
    assert "A003C012.MOV" in glass.sent(line(3, "A003C012.MOV"))
    assert "A003C012.MOV" not in glass.sent(line(3, "A003C012.MOV"))


def test_an_accent_at_the_beginning_of_a_piece_changes_the_letter_before_it() -> None:
    glass = Glass()
    glass.sent("\x1b[1;1He\x1b[1;1H")
    accent = "\x1b[1;1He\x1b[1m\u0301t\x1b[0m\x1b[1;1H"
    assert glass.sent(accent) == accent
    assert glass.sent("\x1b[1;1Het\x1b[1;1H") == "\x1b[1;1Het\x1b[1;1H"


def test_a_driver_of_no_terminal_stays_as_it_is() -> None:
    other: type[Driver] = HeadlessDriver
    assert terse(other) is other


# No letters that are joined (ZWJ): tmux shows those otherwise from one run to the next, by how they reach it.
WORDS = ["A003C012.MOV", "★★★", "⚠", "東京駅", "Анна К.", "e\u0301te\u0301", "▀▄▌▐", "👍", "—", "ŁÓDŹ", "     "]
STYLES = ["", "1", "7", "38;5;208", "31;44", WHITE, f"1;{GREY}", f"4;3;{WHITE}"]


def frame(chance: random.Random) -> str:
    """Some rows, or parts of rows, as a screen draws them: pieces of several styles, each row in its place."""
    parts = []
    for row in chance.sample(range(1, ROWS), chance.randint(1, ROWS - 1)):
        column = chance.choice((1, 1, 1, 7, 20, 31))
        parts.append(f"\x1b[{row};{column}H")
        room = chance.randint(1, COLUMNS - column)
        while room > 0:
            text = set_cell_size(" ".join(chance.choices(WORDS, k=2)), min(room, chance.randint(1, 24)))
            room -= cell_len(text)
            style = chance.choice(STYLES)
            parts.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
        parts.append("\r\n" if row < ROWS else "")
    return "".join((*parts, f"\x1b[{chance.randint(1, ROWS - 1)};{chance.randint(1, COLUMNS)}H"))


def test_a_foreign_terminal_shows_the_same(tmp_path: Path) -> None:
    """tmux, which keeps what it shows as every terminal does, is sent both; the last row says when it has drawn all."""
    if which("tmux") is None:
        not_found("tmux")
    for seed in range(6):
        chance, glass = random.Random(seed), Glass()
        frames = [frame(chance) for _ in range(40)]
        less = [glass.sent(one) for one in frames]
        assert screen(tmp_path / f"{seed}-all", frames) == screen(tmp_path / f"{seed}-less", less)


def screen(folder: Path, frames: list[str]) -> tuple[str, str]:
    """What tmux shows, colours and all, and where its cursor is."""
    folder.mkdir()
    ending = f"\x1b7\x1b[{ROWS};1H\x1b[0mall of it\x1b8"
    (folder / "frames").write_text("".join((*frames, ending)), encoding="utf-8", newline="")
    with terminal(folder, ours(), (COLUMNS, ROWS)) as opened:
        opened.tmux("set-option", "status", "off")
        opened.tmux("resize-window", "-x", str(COLUMNS), "-y", str(ROWS))
        opened.run("sh", "-c", "printf '\\033[2J'; cat frames; read _")
        opened.wait_for("all of it")
        cursor = opened.tmux("display-message", "-p", "#{cursor_x},#{cursor_y}")
        return opened.tmux("capture-pane", "-e", "-p"), cursor
