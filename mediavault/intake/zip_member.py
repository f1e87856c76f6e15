"""Unpacking one file of a .zip in a worker: as it was packed, digested, read back, and never over another."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from library.errors import MediavaultError
from library.model import FileStamp, Problem
from mediavault.fixity.visit import cpu_for, kept_open, limit_for, why_not
from mediavault.intake.taking_out import take_out
from mediavault.intake.zipped import Member
from mediavault.walking.stamps import is_as_stamped
from mediavault.workers.tasks import OutOfTime, limited, reachable

_HEADER_BYTES = 30
_PIECE_BYTES = 1 << 20
"""Read of the .zip, and made of it, at once."""


class MemberBroken(MediavaultError):
    """A file in a .zip is not what the directory of the .zip says."""

    def __init__(self, name: str, why: str) -> None:
        """Takes its name, and a clause."""
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"Not unpacked: {self.name}: {self.why}. Ask for it once more."


@dataclass(frozen=True, slots=True)
class UnpackTask:
    """Unpacks one file of the .zip at `path`, which is to be as `stamp` says, to below `to`."""

    path: bytes
    stamp: FileStamp
    member: Member
    to: Path

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for: it is read, written, forced to the disk and read back."""
        return 4 * limit_for(self.member.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time: it is digested twice and checked once."""
        return 4 * cpu_for(self.member.size_bytes)

    def __call__(self) -> str | Problem:
        """The SHA-256 of it in hex; or what is the matter."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                if not is_as_stamped(os.fstat(fd), self.stamp):
                    raise MemberBroken(self.member.name, "the .zip changed while it was read")
                size_bytes = self.member.size_bytes
                return take_out(self.to, os.fsdecode(self.member.path), size_bytes, _content(fd, self.member))
        except MediavaultError as error:
            return Problem("not-unpacked", str(error))
        except (OSError, EOFError, MemoryError, OutOfTime) as error:
            return Problem("not-unpacked", why_not(error, self.path, self.limit_s)[1])


def _content(fd: int, member: Member) -> Iterator[bytes]:
    """The content of a member, piece by piece; what has come is not to be used where this raises.

    Raises:
        MemberBroken: it is longer or shorter than is said of it, or not what was packed.
    """
    length, seen = 0, 0
    for piece in _inflated(fd, member) if member.is_deflated else _packed(fd, member):
        length, seen = length + len(piece), zlib.crc32(piece, seen)
        if length > member.size_bytes:
            raise MemberBroken(member.name, f"more comes of it than the {member.size_bytes:,} bytes it is said to be")
        yield piece
    if length < member.size_bytes:
        raise MemberBroken(member.name, f"it breaks off after {length:,} of {member.size_bytes:,} bytes")
    if seen != member.crc32:
        raise MemberBroken(member.name, "it is not what was packed: its check sum is another")


def _inflated(fd: int, member: Member) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _packed(fd, member):
            packed = piece
            while packed and not engine.eof:
                yield engine.decompress(packed, _PIECE_BYTES)
                packed = engine.unconsumed_tail
        yield engine.flush()
    except zlib.error as error:
        raise MemberBroken(member.name, f"it is not what was packed ({error})") from error


def _packed(fd: int, member: Member) -> Iterator[bytes]:
    """The packed bytes of a member, which stand behind a header of its own.

    The form is that of PKWARE's APPNOTE.TXT 6.3.10, section 4.3.7.
    """
    header = os.pread(fd, _HEADER_BYTES, member.begins_at)
    if header[:4] != b"PK\3\4" or len(header) < _HEADER_BYTES:
        raise MemberBroken(member.name, "it is not where the .zip says that it is")
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    if os.pread(fd, name, member.begins_at + _HEADER_BYTES) != member.raw_name:
        raise MemberBroken(member.name, "it is called otherwise where it stands than in the directory of the .zip")
    place, left = member.begins_at + _HEADER_BYTES + name + extra, member.packed_bytes
    while left and (piece := os.pread(fd, min(_PIECE_BYTES, left), place)):
        yield piece
        place, left = place + len(piece), left - len(piece)
