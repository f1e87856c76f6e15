"""ICC profiles and PNG chunks for tests, written byte by byte from the specifications."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PIL import Image

D50 = (0.9642, 1.0, 0.8249)
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
"""XYZ of red, green and blue at full strength, adapted to D50."""
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def rgb_profile(colorants: tuple[tuple[float, float, float], ...], curve: float | tuple[float, ...]) -> bytes:
    """A monitor's profile (ICC.1:2010, 8.4.3): three colorants, and a gamma or a parametric curve of type 3."""
    tags = {name: _xyz(xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)}
    return _profile(b"mntr", b"RGB ", b"XYZ ", {**tags, **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(curve))})


def grey_profile(gamma: float) -> bytes:
    """A grey monitor's profile (ICC.1:2010, 8.4.4)."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _curve(gamma)})


def ink_profile() -> bytes:
    """A printer's profile with two samples a side: white paper, black for K, and a plain CIELAB colour for each ink."""
    inks = {(1, 0, 0, 0): (55, -37, -50), (0, 1, 0, 0): (48, 74, -3), (0, 0, 1, 0): (89, -5, 93)}
    lab = b""
    for place in range(16):
        key = (place >> 3 & 1, place >> 2 & 1, place >> 1 & 1, place & 1)
        lightness, a, b = inks.get(key, (100, 0, 0) if not any(key) else (0 if key[3] else 25, 0, 0))
        lab += bytes((round(lightness * 2.55), a + 128, b + 128))
    straight = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + struct.pack(">9i", *(65536 * (n % 4 == 0) for n in range(9)))
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table + straight * 4 + lab + straight * 3})


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    text = b"test\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": description, b"wtpt": _xyz(D50), **tags}
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", at + len(body), len(content))
        body += padded
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, kind, space, connection)
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(struct.pack(">i", round(one * 65536)) for one in D50)
    return head.ljust(128, b"\0") + table + body


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(one * 65536) for one in value))


def _curve(curve: float | tuple[float, ...]) -> bytes:
    if isinstance(curve, tuple):
        return b"para\0\0\0\0\0\3\0\0" + struct.pack(">5i", *(round(one * 65536) for one in curve))
    return b"curv\0\0\0\0\0\0\0\1" + struct.pack(">H", round(curve * 256))


def png_with(path: Path, image: Image.Image, kind: bytes, content: bytes) -> Path:
    """A PNG of `image` with one more chunk behind its header; returns `path`."""
    image.save(path)
    whole = path.read_bytes()
    checked = kind + content
    chunk = struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
    path.write_bytes(whole[:33] + chunk + whole[33:])
    return path
