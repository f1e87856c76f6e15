"""Lost media in other bytes: found by name, length and timecode, only by request, and never where a copy is left."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from catalogue_factory import photo, video
from cli_runner import Cli
from media_factory import make_video

from library.model import RecordedAt
from mediavault.alike import how_alike
from mediavault.cli import exit_status
from mediavault.tools import find


def rewrapped(path: Path, target: Path) -> Path:
    """The same streams in another container: other bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [find("ffmpeg"), "-v", "error", "-i", path, "-c", "copy", "-metadata", "comment=restored", target]
    subprocess.run([str(word) for word in command], check=True)
    return target


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    make_video(folder / "A003C001.mov", seconds=1, timecode="10:00:00:00")
    make_video(folder / "A003C002.mov", seconds=2, timecode="10:00:10:00")
    return folder


@pytest.fixture
def run(bare: Cli, drive: Path, tmp_path: Path) -> Cli:
    vault = tmp_path / "vault"
    assert bare("--vault", vault, "ingest", drive, "--no-previews").status == 0
    return lambda *arguments: bare("--vault", vault, *arguments)


@pytest.fixture
def restored(run: Cli, drive: Path, tmp_path: Path) -> Path:
    """Where a re-wrapped copy of the first clip is; the clip itself is lost, and tagged."""
    assert run("tag", "A003C001", "--keyword", "flag", "--create").status == 0
    folder = tmp_path / "restored"
    rewrapped(drive / "A003C001.mov", folder / "a003c001.MKV".lower())
    (drive / "A003C001.mov").unlink()
    assert run("ingest", drive, "--no-previews").status == 0
    return folder


def states(run: Cli, query: str) -> list[tuple[str, str, str]]:
    return [
        (one["id"], copy["path"].rpartition("/")[2], copy["state"])
        for one in run("find", query, "--json").lines
        for copy in one["copies"]
    ]


def test_alike_media_takes_the_place_of_what_was_lost_and_undo_takes_it_back(run: Cli, restored: Path) -> None:
    ((key, _, _),) = states(run, "keyword:flag")
    assert states(run, "keyword:flag") == [(key, "A003C001.mov", "missing")]

    by_what_it_holds = run("relink", restored, "--yes")
    assert by_what_it_holds.status == exit_status.MISSING
    assert "Media in other bytes (re-wrapped, restored) is looked for with --alike." in by_what_it_holds.err

    rehearsed = run("relink", restored, "--alike", "--dry-run", "--json")
    (shown,) = rehearsed.lines
    assert (shown["action"], shown["asset"], shown["why"]) == ("alike", key, "same name, duration and timecode")
    assert shown["confidence"] == 0.9
    assert states(run, "keyword:flag") == [(key, "A003C001.mov", "missing")]

    ran = run("relink", restored, "--alike", "--yes")
    assert ran.status == 0, ran.err
    assert "1 alike, in other bytes" in ran.err
    assert states(run, "keyword:flag") == [(key, "a003c001.mkv", "online")]

    assert run("undo").status == 0
    assert states(run, "keyword:flag") == [(key, "A003C001.mov", "missing")]
    assert run("redo").status == 0
    verified = run("verify", "keyword:flag", "--json")
    assert (verified.status, verified.lines[0]["outcome"]) == (0, "digested")


def test_of_two_that_are_as_like_neither_is_taken_nor_one_of_another_length(
    run: Cli, restored: Path, drive: Path
) -> None:
    (restored / "again").mkdir()
    (restored / "again" / "A003C001.mkv").write_bytes((restored / "a003c001.mkv").read_bytes())
    assert run("relink", restored, "--alike", "--yes").status == exit_status.MISSING

    shutil.rmtree(restored)
    rewrapped(drive / "A003C002.mov", restored / "A003C001.mkv")
    ran = run("relink", restored, "--alike", "--yes")
    assert ran.status == exit_status.MISSING
    assert "1 file still missing" in ran.err


def test_what_speaks_for_it_and_what_against() -> None:
    lost = video()
    assert how_alike(lost, lost) == (0.9, "same name, duration and timecode")
    assert how_alike(lost, photo()) is None
    untimed = replace(lost, start_timecode=None)
    other = replace(lost, recorded_at=None, start_timecode=None)
    assert how_alike(untimed, lost) == (0.8, "same name, duration and time")
    assert how_alike(untimed, other) == (0.7, "same name and duration")
    longer = replace(lost, picture=replace(lost.picture, duration_s=(lost.picture.duration_s or 0) + Fraction(1, 12)))
    assert how_alike(lost, longer) is None
    assert how_alike(photo(), photo()) == (0.8, "same name, time and size of picture")
    shifted = replace(photo(), recorded_at=replace(_recorded(photo().recorded_at), local="2001-01-01T00:00:00"))
    assert how_alike(photo(), shifted) is None


def _recorded(value: RecordedAt | None) -> RecordedAt:
    assert value is not None
    return value
