"""The waveform of a content as it is kept beside its preview: how loud its sound is in each of 4,096 equal parts.

The parts go over the frames of what is shown, so that a part is at one place on every line that counts frames.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from mediavault.vault.cache import in_one_piece

PARTS: Final = 4096
"""Levels in a waveform; each is a byte."""
LOUDEST: Final = 255
"""The level of full scale; 0 is silence."""
QUIETEST_DB: Final = -60
"""Decibels below full scale of the level 1, which stands for all that is quieter."""


def level(peak: float) -> int:
    """The level of a peak between 0 and 1."""
    if peak <= 0:
        return 0
    return min(LOUDEST, max(1, round(LOUDEST * (1 - 20 * math.log10(peak) / QUIETEST_DB))))


def decibels(level: int) -> int | None:
    """How far below full scale a level is, never above 0; None is silence."""
    return round(QUIETEST_DB * (1 - level / LOUDEST)) if level else None


def kept(path: Path) -> bytes | None:
    """The levels at `path`; None when there are none, or not all of them."""
    try:
        levels = path.read_bytes()
    except OSError:
        return None
    return levels if len(levels) == PARTS else None


def keep(levels: bytes, path: Path) -> None:
    """Write levels to `path`. Raises OSError."""
    with in_one_piece(path) as place:
        place.write_bytes(levels)
