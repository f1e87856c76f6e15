"""JSON that is written already, and stored as it stands: what the history hashes is written once."""

from __future__ import annotations

import json


class Written(str):
    """A text that is JSON."""

    __slots__ = ()


def written(value: object) -> str:
    """A value as an engine stores it in a column of JSON."""
    return value if isinstance(value, Written) else json.dumps(value, separators=(",", ":"))
