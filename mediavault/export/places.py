"""Where an editing program is told to look for the media of a shot: one way to say it for every format.

Media with no known place here gets one below `/offline`, which no machine has: a program asks for the file then, and
never takes another one of the same name for it.
"""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes, urlsplit

from mediavault.export.cut import Media

NOWHERE = "/offline"


def url_of(media: Media) -> str:
    """A `file:///` URI in ASCII, percent-encoded byte for byte (RFC 8089)."""
    if media.url is not None:
        return media.url
    below = media.path_quoted or quote(media.file)
    return "file://" + "/".join(filter(None, (NOWHERE, quote(media.volume or "", safe=""), below)))


def path_of(media: Media) -> str:
    """The plain path; bytes that are not UTF-8 are lone surrogates in it."""
    return unquote_to_bytes(urlsplit(url_of(media)).path).decode("utf-8", "surrogateescape")
