"""Makes .zips as programs of all countries and those who mean harm write them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import pack

DEFLATED = 8


@dataclass(frozen=True)
class Packed:
    """A file in a .zip, and the lies its directory tells of it."""

    raw_name: bytes
    content: bytes = b"content"
    flags: int = 0
    method: int = DEFLATED
    mode: int = 0
    """Of Unix, with the kind of file."""
    local_name: bytes | None = None
    """What it is called where it stands, if otherwise."""
    says_bytes: int | None = None
    crc32: int | None = None
    extra: bytes = b""


def zipped(path: Path, members: Sequence[Packed]) -> Path:
    """Writes a .zip by hand (APPNOTE.TXT 4.3): `zipfile` would not write most of what is wanted here."""
    body, directory = b"", b""
    for one in members:
        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = engine.compress(one.content) + engine.flush() if one.method == DEFLATED else one.content
        check = zlib.crc32(one.content) if one.crc32 is None else one.crc32
        size = len(one.content) if one.says_bytes is None else one.says_bytes
        local = one.raw_name if one.local_name is None else one.local_name
        facts = pack("<HHHHHIII", 20, one.flags, one.method, 0, 0x21, check, len(packed), size)
        directory += b"PK\1\2" + pack("<H", 3 << 8 | 20) + facts
        directory += pack("<HHHHHII", len(one.raw_name), len(one.extra), 0, 0, 0, one.mode << 16, len(body))
        directory += one.raw_name + one.extra
        body += b"PK\3\4" + facts + pack("<HH", len(local), 0) + local + packed
    end = pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\5\6" + end)
    return path
