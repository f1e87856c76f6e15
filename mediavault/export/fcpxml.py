"""Final Cut Pro XML 1.10 (`.fcpxml`), which Final Cut and DaVinci Resolve up to 18.5 read.

Every time is a fraction of a second on a grid of frames. An asset begins at its timecode, so a clip's start is asset
start plus first frame. Media of another rate than the list's is conformed without changing its speed, on the nearest
frame of the list inside the asset.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from xml.etree.ElementTree import Element

import opentimelineio as otio

from library.model import JsonObject
from library.timecode import FrameRate, Timecode
from mediavault.export.cut import Cut, CutList, Media
from mediavault.export.elements import add, document
from mediavault.export.format_findings import cut_list_for
from mediavault.export.places import url_of
from mediavault.export.record import cut_record, list_record

_RATE_NAMES = {
    Fraction(24000, 1001): "23.98", Fraction(24): "24", Fraction(25): "25", Fraction(30000, 1001): "29.97",
    Fraction(30): "30", Fraction(48000, 1001): "47.95", Fraction(48): "48", Fraction(50): "50",
    Fraction(60000, 1001): "59.94", Fraction(60): "60",
}  # fmt: skip
"""What `srcFrameRate` may say."""
OF_LIST, OF_SHOT = "org.mediavault.list", "org.mediavault.shot."
"""Keys of metadata; the number of the shot follows the second."""
_FAVOURITE = 4
"""Stars from which a shot is a favourite."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline.

    Raises:
        RateNotOffered: A project of Final Cut cannot have the list's rate.
    """
    cut_list = cut_list_for(timeline, "fcpxml")
    root = Element("fcpxml", version="1.10")
    _resources(add(root, "resources"), cut_list)
    event = add(add(root, "library"), "event", name=cut_list.project or cut_list.name)
    start, rate = cut_list.start, cut_list.rate
    sequence = add(
        add(event, "project", name=cut_list.name),
        "sequence",
        format="r-list",
        duration=_time(cut_list.duration, rate),
        tcStart=_time(start.frame, rate),
        tcFormat=_counting(start),
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = add(sequence, "spine")
    for cut in cut_list.cuts:
        _clip(spine, cut, cut_list)
    _returning(add(sequence, "metadata"), spine, cut_list)
    return (document(root, "fcpxml"),)


def _returning(metadata: Element, spine: Element, cut_list: CutList) -> None:
    """What the archive reads when the list comes back: all that the times of the clips do not say exactly."""
    add(metadata, "md", key=OF_LIST, value=_json(list_record(cut_list)))
    for element, cut in zip(spine, cut_list.cuts, strict=True):
        placed = {name: element.get(name) for name in ("start", "duration")}
        add(metadata, "md", key=f"{OF_SHOT}{cut.number}", value=_json({**cut_record(cut), "placed": placed}))


def _json(record: JsonObject) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def _resources(resources: Element, cut_list: CutList) -> None:
    width, height = cut_list.size
    add(resources, "format", id="r-list", frameDuration=_time(1, cut_list.rate), width=width, height=height)
    longest: dict[str, int] = {}
    for cut in cut_list.cuts:
        longest[cut.media.asset] = max(longest.get(cut.media.asset, 0), cut.source.end_exclusive)
    for media in cut_list.media.values():
        _format(resources, media, cut_list)
        _asset(resources, media, cut_list, longest[media.asset])


def _format(resources: Element, media: Media, cut_list: CutList) -> None:
    """The format of one picture; a still has no frame duration and is known by the name of its kind."""
    if not media.picture:
        return
    width, height = media.stored_size or cut_list.size
    timed = {} if media.still else {"frameDuration": _time(1, cut_list.own_start(media).rate)}
    named = {"name": "FFVideoFormatRateUndefined"} if media.still else {}
    aspect = media.pixel_aspect
    oblong = {"paspH": aspect.numerator, "paspV": aspect.denominator} if aspect else {}
    add(resources, "format", id=f"r-{media.asset}-format", **named, **timed, width=width, height=height, **oblong)


def _asset(resources: Element, media: Media, cut_list: CutList, used: int) -> None:
    """The media: `used` is its length as far as it is known from the cuts, where the file does not say."""
    start, available = cut_list.own_start(media), media.available
    rate = available.rate if available else start.rate
    heard = {"audioSources": 1, "audioChannels": max(1, media.channels), "audioRate": media.sample_rate_hz}
    asset = add(
        resources,
        "asset",
        id=f"r-{media.asset}",
        name=media.stem,
        start=_time(start.frame, start.rate),
        duration="0s" if media.still else _time(available.duration if available else used, rate),
        **({"hasVideo": 1, "videoSources": 1, "format": f"r-{media.asset}-format"} if media.picture else {}),
        **({"hasAudio": 1, **heard} if media.sound else {}),
    )
    add(asset, "media-rep", kind="original-media", src=url_of(media))
    if media.reel:
        add(add(asset, "metadata"), "md", key="com.apple.proapps.studio.reel", value=media.reel)


def _clip(spine: Element, cut: Cut, cut_list: CutList) -> None:
    rate, media = cut_list.rate, cut.media
    first = _first(cut, cut_list)
    placed = {"offset": _time(cut_list.start.frame + cut.record.start, rate), "name": cut.name}
    span = {"start": _time(first, rate), "duration": _time(cut.record.duration, rate)}
    ref = f"r-{media.asset}"
    if media.still:
        clip = add(spine, "video", ref=ref, **placed, **span)
    else:
        role = "dialogue" if media.sound else None
        counting = _counting(cut_list.own_start(media))
        clip = add(spine, "asset-clip", ref=ref, **placed, **span, tcFormat=counting, audioRole=role)
    said = "\n".join(filter(None, (cut.note, cut.clip_note)))
    if said:
        add(clip, "note", said)
    if cut.differs_in_rate:
        named = _RATE_NAMES.get(cut.source.rate.fraction)
        add(clip, "conform-rate", scaleEnabled=0, srcFrameRate=named)
    _marks(clip, cut, span, _time(1, rate))


def _first(cut: Cut, cut_list: CutList) -> int:
    """The first frame used, counted at the list's rate from 00:00:00:00; never outside the asset."""
    rate, start = cut_list.rate, cut_list.own_start(cut.media)
    if not cut.differs_in_rate:
        return start.frame + cut.on_grid.start
    begin = start.rate.seconds(start.frame)
    first = rate.frames(begin + cut.source.rate.seconds(cut.source.start))
    if cut.media.available:
        end = begin + start.rate.seconds(cut.media.available.duration)
        first = min(first, floor(end * rate.fraction) - cut.record.duration)
    return max(first, ceil(begin * rate.fraction))


def _marks(clip: Element, cut: Cut, span: dict[str, str], frame: str) -> None:
    """Notes and headings on the first frame; keywords and stars over the whole shot."""
    if cut.heading:
        add(clip, "chapter-marker", start=span["start"], duration=frame, value=cut.heading, posterOffset="0s")
    if cut.note:
        add(clip, "marker", start=span["start"], duration=frame, value=cut.note)
    for word in _keywords(cut):
        add(clip, "keyword", **span, value=word)
    if cut.rating is not None and cut.rating >= _FAVOURITE:
        add(clip, "rating", **span, value="favorite")


def _keywords(cut: Cut) -> Iterator[str]:
    """What is shown, and the stars, as keywords; Final Cut would take a comma for the end of one."""
    for link in cut.links:
        word = link.name if link.kind == "keyword" else f"{link.kind}: {link.name}"
        yield word.replace(",", ";")
    if cut.rating is not None:
        yield f"rating: {cut.rating}"


def _counting(timecode: Timecode) -> str:
    return "DF" if timecode.drop_frame else "NDF"


def _time(frames: int, rate: FrameRate) -> str:
    """Frames as a fraction of a second over the rate's own numerator, so that the grid is seen."""
    return f"{frames * rate.denominator}/{rate.numerator}s" if frames else "0s"
