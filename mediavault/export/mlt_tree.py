"""What Shotcut's and Kdenlive's files have in common: MLT's profile, producers, playlists (MLT framework 7).

All positions are whole frames at the rate of the profile, which is the list's, from the first frame of the media; out
is inclusive. Media stands by its plain path: a `file:` URI ends melt with a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import gcd
from xml.etree.ElementTree import Element

from mediavault.export.cut import Cut, CutList
from mediavault.export.elements import add
from mediavault.export.places import path_of

VERSION = "7.12.0"
"""Of the framework whose files these are."""


def root(cut_list: CutList, **attributes: str) -> Element:
    """The document with its profile: size and rate of the list."""
    element = Element("mlt", {"LC_NUMERIC": "C", "version": VERSION, **attributes})
    width, height = (max(2, side + side % 2) for side in cut_list.size)
    shared = gcd(width, height)
    add(
        element,
        "profile",
        description="automatic",
        width=width,
        height=height,
        progressive=1,
        sample_aspect_num=1,
        sample_aspect_den=1,
        display_aspect_num=width // shared,
        display_aspect_den=height // shared,
        frame_rate_num=cut_list.rate.numerator,
        frame_rate_den=cut_list.rate.denominator,
        colorspace=709,
    )
    return element


def properties(element: Element, values: Mapping[str, object]) -> Element:
    """The element with its properties; those that are None are left out."""
    for name, value in values.items():
        if value is not None:
            add(element, "property", value, name=name)
    return element


def media_producer(parent: Element, key: str, cut: Cut, **values: object) -> Element:
    """A producer of the whole media of a cut.

    Args:
        parent: Where it is added.
        key: Its id.
        cut: The cut, which says how long media is that does not say it itself.
        values: More properties.
    """
    length = media_length(cut)
    producer = add(parent, "producer", **{"id": key, "in": 0, "out": length - 1})
    # pixbuf needs no display, as qimage does.
    service = "pixbuf" if cut.media.still else "avformat-novalidate"
    described = {"length": length, "eof": "pause", "resource": path_of(cut.media), "mlt_service": service}
    return properties(producer, {**described, "seekable": 1, **values})


def media_length(cut: Cut) -> int:
    """Frames the media has at the list's rate; of a still and of unknown length, those that are used."""
    available = cut.media.available
    return available.rescaled(cut.record.rate).duration if available else cut.on_grid.end_exclusive


def black(parent: Element, key: str, frames: int) -> Element:
    """A black and silent producer as long as the list."""
    producer = add(parent, "producer", **{"id": key, "in": 0, "out": frames - 1})
    described = {"length": frames, "eof": "pause", "resource": "black", "mlt_service": "color"}
    return properties(producer, {**described, "aspect_ratio": 1, "mlt_image_format": "rgba", "set.test_audio": 0})


def fill(playlist: Element, cuts: Iterable[Cut], wanted: Callable[[Cut], str | None]) -> list[Element]:
    """The entries of a track; blanks where a cut is not wanted.

    Args:
        playlist: The track.
        cuts: All cuts in order.
        wanted: The id of the producer a cut is shown from; None for none.
    """
    entries = []
    for cut in cuts:
        producer, first = wanted(cut), cut.on_grid.start
        if producer is None:
            add(playlist, "blank", length=cut.record.duration)
        else:
            last = first + cut.record.duration - 1
            entries.append(add(playlist, "entry", **{"producer": producer, "in": first, "out": last}))
    return entries


def mix(tractor: Element, track: int, **values: object) -> None:
    """The sound of a track is heard with that of the lowest."""
    transition = add(tractor, "transition")
    heard = {"a_track": 0, "b_track": track, "mlt_service": "mix", "always_active": 1, "sum": 1}
    properties(transition, {**heard, **values})
