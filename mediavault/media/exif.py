"""EXIF tags by two readers, and what they mean (CIPA DC-008, Exif 2.32).

ExifRead and Pillow return their own kinds of values; both become `Tags`, and one interpretation serves both.
This module opens nothing; it is given an open file or an open picture.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import exifread
from exifread.core.exceptions import ExifError
from exifread.core.ifd_tag import IfdTag
from PIL import ExifTags

from library.model import REJECTED_RATING
from mediavault.media import letters
from mediavault.media.capture_time import Stated, gps_moment
from mediavault.media.exif_walk import Bounded, tags_of
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import FOREIGN_ERRORS, Reading, plain

if TYPE_CHECKING:
    from PIL import Image

MAIN, EXIF, GPS = "IFD0", "Exif", "GPS"
GROUP_OF = {"Image": MAIN, "EXIF": EXIF, "GPS": GPS}
"""ExifRead's words for the directories."""
Tags = dict[tuple[str, int], Any]
"""Values by directory and tag number: text, int, Fraction, bytes, or a list of these."""

EXIFREAD_ERRORS: tuple[type[Exception], ...] = (*FOREIGN_ERRORS, ExifError)
PANASONIC_RAW_VERSION = 1
TWO_BYTES = b"UNICODE\0"
CHARACTER_SETS = {b"ASCII\0\0\0": "utf-8", TWO_BYTES: "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp", bytes(8): "utf-8"}
"""What a UserComment may begin with."""
XP_TEXTS = (0x9C9C, 0x9C9F, 0x9C9B)
"""XPComment, XPSubject and XPTitle, in which Windows keeps what is said of a picture."""
ISO_IS_ELSEWHERE = 65535
"""PhotographicSensitivity when the true value does not fit and stands in a tag of its own."""

# ExifRead complains by logging; unhandled, that would reach the terminal.
logging.getLogger("exifread").addHandler(logging.NullHandler())
logging.getLogger("exifread").propagate = False


def read_with_exifread(file: BinaryIO, reading: Reading, directory: str = MAIN) -> None:
    """Add what ExifRead finds in `file` to its `reading`.

    Args:
        file: A TIFF stream.
        reading: Grows; a fact that is known stays as it is.
        directory: What the first directory is.
    """
    try:
        found = tags_of(file)
    except EXIFREAD_ERRORS as error:
        reading.problems.append(f"{type(error).__name__}: {plain(str(error))}"[:300])
        return
    tags: Tags = {}
    for key, tag in found.items():
        if isinstance(tag, IfdTag):
            group, _, name = key.partition(" ")
            value = _from_exifread(tag.values)
            group = directory if group == "Image" and directory != MAIN else group
            reading.raw.setdefault(group, {})[name] = plain(value)
            place = GROUP_OF.get(group, group)
            if place in (MAIN, EXIF, GPS):
                tags[place, tag.tag] = value
    interpret(tags, reading)


def thumbnail(file: BinaryIO) -> bytes | None:
    """The small JPEG that a camera put beside the tags, or None."""
    try:
        found = exifread.process_file(cast("BinaryIO", Bounded(file)), details=False).get("JPEGThumbnail")
    except EXIFREAD_ERRORS:
        return None
    return found if isinstance(found, bytes) and found else None


def read_with_pillow(exif: Image.Exif, reading: Reading, directory: str = MAIN) -> None:
    """Add what Pillow finds in `exif`, whose first directory is `directory`, to its `reading`."""
    tags: Tags = {}
    for group, number in ((MAIN, None), (EXIF, ExifTags.IFD.Exif), (GPS, ExifTags.IFD.GPSInfo)):
        try:
            found = dict(exif if number is None else exif.get_ifd(number))
        except FOREIGN_ERRORS as error:
            reading.problems.append(f"{group}: {type(error).__name__}: {plain(str(error))}"[:300])
            continue
        place = directory if group == MAIN else group
        names: Mapping[int, str] = ExifTags.GPSTAGS if place == GPS else ExifTags.TAGS
        for tag, value in found.items():
            tags[place, tag] = _from_pillow(value)
            reading.raw.setdefault(place, {})[names.get(tag, f"0x{tag:04X}")] = plain(tags[place, tag])
    interpret(tags, reading)


def interpret(tags: Tags, reading: Reading) -> None:
    """Add the facts that `tags` state to `reading`."""

    def first(*places: tuple[str, int]) -> Any:  # noqa: ANN401 - a tag's value
        return next((tags[place] for place in places if tags.get(place) not in (None, "", b"", [])), None)

    reading.add("make", text(first((MAIN, 0x010F), (EXIF, 0x010F))), "EXIF Make")
    reading.add("model", text(first((MAIN, 0x0110), (EXIF, 0x0110))), "EXIF Model")
    reading.add("serial", _named(first((EXIF, 0xA431), (MAIN, 0xC62F))), "EXIF BodySerialNumber")
    reading.add("lens", _named(first((EXIF, 0xA434), (MAIN, 0xA434))), "EXIF LensModel")
    described = first((MAIN, 0x010E))
    reading.add("caption", text(str(described) if isinstance(described, int) else described), "EXIF ImageDescription")
    reading.add("comment", _comment(first((EXIF, 0x9286), (MAIN, 0x9286))), "EXIF UserComment")
    titled = (_two_byte_text(tags.get((MAIN, number))) for number in XP_TEXTS)
    reading.add("titled", next(filter(None, titled), None), "EXIF XPComment, XPSubject, XPTitle")
    words = _two_byte_text(tags.get((MAIN, 0x9C9E))) or ""
    reading.add("keywords", tuple(filter(None, map(str.strip, words.split(";")))) or None, "EXIF XPKeywords")
    reading.add("rights", _rights(first((MAIN, 0x8298))), "EXIF Copyright")
    reading.add("orientation", _between(first((MAIN, 0x0112)), 1, 8), "EXIF Orientation")
    reading.add("rating", _between(first((MAIN, 0x4746)), REJECTED_RATING, 5), "EXIF Rating")
    reading.add("iso", _iso(tags), "EXIF PhotographicSensitivity")
    reading.add("exposure_s", _positive(first((EXIF, 0x829A), (MAIN, 0x829A))), "EXIF ExposureTime")
    reading.add("f_number", _positive(first((EXIF, 0x829D), (MAIN, 0x829D))), "EXIF FNumber")
    reading.add("focal_length_mm", _positive(first((EXIF, 0x920A), (MAIN, 0x920A))), "EXIF FocalLength")
    reading.add("pixels", _pixels(tags), "EXIF PixelXDimension, PixelYDimension")
    _add_panasonic(tags, reading)
    _add_times(tags, reading)
    _add_position(tags, reading)


def _add_panasonic(tags: Tags, reading: Reading) -> None:
    """What only Panasonic's raw photos state, in numbers that no other TIFF uses."""
    top, left, bottom, right = (_between(tags.get((MAIN, number)), 0, 1 << 16) for number in (4, 5, 6, 7))
    if (MAIN, PANASONIC_RAW_VERSION) not in tags or top is None or left is None or not bottom or not right:
        return
    reading.add("active_area", (right - left, bottom - top), "Panasonic sensor borders")
    reading.add("iso", _between(tags.get((MAIN, 0x17)), 1, 1 << 24), "Panasonic ISO")


def _add_times(tags: Tags, reading: Reading) -> None:
    fields = (
        ("taken", "DateTimeOriginal", (EXIF, 0x9003), 0x9291, 0x9011),
        ("taken_main", "DateTimeOriginal in IFD0", (MAIN, 0x9003), 0x9291, 0x9011),
        ("digitised", "DateTimeDigitized", (EXIF, 0x9004), 0x9292, 0x9012),
    )
    for fact, name, place, subsec, offset in fields:
        stated = text(tags.get(place))
        if stated:
            zones = ((ExifTags.TAGS[number], text(tags.get((EXIF, number)))) for number in (offset, 0x9010))
            offsets = tuple((f"EXIF {tag}", zone) for tag, zone in zones if zone)
            source = f"EXIF {name}"
            reading.add(fact, Stated(stated, source, offsets, text(tags.get((EXIF, subsec)))), source)
    clock = tags.get((GPS, 7))
    fix = gps_moment(text(tags.get((GPS, 29))), _numbers(clock))
    reading.add("gps_utc", fix, "EXIF GPSDateStamp, GPSTimeStamp")


def _add_position(tags: Tags, reading: Reading) -> None:
    """Latitude and longitude count together or not at all."""
    latitude = _degrees(tags.get((GPS, 2)), text(tags.get((GPS, 1))), "NS")
    longitude = _degrees(tags.get((GPS, 4)), text(tags.get((GPS, 3))), "EW")
    stated = (GPS, 2) in tags or (GPS, 4) in tags
    if latitude is None or longitude is None:
        if stated:
            reading.problems.append("the GPS position is incomplete or has no reference")
        return
    fault = fault_of(latitude, longitude)
    if fault:
        reading.problems.append(f"the GPS position is {fault}: {latitude:.6f}, {longitude:.6f}")
        return
    reading.add("position", (latitude, longitude), "EXIF GPS")
    height, below = _number(tags.get((GPS, 6))), tags.get((GPS, 5))
    if height is not None:
        sign = -1 if below in (1, 3, b"\x01", b"\x03") else 1
        reading.add("altitude_m", sign * float(height), "EXIF GPSAltitude")


# Values ---------------------------------------------------------------------------------------------------------------


def text(value: Any) -> str | None:  # noqa: ANN401 - a tag's value
    """A text as written, up to the NUL that ends it; None when nothing is left or it is no text."""
    if isinstance(value, bytes):
        value = letters.decoded(value.partition(b"\0")[0])
    if not isinstance(value, str):
        return None
    clean = value.partition("\0")[0].encode("utf-8", "replace").decode("utf-8").strip()
    return clean or None


def _rights(value: Any) -> str | None:  # noqa: ANN401
    """Whose it is: the photographer, and behind a NUL the editor (Exif 2.32, 4.6.4)."""
    holders = [text(holder) for holder in value.split("\0")] if isinstance(value, str) else [text(value)]
    return "; ".join(filter(None, holders)) or None


def _named(value: Any) -> str | None:  # noqa: ANN401
    """A text that names something: not a row of dashes or zeros."""
    name = text(value)
    return name if name and name.strip("-0. ?") else None


def _number(value: Any) -> Fraction | None:  # noqa: ANN401
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    return value if isinstance(value, Fraction) else Fraction(value) if isinstance(value, int) else None


def _bytes(value: Any) -> bytes:  # noqa: ANN401
    """What Pillow gives as bytes, and ExifRead as a list of numbers."""
    if isinstance(value, list) and all(isinstance(one, int) and 0 <= one < 256 for one in value):  # noqa: PLR2004
        return bytes(value)
    return value if isinstance(value, bytes) else value.encode("latin-1", "ignore") if isinstance(value, str) else b""


def _two_byte_text(value: Any) -> str | None:  # noqa: ANN401
    """The text of a tag of Windows XP, UTF-16LE."""
    return text(_bytes(value).decode("utf-16-le", "replace"))


def _comment(value: Any) -> str | None:  # noqa: ANN401
    """A comment behind the eight letters that name its character set (Exif 2.32, 4.6.5, UserComment)."""
    data = _bytes(value)
    coded, data = (data[:8], data[8:]) if data[:8] in CHARACTER_SETS else (b"", data)
    if coded == TWO_BYTES:
        # In the byte order of the tags by the standard, in that of the machine by custom.
        return text(letters.two_bytes(data))
    try:
        return text(data.decode(CHARACTER_SETS.get(coded, "utf-8")))
    except UnicodeDecodeError:
        return text(data)


def _numbers(value: Any) -> list[float] | None:  # noqa: ANN401
    numbers = [_number(one) for one in value] if isinstance(value, list) else [None]
    return [float(number) for number in numbers if number is not None] if None not in numbers else None


def _positive(value: Any) -> float | None:  # noqa: ANN401
    number = _number(value)
    return float(number) if number is not None and number > 0 else None


def _between(value: Any, least: int, most: int) -> int | None:  # noqa: ANN401
    number = _number(value)
    return int(number) if number is not None and number.denominator == 1 and least <= number <= most else None


def _iso(tags: Tags) -> int | None:
    """PhotographicSensitivity, or the tag it points to when it does not fit (Exif 2.32, 4.6.5)."""
    stated = tags.get((EXIF, 0x8827), tags.get((MAIN, 0x8827)))
    iso = _between(stated[0] if isinstance(stated, list) and stated else stated, 1, 1 << 24)
    if iso == ISO_IS_ELSEWHERE:
        elsewhere = (_between(tags.get((EXIF, number)), 1, 1 << 24) for number in (0x8833, 0x8832, 0x8831))
        return next((value for value in elsewhere if value), None)
    return iso


def _pixels(tags: Tags) -> tuple[int, int] | None:
    width, height = (_between(tags.get((EXIF, number)), 1, 1 << 20) for number in (0xA002, 0xA003))
    return (width, height) if width and height else None


def _degrees(value: Any, reference: str | None, letters: str) -> float | None:  # noqa: ANN401
    """Signed degrees from degrees, minutes and seconds; None without a reference or with a part that is no number."""
    parts = value if isinstance(value, list) else [value]
    numbers = _numbers(parts)
    letter = (reference or "").upper()[:1]
    if not numbers or len(numbers) > 3 or not letter or letter not in letters:  # noqa: PLR2004
        return None
    return degrees(numbers, letter)


def _from_exifread(values: Any) -> Any:  # noqa: ANN401
    if isinstance(values, list):
        # A list is of one kind, and one of whole numbers is often long: nothing need be done for each of them.
        plain_values = values if values and type(values[0]) is int else [_rational(value) for value in values]
        return plain_values[0] if len(plain_values) == 1 else plain_values
    return values


def _from_pillow(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return _utf8(value)
    if isinstance(value, tuple | list):
        values = [_from_pillow(one) for one in value]
        return values[0] if len(values) == 1 else values
    return _rational(value)


def _rational(value: Any) -> Any:  # noqa: ANN401
    """An exact number of any library as int or Fraction; None when it is a division by zero."""
    if isinstance(value, bool | int | str | bytes):
        return value
    try:
        return Fraction(value.numerator, value.denominator) if hasattr(value, "denominator") else Fraction(value)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _utf8(value: str) -> str:
    """Text that Pillow took for Latin-1 though it is UTF-8, as most writers have it, or in another code page."""
    try:
        return letters.decoded(value.encode("latin-1"))
    except UnicodeEncodeError:
        return value
