"""Makes the values an ingest would record: facts of clips and stills that need no file."""

from __future__ import annotations

from fractions import Fraction

from library.model import (
    Certainty,
    FileStamp,
    MediaFacts,
    MediaKind,
    Picture,
    RecordedAt,
    StartTimecode,
)
from library.timecode import FrameRate, Timecode

CARD = "uuid:1234-ABCD"
RATE = FrameRate(25)


def stamp(size: int = 5_000_000, inode: int = 1) -> FileStamp:
    """What `fstat` would say of a file."""
    return FileStamp(size, 1_600_000_000_000_000_000, 1_600_000_000_000_000_000, inode)


def video(day: str = "2020-07-01", *, seconds: int = 4, caption: str | None = None) -> MediaFacts:
    """A 25 fps clip with timecode from ten o'clock."""
    return MediaFacts(
        kind=MediaKind.VIDEO,
        recorded_at=RecordedAt(f"{day}T10:00:00", None, "QuickTime CreateDate", Certainty.NO_ZONE, "10:00"),
        picture=Picture(
            width=640, height=360, codec="h264", frame_rate=RATE, frame_count=25 * seconds, duration_s=Fraction(seconds)
        ),
        start_timecode=StartTimecode(Timecode.parse("10:00:00:00", RATE), "tmcd stream"),
        reel="A001",
        caption=caption,
        raw={"ffprobe": {"format": {"duration": str(seconds)}}},
    )


def photo(day: str = "2020-07-02") -> MediaFacts:
    """A still."""
    return MediaFacts(
        kind=MediaKind.PHOTO,
        recorded_at=RecordedAt(f"{day}T12:00:00", "+02:00", "EXIF DateTimeOriginal", Certainty.CERTAIN, "12:00 +02:00"),
        picture=Picture(width=4000, height=3000, codec="jpeg"),
    )
