"""All that leaves in a file: its name and its bytes, and the names and bytes of what is packed in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from library.names import fold


def left_in(path: Path) -> str:
    """Everything of a file or folder as one text: as it stands, percent-decoded, and folded."""
    files = [path, *sorted(path.rglob("*"))]
    parts = [file.name for file in files]
    for file in files:
        if file.is_file():
            parts += [one.decode("utf-8", "replace") for one in unpacked(file.read_bytes())]
    text = "\n".join(parts)
    plain = unquote(unescape(text))  # letters may stand as numbers in XML
    return "\n".join((text, plain, fold(plain)))


def unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and what a ZIP (.otioz, .xlsx) or the streams of a PDF hold."""
    yield content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from unpacked(packed.read(name))
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue
