"""Questions that may be taken back: whoever types on wants no answer to what was typed before."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from threading import Condition
from typing import TYPE_CHECKING, Final, TypeVar

from library.database import dialect_of
from library.errors import MediavaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

T = TypeVar("T")
AGAIN_S: Final = 0.05
"""Seconds until a database is told again: between two statements it takes no notice."""


class QuestionTakenBack(MediavaultError):
    """What was asked of a catalogue is not wanted any more."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("What was asked of the catalogue was taken back before it answered. Ask again if you want it.")


class Question:
    """What one thread asks of a catalogue, until another takes it back."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._answered = Condition()
        self._connection: Connection | None = None
        self._taken_back = False

    def ask(self, ask: Callable[[], T]) -> T:
        """What `ask` gives; whatever it reads from a catalogue in this thread belongs to the question.

        Raises:
            QuestionTakenBack: It was, meanwhile.
        """
        token = _ASKED.set(self)
        try:
            return ask()
        except MediavaultError as error:
            if self._taken_back:
                raise QuestionTakenBack from error
            raise
        finally:
            _ASKED.reset(token)

    def take_back(self) -> None:
        """Has the database stop what it does for the question, and waits until it has."""
        with self._answered:
            self._taken_back = True
            while self._connection is not None:
                dialect_of(self._connection).interrupt(self._connection)
                self._answered.wait(AGAIN_S)

    @contextmanager
    def _on(self, connection: Connection) -> Iterator[None]:
        """What a connection does within the block, it does for this question; not before it ends it is another's."""
        with self._answered:
            if self._taken_back:
                raise QuestionTakenBack
            self._connection = connection
        try:
            yield
        finally:
            with self._answered:
                self._connection = None
                self._answered.notify_all()


@contextmanager
def answering(connection: Connection) -> Iterator[None]:
    """A block in which a connection answers what this thread asks, if that may be taken back."""
    question = _ASKED.get()
    if question is None:
        yield
    else:
        with question._on(connection):  # noqa: SLF001 - the other half of it
            yield


_ASKED: ContextVar[Question | None] = ContextVar("_ASKED", default=None)
