"""The whole way by keyboard, on a real vault: browse, mark a range, tag it, collect it, export it, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import opentimelineio
import pycmx
import pytest
from media_factory import make_video
from tui_driving import press, settle, text_of

from library import Catalogue
from library.model import Authority, AuthorityKind, Protection
from library.timecode import FrameRate, Timecode
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions
from mediavault.vault import Vault
from tui.app import MediavaultApp

RATE = FrameRate(25, 1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault with two ingested videos, a keyword, and a person who must not be identified."""
    made = Vault.create(tmp_path / "vault")
    for name, timecode in (("A001C001.mov", "10:00:00:00"), ("A001C002.mov", "10:30:00:00")):
        make_video(tmp_path / "card" / name, timecode=timecode, seconds=4)
    with made.catalogue() as catalogue:
        ingest(catalogue, made, [tmp_path / "card"], IngestOptions(jobs=1))
        with catalogue.transaction("Records") as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="Hands"))
            edit.add_authority(Authority(kind=AuthorityKind.PERSON, name="Vera", protection=Protection.DO_NOT_IDENTIFY))
    return made


@pytest.fixture
def catalogue(vault: Vault) -> Iterator[Catalogue]:
    with vault.catalogue() as opened:
        yield opened


async def test_from_the_list_to_an_edl_and_an_otio_by_keyboard(vault: Vault, catalogue: Catalogue) -> None:
    app = MediavaultApp(vault, catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "A001C001.mov" in text_of(app)
        await press(pilot, "enter")
        await settle(pilot)
        # Frames 10 to 34: a step is a frame, o marks the frame under the playhead as the last.
        await press(pilot, *["full_stop"] * 10, "i", *["full_stop"] * 24, "o")
        await press(pilot, "t", *"hand", "enter")
        await settle(pilot)
        await press(pilot, "e")
        await settle(pilot)
        await press(pilot, "f4")
        await settle(pilot)
        assert "10:00:00:10" in text_of(app)
        await press(pilot, "ctrl+e")
        await settle(pilot)
        for steps in ([], ["up", "up"]):  # the EDL is offered first, OTIO stands two above it
            await press(pilot, *steps)
            await settle(pilot)
            await press(pilot, "enter")
            await settle(pilot)
            assert "Wrote" in text_of(app)
            await press(pilot, "enter")
            await settle(pilot)
            await press(pilot, "ctrl+e")
            await settle(pilot)
    (edl,), (otio,) = ((vault.path / "exports").glob(f"*.{suffix}") for suffix in ("edl", "otio"))
    with edl.open(encoding="ascii") as file:
        ((edit,),) = (event.edits for event in pycmx.parse_cmx3600(file).events)
    (clip,) = opentimelineio.adapters.read_from_file(str(otio)).video_tracks()[0].find_clips()
    assert (edit.source_in, edit.source_out) == ("10:00:00:10", "10:00:01:10")
    start = Timecode.parse("10:00:00:10", RATE).frame
    assert (clip.source_range.start_time.value, clip.source_range.duration.value) == (start, 25)
    whats = [one.what for one in catalogue.history()]
    assert any(what.startswith("Tag") and "Hands" in what for what in whats)


async def test_a_protected_person_stops_the_export_and_nothing_is_written(vault: Vault, catalogue: Catalogue) -> None:
    app = MediavaultApp(vault, catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "t", *"@Vera", "enter")
        await settle(pilot)
        await press(pilot, "e")
        await settle(pilot)
        await press(pilot, "ctrl+e")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Nothing was written" in text_of(app) or "must not be identified" in text_of(app)
    assert not (vault.path / "exports").exists() or list((vault.path / "exports").iterdir()) == []


async def test_undo_names_what_it_took_back(vault: Vault, catalogue: Catalogue) -> None:
    app = MediavaultApp(vault, catalogue)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "t", *"hand", "enter")
        await settle(pilot)
        tagged = catalogue.history()[0].what
        assert len(catalogue.find("keyword:hands")) == 1
        await press(pilot, "ctrl+z")
        await settle(pilot)
        assert "Undone" in text_of(app)
        assert catalogue.history()[0].undone
        assert catalogue.history()[0].what == tagged
    assert len(catalogue.find("keyword:hands")) == 0
