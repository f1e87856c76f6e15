"""Changes of a catalogue: each is an operation of its history, which can be undone, redone and verified."""

from __future__ import annotations

import getpass
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from library import history, search
from library.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from library.merge import Choices, Merged
    from library.model import HistoryCheck, Operation, OperationId


class Changing(ABC):
    """What a catalogue does to itself, and remembers."""

    person: str | None = None
    """Who changes it, where its database knows that better than this computer."""
    why: str | None = None
    """The reason for all that is done with this catalogue as long as it is open, where somebody gave one."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A transaction that changes nothing."""

    @abstractmethod
    def _writing(self, *, by_ingest: bool = False) -> AbstractContextManager[Connection]:
        """A transaction that keeps every other writer away."""

    @contextmanager
    def transaction(
        self,
        what: str,
        *,
        who: str | None = None,
        why: str | None = None,
        by_ingest: bool = False,
        continues: OperationId | None = None,
    ) -> Iterator[Edit]:
        """Opens one change: everything inside is kept together and undone together, or not kept when the block raises.

        Args:
            what: a sentence for the history: `Tag 3 clips: hands`.
            who: who changes it; the login name when nobody is named.
            why: the reason, where somebody gave one.
            by_ingest: an ingest, which lets every person write first, and which an undo at the keyboard passes over.
            continues: the operation this is another part of; a long ingest is one operation in many short commits.
        """
        with self._writing(by_ingest=by_ingest) as connection:
            edit = Edit(connection)
            yield edit
            changes = edit.recorder.changes()
            if not changes:
                return
            search.refresh(connection, edit.recorder.touched_assets)
            said = history.Said(
                history.By(who or self.person or login(), _sealed(why or self.why, edit)), what, by_ingest=by_ingest
            )
            edit.operation = history.keep(connection, changes, said, continues)

    def merge_into(self, edit: Edit, choices: Choices) -> Merged:
        """Brings all that this catalogue knows into another, in the transaction of an edit of that one."""
        from library.merge import merge  # noqa: PLC0415 - it stands on the edits, and few runs need it

        with self._reading() as connection:
            return merge(edit, connection, choices)

    def undo(self, *, operation: int | None = None, skip_ingest: bool = False) -> Operation:
        """Reverses the newest operation, or the one given, and returns it.

        Raises:
            NothingToUndo: there is none.
            UndoConflict: later changes stand on it.
        """
        with self._reading() as connection:
            wanted = history.to_undo(connection, operation, skip_ingest=skip_ingest)
        self._reverse(wanted, redo=False)
        return wanted

    def redo(self) -> Operation:
        """Carries out again what was undone last, and returns it.

        Raises:
            NothingToRedo: nothing was undone, or something was changed since.
            UndoConflict: the rows are not as they were.
        """
        with self._reading() as connection:
            wanted = history.to_redo(connection)
        self._reverse(wanted, redo=True)
        return wanted

    def _reverse(self, operation: Operation, *, redo: bool) -> None:
        by = history.By(self.person or login(), self.why)
        try:
            with self._writing() as connection:
                search.refresh(connection, history.reverse(connection, operation, by, redo=redo))
                search.refresh_keys(connection, history.renamed(connection, operation))
        except IntegrityError as error:
            raise history.UndoConflict(operation) from error

    def history(self, limit: int = 50) -> list[Operation]:
        """The newest operations, newest first."""
        with self._reading() as connection:
            return history.operations(connection, limit)

    def head(self) -> str:
        """The digest of the newest step of the history: noted elsewhere, it vouches for all that was done so far."""
        with self._reading() as connection:
            return history.head(connection)

    def origin(self) -> str:
        """The digest of the first step of the history: this catalogue and every copy of it have the same."""
        with self._reading() as connection:
            return history.origin(connection)

    def verify_history(self, head: str | None = None) -> HistoryCheck:
        """Whether the history is what was noted; with a head noted elsewhere, nothing can be cut off or forged.

        Raises:
            BadHead: the head given cannot be one.
        """
        with self._reading() as connection:
            return history.verify(connection, head)


def _sealed(why: str | None, edit: Edit) -> str | None:
    """The reason of a change, with the seal of the record of custody where that grew."""
    return "; ".join(filter(None, (why, edit.seal))) or None


def login() -> str:
    """Who uses this computer now, as the history names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
