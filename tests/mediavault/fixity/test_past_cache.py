"""Files go to a disk and come from it past the memory of the system, whatever their lengths, and where it refuses."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from mediavault.fixity.digests import FileChanging, full_digest
from mediavault.fixity.past_cache import BLOCK_BYTES, aligned, go_past_cache, read_afresh, read_into, write_whole
from mediavault.fixity.visit import kept_open

LENGTHS = (0, 1, 4095, 4096, 4097, 65_536, 70_001)


def is_past_cache(fd: int) -> bool:
    return bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_DIRECT)


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    if not os.major(tmp_path.stat().st_dev):
        pytest.skip("temporary files are on no disk here")
    return tmp_path


def written(path: Path, content: bytes, piece_bytes: int = 16_384) -> None:
    memory = aligned(piece_bytes)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    go_past_cache(fd)
    for start in range(0, len(content), piece_bytes):
        piece = content[start : start + piece_bytes]
        memory[: len(piece)] = piece
        write_whole(memory[: len(piece)], fd, start)
    os.close(fd)


def read(path: Path, piece_bytes: int = 16_384) -> bytes:
    memory, whole = aligned(piece_bytes), b""
    with kept_open(path) as fd, read_afresh(fd):
        while count := read_into(memory, fd, len(whole)):
            whole += bytes(memory[:count])
    return whole


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_written_is_what_is_read_whatever_its_length(length: int, tmp_path: Path) -> None:
    content = os.urandom(length)
    written(tmp_path / "one", content)
    assert (tmp_path / "one").read_bytes() == content
    assert read(tmp_path / "one") == content


def test_a_file_that_was_empty_and_grows_is_read_by_blocks_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read_some, lengths = tmp_path / "one", os.preadv, list[int]()
    path.touch()

    def growing(fd: int, memory: Sequence[memoryview], start: int) -> int:
        lengths.append(len(memory[0]))
        if start == 0:
            path.write_bytes(bytes(3 * BLOCK_BYTES))
        return read_some(fd, memory, start)

    monkeypatch.setattr(os, "preadv", growing)
    with kept_open(path) as fd, pytest.raises(FileChanging):
        full_digest(fd, "one")
    assert min(lengths) >= BLOCK_BYTES


def test_a_digest_taken_afresh_reads_the_disk_and_leaves_the_file_as_it_was(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, met, preadv = on_disk / "one", list[bool](), os.preadv
    path.write_bytes(b"solidarity" * 1_000)

    def looking(fd: int, memory: Sequence[memoryview], start: int) -> int:
        met.append(is_past_cache(fd))
        return preadv(fd, memory, start)

    monkeypatch.setattr(os, "preadv", looking)
    with kept_open(path) as fd:
        os.fsync(fd)
        with read_afresh(fd):
            seen = full_digest(fd, "one")
        assert not is_past_cache(fd)
    assert met[0]
    assert seen.hex == "7e65e895292f8e36b1d2888d73f7e534"


def test_a_disk_that_refuses_is_gone_to_through_the_cache(on_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some have larger blocks than others, and say so with the first piece."""
    content, refused = os.urandom(40_000), list[str]()
    pwrite, preadv = os.pwrite, os.preadv

    def refusing(fd: int, what: str) -> None:
        if is_past_cache(fd):
            refused.append(what)
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    def writing(fd: int, memory: memoryview, start: int) -> int:
        refusing(fd, "writing")
        return pwrite(fd, memory, start)

    def reading(fd: int, memory: Sequence[memoryview], start: int) -> int:
        refusing(fd, "reading")
        return preadv(fd, memory, start)

    monkeypatch.setattr(os, "pwrite", writing)
    monkeypatch.setattr(os, "preadv", reading)
    written(on_disk / "one", content)
    assert read(on_disk / "one") == content
    assert refused == ["writing", "reading"]
