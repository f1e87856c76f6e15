"""How far a file reaches by its own account: one that ends sooner was cut off, in a transfer or with its card.

Only what holds pictures and sound counts: an index that is lost behind them is no loss of either.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from mediavault.media.blocks.boxes import boxes
from mediavault.media.blocks.values import read_at
from mediavault.media.containers import matroska
from mediavault.media.content import Content
from mediavault.media.reading import FOREIGN_ERRORS

NO_END = 1 << 62
"""Stands for the end of what says that it goes on to the end of the file."""
UNSET = 0x7FFF_0000
"""Lengths of a WAV from here on are what programs write that do not know it yet."""
MOST_CHUNKS = 4096
MXF_PARTITION = bytes.fromhex("060e2b34020501010d0102010102")
MXF_SEARCHED = 1 << 16
"""How far into a file its first partition may begin (SMPTE ST 377-1, 6.5)."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a container states of its own length."""

    end: int
    """Offset behind the last byte of pictures and sound; more may follow."""
    seconds: Fraction | None = None
    """How long its sound is, where only the length in bytes says so."""


def missing_from(file: BinaryIO, content: Content) -> Extent | None:
    """What the container `file` states of its length, if it ends sooner; None if it is whole, or does not say."""
    measure = _MEASURING.get(content.name)
    try:
        extent = measure(file) if measure else None
    except FOREIGN_ERRORS:
        return None
    return extent if extent and file.seek(0, 2) < extent.end < NO_END else None


def has_index(file: BinaryIO) -> bool:
    """Whether a QuickTime or MP4 file holds the box that says where its frames are (ISO/IEC 14496-12, 8.2.1)."""
    return any(box.kind == b"moov" for box in boxes(file, 0, file.seek(0, 2)))


def _quicktime(file: BinaryIO) -> Extent:
    return Extent(max((box.end for box in boxes(file, 0, NO_END) if box.kind == b"mdat"), default=0))


def _avi(file: BinaryIO) -> Extent:
    """To the end of the last list of frames; a long AVI is several of `RIFF`, one behind the other (OpenDML 1.02)."""
    end = at = piece_end = 0
    for _ in range(MOST_CHUNKS):
        kind, length = _chunk(file, at)
        after = at + 8 + length + length % 2
        if at >= piece_end and kind != b"RIFF":
            break
        if kind == b"RIFF":
            at, piece_end = at + 12, after
        elif kind == b"LIST" and read_at(file, at + 8, 4) == b"movi":
            end, at = max(end, at + 8 + length), piece_end
        else:
            at = after
    return Extent(end)


def _wav(file: BinaryIO) -> Extent | None:
    at, bytes_a_second = 12 if _chunk(file, 0)[0] == b"RIFF" else NO_END, 0
    for _ in range(MOST_CHUNKS):
        kind, length = _chunk(file, at)
        if kind == b"fmt ":
            bytes_a_second = int.from_bytes(read_at(file, at + 16, 4), "little")
        elif kind == b"data":
            return Extent(at + 8 + length, Fraction(length, bytes_a_second or 1)) if length < UNSET else None
        elif not kind:
            return None
        at += 8 + length + length % 2
    return None


def _chunk(file: BinaryIO, at: int) -> tuple[bytes, int]:
    """Kind and length of a chunk of RIFF; no kind where there is none."""
    head = read_at(file, at, 8)
    return struct.unpack("<4sI", head) if len(head) == 8 else (b"", 0)  # noqa: PLR2004 - kind and length


def _mxf(file: BinaryIO) -> Extent:
    """To the partition at the end, which the first one names once the recording is closed (SMPTE ST 377-1, 7.1)."""
    head = read_at(file, 0, MXF_SEARCHED + 128)
    start = head.find(MXF_PARTITION)
    if start < 0:
        return Extent(0)
    width = 1 + (head[start + 16] & 0x7F if head[start + 16] & 0x80 else 0)
    (footer,) = struct.unpack_from(">Q", head, start + 16 + width + 24)
    return Extent(start + footer + 1 if footer else 0)


_MEASURING: dict[str, Callable[[BinaryIO], Extent | None]] = {
    "QuickTime": _quicktime,
    "MP4": _quicktime,
    "AVI": _avi,
    "WAV": _wav,
    "Matroska": lambda file: Extent(matroska.stated_end(file)),
    "MXF": _mxf,
}
"""How each kind is measured, by `Content.name`."""
