"""Colours as a screen shows them: whatever a picture's numbers stand for, they end as those of sRGB.

What they stand for is said by an ICC profile, or by three code points (ITU-T H.273): the matrix between brightness and
colour differences, the primaries, and the transfer function. High dynamic range is rolled off into what a screen of
203 cd/m2, the white of BT.2408, can show, by the curve of ITU-R BT.2390. Tables are made once and kept; Pillow applies
them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from PIL import Image, ImageCms, ImageFilter

from mediavault.media.reading import FOREIGN_ERRORS

UNSPECIFIED, BT709, BT2020, LINEAR, SRGB, PQ, HLG = 2, 1, 9, 8, 13, 16, 18
"""Code points of H.273; `BT709` and `BT2020` stand for primaries and for the matrix alike."""
RGB = 0
"""The matrix of a picture that has red, green and blue."""
WHITE_NITS, PEAK_NITS, HLG_PEAK_NITS = 203.0, 1000.0, 1000.0
"""White of the screen; what a master is taken to reach where it is HDR; the nominal peak of HLG (BT.2100, note 5e)."""
LUMA = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}  # fmt: skip # noqa: E501
"""By the matrix: the shares of red and of blue in brightness (H.273, table 4)."""
PRIMARIES = {
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    BT709: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
}
"""By the code point: chromaticities of red, green and blue; white is taken for D65 (H.273, table 2)."""
D65 = (0.3127, 0.3290)
STEPS = 33
"""Samples of a table in each direction; between them Pillow interpolates."""
Triple = tuple[float, float, float]
Matrix = tuple[float, ...]
"""Twelve numbers, as Pillow takes them: three rows, each of a share of every band and a number that is added."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What the numbers of a picture stand for, as code points of ITU-T H.273."""

    matrix: int = RGB
    primaries: int = UNSPECIFIED
    transfer: int = UNSPECIFIED


def in_srgb(image: Image.Image, coding: Coding) -> Image.Image:
    """`image`, three bands of full range in that coding, in sRGB."""
    differences, curve, table = _steps(coding)
    if differences is not None:
        image = image.convert("RGB", differences)
    if curve is not None:
        image = image.point(curve * 3)
    return image if table is None else image.filter(table)


def is_srgb(coding: Coding) -> bool:
    """Whether `in_srgb` leaves every picture in that coding as it is."""
    return _steps(coding) == (None, None, None)


def _steps(coding: Coding) -> tuple[Matrix | None, list[int] | None, ImageFilter.Color3DLUT | None]:
    """To red, green and blue; to sRGB's curve; to sRGB's primaries. None is a step that changes nothing."""
    primaries = coding.primaries
    if primaries == UNSPECIFIED and coding.transfer in (PQ, HLG):
        primaries = BT2020
    return _from_differences(coding.matrix), _curve_of(coding.transfer), _primaries_table(primaries)


def by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """`image` (`RGB`, `L`, `CMYK`, `LAB`) in sRGB by its ICC profile; None when that is none for it."""
    try:
        transform = _transform(profile, image.mode)
        return image if transform is None else ImageCms.applyTransform(image, transform)
    except NO_PROFILE:
        return None


def lab_in_srgb(image: Image.Image) -> Image.Image:
    """A picture in CIELAB in sRGB."""
    return by_profile(image, b"") or image.convert("RGB")


def by_gamma(image: Image.Image, gamma: float) -> Image.Image:
    """A picture whose numbers are light to the power of `gamma` (PNG, 11.3.3.2), in sRGB."""
    return image.point(_sampled(lambda number: number ** (1 / gamma)) * len(image.getbands()))


NO_PROFILE: tuple[type[Exception], ...] = (ImageCms.PyCMSError, *FOREIGN_ERRORS)
"""What a damaged profile, or one for pictures of another kind, ends in."""

# ICC profiles ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None for one that is sRGB under any name. No profile stands for CIELAB."""
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("LAB")
    made = ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode != "RGB":
        return made
    shown = ImageCms.applyTransform(_PROBE, made)
    if shown is None:
        return made
    pairs = zip(_PROBE.tobytes(), shown.tobytes(), strict=True)
    return None if all(abs(before - after) <= 1 for before, after in pairs) else made


_PROBE = Image.frombytes(
    "RGB", (125, 1), bytes(51 * step for n in range(125) for step in (n % 5 + 1, n // 5 % 5 + 1, n // 25 + 1))
)
"""Colours from all over the cube: a profile that leaves them as they are leaves everything."""


# Tables ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _from_differences(matrix: int) -> Matrix | None:
    """From brightness and colour differences to red, green and blue (H.273, 8.3): three rows and what is added."""
    if matrix not in LUMA:
        return None
    red, blue = LUMA[matrix]
    green, to_red, to_blue = 1 - red - blue, 2 * (1 - red), 2 * (1 - blue)
    cb, cr = -blue * to_blue / green, -red * to_red / green
    # Zero of a difference is the whole number 128, not the middle of the range.
    rows = ((1.0, 0.0, to_red), (1.0, cb, cr), (1.0, to_blue, 0.0))
    return tuple(number for row in rows for number in (*row, -128 * (row[1] + row[2])))


@lru_cache(maxsize=16)
def _curve_of(transfer: int) -> list[int] | None:
    """From the numbers of a transfer to those of sRGB, with the same primaries; None when they are the same.

    Every transfer of standard dynamic range is taken for that of the screen it was graded on.
    """
    to_light = _LIGHT.get(transfer)
    return None if to_light is None else _sampled(to_light)


def _sampled(to_light: Callable[[float], float]) -> list[int]:
    return [round(255 * _encoded(to_light(value / 255))) for value in range(256)]


@lru_cache(maxsize=16)
def _primaries_table(primaries: int) -> ImageFilter.Color3DLUT | None:
    """From sRGB's numbers for other primaries to sRGB; None when they are the same."""
    if primaries == BT709 or primaries not in PRIMARIES:
        return None
    rows = _between(PRIMARIES[primaries])

    def shown(r: float, g: float, b: float) -> Triple:
        r, g, b = _decoded(r), _decoded(g), _decoded(b)
        red, green, blue = (_encoded(x * r + y * g + z * b) for x, y, z in rows)
        return red, green, blue

    return ImageFilter.Color3DLUT.generate(STEPS, shown)


def _encoded(light: float) -> float:
    """The number sRGB has for a share of white (IEC 61966-2-1)."""
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004


def _decoded(number: float) -> float:
    return number / 12.92 if number <= 0.04045 else ((number + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _light_of_pq(number: float) -> float:
    return _rolled_off(PQ_NITS * _pq_light(number))


def _light_of_hlg(number: float) -> float:
    """BT.2100: scene light, then the system gamma of 1.2 that a display of 1,000 cd/m2 has, band by band."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = number**2 / 3 if number <= 0.5 else (exp((number - c) / a) + b) / 12  # noqa: PLR2004
    return _rolled_off(HLG_PEAK_NITS * scene**1.2)


_LIGHT: dict[int, Callable[[float], float]] = {LINEAR: lambda number: number, PQ: _light_of_pq, HLG: _light_of_hlg}
"""Light as a share of the screen's white, by the transfer."""

PQ_NITS = 10_000.0
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
"""Constants of SMPTE ST 2084."""


def _pq_light(number: float) -> float:
    power = number ** (1 / _M2)
    return float((max(power - _C1, 0) / (_C2 - _C3 * power)) ** (1 / _M1))


def _pq_number(nits: float) -> float:
    power = (nits / PQ_NITS) ** _M1
    return float(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


def _rolled_off(nits: float) -> float:
    """Light as a share of the screen's white (the transfer function of BT.2390-8, 5.4.1, for a black of zero)."""
    peak = _pq_number(PEAK_NITS)
    number, most = min(1.0, _pq_number(nits) / peak), _pq_number(WHITE_NITS) / peak
    knee = 1.5 * most - 0.5
    if number > knee:
        t = (number - knee) / (1 - knee)
        number = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    return PQ_NITS * _pq_light(number * peak) / WHITE_NITS


def _between(primaries: tuple[tuple[float, float], ...]) -> list[Triple]:
    """Rows of the matrix from light of these primaries to light of sRGB's; both have D65 for white."""
    own, target = _to_xyz(primaries), _inverse(_to_xyz(PRIMARIES[BT709]))
    return [_row(target, own, number) for number in range(3)]


def _row(left: list[Triple], right: list[Triple], number: int) -> Triple:
    a, b, c = (sum(left[number][k] * right[k][column] for k in range(3)) for column in range(3))
    return a, b, c


def _to_xyz(primaries: tuple[tuple[float, float], ...]) -> list[Triple]:
    """Rows of the matrix from light of these primaries to CIE XYZ (SMPTE RP 177)."""
    columns = [(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]
    turned = [(columns[0][row], columns[1][row], columns[2][row]) for row in range(3)]
    white = (D65[0] / D65[1], 1.0, (1 - sum(D65)) / D65[1])
    shares = [sum(a * b for a, b in zip(row, white, strict=True)) for row in _inverse(turned)]
    return [(row[0] * shares[0], row[1] * shares[1], row[2] * shares[2]) for row in turned]


def _inverse(rows: list[Triple]) -> list[Triple]:
    (a, b, c), (d, e, f), (g, h, i) = rows
    size = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return [
        ((e * i - f * h) / size, (c * h - b * i) / size, (b * f - c * e) / size),
        ((f * g - d * i) / size, (a * i - c * g) / size, (c * d - a * f) / size),
        ((d * h - e * g) / size, (b * g - a * h) / size, (a * e - b * d) / size),
    ]
