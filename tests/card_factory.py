"""Makes a card's worth of media of realistic size and structure: a few encodings, made distinct file by file.

A photo is what a camera writes: EXIF with all the usual tags, a maker's note with a directory of its own, a thumbnail,
XMP, in some IPTC, and 12 or 24 million pixels. A clip is minutes of camera structure: sound, timecode, dates, position,
its index at the beginning or at the end. What differs from file to file stands in the bytes (dates, serial numbers, a
comment, a free box): hard links and holes would make every reader look faster than it is.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from media_factory import ffmpeg
from PIL import Image, ImageFilter

PER_FOLDER = 500
CAMERAS = (
    ("Canon", "Canon EOS 6D Mark II", "EF24-105mm f/4L IS II USM"),
    ("NIKON CORPORATION", "NIKON D750", "24.0-120.0 mm f/4.0"),
    ("SONY", "ILCE-7M3", "FE 24-70mm F2.8 GM"),
    ("FUJIFILM", "X-T3", "XF18-55mmF2.8-4 R LM OIS"),
    ("samsung", "SM-G991B", "Samsung Galaxy S21 Rear Camera"),
    ("Apple", "iPhone 12", "iPhone 12 back dual wide camera 4.2mm f/1.6"),
)
SIZES = ((4032, 3024), (6000, 4000), (4032, 3024), (4000, 3000), (6000, 4000))
"""Twelve and twenty-four million pixels."""
DATE, SERIAL = b"2021:01:01 00:00:00", b"000000000000"
"""What is written over in each file."""
ASCII, SHORT, LONG, RATIONAL, UNDEFINED, BYTE = 2, 3, 4, 5, 7, 1
Field = tuple[int, int, bytes, int]
"""Tag, type, value in little-endian bytes, count."""


@dataclass(frozen=True, slots=True)
class Card:
    """What was made."""

    folder: Path
    photos: tuple[Path, ...]
    clips: tuple[Path, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(path.stat().st_size for path in (*self.photos, *self.clips))


def make_card(folder: Path, photos: int, clips: int, *, quality: int = 85) -> Card:
    """Writes a card to `folder`; at quality 85 a photo has about 3 MB, at 60 about 1.5 MB."""
    pictures = [_jpeg(number, quality) for number in range(min(photos, 12))]
    recordings = list(_recordings(folder / "masters")) if clips else []
    made_photos = [_numbered(folder / "DCIM", "IMG", ".JPG", number) for number in range(photos)]
    made_clips = [_numbered(folder / "CLIP", "C", ".MP4", number) for number in range(clips)]
    for number, path in enumerate(made_photos):
        path.write_bytes(_distinct_photo(pictures[number % len(pictures)], number))
    for number, path in enumerate(made_clips):
        path.write_bytes(recordings[number % len(recordings)] + _free_box(number))
    return Card(folder, tuple(made_photos), tuple(made_clips))


def _numbered(folder: Path, stem: str, suffix: str, number: int) -> Path:
    path = folder / f"{100 + number // PER_FOLDER}" / f"{stem}_{number:05}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# Photos ---------------------------------------------------------------------------------------------------------------


def _jpeg(number: int, quality: int) -> bytes:
    """One photo: leaves of every size, so that it takes as many bytes a pixel as a landscape does."""
    size = SIZES[number % len(SIZES)]
    scene = Image.new("RGB", size, (96 + 8 * number % 64, 128, 160 - 8 * number % 64))
    for scale, share in ((64, 0.5), (16, 0.35), (4, 0.25), (1, 0.12)):
        small = (size[0] // scale, size[1] // scale)
        grain = Image.merge("RGB", [Image.effect_noise(small, 90).filter(ImageFilter.BoxBlur(1)) for _ in range(3)])
        scene = Image.blend(scene, grain.resize(size, Image.Resampling.BICUBIC), share)
    thumbnail = io.BytesIO()
    scene.resize((160, 120)).save(thumbnail, "JPEG", quality=75)
    exif = b"Exif\0\0" + _tiff(CAMERAS[number % len(CAMERAS)], size, thumbnail.getvalue())
    plain = io.BytesIO()
    scene.save(plain, "JPEG", quality=quality)
    blocks = [(0xE1, exif), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _xmp())]
    blocks += [(0xED, b"Photoshop 3.0\0" + _iptc())] if number % 3 == 0 else []
    blocks += [(0xFE, b"frame " + SERIAL)]
    segments = b"".join(struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in blocks)
    return b"\xff\xd8" + segments + plain.getvalue()[2:]


def _distinct_photo(photo: bytes, number: int) -> bytes:
    day, minute = divmod(number, 24 * 60)
    date = f"2021:06:{1 + day % 30:02} {minute // 60:02}:{minute % 60:02}:{number % 60:02}".encode()
    head, rest = photo[:131072], photo[131072:]
    return head.replace(DATE, date).replace(SERIAL, f"{number:012}".encode()) + rest


def _ascii(tag: int, text: bytes) -> Field:
    return tag, ASCII, text + b"\0", len(text) + 1


def _short(tag: int, *values: int) -> Field:
    return tag, SHORT, struct.pack(f"<{len(values)}H", *values), len(values)


def _long(tag: int, value: int) -> Field:
    return tag, LONG, struct.pack("<I", value), 1


def _rational(tag: int, *values: tuple[int, int]) -> Field:
    return tag, RATIONAL, b"".join(struct.pack("<II", *value) for value in values), len(values)


def _tiff(camera: tuple[str, str, str], size: tuple[int, int], thumbnail: bytes) -> bytes:
    """A TIFF stream as a camera writes it: main directory, Exif, GPS, interoperability, maker's note, thumbnail."""
    make, model, lens = (word.encode() for word in camera)
    main = [
        *(_ascii(0x010F, make), _ascii(0x0110, model), _ascii(0x0131, b"Ver.1.04"), _ascii(0x013B, b"A. Novik")),
        *(_ascii(0x8298, b"Film team"), _ascii(0x0132, DATE), _short(0x0112, 1), _short(0x0128, 2)),
        *(_short(0x0213, 2), _rational(0x011A, (72, 1)), _rational(0x011B, (72, 1))),
    ]
    shot = [
        *(_rational(0x829A, (1, 250)), _rational(0x829D, (56, 10)), _short(0x8822, 2), _short(0x8827, 400)),
        *(_short(0x8830, 2), _long(0x8832, 400), (0x9000, UNDEFINED, b"0231", 4), _ascii(0x9003, DATE)),
        *(_ascii(0x9004, DATE), _ascii(0x9010, b"+03:00"), _ascii(0x9011, b"+03:00"), _ascii(0x9291, b"37")),
        *((0x9101, UNDEFINED, b"\1\2\3\0", 4), _rational(0x9201, (8, 1)), _rational(0x9202, (5, 1))),
        *(_rational(0x9204, (0, 1)), _rational(0x9205, (4, 1)), _short(0x9207, 5), _short(0x9209, 16)),
        *(_rational(0x920A, (70, 1)), (0x9286, UNDEFINED, b"ASCII\0\0\0" + bytes(120), 128), _short(0xA001, 1)),
        *(_long(0xA002, size[0]), _long(0xA003, size[1]), _short(0xA402, 0), _short(0xA403, 0), _short(0xA406, 0)),
        *(_ascii(0xA430, b"A. Novik"), _ascii(0xA431, SERIAL), _ascii(0xA434, lens), _short(0xA405, 70)),
        _rational(0xA432, (24, 1), (105, 1), (0, 0), (0, 0)),
    ]
    place = [
        *((0x0000, BYTE, b"\2\3\0\0", 4), _ascii(0x0001, b"N"), _rational(0x0002, (53, 1), (54, 1), (1234, 100))),
        *(_ascii(0x0003, b"E"), _rational(0x0004, (27, 1), (33, 1), (5678, 100)), (0x0005, BYTE, b"\0", 1)),
        *(_rational(0x0006, (2204, 10)), _ascii(0x0012, b"WGS-84")),
    ]
    out = bytearray(b"II*\0\x08\0\0\0")
    pointers = (0x8769, 0x8825)
    after_main = len(out) + _length([*main, *(_long(tag, 0) for tag in pointers)])
    after_shot = after_main + _length([*shot, (0x927C, UNDEFINED, _note(0), len(_note(0)))])
    after_place = after_shot + _length(place)
    small = [_short(0x0103, 6), _rational(0x011A, (72, 1)), _rational(0x011B, (72, 1))]
    small += [_long(0x0201, after_place + _length(small) + 24), _long(0x0202, len(thumbnail))]
    note_at = after_main + _length(shot) + 12  # its own entry comes before all values
    out += _directory([*main, _long(0x8769, after_main), _long(0x8825, after_shot)], len(out), after_place)
    out += _directory([*shot, (0x927C, UNDEFINED, _note(note_at), len(_note(0)))], after_main, 0)
    out += _directory(place, after_shot, 0)
    out += _directory(small, after_place, 0)
    return bytes(out + thumbnail)


def _note(at: int) -> bytes:
    """A maker's note as Canon has it: a directory whose values stand behind it, counted from the TIFF's beginning."""
    fields = [_short(1, *range(49)), _short(4, 0, 0, 160, 200), _ascii(6, b"Canon EOS 6D Mark II"), _long(16, 0x406)]
    fields += [_ascii(7, b"Firmware Version 1.0.4")]
    fields += [(tag, UNDEFINED, bytes(range(256)) * 3, 768) for tag in range(0x20, 0x30)]
    return _directory(fields, at, 0)


def _length(fields: Sequence[Field]) -> int:
    return 6 + 12 * len(fields) + sum(len(value) + len(value) % 2 for _, _, value, _ in fields if len(value) > 4)


def _directory(fields: Sequence[Field], at: int, following: int) -> bytes:
    """An image file directory at the offset `at`, its values behind it in the order given."""
    entries, values = [], bytearray()
    begin = at + 6 + 12 * len(fields)
    for tag, kind, value, count in fields:
        inline = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", begin + len(values))
        entries.append(struct.pack("<HHI", tag, kind, count) + inline)
        values += value + bytes(len(value) % 2) if len(value) > 4 else b""
    listed = b"".join(sorted(entries, key=_tag_of))
    return struct.pack("<H", len(fields)) + listed + struct.pack("<I", following) + values


def _tag_of(entry: bytes) -> int:
    return int.from_bytes(entry[:2], "little")


def _xmp() -> bytes:
    """What a photo browser writes: rating, title, keywords, and room to grow."""
    words = "".join(f"<rdf:li>{word}</rdf:li>" for word in ("march", "Minsk", "square", "women"))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="3">'
        '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">On the square</rdf:li></rdf:Alt></dc:title>'
        f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
        f"{' ' * 2048}<?xpacket end='w'?>"
    ).encode()


def _iptc() -> bytes:
    records = ((90, b"Minsk"), (101, b"Belarus"), (25, b"march"), (120, b"On the square, before noon"))
    data = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in records)
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + bytes(len(data) % 2)


# Clips ----------------------------------------------------------------------------------------------------------------


def _recordings(folder: Path) -> Iterator[bytes]:
    """A few clips of up to a minute: H.264 and HEVC, index at the end and at the beginning, telephone and camera."""
    folder.mkdir(parents=True, exist_ok=True)
    phone = {"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "iPhone 12"}
    camera = {"make": "SONY", "model": "ILCE-7M3"}
    kinds = (
        ("libx264", "1920x1080", "25", 12, "10:00:00:00", camera, ""),
        ("libx264", "1280x720", "30000/1001", 6, None, phone, "+faststart"),
        ("libx265", "1280x720", "50", 6, None, phone, ""),
        ("libx264", "1920x1080", "50", 6, "01:02:03:04", camera, ""),
    )
    for number, (codec, size, rate, times, timecode, tags, index) in enumerate(kinds):
        short, path = folder / f"{number}.mov", folder / f"{number}.mp4"
        picture = f"testsrc2=s={size}:r={rate},noise=alls=12:allf=t,format=yuv420p"
        source = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "4"]
        ffmpeg(*source, "-c:v", codec, "-preset", "ultrafast", "-b:v", "3M", "-g", "50", "-c:a", "aac", f"file:{short}")
        told = [word for name, value in tags.items() for word in ("-metadata", f"{name}={value}")]
        told += ["-metadata", "creation_time=2021-08-16T14:22:33Z", *(("-timecode", timecode) if timecode else ())]
        flags = ["-movflags", f"use_metadata_tags{index}", "-stream_loop", str(times)]
        ffmpeg(*flags[2:], "-i", f"file:{short}", "-c", "copy", *told, *flags[:2], f"file:{path}")
        yield path.read_bytes()
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()


def _free_box(number: int) -> bytes:
    return struct.pack(">I4sI", 40, b"free", number) + bytes(28)
