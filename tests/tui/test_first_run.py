"""The first minute: what an empty library offers, and what it says of the machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from footage import footage
from textual.widgets import Static

from mediavault.vault import Vault
from tui.app import MediavaultApp
from tui.cells import Depth, Tier
from tui.folders import complete, held, meant, tilde
from tui.screens.first_run import FirstRunScreen, terminal_checks
from tui.widgets.folder_prompt import FolderPrompt

if TYPE_CHECKING:
    from textual.pilot import Pilot


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app over an empty library."""
    vault = Vault.create(folder / "empty")
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=size) as pilot:
            await press(pilot)
            assert isinstance(app.screen, FirstRunScreen)
            yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def type_folder(pilot: Pilot[None], key: str, text: str) -> FolderPrompt:
    """Open the line with a key, put a path into it and press Enter."""
    await press(pilot, key)
    prompt = pilot.app.screen.query_one(FolderPrompt)
    prompt.field.value = text
    await press(pilot, "enter")
    return prompt


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_everything_offered_and_checked_is_on_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as pilot:
        screen = pilot.app.screen
        text = "\n".join(str(part.visual) for part in screen.query("#first-run Static").results(Static))
        for words in (
            "No footage yet",
            "a   Add a folder",
            "b   Open another",
            "d   Try the demo",
            "ffprobe",
            "mpv",
            "exiftool",
            "colours",
        ):
            assert words in text
        last = screen.query("#first-run Static").last()
        assert last.region.bottom <= screen.query_one("#foot").region.y


async def test_a_folder_that_is_not_there_is_said_and_can_be_corrected(tmp_path: Path) -> None:
    async with opened(tmp_path) as pilot:
        prompt = await type_folder(pilot, "a", str(tmp_path / "nowhere"))
        assert prompt.is_open
        assert "There is no folder" in str(prompt.query_one(".prompt--trouble", Static).visual)
        await press(pilot, "escape")
        assert not prompt.is_open
        assert isinstance(pilot.app.screen, FirstRunScreen)


async def test_another_library_is_opened(tmp_path: Path) -> None:
    other, vault = footage(tmp_path / "other", ["A.MOV", "B.MOV"])
    other.close()
    async with opened(tmp_path) as pilot:
        prompt = await type_folder(pilot, "b", str(tmp_path))
        assert "is not a vault" in str(prompt.query_one(".prompt--trouble", Static).visual)
        prompt.field.value = str(vault.path)
        await press(pilot, "enter")
        app = pilot.app
        assert isinstance(app, MediavaultApp)
        assert app.vault.path == vault.path
        assert app.catalogue.count() == 2
        assert not isinstance(app.screen, FirstRunScreen)
        app.catalogue.close()


async def test_tab_completes_as_far_as_it_is_certain(tmp_path: Path) -> None:
    for name in ("CARD_A", "CARD_B", "DRIVE"):
        (tmp_path / "media" / name).mkdir(parents=True)
    (tmp_path / "media/CARD_A/DCIM").mkdir()
    for name, size_bytes in (("DCIM/a.mov", 1_000_000), ("b.jpg", 500_000)):
        (tmp_path / "media/CARD_A" / name).write_bytes(b"x" * size_bytes)
    (tmp_path / "media/CARD_B/link.mov").symlink_to(tmp_path / "media/CARD_A/b.jpg")
    async with opened(tmp_path) as pilot:
        await press(pilot, "a")
        prompt = pilot.app.screen.query_one(FolderPrompt)
        prompt.field.value = f"{tmp_path}/media/C"
        await press(pilot, "tab")
        assert prompt.field.value == f"{tmp_path}/media/CARD_"
        said = str(prompt.query_one(".folder-prompt--choices", Static).visual).splitlines()
        assert [line.split() for line in said] == [
            ["├", "CARD_A/", "2", "files", "1.5", "MB"],
            ["└", "CARD_B/", "0", "files", "0", "bytes"],
        ]
        await press(pilot, "A", "tab")
        assert prompt.field.value == f"{tmp_path}/media/CARD_A/"
        assert not prompt.has_class("-choosing")


def test_completion_leaves_files_links_hidden_and_hostile_names_out(tmp_path: Path) -> None:
    for name in ("one", ".hidden", "evil\x1b[31m"):
        (tmp_path / name).mkdir()
    (tmp_path / "on.txt").touch()
    (tmp_path / "onlink").symlink_to(tmp_path / "one")
    assert complete(f"{tmp_path}/").text == f"{tmp_path}/one/"
    assert complete(f"{tmp_path}/.h").text == f"{tmp_path}/.hidden/"
    assert complete(f"{tmp_path}/zzz/").choices == ()
    assert complete(f"{tmp_path}/zzz/").text == f"{tmp_path}/zzz/"


def test_a_folder_of_too_many_files_is_not_counted_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.folders.MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}").write_bytes(b"x" * 1000)
    assert held(tmp_path).split() == ["over", "3", "files", "over", "3.0", "kB"]
    assert held(tmp_path / "gone").split() == ["0", "files", "0", "bytes"]


def test_the_home_folder_is_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tilde(f"{tmp_path}/Films") == "~/Films"
    assert tilde(str(tmp_path)) == "~"
    assert tilde(f"{tmp_path}x/Films") == f"{tmp_path}x/Films"
    assert "\x1b" not in tilde("/a\x1b[31m")


@pytest.mark.parametrize(("tier", "good"), [(Tier.QUADRANT, True), (Tier.GREY, False), (Tier.TEXT, False)])
def test_the_terminal_is_judged_by_what_it_shows(tier: Tier, *, good: bool) -> None:
    assert [enough for name, _, enough in terminal_checks(tier, Depth.TRUE) if name == "pictures"] == [good]


async def test_the_cards_that_are_plugged_in_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = ["/media/anna/CARD_B", "/media/anna/CARD_A", "/", "/home", "/media/anna/\x1b[2J"]
    monkeypatch.setattr("mediavault.vault.volumes.mounts", lambda: {str(n): Path(p) for n, p in enumerate(points)})
    async with opened(tmp_path) as pilot:
        await press(pilot, "a")
        prompt = pilot.app.screen.query_one(FolderPrompt)
        assert "↓ /media/anna/CARD_A   /media/anna/CARD_B" in str(
            prompt.query_one(".folder-prompt--choices", Static).visual
        )
        values = []
        for key in ("down", "down", "down", "up"):
            await press(pilot, key)
            values.append(prompt.field.value)
        assert values == [f"/media/anna/CARD_{letter}/" for letter in "ABAB"]


def test_a_path_typed_behind_the_home_folder_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "CARD_A").mkdir()
    assert complete(f"~/{tmp_path}/C").text == f"{tmp_path}/CARD_A/"
    assert meant("~/Films/~/Clips") == "~/Clips"
    assert meant("~/Films") == "~/Films"
