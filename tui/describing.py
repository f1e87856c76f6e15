"""One asset in words: what the inspector and the Log screen say of it. Everything comes out cleaned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from library.model import CopyState
from mediavault.progress.wording import some
from tui.tagging import SIGIL_OF
from tui.widgets.frame_scale import label
from tui.wording import NOTHING, OFFLINE, SUGGESTED, clean, counted, length, stars

if TYPE_CHECKING:
    from library.model import Asset, Clip, Holding, Link, Use
    from library.timecode import FrameRate, Timecode, TimeRange

SEPARATOR = f" {NOTHING} "


def joined(parts: Iterable[str | None], separator: str = SEPARATOR) -> str:
    """Those that say something, in one line."""
    return separator.join(part for part in parts if part)


def picture_line(asset: Asset) -> str:
    """`video · 3840x2160 · 25 fps · prores · 00:09`."""
    picture, sound = asset.facts.picture, asset.facts.sound
    size = f"{picture.width}x{picture.height}" if picture.width and picture.height else None
    rate = f"{rate_words(picture.frame_rate)} fps" if picture.frame_rate else None
    codec = clean(picture.codec or sound.codec or "") or None
    lasting = length(asset.facts.kind, asset.facts.available_range) if asset.facts.available_range else None
    return joined((asset.facts.kind.value, size, rate, codec, picture.hdr, lasting))


def rate_words(rate: FrameRate) -> str:
    """`25`, `29.97`."""
    return str(rate.numerator) if rate.denominator == 1 else f"{float(rate.fraction):.3f}".rstrip("0")


def recorded_line(asset: Asset) -> str:
    """When it was recorded, and how that is known."""
    recorded = asset.facts.recorded_at
    return clean(recorded.explanation) if recorded else "capture time unknown"


def camera_line(asset: Asset) -> str:
    """`Sony ILCE-7M3 · tc 10:00:00:00 · reel A003`."""
    camera, start = asset.facts.camera, asset.facts.start_timecode
    name = clean(camera.name)
    timecode = f"tc {start.timecode}" if start else None
    reel = f"reel {clean(asset.facts.reel)}" if asset.facts.reel else None
    return joined((name, timecode, reel, place_on_earth(asset)))


def place_on_earth(asset: Asset) -> str | None:
    """`53.1325 N 23.1688 E`."""
    gps = asset.facts.gps
    if gps is None:
        return None
    north, east = "NS"[gps.latitude < 0], "EW"[gps.longitude < 0]
    return f"{abs(gps.latitude):.4f} {north} {abs(gps.longitude):.4f} {east}"


GONE = f"{OFFLINE} not where it was: mediavault relink finds it"
"""What is said of a file that is not at its place, on a disk that is there."""


def state_line(asset: Asset) -> str:
    """Where it stands when it cannot be opened; nothing when it can."""
    if asset.state is CopyState.ONLINE:
        return ""
    volumes = ", ".join(sorted({clean(copy.volume) for copy in asset.copies})) or "no copy known"
    return f"{OFFLINE} {asset.state.value}: {volumes}"


def links_line(clips: Iterable[Clip]) -> str:
    """Every tag of these clips once: `!Harvest 2019, ^Odesa, #hands?`, the last of them only suggested."""
    links = [link for clip in clips for link in clip.links]
    facts = {(link.kind, link.name) for link in links if not link.suggested}
    shown = (link for link in links if not link.suggested or (link.kind, link.name) not in facts)
    return "  ".join(dict.fromkeys(SIGIL_OF.get(link.kind, "") + tag_words(link) for link in shown))


def tag_words(link: Link) -> str:
    """What a clip is tagged with; `hands?` where nobody has accepted it yet."""
    return clean(link.name) + (SUGGESTED if link.suggested else "")


def parts_line(asset: Asset) -> str:
    """`part of GX010123.MP4 (continues)`, and what belongs to it: `with GX020123.MP4 (continues)`."""
    whole = f"part of {clean(asset.part_of.name)} ({asset.part_of.role.value})" if asset.part_of else None
    shown = some([f"{clean(part.name)} ({part.role.value})" for part in asset.parts], 3)
    motion = "a motion photo" if asset.facts.motion else None
    return joined((whole, f"with {shown}" if shown else None, motion))


def uses_line(uses: Iterable[Use]) -> str:
    """Where it is used already: `used in Ch.2 The field: shots 3, 7 · Selects: shot 1`."""
    shots: dict[str, list[int]] = {}
    for use in uses:
        shots.setdefault(use.shot_list, []).append(use.number)
    said = (
        f"{clean(name)}: shot{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"
        for name, numbers in shots.items()
    )
    return f"used in {joined(said)}" if shots else ""


def needed_line(holdings: Iterable[Holding]) -> str:
    """Which volumes are to be connected, and where they stand: `⚠ to connect: CARD_Z (shelf 3), 2 assets`."""
    said = (f"{_shelved(one)}, {counted(one.needed, 'asset')}" for one in holdings if one.needed)
    return f"{OFFLINE} to connect: {line}" if (line := joined(said)) else ""


def connected_line(holdings: Iterable[Holding]) -> str:
    """Which volumes are connected, and where they belong: `here: CARD_A (shelf 1), 5 files`."""
    said = (f"{_shelved(one)}, {counted(one.files, 'file')}" for one in holdings if one.point is not None and one.files)
    return f"here: {line}" if (line := joined(said)) else ""


def _shelved(one: Holding) -> str:
    return f"{clean(one.volume.label)}{f' ({clean(one.volume.shelf)})' if one.volume.shelf else ''}"


def ranges_of(asset: Asset) -> list[Clip]:
    """Its clips that are ranges, in order."""
    return sorted(
        (clip for clip in asset.clips if clip.range is not None),
        key=lambda clip: (clip.range.start, clip.id) if clip.range else (0, clip.id),
    )


def range_words(range: TimeRange, start: Timecode | None) -> str:  # noqa: A002  the glossary's word
    """`10:00:04:02–10:00:05:11`: the labels of its first and last frame, counted from `start` if the media has one."""
    return f"{label(range.start, range.rate, start)}–{label(range.end_exclusive - 1, range.rate, start)}"


def start_of(asset: Asset) -> Timecode | None:
    """The label of its first frame, if the media has one."""
    start = asset.facts.start_timecode
    return start.timecode if start else None


def ranges_line(asset: Asset) -> str:
    """`2 ranges  10:00:04:02 hands`."""
    ranges = ranges_of(asset)
    if not ranges:
        return ""
    shown = "  ".join(
        f"{label(c.range.start, c.range.rate, start_of(asset))} {clip_words(c)}".rstrip() for c in ranges[:3] if c.range
    )
    return f"{counted(len(ranges), 'range')}  {shown}"


def clip_words(clip: Clip) -> str:
    """What a range is called: its name, or its tags."""
    if clip.name:
        return clean(clip.name)
    return ", ".join(map(tag_words, clip.links[:3]))


def note_of(asset: Asset) -> str:
    """Its note, or the caption the file itself carries."""
    whole = asset.whole
    return clean((whole.note if whole else None) or asset.facts.caption or "")


def rating_of(asset: Asset) -> str:
    """Its stars."""
    whole = asset.whole
    rating = whole.rating if whole and whole.rating is not None else asset.facts.rating
    return stars(rating, rejected=bool(whole and whole.rejected))
