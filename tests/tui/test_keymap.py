"""The user's own keys, and the page of keys in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue, FakeVault
from tui.app import MediavaultApp
from tui.commands import table
from tui.key_page import page
from tui.keymap import PRESETS, KeymapWrong, key_name, load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.toml"


@pytest.fixture
def own_keys(file: Path) -> dict[str, str]:
    file.write_text('favourite = ["b", "F9"]\nmark = "Ctrl+T"\n"step(1)" = "z"\n')
    return load(file)


def test_the_page_of_keys_is_the_table_s() -> None:
    assert (ROOT / "docs/KEYS.md").read_text("utf-8") == page(), "stale: make keys writes it again"


def test_every_action_stands_on_the_page() -> None:
    written = page()
    for actions in table().values():
        for action in actions:
            assert f"`{action.id}`" in written


def test_no_key_runs_two_actions_of_a_screen_with_any_preset(file: Path) -> None:
    assert load(file) == {}
    for name in PRESETS:
        file.write_text(f'preset = "{name}"\n')
        assert load(file) == PRESETS[name]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("J", "J"),
        ("j", "j"),
        (",", "comma"),
        ("+", "plus"),
        ("Ctrl+Z", "ctrl+z"),
        ("Shift+Left", "shift+left"),
        ("Shift+←", "shift+left"),
        ("PgDn", "pagedown"),
        ("F9", "f9"),
        ("Alt+F10", "alt+f10"),
        ("Esc", "escape"),
        ("space", "space"),
    ],
)
def test_keys_are_named_as_people_write_them(label: str, name: str) -> None:
    assert key_name(label) == name


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ('mark_inn = "b"', 'there is no action "mark_inn"; the nearest is "mark_in"'),
        ('preset = "emacs"', 'there is no preset "emacs"; there is: vim'),
        ('mark_in = "Hyper+Q"', r'"Hyper\+Q" of mark_in is no key'),
        ("mark_in = 7", '"7" of mark_in is no key'),
        ('mark_in = "o"', r"o would run both mark_in and mark_out \(library\)"),
        ('mark_in = "Ctrl+Z"', r"Ctrl\+Z would run both mark_in and undo \(library\)"),
        ("mark_in = ", "it is not TOML"),
    ],
)
def test_what_makes_no_sense_is_told_by_name(said: str, sentence: str, file: Path) -> None:
    file.write_text(said)
    with pytest.raises(KeymapWrong, match=sentence):
        load(file)


async def test_own_keys_run_what_they_are_given_and_are_shown_everywhere(
    own_keys: dict[str, str], file: Path, catalogue: FakeCatalogue
) -> None:
    app = MediavaultApp(FakeVault(file.parent), catalogue, keymap=own_keys)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "Ctrl+T mark" in text_of(app)
        await press(pilot, "z", "f", "down")
        await settle(pilot)
        assert app.library.assets.cursor == 1
        assert not catalogue.books.clips
        await press(pilot, "f9")
        await settle(pilot)
        assert [clip.rating for clip in catalogue.books.clips.values()] == [5]
        await press(pilot, "question_mark", *"favour")
        await settle(pilot)
        assert "b          Favourite" in text_of(app)
