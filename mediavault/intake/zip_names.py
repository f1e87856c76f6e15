"""What the files in a .zip are called, and which of those names are no way to call a file here.

The form is that of PKWARE's APPNOTE.TXT 6.3.10, sections 4.4.4, 4.4.17 and 4.6.9.
"""

from __future__ import annotations

import stat
import zlib
from zipfile import ZipInfo

from library.names.scripts import cyrillic_words
from mediavault.walking.walk import ODD_KINDS

_SAYS_UTF8 = 1 << 11
_UNICODE_PATH = 0x7075


def name_of(member: ZipInfo) -> str:
    """What a file in a .zip is called.

    Where the .zip says that it is UTF-8, or has that beside the name (Info-ZIP), it is. Else it is if it can be; else
    code page 866, which Windows writes in Cyrillic, where that makes words of Cyrillic letters alone, and 437.
    """
    name, raw = member.orig_filename, raw_name_of(member)
    if member.flag_bits & _SAYS_UTF8:
        return name
    beside = _name_beside(member.extra, raw)
    if beside is not None:
        return beside
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _if_cyrillic(raw.decode("cp866")) or name


def raw_name_of(member: ZipInfo) -> bytes:
    """The name as it stands in the .zip, which `zipfile` decoded as the standard says."""
    return member.orig_filename.encode("utf-8" if member.flag_bits & _SAYS_UTF8 else "cp437")


def _if_cyrillic(text: str) -> str | None:
    """The text, where no word of it is of two scripts, and each that is not ASCII is Cyrillic."""
    return text if cyrillic_words(text) else None


def _name_beside(extra: bytes, raw: bytes) -> str | None:
    """The name in Unicode that stands beside the name itself, if it is of that very name."""
    while len(extra) >= 4:  # noqa: PLR2004 - two numbers of two bytes: what it is, and how long
        kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        said, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and said[:1] == b"\1" and said[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            try:
                return said[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def is_folder(member: ZipInfo) -> bool:
    """Whether it is a folder, of which nothing but its name is there."""
    return member.orig_filename.endswith(("/", "\\")) and not member.file_size


def odd_kind(member: ZipInfo) -> str | None:
    """What a member says it is, where that is no file: a link leads wherever whoever made it wants."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind in (0, stat.S_IFREG, stat.S_IFDIR):
        return None
    return "a symbolic link" if kind == stat.S_IFLNK else ODD_KINDS.get(kind, "something odd")
