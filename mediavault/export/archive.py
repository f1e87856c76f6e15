"""ZIP archives whose bytes depend on nothing but what is in them: no clock, no user, no order of folders."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time an archive can say."""


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """The entries, by their names and in their order, as one archive."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as written:
        for name, content in entries.items():
            written.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return archive.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The entries of an archive, in their order."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
