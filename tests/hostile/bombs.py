"""Twelve small files that want a machine's time or memory."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from metadata_factory import box
from PIL import Image

FULL, QUICK = 1.0, 0.02
"""How much of its size a bomb has: as measured, or for every run."""


def make_bombs(folder: Path, size: float = FULL) -> list[Path]:
    """All twelve in `folder`, the costly ones shrunk to `size`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, write in _RECIPES.items():
        path = folder / name
        write(path, size)
        made.append(path)
    return made


def _compressed_header(path: Path, size: float) -> None:
    """A movie header that unpacks to 2,000 MB (QuickTime `cmov`)."""
    length = int(2000e6 * size)
    squeezed, packer = io.BytesIO(), zlib.compressobj(6)
    for _ in range(0, length, 1 << 20):
        squeezed.write(packer.compress(bytes(1 << 20)))
    squeezed.write(packer.flush())
    packed = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", struct.pack(">I", length), squeezed.getvalue()))
    path.write_bytes(box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", packed))


def _movie(path: Path, *tracks: bytes) -> None:
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 1000).ljust(100, b"\0"))
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", head, *tracks) + box(b"mdat", bytes(64)))


def _track(samples: int) -> bytes:
    description = struct.pack(">6xH16xHHII4xH32xHh", 1, 64, 48, 0x480000, 0x480000, 1, 24, -1)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), struct.pack(">I4s", 8 + len(description), b"mp4v") + description),
        box(b"stts", struct.pack(">IIII", 0, 1, samples, 1)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, samples, 1)),
        box(b"stsz", struct.pack(">III", 0, 1, samples)),
        box(b"stco", struct.pack(">III", 0, 1, 40)),
    )
    dinf = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIII", 0, 0, 0, 1000, 1000, 0)),
        box(b"hdlr", struct.pack(">I4s4s12x", 0, b"mhlr", b"vide") + b"\0"),
        box(b"minf", box(b"vmhd", struct.pack(">I8x", 1)), dinf, table),
    )
    return box(b"trak", box(b"tkhd", struct.pack(">IIIIII", 7, 0, 0, 1, 0, 1000).ljust(84, b"\0")), media)


def _many_samples(path: Path, size: float) -> None:
    """Fifty million frames in one entry of a table."""
    _movie(path, _track(int(50e6 * size)))


def _many_tracks(path: Path, size: float) -> None:
    _movie(path, *[_track(1)] * int(20_000 * size))


def _nested_boxes(path: Path, size: float) -> None:
    """Two hundred thousand boxes, each inside the one before."""
    depth = int(200_000 * size)
    nested = b"".join(struct.pack(">I4s", 8 * (depth - level), b"udta") for level in range(depth))
    path.write_bytes(box(b"ftyp", b"isom\0\0\2\0isomiso2") + struct.pack(">I4s", 8 + len(nested), b"moov") + nested)


def _hole(path: Path, size: float) -> None:
    """A sound of 1 TiB, none of which is there."""
    path.write_bytes(b"ID3\x03")
    os.truncate(path, int((1 << 40) * size))


def _large_picture(path: Path, size: float) -> None:
    """12,000 x 12,000 pixels of one colour: legal, and 1.1 GB as RGBA."""
    edge = int(12_000 * size**0.5)
    Image.new("L", (edge, edge), 128).save(path)


def _many_scans(path: Path, size: float) -> None:
    """A progressive JPEG that draws itself two thousand times."""
    stream = io.BytesIO()
    Image.new("L", (4000, 4000), 128).save(stream, "JPEG", progressive=True)
    data = stream.getvalue()
    start = data.rindex(b"\xff\xda")
    path.write_bytes(data[:start] + data[start:-2] * int(2000 * size) + b"\xff\xd9")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _giant_png(path: Path, _: float) -> None:
    """A header that promises 3.6 gigapixels."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(1 << 16))) + _chunk(b"IEND", b"")
    )


def _giant_jpeg(path: Path, _: float) -> None:
    """A header that promises 65,535 x 65,535 pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (16, 16)).save(stream, "JPEG")
    data = bytearray(stream.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_535, 65_535)
    path.write_bytes(data)


def _giant_gif(path: Path, _: float) -> None:
    stream = io.BytesIO()
    Image.new("P", (16, 16)).save(stream, "GIF")
    data = bytearray(stream.getvalue())
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    at = data.index(b"\x2c", 13)
    data[at + 5 : at + 9] = struct.pack("<HH", 65_535, 65_535)
    path.write_bytes(data)


def _directory_of_everything(path: Path, size: float) -> None:
    """A TIFF whose directories are long, and whose entries all claim the whole file."""
    entries = int(20_000 * size)
    length = 8 + 2 + 12 * entries + 4
    head = struct.pack("<2sHIH", b"II", 42, 8, min(entries, 65_535))
    body = b"".join(struct.pack("<HHII", 0x8000 + number % 0x2000, 2, length - 8, 8) for number in range(entries))
    path.write_bytes(head + body + struct.pack("<I", 8))


def _text_chunk(path: Path, size: float) -> None:
    """A compressed text that unpacks to 1 GB."""
    stream = io.BytesIO()
    Image.new("L", (8, 8)).save(stream, "PNG")
    data = stream.getvalue()
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(int(1000 * size))) + packer.flush()
    end = data.rindex(b"IEND") - 4
    path.write_bytes(data[:end] + _chunk(b"zTXt", b"Raw profile type exif\0\0" + packed) + data[end:])


_RECIPES: dict[str, Callable[[Path, float], None]] = {
    "compressed header.mov": _compressed_header,
    "many samples.mp4": _many_samples,
    "many tracks.mp4": _many_tracks,
    "nested boxes.mp4": _nested_boxes,
    "hole.mp3": _hole,
    "large picture.png": _large_picture,
    "many scans.jpg": _many_scans,
    "giant.png": _giant_png,
    "giant.jpg": _giant_jpeg,
    "giant.gif": _giant_gif,
    "directory of everything.tif": _directory_of_everything,
    "text chunk.png": _text_chunk,
}
