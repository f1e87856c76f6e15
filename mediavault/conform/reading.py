"""Which reader a file is for: by its name, and of XML by its root; and how long a file may be."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  it is a class

from library.timecode import FrameRate
from mediavault.conform import edl, fcpxml, otio, tables, xmeml
from mediavault.conform.edits import CutUnreadable, Misread, ReadCut
from mediavault.conform.xml import parsed
from mediavault.sheet.files import SheetUnusable, rows
from mediavault.tools.files import NotAFile, open_regular

MOST_BYTES = 200_000_000
"""Of a file, unpacked: 2,000 shots are 20 MB in the most talkative format."""
SUFFIXES = (".edl", ".otio", ".otioz", ".fcpxml", ".fcpxmld", ".xml", ".csv", ".xlsx")
_BUNDLED = {".fcpxmld": "Info.fcpxml"}
"""Folders that Final Cut writes as one file, and what is in them."""
_IN_ARCHIVE = "content.otio"


def read(path: Path, rate: FrameRate | None = None) -> ReadCut:
    """The cut in a file.

    Args:
        path: An EDL, OTIO, FCPXML, Final Cut Pro 7 XML, or a table of shots this program wrote.
        rate: Of the cut, for an EDL, which does not say it.

    Raises:
        CutUnreadable: It is none, or makes no sense; it names the line where it can.
    """
    try:
        return _read(path, rate)
    except Misread as error:
        raise CutUnreadable(path, error.reason, error.line) from error
    except SheetUnusable as error:
        raise CutUnreadable(path, str(error).split(": ", 1)[-1].rstrip(".")) from error
    except (OSError, NotAFile) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CutUnreadable(path, reason.rstrip(".")) from error


def _read(path: Path, rate: FrameRate | None) -> ReadCut:
    suffix = path.suffix.lower()
    if suffix in {".csv", ".xlsx"}:
        return tables.read(rows(path))
    content = _content(path / _BUNDLED[suffix] if suffix in _BUNDLED and path.is_dir() else path)
    if suffix == ".otioz":
        return otio.read(_text(_unpacked(content)))
    if suffix == ".otio" or content.lstrip()[:1] == b"{":
        return otio.read(_text(content))
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _of_xml(content)
    if suffix not in SUFFIXES and b"\0" in content:
        raise Misread(f"it is none of {', '.join(SUFFIXES)}")
    return edl.read(_text(content), rate)


def _of_xml(content: bytes) -> ReadCut:
    root = parsed(content)
    readers = {"xmeml": xmeml.read, "fcpxml": fcpxml.read}
    if root.tag not in readers:
        raise Misread(f"its root is <{root.tag}>, and <fcpxml> or <xmeml> is read")
    return readers[root.tag](root)


def _content(path: Path) -> bytes:
    fd = open_regular(path.resolve())
    with os.fdopen(fd, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    return _measured(content)


def _measured(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise Misread(f"it is longer than {MOST_BYTES:,} bytes")
    return content


def _unpacked(content: bytes) -> bytes:
    """The timeline of an archive, whatever length its table says it has."""
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open(_IN_ARCHIVE) as entry:
            return _measured(entry.read(MOST_BYTES + 1))
    except (BadZipFile, ZlibError, KeyError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise Misread(f"it is no archive of OpenTimelineIO ({error})") from error


def _text(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else what older programs on Windows write."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
