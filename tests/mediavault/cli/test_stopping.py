"""An ingest that is told to stop: what is in stays in, the terminal is as it was, and the way on is written down."""

from __future__ import annotations

import os
import re
import shlex
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import make_photo
from pty_run import Pty, on_pty
from tmux_terminal import ours

from mediavault.cli import stopping
from mediavault.cli.invocation import Invocation
from mediavault.cli.stopping import Stop, stoppable

FILES = 1500
HIDDEN, SHOWN = b"\x1b[?25l", b"\x1b[?25h"


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos enough to be stopped among; each of them differs from all others."""
    folder = tmp_path_factory.mktemp("stopping") / "CARD A"
    picture = make_photo(folder / "first.jpg", size=(640, 480)).read_bytes()
    for number in range(1, FILES):
        (folder / f"{number:04}.jpg").write_bytes(picture + number.to_bytes(2) + bytes(50_000))
    return folder


@pytest.fixture
def running(card: Path, tmp_path: Path) -> Iterator[Pty]:
    """An ingest that has come to its files."""
    environment = {**os.environ, **ours(), "TERM": "xterm"}
    with on_pty("--vault", tmp_path / "vault", "ingest", card, environment=environment) as program:
        program.read_until(b"Reading")
        yield program


def twice_ctrl_c(program: Pty) -> None:
    program.signal(signal.SIGINT)
    time.sleep(0.05)
    program.signal(signal.SIGINT)


@pytest.mark.parametrize("stop", [twice_ctrl_c, lambda program: program.signal(signal.SIGTERM)], ids=["INT", "TERM"])
def test_it_says_what_is_in_and_how_to_go_on(
    running: Pty, bare: Cli, card: Path, tmp_path: Path, stop: Callable[[Pty], None]
) -> None:
    running.read_until(b"MB/s")
    stop(running)
    asked = time.monotonic()
    assert running.ended() == 130
    assert time.monotonic() - asked < 10
    assert "Traceback" not in running.text
    assert running.sent.count(HIDDEN) == 1
    after = running.sent.partition(SHOWN)[2].decode()
    catalogued = re.search(r"Catalogued (\d+) files? .*: (\d+) new", after)
    assert catalogued, running.text
    new = int(catalogued[2])
    assert 0 < new < FILES
    last = after.strip().splitlines()[-1]
    assert last.startswith(f"mediavault: Interrupted after {catalogued[1]} files; what was catalogued is kept.")
    again = shlex.split(last.partition("To go on: ")[2])
    assert again[1:] == ["--vault", str(tmp_path / "vault"), "ingest", str(card)]

    assert len(bare("find", "", "--vault", tmp_path / "vault").cells) == new
    more = bare(*again[1:], "--json", "--no-previews")
    summary = more.lines[-1]["summary"]
    assert (more.status, summary["new"], summary["known"]) == (0, FILES - new, new)


def test_a_terminal_that_goes_away_ends_it_like_ctrl_c(running: Pty, bare: Cli, tmp_path: Path) -> None:
    running.read_until(b"MB/s")
    running.hang_up()
    assert running.ended() == 130
    assert 0 < len(bare("find", "", "--vault", tmp_path / "vault").cells) < FILES


def test_no_worker_is_taken_for_a_damaged_file_when_all_are_told_to_end(running: Pty, tmp_path: Path) -> None:
    running.signal(signal.SIGTERM)  # workers are just being started
    assert running.ended() == 130
    assert "unreadable" not in running.text
    assert not list((tmp_path / "vault" / "previews").rglob("*.none.txt"))


def test_it_stops_between_two_steps_and_only_once() -> None:
    with stoppable() as stop:
        stop.heed()
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            stop.heed()
        os.kill(os.getpid(), signal.SIGINT)
        stop.heed()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_step_that_does_not_end_is_ended_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "PATIENCE_S", 0.1)
    with stoppable() as stop, pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    assert stop.asked


def test_what_the_caller_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup leaves it
    try:
        with stoppable() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.asked
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_sets_no_signals() -> None:
    found: list[Stop] = []

    def run() -> None:
        with stoppable() as stop:
            found.append(stop)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert [one.asked for one in found] == [False]


def test_the_command_line_can_be_typed() -> None:
    odd = os.fsdecode(b"/media/\xff it's\n")
    line = Invocation(arguments=("ingest", "/media/CARD A", odd, "--event", "Day of Solidarity")).command_line
    assert line == r"mediavault ingest '/media/CARD A' $'/media/\xff it\x27s\x0a' --event 'Day of Solidarity'"
