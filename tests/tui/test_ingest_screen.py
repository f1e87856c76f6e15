"""The Ingest screen says what the command line says: the stage, files, bytes, rate, time left, problems so far."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from tui_driving import press, settle, text_of

from library.model import Outcome
from mediavault.progress import Progress, Stage
from tui.app import MediavaultApp
from tui.ingesting import IngestJob
from tui.screens.ingest import progress

EVIL = "\x1b]0;owned\x07[/b] \u202egrief\x9b31m"


def test_a_running_ingest_shows_its_figures() -> None:
    job = IngestJob(Path("/media/CARD_A"))
    job.progress = Progress(Stage.READ, 1204, 5000, 3_200_000_000, 85_000_000, 3, 12_400_000_000, 0.46, 125)
    job.outcomes.update({Outcome.NEW: 1201, Outcome.UNREADABLE: 3})
    shown = progress(job).plain.replace("\u202f", " ").splitlines()
    assert shown[1] == "  " + "█" * 18 + "░" * 22 + "  46%  about 2 min left"
    assert shown[2] == "  Reading  1 204 of 5 000 files · 3.2 of 12.4 GB · 85.0 MB/s · 3 problems"
    assert shown[4] == "  new 1 201   unreadable 3"


def test_one_that_has_ended_shows_what_came_of_it() -> None:
    job = IngestJob(Path("/media/CARD_A"), running=False, ended=0.0)
    job.outcomes.update({Outcome.NEW: 7})
    shown = progress(job).plain.splitlines()
    assert shown[1] == "  " + "█" * 40 + "  7 files"
    assert shown[2] == ""


def waiting_job(folder: Path) -> IngestJob:
    job = IngestJob(folder)
    job.outcomes.update({Outcome.NEW: 3, Outcome.UNREADABLE: 2})
    job.problems += [("/media/A/A004C007.MOV", "moov atom missing"), ("/media/A/\x1b[2J\u202e.MOV", f"{EVIL}: cut")]
    return job


async def test_problems_are_listed_and_said_in_full_and_no_name_commands(app: MediavaultApp) -> None:
    app.ingest = waiting_job(Path("/media/A"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        await settle(pilot)
        assert "✗ A004C007.MOV" in text_of(app)
        assert "   A/A004C007.MOV: moov atom missing" in text_of(app)
        await press(pilot, "down")
        await settle(pilot)
        assert ": cut" in text_of(app)
        assert not set(text_of(app)) & set("\x1b\x07\u202e\x9b")


async def test_it_pauses_between_two_files_and_goes_on(app: MediavaultApp) -> None:
    job = app.ingest = waiting_job(Path("/media/A"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f5", "space")
        assert "❚❚ paused: Space goes on" in text_of(app)
        heeding = threading.Thread(target=job._heed)
        heeding.start()
        heeding.join(0.05)
        assert heeding.is_alive()
        await press(pilot, "space")
        heeding.join(5)
        assert not heeding.is_alive()


async def test_one_folder_after_the_other(app: MediavaultApp, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(job: IngestJob, *_: object) -> None:
        ran.append(job.folder.name)
        while not job.stopping.wait(0.01):
            pass
        job.ended, job.running = 0.0, False

    monkeypatch.setattr(IngestJob, "run", run)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for name in ("A", "B", "B", "C"):
            app.start_ingest(Path(f"/media/{name}"))
        await press(pilot, "f2", "f5")
        assert "2 queued" in text_of(app)
        assert "next: B, C" in text_of(app)
        for number in range(3):
            await pilot.pause()
            await press(pilot, "c")
            while app.ingest and app.ingest.running and len(app.ingested) == number:
                await pilot.pause()
        await settle(pilot)
        assert ran == ["A", "B", "C"]
        assert [job.folder.name for job in app.ingested] == ["A", "B"]


async def test_quitting_is_asked_twice_only_while_something_comes_in(app: MediavaultApp) -> None:
    job = app.ingest = waiting_job(Path("/media/A"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "q")
        await settle(pilot)
        assert "A is still being catalogued." in text_of(app)
        assert not job.stopping.is_set()
        await press(pilot, "q")
        assert job.stopping.is_set()
        assert not app.is_running or app._exit


async def test_the_strip_names_only_what_does_something_now(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        await settle(pilot)
        assert strip(app) == ["a add", "Enter library", "Esc back"]
        job = app.ingest = IngestJob(Path("/media/A"))
        app.screen._draw()
        await settle(pilot)
        assert strip(app) == ["a add", "Space pause", "c stop", "Enter library", "Esc back"]
        job.problems.append(("A004C007.MOV", "cut off"))
        job.running, job.ended = False, 0.0
        app.screen._draw()
        await settle(pilot)
        assert strip(app) == ["a add", "r read again", "Enter library", "↓ problems", "Esc back"]


def strip(app: MediavaultApp) -> list[str]:
    """The keys of the screen the strip names."""
    named = text_of(app).splitlines()[-2:]
    return re.split(r"  +", " ".join(named).partition("Ctrl+Z")[0].strip())
