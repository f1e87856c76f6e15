"""What is asked of a disk that may never answer, by a process beside this one: what a list says, how much is free.

For what is asked once. Files by the hundred are for a pool.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, TypeVar

from mediavault.workers.answering import PATIENCE_S, may_hang, silence_at
from mediavault.workers.company import Company, Ended, Silence
from mediavault.workers.pool import START_S, WorkerCrashed

Answer = TypeVar("Answer")


class _Refused(NamedTuple):
    """The error that a question met."""

    error: Exception


def asked(question: Callable[[Path], Answer], path: Path, patience_s: float = PATIENCE_S) -> Answer:
    """What `question` finds at `path`; where the disk may never answer, another process asks it.

    Args:
        question: A function of a module. What it gives, and the errors it raises, have to be picklable.
        path: What it is about: a file, or a folder and what is below it.
        patience_s: Seconds after which nobody waits any more.

    Raises:
        DiskSilent: nothing came back in time.
        WorkerCrashed: the process came to its end without an answer.
        Exception: as the question raises them.
    """
    if not may_hang(path):
        return question(path)
    try:
        with closing(Company(_ask, question, path)) as company:
            company.answer(START_S)
            answer: Answer | _Refused = company.answer(patience_s)
    except Ended:
        raise WorkerCrashed("it ended by itself") from None
    except Silence:
        raise silence_at(path) from None
    if isinstance(answer, _Refused):
        raise answer.error
    return answer


def _ask(pipe: Connection, question: Callable[[Path], object], path: Path) -> None:
    """The life of the process that asks."""
    pipe.send(None)  # it is up: from now on time is that of the disk
    try:
        pipe.send(question(path))
    except Exception as error:  # noqa: BLE001 - whoever asked gets it: no disk is to be blamed for a fault of ours
        pipe.send(_Refused(error))
