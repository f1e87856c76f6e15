"""Worker processes that may die or hang without harm: only the file that did it is lost.

Each worker has one pipe and answers its tasks in turn, so it is always known whose fault it was. To the rest of the
program this is an executor like any other. Workers are started from a fork server: a fork of a process with threads may
deadlock.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import queue
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import redirect_stderr, suppress
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from library.errors import MediavaultError
from mediavault.tools import confine, kill_with_programs
from mediavault.workers.answering import refuse_silent
from mediavault.workers.dead_disks import DeadDisks, DiskSilent
from mediavault.workers.tasks import CPU_S, leave_behind, not_waited_for, quieten

T = TypeVar("T")

MEMORY_BYTES = 1500 * 1024 * 1024
"""Address space of a worker; what it starts sets its own limits."""
START_S = 60.0
"""Seconds a worker may take to come up on a busy machine; they are no task's."""
FILES = 1024
"""Files a worker may have open. What is jailed may not list what is open, so that Python closes all there may be before
it becomes the program: where the system allows a million, that takes a tenth of a second."""
GRACE_S = 3.0
"""Seconds beyond its own limit after which a task that did not notice is killed with its worker."""
DEFAULT_LIMIT_S = 60.0
KILL_WAIT_S = 0.5
DYING_S = 5.0
"""Seconds in which a worker that has hung up comes to its end, however busy the machine is."""
MOST_AT_ONCE = 16
"""Tasks a worker is handed at once."""
LOOK_S = 0.2
"""How often somebody who waits for an answer looks whether all is to end."""
TASKS_EACH = 2000
"""Tasks after which a worker makes way for a fresh one, for libraries that leak."""


class WorkerTimedOut(MediavaultError):
    """A task was killed because it did not end."""

    def __init__(self, limit_s: float) -> None:
        """Takes the seconds it had."""
        super().__init__(limit_s)
        self.limit_s, self.is_stuck = limit_s, False

    def __str__(self) -> str:
        return f"The work took longer than {self.limit_s:g} seconds and was stopped."


class WorkerCrashed(MediavaultError):
    """A task took its worker process down with it."""

    def __init__(self, how: str) -> None:
        """Takes a clause that says how it ended."""
        super().__init__(how)
        self.how = how

    def __str__(self) -> str:
        return f"The program that did the work crashed: {self.how}."


class _Call(NamedTuple):
    """A task that was handed in, and where its answer goes."""

    future: Future[Any]
    what: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
    limit_s: float

    @property
    def path(self) -> bytes:
        """The file it is for."""
        path: bytes = getattr(self.what[0], "path", b"/")
        return path


class LocalPool(Executor):
    """An executor of `jobs` worker processes on this machine. A task's attribute `limit_s` is kept to.

    Where the kernel can see to it, workers and all they start change files below `writable` and nowhere else: an
    original cannot be written to, whatever a hostile file makes of its reader.
    """

    def __init__(self, jobs: int, writable: Sequence[Path] = (), *, loaded_once: Sequence[str] = ()) -> None:
        """Takes how many, where they may write, and the modules that all of them need."""
        context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
        context.set_forkserver_preload(list(loaded_once))
        disks = DeadDisks()
        self._workers = [_Worker(context, (writable, loaded_once), disks) for _ in range(jobs)]
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        self._started = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 - as Executor has it
        """Has `fn(*args, **kwargs)` called in a worker; all of it has to be picklable."""
        if not self._started:  # where nothing is to be done, nothing is started for it
            self._start()
        future: Future[T] = Future()
        self._calls.put(_Call(future, (fn, args, kwargs), getattr(fn, "limit_s", DEFAULT_LIMIT_S)))
        return future

    def _start(self) -> None:
        start_server()
        self._started = True
        for thread in self._threads:
            thread.start()

    def _serve(self, worker: _Worker) -> None:
        """The life of the thread that a worker is spoken to by."""
        while calls := self._next():
            worker.carry_out([call for call in calls if call.future.set_running_or_notify_cancel()])
        worker.close()

    def _next(self) -> list[_Call]:
        """What a worker is handed at once, so that it need not wait for us after each file; nothing when it is over.

        When little is left it is one call each, so that no worker idles while another has a pile.
        """
        calls = [self._calls.get()]
        with suppress(queue.Empty):
            while calls[-1] and len(calls) < min(MOST_AT_ONCE, self._calls.qsize() // (2 * len(self._workers))):
                calls.append(self._calls.get_nowait())
        if calls[-1] is None:
            self._calls.put(None)  # for the next worker
        return [call for call in calls if call]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as Executor has it
        """Ends the workers; with `cancel_futures` at once, whatever they are at."""
        if cancel_futures:
            with suppress(queue.Empty):
                while call := self._calls.get_nowait():
                    call.future.cancel()
            for worker in self._workers:
                worker.kill()
        self._calls.put(None)
        for thread in self._threads if wait and self._started else ():
            thread.join()


class _Worker:
    """One process and the pipe to it, started when first asked."""

    def __init__(self, context: Any, manner: tuple[Sequence[Path], Sequence[str]], disks: DeadDisks) -> None:  # noqa: ANN401 - it has no public type
        self._context, self._manner, self._disks = context, manner, disks
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._tasks = 0
        self._closed = False

    def carry_out(self, calls: list[_Call]) -> None:
        """Has every call answered; what ends the process is the fault of the first that was not, and of no other."""
        while calls := [call for call in calls if self._may_be_sent(call)]:
            try:
                for done, answer in self._answers(calls):
                    self._disks.answered(calls[0].path)
                    future = calls.pop(0).future
                    future.set_result(answer) if done else future.set_exception(WorkerCrashed(answer))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
                call = calls.pop(0)
                if isinstance(error, WorkerTimedOut) and error.is_stuck:
                    self._disks.got_stuck(call.path)
                call.future.set_exception(error)

    def _may_be_sent(self, call: _Call) -> bool:
        """Whether the disk a call is for is not known to be dead; otherwise that is its answer."""
        try:
            self._disks.refuse(call.path)
        except DiskSilent as error:
            call.future.set_exception(error)
            return False
        return True

    def _answers(self, calls: Sequence[_Call]) -> Iterator[tuple[bool, Any]]:
        """Whether each call came to its end, and what it answers.

        Raises:
            WorkerTimedOut, WorkerCrashed: the next call gets a new process.
        """
        try:
            pipe = self._started()
            pipe.send([call.what for call in calls])
            for limit_s in [call.limit_s for call in calls]:
                if not self._is_answered(pipe, limit_s + GRACE_S):
                    self._refuse_closed()
                    raise WorkerTimedOut(limit_s)  # noqa: TRY301 - ended below like any other
                self._tasks += 1
                yield pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerCrashed(self._end(within_s=DYING_S)) from error
        except WorkerTimedOut as error:
            error.is_stuck = self._process is not None and _is_waiting(self._process)
            self._end()
            raise
        except BaseException:
            self._end()
            raise

    def _is_answered(self, pipe: Connection, limit_s: float) -> bool:
        """Whether something comes through `pipe` in time. No longer waited for when all is to end."""
        deadline = time.monotonic() + limit_s
        while not self._closed and (left := deadline - time.monotonic()) > 0:
            if pipe.poll(min(left, LOOK_S)):
                return True
        return False

    def _started(self) -> Connection:
        if self._tasks >= TASKS_EACH:
            self.close()
        if self._pipe is None or self._process is None or not self._process.is_alive():
            manner = _within_reach(self._manner[0]), self._manner[1]
            self._refuse_closed()
            self._pipe, theirs = self._context.Pipe()
            process = self._context.Process(target=serve, args=(theirs, _environment(), *manner), daemon=True)
            process.start()
            not_waited_for(process)
            theirs.close()
            self._process, self._tasks = process, 0
            self._refuse_closed()  # while it started, when there was nothing to kill yet
            if not self._is_answered(self._pipe, START_S):
                self._refuse_closed()
                raise WorkerCrashed(self._end())
            self._pipe.recv()
        return self._pipe

    def _refuse_closed(self) -> None:
        if self._closed:
            raise WorkerCrashed("it was told to stop")

    def kill(self) -> None:
        """Ends the process at once; a call that waits for it ends with WorkerCrashed. Any thread may call this."""
        self._closed = True
        process = self._process
        if process is not None:
            with suppress(ValueError, AttributeError, OSError):  # it is being closed in this moment
                _kill(process)

    def close(self) -> None:
        """Lets the process end: it does when the pipe closes."""
        self._end(gently=True)

    def _end(self, *, gently: bool = False, within_s: float = 0.0) -> str:
        """Ends the process and forgets it; says how it ended. Within that time it may end by itself."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        self._tasks = 0
        if process is None or pipe is None:
            return "it had not started"
        if not gently:
            process.join(within_s)
            killed = process.is_alive()
            _kill(process)
        pipe.close()
        process.join(KILL_WAIT_S)
        if process.is_alive():
            # Stuck in a dead file system: nobody can end it, and nobody waits for it.
            _kill(process)
            leave_behind(process)
            return "it could not be stopped"
        code = process.exitcode or 0
        process.close()
        if code == -signal.SIGXCPU:
            return "it took more processor time than a file is given"
        if not gently and killed:
            return "it was stopped"
        return signal.strsignal(-code) or f"signal {-code}" if code < 0 else f"exit status {code}"


def _within_reach(places: Sequence[Path]) -> list[Path]:
    """Those on disks that answer: a worker that is to open another never comes up, for whatever disk its work is."""
    near: list[Path] = []
    for one in places:
        with suppress(DiskSilent):
            refuse_silent(one)
            near.append(one)
    return near


def _kill(process: BaseProcess) -> None:
    if process.pid is not None and process.is_alive():
        kill_with_programs(process.pid)


def _is_waiting(process: BaseProcess) -> bool:
    """Whether a process waits, as for a disk that does not answer, rather than computes (proc(5))."""
    try:
        state = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] in {"D", "S"}


def start_server() -> None:
    """Starts the fork server, so that it and the workers it makes are deaf to what tells the whole group to stop.

    That is for the one who started them, and ends them; a worker it killed would look like a file that kills workers.
    """
    if sys.platform == "win32":
        return
    # The server would start it, and with that it would hear again. It takes on sys.stderr, which is no file in the
    # interface.
    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _environment() -> dict[str, str]:
    """What a worker has to know of this process's environment: the fork server keeps that of its own start."""
    return {name: value for name, value in os.environ.items() if name.startswith("MEDIAVAULT_") or name == "PATH"}


def serve(pipe: Connection, environment: dict[str, str], writable: Sequence[Path], loaded_once: Sequence[str]) -> None:
    """The life of a worker: call what comes through the pipe, send back what it answers, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one who started us; the pipe closes then.
    os.environ.update(environment)
    quieten()
    with suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, FILES), hard))
    for name in loaded_once:  # a fork server that ran already when they were named has not loaded them
        importlib.import_module(name)
    confine(writable)
    with suppress(EOFError, OSError):
        pipe.send(None)  # it is up: from now on time is that of a task
        while True:
            for call in pipe.recv():
                pipe.send(_answered(*call))


def _answered(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    _grant_time(getattr(fn, "cpu_s", CPU_S))
    try:
        return True, fn(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - the worker boundary: no file ends a batch
        return False, f"{type(error).__name__}: {error}"


def _grant_time(cpu_s: float) -> None:
    """Lets this process take so many more seconds of processor time, and be ended by the kernel after that."""
    with suppress(OSError, ValueError):
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime + cpu_s) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
