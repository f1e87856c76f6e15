"""The real program in a real terminal, from a folder of media to a row on the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from media_factory import make_photo, make_video
from tmux_terminal import Terminal, ours, terminal

pytestmark = [pytest.mark.needs_program("tmux"), pytest.mark.timeout(180)]
MEDIAVAULT = str(Path(sys.executable).with_name("mediavault"))


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A folder with a video, a photo, and a file that is none."""
    folder = tmp_path / "CARD A"
    make_video(folder / "A001C001.mov", timecode="10:00:00:00", seconds=1)
    make_photo(folder / "Białystok.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return folder


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path, ours()) as opened:
        yield opened


def test_media_become_rows_of_the_interface(shell: Terminal, card: Path) -> None:
    shell.run(MEDIAVAULT, "ingest", str(card), "--vault", "vault")
    told = shell.ended(3)
    assert "Created the vault" in told
    assert "Catalogued 3 files" in told
    assert "broken.jpg" in told

    shell.run(MEDIAVAULT, "--vault", "vault")
    shell.wait_for("A001C001.mov", "Białystok.jpg")
    shell.type("q")
    shell.ended(0)


def test_find_draws_a_table(shell: Terminal, card: Path) -> None:
    shell.run(MEDIAVAULT, "ingest", str(card), "--vault", "vault", "--no-previews")
    shell.ended(3)
    shell.run(MEDIAVAULT, "find", "kind:video", "--vault", "vault")
    shown = shell.ended(0).splitlines()
    heading, row = (next(line for line in shown if text in line) for text in ("recorded", "A001C001.mov"))
    assert heading.index("name") == row.index("A001C001.mov")
