"""The catalogue screen over a real catalogue: looked up in any spelling, corrected, merged, dated, put on the map."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest
from footage import footage
from tui_driving import press, settle, text_of, type_key

from library.model import Authority, AuthorityKind, Consent, ConsentState, Name, Protection, Related, Relation
from library.names import storable
from tests.hostile.names import NASTY
from tui.app import MediavaultApp
from tui.screens.catalogue import CatalogueScreen
from tui.screens.library import LibraryScreen
from tui.widgets.place_map import PlaceMap

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from library import Catalogue
    from mediavault.vault import Vault

EVENT, PLACE, PERSON, KEYWORD = (
    AuthorityKind.EVENT,
    AuthorityKind.PLACE,
    AuthorityKind.PERSON,
    AuthorityKind.KEYWORD,
)
SIZES = [(80, 24), (120, 36), (200, 60)]
HOSTILE = [storable(name.decode("utf-8", "surrogateescape")) for name in NASTY]
RECORDS = (
    Authority(kind=EVENT, name="Day of Solidarity", date="2020-08-09"),
    Authority(kind=EVENT, name="Solidarity day", names=(Name("Дзень салідарнасці", "be"),)),
    Authority(kind=PLACE, name="Belarus", latitude=53.5, longitude=28.0),
    Authority(
        kind=PLACE,
        name="Minsk",
        names=(Name("Мінск", "be"), Name("Mińsk", "pl")),
        related=(Related(Relation.BROADER, PLACE, "Belarus"),),
        latitude=53.9023,
        longitude=27.5619,
        identifiers={"wikidata": "Q2280"},
    ),
    Authority(kind=PLACE, name="Białystok"),
    Authority(kind=PERSON, name="Anna K.", protection=Protection.ALIAS_ONLY, alias="A."),
    Authority(kind=KEYWORD, name="hands"),
)


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Five assets; two are linked to Minsk, two to the event, one of them to its twin as well."""
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        ids = list(catalogue.find(sort="added"))
        with catalogue.transaction("Fill") as edit:
            stored = [edit.add_authority(one) for one in RECORDS]
            edit.link_all(edit.whole_clips(ids[:2]), stored[3])
            edit.link_all(edit.whole_clips(ids[:2]), stored[0])
            edit.link_all(edit.whole_clips(ids[1:3]), stored[1])
        yield catalogue, vault


@asynccontextmanager
async def opened(
    stocked: tuple[Catalogue, Vault], *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """The app on the catalogue screen."""
    app = MediavaultApp(stocked[1], stocked[0])
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "f6")
        await settle(pilot)
        assert isinstance(app.screen, CatalogueScreen)
        for key in keys:
            await press(pilot, key)
            await settle(pilot)
        yield pilot


async def type_in(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await press(pilot, *keys)
    await settle(pilot)


def named(pilot: Pilot[None]) -> list[str]:
    """The records that are listed."""
    assert isinstance(pilot.app.screen, CatalogueScreen)
    return [one.record.name for one in pilot.app.screen.records.rows]


async def test_records_are_listed_with_what_is_linked_to_them(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        assert named(pilot) == ["Day of Solidarity", "Solidarity day"]
        text = text_of(pilot.app)
        assert "▸Events" in text
        assert "2020-08-09: 9" in text
        assert "2 assets" in text
        await type_in(pilot, "tab")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk"]
        await type_in(pilot, "end")
        text = text_of(pilot.app)
        assert all(word in text for word in ("53.9023 N 27.5619 E", "Мінск  (be)", "Belarus", "◉ Minsk", "km"))
        assert pilot.app.screen.query_one(PlaceMap).size.height >= 5


async def test_a_search_finds_any_spelling_and_esc_drops_it(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "slash") as pilot:
        await type_in(pilot, *"мінс")
        assert named(pilot) == ["Minsk"]
        assert "1 of 3" in text_of(pilot.app)
        await type_in(pilot, "enter", "escape")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk"]
        await type_in(pilot, "escape")
        assert isinstance(pilot.app.screen, LibraryScreen)


async def test_enter_shows_its_clips_in_the_library(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "end", "enter") as pilot:
        assert isinstance(pilot.app.screen, LibraryScreen)
        assert pilot.app.screen.query_text == "place:Minsk"
        assert len(pilot.app.screen.assets.ids) == 2


async def test_a_record_is_added_renamed_spelt_and_removed_and_undo_takes_it_back(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    async with opened(stocked, "tab") as pilot:
        await type_in(pilot, "n", *"Odesa", "enter")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk", "Odesa"]
        await type_in(pilot, "r", "end", *" port", "enter")
        await type_in(pilot, "s", *"uk=Одеса", "enter")
        stored = catalogue.authority(PLACE, "Odesa port")
        assert [(name.text, name.language) for name in stored.names] == [("Одеса", "uk")]
        await type_in(pilot, "delete")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk"]
        await type_in(pilot, "ctrl+z")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk", "Odesa port"]


async def test_what_is_in_use_is_not_removed_and_a_taken_name_not_given(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "end", "delete") as pilot:
        assert "Cannot remove the place" in text_of(pilot.app)
        await type_in(pilot, "r", *["backspace"] * 5, *"Belarus", "enter")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk"]
        assert "is there already" in text_of(pilot.app)


async def test_a_date_is_checked_while_one_types(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked, "down", "d") as pilot:
        await type_in(pilot, *"2020-13")
        assert 'Cannot read "2020-13" as a date' in text_of(pilot.app)
        await type_in(pilot, "enter")
        assert catalogue.authority(EVENT, "Solidarity day").date is None
        await type_in(pilot, *["backspace"] * 2, *"07~")
        assert "about 2020-07-01 to 2020-07-31, 31 days" in text_of(pilot.app)
        await type_in(pilot, "enter")
        assert catalogue.authority(EVENT, "Solidarity day").date == "2020-07~"
        await type_in(pilot, "ctrl+z")
        assert catalogue.authority(EVENT, "Solidarity day").date is None


async def test_a_position_is_seen_on_the_map_while_one_types(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked, "tab", "down", "p") as pilot:
        await type_in(pilot, *"53.13")
        assert "two numbers are needed" in text_of(pilot.app)
        assert "◉" not in text_of(pilot.app)
        await type_in(pilot, *" 23.17")
        assert "◉ Białystok" in text_of(pilot.app)
        await type_in(pilot, "enter")
        found = catalogue.authority(PLACE, "Białystok")
        assert (found.latitude, found.longitude) == (53.13, 23.17)


async def test_esc_while_a_position_is_asked_shows_the_map_as_it_was(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "down", "p") as pilot:
        await type_in(pilot, *"53.13 23.17")
        await type_in(pilot, "escape")
        assert "◉" not in text_of(pilot.app)


async def test_two_are_merged_after_it_was_said_what_comes_of_it(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    async with opened(stocked, "down", "x", "home", "m", size=(120, 36)) as pilot:
        text = text_of(pilot.app)
        assert "Day of Solidarity stays." in text
        assert "Solidarity day goes" in text
        assert "салідарнасці" in text
        assert "Goes over: 2 assets. There already: 2 assets." in text
        assert len(catalogue.authorities(EVENT)) == 2
        await type_in(pilot, "enter")
        assert named(pilot) == ["Day of Solidarity"]
        assert "3 assets" in text_of(pilot.app)
        assert catalogue.authority(EVENT, "Solidarity day").name == "Day of Solidarity"
        await type_in(pilot, "ctrl+z")
        assert named(pilot) == ["Day of Solidarity", "Solidarity day"]


async def test_a_merge_needs_one_marked_and_another_under_the_cursor(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "m") as pilot:
        assert "Mark one with x" in text_of(pilot.app)
        await type_in(pilot, "x", "home", "m")
        assert len(named(pilot)) == 2
        await type_in(pilot, "escape")
        assert isinstance(pilot.app.screen, CatalogueScreen)


async def test_of_people_protection_and_consent_are_shown_and_protection_is_set(
    stocked: tuple[Catalogue, Vault],
) -> None:
    catalogue, _ = stocked
    anna = catalogue.authority(PERSON, "Anna K.")
    with catalogue.transaction("Ask") as edit:
        assert anna.id is not None
        said = Consent(party=anna.id, purpose="film", state=ConsentState.GRANTED, stated_on=date(2020, 8, 17))
        edit.add_consent(said)
    async with opened(stocked, "tab", "tab", size=(120, 36)) as pilot:
        text = text_of(pilot.app)
        assert "◐ alias only" in text
        assert "film: granted 2020-08-17" in text
        await type_in(pilot, "o", *"x", "enter")
        assert "Write one of: unknown, open, alias only, do not identify" in text_of(pilot.app)
        await type_in(pilot, "backspace", *"do", "enter")
        assert catalogue.authority(PERSON, "Anna K.").protection is Protection.DO_NOT_IDENTIFY
        await type_in(pilot, "n", *"Boris", "enter")
        assert catalogue.authority(PERSON, "Boris").protection is Protection.UNKNOWN


async def test_what_a_kind_does_not_have_is_said(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "d") as pilot:
        assert "Only events have one." in text_of(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_reach_no_terminal(stocked: tuple[Catalogue, Vault], size: tuple[int, int]) -> None:
    catalogue, _ = stocked
    with catalogue.transaction("Add") as edit:
        for number, name in enumerate(HOSTILE):
            at = {"latitude": 50.0 + number / 10, "longitude": 25.0}
            spelt = (Name(f"{name} again", name),)
            edit.add_authority(Authority(kind=PLACE, name=name, note=name, names=spelt, identifiers={name: name}, **at))
    async with opened(stocked, "tab", size=size) as pilot:
        for _ in range(len(named(pilot)) if size == SIZES[0] else 3):
            await press(pilot, "down")
            shown = text_of(pilot.app)
            assert not any(ord(letter) < 0x20 and letter != "\n" for letter in shown)
            assert not any(0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u200b\ufeff" for letter in shown)


async def test_what_was_looked_at_last_is_there_again(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "end", "f2") as pilot:
        await type_in(pilot, "f6")
        assert named(pilot) == ["Belarus", "Białystok", "Minsk"]
        assert pilot.app.screen.current.record.name == "Minsk"  # type: ignore[attr-defined]


async def test_keys_wait_until_their_kind_is_listed(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked) as pilot:
        for key in ("tab", "down", "down", "r"):
            type_key(pilot.app, key)
        await settle(pilot)
        assert "Rename Minsk" in text_of(pilot.app)


@pytest.mark.parametrize("key", ["n", "r"])
async def test_a_name_that_is_there_in_another_spelling_is_told(stocked: tuple[Catalogue, Vault], key: str) -> None:
    async with opened(stocked, "tab", key) as pilot:
        await type_in(pilot, "ctrl+u", *"bialystok")
        assert "There is Białystok already" in text_of(pilot.app)
        await type_in(pilot, *" centre")
        assert "There is" not in text_of(pilot.app)


async def test_the_name_a_record_has_is_no_other(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "end", "r", "end", "backspace") as pilot:
        await type_in(pilot, "k")
        assert "There is" not in text_of(pilot.app)


async def test_a_merge_says_what_it_still_needs(stocked: tuple[Catalogue, Vault]) -> None:
    async with opened(stocked, "tab", "x", "home", "m") as pilot:
        assert "Belarus is marked: stand on the one that is to stay" in " ".join(text_of(pilot.app).split())
        await type_in(pilot, "down", "x", "m")
        assert "2 others are marked" in " ".join(text_of(pilot.app).split())
