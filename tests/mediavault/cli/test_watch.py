"""`watch` as people and programs see it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import make_photo
from pty_run import on_pty
from tmux_terminal import ours

QUICKLY = ("--settle", "0.1", "--until-idle", "0.1", "--jobs", "1", "--no-previews")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A photo, a damaged one, and a link."""
    folder = tmp_path / "incoming"
    make_photo(folder / "first.jpg", colour="#112233")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (folder / "link.jpg").symlink_to("first.jpg")
    return folder


def test_it_tells_of_each_file_once_and_then_of_all(bare: Cli, card: Path, tmp_path: Path) -> None:
    ran = bare("--vault", tmp_path / "vault", "watch", card, *QUICKLY, "--json")
    *files, last = ran.lines
    assert sorted((Path(one["path"]).name, one["outcome"]) for one in files) == [
        ("broken.jpg", "unreadable"),
        ("first.jpg", "new"),
        ("link.jpg", "skipped"),
    ]
    counts = {name: last["summary"][name] for name in ("files", "new", "known", "updated", "unreadable", "skipped")}
    assert counts == {"files": 3, "new": 1, "known": 0, "updated": 0, "unreadable": 1, "skipped": 1}
    assert last["summary"]["bytes"] == sum((card / name).stat().st_size for name in ("first.jpg", "broken.jpg"))
    assert ran.status == 3
    assert "Watching" in ran.err

    again = bare("--vault", tmp_path / "vault", "watch", card, *QUICKLY, "--json")
    assert [Path(one["path"]).name for one in again.lines[:-1]] == ["link.jpg", "broken.jpg"]


def test_a_folder_that_is_not_there_is_refused(bare: Cli, tmp_path: Path) -> None:
    ran = bare("--vault", tmp_path / "vault", "watch", tmp_path / "nowhere")
    assert ran.status == 2
    assert "there is no such folder" in ran.err
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_being_ended_is_how_it_ends(card: Path, tmp_path: Path, stop: signal.Signals) -> None:
    (card / "broken.jpg").unlink()
    environment = {**os.environ, **ours(), "TERM": "xterm"}
    argv = ("--vault", tmp_path / "vault", "watch", card, "--settle", "0.1", "--no-previews")
    with on_pty(*argv, environment=environment) as program:
        program.read_until(b"1 new")
        program.signal(stop)
        assert program.ended() == 0
