"""Makes blocks of metadata and containers that hold them: XMP, IPTC, resources, boxes, raw photos without pixels."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from media_factory import photo_exif
from PIL import Image

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
}
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
CANON_UUID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


def xmp(*, keywords: Iterable[str] = (), description: str | None = None, **properties: str) -> bytes:
    """A packet: `xmp(xmp_Rating="4", keywords=["flag"])` states xmp:Rating and dc:subject."""
    attributes = "".join(f" {name.replace('_', ':', 1)}={quoteattr(value)}" for name, value in properties.items())
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    words = "".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in keywords)
    subject = f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>" if words else ""
    told = f'<rdf:li xml:lang="x-default">{escape(description)}</rdf:li>' if description else ""
    alternatives = f'<dc:description><rdf:Alt><rdf:li xml:lang="pl">opis</rdf:li>{told}</rdf:Alt></dc:description>'
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""{spaces}'
        f"{attributes}>{subject}{alternatives if told else ''}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


def iptc(values: Iterable[tuple[int, bytes]], *, utf_8: bool = True) -> bytes:
    """Data sets of record 2: `iptc([(25, b"flag"), (120, b"A square")])`."""
    coded = [(1, 90, b"\x1b%G")] if utf_8 else []
    sets = [*coded, *((2, number, value) for number, value in values)]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in sets)


def resource(number: int, content: bytes) -> bytes:
    """One of Photoshop's image resources."""
    return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + content + b"\0" * (len(content) % 2)


def exif(tags: Mapping[str, Any], gps: tuple[float, float] | None = None) -> bytes:
    """A TIFF stream with `tags` (Pillow's names)."""
    return photo_exif(tags, gps).tobytes().removeprefix(b"Exif\0\0")


def jpeg(*segments: tuple[int, bytes], size: tuple[int, int] = (16, 8)) -> bytes:
    """A JPEG with `segments` (marker, content) before everything else."""
    stream = io.BytesIO()
    Image.new("RGB", size, "navy").save(stream, "JPEG")
    whole = b"".join(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in segments)
    return stream.getvalue()[:2] + whole + stream.getvalue()[2:]


def png_with_profile(name: str, data: bytes) -> bytes:
    """A PNG with a block in ImageMagick's way: hexadecimal digits, behind the pixels."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    text = f"\n{name} profile\n{len(data):8}\n{data.hex()}\n".encode()
    chunk = b"zTXt" + f"Raw profile type {name}".encode() + b"\0\0" + zlib.compress(text)
    end = stream.getvalue().rindex(b"IEND") - 4
    packed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return stream.getvalue()[:end] + packed + stream.getvalue()[end:]


def box(kind: bytes, *content: bytes, identity: bytes = b"") -> bytes:
    """A box of the ISO base media format."""
    body = identity + b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def directory(tags: Mapping[int, int]) -> bytes:
    """A TIFF stream of one directory with 16-bit numbers, as Canon's CR3 has one for each."""
    entries = b"".join(struct.pack("<HHIHH", tag, 3, 1, value, 0) for tag, value in sorted(tags.items()))
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + b"\0\0\0\0"


def cr3(main: bytes, inner: bytes, packet: bytes = b"") -> bytes:
    """A Canon raw photo without pixels, its tags in two streams."""
    canon = box(b"uuid", box(b"CMT1", main), box(b"CMT2", inner), identity=CANON_UUID)
    return (
        box(b"ftyp", b"crx \0\0\0\1crx isom")
        + box(b"moov", canon)
        + (box(b"uuid", packet, identity=XMP_UUID) if packet else b"")
    )


def raf(picture: bytes, size: tuple[int, int]) -> bytes:
    """A Fujifilm raw photo without pixels: `picture` is the JPEG inside."""
    table = struct.pack(">IHHHH", 1, 0x111, 4, size[1], size[0])
    head = b"FUJIFILMCCD-RAW 0201FF383501".ljust(84, b"\0")
    places = struct.pack(">4I", 160, len(picture), 160 + len(picture), len(table))
    return (head + places).ljust(160, b"\0") + picture + table


def mrw(tags: bytes, size: tuple[int, int]) -> bytes:
    """A Minolta raw photo without pixels."""
    measures = b"27730001" + struct.pack(">4H", size[1] + 8, size[0] + 8, size[1], size[0]) + bytes(8)
    blocks = b"".join(
        struct.pack(">4sI", kind, len(data)) + data for kind, data in ((b"\0PRD", measures), (b"\0TTW", tags))
    )
    return b"\0MRM" + struct.pack(">I", len(blocks)) + blocks


def psd(*resources: bytes) -> bytes:
    """A Photoshop document of one grey pixel."""
    known = b"".join(resources)
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 1, 1, 1, 8, 1)
    return head + struct.pack(">I", 0) + struct.pack(">I", len(known)) + known + struct.pack(">IH", 0, 0) + b"\x80"


def gif(packet: bytes) -> bytes:
    """A GIF with an XMP packet before its picture."""
    stream = io.BytesIO()
    Image.new("P", (16, 8)).save(stream, "GIF")
    at = stream.getvalue().index(b"\x2c", 13)
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return stream.getvalue()[:at] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + stream.getvalue()[at:]
