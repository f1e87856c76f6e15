"""The door of the catalogue: what is known, and how to ask and change it.

Names are loaded when first used, so that a program that only prints its help never loads the database layer.
This package must not know of terminals, command lines, external programs or processes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library.catalogue import Catalogue as Catalogue
    from library.edit import Edit as Edit
    from library.errors import MediavaultError as MediavaultError

_ROOMS = {
    "Catalogue": "library.catalogue",
    "Edit": "library.edit",
    "MediavaultError": "library.errors",
}

__all__ = ["Catalogue", "Edit", "MediavaultError"]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_ROOMS[name]), name)
