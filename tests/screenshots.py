"""Draws every screen at three sizes: `make screenshots` makes the demo vault and goes through it by keys alone.

`docs/SCREENS.md` shows them all, README some. A picture that has not changed is not written anew.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from drawn import drawn
from media_factory import make_photo
from PIL import Image
from screens_page import SCREENS, SIZES, page, picture
from shown_archive import Noon, running_ingest, stop_clocks
from textual.pilot import Pilot
from tui_driving import press, settle

import mediavault.demo
from library import Catalogue
from library.model import AuthorityKind
from mediavault.demo import make_demo
from mediavault.vault import Vault
from tui.app import MediavaultApp
from tui.screens.first_run import OPTIONAL
from tui.screens.suggestions import SuggestionsScreen

TOOLS = [
    ("ffmpeg", "7.1", True),
    ("ffprobe", "7.1", True),
    ("mpv", "0.35.1", True),
    ("exiftool", f"not here: {OPTIONAL['exiftool'][1]}", False),
]
Part = Callable[["Tour"], Awaitable[None]]
EVENT = "Rally in Brussels in support of the Belarusian people"


@dataclass(frozen=True)
class Tour:
    """One run of the interface that is photographed."""

    pilot: Pilot[None]
    folder: Path
    """Where the pictures of this size go."""

    @property
    def app(self) -> MediavaultApp:
        assert isinstance(self.pilot.app, MediavaultApp)
        return self.pilot.app

    async def keys(self, *pressed: str) -> None:
        """One after the other; what the next one does may depend on what this one found."""
        for key in pressed:
            await press(self.pilot, key)
            await settle(self.pilot)

    async def save(self, name: str) -> None:
        """Keeps what is shown once all is still; the same picture is not written again."""
        await settle(self.pilot, 0.3)
        shown = type(self.app.screen).__name__
        assert shown == SCREENS[name].screen, f"{name} is to show {SCREENS[name].screen}, and {shown} is shown"
        content = io.BytesIO()
        drawn(self.app).save(content, "PNG", optimize=True)
        path = self.folder / f"{name}.png"
        if not path.exists() or path.read_bytes() != content.getvalue():
            await asyncio.to_thread(path.write_bytes, content.getvalue())


async def library(tour: Tour) -> None:
    """F2 and what stands over it."""
    await to(tour, "G001_C001.mov")
    await tour.save("library")
    await tour.keys("x", "x", "up", "tab", "down", "down")
    await tour.save("counts")
    await tour.keys("tab", "escape", "slash", *"place:бела")
    await tour.save("search")
    await tour.keys("escape")
    await to(tour, "G001_C001.mov")
    await tour.keys("ctrl+g")
    await tour.save("grid")
    await tour.keys("ctrl+g", "g")
    await tour.save("chord")
    await tour.keys("escape", "ctrl+p", *"shot")
    await tour.save("palette")
    await tour.keys("escape", "question_mark")
    await tour.save("keys")
    await tour.keys("escape")


async def to(tour: Tour, name: str) -> None:
    """To an asset of the list."""
    names = [row.name for row in tour.app.catalogue.rows(tour.app.library.assets.ids)]
    await tour.keys("home")
    await press(tour.pilot, *["down"] * names.index(name))
    await settle(tour.pilot)


async def log(tour: Tour) -> None:
    """F3, the loop of logging."""
    await tour.keys("enter", *["full_stop"] * 3, "i", *["greater_than_sign"] * 6, "o")
    await tour.save("log")
    await tour.keys("t", *"ban")
    await tour.save("tag")
    await tour.keys("enter", "e")


async def lists(tour: Tour) -> None:
    """F4, and where a list goes from there."""
    await tour.keys("f4")
    await tour.save("shot-list")
    await tour.keys("space", "space", "pageup", "pageup")  # to where a shot begins, wherever that was
    await tour.save("play")
    await tour.keys("escape", "ctrl+e")
    await tour.save("export")
    await tour.keys("enter", "escape", "home", "right_square_bracket", "V")
    await tour.save("exported")
    await tour.keys("escape")


async def ingest(tour: Tour, card: Path) -> None:
    """F5: while a card comes in, and when it is in."""
    app = tour.app
    app.ingest = running_ingest()
    await tour.keys("f5")
    await tour.save("ingest")
    await tour.keys("f2")
    app.ingest = None
    app.start_ingest(card)
    await tour.keys("f5")
    assert app.ingest is not None
    app.ingest.started, app.ingest.ended = 0.0, 2.0
    await tour.keys("f2", "f5")
    await tour.save("ingested")


async def records(tour: Tour) -> None:
    """F6, F7 and F8."""
    app = tour.app
    await tour.keys("f6")
    await tour.save("events")
    await tour.keys("tab")
    rows = app.screen.records.rows
    await tour.keys(*["down"] * [one.record.name for one in rows].index("Białystok"))
    await tour.save("places")
    offer_again(app.catalogue, EVENT)
    await tour.keys("f7")
    await tour.save("suggestions")
    await tour.keys("d", "slash", *"forwarded", "enter")
    assert isinstance(app.screen, SuggestionsScreen)
    await tour.save("versions")
    await tour.keys("f8", "v", "enter")
    await tour.save("history")


async def first_run(tour: Tour) -> None:
    """What an empty vault begins with."""
    await tour.save("first-run")
    await tour.keys("a", *"CARD_A/", "tab")
    await tour.save("first-run-folder")


def offer_again(catalogue: Catalogue, name: str) -> None:
    """Takes an event off its assets, so that the rule offers it."""
    event = catalogue.authority(AuthorityKind.EVENT, name)
    clips = [clip.id for asset in catalogue.assets(catalogue.find(f'event:"{name}"')) for clip in asset.clips]
    with catalogue.transaction("Take the event off") as edit:
        edit.unlink_all(clips, event)
    offers = catalogue.offers()
    with catalogue.transaction("Suggest by time and place") as edit:
        edit.suggest(offers)


async def photograph(vault: Vault, folder: Path, size: tuple[int, int], parts: list[Part]) -> None:
    """Goes through parts of the interface over a vault."""
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue, playback="cells")
        async with app.run_test(size=size) as pilot:
            await settle(pilot, 0.5)
            for part in parts:
                await part(Tour(pilot, folder))


def make_card(card: Path, photo: Path) -> None:
    """A card with forty photos, one that is cut off, one that was forwarded, and what is no footage."""
    for number in range(40):
        make_photo(card / "DCIM" / f"IMG_{number:04}.jpg", colour=f"#{number * 5:02x}7040", size=(600, 400))
    with Image.open(photo) as image:  # as a messenger hands it on
        image.reduce(2).save(card / "DCIM" / "forwarded.jpg", quality=50)
    (card / "DCIM" / "IMG_0041.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    (card / "SOUND").mkdir()
    (card / "SOUND" / "notes.txt").write_text("batteries", encoding="utf-8")
    set_times(card)


def counted(lines: Iterable[bytes]) -> str:
    """Instead of the digest of what was done, which knows inodes and folders: the seal is the same in each run."""
    return f"{sum(1 for _ in lines):064x}"


def set_times(folder: Path) -> None:
    """Has every file be last changed when the clock stands."""
    for path in folder.rglob("*"):
        os.utime(path, (Noon.now().timestamp(),) * 2)


def main(folder: Path) -> None:
    """Writes all pictures to `folder/screens`, and the page that shows them to `folder`."""
    folder = folder.absolute()
    with ExitStack() as stack:
        workshop = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stop_clocks(patch, workshop)
        patch.setattr("tui.screens.first_run.tool_checks", lambda: TOOLS)
        patch.setattr("tui.widgets.folder_prompt.cards", lambda: ["/media/anna/CARD_B"])
        patch.setattr("textual.widgets.Input._toggle_cursor", lambda _: None)  # it does not blink
        patch.setattr("tui.chords.WAIT_S", 0.005)
        patch.setattr("library.history.chain._hashed", counted)
        demo = workshop / "demo"
        patch.setattr(import_module("mediavault.demo.draw"), "datetime", Noon)
        ingest_demo = mediavault.demo.ingest
        patch.setattr(mediavault.demo, "ingest", lambda *args: (set_times(demo / "stand-ins"), ingest_demo(*args))[1])
        make_demo(demo, lambda sentence: sys.stderr.write(f"{sentence}\n"))
        os.chdir(workshop)  # so that the pictures show no folder of whoever draws them
        card = Path("CARD_A")
        make_card(card, next(demo.rglob("IMG_0701.jpg")))
        for size in SIZES:
            at = folder / picture("", size).parent
            at.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(workshop / "demo-vault", ignore_errors=True)
            shutil.copytree(demo, workshop / "demo-vault", symlinks=True)
            vault = Vault.open(workshop / "demo-vault")
            parts = [library, log, lists, lambda tour: ingest(tour, card), records]
            asyncio.run(photograph(vault, at, size, parts))
            shutil.rmtree(workshop / "vault", ignore_errors=True)
            asyncio.run(photograph(Vault.create(workshop / "vault"), at, size, [first_run]))
    (folder / "SCREENS.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
