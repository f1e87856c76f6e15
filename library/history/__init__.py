"""Every change is an operation with an inverse.

An `Edit` changes rows only through a `Recorder`, which notes the net change of each row. Undo applies the inverse in
one transaction, redo applies it again. What is done and undone is sealed step by step (`library.history.chain`).
"""

from library.history.batches import batches
from library.history.chain import By, head, origin, seal_older
from library.history.operations import (
    NothingToRedo,
    NothingToUndo,
    Said,
    keep,
    operations,
    to_redo,
    to_undo,
)
from library.history.recorder import Recorder
from library.history.reversing import UndoConflict, renamed, reverse
from library.history.verifying import BadHead, verify

__all__ = [
    "BadHead",
    "By",
    "NothingToRedo",
    "NothingToUndo",
    "Recorder",
    "Said",
    "UndoConflict",
    "batches",
    "head",
    "keep",
    "operations",
    "origin",
    "renamed",
    "reverse",
    "seal_older",
    "to_redo",
    "to_undo",
    "verify",
]
