"""Paths as editing programs write them: URLs, plain paths, drives of Windows."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes, urlsplit


def path_in(url: str) -> bytes | None:
    """The path a URL or a plain path names, as bytes; with `/` between folders also where it came from Windows."""
    if len(url) > 1 and url[1] == ":":
        return url.replace("\\", "/").encode("utf-8", "surrogateescape")
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    if split.scheme not in {"", "file"}:
        return None
    return unquote_to_bytes(split.path) if split.scheme else url.encode("utf-8", "surrogateescape")


def name_in(path: bytes) -> str:
    """The last part of a path, as text."""
    return path.rsplit(b"/", 1)[-1].decode("utf-8", "backslashreplace")
