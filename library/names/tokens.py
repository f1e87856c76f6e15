"""The words of a text as an index holds them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from library.names.folding import KEPT, fold


def tokens(text: str, *, begun: bool = False) -> list[str]:
    """Return the folded words of `text`; a run of Chinese, Japanese or Korean as its pairs of characters and the last.

    Those are written without spaces, or with endings grown on. 東京駅 is 東京, 京駅 and 駅, so that
    each of these is found in it. A text that is only `begun` goes without a last 駅, since more may follow.
    """
    if text.isascii():
        return fold(text).split()
    found: list[str] = []
    run, kept = "", False
    for run, kept in _runs(fold(text)):
        found += [run[place : place + 2] for place in range(len(run))] if kept else [run]
    return found[:-1] if begun and kept and len(run) > 1 else found


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    for word in folded.split():
        for kept, run in groupby(word, lambda character: KEPT.match(character) is not None):
            yield "".join(run), kept
