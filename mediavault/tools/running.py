"""Starting a program within its limits, and ending it with all it started."""

from __future__ import annotations

import os
import select
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from mediavault.tools.errors import ToolFailed, ToolTimedOut
from mediavault.tools.jail import in_jail, needed_by, needed_by_screen
from mediavault.tools.limits import MIB, SAFE, Finished, Limits

GRACE_S = 0.5
"""How long a killed child is waited for. One stuck in a dead file system cannot die; it is left behind."""

UNWANTED_VARIABLES = frozenset({"FFREPORT", "AV_LOG_FORCE_COLOR", "AV_LOG_FORCE_NOCOLOR"})
"""Variables that make ffmpeg write a log file or colour its messages."""
SET_VARIABLES = {"LC_ALL": "C", "GCONV_PATH": "/nonexistent"}
"""Messages in English; and no conversion modules of the system's C library: a statically linked ffmpeg that loads
them, as it does for the service name of any MPEG transport stream, ends with a segmentation fault."""


def run(
    argv: Sequence[str],
    *,
    timeout_s: float,
    pass_fds: tuple[int, ...] = (),
    limits: Limits = SAFE,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
) -> Finished:
    """What the program `argv[0]` answered.

    Args:
        argv: The program's path and its arguments; no shell reads them.
        timeout_s: Seconds of wall-clock time after which it and all it started are killed.
        pass_fds: Descriptors it inherits.
        limits: What it may use.
        stdin: An open file to read from; nothing by default.

    Raises:
        ToolTimedOut: it did not end in time.
        ToolFailed: it could not be started, or wrote more than `limits.output_bytes`.
    """
    name = Path(argv[0]).name
    deadline = time.monotonic() + timeout_s
    process = start(argv, pass_fds, limits, stdin=stdin, stderr=subprocess.PIPE)
    try:
        stdout, stderr = _collect(process, deadline, limits)
        returncode = process.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        kill(process)
        raise ToolTimedOut(name, timeout_s) from error
    except OverflowError as error:
        kill(process)
        raise ToolFailed(name, f"it answered with more than {limits.output_bytes // MIB} MiB") from error
    except BaseException:
        kill(process)
        raise
    _close_pipes(process)
    return Finished(name, returncode, stdout, stderr)


class Stream:
    """The standard output of a running program, read piece by piece."""

    def __init__(self, process: subprocess.Popen[bytes], name: str, stall_s: float) -> None:
        self._process, self._name, self._stall_s = process, name, stall_s
        assert process.stdout is not None  # noqa: S101 - it was started with a pipe
        self._fd = process.stdout.fileno()

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes; fewer at the end of the output.

        Raises:
            ToolTimedOut: nothing came for the time a stall may last.
        """
        pieces: list[bytes] = []
        while count > 0:
            ready, _, _ = select.select([self._fd], [], [], self._stall_s)
            if not ready:
                raise ToolTimedOut(self._name, self._stall_s)
            piece = os.read(self._fd, min(count, MIB))
            if not piece:
                break
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)


@contextmanager
def stream(
    argv: Sequence[str], *, pass_fds: tuple[int, ...] = (), limits: Limits = SAFE, stall_s: float = 10
) -> Iterator[Stream]:
    """The output of `argv` while it runs; leaving the block stops the program and all it started.

    What it says on standard error is not kept. `limits.output_bytes` does not apply.

    Raises:
        ToolFailed: it could not be started.
    """
    process = start(argv, pass_fds, limits, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Stream(process, Path(argv[0]).name, stall_s)
    finally:
        kill(process)


def start(
    argv: Sequence[str],
    pass_fds: tuple[int, ...],
    limits: Limits,
    *,
    stdin: int | IO[bytes],
    stderr: int,
) -> subprocess.Popen[bytes]:
    """`argv` as a running program in a session of its own, within `limits`, its answer in a pipe.

    Raises:
        ToolFailed: It could not be started.
    """
    environment = {key: value for key, value in os.environ.items() if key not in UNWANTED_VARIABLES}

    def launch() -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell parses them
            _limited(argv, limits),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            pass_fds=pass_fds,
            start_new_session=True,
            env=environment | SET_VARIABLES,
        )

    try:
        readable = [*needed_by(Path(argv[0])), *pass_fds, *(needed_by_screen() if limits.screen else ())]
        return _in_jail(launch, readable, screen=limits.screen) if limits.jailed else launch()
    except (OSError, ValueError) as error:
        raise ToolFailed(Path(argv[0]).name, f"it cannot be started ({error})") from error


def _in_jail(
    launch: Callable[[], subprocess.Popen[bytes]], readable: list[Path | int], *, screen: bool
) -> subprocess.Popen[bytes]:
    started = in_jail(launch, readable, screen=screen)
    try:
        return started.result()
    except BaseException:  # it failed; or the one who waits was interrupted, and nobody wants it any more
        started.add_done_callback(lambda late: None if late.exception() else kill(late.result()))
        raise


def _limited(argv: Sequence[str], limits: Limits) -> list[str]:
    """`argv` behind a shell that sets the limits and becomes the program.

    A `preexec_fn` may deadlock when another thread holds a lock at the moment of the fork, and costs the cheap
    vfork; limits set from outside after the start leave a moment without limits and exist on Linux alone. The
    shell's `ulimit` has neither fault and takes a millisecond. The arguments reach the program through `"$@"`, so
    the shell never parses them. A limit the system refuses (memory on macOS) is left out.
    """
    kib, blocks = (value if value is None else -(-value // 1024) for value in (limits.memory_bytes, limits.file_bytes))
    wanted = {"c": 0, "f": None if blocks is None else blocks * 2, "t": limits.cpu_s, "v": kib}
    script = "".join(f"ulimit -{key} {value} 2>/dev/null;" for key, value in wanted.items() if value is not None)
    return ["/bin/sh", "-c", script + 'exec "$@"', "sh", *argv]


def _collect(process: subprocess.Popen[bytes], deadline: float, limits: Limits) -> tuple[bytes, bytes]:
    """Everything the child writes until it closes both pipes.

    Raises:
        TimeoutError: `deadline` passed.
        OverflowError: more than `limits.output_bytes` came.
    """
    assert process.stdout is not None  # noqa: S101 - it was started with pipes
    assert process.stderr is not None  # noqa: S101
    stdout, stderr = bytearray(), bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ, stdout)
        waiting.register(process.stderr, selectors.EVENT_READ, stderr)
        while waiting.get_map():
            ready = waiting.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                piece = os.read(key.fd, MIB)
                key.data.extend(piece)
                if not piece:
                    waiting.unregister(key.fileobj)
            if len(stdout) > limits.output_bytes:
                raise OverflowError
            del stderr[: max(0, len(stderr) - limits.complaint_bytes)]
    return bytes(stdout), bytes(stderr)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and all it started; wait a moment, never longer.

    The child has not been waited for yet when this is called, so its number cannot belong to another group.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    _close_pipes(process)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)


def kill_with_programs(pid: int) -> None:
    """End a process and the programs it started, each with its own session, which nobody else would end.

    It is halted first, so that it starts no other in the meantime.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGSTOP)
        for program in _programs_of(pid):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(program, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)


def _programs_of(pid: int) -> list[int]:
    """The processes that `pid` started, as Linux lists them by thread; none where it does not."""
    threads = Path(f"/proc/{pid}/task")
    with suppress(OSError):
        return [int(child) for thread in threads.iterdir() for child in (thread / "children").read_text().split()]
    return []


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):  # what was still to be told to it
                pipe.close()
