"""The history screen over a real catalogue: read, taken back out of order, verified, and its head kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from footage import footage
from tui_driving import press, settle, text_of

from library.model import Authority, AuthorityKind
from tests.hostile.names import NASTY
from tui.app import MediavaultApp
from tui.screens import history
from tui.screens.history import HistoryScreen
from tui.screens.library import LibraryScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from library import Catalogue
    from mediavault.vault import Vault

SIZES = [(80, 24), (120, 36), (200, 60)]


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Footage, two keywords, and the first of them on an asset."""
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        with catalogue.transaction("Add hands", who="anna", why="she asked") as edit:
            hands = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="hands"))
        with catalogue.transaction("Add faces", who="boris") as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="faces"))
        with catalogue.transaction("Tag 1 clip: hands", who="anna") as edit:
            edit.link_all(edit.whole_clips([1]), hands)
        yield catalogue, vault


@asynccontextmanager
async def opened(stocked: tuple[Catalogue, Vault], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on the history screen."""
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "f8")
        await settle(pilot)
        assert isinstance(app.screen, HistoryScreen)
        yield pilot


def listed(pilot: Pilot[None]) -> list[tuple[str, bool]]:
    """What is listed, and whether it is undone."""
    assert isinstance(pilot.app.screen, HistoryScreen)
    return [(one.what, one.undone) for one in pilot.app.screen.records.rows]


async def type_in(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await press(pilot, *keys)
    await settle(pilot)


async def test_changes_stand_newest_first_with_who_and_details(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        assert [what for what, _ in listed(pilot)] == [
            "Tag 1 clip: hands",
            "Add faces",
            "Add hands",
            "Add the footage",
        ]
        await type_in(pilot, "down", "down", "enter")
        text = text_of(pilot.app)
        assert "she asked" in text
        assert stocked[0].history()[2].digest in text
        await type_in(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, LibraryScreen)


async def test_any_change_is_taken_back_that_nothing_stands_on(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await type_in(pilot, "down", "u")
        assert listed(pilot)[:2] == [("Tag 1 clip: hands", False), ("Add faces", True)]
        assert "↶ undone" in text_of(pilot.app)
        assert [one.name for one in catalogue.authorities(AuthorityKind.KEYWORD)] == ["hands"]
        await type_in(pilot, "u")
        assert "It is undone already" in text_of(pilot.app)
        await type_in(pilot, "ctrl+y")
        assert listed(pilot)[1] == ("Add faces", False)


async def test_what_later_changes_stand_on_stays_and_that_is_said(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await type_in(pilot, "down", "down", "u")
        assert "later changes stand" in text_of(pilot.app)
        assert listed(pilot)[2] == ("Add hands", False)


async def test_it_is_verified_and_a_change_since_is_said(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        assert f"head {catalogue.head()[:16]} (v verifies)" in text_of(pilot.app)
        await type_in(pilot, "v")
        assert f"✓ sealed, head {catalogue.head()[:16]}" in text_of(pilot.app)
        await type_in(pilot, "ctrl+z")
        assert "✓ sealed before the last change" in text_of(pilot.app)


async def test_tampering_is_found(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    with catalogue._writing() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE operation SET who = 'nobody' WHERE what = 'Add hands'")
    async with opened(stocked) as pilot:
        await type_in(pilot, "v")
        text = text_of(pilot.app)
        assert "✗ 1 fault" in text
        assert "tampered with" in text


async def test_the_head_is_kept_in_a_file_with_those_before(stocked: tuple[Catalogue, Vault], tmp_path: Path) -> None:
    catalogue, _ = stocked
    kept = tmp_path / "head.txt"
    kept.write_text("0" * 64 + "\n", encoding="ascii")
    async with opened(stocked, (120, 36)) as pilot:
        await press(pilot, "ctrl+e")
        prompt = pilot.app.screen.line_prompt
        prompt.field.value = str(tmp_path / "nowhere" / "head.txt")
        await settle(pilot)
        await type_in(pilot, "enter")
        assert "No such file or directory" in " ".join(text_of(pilot.app).split())
        prompt.field.value = str(kept)
        await settle(pilot)
        await type_in(pilot, "enter")
        assert not prompt.is_open
    assert kept.read_text("ascii").splitlines() == ["0" * 64, catalogue.head()]


async def test_a_search_narrows_by_who_and_what(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await type_in(pilot, "slash", *"boris")
        assert [what for what, _ in listed(pilot)] == ["Add faces"]
        await type_in(pilot, "escape")
        assert len(listed(pilot)) == 4


async def test_older_changes_are_read_when_the_cursor_comes_near(
    stocked: tuple[Catalogue, Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FIRST", 2)
    monkeypatch.setattr(history, "NEAR_END", 1)
    async with opened(stocked) as pilot:
        assert len(listed(pilot)) == 2
        await type_in(pilot, "end")
        assert len(listed(pilot)) == 4


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_words_reach_no_terminal(stocked: tuple[Catalogue, Vault], size: tuple[int, int]) -> None:
    catalogue, _ = stocked
    for number, name in enumerate(NASTY[5:14]):
        word = name.decode("utf-8", "replace")
        with catalogue.transaction(word, who=word, why=word) as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=f"word {number}"))
    async with opened(stocked, size) as pilot:
        await press(pilot, "enter")
        for _ in range(9):
            await press(pilot, "down")
            shown = text_of(pilot.app)
            assert not any(ord(letter) < 0x20 and letter != "\n" for letter in shown)
            assert not any(0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u200b\ufeff" for letter in shown)
