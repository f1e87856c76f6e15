"""What tells one content from another: a fingerprint at once, a digest of every byte later.

Reads only, and never through a memory map: a mapped file that is cut short while it is read kills the process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import xxhash

from library.errors import MediavaultError
from library.model import Digest, Fingerprint
from mediavault.fixity.past_cache import aligned, read_into
from mediavault.walking.stamps import is_same_state

SAMPLE_BYTES = 64 * 1024
WHOLE_BYTES = 3 * SAMPLE_BYTES
"""Up to this size a fingerprint covers every byte."""
PIECE_BYTES = 4 * 1024 * 1024
ALGORITHM = "xxh128"
C4_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
C4_LENGTH = 90
HOLLOW_FROM_BYTES = 64 * 1024 * 1024
HOLLOW_SHARE = 100
"""A file that long of which less than one in so many bytes is there is taken for a hollow one."""
_idle: list[memoryview] = []
"""Memory of digests that were taken; one piece for each thread that takes them."""


class Digester(Protocol):
    """What bytes are given to, piece by piece."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Takes the next piece."""

    def hexdigest(self) -> str:
        """The digest of all pieces so far, lower case."""


_XXHASHES: dict[str, Callable[[], Digester]] = {
    "xxh128": xxhash.xxh3_128,
    "xxh3": xxhash.xxh3_64,
    "xxh64": xxhash.xxh64,
}


class FileChanging(MediavaultError):
    """A file changed while it was read."""

    def __init__(self, path: str) -> None:
        """Takes the file's path as text."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"Cannot read {self.path}: it changed while it was read. Ingest it again when nothing writes to it."


def fingerprint(fd: int, size_bytes: int) -> Fingerprint:
    """The fingerprint of the open file `fd`.

    Raises:
        EOFError: the file is shorter than `size_bytes`.
    """
    if size_bytes <= WHOLE_BYTES:
        spans = [(0, size_bytes)]
    else:
        last = size_bytes - SAMPLE_BYTES
        spans = [(start, SAMPLE_BYTES) for start in (0, last // 2, last)]
    seen = xxhash.xxh3_128()
    for start, count in spans:
        seen.update(_bytes_at(fd, start, count))
    return Fingerprint(size_bytes, seen.hexdigest())


def covers_all(seen: Fingerprint) -> bool:
    """Whether equal fingerprints of this size mean equal content."""
    return seen.size_bytes <= WHOLE_BYTES


def digest_from(seen: Fingerprint) -> Digest | None:
    """The full digest, where the fingerprint is it already."""
    return Digest(ALGORITHM, seen.quick_hex) if covers_all(seen) else None


def _bytes_at(fd: int, start: int, count: int) -> bytes:
    pieces = []
    while count > 0:
        piece = os.pread(fd, count, start)
        if not piece:
            raise EOFError
        pieces.append(piece)
        start, count = start + len(piece), count - len(piece)
    return b"".join(pieces)


def digester(algorithm: str) -> Digester:
    """What takes a digest by the name the lists of the field give it: `xxh128`, `xxh3`, `xxh64`, `md5`, `sha256` ….

    Raises:
        ValueError: it is unknown.
    """
    ours = _XXHASHES.get(algorithm)
    return ours() if ours else hashlib.new(algorithm, usedforsecurity=False)


def full_digest(fd: int, path: str, *, algorithm: str = ALGORITHM) -> Digest:
    """The digest of every byte of the open file `fd`, from its beginning.

    Args:
        fd: Read from its beginning; its position stays.
        path: For the sentence when it changes.
        algorithm: As `digester` takes it.

    Raises:
        FileChanging: the file is not the same after as before, or ended early.
        OSError: the disk cannot be read.
    """
    before = os.fstat(fd)
    seen, done = digester(algorithm), 0
    with _memory() as memory:
        while count := read_into(memory, fd, done):
            seen.update(memory[:count])
            done += count
    if done != before.st_size or not is_same_state(before, os.fstat(fd)):
        raise FileChanging(path)
    return Digest(algorithm, seen.hexdigest())


@contextmanager
def _memory() -> Iterator[memoryview]:
    """Memory for a piece; of a photo, having new memory from the system takes six times as long as its digest."""
    try:
        memory = _idle.pop()
    except IndexError:
        memory = aligned(PIECE_BYTES)
    try:
        yield memory
    finally:
        _idle.append(memory)


def c4(content: bytes) -> str:
    """The C4 ID of bytes (SMPTE ST 2114): SHA-512 in base 58."""
    number, letters = int.from_bytes(hashlib.sha512(content).digest()), ""
    while number:
        number, rest = divmod(number, len(C4_LETTERS))
        letters = C4_LETTERS[rest] + letters
    return "c4" + letters.rjust(C4_LENGTH - 2, C4_LETTERS[0])


def is_hollow(fd: int) -> bool:
    """Whether the open file is a length without content: what is left of a broken copy, or a placeholder of a cloud."""
    status = os.fstat(fd)
    if status.st_size == 0 or not hasattr(os, "SEEK_DATA"):
        return False
    kept = status.st_blocks * 512
    if kept and (status.st_size < HOLLOW_FROM_BYTES or kept * HOLLOW_SHARE > status.st_size):
        return False
    # Some file systems count no blocks for what is there: only one that names its holes is believed.
    try:
        hole = os.lseek(fd, os.lseek(fd, 0, os.SEEK_DATA), os.SEEK_HOLE)
    except OSError:
        return True
    finally:
        os.lseek(fd, 0, os.SEEK_SET)
    return hole < status.st_size
