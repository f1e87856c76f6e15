"""A clip of sixty gigabytes, its index at the end, costs what its index and a few of its frames cost."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import pytest
from media_factory import make_video
from preview_factory import opened

from library.timecode import FrameRate
from mediavault import media
from mediavault.fixity.digests import fingerprint
from mediavault.media.frame import frame_at
from mediavault.media.preview import make_pictures

SIZE_BYTES = 60 * 10**9
MOST_READ_BYTES = 128 << 20
"""By all that is done for it, ffmpeg and ffprobe too: a five-hundredth of the file."""
CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl"))

Box = tuple[bytes, bytes]


def boxes(data: bytes) -> list[Box]:
    """The boxes of a QuickTime file (ISO/IEC 14496-12, 4.2), all of short sizes."""
    found, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8 : at + size]))
        at += size
    return found


def spread_out(kind: bytes, content: bytes, moved: dict[int, int]) -> bytes:
    """A box with its chunks (stco, 8.7.5) at their new places, as 64-bit numbers (co64)."""
    if kind == b"stco":
        (count,) = struct.unpack_from(">I", content, 4)
        places = struct.unpack_from(f">{count}I", content, 8)
        kind, content = b"co64", struct.pack(f">II{count}Q", 0, count, *(moved[one] for one in places))
    elif kind in CONTAINERS:
        content = b"".join(spread_out(*one, moved) for one in boxes(content))
    return struct.pack(">I4s", len(content) + 8, kind) + content


def chunks(kind: bytes, content: bytes) -> list[int]:
    """Where the chunks of all tracks are."""
    if kind == b"stco":
        return list(struct.unpack_from(f">{struct.unpack_from('>I', content, 4)[0]}I", content, 8))
    return [place for one in boxes(content) for place in chunks(*one)] if kind in CONTAINERS else []


def make_large(path: Path) -> Path:
    """A minute of video, its chunks evenly apart in sixty gigabytes; what is between them is not on the disk."""
    small = make_video(path.with_name("small.mov"), seconds=60, keyframes_every=25, timecode="10:00:00:00").read_bytes()
    top = dict(boxes(small))
    places = sorted(chunks(b"moov", top[b"moov"]))
    apart = SIZE_BYTES // (len(places) + 1)
    moved = {place: place + number * apart for number, place in enumerate(places)}
    head = small[: 8 + len(top[b"ftyp"])]
    with path.open("wb") as file:
        file.write(head + struct.pack(">I4sQ", 1, b"mdat", SIZE_BYTES - len(head)))
        for place, after in zip(places, [*places[1:], len(small)], strict=True):
            file.seek(moved[place])
            file.write(small[place:after])
        file.seek(SIZE_BYTES)
        file.write(spread_out(b"moov", top[b"moov"], moved))
    return path


def read_bytes() -> int:
    """What this process, and those it started and that have ended, have read so far (proc(5), rchar)."""
    return int(Path("/proc/self/io").read_text().split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="nobody counts there what a process reads")
def test_its_facts_identity_poster_and_filmstrip_are_had_without_reading_it(tmp_path: Path) -> None:
    try:
        path = make_large(tmp_path / "large.mov")
    except OSError as error:
        pytest.skip(f"this file system has no such files: {error}")
    assert path.stat().st_size > SIZE_BYTES
    before = read_bytes()
    facts = media.read(path)
    assert (facts.picture.frame_count, facts.picture.frame_rate) == (1500, FrameRate(25))
    assert str(facts.start_timecode.timecode) == "10:00:00:00"
    fd = os.open(path, os.O_RDONLY)
    try:
        assert fingerprint(fd, path.stat().st_size).size_bytes == path.stat().st_size
    finally:
        os.close(fd)
    assert make_pictures(path, facts, tmp_path / "a.jpg", tmp_path / "a.filmstrip.jpg")
    assert len(frame_at(path, 1400, facts, 160, 90)) == 160 * 90 * 3
    spent = read_bytes() - before
    assert spent < MOST_READ_BYTES
    assert opened(tmp_path / "a.jpg").size == (320, 180)
    assert opened(tmp_path / "a.filmstrip.jpg").size == (24 * 160, 90)
