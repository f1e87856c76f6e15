"""The library: moving, marking, tagging, searching, undo; at the smallest supported size and a large one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot
from tui_driving import press, settle, text_of, type_key, until

from library.model import AssetId, AuthorityKind, Part, PartRole
from library.timecode import FrameRate, TimeRange
from tests.tui.fakes import FakeCatalogue, FakeEdit
from tui.app import MediavaultApp
from tui.screens.library import LibraryScreen
from tui.widgets.asset_list import KEPT, PAGE, AssetList
from tui.widgets.prompt import LinePrompt
from tui.widgets.query_prompt import QueryPrompt
from tui.widgets.tag_prompt import TagPrompt

SIZES = [(80, 24), (120, 36)]
HUGE = 100_000


def assets(pilot: Pilot[None]) -> AssetList:
    assert isinstance(pilot.app, MediavaultApp)
    return pilot.app.library.assets


async def soon(holds: Callable[[], bool]) -> bool:
    """Whether something holds within a few seconds, whatever else is still looked for."""
    for _ in range(150):
        await asyncio.sleep(0.02)
        if holds():
            return True
    return False


def tags_of(catalogue: FakeCatalogue, asset: int) -> list[str]:
    return sorted(link.name for clip in catalogue.books.clips.values() if clip.asset == asset for link in clip.links)


@pytest.mark.parametrize("size", SIZES)
async def test_first_sight_has_rows_slots_and_the_asset(app: MediavaultApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = text_of(app)
        for words in ("Library", "A003C00001.MOV", "2020-08-02 01:01", "00:11", "Sony ILCE-7M3", "? help", "q quit"):
            assert words in shown
        assert "1 b-roll" in shown or "1 b-ro" in shown


async def test_a_recording_of_several_files_is_one_line(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    chapters = [Part(AssetId(2), "A003C00002.MOV", PartRole.CONTINUES, 2), Part(AssetId(4), "P.LRF", PartRole.PROXY, 1)]
    catalogue.parts[1] = tuple(chapters)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "A003C00001.M… +2" in shown
        assert "with A003C00002.MOV (continues), P.LRF (proxy)" in shown
        assert list(assets(pilot).ids)[:2] == [1, 3]
        assert app.library._total == 38


async def test_every_line_fills_the_screen_and_no_more(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for y in range(app.library.assets.size.height):
            assert app.library.assets.render_line(y).cell_length == app.library.assets.size.width


async def test_the_cursor_moves_and_stays_inside(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "up")
        assert assets(pilot).cursor == 0
        await press(pilot, "end", "down")
        assert assets(pilot).cursor == 39
        await press(pilot, "pageup", "home", "pagedown", "down")
        assert assets(pilot).cursor > 5


async def test_marks_by_stepping_by_range_all_and_inverted(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "x", "x")
        assert assets(pilot).marked == {1, 2}
        await press(pilot, "down", "v", "down", "down", "v", "down")
        assert assets(pilot).marked == {1, 2, 4, 5, 6}
        await press(pilot, "asterisk")
        assert len(assets(pilot).marked) == 35
        await press(pilot, "ctrl+a")
        assert len(assets(pilot).marked) == 40
        await settle(pilot)
        assert "40 marked" in text_of(app)
        await press(pilot, "escape")
        assert not assets(pilot).marked


async def test_shift_arrows_mark_and_unmark_when_turning_round(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "shift+down", "shift+down", "shift+up")
        assert assets(pilot).marked == {2, 3}


async def test_a_digit_tags_the_marked_and_again_takes_it_away(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "x", "x", "3")
        await settle(pilot)
        assert tags_of(catalogue, 1) == tags_of(catalogue, 2) == ["crowd"]
        assert "crowd" in text_of(app)
        assert [operation.what for operation in catalogue.history()] == ["Tag 2 clips: crowd"]
        await press(pilot, "3")
        await settle(pilot)
        assert tags_of(catalogue, 1) == []


async def test_a_digit_tags_an_asset_of_which_a_range_alone_has_the_tag(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    edit, crowd = FakeEdit(catalogue), next(a for a in catalogue.books.authorities.values() if a.name == "crowd")
    edit.link_all([edit.add_clip(1, TimeRange(0, 50, FrameRate(25))).id], crowd)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        digit = [one.name for one in app.slots].index("crowd") + 1
        for tags in (["crowd", "crowd"], ["crowd"]):
            await press(pilot, str(digit))
            await settle(pilot)
            assert tags_of(catalogue, 1) == tags


async def test_the_prompt_takes_several_and_creates_one(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "x", "x", "t", *"hand", "comma", *"@Vera", "enter")
        await settle(pilot)
        assert tags_of(catalogue, 2) == ["Vera", "hands"]
        vera = next(a for a in catalogue.books.authorities.values() if a.name == "Vera")
        assert vera.kind is AuthorityKind.PERSON
        assert catalogue.history()[0].what == "Tag 2 clips: hands, @Vera"
        assert not app.screen.query_one(TagPrompt).is_open


async def test_enter_at_once_after_typing_takes_what_was_typed(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "P")
        for key in (*"Biał", "enter"):
            type_key(app, key)
        await until(pilot, lambda: bool(tags_of(catalogue, 1)))
        assert tags_of(catalogue, 1) == ["Białystok"]


async def test_a_minus_takes_a_tag_away(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "t", *"dusk", "enter")
        await settle(pilot)
        await press(pilot, "t", "minus", *"dusk", "enter")
        await settle(pilot)
        assert tags_of(catalogue, 1) == []


async def test_escape_leaves_the_prompt_and_writes_nothing(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n", *"x", "escape", "t", *"dusk", "escape")
        await settle(pilot)
        assert catalogue.history() == []
        await press(pilot, "down")
        assert assets(pilot).cursor == 1


@pytest.mark.parametrize("typed", ["0002", "nothing-is-called-so"])
async def test_a_dropped_search_leaves_the_cursor_where_it_stood(app: MediavaultApp, typed: str) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, *["down"] * 20, "slash", *typed)
        await settle(pilot)
        assert len(assets(pilot).ids) < 20
        await press(pilot, "escape")
        await settle(pilot)
        assert assets(pilot).cursor == 20


async def test_a_search_that_is_kept_or_moved_in_has_its_own_cursor(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, *["down"] * 20, "slash", *"0002", "enter")
        await settle(pilot)
        found = assets(pilot).current
        await press(pilot, "escape")
        await settle(pilot)
        assert assets(pilot).current == found


async def test_a_tag_after_a_note_is_no_second_note(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n", *"she waits", "enter")
        await settle(pilot)
        await press(pilot, "t", *"dusk", "enter")
        await settle(pilot)
        await press(pilot, "slash", *"0002", "enter")
        await settle(pilot)
        (clip,) = catalogue.books.clips.values()
        assert clip.note == "she waits"
        assert len(catalogue.history()) == 2


async def test_repeat_ratings_and_undo(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "t", *"dusk", "enter")
        await settle(pilot)
        await press(pilot, "down", "equals_sign", "f")
        await settle(pilot)
        assert tags_of(catalogue, 2) == ["dusk"]
        assert "★★★★★" in text_of(app)
        await press(pilot, "r")
        await settle(pilot)
        assert "✗" in text_of(app)
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z")
        await settle(pilot)
        assert tags_of(catalogue, 2) == []
        assert "Undone: Tag 1 clip: dusk" in text_of(app)
        await press(pilot, "ctrl+y")
        await settle(pilot)
        assert tags_of(catalogue, 2) == ["dusk"]


async def test_a_tag_is_seen_however_long_it_takes_to_find_everything_again(app: MediavaultApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        go_on, find = threading.Event(), app.catalogue.find

        def slow(*args: object, **options: object) -> object:
            go_on.wait(60)
            return find(*args, **options)

        app.catalogue.find = slow  # type: ignore[method-assign]  # a catalogue of millions
        try:
            type_key(app, "r")
            assert await soon(lambda: "✗" in text_of(app).splitlines()[2])
        finally:
            go_on.set()
            await settle(pilot)


async def test_a_list_in_which_nothing_changed_is_not_drawn_again(
    app: MediavaultApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        drawn: list[str] = []
        for widget in (app.library.assets, app.library.inspector.details, app.library.inspector.picture):
            monkeypatch.setattr(widget, "refresh", lambda *_, widget=widget, **__: drawn.append(type(widget).__name__))
        app.announce()
        await settle(pilot, 0.2)
        assert drawn == []


async def test_of_two_changes_while_rows_are_read_the_second_is_seen(app: MediavaultApp, catalogue) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        go_on, began, rows = threading.Event(), threading.Event(), catalogue.rows

        def slow(*args: object) -> object:
            found = rows(*args)
            began.set()
            go_on.wait(5)
            return found

        catalogue.rows = slow
        app.library.assets.reload()
        assert await soon(began.is_set)
        catalogue.rows = rows
        type_key(app, "r")
        assert await soon(lambda: any(one.rejected for one in catalogue.books.clips.values()))
        go_on.set()
        assert await soon(lambda: "✗" in text_of(app).splitlines()[2])


async def test_nothing_to_undo_is_said(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+z")
        await settle(pilot)
        assert "Nothing to undo." in text_of(app)


async def test_search_as_one_types_keeps_and_drops(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"0003")
        await settle(pilot)
        assert len(assets(pilot).ids) == 11
        assert "11 of 40" in text_of(app)
        await press(pilot, "enter")
        await settle(pilot)
        await press(pilot, "down")
        assert assets(pilot).cursor == 1
        await press(pilot, "escape")
        await settle(pilot)
        assert len(assets(pilot).ids) == 40


async def test_a_query_that_cannot_be_read_says_so_and_changes_nothing(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "slash", "question_mark")
        await settle(pilot)
        assert "Cannot read the query" in text_of(app)
        assert len(assets(pilot).ids) == 40
        await press(pilot, "backspace")
        await settle(pilot)
        assert "Cannot read the query" not in text_of(app)


async def test_next_untagged_goes_past_the_tagged(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "x", "x", "x", "1")
        await settle(pilot)
        await press(pilot, "escape", "home", "N")
        await settle(pilot)
        assert assets(pilot).current == 4


async def test_stepping_on_after_a_digit(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "A")
        for _ in range(3):
            await press(pilot, "2")
            await settle(pilot)
        assert [tags_of(catalogue, asset) for asset in (1, 2, 3)] == [["banner"]] * 3


async def test_shots_are_collected_into_a_list_that_is_made(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "x", "x", "e")
        await settle(pilot)
        assert [shot.asset.id for shot in catalogue.shot_list("Selects").shots] == [2, 3]
        await press(pilot, "B", *"Selects two", "enter")
        await settle(pilot)
        await press(pilot, "e")
        await settle(pilot)
        assert len(catalogue.shot_list("Selects two").shots) == 2


async def test_keys_of_a_cyrillic_layout_act_and_type(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ч", "ч", "е", *"#мова", "enter")  # x x t
        await settle(pilot)
        assert tags_of(catalogue, 2) == ["мова"]
        await press(pilot, "ctrl+я")  # ctrl+z, as a terminal with the kitty protocol sends it
        await settle(pilot)
        assert tags_of(catalogue, 2) == []


async def test_key_help_narrows_and_runs(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark", *"mark all")
        await settle(pilot)
        assert "Ctrl+A" in text_of(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert len(assets(pilot).marked) == 40


async def test_the_palette_has_the_actions_of_the_screen(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p", *"invert")
        await settle(pilot, 0.3)
        assert "Invert marks" in text_of(app)
        await press(pilot, "enter")
        await settle(pilot)
        await press(pilot, "enter") if not assets(pilot).marked else None
        await settle(pilot)
        assert len(assets(pilot).marked) == 40


async def test_a_small_window_gets_one_sentence(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(50, 12)
        await settle(pilot)
        said = " ".join(text_of(app).split())
        assert said == "mediavault needs 60 x 15 cells: make the window larger. Ctrl+Q quits."
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)


async def test_hidden_prompts_never_have_the_keys(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "tab", "tab")
        assert app.focused is None
        assert not any(prompt.field.can_focus for prompt in app.screen.query(LinePrompt))


# The query line -------------------------------------------------------------------------------------------------------


def offered(pilot: Pilot[None]) -> list[str]:
    prompt = pilot.app.screen.query_one(QueryPrompt)
    return list(prompt.offered.rows)


async def test_the_query_line_offers_fields_and_values_and_tab_takes_them(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "/")
        await settle(pilot)
        assert offered(pilot) == ["event:", "is:", "kind:", "place:", "date:", "rating:", "text:"]
        assert "▸ event:" in text_of(app)
        assert "1 of 7" in text_of(app)
        await press(pilot, "k")
        await settle(pilot)
        assert offered(pilot) == ["kind:"]
        await press(pilot, "tab")
        await settle(pilot)
        assert offered(pilot) == ["kind:audio", "kind:photo", "kind:video"]
        await press(pilot, "down", "tab", "p", "l")
        await settle(pilot)  # what is offered comes from a thread
        await press(pilot, "tab")
        await settle(pilot)
        await press(pilot, "up", "tab", "enter")
        await settle(pilot)
        assert app.library.query_text == "kind:photo place:Odesa"
        assert not app.library.filter_prompt.is_open


async def test_a_slow_catalogue_holds_up_no_key_and_an_old_answer_is_not_shown(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "/")
        await settle(pilot)
        answer = threading.Event()
        catalogue.slow = lambda: answer.wait(10) and None
        await press(pilot, *"kind:v")
        assert app.library.filter_prompt.field.value == "kind:v"
        assert offered(pilot)[0] == "event:"
        answer.set()
        await settle(pilot)
        assert offered(pilot) == ["kind:video"]


# A hundred thousand ---------------------------------------------------------------------------------------------------


async def test_the_list_fetches_only_what_is_near_the_cursor(make_app: Callable[..., MediavaultApp]) -> None:
    catalogue = FakeCatalogue(HUGE)
    app = make_app(catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "end")
        await settle(pilot)
        assert "A003C100000.MOV" in text_of(app)
        assert len(catalogue.asked_rows) <= 4 * PAGE
        await press(pilot, "home", *["pagedown"] * 30)
        await settle(pilot)
        assert len(app.library.assets._pages) <= KEPT


async def test_pages_that_were_left_are_forgotten(make_app: Callable[..., MediavaultApp]) -> None:
    app = make_app(FakeCatalogue(HUGE))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for page in range(KEPT + 5):
            assets(pilot).move_to(page * 3 * PAGE)
            await settle(pilot)
        assert len(assets(pilot)._pages) <= KEPT


async def test_a_step_repaints_two_lines(
    make_app: Callable[..., MediavaultApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(FakeCatalogue(HUGE))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        drawn: list[int] = []
        listed, render = assets(pilot), AssetList.render_line
        monkeypatch.setattr(AssetList, "render_line", lambda self, y: drawn.append(y) or render(self, y))
        listed.move(1)
        await pilot.pause()
        assert drawn == [0, 1]


async def test_slow_rows_do_not_hold_up_the_keys(make_app: Callable[..., MediavaultApp]) -> None:
    gate = threading.Event()
    catalogue = FakeCatalogue(HUGE)
    app = make_app(catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        catalogue.slow = lambda: gate.wait(10) and None
        await press(pilot, "end", "up", "up")
        assert assets(pilot).cursor == HUGE - 3
        gate.set()
        await settle(pilot)
        assert "A003C99998.MOV" in text_of(app)


async def test_everything_marked_and_tagged_with_one_key(make_app: Callable[..., MediavaultApp]) -> None:
    catalogue = FakeCatalogue(2_000)
    catalogue.add(AuthorityKind.KEYWORD, "hands")
    app = make_app(catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+a", "1")
        await settle(pilot, 0.3)
        assert len(catalogue.books.clips) == 2_000
        assert len(catalogue.history()) == 1


# Used already ---------------------------------------------------------------------------------------------------------


async def test_where_footage_is_used_already_is_said_in_the_inspector_and_in_log(app: MediavaultApp) -> None:
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "e")
        await settle(pilot)
        assert "used in Selects: shot 1" in text_of(app)
        await press(pilot, "e")
        await settle(pilot)
        assert "used in Selects: shots 1, 2" in text_of(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert "used in Selects: shots 1, 2" in " ".join(text_of(app).split())


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_a_search_that_finds_nothing_says_how_it_is_dropped(app: MediavaultApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"nosuchthing", "enter")
        await settle(pilot)
        assert "Nothing matches: Esc drops the search." in text_of(app)


async def test_beside_the_counts_the_list_keeps_its_columns(app: MediavaultApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert app.library.inspector.display
        await press(pilot, "tab")
        await settle(pilot)
        heading = text_of(app).splitlines()[1]
        assert "shot at" in heading
        assert "tags" in heading
        assert not app.library.inspector.display
        await press(pilot, "tab")
        await settle(pilot)
        assert app.library.inspector.display


async def test_the_bar_below_the_list_has_no_empty_lines_beside_the_counts(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "tab")
        await settle(pilot)
        text = app.library.inspector.details.render().plain
        assert text.count("\n") > 1
        assert "\n\n" not in text


@pytest.mark.parametrize(("key", "words"), [("E", "with an event"), ("P", "with a place"), ("W", "with a person")])
async def test_a_prompt_for_one_kind_says_which(app: MediavaultApp, key: str, words: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, key)
        await settle(pilot)
        assert f"Tag 1 clip {words}" in text_of(app)


async def test_the_last_of_several_undos_is_what_is_said(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.say("Catalogued card: 12 new files", unasked=True)
        for key in ("1", "2", "3", "ctrl+z", "ctrl+z", "ctrl+z"):
            await press(pilot, key)
            await settle(pilot)
        text = text_of(app)
        assert text.count("Undone") == 1
        assert "12 new files" in text


async def test_what_is_typed_stays_in_sight_behind_many_tags(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "t", *"#hands on the wall,!march of the angels,#fac")
        await settle(pilot)
        line = next(line for line in text_of(app).splitlines() if "Tag this" in line or "Tag 1" in line)
        assert "march of the angels, #fac" in line


async def test_keys_are_named_beside_a_line_as_far_as_there_is_room(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        prompt = app.library.line_prompt
        prompt.open("Rename the day of solidarity with B", hint="Enter rename  Esc stop")
        await settle(pilot)
        assert "Enter rename" in text_of(app)
        assert "Esc" not in text_of(app).splitlines()[-3]
        await pilot.resize_terminal(120, 36)
        await settle(pilot)
        assert "Enter rename  Esc stop" in text_of(app)


async def test_shot_lists_are_offered_and_an_arrow_chooses(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "e", "B", *"Words", "enter")
        await settle(pilot)
        await press(pilot, "B")
        await settle(pilot)
        assert "▸ Words" in text_of(app)
        await press(pilot, "down", "enter")
        await settle(pilot)
        assert app.current_shot_list == "Selects"
        await press(pilot, "B", "escape")
        assert app.current_shot_list == "Selects"


async def test_all_lines_of_what_is_pasted_come_in(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        app.post_message(events.Paste("first line\n\n  second\r\nthird\n"))
        await settle(pilot)
        assert app.library.line_prompt.field.value == "first line second third"


async def test_ctrl_c_ends_nothing_and_says_what_does(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+c")
        await settle(pilot)
        assert app.is_running
        assert "q quits; everything is saved already." in text_of(app)


async def test_a_photo_in_log_offers_no_ranges(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "enter")
        await settle(pilot)
        assert "a photo has none" in text_of(app)
        assert "i in, o out, then" not in text_of(app)
