"""The known names nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from library.names.folding import fold
from library.names.matching import keys

_NEAR = 0.6  # difflib's own threshold for a close match


def nearest(name: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known names nearest to `name`, best first, for the hint of an error.

    Names that share a key come before those that are merely written alike; what is too far away is left out.
    """
    folded, own_keys = fold(name), keys(name)
    matcher = SequenceMatcher(b=folded, autojunk=False)
    scored: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        matcher.set_seq1(fold(candidate))
        score = matcher.ratio() + (1 if own_keys & keys(candidate) else 0)
        if score >= _NEAR:
            scored.append((score, candidate))
    scored.sort(key=lambda item: -item[0])
    return [candidate for _, candidate in scored[:limit]]
