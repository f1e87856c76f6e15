"""The export sheet over a real catalogue: everything is said before writing, and nothing leaves that may not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

import opentimelineio as otio
import pytest
from footage import LIST, footage, person_on_shot, shot_list
from textual.widgets import Static

from library.model import AuthorityKind, Consent, ConsentState, CopyState, Protection
from mediavault.export import FORMATS, NOBODY
from tui.app import MediavaultApp
from tui.exporting import Writing
from tui.screens import export
from tui.screens.export import ExportScreen, file_name
from tui.screens.shot_lists import ShotListScreen
from tui.widgets.prompt import LinePrompt

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from library import Catalogue
    from mediavault.vault import Vault

SIZES = [(80, 24), (120, 36)]
EDL = "Ch.2_The_field_v1.edl"


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Five assets and a list with a shot of each."""
    catalogue, vault = footage(tmp_path)
    with catalogue:
        shot_list(catalogue)
        yield catalogue, vault


@asynccontextmanager
async def opened(stocked: tuple[Catalogue, Vault], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on the export sheet, by keys alone."""
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await press(pilot, "f4")
        await press(pilot, "ctrl+e")
        assert isinstance(app.screen, ExportScreen)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def text(pilot: Pilot[None], name: str) -> str:
    """What a part of the sheet says."""
    return str(pilot.app.screen.query_one(name, Static).visual)


def said(pilot: Pilot[None]) -> str:
    """The last line of the sheet."""
    return text(pilot, "#export-result")


def field(pilot: Pilot[None]) -> str:
    """What stands in the line at the foot."""
    return pilot.app.screen.query_one(LinePrompt).field.value


@pytest.mark.parametrize("size", SIZES)
async def test_two_keys_from_the_list_to_a_file(stocked: tuple[Catalogue, Vault], size: tuple[int, int]) -> None:
    catalogue, vault = stocked
    async with opened(stocked, size) as pilot:
        assert field(pilot).endswith(f"/exports/{EDL}")
        assert not (vault.path / "exports").exists()
        await press(pilot, "enter")
        written = vault.path / "exports" / EDL
        assert written.read_text("ascii").startswith("TITLE: ")
        assert "✓ Wrote" in said(pilot)
        assert "5 shots" in said(pilot)
        assert catalogue.shot_list(LIST).version == 2
        assert catalogue.history()[0].what == f"Export {LIST} v1 to {EDL}"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ShotListScreen)


async def test_every_format_says_what_it_loses(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, (120, 36)) as pilot:
        formats = text(pilot, "#export-formats")
        assert formats.count("loses") == 9  # as many as there is room for
        assert "▸ EDL" in formats
        await press(pilot, *["up"] * len(FORMATS))
        for name, one in FORMATS.items():
            formats = text(pilot, "#export-formats")
            assert f"▸ {name.upper()} " in formats
            assert f"loses {one.loses}"[:60] in formats
            await pilot.press("down")


async def test_the_name_follows_the_format_and_both_files_hold_the_same_frames(
    stocked: tuple[Catalogue, Vault],
) -> None:
    async with opened(stocked) as pilot:
        await press(pilot, "up", "up")
        assert field(pilot).endswith("_v1.otio")
        await press(pilot, "enter")
        timeline = otio.adapters.read_from_file(str(stocked[1].path / "exports" / "Ch.2_The_field_v1.otio"))
        clips = list(timeline.find_clips())
        assert [clip.source_range.duration.value for clip in clips] == [100] * 5
        await press(pilot, "enter", "ctrl+e")
        while not field(pilot).endswith(".csv"):
            await press(pilot, "down")
        assert field(pilot).endswith("_v2.csv")
        await press(pilot, "enter")
        assert (stocked[1].path / "exports" / "Ch.2_The_field_v2.csv").is_file()


async def test_unknown_consent_asks_for_a_reason_and_keeps_it(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, vault = stocked
    person_on_shot(catalogue, 2, Protection.UNKNOWN)
    async with opened(stocked) as pilot:
        assert "1 reason to stop" in text(pilot, "#export-heading")
        assert "Анна К." in text(pilot, "#export-findings Static")
        await press(pilot, "enter")
        assert not (vault.path / "exports").exists()
        await press(pilot, "enter")
        assert not (vault.path / "exports").exists()
        await press(pilot, *"agreed", "enter")
        assert (vault.path / "exports" / EDL).is_file()
        assert "Анна" not in (vault.path / "exports" / EDL).read_text("ascii")
        assert catalogue.history()[0].what.endswith("accepted: agreed")


async def test_who_took_consent_back_while_the_sheet_was_open_does_not_leave(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, vault = stocked
    async with opened(stocked) as pilot:
        person_on_shot(catalogue, 2, Protection.UNKNOWN)
        await press(pilot, "enter")
        assert "Nothing was written: what stands in the way is not what it was." in said(pilot)
        assert "1 reason to stop" in text(pilot, "#export-heading")
        await press(pilot, "enter")
        with catalogue.transaction("Mark") as edit:
            anna = catalogue.authority(AuthorityKind.PERSON, "Анна К.")
            edit.link(catalogue.shot_list(LIST).shots[2].clip, anna)
        await press(pilot, *"agreed", "enter")
        assert not (vault.path / "exports").exists(), "the reason was given for the first alone"
        assert "2 reasons to stop" in text(pilot, "#export-heading")
        await press(pilot, "enter")
        await press(pilot, *"agreed", "enter")
        assert (vault.path / "exports" / EDL).is_file()


async def test_what_it_is_for_decides_whose_consent_counts(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, vault = stocked
    person_on_shot(catalogue, 2, Protection.OPEN)
    anna = catalogue.authority(AuthorityKind.PERSON, "Анна К.").id
    assert anna is not None
    async with opened(stocked) as pilot:
        await press(pilot, "tab")
        assert "Nobody was asked yet" in said(pilot)
    with catalogue.transaction("Ask") as edit:
        for purpose, state in (("film", ConsentState.GRANTED), ("online", ConsentState.REFUSED)):
            edit.add_consent(Consent(party=anna, purpose=purpose, state=state, stated_on=date(2026, 1, 2)))
    async with opened(stocked) as pilot:
        assert "1 reason to stop   for any use   Tab: film, online" in text(pilot, "#export-heading")
        await press(pilot, "enter")
        assert 'who refused "online"' in said(pilot)
        await press(pilot, "tab", "tab")
        assert "1 reason to stop   for online   Tab: any use, film" in text(pilot, "#export-heading")
        await press(pilot, "tab", "tab")
        assert "✓ Nothing stands in the way.   for film   Tab: any use, online" in text(pilot, "#export-heading")
        await press(pilot, "enter")
        assert (vault.path / "exports" / EDL).is_file()
        assert catalogue.history()[0].what == f"Export {LIST} v1 to {EDL} for film"


async def test_escape_goes_from_the_reason_to_the_target_and_then_back(stocked: tuple[Catalogue, Vault]) -> None:
    person_on_shot(stocked[0], 2, None)
    async with opened(stocked) as pilot:
        await press(pilot, "enter")
        await press(pilot, "escape")
        assert field(pilot).endswith(EDL)
        assert "Nothing was written" in said(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ShotListScreen)
        assert not (stocked[1].path / "exports").exists()


async def test_a_folder_that_is_not_there_is_one_sentence_and_can_be_corrected(
    stocked: tuple[Catalogue, Vault], tmp_path: Path
) -> None:
    async with opened(stocked) as pilot:
        line = pilot.app.screen.query_one(LinePrompt).field
        line.value = str(tmp_path / "nowhere" / "cut.edl")
        await press(pilot, "enter")
        assert "there is no such folder" in said(pilot)
        line.value = str(tmp_path / "cut.edl")
        await press(pilot, "enter")
        assert (tmp_path / "cut.edl").is_file()


async def test_media_that_changed_stops_without_asking(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, vault = stocked
    copy = catalogue.shot_list(LIST).shots[0].asset.copies[0]
    with catalogue.transaction("Scan") as edit:
        edit.record(
            catalogue.volumes()[0].id,
            copy.path_raw,
            copy.stamp,
            type(catalogue.asset(1).fingerprint)(99, "f" * 32),
            catalogue.asset(1).facts,
        )
    assert catalogue.shot_list(LIST).shots[0].asset.state is CopyState.CHANGED
    async with opened(stocked) as pilot:
        await press(pilot, "enter")
        assert "Nothing was written" in said(pilot)
        assert not (vault.path / "exports").exists()


async def test_a_list_that_is_gone_is_said(stocked: tuple[Catalogue, Vault]) -> None:
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test() as pilot:
        await app.push_screen(ExportScreen("Ch.3"))
        await press(pilot, "enter")
        assert "Ch.3" in said(pilot)
        await press(pilot, "escape")
        assert not isinstance(app.screen, ExportScreen)


async def test_hostile_names_reach_no_terminal(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    evil = "Cut \x1b]0;owned\x07[/b] \u202e"
    with catalogue.transaction("Evil") as edit:
        edit.add_shot_list(evil)
        edit.append_shot(evil, catalogue.shot_list(LIST).shots[0].clip)
    async with opened(stocked) as pilot:
        await press(pilot, "enter")
        svg = pilot.app.export_screenshot()
        assert not set(svg) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Solidary Białystok - selects", "Solidary_Bialystok-selects_v1.edl"),
        ("../../etc/passwd", "etc_passwd_v1.edl"),
        ("Глава 2", "Glava_2_v1.edl"),
        ("...", "shots_v1.edl"),
        ("x" * 300, "x" * 80 + "_v1.edl"),
    ],
)
def test_files_are_named_after_their_list(stocked: tuple[Catalogue, Vault], name: str, file: str) -> None:
    assert file_name(replace(stocked[0].shot_list(LIST), name=name), ".edl", NOBODY) == file


async def test_a_film_that_is_rendered_shows_how_far_it_is_and_can_be_stopped(
    stocked: tuple[Catalogue, Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def rendered(*_: object, writing: Writing, **__: object) -> None:
        writing.reached(30, 120)
        begun.set()
        assert writing.stopping.wait(60)
        writing.reached(31, 120)

    monkeypatch.setattr(export, "write_file", rendered)
    async with opened(stocked) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ExportScreen)
        await pilot.press("enter")
        assert await asyncio.to_thread(begun.wait, 60)
        screen._draw_progress()
        said = screen.query_one("#export-result", Static)
        assert str(said.render()) == "██████░░░░░░░░░░░░░░░░░░  30 of 120 frames  Esc stops"
        await pilot.press("down")
        await pilot.press("enter")  # nothing is begun twice
        await press(pilot, "escape")
        assert str(said.render()) == "Stopped: nothing was written."
        assert screen.query_one(LinePrompt).is_open
        assert stocked[0].versions(LIST) == []


def test_the_formats_say_whether_there_are_others_than_those_shown() -> None:
    some = export.format_rows(list(FORMATS.values()), 2, 80, 3).plain
    all_ = export.format_rows(list(FORMATS.values()), 2, 80, 40).plain
    assert some.splitlines()[-1].strip() == "3 of 18 formats, ↑ and ↓ for the others"
    assert all_.splitlines()[-1].strip() == "3 of 18 formats, ↑ and ↓ choose"


async def test_what_the_chosen_format_loses_is_read_whole_at_80_columns(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        words = " ".join(text(pilot, "#export-formats").split())
        assert "loses events, places, people, keywords, ratings, folders and every letter that is not ASCII" in words
