"""The suggestions screen over a real catalogue: decided with one key, gone at once, back with undo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from footage import PAL
from tui_driving import press, settle, text_of, type_key

from library import Catalogue
from library.model import (
    Asset,
    AssetId,
    Authority,
    AuthorityKind,
    Certainty,
    FileStamp,
    Fingerprint,
    Gps,
    MediaFacts,
    MediaKind,
    PartOffer,
    PartRole,
    Picture,
    RecordedAt,
    Related,
    Relation,
)
from library.names import storable
from mediavault.vault import Vault
from tests.hostile.names import NASTY
from tui.app import MediavaultApp
from tui.screens.library import LibraryScreen
from tui.screens.log import LogScreen
from tui.screens.suggestions import SuggestionsScreen
from tui.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 36), (200, 60)]
EVENT, PLACE = AuthorityKind.EVENT, AuthorityKind.PLACE
NAMES = ("A001.MOV", "A002.MOV", "A003.MOV")


def recorded(catalogue: Catalogue, names: tuple[bytes, ...], step: float = 0.01) -> None:
    """Files recorded in Białystok on 9 August 2020, each so many degrees farther from its middle."""
    with catalogue.transaction("Add", by_ingest=True) as edit:
        volume = edit.add_volume("uuid:card", "CARD")
        for number, name in enumerate(names, 1):
            facts = MediaFacts(
                kind=MediaKind.VIDEO,
                picture=Picture(width=1920, height=1080, codec="prores", frame_rate=PAL, frame_count=250),
                recorded_at=RecordedAt("2020-08-09T12:20:00", "+02:00", "EXIF", Certainty.CERTAIN, "EXIF says so"),
                gps=Gps(53.1325 + number * step, 23.1688, None, "EXIF"),
            )
            edit.record(volume.id, name, FileStamp(number, 1, 1, number), Fingerprint(number, f"{number:032x}"), facts)


def dated(catalogue: Catalogue, *events: str) -> None:
    """Events in Białystok on that day, and what the rule offers for them."""
    at = (Related(Relation.AT, PLACE, "Białystok"),)
    with catalogue.transaction("Events") as edit:
        edit.add_missing([Authority(kind=PLACE, name="Białystok", latitude=53.1325, longitude=23.1688)])
        for name in events:
            edit.add_authority(Authority(kind=EVENT, name=name, date="2020-08-09", related=at))


def offered(catalogue: Catalogue) -> None:
    offers = catalogue.offers()
    with catalogue.transaction("Suggest") as edit:
        edit.suggest(offers)


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Three files and an event each may show."""
    vault = Vault.create(tmp_path / "vault")
    with Catalogue.open(vault.catalogue_path) as catalogue:
        recorded(catalogue, tuple(name.encode() for name in NAMES))
        dated(catalogue, "Rally")
        offered(catalogue)
        yield catalogue, vault


@asynccontextmanager
async def opened(stocked: tuple[Catalogue, Vault], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on the suggestions screen."""
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "f7")
        await settle(pilot)
        assert isinstance(app.screen, SuggestionsScreen)
        yield pilot


def waiting(pilot: Pilot[None]) -> list[str]:
    """The assets that are listed."""
    assert isinstance(pilot.app.screen, SuggestionsScreen)
    return [one.asset_name for one in pilot.app.screen.records.rows]


async def type_in(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await press(pilot, *keys)
    await settle(pilot)


async def test_what_waits_is_listed_the_surest_first_with_the_reason(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, (120, 36)) as pilot:
        assert waiting(pilot) == ["A001.MOV", "A002.MOV", "A003.MOV"]
        text = text_of(pilot.app)
        assert "!Rally" in text
        assert "94 %" in text  # 1.1 km of 10: half of a ninth less than sure
        assert "Recorded 2020-08-09 12:20; the event is dated 2020-08-09." in text
        assert "1.1 km from Białystok, where it happened." in text
        assert "3 open" in text


async def test_a_decision_takes_the_row_away_and_undo_brings_it_back_under_the_cursor(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await type_in(pilot, "down", "a")
        assert waiting(pilot) == ["A001.MOV", "A003.MOV"]
        assert list(catalogue.find("event:Rally")) == [2]
        await type_in(pilot, "ctrl+z")
        assert waiting(pilot) == ["A001.MOV", "A002.MOV", "A003.MOV"]
        assert isinstance(pilot.app.screen, SuggestionsScreen)
        assert pilot.app.screen.records.cursor == 1
        assert list(catalogue.find("event:Rally")) == []


async def test_rows_leave_before_anything_is_written_and_do_not_flash_back(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        for _ in NAMES:
            type_key(pilot.app, "a")
        seen = []
        for _ in range(60):
            await pilot._wait_for_screen()
            seen.append(len(waiting(pilot)))
        await settle(pilot)
        assert seen == sorted(seen, reverse=True)
        assert waiting(pilot) == []
        assert len(catalogue.find("event:Rally")) == 3
        assert "Nothing waits for you here." in text_of(pilot.app)


async def test_what_is_rejected_is_not_suggested_again(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked) as pilot:
        await type_in(pilot, "r")
        assert waiting(pilot) == ["A002.MOV", "A003.MOV"]
        await type_in(pilot, "n")
        assert "Nothing new" in text_of(pilot.app)
        assert waiting(pilot) == ["A002.MOV", "A003.MOV"]
        assert catalogue.offers() == []


async def test_all_alike_are_accepted_with_one_key_and_undone_with_one(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    dated(catalogue, "March")
    async with opened(stocked) as pilot:
        await type_in(pilot, "n")
        assert len(waiting(pilot)) == 6
        await type_in(pilot, "slash", *"rally", "enter")
        await type_in(pilot, "A")
        assert len(catalogue.find("event:Rally")) == 3
        assert len(catalogue.find("event:March")) == 0
        await type_in(pilot, "escape")
        assert waiting(pilot) == list(NAMES)
        await type_in(pilot, "ctrl+z")
        assert len(waiting(pilot)) == 6


async def test_a_decision_that_is_refused_brings_its_row_back(
    stocked: tuple[Catalogue, Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(stocked) as pilot:
        monkeypatch.setattr(pilot.app, "write", _refused)
        await type_in(pilot, "a")
        assert waiting(pilot) == list(NAMES)


async def _refused(*_: object) -> None:
    return None


async def test_it_is_looked_at_and_opened_in_log(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await type_in(pilot, "down", "s")
        assert isinstance(pilot.app.screen, SuggestionsScreen)
        assert pilot.app.screen.picture.size.height > 12
        await type_in(pilot, "escape")
        assert "may be" in text_of(pilot.app)
        await type_in(pilot, "enter")
        assert isinstance(pilot.app.screen, LogScreen)
        assert pilot.app.current_asset == 2


async def test_esc_leaves(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        await type_in(pilot, "escape")
        assert isinstance(pilot.app.screen, LibraryScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_reach_no_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    vault = Vault.create(tmp_path / "vault")
    with Catalogue.open(vault.catalogue_path) as catalogue:
        recorded(catalogue, NASTY, 0.001)
        dated(catalogue, *(storable(name.decode("utf-8", "surrogateescape")) for name in NASTY[5:9]))
        offered(catalogue)
        async with opened((catalogue, vault), size) as pilot:
            assert len(waiting(pilot)) == 80
            for _ in range(8):
                await press(pilot, *["down"] * 2)
                shown = text_of(pilot.app)
                assert not any(ord(letter) < 0x20 and letter != "\n" for letter in shown)
                assert not any(0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u200b\ufeff" for letter in shown)


async def test_a_day_without_an_event_is_offered_as_a_new_one(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "vault")
    with Catalogue.open(vault.catalogue_path) as catalogue:
        recorded(catalogue, tuple(f"B{number}.MOV".encode() for number in range(5)))
        dated(catalogue)
        async with opened((catalogue, vault), (120, 36)) as pilot:
            text = text_of(pilot.app)
            for words in (
                "5 videos, 12:20-12:20",
                "new !Sunday 9 August 2020",
                "one day at one place, and no event has it",
                "1 open",
            ):
                assert words in text
            await type_in(pilot, "a")
            assert [one.name for one in catalogue.authorities(EVENT)] == ["Sunday 9 August 2020, Białystok"]
            assert len(catalogue.find('event:"9 August"')) == 5
            await type_in(pilot, "ctrl+z")
            assert catalogue.authorities(EVENT) == []
            await type_in(pilot, "r")
            assert catalogue.gatherings() == []


@pytest.fixture
def versions(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Three videos; two may be versions of the first."""
    vault = Vault.create(tmp_path / "vault")
    with Catalogue.open(vault.catalogue_path) as catalogue:
        recorded(catalogue, (*(name.encode() for name in NAMES[:2]), NASTY[5]))
        offers = [
            PartOffer(AssetId(1), AssetId(2), PartRole.MESSENGER_COPY, 0.97, "1920 x 1080 beside 640 x 360"),
            PartOffer(AssetId(1), AssetId(3), PartRole.TRIMMED, 0.91, "shows all of it"),
        ]
        with catalogue.transaction("Offer") as edit:
            edit.offer_parts(offers, "likeness 1")
        yield catalogue, vault


def families(catalogue: Catalogue) -> dict[int, int]:
    """Which asset is a part of which."""
    return {asset.id: asset.part_of.asset for asset in catalogue.assets([1, 2, 3]) if asset.part_of}


@pytest.mark.parametrize("size", SIZES[:2])
async def test_versions_stand_side_by_side_with_what_differs(
    versions: tuple[Catalogue, Vault], size: tuple[int, int]
) -> None:
    async with opened(versions, size) as pilot:
        text = text_of(pilot.app)
        for words in (
            "97 % alike: messenger copy",
            "≠ bytes",
            "1 ",
            "2 ▲",
            "≠ gps",
            "53.1425",
            "  picture   1920 x 1080",
            "2 open",
        ):
            assert words in text, words
        await type_in(pilot, "down", "s")
        shown = text_of(pilot.app)
        assert not any(0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u200b\ufeff\x1b" for letter in shown)
        assert pilot.app.screen.query_one(SideBySide).size.height > 12


async def test_versions_are_joined_refused_for_good_and_taken_back(versions: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = versions
    async with opened(versions) as pilot:
        await type_in(pilot, "a")
        assert families(catalogue) == {2: 1}
        await type_in(pilot, "ctrl+z")
        assert (families(catalogue), len(waiting_rows(pilot))) == ({}, 2)
        await type_in(pilot, "A")
        assert families(catalogue) == {2: 1, 3: 1}
        await type_in(pilot, "ctrl+z")
        await type_in(pilot, "r")
        await type_in(pilot, "r")
        assert (families(catalogue), waiting_rows(pilot)) == ({}, [])
        assert catalogue.offered_parts() == []
        again = PartOffer(AssetId(1), AssetId(2), PartRole.RECOMPRESSED, 0.99, "again")
        with catalogue.transaction("Offer") as edit:
            assert edit.offer_parts([again], "likeness 1") == 0
        await type_in(pilot, "ctrl+z")
        assert len(waiting_rows(pilot)) == 1


async def test_the_other_of_two_is_said_to_be_the_better_by_key_or_by_its_picture(
    versions: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = versions
    async with opened(versions) as pilot:
        await type_in(pilot, "b")
        assert "97 % alike: recompressed" in text_of(pilot.app)
        await pilot.click("#side-version")
        await settle(pilot)
        assert "97 % alike: messenger copy" in text_of(pilot.app)
        await pilot.click("#side-best")
        await settle(pilot)
        assert "97 % alike: messenger copy" in text_of(pilot.app)
        await type_in(pilot, "b", "a")
        assert families(catalogue) == {1: 2}
        await type_in(pilot, "ctrl+z")
        assert families(catalogue) == {}


async def test_all_pictures_are_compared_beside_the_screen_and_again_stops_it(
    stocked: tuple[Catalogue, Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def look(
        catalogue: Catalogue,
        vault: Vault,
        ids: Sequence[int],
        jobs: int,
        on_done: Callable[[int], object],
        *,
        on_unseen: Callable[[Asset], object],
    ) -> list[PartOffer]:
        asked.append(list(ids))
        if len(asked) == 1:
            on_done(1)
            on_unseen(catalogue.asset(AssetId(3)))
            return [PartOffer(AssetId(1), AssetId(2), PartRole.RECOMPRESSED, 0.93, "was here first")]
        while True:
            on_done(0)

    monkeypatch.setattr("mediavault.analysis.versions.look", look)
    async with opened(stocked) as pilot:
        await type_in(pilot, "d")
        assert "1 new version found among 3 assets." in text_of(pilot.app)
        assert "Not compared: 1" in text_of(pilot.app)
        assert len(waiting_rows(pilot)) == 4
        await press(pilot, "d", "d")
        await settle(pilot)
        assert "Stopped: nothing was offered." in text_of(pilot.app)
        assert asked == [[1, 2, 3]] * 2


def waiting_rows(pilot: Pilot[None]) -> list[object]:
    """What is listed."""
    assert isinstance(pilot.app.screen, SuggestionsScreen)
    return list(pilot.app.screen.records.rows)


async def test_a_search_that_finds_nothing_says_that_and_how_it_is_dropped(
    stocked: tuple[Catalogue, Vault],
) -> None:
    async with opened(stocked) as pilot:
        await type_in(pilot, "slash", *"zzz", "enter")
        await settle(pilot)
        assert "Nothing matches: Esc drops the search." in text_of(pilot.app)
        assert "Nothing waits" not in text_of(pilot.app)
        await type_in(pilot, "escape")
        await settle(pilot)
        assert len(waiting(pilot)) == 3
