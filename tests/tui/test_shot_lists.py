"""The shot-list screen over a real catalogue: every change is written, shown, and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from footage import LIST, NAMES, footage, shot_list
from tui_driving import press as type_keys
from tui_driving import settle, text_of

from library.model import CopyState
from library.timecode import FrameRate, TimeRange
from tui.app import MediavaultApp
from tui.screens.export import ExportScreen
from tui.screens.log import LogScreen
from tui.screens.shot_lists import ShotListScreen
from tui.shot_edits import trimmed
from tui.widgets.key_strip import KeyStrip
from tui.widgets.lists_pane import ListsPane
from tui.widgets.shot_columns import short_length, shot_texts
from tui.widgets.shot_table import ShotTable
from tui.widgets.storyboard import Storyboard

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from library import Catalogue
    from library.model import Shot, ShotList
    from mediavault.vault import Vault

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Five assets and a list with a shot of each."""
    catalogue, vault = footage(tmp_path)
    with catalogue:
        shot_list(catalogue)
        yield catalogue, vault


@asynccontextmanager
async def opened(stocked: tuple[Catalogue, Vault], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on the shot-list screen."""
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("f4")
        await settled(pilot)
        assert isinstance(app.screen, ShotListScreen)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Everything asked for is written, read and drawn."""
    await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    for key in keys:
        await type_keys(pilot, key)
        if len(key) > 1:
            await settled(pilot)
    await settled(pilot)


def shown(pilot: Pilot[None]) -> list[str]:
    """The table as text."""
    table = pilot.app.screen.query_one(ShotTable)
    strips = [table.render_line(y) for y in range(table.size.height)]
    assert all(strip.cell_length == table.size.width for strip in strips)
    return [strip.text.rstrip() for strip in strips if strip.text.strip()]


def names(catalogue: Catalogue, name: str = LIST) -> list[str]:
    """The files of the list's shots, in order."""
    return [shot.asset.name for shot in catalogue.shot_list(name).shots]


def spans(catalogue: Catalogue) -> list[tuple[int, int]]:
    """In and out of each shot, in frames."""
    return [(s.source_range.start, s.source_range.end_exclusive) for s in catalogue.shot_list(LIST).shots]


@pytest.mark.parametrize("size", SIZES)
async def test_shots_stand_in_order_with_their_timecodes(
    stocked: tuple[Catalogue, Vault], size: tuple[int, int]
) -> None:
    async with opened(stocked, size) as pilot:
        table = shown(pilot)
        assert "A003C012.MOV" in table[0]
        assert "01:00:04:00" in table[0]
        assert "01:00:08:00" in table[0]
        assert "04:00" in table[0]
        assert "still" in table[2]
        strip = pilot.app.screen.query_one(Storyboard)
        assert "▸1" in strip.render_line(strip.size.height - 1).text
        assert strip.render_line(0).text.strip()


async def test_moving_a_shot_moves_the_cursor_with_it(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "alt+down", "alt+down", "alt+up")
        assert names(stocked[0])[:3] == [NAMES[1], NAMES[0], NAMES[2]]
        assert "▸   2  A003C012.MOV" in shown(pilot)[1]
        await press(pilot, "home", "alt+up", "end", "alt+down")
        assert names(stocked[0])[:3] == [NAMES[1], NAMES[0], NAMES[2]]


async def test_ten_quick_trims_are_ten_frames(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await type_keys(pilot, *["right_square_bracket"] * 10)
        await settled(pilot)
        assert spans(stocked[0])[0] == (110, 200)
        await press(pilot, "left_square_bracket", "right_curly_bracket", "right_curly_bracket", "left_curly_bracket")
        assert spans(stocked[0])[0] == (109, 201)
        await type_keys(pilot, *["ctrl+z"] * 14)
        await settled(pilot)
        assert spans(stocked[0])[0] == (100, 200)
        assert "01:00:04:00" in shown(pilot)[0]


async def test_a_trim_meant_for_one_shot_does_not_reach_the_next(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "right_square_bracket", "down", "left_curly_bracket")
        assert spans(stocked[0])[:2] == [(101, 200), (200, 299)]


async def test_a_shot_never_leaves_its_media_nor_vanishes(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    with catalogue.transaction("Trim") as edit:
        edit.trim_shot(catalogue.shot_list(LIST).shots[0].id, TimeRange(0, 1, FrameRate(25)))
    async with opened(stocked) as pilot:
        await press(pilot, "left_square_bracket", "right_square_bracket", "left_curly_bracket")
        assert spans(catalogue)[0] == (0, 1)


async def test_note_heading_copy_remove_and_undo(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "n", *"grief", "enter")
        await press(pilot, "h", *"Arrival", "enter")
        first = catalogue.shot_list(LIST).shots[0]
        assert (first.note, first.heading) == ("grief", "Arrival")
        table = shown(pilot)
        assert table[0].strip() == "Arrival"
        assert "grief" in table[1]
        await press(pilot, "d")
        assert names(catalogue)[:3] == [NAMES[0], NAMES[0], NAMES[1]]
        assert pilot.app.screen.query_one(ShotTable).cursor == 1
        await press(pilot, "delete", "delete")
        assert names(catalogue) == [NAMES[0], *NAMES[2:]]
        await press(pilot, *["ctrl+z"] * 5)
        assert names(catalogue) == list(NAMES)
        assert catalogue.shot_list(LIST).shots[0].note is None


async def test_escape_drops_a_note(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "n", *"grief", "escape", "n", "escape", "down")
        assert stocked[0].shot_list(LIST).shots[0].note is None
        assert pilot.app.screen.query_one(ShotTable).cursor == 1
        assert isinstance(pilot.app.screen, ShotListScreen)


async def test_a_new_list_is_made_and_chosen_and_the_old_one_found_again(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "plus", *"Trailer", "enter")
        assert [one.name for one in catalogue.shot_lists()] == ["Trailer", LIST]
        assert pilot.app.current_shot_list == "Trailer"  # type: ignore[attr-defined]  # MediavaultApp
        assert pilot.app.screen.has_class("-empty")
        await press(pilot, "tab", "down", "tab")
        assert pilot.app.current_shot_list == LIST  # type: ignore[attr-defined]  # as above
        assert "A003C012.MOV" in shown(pilot)[0]
        await press(pilot, "plus", *"trailer", "enter")
        assert len(catalogue.shot_lists()) == 2
        assert pilot.app.current_shot_list == LIST  # type: ignore[attr-defined]  # as above


async def test_without_a_list_the_screen_says_how_to_make_one(tmp_path: Path) -> None:
    catalogue, vault = footage(tmp_path)
    with catalogue:
        async with opened((catalogue, vault)) as pilot:
            await press(pilot, "alt+up", "delete", "n", "d", "right_square_bracket", "enter", "ctrl+e", "tab", "tab")
            assert pilot.app.screen.has_class("-empty")
            await press(pilot, "plus", *"One", "enter")
            assert [one.name for one in catalogue.shot_lists()] == ["One"]


async def test_the_lists_come_with_tab_where_there_is_no_room_for_them(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        pane = pilot.app.screen.query_one(ListsPane)
        assert not pane.display
        await press(pilot, "tab")
        assert pane.display
        assert LIST in pane.render_line(0).text
        assert shown(pilot)
    async with opened(stocked, (120, 36)) as pilot:
        assert pilot.app.screen.query_one(ListsPane).display


async def test_changes_made_elsewhere_are_shown(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        app = pilot.app
        assert isinstance(app, MediavaultApp)
        shot = stocked[0].shot_list(LIST).shots[0]
        await app.write("Remove shot 1", lambda edit: edit.remove_shot(shot.id))
        await settled(pilot)
        assert "A003C017.MOV" in shown(pilot)[0]


async def test_hostile_names_and_notes_reach_no_terminal(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    evil = "\x1b]0;owned\x07[/b] \u202egrief\x9b31m"
    with catalogue.transaction("Evil") as edit:
        edit.note_shot(catalogue.shot_list(LIST).shots[0].id, note=evil, heading=evil)
        edit.add_shot_list(f"List {evil}")
    async with opened(stocked, (120, 36)) as pilot:
        await press(pilot, "tab", "down", "tab", "n", "escape")
        svg = pilot.app.export_screenshot()
        assert not set(svg) & set("\x1b\x07\u202e\x9b")


@pytest.mark.parametrize("size", SIZES)
async def test_the_key_strip_shows_export_and_undo(stocked: tuple[Catalogue, Vault], size: tuple[int, int]) -> None:
    async with opened(stocked, size) as pilot:
        strip = pilot.app.screen.query_one(KeyStrip)
        text = " ".join(strip.render_line(y).text for y in range(strip.size.height))
        for words in ("Alt+↑ move", "Ctrl+E export", "Ctrl+Z undo", "n note", "Tab lists", "Enter watch"):
            assert words in text


def test_a_still_is_held_longer_and_keeps_its_beginning(stocked: tuple[Catalogue, Vault]) -> None:
    listed = stocked[0].shot_list(LIST)
    still = listed.shots[2]
    assert trimmed(still, listed, 0, 1) == TimeRange(0, 101, FrameRate(25))
    assert trimmed(still, listed, 1, 0) == TimeRange(0, 99, FrameRate(25))


def test_sound_is_trimmed_by_frames_of_the_list(stocked: tuple[Catalogue, Vault]) -> None:
    listed = stocked[0].shot_list(LIST)
    sound = replace(listed.shots[0], source_range=TimeRange(48_000, 96_000, FrameRate(48_000)))
    assert trimmed(sound, listed, 1, 0).start == 48_000 + 1920


def test_offline_media_is_said_in_words(stocked: tuple[Catalogue, Vault]) -> None:
    shot = _offline(stocked[0].shot_list(LIST))
    assert shot_texts(shot, FrameRate(25))[4] == "⚠ offline: CARD_A"


def _offline(listed: ShotList) -> Shot:
    shot = listed.shots[0]
    (held,) = shot.asset.copies
    return replace(shot, asset=replace(shot.asset, copies=(replace(held, state=CopyState.OFFLINE),)))


def test_lengths_have_no_empty_hours() -> None:
    assert short_length(178, FrameRate(25)) == "07:03"
    assert short_length(25 * 75, FrameRate(25)) == "01:15:00"


async def test_the_volumes_to_be_connected_are_said_with_their_place_on_the_shelf(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        assert "to connect" not in text_of(pilot.app)
        assert "here: CARD_A, 5 files" in text_of(pilot.app)
    catalogue._mounts = catalogue.shelf._mounts = dict
    volume = catalogue.volumes()[0]
    with catalogue.transaction("Shelve") as edit:
        edit.describe_volume(volume.id, shelf="shelf 3")
    async with opened(stocked) as pilot:
        assert "⚠ to connect: CARD_A (shelf 3), 5 assets" in text_of(pilot.app)


async def test_what_could_stand_in_the_place_of_a_shot_is_kept_below_it_chosen_and_taken_out(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "a")
        assert "Nothing stands above" in text_of(pilot.app)
        await press(pilot, "down", "n", *"dusk", "enter", "a")
        assert names(catalogue) == [NAMES[0], *NAMES[2:]]
        assert [(one.asset.name, one.note) for one in catalogue.shot_list(LIST).shots[0].alternates] == [
            (NAMES[1], "dusk")
        ]
        await press(pilot, "down", "right_square_bracket")
        assert "▸ or 1 A003C017.MOV" in shown(pilot)[1]
        assert "This could stand in the place of the shot" in text_of(pilot.app)
        await press(pilot, "c")
        first = catalogue.shot_list(LIST).shots[0]
        assert (first.asset.name, first.note, first.alternates[0].asset.name) == (NAMES[1], "dusk", NAMES[0])
        await press(pilot, "down", "a")
        assert names(catalogue)[:3] == [NAMES[1], NAMES[0], NAMES[2]]
        assert catalogue.shot_list(LIST).shots[0].alternates == ()
        await press(pilot, *["ctrl+z"] * 3)
        assert names(catalogue) == list(NAMES)


async def test_an_alternate_is_removed_alone_and_watched_from_its_in(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "down", "a")
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, LogScreen)
        assert (pilot.app.screen.asset_id, pilot.app.screen.marks.playhead) == (2, 200)
        await press(pilot, "f4", "down", "delete")
        assert names(catalogue) == [NAMES[0], *NAMES[2:]]
        assert catalogue.shot_list(LIST).shots[0].alternates == ()


async def test_marked_shots_are_moved_trimmed_and_removed_together(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "down", "x", "down", "x")
        assert "▣ 2 marked" in text_of(pilot.app)
        await press(pilot, "alt+up", "right_square_bracket")
        assert names(catalogue) == [NAMES[1], NAMES[3], NAMES[0], NAMES[2], NAMES[4]]
        assert spans(catalogue)[:3] == [(201, 300), (401, 500), (100, 200)]
        await press(pilot, "alt+down", "alt+down")
        assert names(catalogue) == [NAMES[0], NAMES[2], NAMES[1], NAMES[3], NAMES[4]]
        await press(pilot, "delete", "end", "v", "up", "up", "v", "escape")
        assert names(catalogue) == [NAMES[0], NAMES[2], NAMES[4]]
        assert isinstance(pilot.app.screen, ShotListScreen)
        await press(pilot, *["ctrl+z"] * 5)
        assert names(catalogue) == list(NAMES)


async def test_a_heading_stays_over_what_follows_when_its_shot_goes(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    shots = catalogue.shot_list(LIST).shots
    with catalogue.transaction("Headings") as edit:
        edit.note_shot(shots[1].id, heading="The day")
        edit.note_shot(shots[3].id, heading="The evening")
    async with opened(stocked) as pilot:
        await press(pilot, "down", "a")
        assert [shot.heading for shot in catalogue.shot_list(LIST).shots] == [None, "The day", "The evening", None]
        await press(pilot, "end", "up", "up", "delete")  # the whole day: its heading goes with it
        assert [shot.heading for shot in catalogue.shot_list(LIST).shots] == [None, "The evening", None]


async def test_a_shot_is_found_by_its_words(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "slash", *"a003c0", "enter")
        assert pilot.app.screen.query_one(ShotTable).cursor == 1
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(ShotTable).cursor == 4
        await press(pilot, "enter", "z")
        assert pilot.app.screen.query_one(ShotTable).cursor == 0
        assert "No shot has these words." in text_of(pilot.app)


async def test_handles_are_frames_and_stand_in_the_title(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "H", *"two", "enter")
        assert "Handles are a number of frames" in text_of(pilot.app)
        await press(pilot, *["backspace"] * 3, *"12", "enter")
        assert catalogue.shot_list(LIST).handles == 12
        assert "handles 12" in text_of(pilot.app).splitlines()[0]


async def test_a_list_is_copied_and_removed_among_the_lists(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "tab", "alt+down", "x", "d", *" b", "enter")
        assert [one.name for one in catalogue.shot_lists()] == [f"{LIST} b", LIST]
        assert names(catalogue, f"{LIST} b") == names(catalogue) == list(NAMES)
        await press(pilot, "tab", "delete")
        assert [one.name for one in catalogue.shot_lists()] == [LIST]
        await press(pilot, "ctrl+z")
        assert len(catalogue.shot_lists()) == 2


async def test_from_the_library_a_clip_becomes_an_alternate_of_what_was_added_last(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await press(pilot, "f2", "home", "e", "down", "a")
        assert "as an alternate of shot 6, A003C012.MOV" in text_of(pilot.app)
        assert [one.asset.name for one in catalogue.shot_list(LIST).shots[5].alternates] == [NAMES[1]]
        await press(pilot, "f4")
        assert pilot.app.screen.query_one(ShotTable).cursor == 5
        assert "or 1 A003C017.MOV" in text_of(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (80, 10)])
async def test_each_title_stands_over_its_column(stocked: tuple[Catalogue, Vault], size: tuple[int, int]) -> None:
    async with opened(stocked, size) as pilot:
        heading, first = text_of(pilot.app).splitlines()[1:3]
        assert heading.index(" in ") + 1 == first.index("01:00:04:00")
        assert heading.index(" out ") + 1 == first.index("01:00:08:00")


async def test_a_note_is_on_the_shot_that_was_asked_about_wherever_the_cursor_goes(
    stocked: tuple[Catalogue, Vault],
) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "n", *"grief", "down", "enter")
        await press(pilot, "home", "h", *"Arrival", "end", "down", "enter")
        shots = stocked[0].shot_list(LIST).shots
        assert [(shot.note, shot.heading) for shot in shots[:2]] == [("grief", "Arrival"), (None, None)]


async def test_what_is_pressed_right_after_the_list_is_opened_finds_it(stocked: tuple[Catalogue, Vault]) -> None:
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await type_keys(pilot, "f4", "ctrl+e")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)


async def test_a_trim_past_an_end_says_which_end_it_is(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    shot = catalogue.shot_list(LIST).shots[0]
    available = shot.asset.facts.available_range
    assert available is not None
    for span, key, said in (
        (TimeRange(0, 2, FrameRate(25)), "left_square_bracket", "Shot 1 begins with the first frame there is."),
        (TimeRange(0, 1, FrameRate(25)), "left_curly_bracket", "Shot 1 is a single frame long."),
        (available, "right_curly_bracket", "Shot 1 ends with the last frame there is."),
    ):
        with catalogue.transaction("Trim") as edit:
            edit.trim_shot(shot.id, span)
        async with opened(stocked) as pilot:
            await press(pilot, key, key)
            assert text_of(pilot.app).count(said) == 1
            assert catalogue.shot_list(LIST).shots[0].source_range == span
