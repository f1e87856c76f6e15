"""What every database can hold of a text."""

from __future__ import annotations

import re
from typing import overload

_REFUSED = re.compile("[\x00\ud800-\udfff]")


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    r"""Return `text` with escapes for what cannot be stored: NUL, and surrogates, which are no characters.

    A byte that was no UTF-8 (PEP 383) becomes `\xff`, as in paths, NUL `\x00`, another surrogate `\ud800`.
    """
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return _REFUSED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    try:
        return match[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\\x00")
    except UnicodeEncodeError:
        return ascii(match[0])[1:-1]
