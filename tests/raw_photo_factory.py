"""Makes raw photos with containers of their own, and makers' notes, without pixels."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any


def crw(tags: Mapping[int, bytes]) -> bytes:
    """A Canon CRW: `tags` are records by their tag, the first half of them in a heap of their own."""
    records = list(tags.items())
    middle = len(records) // 2
    inner = _heap(records[:middle])
    whole = _heap([*records[middle:], (0x300A, inner)])
    return b"II" + struct.pack("<I", 26) + b"HEAPCCDR" + bytes(12) + whole


def _heap(records: list[tuple[int, bytes]]) -> bytes:
    values = b"".join(value for _, value in records)
    table, at = struct.pack("<H", len(records)), 0
    for tag, value in records:
        table += struct.pack("<HII", tag, len(value), at)
        at += len(value)
    return values + table + struct.pack("<I", len(values))


def x3f(properties: Mapping[str, str], size: tuple[int, int], picture: bytes = b"") -> bytes:
    """A Sigma X3F with `properties`, and `picture` as its whole JPEG."""
    head = b"FOVb" + struct.pack("<I", 2 << 16 | 2) + bytes(20) + struct.pack("<II", *size) + bytes(4)
    words, places = "", []
    for name, value in properties.items():
        places.append((len(words), len(words) + len(name) + 1))
        words += f"{name}\0{value}\0"
    pairs = b"".join(struct.pack("<II", *place) for place in places)
    prop = b"SECp" + struct.pack("<5I", 2 << 16, len(places), 0, 0, len(words)) + pairs + words.encode("utf-16-le")
    image = b"SECi" + struct.pack("<6I", 2 << 16, 2, 18, *size, 0) + picture
    sections = [(b"PROP", prop)] + ([(b"IMA2", image)] if picture else [])
    body, table = head, b"SECd" + struct.pack("<II", 2 << 16, len(sections))
    for kind, content in sections:
        table += struct.pack("<II4s", len(body), len(content), kind)
        body += content
    return body + table + struct.pack("<I", len(body))


def kyocera(taken: str) -> bytes:
    """A Kyocera raw photo: texts written backwards."""
    head = bytearray(166)
    for at, text in ((0x0C, "N DIGITAL"), (0x19, "KYOCERA"), (0x21, taken), (0x7C, "VS28-80/3.5")):
        head[at : at + len(text)] = text[::-1].encode()
    for at, number in ((0x38, 56), (0x58, 56), (0x70, 55)):
        head[at : at + 4] = struct.pack(">I", number)
    return bytes(head)


def directory(entries: Mapping[int, Any], at: int, *, moved: int = 0) -> bytes:
    """A directory at the offset `at` of a little-endian TIFF stream: texts, a whole number, 16-bit numbers, rationals.

    With `moved` it claims values that many bytes away from where they are.
    """
    table, values = struct.pack("<H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, value in sorted(entries.items()):
        kind, count, data = _value(value)
        if len(data) > 4:
            place = struct.pack("<I", behind + len(values) + moved)
            values += data + b"\0" * (len(data) % 2)
        else:
            place = data.ljust(4, b"\0")
        table += struct.pack("<HHI", tag, kind, count) + place
    return table + bytes(4) + values


def _value(value: Any) -> tuple[int, int, bytes]:
    if isinstance(value, str):
        return 2, len(value) + 1, value.encode() + b"\0"
    if isinstance(value, bytes):
        return 7, len(value), value
    if isinstance(value, int):
        return 4, 1, struct.pack("<I", value)
    if isinstance(value[0], tuple):
        return 5, len(value), b"".join(struct.pack("<II", *pair) for pair in value)
    return 3, len(value), struct.pack(f"<{len(value)}H", *value)


def noted(make: str, note: Mapping[int, Any] | bytes, *, moved: int = 0) -> bytes:
    """A TIFF stream with a maker's note: its entries, or all of its bytes."""
    main_at = 8
    exif_at = main_at + len(directory({0x010F: make, 0x8769: 0}, main_at))
    note_at = exif_at + 2 + 12 + 4
    content = note if isinstance(note, bytes) else directory(note, note_at, moved=moved)
    exif = directory({0x927C: content}, exif_at)
    return b"II*\0" + struct.pack("<I", main_at) + directory({0x010F: make, 0x8769: exif_at}, main_at) + exif
