"""What a session costs in keys: a hundred clips tagged one by one, ranges, an event, a shot list and its export."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_factory import CARD, stamp, video
from tui_driving import press, settle, text_of

from library import Catalogue
from library.model import Authority, AuthorityKind, Fingerprint, FoundFile
from mediavault.vault import Vault
from tui.app import MediavaultApp

EVERY_RUN, WHOLE = (20, 52), (100, 172)
"""Clips, and the keys they cost: of a hundred clips no more than 250 are allowed."""
KEYWORDS = ("banner", "crowd", "flag", "hands", "police")


@pytest.fixture
def vault(tmp_path: Path, clips: int) -> Vault:
    """Videos on a drive that is on the shelf, and five keywords, of which the first is used most."""
    made = Vault.create(tmp_path / "vault")
    with made.catalogue() as catalogue:
        with catalogue.transaction("Ingest", by_ingest=True) as edit:
            card = edit.add_volume(CARD, "CARD_A")
            edit.record_all(
                card.id,
                [
                    FoundFile(f"A001C{n:03}.mov".encode(), stamp(inode=n), Fingerprint(5_000_000, f"{n:032x}"), video())
                    for n in range(clips)
                ],
            )
        with catalogue.transaction("Keywords") as edit:
            for name in KEYWORDS:
                edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name))
    return made


@pytest.fixture
def catalogue(vault: Vault) -> Iterator[Catalogue]:
    with vault.catalogue() as opened:
        yield opened


@pytest.mark.parametrize(("clips", "cost"), [EVERY_RUN, pytest.param(*WHOLE, marks=pytest.mark.soak)])
async def test_clips_are_tagged_and_exported_in_few_keys(
    vault: Vault, catalogue: Catalogue, clips: int, cost: int
) -> None:
    app = MediavaultApp(vault, catalogue)
    pressed = 0
    async with app.run_test(size=(80, 24), notifications=True) as pilot:

        async def keys(*names: str) -> None:
            nonlocal pressed
            for name in names:
                pressed += 1
                await press(pilot, name)
                await settle(pilot)

        await settle(pilot)
        await keys("A")
        for number in range(clips - 1):
            pressed += 1
            await press(pilot, str(1 + number % len(KEYWORDS)))
            while app.library.assets.cursor == number:  # noqa: ASYNC110 - it steps on when the tag is written
                await asyncio.sleep(0.001)
        await keys("5")
        tagging = pressed
        await keys("home", "enter")  # in Log: ten ranges of a second each, with a keyword
        for _ in range(clips // 10):
            await keys("i", "right", "o", "3", "pagedown")
        await keys("f2", "home", "v", *["pagedown"] * 3, "E", *"March", "enter")  # a new event, on all that was passed
        await keys("escape", "ctrl+a", "e", "f4", "ctrl+e", "enter")
        assert "Wrote" in text_of(app)
    assert (tagging, pressed) == (clips + 1, cost)
    assert len(catalogue.find("-untagged")) == clips
    assert [len(catalogue.find(f"keyword:{name}")) >= clips // len(KEYWORDS) for name in KEYWORDS] == [True] * 5
    assert len([clip for clip in catalogue.clips(catalogue.find_clips("")) if clip.range is not None]) == clips // 10
    assert len(catalogue.find("event:March")) >= min(clips, 40)
    (written,) = (vault.path / "exports").iterdir()
    assert written.stat().st_size > 1000
