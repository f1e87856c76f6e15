"""What people choose about a merge, and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from library.model import Authority

Same = Callable[[Authority, Authority], bool]
"""Whether a record here and one of the other catalogue, which have a name in common, are one."""


def nobody_knows(_ours: Authority, _theirs: Authority) -> bool:
    """Names alone make nothing one."""
    return False


@dataclass(frozen=True)
class Choices:
    """What people choose."""

    theirs: bool = False
    """Whether the other catalogue's word stands where both say something."""
    same: Same = nobody_knows
    label: str = "other"
    """What the other catalogue is called, for shot lists that are there twice."""


@dataclass(frozen=True)
class Conflict:
    """Something both catalogues say, and differently."""

    what: str
    """What it is about: `clip c12`, `person "Anna"`."""
    column: str
    ours: str
    theirs: str
    taken: str
    """What came of it: `ours`, `theirs`, `both`, `left out`."""


@dataclass
class Merged:
    """What a merge did."""

    added: Counter[str] = field(default_factory=Counter)
    """Rows that came in, by table."""
    changed: Counter[str] = field(default_factory=Counter)
    """Rows of this catalogue that say more now, by table."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Rows that hang on something that was left out, by table."""
    conflicts: list[Conflict] = field(default_factory=list)
    unguarded: list[Authority] = field(default_factory=list)
    """Those of the other catalogue who are left out though it links them to something and they must not be identified,
    or said what may be done with it: their material would come in as if nobody were in it."""
