"""Paths an export names: only what stays inside its folder is looked at."""

from __future__ import annotations

import os

OUTSIDE = "the export names a path outside its folder, which is not read"
_LONGEST_NAME = 255
"""Bytes of a name that file systems take."""


def inside(text: str) -> bytes | None:
    """The relative path a text in an export names; None where it would lead out of the folder, or nowhere.

    Nothing is asked of the file system here: links on the way are refused where the file is opened.
    """
    raw = os.fsencode(text.replace("\\", "/")) if _encodes(text) else b""
    parts = raw.split(b"/")
    if not raw or b"\0" in raw or raw.startswith((b"/", b"~")) or raw[1:2] == b":":
        return None
    if any(part in (b"", b".", b"..") or len(part) > _LONGEST_NAME for part in parts):
        return None
    return raw


def _encodes(text: str) -> bool:
    try:
        os.fsencode(text)
    except UnicodeEncodeError:  # half of a surrogate pair, from an escape in JSON
        return False
    return True
