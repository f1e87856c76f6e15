"""Very many values that are all kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def plenty() -> Iterator[None]:
    """Python does not look for garbage within the block.

    It would look again and again through all that is being gathered, and find none: a third of the time of a scan.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
