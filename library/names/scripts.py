"""Which script a text is in, where its bytes do not say how they are to be read."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")


def cyrillic_words(text: str) -> list[str]:
    """The words beyond ASCII, where each of them is of Cyrillic letters alone; none where any is of other letters."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return words if all("CYRILLIC" in unicodedata.name(one, "") for word in words for one in word) else []
