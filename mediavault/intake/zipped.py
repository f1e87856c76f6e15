"""What is in a .zip that somebody sent, and which of it is not unpacked, and why; asked in a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from library.errors import MediavaultError
from library.model import FileStamp, Problem, path_text
from mediavault.fixity.visit import kept_open, limit_for, why_not
from mediavault.intake.inside import inside
from mediavault.intake.values import ExportUnusable
from mediavault.intake.zip_names import is_folder, name_of, odd_kind, raw_name_of
from mediavault.tools import NotAFile
from mediavault.walking.stamps import is_as_stamped
from mediavault.workers.tasks import OutOfTime, limited, reachable

BEGINNINGS = (b"PK\3\4", b"PK\5\6")
"""Of a .zip, and of one without files."""
MOST_MEMBERS = 200_000
"""Files in one .zip: a chat of ten years with every photo has a tenth of that."""
MOST_TIMES = 100
"""So many times its length a .zip may become. Text becomes 5 to 15 times as long; media hardly longer; a bomb 1,000."""
SMALL_BYTES = 100 * 1000**2
"""What becomes no longer than this harms nobody, however often it was packed."""
_ENCRYPTED = 1
_LISTING_CPU_S = 60.0


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a .zip, as its directory says."""

    name: str
    path: bytes
    """Relative, as `inside` gives it."""
    raw_name: bytes
    """As it stands in the .zip."""
    begins_at: int
    """Byte of its own header."""
    packed_bytes: int
    size_bytes: int
    crc32: int
    is_deflated: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a .zip."""

    members: tuple[Member, ...]
    """Those that are to be unpacked."""
    problems: tuple[Problem, ...]
    """What is not, and why."""


@dataclass(frozen=True, slots=True)
class ListTask:
    """Lists what is in the .zip at `path`, which is to be as `stamp` says."""

    path: bytes
    stamp: FileStamp
    free_bytes: int
    """Room where it is unpacked to."""

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for; a directory is never the greater part."""
        return limit_for(self.stamp.size_bytes // 10)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time."""
        return _LISTING_CPU_S

    def __call__(self) -> Contents | MediavaultError:
        """What is in it; or what is the matter with the whole of it."""
        place = Path(path_text(self.path))
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                with os.fdopen(os.dup(fd), "rb") as file:
                    found = _listed(file, self.stamp.size_bytes, place)
                if not is_as_stamped(os.fstat(fd), self.stamp):
                    return ExportUnusable(place, "it changed while it was read. Receive it when nothing writes to it.")
        except ExportUnusable as error:
            return error
        except (BadZipFile, NotImplementedError, ValueError, IndexError, OverflowError) as error:
            return ExportUnusable(place, f"it is no whole .zip ({error}). Ask for it once more, or copy it once more.")
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return ExportUnusable(place, why_not(error, self.path, self.limit_s)[1])
        needed = sum(one.size_bytes for one in found.members)
        if needed > self.free_bytes:
            return ExportUnusable(
                place,
                f"unpacked it takes {needed:,} bytes, and {self.free_bytes:,} are free where it is to be unpacked to. "
                "Make room, or name another folder with --to.",
            )
        return found


def is_zip(path: Path) -> bool:
    """Whether a file that somebody named begins as a .zip does."""
    try:
        with kept_open(path) as fd:
            return os.pread(fd, 4, 0) in BEGINNINGS
    except (OSError, NotAFile):
        return False


def _listed(file: BinaryIO, size_bytes: int, place: Path) -> Contents:
    members: dict[bytes, Member] = {}
    problems: list[Problem] = []
    with ZipFile(file) as opened:
        found = opened.infolist()
    _refuse_bomb(found, size_bytes, place)
    for one in found:
        name = name_of(one)
        reason = next(_reasons(one, name, members), None)
        if reason is not None:
            problems.append(Problem("not-unpacked", f"Not unpacked: {name} in {place.name}: {reason}."))
        elif not is_folder(one):
            path = inside(name) or b""
            facts = (one.header_offset, one.compress_size, one.file_size, one.CRC)
            members[path] = Member(name, path, raw_name_of(one), *facts, one.compress_type == ZIP_DEFLATED)
            if name.lower().endswith(".zip"):
                again = "unpack that by hand, and receive it by itself"
                problems.append(Problem("not-opened", f"Not opened: {name} in {place.name} is a .zip itself; {again}."))
    if found and problems and not members:
        raise ExportUnusable(place, problems[0].message)
    return Contents(tuple(members.values()), tuple(problems))


def _refuse_bomb(found: list[ZipInfo], size_bytes: int, place: Path) -> None:
    """Refuses what is made to fill a disk, whatever else is in it.

    Raises:
        ExportUnusable: there are too many files in it, too much would come of it, or files share their bytes.
    """
    unpacked = sum(one.file_size for one in found)
    if len(found) > MOST_MEMBERS:
        reason = f"there are {len(found):,} files in it, more than {MOST_MEMBERS:,}"
    elif sum(one.compress_size for one in found) > size_bytes:
        reason = "its files share their bytes, as no program packs them"
    elif unpacked > SMALL_BYTES and unpacked > MOST_TIMES * size_bytes:
        reason = f"{size_bytes:,} bytes would become {unpacked:,}, as nothing that is filmed or written does"
    else:
        return
    raise ExportUnusable(place, f"{reason}: it is made to do harm. If you trust it, unpack it and receive the folder.")


def _reasons(one: ZipInfo, name: str, members: dict[bytes, Member]) -> Iterator[str]:
    """Why a member is not unpacked: a clause each."""
    path = inside(name.rstrip("/\\") if is_folder(one) else name)
    if path is None:
        yield "it leads out of the folder, or is no name for a file"
    odd = odd_kind(one)
    if odd is not None:
        yield f"it is {odd}, not a file"
    if one.flag_bits & _ENCRYPTED:
        yield "it is encrypted. Unpack it with its password and receive the folder"
    if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        yield f"it is packed by method {one.compress_type}, which is not read here. Unpack it and receive the folder"
    if path in members:
        yield "there is another file of that name, which comes before it"
