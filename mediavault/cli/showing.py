"""One asset, clip or record in full, for a person: a line a fact, absent facts left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from library.model import (
    REJECTED_RATING,
    Asset,
    Authority,
    Clearance,
    Clip,
    Inheritance,
    Link,
    MediaFacts,
    MediaKind,
    Message,
    Part,
    PartRole,
    Picture,
    Source,
    Use,
)
from mediavault.cli import particulars
from mediavault.cli.output import counted, facts
from mediavault.cli.ranges import spoken
from mediavault.media.reading import BREAKS_OFF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from library.model import ClipId, Consent


_LENS = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", re.ASCII)
NUMBERED = frozenset((PartRole.CONTINUES, PartRole.SOUND))
"""Parts of which the place says something: the piece, the channel."""


@dataclass(frozen=True)
class Beside:
    """What is known of an asset besides its facts."""

    raw: Mapping[str, Any]
    """`Catalogue.raw`: of it what the readers stumbled over."""
    inherited: Mapping[ClipId, Inheritance]
    no_preview: str | None
    partly_shown: str | None
    """Why the preview shows no more than a part."""
    uses: Sequence[Use]
    messages: Sequence[Message] = ()
    pieces: Sequence[Asset] = ()
    """What goes on with it, where a camera cut one recording into several files."""


def asset(value: Asset, beside: Beside) -> None:
    """Prints an asset, with what its readers stumbled over, what its clips inherit, what it lacks and where it is."""
    raw, inherited, no_preview = beside.raw, beside.inherited, beside.no_preview
    rows: list[tuple[str, object]] = [("id", value.key), ("kind", value.facts.kind.value)]
    rows += [("copy", f"{one.path} on {one.volume} ({one.state.value})") for one in value.copies]
    rows += [("size", f"{value.fingerprint.size_bytes:,} bytes")]
    if value.digest:
        rows.append((value.digest.algorithm, value.digest.hex))
    rows += [
        *_belonging(value, beside.pieces),
        *_origin(value),
        *_picture(value.facts, raw),
        *_words(value.facts),
    ]
    rows += particulars.rows(value, raw)
    if value.whole is not None and value.whole.rights:
        rows.append(("rights", f"{value.whole.rights} (as a person says)"))
    rows += [one for clip in value.clips if clip.is_whole for one in _permissions(clip, inherited.get(clip.id))]
    rows += [("breaks off", raw[BREAKS_OFF]["said"])] if BREAKS_OFF in raw else []
    rows += [("no preview", no_preview), ("preview", beside.partly_shown)]
    rows += [one for message in beside.messages for one in _message(message)]
    rows += _uses(beside.uses)
    rows += [("problem", str(one)) for one in (*raw.get("problems", ()), *raw.get("rejected", ()))]
    facts([*rows, *((one.key, _clip_line(one, value)) for one in value.clips)])


def _belonging(value: Asset, pieces: Sequence[Asset]) -> Iterator[tuple[str, object]]:
    if value.part_of:
        yield "part of", _part_line(value.part_of)
    for one in value.parts:
        yield "part", _part_line(one)
    if pieces:
        lengths = [one.facts.available_range for one in (value, *pieces)]
        seconds = sum(float(one.rate.seconds(one.duration)) for one in lengths if one)
        yield "together", f"{seconds:.3f} s in {counted(len(lengths), 'file')}"
    if motion := value.facts.motion:
        length = f", {float(motion.duration_s):.3f} s" if motion.duration_s else ""
        yield "motion photo", f"a movie of {motion.length_bytes:,} bytes from byte {motion.offset_bytes:,} on{length}"


def _part_line(value: Part) -> str:
    number = f" {value.position}" if value.role in NUMBERED else ""
    return f"a{value.asset} {value.name} ({value.role.value}{number})"


def _origin(asset: Asset) -> Iterator[tuple[str, object]]:
    value = asset.facts
    if value.recorded_at:
        yield "recorded", f"{value.recorded_at.local.replace('T', ' ')} {value.recorded_at.offset or ''}".strip()
        yield "", value.recorded_at.explanation
    else:
        yield "recorded", "not known: nothing in the file, its name or beside it says when"
        yield "", _last_changed(asset)
    yield "camera", " ".join(filter(None, (value.camera.name, value.camera.serial)))
    yield "lens", _lens(value.camera.lens)
    shot = value.exposure
    parts = (
        shot.iso and f"ISO {shot.iso}",
        shot.f_number and f"f/{shot.f_number:g}",
        shot.shutter,
        shot.focal_length_mm and f"{shot.focal_length_mm:.3g} mm",
    )
    yield "exposure", " · ".join(part for part in parts if part)
    if value.gps:
        altitude = "" if value.gps.altitude_m is None else f", {value.gps.altitude_m:.1f} m"
        yield "place", f"{value.gps.latitude:.6f} {value.gps.longitude:.6f}{altitude} ({value.gps.source})"


def _last_changed(value: Asset) -> str | None:
    """The one hint that is left to when a file was recorded; it counts as no time."""
    try:
        earliest = min(one.stamp.mtime_ns for one in value.copies)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=earliest // 1000)
    except (ValueError, OverflowError):  # no copy, or a time in no calendar
        return None
    return f"its file was last changed {moment:%Y-%m-%d %H:%M} +00:00, so recorded then or before"


def _lens(lens: str | None) -> str | None:
    """A lens by name; one that is four numbers, as Nikon and Canon note it, in the words of photographers."""
    numbers = _LENS.fullmatch(lens or "")
    if numbers is None:
        return lens
    shortest, longest, wide, narrow = numbers.groups()
    reach = shortest if shortest == longest else f"{shortest}-{longest}"
    return f"{reach} mm f/{wide if wide == narrow else f'{wide}-{narrow}'}"


def _picture(value: MediaFacts, raw: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    picture, sound = value.picture, value.sound
    if picture.width and picture.height:
        kind = " · ".join(filter(None, (picture.codec, particulars.mode(picture), picture.hdr)))
        size = f"{picture.width} x {picture.height}{particulars.shape(picture, raw)}{_rate(picture)}"
        yield "picture", size + (f" · {kind}" if kind else "")
    if value.available_range:
        length = value.available_range
        unit = "sample" if value.kind is MediaKind.AUDIO else "frame"
        yield "length", f"{float(length.rate.seconds(length.duration)):.3f} s, {counted(length.duration, unit)}"
    if sound.codec:
        channels, streams = counted(sound.channels or 0, "channel"), counted(sound.streams, "stream")
        yield "sound", f"{sound.codec} · {channels} · {sound.sample_rate_hz} Hz · {streams}"
    if value.start_timecode:
        yield "timecode", f"{value.start_timecode.timecode} ({value.start_timecode.source})"
    yield "reel", value.reel


def _rate(picture: Picture) -> str:
    rate = picture.frame_rate
    if rate is None:
        return ""
    if picture.variable_frame_rate:
        return f" · {float(rate.fraction):.3f} frames per second on average, they come irregularly"
    return f" · {rate} frames per second"


def _words(value: MediaFacts) -> Iterator[tuple[str, object]]:
    yield "caption", value.caption
    yield "keywords", ", ".join(value.keywords)
    yield "rights", value.rights
    yield "rating", rating(value.rating)


def rating(stars: int | None, *, rejected: bool = False) -> object:
    """The stars; or that it is rejected, as a person says, or its file by a rating of its own."""
    return "rejected" if rejected or stars == REJECTED_RATING else stars


def _message(value: Message) -> Iterator[tuple[str, object]]:
    """What came with it: who sent it, by an alias, what was said, and what is allowed, which is unknown until said."""
    where = " ".join(filter(None, (value.channel, value.chat and f"({value.chat})")))
    passed = value.forwarded_from and f"forwarded from {value.forwarded_from}"
    received = value.received_at and f"received {value.received_at.replace('T', ' ')}"
    sent = value.sent_at and f"sent {value.sent_at.replace('T', ' ')}"
    yield "message", " · ".join(filter(None, (where, value.sender, passed, sent, received)))
    for line in filter(None, value.text.splitlines()):
        yield "", line
    yield "allows", "unknown: the message does not say" if value.terms is None else " / ".join(value.terms.splitlines())
    yield "lacks", value.lacks


def _clip_line(value: Clip, owner: Asset) -> str:
    links = ", ".join(f"{one.kind.value} {one.name}{'?' if one.suggested else ''}" for one in value.links)
    stars = None if value.rating is None else f"{value.rating} stars"
    return " · ".join(filter(None, (spoken(value, owner), value.name, links, stars, value.note)))


def _uses(uses: Sequence[Use]) -> list[tuple[str, object]]:
    return [("used in", f"{one} ({one.project})" if one.project else str(one)) for one in uses]


def clip(value: Clip, owner: Asset, inherited: Inheritance, uses: Sequence[Use]) -> None:
    """Prints a clip, with what it inherits marked as such, and the shots that use any of its frames."""
    rows: list[tuple[str, object]] = [
        ("id", value.key),
        ("asset", f"{owner.key} {owner.name}"),
        ("range", spoken(value, owner)),
        ("name", value.name),
        ("rating", rating(value.rating, rejected=value.rejected)),
        ("picked", "yes" if value.picked else None),
        ("note", value.note),
        ("rights", value.rights),
    ]
    linked = ((one.kind.value, _link_line(one)) for one in value.links)
    facts([*rows, *linked, *_permissions(value, inherited), *_uses(uses)])


def _link_line(value: Link) -> str:
    by = value.stated_by or value.provenance.value
    sure = "" if value.confidence is None else f" {value.confidence:.0%}"
    asked = f", suggested by {by}{sure}" if value.suggested else ""
    return f"{value.name} ({value.role}{asked})"


def _permissions(value: Clip, inherited: Inheritance | None) -> Iterator[tuple[str, object]]:
    """What was settled about the rights in a clip, and what it inherits."""
    yield from _clearance_rows(value.clearance, "")
    if inherited is None:
        return
    for one in inherited.links:
        source = " ".join(filter(None, (one.source_kind, one.source_name)))
        yield one.kind.value, f"{one.name} ({one.role}; inherited from {source})"
    if not value.is_whole:
        yield "rights", f"{inherited.rights} (inherited from asset)" if inherited.rights else None
    yield from _clearance_rows(inherited.clearance, " (inherited from asset)")


def _clearance_rows(value: Clearance | None, mark: str) -> Iterator[tuple[str, object]]:
    for one in fields(value) if value else ():
        said = getattr(value, one.name)
        yield one.name.replace("_", " "), f"{said}{mark}" if said is not None else None


def authority(value: Authority, uses: int, consents: Sequence[Consent]) -> None:
    """Prints a record of an authority file, how many clips are linked to it, and what it consents to."""
    position = None if value.latitude is None else f"{value.latitude:.6f} {value.longitude:.6f}"
    rows: list[tuple[str, object]] = [
        ("name", value.name),
        *(("also", f"{one.text} ({one.language})" if one.language else one.text) for one in value.names),
        ("date", value.date),
        ("people", value.count),
        ("position", position),
        ("protection", value.protection.value if value.protection else None),
        ("alias", value.alias),
        ("roles", ", ".join(value.roles)),
        *(("consent", _consent(one)) for one in consents),
        *((one.relation.value, f"{one.name} ({one.kind.value})") for one in value.related),
        ("note", value.note),
        *(("source", _source(one)) for one in value.sources),
        *value.identifiers.items(),
        ("clips", str(uses)),
    ]
    facts(rows)


def _source(value: Source) -> str:
    quoted = f'"{value.quotation}"' if value.quotation else None
    return " · ".join(filter(None, (value.title, value.url, quoted)))


def _consent(value: Consent) -> str:
    until = f"until {value.until}" if value.until else None
    review = f"ask again on {value.review_on}" if value.review_on else None
    said = f"{value.purpose}: {value.state.value} on {value.stated_on}"
    return " · ".join(filter(None, (said, value.stated_by and f"by {value.stated_by}", value.how, until, review)))
