"""XMP: what programs and people wrote about a picture, as RDF in XML (ISO 16684-1; XMP Specification Part 2).

A packet stands inside a file or beside it in a sidecar. This module is given bytes and opens nothing. No document type,
no entity and nothing from elsewhere is taken from a packet.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from library.model import REJECTED_RATING
from mediavault.media.capture_time import Stated, parse
from mediavault.media.letters import repaired
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import Reading, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # only the type: nothing is parsed with it

LONGEST_PACKET = 1 << 20
"""Bytes: a larger one is written to cost time, not to say anything."""
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
}
"""The usual words for the namespaces."""
TIMES = (
    ("xmp_taken", "exif:DateTimeOriginal"),
    ("xmp_dated", "photoshop:DateCreated"),
    ("xmp_digitised", "exif:DateTimeDigitized"),
    ("xmp_created", "xmp:CreateDate"),
)
"""When it was recorded, the most trusted first."""
TEXTS = (
    ("caption", ("dc:description", "exif:UserComment")),
    ("titled", ("dc:title", "photoshop:Headline")),
    ("rights", ("dc:rights",)),
    ("make", ("tiff:Make",)),
    ("model", ("tiff:Model",)),
    ("lens", ("exifEX:LensModel", "aux:Lens", "exif:Lens")),
    ("reel", ("xmpDM:tapeName",)),
    ("serial", ("exifEX:BodySerialNumber", "aux:SerialNumber")),
)
NUMBERS = (
    ("exposure_s", ("exif:ExposureTime",)),
    ("f_number", ("exif:FNumber",)),
    ("focal_length_mm", ("exif:FocalLength",)),
)
ISO = ("exifEX:PhotographicSensitivity", "exif:ISOSpeedRatings")
MOST_ISO = 1 << 24
_ANGLE = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])", re.ASCII)
_WHOLE_ANGLE = re.compile(r"(-?\d{1,3}(?:\.\d+)?)([NSEW]?)", re.ASCII)
_BETWEEN_MARKS = re.compile('([<>"])')
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Properties = dict[str, Any]
"""Texts, or lists of texts, by name: `dc:subject`."""


def read_xmp(packet: bytes, reading: Reading) -> None:
    """Add what `packet` states to `reading`; a fact that is known stays as it is."""
    try:
        found = properties(packet)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        reading.problems.append(f"the XMP is damaged ({plain(str(error))})"[:300])
        return
    for name, value in found.items():
        reading.raw.setdefault(name, plain(value))
    interpret(found, reading)


def properties(packet: bytes) -> Properties:
    """The properties of a packet, by prefix and name; structures within structures are left out.

    Raises:
        ValueError: The packet is too long.
        ParseError, DefusedXmlException: It is no XML, or brings a document type.
    """
    if len(packet) > LONGEST_PACKET:
        raise ValueError(f"it is longer than {LONGEST_PACKET:,} bytes")
    found: Properties = {}
    root = fromstring(_text(packet), forbid_dtd=True)
    # Those below the top describe something else: an ingredient, a region.
    for description in (top for rdf in root.iter(f"{RDF}RDF") for top in rdf.iterfind(f"{RDF}Description")):
        for name, text in description.attrib.items():
            if not name.startswith((RDF, "{http://www.w3.org/XML/")):
                found.setdefault(_prefixed(name), text)
        for element in description:
            value = _value(element)
            if value is not None:
                found.setdefault(_prefixed(element.tag), value)
    return found


def interpret(found: Properties, reading: Reading) -> None:
    """Add the facts that properties state to `reading`."""
    for fact, names in TEXTS:
        for name in names:
            reading.add(fact, _one(found.get(name)), f"XMP {name}")
    for fact, names in NUMBERS:
        for name in names:
            reading.add(fact, _positive(found.get(name)), f"XMP {name}")
    for name in ISO:
        sensitivity = _positive(found.get(name))
        whole = sensitivity is not None and sensitivity.is_integer() and sensitivity < MOST_ISO
        reading.add("iso", int(sensitivity) if sensitivity and whole else None, f"XMP {name}")
    words = found.get("dc:subject") or ()
    reading.add("keywords", tuple([words] if isinstance(words, str) else words) or None, "XMP dc:subject")
    reading.add("rating", _rating(found.get("xmp:Rating")), "XMP xmp:Rating")
    for fact, name in TIMES:
        stated = _one(found.get(name))
        reading.add(fact, Stated(stated, f"XMP {name}") if stated else None, f"XMP {name}")
    _add_position(found, reading)


def _add_position(found: Properties, reading: Reading) -> None:
    latitude, longitude = (_degrees(_one(found.get(f"exif:GPS{axis}"))) for axis in ("Latitude", "Longitude"))
    if latitude is None or longitude is None:
        return
    fault = fault_of(latitude, longitude)
    if fault:
        reading.problems.append(f"the XMP position is {fault}: {latitude:.6f}, {longitude:.6f}")
        return
    reading.add("position", (latitude, longitude), "XMP exif:GPSLatitude, exif:GPSLongitude")
    height, below = _number(found.get("exif:GPSAltitude")), _one(found.get("exif:GPSAltitudeRef"))
    if height is not None:
        reading.add("altitude_m", float(-height if below == "1" else height), "XMP exif:GPSAltitude")
    moment = parse(_one(found.get("exif:GPSTimeStamp")) or "")
    if moment is not None and moment.offset in ("+00:00", None):
        reading.add("gps_utc", moment.local, "XMP exif:GPSTimeStamp")


# Values ---------------------------------------------------------------------------------------------------------------


def _text(packet: bytes) -> str:
    """The packet's XML, whatever its encoding, without what XML does not allow."""
    head = packet[:4]
    if head[:2] in (b"\xfe\xff", b"\xff\xfe"):
        encoding = "utf-16"
    elif head[:1] == b"\0" or (head[1:2] == b"\0" and head[2:3] != b"\0"):
        encoding = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    else:
        encoding = ""
    text = _NOT_XML.sub("", packet.decode(encoding, "replace") if encoding else _utf_8(packet))
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text[text.find("<") : text.rfind(">") + 1])


def _utf_8(packet: bytes) -> str:
    """The packet's text; what old programs wrote into it in a code page, value by value, as it was meant."""
    try:
        return packet.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(repaired, _BETWEEN_MARKS.split(packet.decode("utf-8-sig", "surrogateescape"))))


def _prefixed(name: str) -> str:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    return f"{PREFIXES.get(namespace, namespace)}:{local}"


def _value(element: Element) -> str | list[str] | None:
    """The text of a property, the texts of an array, the default one of several languages; None for a structure."""
    resource = element.get(f"{RDF}resource")
    if resource is not None or len(element) == 0:
        return resource if resource is not None else (element.text or "").strip() or None
    array = element[0]
    texts = [(entry.get(LANGUAGE), (entry.text or "").strip()) for entry in array.iter(f"{RDF}li")]
    if array.tag == f"{RDF}Alt":
        chosen = [text for language, text in texts if language == "x-default"] or [text for _, text in texts]
        return next(filter(None, chosen), None)
    return [text for _, text in texts if text] if array.tag in (f"{RDF}Bag", f"{RDF}Seq") else None


def _one(value: Any) -> str | None:  # noqa: ANN401
    """The text of a property; the first of an array."""
    text = value[0] if isinstance(value, list) and value else value
    return text.strip() or None if isinstance(text, str) else None


def _number(value: Any) -> Fraction | None:  # noqa: ANN401
    try:
        return Fraction((_one(value) or "").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None


def _positive(value: Any) -> float | None:  # noqa: ANN401
    number = _number(value)
    return float(number) if number is not None and number > 0 else None


def _rating(value: Any) -> int | None:  # noqa: ANN401
    """Stars, 0 to 5, or that it is rejected (XMP Specification Part 2, 1.2.3.3)."""
    number = _number(value)
    return int(number) if number is not None and number.denominator == 1 and REJECTED_RATING <= number <= 5 else None  # noqa: PLR2004


def _degrees(text: str | None) -> float | None:
    """Signed degrees from `26,34.951N`, `26,34,57N` or `26.5825` (XMP Specification Part 2, 3.3)."""
    match = _ANGLE.fullmatch(text or "")
    if match is not None:
        return degrees([float(part or 0) for part in match.groups()[:3]], match[4])
    whole = _WHOLE_ANGLE.fullmatch(text or "")
    return degrees([float(whole[1])], whole[2]) if whole else None
