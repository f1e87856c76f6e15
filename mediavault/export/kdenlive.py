"""Kdenlive projects (`.kdenlive`), document version 1.04: Kdenlive 20.08 to 22.12 write it, later ones read it.

Media stands once in the bin, with what is said of it, its shots as zones and their notes as markers. Pictures are on V1
and sound on A1, grouped. Each shot has a guide.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from xml.etree.ElementTree import Element

import opentimelineio as otio

from mediavault.export.cut import Cut, CutList
from mediavault.export.elements import add, document
from mediavault.export.format_findings import cut_list_for
from mediavault.export.mlt_tree import black, fill, media_length, media_producer, mix, properties, root

_SHOT, _HEADING, _NOTE = 0, 1, 2
"""Categories of guides and markers; each has a colour in Kdenlive."""
_FIRST_ID = 2
"""Of the bin; 1 is its root."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline.

    Raises:
        NameNotText: The path of a shot's media is no text.
    """
    cut_list = cut_list_for(timeline, "kdenlive")
    top = root(cut_list, producer="main_bin")
    uses: dict[str, list[Cut]] = defaultdict(list)
    for cut in cut_list.cuts:
        uses[cut.media.asset].append(cut)
    ids = dict(zip(uses, count(_FIRST_ID)))
    for asset, cuts in uses.items():
        _producers(top, ids[asset], cuts)
    _bin(top, cut_list, uses)
    black(top, "black_track", cut_list.duration)
    _track(top, "audio", cut_list, ids)
    _track(top, "video", cut_list, ids)
    tractor = add(top, "tractor", **{"id": "timeline", "in": 0, "out": cut_list.duration - 1})
    add(tractor, "track", producer="black_track")
    add(tractor, "track", producer="audio")
    add(tractor, "track", producer="video")
    mix(tractor, 1, internal_added=237, accepts_blanks=1)
    return (document(top),)


def _producers(top: Element, number: int, cuts: list[Cut]) -> None:
    """The media of some cuts in the bin, and once for each track it stands on: there only its picture or its sound."""
    cut = max(cuts, key=media_length)  # a still is as long as it is held at most
    asset, shared = cut.media.asset, {"kdenlive:id": number, "kdenlive:clipname": cut.media.file}
    media_producer(top, f"{asset}-bin", cut, **shared, **_described(cuts))
    if cut.media.picture:
        media_producer(top, f"{asset}-video", cut, **shared, **{"set.test_audio": 1, "set.test_image": 0})
    if cut.media.sound:
        media_producer(top, f"{asset}-audio", cut, **shared, **{"set.test_audio": 0, "set.test_image": 1})


def _described(cuts: list[Cut]) -> dict[str, object]:
    said = dict.fromkeys(filter(None, (text for cut in cuts for text in (cut.clip_note, cut.shown))))
    stars = max((cut.rating for cut in cuts if cut.rating is not None), default=None)
    zones = [{"name": cut.name, "in": cut.on_grid.start, "out": cut.on_grid.end_exclusive - 1} for cut in cuts]
    notes = [{"comment": cut.note, "pos": cut.on_grid.start, "type": _NOTE} for cut in cuts if cut.note]
    return {
        "kdenlive:folderid": -1,
        "kdenlive:description": "\n".join(said) or None,
        "kdenlive:rating": None if stars is None else 2 * stars,
        "kdenlive:clipzones": _json(zones),
        "kdenlive:markers": _json(notes) if notes else None,
    }


def _bin(top: Element, cut_list: CutList, uses: Iterable[str]) -> None:
    main = add(top, "playlist", id="main_bin")
    document_properties = {
        "version": "1.04",
        "kdenliveversion": "22.12.3",
        "profile": "",
        "decimalPoint": ".",
        "audioChannels": 2,
        "audioTarget": -1,
        "videoTarget": -1,
        "activeTrack": 1,
        "position": 0,
        "guides": _json([_guide(cut) for cut in cut_list.cuts]),
        "groups": _json([_group(cut) for cut in cut_list.cuts if cut.media.picture and cut.media.sound]),
    }
    properties(main, {f"kdenlive:docproperties.{name}": value for name, value in document_properties.items()})
    properties(main, {"kdenlive:documentnotes": cut_list.name, "xml_retain": 1})
    for asset in uses:
        add(main, "entry", producer=f"{asset}-bin")


def _guide(cut: Cut) -> dict[str, object]:
    text = " · ".join(filter(None, (cut.heading, f"{cut.number} {cut.name}")))
    return {"comment": text, "pos": cut.record.start, "type": _HEADING if cut.heading else _SHOT}


def _group(cut: Cut) -> dict[str, object]:
    """That the two halves of a shot move together: tracks count from the lowest, A1."""
    halves = [{"data": f"{track}:{cut.record.start}", "leaf": "clip", "type": "Leaf"} for track in (0, 1)]
    return {"children": halves, "type": "AVSplit"}


def _track(top: Element, kind: str, cut_list: CutList, ids: dict[str, int]) -> None:
    """A track, which is a tractor of two playlists: the second is for transitions within the track."""
    sound = kind == "audio"
    marked = {"kdenlive:audio_track": 1} if sound else {}
    playlist = properties(add(top, "playlist", id=f"{kind}-0"), marked)
    wanted = [cut for cut in cut_list.cuts if (cut.media.sound if sound else cut.media.picture)]
    chosen = {cut.number for cut in wanted}
    entries = fill(playlist, cut_list.cuts, lambda cut: f"{cut.media.asset}-{kind}" if cut.number in chosen else None)
    for entry, cut in zip(entries, wanted, strict=True):
        properties(entry, {"kdenlive:id": ids[cut.media.asset]})
    properties(add(top, "playlist", id=f"{kind}-1"), marked)
    tractor = add(top, "tractor", **{"id": kind, "in": 0, "out": cut_list.duration - 1})
    properties(tractor, {**marked, "kdenlive:trackheight": 67, "kdenlive:timeline_active": 1, "kdenlive:collapsed": 0})
    for place in (0, 1):
        add(tractor, "track", producer=f"{kind}-{place}", hide="video" if sound else "audio")


def _json(value: list[dict[str, object]]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
