"""Every change is an operation with an inverse.

An `Edit` changes rows only through a `Recorder`, which notes the net change of each row. Undo applies the inverse in
one transaction, redo applies it again.
"""

from library.history.batches import batches
from library.history.operations import (
    NothingToRedo,
    NothingToUndo,
    add_changes,
    add_operation,
    is_done,
    operations,
    to_redo,
    to_undo,
)
from library.history.recorder import Recorder
from library.history.reversing import UndoConflict, renamed, reverse

__all__ = [
    "NothingToRedo",
    "NothingToUndo",
    "Recorder",
    "UndoConflict",
    "add_changes",
    "add_operation",
    "batches",
    "is_done",
    "operations",
    "renamed",
    "reverse",
    "to_redo",
    "to_undo",
]
