"""What a sender says is allowed: lines of a message that say that they say so. Never more than that.

Nothing is concluded from it: it is kept as it was written, for a person to read. Where no line says so it is unknown.
"""

from __future__ import annotations

import re

_WORDS = (
    "terms|permission|permissions|allowed|not allowed|consent|rights|licence|license|usage|credit"
    "|(?:please )?do not|don't"
    "|условия|разрешаю|не разрешаю|разрешение|можно|нельзя|согласие|права"
    "|умовы|дазваляю|не дазваляю|дазвол|можна|нельга|згода|правы"
    "|warunki|zgoda|nie zgadzam się|zgadzam się|pozwalam|nie pozwalam|prawa|sąlygos|sutikimas|leidžiu|neleidžiu"
)
_LINE = re.compile(rf"^[\W_]*(?:{_WORDS})\b.*$", re.IGNORECASE | re.MULTILINE)
_MOST = 20
"""Lines of terms that are kept; the whole of the message is, beside them."""


def terms_in(text: str) -> str | None:
    """The lines that begin with a word for what is allowed, as they are written."""
    found = [match[0].strip() for match in _LINE.finditer(text)]
    return "\n".join(found[:_MOST]) or None
