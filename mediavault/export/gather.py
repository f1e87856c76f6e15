"""From a shot list of the catalogue to what may leave of it: cuts, without the names that are withheld."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote_from_bytes

from library.model import AuthorityKind, Copy, CopyState, MediaKind, Shot, ShotList
from library.timecode import TimeRange
from mediavault.export.cut import Cut, CutLink, CutList, Media
from mediavault.export.withheld import Protections, Withheld, guarded_people


def gather(shot_list: ShotList, protections: Protections) -> CutList:
    """All shots of a list in order, as they leave.

    Args:
        shot_list: The list.
        protections: How far each person may be identified; people who are not in it are not named.
    """
    withheld = Withheld.of(shot_list, protections)
    placed = zip(shot_list.shots, shot_list.record_ranges, strict=True)
    return CutList(
        name=withheld.redacted(_legible(shot_list.name)),
        project=_text(shot_list.project, withheld),
        version=shot_list.version,
        start=shot_list.start_timecode,
        cuts=tuple(_cut(shot, record, withheld, protections) for shot, record in placed),
    )


def likeliest_copy(shot: Shot) -> Copy | None:
    """The copy of a shot's asset that an editing program is pointed to: the one in the best state, open here first."""
    order = list(CopyState)
    return min(
        shot.asset.copies,
        key=lambda copy: (order.index(copy.state), copy.location is None),
        default=None,
    )


def _cut(shot: Shot, record: TimeRange, withheld: Withheld, protections: Protections) -> Cut:
    media, clip = _media(shot, withheld), shot.clip
    guarded = {link.authority for link, _ in guarded_people(shot, protections)}
    links = [link for link in clip.links if link.kind is not AuthorityKind.PERSON or link.authority not in guarded]
    return Cut(
        number=shot.number,
        clip=clip.key,
        name=_text(clip.name, withheld) or media.file,
        media=media,
        source=shot.source_range,
        record=record,
        heading=_text(shot.heading, withheld),
        note=_text(shot.note, withheld),
        clip_note=_text(clip.note, withheld),
        rating=clip.rating,
        links=tuple(CutLink(str(link.kind), _text(link.name, withheld) or "", link.role) for link in links),
        withheld_people=len(guarded),
    )


def _media(shot: Shot, withheld: Withheld) -> Media:
    asset, facts, copy = shot.asset, shot.asset.facts, likeliest_copy(shot)
    where = _where(copy, withheld) if copy else {}
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
        reel=None if facts.reel and withheld.inside(facts.reel) else facts.reel,
        timecode=facts.start_timecode,
        available=facts.available_range,
        variable_frame_rate=bool(facts.picture.variable_frame_rate),
        picture=facts.kind is not MediaKind.AUDIO,
        sound=facts.kind is MediaKind.AUDIO or bool(facts.sound.streams or facts.sound.codec),
    )


def _where(copy: Copy, withheld: Withheld) -> dict[str, str]:
    """Where a copy is; nothing at all when the way to it holds a name that is withheld."""
    location = copy.location.absolute() if copy.location else None
    if withheld.inside(copy.path) or withheld.inside(str(location or "")) or withheld.inside(copy.volume):
        return {}
    where = {"volume": copy.volume, "path": _legible(copy.path), "path_quoted": quote_from_bytes(copy.path_raw)}
    # A changed copy holds other content now: a link to it would put wrong frames into the edit without a word.
    if location and copy.state is not CopyState.CHANGED:
        where["url"] = location.as_uri()
    return where


def _text(text: str | None, withheld: Withheld) -> str | None:
    return withheld.redacted(_legible(text)) if text else None


def _legible(text: str) -> str:
    """The text without lone surrogates, which no file format can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
