"""Lists of digests that come with a delivery: md5sum, sha256sum, xxhsum and the like, BagIt, ASC MHL.

Names in them are held below the folder the list is for: one that leads out of it is refused with the list.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from library.errors import MediavaultError
from mediavault.fixity.digests import c4
from mediavault.tools import NotAFile, open_regular

LONGEST_BYTES = 256 * 1024 * 1024
MHL = "{urn:ASC:MHL:v2.0}"
MHL_FOLDER = "ascmhl"
MHL_ALGORITHMS = ("xxh128", "xxh3", "xxh64", "sha1", "md5", "c4")
"""What ASC MHL names its digests (ASC MHL 2.0, section 4.3), the strongest we compute first."""
MOST_NESTED = 32
"""Histories within one another; more would be a folder that leads back into itself."""
ALGORITHM_OF_LENGTH = {16: "xxh64", 32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""Hexadecimal digits of a digest in a list whose name does not say what it is."""
NAMED = re.compile(r"(xxh128|xxh3|xxh64|md5|sha1|sha224|sha256|sha384|sha512)", re.IGNORECASE)
GNU_LINE = re.compile(rb"^(\\?)([0-9A-Fa-f]{16,128}) [ *]?(.+)$", re.DOTALL)
"""`md5sum` and its like: digest, two spaces or a space and a star, name; with `\\` before it the name is escaped."""
BSD_LINE = re.compile(rb"^(\\?)([A-Za-z0-9]+) ?\((.+)\) = ([0-9A-Fa-f]{16,128})$", re.DOTALL)
"""`md5sum --tag`, `xxhsum --tag`: `MD5 (name) = digest`."""


class ManifestUnusable(MediavaultError):
    """A list of digests cannot be read as one."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the list and a clause that says what is the matter."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot use {self.path} as a list of digests: {self.reason}. Known are the lists of md5sum, sha256sum, "
            "xxhsum and the like, BagIt and ASC MHL."
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a list."""

    path_raw: bytes
    """Relative to the folder the list is for."""
    algorithm: str
    """As hashlib or xxhash name it: `md5`, `sha256`, `xxh64`, `xxh128`."""
    hex: str
    """Lower case."""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list, and the folder that its names are relative to."""

    folder: Path
    files: tuple[Listed, ...]


def read_manifest(path: Path) -> Manifest:
    """The list at `path`: a file, the folder of a bag, or a folder with ASC MHL generations: the newest counts.

    Raises:
        ManifestUnusable: it is none, or names files outside its folder.
    """
    if path.is_dir():
        return _of_folder(path)
    content = _content(path)
    if path.suffix.lower() == ".mhl" or content.lstrip()[:5] == b"<?xml":
        folder = path.parent.parent if path.parent.name == MHL_FOLDER else path.parent
        return _checked(path, folder, _mhl(path, content))
    return _checked(path, path.parent, _lines(path, content))


def _of_folder(path: Path) -> Manifest:
    generations = sorted((path / MHL_FOLDER).glob("*.mhl"))
    if generations:
        return read_manifest(generations[-1])
    lists = sorted(path.glob("manifest-*.txt"))
    if (path / "bagit.txt").is_file() and lists:
        files = [one for list_ in lists for one in _bag(list_, _content(list_))]
        return _checked(path, path, iter(files))
    raise ManifestUnusable(path, "there is neither a bag (bagit.txt, manifest-….txt) nor a folder ascmhl in it")


def _content(path: Path) -> bytes:
    try:
        fd = open_regular(path)
    except (OSError, NotAFile) as error:
        raise ManifestUnusable(path, str(getattr(error, "strerror", None) or error).rstrip(".")) from error
    with os.fdopen(fd, "rb") as file:
        content = file.read(LONGEST_BYTES + 1)
    if len(content) > LONGEST_BYTES:
        raise ManifestUnusable(path, f"it is longer than {LONGEST_BYTES // 1024**2} MB")
    return content


def _checked(path: Path, folder: Path, files: Iterator[Listed]) -> Manifest:
    """The list, if there is anything in it and all of it stays below its folder."""
    found = tuple(files)
    if not found:
        raise ManifestUnusable(path, "there is no digest in it")
    for one in found:
        parts = one.path_raw.split(b"/")
        if one.path_raw.startswith(b"/") or b".." in parts or b"\0" in one.path_raw:
            raise ManifestUnusable(path, f"it names a file outside its folder, {one.path_raw!r}")
    return Manifest(folder, found)


def _lines(path: Path, content: bytes) -> Iterator[Listed]:
    named = NAMED.search(path.name)
    algorithm = named[1].lower() if named else None
    for number, ended in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = ended.removesuffix(b"\r")
        if line.strip() and not line.startswith((b"#", b";", b"%")):
            yield _line(path, number, line, algorithm)


def _line(path: Path, number: int, line: bytes, algorithm: str | None) -> Listed:
    tagged, plain = BSD_LINE.match(line), GNU_LINE.match(line)
    if tagged:
        mark, kind, name, digest = tagged.groups()
        said = _algorithm(kind.decode("ascii"))
    elif plain:
        mark, digest, name = plain.groups()
        said = _said(algorithm, len(digest))
    else:
        raise ManifestUnusable(path, f"line {number} is no digest with a name")
    if said is None:
        raise ManifestUnusable(path, f"line {number} has a digest of an unknown kind")
    return Listed(_plain(_unescaped(name, mark)), said, digest.decode("ascii").lower())


def _bag(path: Path, content: bytes) -> Iterator[Listed]:
    """A payload manifest (RFC 8493, 2.1.3): CR, LF and % of names are percent-encoded."""
    for one in _lines(path, content):
        name = re.sub(rb"%(0[AaDd]|25)", lambda match: unquote_to_bytes(match[0]), one.path_raw)
        yield Listed(name, one.algorithm, one.hex)


def _mhl(path: Path, content: bytes, depth: int = 0) -> Iterator[Listed]:
    """A generation of ASC MHL 2.0 with those it refers to, or the older MHL 1.1 (mediahashlist.org)."""
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise ManifestUnusable(path, "it is broken XML") from error
    ours = MHL if root.tag == f"{MHL}hashlist" else ""
    if not ours and root.tag != "hashlist":
        raise ManifestUnusable(path, "it is XML of another kind")
    for entry in root.iter(f"{ours}hash"):
        place = entry.find(f"{ours}path" if ours else "file")
        found = next(
            ((name, entry.find(ours + name)) for name in _names(ours) if entry.find(ours + name) is not None), None
        )
        if place is None or not place.text or found is None or found[1] is None or not found[1].text:
            continue
        size = place.get("size") if ours else entry.findtext("size")
        name = os.fsencode(place.text)
        yield Listed(
            _plain(name), _algorithm(found[0]) or found[0], found[1].text.strip().lower(),
            int(size) if size and size.isdecimal() else None,
        )  # fmt: skip

    for entry in root.iter(f"{MHL}hashlistreference"):
        yield from _referred(path, (entry.findtext(f"{MHL}path") or "", entry.findtext(f"{MHL}c4")), depth)


def _referred(path: Path, told: tuple[str, str | None], depth: int) -> Iterator[Listed]:
    """What a list says by referring to another: to that of a folder below, which has a history of its own.

    The form is that of ASC MHL 2.0, section 6: the path is relative to the folder the list is for.
    """
    name = _plain(os.fsencode(told[0]))
    inner = os.path.dirname(os.path.dirname(name))  # noqa: PTH120 - bytes
    if not inner or name.startswith(b"/") or b".." in name.split(b"/") or depth >= MOST_NESTED:
        raise ManifestUnusable(path, f"it refers to {told[0]!r}, which is no list of a folder below")
    other = path.parent.parent / os.fsdecode(name)
    content = _content(other)
    if told[1] not in (None, c4(content)):
        raise ManifestUnusable(path, f"it refers to {told[0]}, and that is not what it was")
    for one in _mhl(other, content, depth + 1):
        yield replace(one, path_raw=inner + b"/" + one.path_raw)


def _names(ours: str) -> tuple[str, ...]:
    return tuple(name for name in MHL_ALGORITHMS if name != "c4") if ours else ("xxhash64be", "sha1", "md5")


def _said(algorithm: str | None, digits: int) -> str | None:
    """What a plain digest is: what the list's name says, if it can be that long, or what its length says."""
    fits = {"xxh128": 32, "xxh3": 16, **{name: length for length, name in ALGORITHM_OF_LENGTH.items()}}
    return algorithm if algorithm and fits[algorithm] == digits else ALGORITHM_OF_LENGTH.get(digits)


def _algorithm(name: str) -> str | None:
    plain = name.lower().replace("-", "").replace("_", "")
    known = {"xxhash64be": "xxh64", "xxhash64": "xxh64", "xxh364": "xxh3", "xxh3128": "xxh128"}
    plain = known.get(plain, plain)
    return plain if plain in {"xxh3", "xxh128", *ALGORITHM_OF_LENGTH.values()} else None


def _unescaped(name: bytes, mark: bytes) -> bytes:
    r"""A name as coreutils writes it behind a line that begins with `\`: `\n`, `\r` and `\\` stand for themselves."""
    if not mark:
        return name
    letters = {b"n": b"\n", b"r": b"\r", b"\\": b"\\"}
    return re.sub(rb"\\([nr\\])", lambda match: letters[match[1]], name)


def _plain(name: bytes) -> bytes:
    """A relative name without `./` before it and with one kind of slash."""
    return os.path.normpath(name) if not name.startswith(b"/") else name
