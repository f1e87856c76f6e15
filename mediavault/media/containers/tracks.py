"""Tracks of positions in QuickTime and MP4 (ISO/IEC 14496-12, 8.5): the first fix of GoPro's and Android's."""

from __future__ import annotations

import struct
from typing import BinaryIO

from mediavault.media.blocks.boxes import Box, boxes
from mediavault.media.blocks.values import read_at
from mediavault.media.containers import gpmf
from mediavault.media.position import fault_of
from mediavault.media.reading import Reading

PATH = (b"mdia", b"minf", b"stbl")
KINDS = frozenset((b"gpmd", b"camm"))
MOST_SAMPLES, LONGEST_SAMPLE = 12, 1 << 16
CAMM_POSITION, CAMM_FULL_POSITION = 5, 6
"""Types of a camm sample: degrees and metres; the same behind the satellites' time and the kind of the fix."""


def add_position(file: BinaryIO, track: Box, reading: Reading) -> None:
    """Add the first position to `reading`, when `track` is one of positions."""
    table = _inner(file, track, PATH)
    boxed = {box.kind: box for box in boxes(file, table.start, table.end)} if table else {}
    described = boxed.get(b"stsd")
    kind = read_at(file, described.start + 12, 4) if described else b""
    if kind not in KINDS:
        return
    for sample in _samples(file, boxed):
        fix = gpmf.first_fix(sample) if kind == b"gpmd" else _camm_fix(sample)
        if fix is not None and fault_of(fix.latitude, fix.longitude) is None:
            source = "GoPro GPS track" if kind == b"gpmd" else "camm track"
            reading.add("position", (fix.latitude, fix.longitude), source)
            reading.add("altitude_m", fix.altitude_m, source)
            reading.add("gps_utc", fix.utc, source)
            return


def _inner(file: BinaryIO, box: Box, path: tuple[bytes, ...]) -> Box | None:
    found: Box | None = box
    for kind in path:
        found = (
            next((inner for inner in boxes(file, found.start, found.end) if inner.kind == kind), None)
            if found
            else None
        )
    return found


def _samples(file: BinaryIO, boxed: dict[bytes, Box]) -> list[bytes]:
    """The first sample of each of the first chunks."""
    chunks, sizes = boxed.get(b"stco") or boxed.get(b"co64"), boxed.get(b"stsz")
    if chunks is None or sizes is None:
        return []
    letter, width = (">Q", 8) if chunks.kind == b"co64" else (">I", 4)
    data = read_at(file, chunks.start + 8, min(chunks.end - chunks.start - 8, MOST_SAMPLES * width))
    offsets = [struct.unpack_from(letter, data, at)[0] for at in range(0, len(data) // width * width, width)]
    # One sample makes a chunk in these tracks; what follows a shorter one is no harm to its reader.
    return [read_at(file, offset, LONGEST_SAMPLE) for offset in offsets]


def _camm_fix(sample: bytes) -> gpmf.Fix | None:
    if len(sample) < 28:  # noqa: PLR2004 - type and three numbers
        return None
    (kind,) = struct.unpack_from("<H", sample, 2)
    if kind == CAMM_POSITION:
        latitude, longitude, height = struct.unpack_from("<3d", sample, 4)
        return gpmf.Fix(latitude, longitude, height, None)
    if kind == CAMM_FULL_POSITION and len(sample) >= 36:  # noqa: PLR2004 - as above
        latitude, longitude, height = struct.unpack_from("<ddf", sample, 16)
        return gpmf.Fix(latitude, longitude, height, None)
    return None
