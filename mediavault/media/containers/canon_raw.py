"""Canon's CRW photos: records with what other cameras keep in EXIF and in the maker's note (Canon, CIFF 1.0)."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import BinaryIO

from mediavault.media.blocks.ciff import records
from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.exif import text
from mediavault.media.makers import canon
from mediavault.media.reading import Reading, plain

MAKE_AND_MODEL, OWNER, SERIAL, TIME = 0x080A, 0x0810, 0x180B, 0x180E
BASE_ISO, FOCAL_LENGTH, SHOT, SETTINGS = 0x101C, 0x1029, 0x102A, 0x102D
WANTED = frozenset((MAKE_AND_MODEL, OWNER, SERIAL, TIME, BASE_ISO, FOCAL_LENGTH, SHOT, SETTINGS))
LONGEST = 4096


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the records state."""
    wanted = [record for record in records(file) if record.tag in WANTED]
    found = {record.tag: read_at(file, record.offset, min(record.length, LONGEST)) for record in wanted}
    reading.raw |= plain({f"0x{tag:04X}": value for tag, value in found.items()})
    make, _, rest = found.get(MAKE_AND_MODEL, b"").partition(b"\0")
    reading.add("make", text(make), "Canon Make")
    reading.add("model", text(rest), "Canon Model")
    if SERIAL in found and b"EOS" in rest:
        reading.add("serial", f"{int.from_bytes(found[SERIAL][:4], 'little'):010}", "Canon SerialNumber")
    if TIME in found:
        # Counted from 1970 on the camera's own clock.
        moment = datetime.fromtimestamp(int.from_bytes(found[TIME][:4], "little"), UTC).replace(tzinfo=None)
        reading.add("taken", Stated(moment.isoformat(" "), "Canon TimeStamp"), "Canon TimeStamp")
    shot, settings, focal = (_numbers(found.get(tag, b"")) for tag in (SHOT, SETTINGS, FOCAL_LENGTH))
    recorded = canon.Records(settings, shot, focal)
    canon.add_exposure(recorded, text(rest) or "", reading)
    iso = int.from_bytes(found.get(BASE_ISO, b"")[:2], "little")
    reading.add("iso", canon.iso(recorded) or iso or None, "Canon ISO")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 2}H", data)
