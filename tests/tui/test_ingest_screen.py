"""The Ingest screen says what the command line says: the stage, files, bytes, rate, time left, problems so far."""

from __future__ import annotations

from pathlib import Path

from library.model import Outcome
from mediavault.progress import Progress, Stage
from tui.ingesting import IngestJob
from tui.screens.ingest import progress


def test_a_running_ingest_shows_its_figures() -> None:
    job = IngestJob(Path("/media/CARD_A"))
    job.progress = Progress(Stage.READ, 1204, 5000, 3_200_000_000, 85_000_000, 3, 12_400_000_000, 0.46, 125)
    job.outcomes.update({Outcome.NEW: 1201, Outcome.UNREADABLE: 3})
    shown = progress(job, 10).plain.replace("\u202f", " ").splitlines()
    assert shown[1] == "  " + "█" * 18 + "░" * 22 + "  46%  about 2 min left"
    assert shown[2] == "  Reading  1 204 of 5 000 files · 3.2 of 12.4 GB · 85.0 MB/s · 3 problems"
    assert shown[4] == "  new 1 201   unreadable 3"


def test_one_that_has_ended_shows_what_came_of_it() -> None:
    job = IngestJob(Path("/media/CARD_A"), running=False, ended=0.0)
    job.outcomes.update({Outcome.NEW: 7})
    shown = progress(job, 10).plain.splitlines()
    assert shown[1] == "  " + "█" * 40 + "  7 files"
    assert shown[2] == ""
