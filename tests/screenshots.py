"""Draws the README's pictures: `make screenshots` makes the demo vault and photographs each screen, by keys alone."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from media_factory import make_photo
from PIL import Image
from textual.pilot import Pilot
from tui_driving import press, settle

from library import Catalogue
from library.model import AuthorityKind
from mediavault.demo import make_demo
from mediavault.vault import Vault
from tui.app import MediavaultApp

SIZE = (104, 32)
TOASTS_S = 7.0
"""Longer than a toast stands."""


async def photograph(folder: Path, vault: Vault, card: Path) -> None:
    """Goes through the screens of a demo vault."""
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await settle(pilot, 0.5)
            names = [row.name for row in catalogue.rows(app.library.assets.ids)]
            await press(pilot, *["down"] * names.index("G001_C001.mov"))
            await save(pilot, folder / "library.svg")
            await press(pilot, "ctrl+g")
            await save(pilot, folder / "grid.svg")
            await press(pilot, "ctrl+g")
            await press(pilot, "enter", *["full_stop"] * 3, "i", *["full_stop"] * 60, "o")
            await save(pilot, folder / "log.svg")
            await press(pilot, "t", *"ban")
            await save(pilot, folder / "tag.svg")
            await press(pilot, "enter")
            await settle(pilot)
            await press(pilot, "e")
            await settle(pilot)
            await press(pilot, "f4")
            await save(pilot, folder / "shot-list.svg", TOASTS_S)
            await press(pilot, "ctrl+e")
            await save(pilot, folder / "export.svg")
            await press(pilot, "escape")
            await settle(pilot)
            app.start_ingest(card)
            await save(pilot, folder / "ingest.svg", TOASTS_S)
            await press(pilot, "f6")
            await settle(pilot)
            await press(pilot, "tab")
            await settle(pilot)
            rows = app.screen.records.rows
            await press(pilot, *["down"] * [one.record.name for one in rows].index("Białystok"))
            await save(pilot, folder / "catalogue.svg", TOASTS_S)
            offer_again(catalogue, "Rally in Brussels in support of the Belarusian people")
            await press(pilot, "f7")
            await save(pilot, folder / "suggestions.svg")
            await press(pilot, "d")
            await settle(pilot)
            await press(pilot, "slash", *"forwarded", "enter")
            await save(pilot, folder / "versions.svg")
            await press(pilot, "f8", "v")
            await settle(pilot)
            await press(pilot, "enter")
            await save(pilot, folder / "history.svg", TOASTS_S)
            await press(pilot, "f2", "question_mark")
            await save(pilot, folder / "keys.svg")


def offer_again(catalogue: Catalogue, name: str) -> None:
    """Takes an event off its assets, so that the rule offers it."""
    event = catalogue.authority(AuthorityKind.EVENT, name)
    clips = [clip.id for asset in catalogue.assets(catalogue.find(f'event:"{name}"')) for clip in asset.clips]
    with catalogue.transaction("Take the event off") as edit:
        edit.unlink_all(clips, event)
    offers = catalogue.offers()
    with catalogue.transaction("Suggest by time and place") as edit:
        edit.suggest(offers)


async def photograph_first_run(folder: Path, vault: Vault) -> None:
    """The screen of an empty vault."""
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await save(pilot, folder / "first-run.svg", 1.0)


async def save(pilot: Pilot[None], path: Path, pause: float = 0.5) -> None:
    """Saves what is shown once all is still; a picture asks no other host for a font."""
    await settle(pilot, pause)
    svg = pilot.app.export_screenshot(title="mediavault")
    await asyncio.to_thread(path.write_text, re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), "utf-8")


def main(folder: Path) -> None:
    """Writes all pictures to `folder`."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        workshop = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        make_demo(workshop / "demo-vault", lambda sentence: sys.stderr.write(f"{sentence}\n"))
        os.chdir(workshop)  # so that the pictures show no folder of whoever draws them
        card = Path("CARD_A")
        for number in range(40):
            make_photo(card / "DCIM" / f"IMG_{number:04}.jpg", colour=f"#{number * 5:02x}7040", size=(600, 400))
        with Image.open(next((workshop / "demo-vault").rglob("IMG_0701.jpg"))) as photo:  # as a messenger hands it on
            photo.reduce(2).save(card / "DCIM" / "forwarded.jpg", quality=50)
        (card / "DCIM" / "IMG_0041.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
        (card / "notes.txt").write_text("batteries", encoding="utf-8")
        asyncio.run(photograph(folder, Vault.open(workshop / "demo-vault"), card))
        asyncio.run(photograph_first_run(folder, Vault.create(workshop / "vault")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
