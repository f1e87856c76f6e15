"""From a shot list of the catalogue to what may leave of it: cuts, without the names that are withheld.

Every export is made of these cuts and of nothing else, so this is where names are taken out: out of every text a cut
holds, whatever fields it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import quote_from_bytes

from library.model import PARTIES, Copy, CopyState, MediaKind, Shot, ShotList
from library.timecode import TimeRange
from library.withheld import Withheld
from mediavault.export.cut import Cut, CutAlternate, CutLink, CutList, Media
from mediavault.export.people import People


def gather(shot_list: ShotList, people: People) -> CutList:
    """All shots of a list in order, as they leave.

    Args:
        shot_list: The list.
        people: Who may be identified how far; who is not among them is not named.
    """
    withheld = people.withheld(shot_list)
    placed = zip(shot_list.shots, shot_list.record_ranges, strict=True)
    cut_list = CutList(
        name=_legible(shot_list.name),
        project=_text(shot_list.project),
        version=shot_list.version,
        start=shot_list.start_timecode,
        cuts=tuple(_cut(shot, record, withheld, people) for shot, record in placed),
        handles=shot_list.handles,
    )
    return withheld.without(cut_list)


def likeliest_copy(shot: Shot) -> Copy | None:
    """The copy of a shot's asset that an editing program is pointed to: the one in the best state, open here first."""
    order = list(CopyState)
    return min(
        shot.asset.copies,
        key=lambda copy: (order.index(copy.state), copy.location is None),
        default=None,
    )


def names_somebody(copy: Copy, *withheld: Withheld) -> bool:
    """Whether the way to a copy holds a name that is withheld."""
    way = f"{copy.volume}/{copy.location.absolute() if copy.location else ''}/{copy.path}"
    return any(one.inside(way) for one in withheld)


def _cut(shot: Shot, record: TimeRange, withheld: Withheld, people: People) -> Cut:
    words, clip = people.words(shot), shot.clip
    media = _media(shot, (withheld, words))
    links = [(link, people.name(link)) for link in clip.links if not link.suggested]
    cut = Cut(
        number=shot.number,
        clip=clip.key,
        name=_text(clip.name) or media.file,
        media=media,
        source=shot.source_range,
        record=record,
        heading=_text(shot.heading),
        note=_text(shot.note),
        clip_note=_text(clip.note),
        rating=clip.rating,
        alternates=tuple(
            CutAlternate(one.clip.key, one.asset.key, one.source_range, _text(one.note)) for one in shot.alternates
        ),
        withheld_people=sum(1 for _ in people.guarded(shot)),
    )
    said = (
        CutLink(str(link.kind), _legible(name if link.kind in PARTIES else words.redacted(name)), link.role)
        for link, name in links
        if name
    )
    return replace(words.without(cut), links=tuple(said))  # who is open may have a name in common


def _media(shot: Shot, withheld: Sequence[Withheld]) -> Media:
    asset, facts, copy = shot.asset, shot.asset.facts, likeliest_copy(shot)
    picture = facts.picture
    width, height = picture.shown or (None, None)
    where = _where(copy) if copy and not names_somebody(copy, *withheld) else {}
    # Without a copy the asset has no suffix either, and its name is its key.
    nameless = f"{asset.key}{PurePosixPath(asset.name).suffix}"
    return Media(
        asset=asset.key,
        kind=facts.kind,
        file=_legible(copy.name) if copy and where else nameless,
        volume=where.get("volume"),
        path=where.get("path"),
        path_quoted=where.get("path_quoted"),
        url=where.get("url"),
        state=asset.state,
        digest=asset.digest,
        fingerprint=asset.fingerprint,
        reel=None if facts.reel and any(one.inside(facts.reel) for one in withheld) else facts.reel,
        timecode=facts.start_timecode,
        available=facts.available_range,
        variable_frame_rate=bool(picture.variable_frame_rate),
        picture=facts.kind is not MediaKind.AUDIO,
        sound=facts.kind is MediaKind.AUDIO or bool(facts.sound.streams or facts.sound.codec),
        width=width,
        height=height,
        pixel_aspect=None if picture.is_turned else picture.pixel_aspect,
        channels=(facts.sound.channels or 0) * max(1, facts.sound.streams),
        sample_rate_hz=facts.sound.sample_rate_hz,
    )


def _where(copy: Copy) -> dict[str, str]:
    location = copy.location.absolute() if copy.location else None
    where = {"volume": copy.volume, "path": _legible(copy.path), "path_quoted": quote_from_bytes(copy.path_raw)}
    # A changed copy holds other content now: a link to it would put wrong frames into the edit without a word.
    if location and copy.state is not CopyState.CHANGED:
        where["url"] = location.as_uri()
    return where


def _text(text: str | None) -> str | None:
    return _legible(text) if text else None


def _legible(text: str) -> str:
    """The text without lone surrogates, which no file format can hold, and NUL, where OpenTimelineIO ends a text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\ufffd")
