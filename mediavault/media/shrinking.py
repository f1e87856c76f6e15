"""From an opened still to a small picture of it: upright, opaque, in sRGB, with what memory the still itself takes.

A JPEG is decoded at an eighth of its size where that is enough; of a HEIF that no worker could decode the thumbnail in
it is taken. Everything else is decoded whole, and made small in strips: to change the mode of a large picture would
take its memory a second time.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from mediavault.media import colour

LONG_EDGE = 512
NEARLY = 0.95
"""An eighth of a JPEG that is nearly as long as wanted is taken as it is: a quarter of twelve million pixels takes a
fifth longer to decode, and nobody sees the 2 % of its preview that are missing."""
LARGEST_HEIF = 1 << 27
"""Pixels up to which a HEIF is decoded: that takes some eight bytes for each."""
COARSEST = 4
"""Up to so many times shorter than wanted the thumbnail in a larger one may be."""
GREY = (128, 128, 128)
"""What shows through where a picture is transparent."""
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a stored picture upright, by its orientation (Exif 2.32, 4.6.4)."""
STRIP_PIXELS = 1 << 22
SPARE = 2
"""How many times longer than wanted a picture is, at least, after the first, coarse step; the second one is fine."""
BYTE, WORD = 255, 65535
SCREEN_GAMMA, GAMMA_TOLERANCE = 1 / 2.2, 0.02
"""What PNG says of a picture for an ordinary screen, and what is as good as that."""
TRANSPARENT = frozenset(("RGBA", "LA", "PA", "La", "RGBa"))
MEASURED = frozenset(("I", "F", "I;16"))
"""Modes of more than eight bits whose highest number Pillow finds as they are."""
KEPT = frozenset(("RGB", "L", "CMYK", "LAB"))
"""Modes that a profile may speak of."""


def small(image: Image.Image, orientation: int | None, coding: colour.Coding | None) -> Image.Image:
    """The picture no longer than `LONG_EDGE`; `orientation` counts when it states none of its own.

    `coding` is what its container says of its colours; a profile, where there is one, counts for more.
    """
    width, height = _fitting(image.size)
    _draft(image, (round(width * NEARLY), round(height * NEARLY)))
    image.load()
    width, height = min((width, height), image.size)
    profile, gamma = image.info.get("icc_profile"), image.info.get("gamma")
    turn = TURNS.get(image.getexif().get(ORIENTATION) or orientation or 1)
    shrunk = _shrunk(image, (width, height))
    upright = shrunk if turn is None else shrunk.transpose(turn)
    if coding is not None and not profile:
        return colour.in_srgb(upright.convert("RGB"), coding)
    if gamma and not profile and "srgb" not in image.info and abs(gamma - SCREEN_GAMMA) > GAMMA_TOLERANCE:
        return colour.by_gamma(upright.convert("RGB"), gamma)
    return _in_srgb(upright, profile)


def _draft(image: Image.Image, size: tuple[int, int]) -> None:
    """Has the decoder leave out what nobody would see of the picture in that size; or what cannot be had."""
    if image.format != "HEIF":
        image.draft(image.mode, size)
    elif image.width * image.height > LARGEST_HEIF:
        any(image.draft(image.mode, (size[0] // part, size[1] // part)) for part in range(1, COARSEST + 1))


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """A size in the same shape, no longer than `LONG_EDGE`."""
    share = min(1.0, LONG_EDGE / max(size))
    width, height = (max(1, round(side * share)) for side in size)
    return width, height


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in that size, in a mode that has a profile's meaning."""
    factor = max(1, max(image.size) // (SPARE * max(size)))
    coarse = _in_strips(image, factor) if factor > 1 else _flattening(image)(image)
    if image.size == size:
        return coarse
    seen = (0.0, 0.0, image.width / factor, image.height / factor)
    return coarse.resize(size, Image.Resampling.HAMMING, seen)  # as sharp as bicubic, at half its price


def _in_strips(image: Image.Image, factor: int) -> Image.Image:
    """The picture smaller by a whole factor; what does not divide makes one more column and row."""
    flat, (width, height) = _flattening(image), image.size
    rows = max(1, STRIP_PIXELS // (width * factor)) * factor
    whole: Image.Image | None = None
    for top in range(0, height, rows):
        strip = flat(image.crop((0, top, width, min(height, top + rows)))).reduce(factor)
        if whole is None:
            whole = Image.new(strip.mode, (strip.width, -(-height // factor)))
        whole.paste(strip, (0, top // factor))
    assert whole is not None  # noqa: S101 - no picture is without rows
    return whole


def _flattening(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What makes eight opaque bits of any piece of `image`."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _narrowing(image)
    if mode in TRANSPARENT or "transparency" in image.info:
        return _opaque
    if mode in KEPT:
        return lambda piece: piece
    return lambda piece: piece.convert("L" if mode == "1" else "RGB")


def _narrowing(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """To eight bits: fractions up to one are shares of white, whole numbers beyond a byte have sixteen bits."""
    wide = "F" if image.mode == "F" else "I"
    measured = image if image.mode in MEASURED else image.convert(wide)
    highest = float(str(measured.getextrema()[1]))
    white = 1 if wide == "F" and highest <= 1 else BYTE if highest <= BYTE else max(WORD, highest)
    return lambda piece: piece.convert(wide).point(lambda value: value * (BYTE / white) + 0).convert("L")


def _opaque(piece: Image.Image) -> Image.Image:
    layered = piece.convert("RGBA")
    ground = Image.new("RGBA", piece.size, (*GREY, BYTE))
    return Image.alpha_composite(ground, layered).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB; by its own profile where that is one for its mode."""
    shown = colour.by_profile(image, profile) if profile else None
    if shown is None and image.mode == "LAB":
        return colour.lab_in_srgb(image)
    return shown or image.convert("RGB")
