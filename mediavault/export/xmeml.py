"""Final Cut Pro 7 XML, version 5 (`.xml`, "xmeml"), as Premiere Pro and DaVinci Resolve read it.

One track of pictures, as many of sound as the media has channels, linked. In and out count from the media's first frame
on the grid of the sequence, also for media of another rate: both programs read them so. The file's own rate and start
timecode stand in its `file` element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

import opentimelineio as otio

from library.timecode import FrameRate, Timecode
from mediavault.export.cut import Cut, CutList, Media
from mediavault.export.elements import add, document
from mediavault.export.format_findings import cut_list_for
from mediavault.export.places import url_of

_NTSC_DENOMINATOR = 1001
_SAMPLE_RATE_HZ, _DEPTH = 48000, 16
_PIXELS = {
    (720, 576): "PAL-601", (720, 480): "NTSC-601", (720, 486): "NTSC-601", (1440, 1080): "HD-(1440x1080)",
    (1280, 1080): "HD-(1280x1080)", (960, 720): "HD-(960x720)",
}  # fmt: skip
"""What oblong pixels are called, by the size of the picture; others have no name: there the size shown is said."""
_TWO_SHAPES, _WIDE = frozenset(("PAL-601", "NTSC-601")), Fraction(3, 2)
"""Pixels that pictures of 4:3 and of 16:9 have, and between which shapes they are told apart."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One stretch of one cut on one track."""

    cut: Cut
    kind: str
    """`video` or `audio`."""
    track: int
    """From 1; of sound, the channel as well."""
    place: int
    """From 1, on its track."""

    @property
    def key(self) -> str:
        return f"clipitem-{self.cut.number}-{self.kind[0]}{self.track}"


@dataclass(frozen=True, slots=True)
class _Sequence:
    """The list, its tracks, and what was already said of it."""

    cut_list: CutList
    tracks: list[list[_Item]]
    linked: dict[int, list[_Item]]
    """All items of each cut, by its number."""
    size: tuple[int, int]
    """Pixels across and down."""
    described: set[str]
    """Media whose `file` stands in the document, by the key of its asset."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline.

    Raises:
        RateNotOffered: The list has a rate that a time base cannot say.
    """
    cut_list = cut_list_for(timeline, "xml")
    root = Element("xmeml", version="5")
    element = add(root, "sequence", id="sequence-1")
    add(element, "name", cut_list.name)
    add(element, "duration", cut_list.duration)
    _rate(element, cut_list.rate)
    _timecode(element, cut_list.start)
    _media(add(element, "media"), _sequence(cut_list))
    for cut in cut_list.cuts:
        if cut.heading:
            _marker(element, cut.heading, cut.record.start)
    return (document(root, "xmeml"),)


def _sequence(cut_list: CutList) -> _Sequence:
    """The items of each track: the pictures, then the sound channel by channel."""
    channels = max((_channels(one) for one in cut_list.media.values()), default=0)
    pictures = [cut for cut in cut_list.cuts if cut.media.picture]
    tracks = [[_Item(cut, "video", 1, place) for place, cut in enumerate(pictures, 1)]]
    for track in range(1, channels + 1):
        heard = [cut for cut in cut_list.cuts if _channels(cut.media) >= track]
        tracks.append([_Item(cut, "audio", track, place) for place, cut in enumerate(heard, 1)])
    linked: dict[int, list[_Item]] = {}
    for item in (item for items in tracks for item in items):
        linked.setdefault(item.cut.number, []).append(item)
    return _Sequence(cut_list, tracks, linked, cut_list.size, set())


def _channels(media: Media) -> int:
    return max(1, media.channels) if media.sound else 0


def _media(media: Element, sequence: _Sequence) -> None:
    pictures, *sounds = sequence.tracks
    video, audio = add(media, "video"), add(media, "audio")
    picture = add(add(video, "format"), "samplecharacteristics")
    _rate(picture, sequence.cut_list.rate)
    _size(picture, *sequence.size)
    _track(video, sequence, pictures)
    add(audio, "numOutputChannels", 2)
    _sound(add(audio, "format"), _SAMPLE_RATE_HZ)
    for items in sounds:
        add(_track(audio, sequence, items), "outputchannelindex", (items[0].track - 1) % 2 + 1)


def _track(parent: Element, sequence: _Sequence, items: list[_Item]) -> Element:
    track = add(parent, "track")
    for item in items:
        _clip_item(track, sequence, item)
    add(track, "enabled", "TRUE")
    add(track, "locked", "FALSE")
    return track


def _clip_item(track: Element, sequence: _Sequence, item: _Item) -> None:
    cut, rate, linked = item.cut, sequence.cut_list.rate, sequence.linked[item.cut.number]
    element, first = add(track, "clipitem", id=item.key), cut.on_grid.start
    add(element, "masterclipid", f"masterclip-{cut.media.asset}")
    add(element, "name", cut.name)
    add(element, "enabled", "TRUE")
    add(element, "duration", _length(cut, rate))
    _rate(element, rate)
    add(element, "start", cut.record.start)
    add(element, "end", cut.record.end_exclusive)
    add(element, "in", first)
    add(element, "out", first + cut.record.duration)
    if cut.media.still:
        add(element, "stillframe", "TRUE")
    _file(element, sequence, cut)
    source = add(element, "sourcetrack")
    add(source, "mediatype", item.kind)
    add(source, "trackindex", item.track)
    for other in linked if len(linked) > 1 else ():
        _link(element, other)
    if item is linked[0]:
        _meaning(element, cut)


def _link(element: Element, other: _Item) -> None:
    link = add(element, "link")
    add(link, "linkclipref", other.key)
    add(link, "mediatype", other.kind)
    add(link, "trackindex", other.track)
    add(link, "clipindex", other.place)


def _meaning(element: Element, cut: Cut) -> None:
    """Notes, ratings and what is shown, as marker, logging and comments."""
    if cut.note:
        _marker(element, cut.note, cut.on_grid.start)
    logging = add(element, "logginginfo")
    add(logging, "description", cut.clip_note or "")
    add(logging, "lognote", cut.note or "")
    add(logging, "good", "TRUE" if (cut.rating or 0) > 3 else "FALSE")  # noqa: PLR2004  four stars and five
    comments = add(element, "comments")
    for place, text in enumerate(_comments(cut), 1):
        add(comments, f"mastercomment{place}", text)


def _comments(cut: Cut) -> Iterator[str]:
    yield cut.shown
    yield f"rating: {cut.rating}" if cut.rating is not None else ""
    yield f"mediavault {cut.media.asset} {cut.clip}"


def _file(element: Element, sequence: _Sequence, cut: Cut) -> None:
    """The media: whole at its first use, by its key after that."""
    media = cut.media
    file = add(element, "file", id=f"file-{media.asset}")
    if media.asset in sequence.described:
        return
    sequence.described.add(media.asset)
    start = sequence.cut_list.own_start(media)
    add(file, "name", media.file)
    add(file, "pathurl", url_of(media).replace("file:///", "file://localhost/", 1))
    _rate(file, start.rate)
    add(file, "duration", _length(cut, start.rate))
    timecode = _timecode(file, start)
    if media.reel:
        add(add(timecode, "reel"), "name", media.reel)
    _file_media(add(file, "media"), media, start.rate, sequence.size)


def _file_media(parent: Element, media: Media, rate: FrameRate, size: tuple[int, int]) -> None:
    if media.picture:
        picture = add(add(parent, "video"), "samplecharacteristics")
        _rate(picture, rate)
        stored = media.stored_size or size
        pixels = _PIXELS.get(stored) if media.pixel_aspect else None
        shown = (media.width, media.height) if media.width and media.height else size
        wide = bool(pixels in _TWO_SHAPES and Fraction(*shown) > _WIDE)
        _size(picture, *(stored if pixels else shown), pixels=pixels or "square", wide=wide)
    if media.sound:
        sound = add(parent, "audio")
        _sound(sound, media.sample_rate_hz or _SAMPLE_RATE_HZ)
        add(sound, "channelcount", _channels(media))


def _length(cut: Cut, rate: FrameRate) -> int:
    """How long the media is, in frames of a rate; a still is as long as it is held."""
    available = cut.media.available
    return available.rescaled(rate).duration if available else cut.on_grid.end_exclusive


def _rate(parent: Element, rate: FrameRate) -> None:
    element = add(parent, "rate")
    add(element, "timebase", rate.nominal)
    add(element, "ntsc", "TRUE" if rate.denominator == _NTSC_DENOMINATOR else "FALSE")


def _timecode(parent: Element, timecode: Timecode) -> Element:
    element = add(parent, "timecode")
    _rate(element, timecode.rate)
    add(element, "string", timecode)
    add(element, "frame", timecode.frame)
    add(element, "displayformat", "DF" if timecode.drop_frame else "NDF")
    return element


def _size(parent: Element, width: int, height: int, *, pixels: str = "square", wide: bool = False) -> None:
    add(parent, "width", width)
    add(parent, "height", height)
    add(parent, "anamorphic", "TRUE" if wide else "FALSE")
    add(parent, "pixelaspectratio", pixels)
    add(parent, "fielddominance", "none")


def _sound(parent: Element, rate_hz: int) -> None:
    element = add(parent, "samplecharacteristics")
    add(element, "depth", _DEPTH)
    add(element, "samplerate", rate_hz)


def _marker(parent: Element, text: str, frame: int) -> None:
    marker = add(parent, "marker")
    add(marker, "name", text)
    add(marker, "comment", text)
    add(marker, "in", frame)
    add(marker, "out", -1)
