"""Where the metadata of a still stands: its blocks of EXIF, XMP and IPTC, found by the rules of its container.

ExifRead looks near the beginning of a JPEG and into a few kinds of HEIF, and finds nothing elsewhere, in silence. So
the containers are walked here, and the readers are handed the blocks. This room must not know what a block means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from mediavault.media.blocks import boxes, ciff, gif, headers, jpeg, photoshop, png, raw, riff, sigma, tagged
from mediavault.media.blocks.values import Blocks
from mediavault.media.content import Content
from mediavault.media.reading import FOREIGN_ERRORS

__all__ = ["Blocks", "find_blocks"]

FINDERS: dict[str, Callable[[BinaryIO, Blocks], None]] = {
    "JPEG": jpeg.find,
    "PNG": png.find,
    "GIF": gif.find,
    "WebP": riff.find,
    "TIFF": tagged.find,
    "Panasonic RW2": tagged.find,
    "Olympus ORF": tagged.find,
    "Photoshop": photoshop.find,
    "HEIF": boxes.find,
    "AVIF": boxes.find,
    "JPEG 2000": boxes.find,
    "JPEG XL": boxes.find,
    "Canon CR3": boxes.find,
    "Fujifilm RAF": raw.find_in_raf,
    "Minolta MRW": raw.find_in_mrw,
    "Canon CRW": ciff.find,
    "Sigma X3F": sigma.find,
    "JPEG XL codestream": headers.find_in_codestream,
    "OpenEXR": headers.find_in_exr,
    "DPX": headers.find_in_dpx,
    "Radiance HDR": headers.find_in_hdr,
    "GIMP XCF": headers.find_in_xcf,
    "BMP": headers.find_in_bitmap,
}
"""Who knows the way, by `Content.name`."""


def find_blocks(file: BinaryIO, content: Content) -> Blocks:
    """The blocks of `file`; what damage hides is missing from them, and `faults` says so."""
    blocks = Blocks()
    finder = FINDERS.get(content.name)
    if finder is not None:
        try:
            finder(file, blocks)
        except FOREIGN_ERRORS as error:
            blocks.faults.append(f"{content.name} container: {type(error).__name__}: {error}"[:200])
    return blocks
