"""What a terminal may be shown of a text, and what of a JSON text."""

from __future__ import annotations

import json
import re

# Controls, line separators, surrogates, and what Unicode calls format or default-ignorable. Variation selectors 1 to 16
# stay: they only choose how an emoji looks.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    r"""Return `text` with nothing in it that a terminal obeys or hides.

    Every name from a file, a card or a message passes here before it is shown. Controls become their pictures (ESC is
    U+241B), bytes that were no UTF-8 (PEP 383) become `\xff`, and C1 controls, bidirectional controls, zero-width and
    format characters, line separators and lone surrogates become `\u202e`. Other text is unchanged.
    """
    return _UNSAFE.sub(_picture, text) if _UNSAFE.search(text) else text


def inert(json_text: str) -> str:
    """Return a JSON text, of one line, with nothing in it that a terminal obeys and no line break of any alphabet.

    What `visible` would replace stands as the JSON escape of itself (RFC 8259 section 7), so every parser reads the
    strings that were written; a reader that breaks lines at U+0085 or U+2028, as many languages do, keeps them whole.
    """
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], json_text) if _UNSAFE.search(json_text) else json_text


_PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | {code: f"\\u{code:04x}" for code in range(0x80, 0x100)}  # \x is for bytes alone
    | {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}
)


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(ord(match[0])) or ascii(match[0])[1:-1]
