"""What readers found in a file that no field of an asset holds, in words: from the raw readings, for `show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mediavault.cli.output import counted

if TYPE_CHECKING:
    from library.model import Asset, Picture

Raw = Mapping[str, Any]
Rows = Iterator[tuple[str, object]]

INTERLACED = frozenset(("tt", "bb", "tb", "bt"))
"""ffprobe's words for the orders of two fields."""
UNSAID = "und"
PAGED = "TIFF"
MANIFOLD = frozenset(("GIF", "WEBP", "PNG", "HEIF", "AVIF", PAGED))
"""Formats, in Pillow's words, whose frames are pictures for people; elsewhere they are thumbnails and masks."""
PANORAMA = "http://ns.google.com/photos/1.0/panorama/:"
WRITTEN = ("XMP sidecar", "XMP", "IPTC", "ExifRead", "Pillow", "ffprobe")
"""Readers by how far a person's words in what they read are to be trusted, as `media.reading.WORDS_ORDER` has them."""
TITLES = ("dc:title", "photoshop:Headline", "Headline", "title")
AUTHORS = ("dc:creator", "By-line", "Artist", "com.apple.quicktime.author", "artist")
PLACES = ("Iptc4xmpCore:Location", "photoshop:City", "City", "photoshop:Country", "Country")
MODES = {
    "1": "black and white",
    "L": "grey",
    "LA": "grey, transparent",
    "I;16": "grey, 16 bits",
    "I": "grey, 16 bits or more",
    "F": "grey, in fractions",
    "P": "a palette",
    "RGBA": "RGB, transparent",
}
"""Pillow's signs for how pixels are kept."""
ENDINGS = {
    "jpeg": ("jpg", "jpeg", "jpe", "jfif", "thm", "mpo"),
    "png": ("png",),
    "gif": ("gif",),
    "webp": ("webp",),
    "heif": ("heic", "heif", "hif"),
    "avif": ("avif",),
    "bmp": ("bmp",),
}
"""How the names of pictures end, by their codec."""


def rows(asset: Asset, raw: Raw) -> Rows:
    """Lines of `show` in their order."""
    yield "name", _misnamed(asset)
    yield "holds", _pictures(raw)
    yield "panorama", _panorama(raw)
    yield "begins", _time_of_day(raw)
    yield "slate", _slate(raw)
    yield "tracks", ", ".join(name or "–" for name in _ixml(raw).get("TRACKS", ()))
    yield "note", _ixml(raw).get("NOTE")
    yield "languages", ", ".join(_languages(raw, "audio"))
    yield "subtitles", _subtitles(raw)
    caption = asset.facts.caption
    yield "title", next((title for title in _written(raw, TITLES) if title != caption), None)
    yield "by", ", ".join(dict.fromkeys(_written(raw, AUTHORS)))
    yield "place named", ", ".join(dict.fromkeys(_written(raw, PLACES)))


def _misnamed(asset: Asset) -> str | None:
    """A clause where the name of a picture says that it is another kind than it is."""
    codec, (_, dot, suffix) = asset.facts.picture.codec or "", asset.name.rpartition(".")
    others = {ending for kind, endings in ENDINGS.items() if kind != codec for ending in endings}
    if not dot or codec not in ENDINGS or suffix.lower() not in others:
        return None
    return f"its name ends in .{suffix}, but it is {codec.upper()}: some programs will not open it"


def mode(picture: Picture) -> str | None:
    """How the pixels of a picture are kept, in words where Pillow has signs."""
    return MODES.get(picture.pixel_format or "", picture.pixel_format)


def shape(picture: Picture, raw: Raw) -> str:
    """What is to be said of the picture of a video beside its size: how it is shown, and whether in fields."""
    said = []
    if picture.pixel_aspect and picture.shown:
        said.append(f"shown as {picture.shown[0]} x {picture.shown[1]}")
    if _video(raw).get("field_order") in INTERLACED:
        said.append("interlaced")
    return "".join(f" · {one}" for one in said)


def _streams(raw: Raw, kind: str) -> list[Raw]:
    streams = raw.get("ffprobe", {}).get("streams", ())
    return [one for one in streams if isinstance(one, dict) and one.get("codec_type") == kind]


def _video(raw: Raw) -> Raw:
    return next(iter(_streams(raw, "video")), {})


def _languages(raw: Raw, kind: str) -> list[str]:
    """The languages that streams are said to be in (ISO 639-2), in their order."""
    stated = [str(one.get("tags", {}).get("language", UNSAID)) for one in _streams(raw, kind)]
    return [one for one in stated if one not in {UNSAID, "mul", "zxx"}]


def _subtitles(raw: Raw) -> str | None:
    count, languages = len(_streams(raw, "subtitle")), _languages(raw, "subtitle")
    return counted(count, "stream") + (f": {', '.join(languages)}" if languages else "") if count else None


def _pictures(raw: Raw) -> str | None:
    still = raw.get("Pillow", {})
    if still.get("format") not in MANIFOLD or not still.get("frames") or raw.get("raw photo"):
        return None
    shown = "the first" if still["format"] == PAGED else "one of them"
    return f"{counted(still['frames'], 'page' if still['format'] == PAGED else 'picture')}; the preview shows {shown}"


def _panorama(raw: Raw) -> str | None:
    sides = [side for side in _video(raw).get("side_data_list", ()) if isinstance(side, dict)]
    stated = next((side["projection"] for side in sides if side.get("projection")), None)
    found = raw.get("XMP", {})
    projection = stated or found.get(f"{PANORAMA}ProjectionType")
    full, shown = (found.get(f"{PANORAMA}{name}") for name in ("FullPanoWidthPixels", "CroppedAreaImageWidthPixels"))
    reach = "all around" if not shown or full == shown else f"{shown} of {full} pixels around"
    return f"{reach}, in {projection} projection" if projection else None


def _time_of_day(raw: Raw) -> str | None:
    """When the first sample of a sound was, as recorders count it for editors."""
    stated = raw.get("container", {}).get("bext", {}).get("after_midnight_s")
    if stated is None:
        return None
    milliseconds = round(Fraction(stated) * 1000)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03} (bext TimeReference)"


def _ixml(raw: Raw) -> Raw:
    """What the recorder of a sound notes of a take (iXML 2.1)."""
    noted: Raw = raw.get("container", {}).get("iXML", {})
    return noted


def _slate(raw: Raw) -> str:
    noted = _ixml(raw)
    said = [noted.get("PROJECT"), *(f"{word.lower()} {noted[word]}" for word in ("SCENE", "TAKE") if word in noted)]
    circled = "circled" if str(noted.get("CIRCLED")).upper() == "TRUE" else None
    return ", ".join(filter(None, (*said, circled)))


def _written(raw: Raw, names: tuple[str, ...]) -> Iterator[str]:
    """What people wrote under these names, as the first reader that has any of them says."""
    for reader in WRITTEN:
        found = list(_texts(raw.get(reader, {}), names))
        if found:
            yield from found
            return


def _texts(reading: Any, names: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401 - any reader's
    groups = [reading, *(reading.get(name, {}) for name in ("Image", "IFD0"))]
    container = reading.get("format", {})
    groups.append(container.get("tags", {}) if isinstance(container, dict) else {})
    for name in names:
        for group in groups:
            value = group.get(name) if isinstance(group, dict) else None
            values = value if isinstance(value, list) else [value]
            yield from (text for one in values if isinstance(one, str) and (text := one.strip()))
