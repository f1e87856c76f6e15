"""Whether the history is what was noted: every step is sealed again from what is there, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from library.database import dialect_of
from library.errors import MediavaultError
from library.history import custody
from library.history.chain import NOTHING_YET, Action, content, digest
from library.model import Fault, HistoryCheck, OperationId
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import RowMapping
    from sqlalchemy.engine import Connection

LEAST_DIGITS = 16
"""Digits of a head that are enough to tell it by: 64 bits, which nobody can search through."""


class BadHead(MediavaultError):
    """What was given as the head of a history cannot be one."""

    def __init__(self, head: str) -> None:
        """Takes what was given."""
        super().__init__(
            f'"{head}" is no head of a history: it has 64 digits of 0 to 9 and a to f, of which at least the first '
            f"{LEAST_DIGITS} are needed. mediavault backup and mediavault export print it."
        )


def verify(connection: Connection, head: str | None = None) -> HistoryCheck:
    """Seals the history again from what is there; with a head that was noted outside, nothing can be cut off or forged.

    Who may not see all of it sees that every step follows from the one before; what steps did that they may not see is
    not looked at, and counted.

    Raises:
        BadHead: the head given cannot be one.
    """
    wanted = None if head is None else _digits(head)
    steps = connection.execute(select(tables.step).order_by(tables.step.c.id)).mappings().all()
    hidden = dialect_of(connection).unseen_operations(connection) or frozenset()
    faults = [*_broken(connection, steps, hidden), *_not_sealed(connection, steps), *custody.faults(connection)]
    digests = [NOTHING_YET, *(step["digest"] for step in steps)]
    since = None
    if wanted is not None:
        since = next((len(steps) - at for at, one in enumerate(digests) if one.startswith(wanted)), None)
        if since is None:
            faults.append(
                Fault(None, None, f"no step has the head {wanted}: steps were taken out, or all written anew")
            )
    unseen = sum(step["operation_id"] in hidden for step in steps)
    return HistoryCheck(digests[-1], len(steps), since, tuple(faults), unseen)


def _digits(head: str) -> str:
    digits = head.strip().lower()
    if not LEAST_DIGITS <= len(digits) <= len(NOTHING_YET) or digits.strip("0123456789abcdef"):
        raise BadHead(head)
    return digits


def _broken(connection: Connection, steps: Sequence[RowMapping], hidden: Collection[int]) -> Iterator[Fault]:
    """Steps that do not follow from the one before, or from what they say they did."""
    before = NOTHING_YET
    newest_undo = {OperationId(step["operation_id"]): step["id"] for step in steps if step["action"] == Action.UNDONE}
    for number, step in enumerate(steps, 1):
        key = OperationId(step["operation_id"])
        if step["id"] != number:
            yield Fault(step["id"], key, f"it is the {number}. step that is there, so that others are lacking")
            return
        if step["digest"] != digest(before, step):
            yield Fault(number, key, "its seal does not follow from the step before it and from what it says")
        # What an earlier undo moved out was put back since, and moved out again.
        is_there = step["action"] != Action.UNDONE or newest_undo[key] == number
        seen = is_there and step["operation_id"] not in hidden
        if seen and step["content"] != content(connection, step):
            yield Fault(number, key, "what it did is not what was noted then")
        before = step["digest"]


def _not_sealed(connection: Connection, steps: Sequence[RowMapping]) -> Iterator[Fault]:
    """Operations and changes that stand in no step, or otherwise than their last step left them."""
    operation, change = tables.operation, tables.change
    last = {step["operation_id"]: step["action"] for step in steps}
    for key, undone in connection.execute(select(operation.c.id, operation.c.undone).order_by(operation.c.id)):
        if key not in last:
            yield Fault(None, key, "no step notes it")
        elif undone is not (last[key] == Action.UNDONE):
            yield Fault(None, key, "it is marked undone, or not, against its last step")
    spans = [step for step in steps if step["action"] == Action.DONE and step["first_change"] is not None]
    noted = sum(_count(connection, step) for step in spans)
    if connection.execute(select(func.count()).select_from(change)).scalar_one() != noted:
        yield Fault(None, None, "there are changes that stand in no step, or in two")


def _count(connection: Connection, step: RowMapping) -> int:
    change = tables.change
    between = change.c.id.between(step["first_change"], step["last_change"])
    query = select(func.count()).where(between, change.c.operation_id == step["operation_id"])
    return connection.execute(query).scalar_one()
