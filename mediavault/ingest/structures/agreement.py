"""Whether what two files state allows that they belong together. Certain rather than clever: what contradicts does not.

Rules are pure functions of facts. Where both files state a thing it has to agree; where a name alone could be chance,
some facts have to be there.
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from library.model import MediaFacts, MediaKind, RecordedAt
from library.reading.parts import Evidence

SAME_SHOT_S = 3
"""Seconds by which the clocks of a raw photo and its JPEG may differ: writing takes a moment."""
LIVE_S, LIVE_LENGTH_S = 5, 6
"""Seconds around a still in which its movie begins, and how long that may be."""
PROXY_LENGTH_S, PROXY_CLOCK_S = Fraction(1), 5
"""How far a proxy may differ in length, and in the time it says it was recorded."""
GOES_ON_S = 2
"""How far the clock of a piece may be from the end of the one before."""
CHAPTER_LATE_S = 60
"""How late a chapter may be dated: cameras stamp it when its file is opened, or closed."""
OVERLAP_S, GAP_S = Fraction(-1), Fraction(1, 2)
"""What cut transport streams may repeat (a group of pictures), and leave out, by their own clock."""
SPLIT_BYTES = (2 << 30, 4 << 30)
"""Longest files of FAT file systems, at which cameras cut."""
SPLIT_SHARE = Fraction(85, 100)
"""How much of those a camera fills before it cuts."""


def same_exposure(raw: Evidence, still: Evidence) -> bool:
    """A raw photo and a JPEG or HEIF of the same exposure: both were taken at the same moment by the same camera."""
    apart = seconds_between(raw.facts, still.facts)
    photos = raw.facts.kind is still.facts.kind is MediaKind.PHOTO
    return photos and apart is not None and abs(apart) <= SAME_SHOT_S and same_camera(raw.facts, still.facts)


def live_photo(still: Evidence, movie: Evidence) -> bool:
    """An Apple still and the short movie around it: by the identifier both carry, else by moment and length."""
    if (still.facts.kind, movie.facts.kind) != (MediaKind.PHOTO, MediaKind.VIDEO):
        return False
    ours, theirs = still.facts.ties.recording_id, movie.facts.ties.recording_id
    if ours and theirs:
        return ours == theirs
    apart, length = seconds_between(still.facts, movie.facts), length_s(movie.facts)
    makes = {facts.camera.make for facts in (still.facts, movie.facts) if facts.camera.make}
    return (
        makes == {"Apple"}
        and same_camera(still.facts, movie.facts)
        and apart is not None
        and abs(apart) <= LIVE_S
        and length is not None
        and length <= LIVE_LENGTH_S
    )


def proxy(video: Evidence, small: Evidence) -> bool:
    """A video and a smaller one, where the camera's own naming says that it is its proxy."""
    if video.facts.kind is not MediaKind.VIDEO or small.facts.kind is not MediaKind.VIDEO:
        return False
    lengths = length_s(video.facts), length_s(small.facts)
    apart = seconds_between(video.facts, small.facts)
    return (
        (None in lengths or _lengths_agree(video.facts, small.facts))
        and (apart is None or abs(apart) <= PROXY_CLOCK_S)
        and _labels_agree(video.facts, small.facts)
        and _is_no_larger(small.facts, video.facts)
        and same_camera(video.facts, small.facts)
    )


def proxy_of_length(video: Evidence, small: Evidence) -> bool:
    """A video and a smaller one of the same length, where anybody may have named them."""
    return _lengths_agree(video.facts, small.facts) and proxy(video, small)


def chapter(before: Evidence, after: Evidence) -> bool:
    """Two files of one recording by their names: same camera and format, and no other moment.

    Some cameras date every chapter with the beginning of the recording, others with its own.
    """
    apart, length = seconds_between(before.facts, after.facts), length_s(before.facts)
    on_time = apart is None or -SAME_SHOT_S <= apart <= (length or 0) + CHAPTER_LATE_S
    return on_time and same_format(before.facts, after.facts) and same_camera(before.facts, after.facts)


def goes_on(before: Evidence, after: Evidence) -> bool:
    """Two pieces of one recording by their names: as chapters, and the label of the second goes on from the first."""
    return chapter(before, after) and _label_goes_on(before.facts, after.facts) is not False


def split(before: Evidence, after: Evidence) -> bool:
    """Two files of one recording although their names only follow on each other, as all names of a camera do.

    The first is as long as a file can be, the second begins when the first ends, by the camera's clock and, where there
    is one, by the timecode.
    """
    full = any(SPLIT_SHARE * limit <= before.size_bytes <= limit for limit in SPLIT_BYTES)
    apart, length = seconds_between(before.facts, after.facts), length_s(before.facts)
    on_time = apart is not None and length is not None and abs(apart - length) <= GOES_ON_S
    return full and on_time and goes_on(before, after)


def stream_goes_on(before: Evidence, after: Evidence) -> bool:
    """Two transport streams of one recording: the clock of the multiplex runs on from one into the other."""
    first, second, length = before.facts.ties.start_s, after.facts.ties.start_s, length_s(before.facts)
    if first is None or second is None or length is None:
        return False
    # Shots that begin anew all begin at about the same time stamp: a short one must not look like an overlap.
    overlap = max(OVERLAP_S, -length / 2)
    return overlap <= second - (first + length) <= GAP_S and second > first and chapter(before, after)


def sound_of(video: Evidence, sound: Evidence) -> bool:
    """A picture and its sound track, where the standard's naming says so."""
    kinds = (video.facts.kind, sound.facts.kind) == (MediaKind.VIDEO, MediaKind.AUDIO)
    unknown = None in (length_s(video.facts), length_s(sound.facts))
    return kinds and (unknown or _lengths_agree(video.facts, sound.facts))


def memo_of(clip: Evidence, memo: Evidence) -> bool:
    """A clip and a voice memo on it, where the standard's naming says so."""
    return (clip.facts.kind, memo.facts.kind) == (MediaKind.VIDEO, MediaKind.AUDIO)


# What they state ------------------------------------------------------------------------------------------------------


def same_camera(one: MediaFacts, other: MediaFacts) -> bool:
    """Whether nothing says that two cameras recorded them."""
    pairs = ((getattr(one.camera, name), getattr(other.camera, name)) for name in ("make", "model", "serial"))
    return all(not (a and b) or a.casefold() == b.casefold() for a, b in pairs)


def same_format(one: MediaFacts, other: MediaFacts) -> bool:
    """Whether a camera could have written both without being set anew."""
    a, b = one.picture, other.picture
    pictures = ((a.width, b.width), (a.height, b.height), (a.codec, b.codec), (a.frame_rate, b.frame_rate))
    sounds = ((one.sound.codec, other.sound.codec), (one.sound.streams, other.sound.streams))
    return one.kind is other.kind and all(x == y or x is None or y is None for x, y in (*pictures, *sounds))


def seconds_between(one: MediaFacts, other: MediaFacts) -> float | None:
    """Seconds from one capture time to the other; None where no clock stated both.

    Where one of them has no zone, both are taken for local times of one place.
    """
    first, second = one.recorded_at, other.recorded_at
    if first is None or second is None or not (first.by_clock and second.by_clock):
        return None
    zoned = first.offset is not None and second.offset is not None
    return (_moment(second, zoned=zoned) - _moment(first, zoned=zoned)).total_seconds()


def _moment(recorded: RecordedAt, *, zoned: bool) -> datetime:
    whole, _, decimals = recorded.local.partition(".")
    text = f"{whole}.{decimals[:6]:0<6}" + ((recorded.offset or "") if zoned else "")
    return datetime.fromisoformat(text)


def length_s(facts: MediaFacts) -> Fraction | None:
    """How long it plays, in seconds."""
    return facts.picture.duration_s if facts.picture.duration_s is not None else facts.sound.duration_s


def _lengths_agree(one: MediaFacts, other: MediaFacts) -> bool:
    first, second = length_s(one), length_s(other)
    return first is not None and second is not None and abs(first - second) <= PROXY_LENGTH_S


def _is_no_larger(small: MediaFacts, large: MediaFacts) -> bool:
    sides = (small.picture.width, small.picture.height, large.picture.width, large.picture.height)
    width, height, full_width, full_height = (side or 0 for side in sides)
    return None in sides or width * height <= full_width * full_height


def _labels_agree(one: MediaFacts, other: MediaFacts) -> bool:
    """Whether both start at the same label, to the second: a proxy may count frames at another rate."""
    first, second = one.start_timecode, other.start_timecode
    if first is None or second is None:
        return True
    return str(first.timecode)[:8] == str(second.timecode)[:8]


def _label_goes_on(before: MediaFacts, after: MediaFacts) -> bool | None:
    """Whether the label after the last frame of one is the first of the other; None where they do not say."""
    first, second, frames = before.start_timecode, after.start_timecode, before.picture.frame_count
    if first is None or second is None or frames is None or first.timecode.rate != second.timecode.rate:
        return None
    return str(first.timecode + frames) == str(second.timecode)
