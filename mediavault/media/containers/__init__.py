"""What containers state in words of their own, where neither the readers of EXIF nor ffprobe look.

Each module here knows one kind of container: it is given an open file and adds facts to a reading. It must not know of
other readers, and is bounded: every loop ends and every piece read is short, whatever the file says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from mediavault.media.containers import (
    asf,
    canon_raw,
    dv,
    kyocera,
    matroska,
    mxf,
    quicktime,
    red,
    riff,
    sigma_raw,
    transport,
)
from mediavault.media.content import Content
from mediavault.media.reading import FOREIGN_ERRORS, Reading

__all__ = ["NAME", "read_container"]

NAME = "container"
READERS: dict[str, Callable[[BinaryIO, Reading], None]] = {
    "Canon CRW": canon_raw.read,
    "Sigma X3F": sigma_raw.read,
    "Kyocera raw": kyocera.read,
    "QuickTime": quicktime.read,
    "MP4": quicktime.read,
    "AVI": riff.read_avi,
    "WAV": riff.read_wav,
    "ASF": asf.read,
    "Matroska": matroska.read,
    "MPEG transport stream": transport.read,
    "MPEG programme stream": transport.read_programme,
    "MPEG video": transport.read_programme,
    "DV": dv.read,
    "MXF": mxf.read,
    "RED R3D": red.read,
}
"""Who knows the words, by `Content.name`."""


def read_container(file: BinaryIO, content: Content) -> Reading:
    """What the container `file` states; what damage hides is missing, and a problem says so."""
    reading = Reading(NAME)
    read = READERS.get(content.name)
    if read is not None:
        try:
            read(file, reading)
        except FOREIGN_ERRORS as error:
            reading.problems.append(f"{content.name}: {type(error).__name__}: {error}"[:200])
    return reading
