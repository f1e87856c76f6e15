"""MLT XML (`.mlt`) as Shotcut writes it; melt plays it, too.

Pictures with their own sound stand on V1, sound without pictures on A1. Every shot has a producer of its own, which is
where Shotcut keeps a clip's comment; headings are markers of the timeline.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import opentimelineio as otio

from mediavault.export.cut import Cut, CutList
from mediavault.export.elements import add, document
from mediavault.export.format_findings import cut_list_for
from mediavault.export.mlt_tree import black, fill, media_producer, mix, properties, root

_SHOTCUT = "Shotcut version 22.12.21"
_GREEN = "#00a000"


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline.

    Raises:
        NameNotText: The path of a shot's media is no text.
    """
    cut_list = cut_list_for(timeline, "mlt")
    top = root(cut_list, title=_SHOTCUT, producer="main_bin")
    properties(add(top, "playlist", id="main_bin", title=_SHOTCUT), {"xml_retain": 1})
    black(top, "black", cut_list.duration)
    background = add(top, "playlist", id="background")
    add(background, "entry", **{"producer": "black", "in": 0, "out": cut_list.duration - 1})
    for cut in cut_list.cuts:
        media_producer(top, _key(cut), cut, **_said(cut))
    pictures = add(top, "playlist", id="playlist0")
    properties(pictures, {"shotcut:video": 1, "shotcut:name": "V1"})
    fill(pictures, cut_list.cuts, lambda cut: _key(cut) if cut.media.picture else None)
    heard = any(not cut.media.picture for cut in cut_list.cuts)
    if heard:
        sounds = add(top, "playlist", id="playlist1")
        properties(sounds, {"shotcut:audio": 1, "shotcut:name": "A1"})
        fill(sounds, cut_list.cuts, lambda cut: None if cut.media.picture else _key(cut))
    _tractor(top, cut_list, heard=heard)
    return (document(top),)


def _key(cut: Cut) -> str:
    return f"shot{cut.number}"


def _said(cut: Cut) -> dict[str, object]:
    """What Shotcut shows of a clip: its name, and everything said of it in one comment."""
    stars = f"rating: {cut.rating}" if cut.rating is not None else None
    comment = "\n".join(filter(None, (cut.note, cut.clip_note, cut.shown, stars)))
    return {"shotcut:caption": cut.name, "shotcut:comment": comment or None}


def _tractor(top: Element, cut_list: CutList, *, heard: bool) -> None:
    tractor = add(top, "tractor", **{"id": "tractor0", "title": _SHOTCUT, "in": 0, "out": cut_list.duration - 1})
    properties(tractor, {"shotcut": 1, "shotcut:projectAudioChannels": 2, "shotcut:projectFolder": 0})
    _markers(tractor, cut_list)
    add(tractor, "track", producer="background")
    add(tractor, "track", producer="playlist0")
    mix(tractor, 1)
    if heard:
        add(tractor, "track", producer="playlist1", hide="video")
        mix(tractor, 2)


def _markers(tractor: Element, cut_list: CutList) -> None:
    headed = [cut for cut in cut_list.cuts if cut.heading]
    if not headed:
        return
    markers = add(tractor, "properties", name="shotcut:markers")
    for place, cut in enumerate(headed):
        marker = add(markers, "properties", name=str(place))
        at = cut.record.start
        properties(marker, {"text": cut.heading, "start": at, "end": at, "color": _GREEN})
