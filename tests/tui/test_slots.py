"""Sets of keywords for the digits: named, kept in the vault, changed with one key."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.slots import MOST_USED, SlotsWrong, after, parsed, read, write
from tui.widgets.key_strip import Cap, _length, _squeezed


def tags_of(catalogue: FakeCatalogue, asset: int) -> list[str]:
    return sorted(link.name for clip in catalogue.books.clips.values() if clip.asset == asset for link in clip.links)


async def test_a_set_is_named_kept_and_changed_with_one_key(
    app: MediavaultApp, catalogue: FakeCatalogue, tmp_path: Path
) -> None:
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "1 b-roll" in text_of(app)
        await press(pilot, "D", *"Interview: grief, hands", "enter")
        await settle(pilot)
        assert "1 grief  2 hands" in text_of(app)
        assert read(tmp_path) == {"Interview": ["grief", "hands"]}
        await press(pilot, "1", "2")
        await settle(pilot)
        assert tags_of(catalogue, 1) == ["grief", "hands"]
        await press(pilot, "down", "1")
        await settle(pilot)
        assert tags_of(catalogue, 2) == ["grief"]
        assert sum(one.name == "grief" for one in catalogue.books.authorities.values()) == 1
        await press(pilot, "0")
        await settle(pilot)
        assert "1 b-roll" in text_of(app) or "1 grief" in text_of(app)
        assert app.slot_set == MOST_USED
        await press(pilot, "grave_accent")
        await settle(pilot)
        assert app.slot_set == "Interview"
        await press(pilot, "1")
        await settle(pilot)
        assert tags_of(catalogue, 2) == []


async def test_a_set_without_keywords_is_removed(app: MediavaultApp, tmp_path: Path) -> None:
    write(tmp_path, {"B-roll": ["dusk"]})
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "0")
        await settle(pilot)
        assert "1 dusk" in text_of(app)
        await press(pilot, "D", *["backspace"] * 4, "enter")
        await settle(pilot)
        assert read(tmp_path) == {}
        await press(pilot, "0")
        await settle(pilot)
        assert "D makes another" in text_of(app)


def test_sets_come_round(tmp_path: Path) -> None:
    write(tmp_path, {"Interview": ["hands"], "B-roll": ["dusk"]})
    sets = read(tmp_path)
    assert [after(sets, name) for name in (MOST_USED, "Interview", "B-roll", "gone")] == [
        "Interview",
        "B-roll",
        MOST_USED,
        MOST_USED,
    ]
    assert [one.name for one in tmp_path.iterdir()] == ["slots.toml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("Interview: a, b ,a,", ("Interview", ["a", "b"])), ("X:", ("X", []))],
)
def test_a_line_is_read(text: str, said: tuple[str, list[str]]) -> None:
    assert parsed(text) == said


@pytest.mark.parametrize("text", ["hands, faces", ": hands", ""])
def test_a_line_without_a_name_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parsed(text)


@pytest.mark.parametrize("text", ["Interview = 3", "Interview = [1]", "= nothing"])
def test_a_damaged_file_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "slots.toml").write_text(text)
    with pytest.raises(SlotsWrong, match=r"slots\.toml"):
        read(tmp_path)


def test_the_digits_share_all_the_room_there_is() -> None:
    words = ("Crowd", "Diaspora", "Message", "Solidarity", "Flowers", "Living chain", "No faces", "Banner", "Close-up")
    caps = [Cap(str(number), word, str(number)) for number, word in enumerate(words, 1)]
    cut = _squeezed(caps, 78)
    assert [cap.word for cap in cut] == ["Crowd", "Dias…", "Mess…", "Soli…", "Flow…", "Livi…", "No f…", "Bann…", "Clo…"]
    assert _length(cut) == 78
