"""One file in, its facts out: the door of the room that reads media.

It must not know of the catalogue or of batches. What a file is follows from its content, never from its name. Readers
are layered (`reading.MERGE_ORDER`): each value keeps the tag it stood in, and everything every reader returned stays
in `MediaFacts.raw`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from library.model import FileStamp, MediaFacts
from mediavault.media.content import EMPTY, HEAD_BYTES, Content, Family, recognise
from mediavault.media.formats import MEDIA_SUFFIXES
from mediavault.media.reading import NotMedia, Unreadable, shown
from mediavault.media.sidecar import read_sidecars
from mediavault.tools import NotAFile, ToolTimedOut, open_regular

__all__ = ["NotMedia", "Unreadable", "read"]

SUBTITLES = frozenset((".srt", ".vtt"))
"""Names of texts that belong to a clip, but are not read with it: there may be several, in several languages."""


def read(path: Path, *, stamp: FileStamp | None = None, sidecars: Sequence[Path] = ()) -> MediaFacts:
    """The facts of the one file at `path`.

    Args:
        path: Opened for reading only; a symbolic link is not followed.
        stamp: What the file system says of it, when the caller has asked already.
        sidecars: Files beside it that describe it: `.xmp`, a camera's `.xml` and `.thm`.

    Raises:
        Unreadable: It is media that could not be read, or no regular file.
        NotMedia: It is something else: text, a document, a sidecar, empty.
        ToolMissing: There is no ffprobe; not the fault of the file.
    """
    name = shown(path)
    try:
        fd = open_regular(path)
        with os.fdopen(fd, "rb") as file:
            mtime_ns = stamp.mtime_ns if stamp else os.fstat(fd).st_mtime_ns
            content = recognise(file.read(HEAD_BYTES))
            _refuse_no_media(content, name)
            beside = read_sidecars(sidecars)
            if content.family in (Family.STILL, Family.UNREAD):
                from mediavault.media.still import read_still  # noqa: PLC0415 - loads Pillow

                return read_still(file, content, path, mtime_ns, beside)
            from mediavault.media.ffprobe import read_streams  # noqa: PLC0415

            return read_streams(file, content, path, mtime_ns, beside)
    except NotAFile as error:
        raise Unreadable("not-a-file", name, f"it is {error.found}, not a file") from error
    except PermissionError as error:
        raise Unreadable("permission", name, "the system does not allow it") from error
    except ToolTimedOut as error:
        raise Unreadable("timeout", name, f"{error.name} did not finish within {error.timeout_s:g} seconds") from error
    except OSError as error:
        raise Unreadable("damaged", name, f"the system says: {error.strerror or error}") from error


def _refuse_no_media(content: Content, name: str) -> None:
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a name, not a path
    if content is EMPTY and suffix in MEDIA_SUFFIXES:
        raise Unreadable("damaged", name, "it is empty")
    if content.family is Family.OTHER:
        if suffix in SUBTITLES and content.name == "text":
            raise NotMedia(name, "it is subtitles, which mediavault transcript import keeps with their clip")
        lie = f", although its name ends in {suffix}" if suffix in MEDIA_SUFFIXES else ""
        raise NotMedia(name, f"it is {content.name}{lie}")
    if content.family is Family.UNKNOWN and suffix in MEDIA_SUFFIXES:
        raise Unreadable("damaged", name, f"its name ends in {suffix}, but its content is no media that is known here")
    if content.family is Family.UNKNOWN:
        raise NotMedia(name, "its content is no media that is known here")
