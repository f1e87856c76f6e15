"""The colours of a video as ffmpeg names them, as code points of ITU-T H.273; and what is taken for one not named."""

from __future__ import annotations

from library.model import Picture
from mediavault.media import colour

HIGH_LINES, HIGH_COLUMNS = 576, 1280
"""Beyond either, an unnamed matrix is taken for that of BT.709, and for that of BT.601 below."""
BT601 = 6
MATRICES = {"gbr": 0, "bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 6, "smpte240m": 7, "bt2020nc": 9, "bt2020c": 10}
PRIMARIES = {"bt709": 1, "bt470m": 4, "bt470bg": 5, "smpte170m": 6, "smpte240m": 7, "bt2020": 9, "smpte432": 12}
TRANSFERS = {"linear": 8, "smpte2084": 16, "arib-std-b67": 18}
"""ffmpeg's names of the code points."""
SCALER_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
"""What ffmpeg's scale filter calls a matrix, by its code point."""
RGB_FORMATS = ("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "x2rgb", "x2bgr", "pal8")


def is_rgb(picture: Picture) -> bool:
    """Whether a video has red, green and blue rather than brightness and differences."""
    return (picture.pixel_format or "").startswith(RGB_FORMATS)


def coding_of(picture: Picture, matrix: str, primaries: str, transfer: str) -> colour.Coding:
    """The coding of a video by ffmpeg's names; a matrix that is not named is that of its size."""
    return colour.Coding(
        colour.RGB if is_rgb(picture) else MATRICES.get(matrix, _likely_matrix(picture)),
        PRIMARIES.get(primaries, colour.UNSPECIFIED),
        TRANSFERS.get(transfer, colour.UNSPECIFIED),
    )


def _likely_matrix(picture: Picture) -> int:
    short, long = sorted((picture.width or 0, picture.height or 0))
    return colour.BT709 if long >= HIGH_COLUMNS or short > HIGH_LINES else BT601
