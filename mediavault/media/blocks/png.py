"""PNG: its chunks, also those behind the pixels (W3C PNG, third edition, 11.3; ImageMagick's raw profiles)."""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from mediavault.media.blocks import photoshop
from mediavault.media.blocks.values import XMP_HEADER, Blocks, inflated, read_at

MOST_CHUNKS = 20_000
TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
XMP_KEYWORD = "XML:com.adobe.xmp"
RAW_PROFILE = "Raw profile type "


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a PNG."""
    at = 8
    for _ in range(MOST_CHUNKS):
        head = read_at(file, at, 8)
        if len(head) < 8:  # noqa: PLR2004 - length and kind
            return
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IHDR":
            blocks.size = struct.unpack(">II", read_at(file, at + 8, 8))
        elif kind == b"cICP":
            blocks.coding = struct.unpack(">BB", read_at(file, at + 8, 2))
        elif kind == b"eXIf":
            blocks.add_exif(read_at(file, at + 8, length))
        elif kind in TEXTS:
            _add_text(kind, read_at(file, at + 8, length), blocks)
        at += 12 + length


def _add_text(kind: bytes, chunk: bytes, blocks: Blocks) -> None:
    keyword, _, rest = chunk.partition(b"\0")
    name, text = keyword.decode("latin-1"), _text(kind, rest)
    if name == XMP_KEYWORD:
        blocks.xmp.append(text)
    elif name.startswith(RAW_PROFILE):
        _add_profile(name.removeprefix(RAW_PROFILE), text, blocks)
    elif name:
        blocks.texts.setdefault(name, text.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace"))


def _text(kind: bytes, rest: bytes) -> bytes:
    """The text behind the keyword, unpacked."""
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return inflated(rest[1:])
    packed = rest[:1] == b"\1"
    text = rest[2:].split(b"\0", 2)[-1]  # behind the language and the translated keyword
    return inflated(text) if packed else text


def _add_profile(name: str, text: bytes, blocks: Blocks) -> None:
    """A block in hexadecimal digits, behind its name and length."""
    match = re.match(rb"\s*[^\n]+\n\s*(\d+)\n([0-9a-fA-F\s]*)", text)
    if match is None:
        blocks.faults.append(f"the raw profile {name} is damaged")
        return
    digits = re.sub(rb"\s", b"", match[2])
    data = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    if data.startswith(XMP_HEADER) or name == "xmp":
        blocks.xmp.append(data.removeprefix(XMP_HEADER))
    elif name.lower() in ("exif", "app1"):
        blocks.add_exif(data)
    elif data.startswith(b"8BIM"):
        photoshop.add_resources(data, blocks)
    elif name in ("iptc", "8bim"):
        photoshop.add_iptc(data, blocks)
    elif name.lower() not in ("icc", "icm"):
        blocks.unread.append(RAW_PROFILE + name)
