"""A video or a sound that ends before its own account of itself does: how long it says it is, and what of it is there.

Its length stays the one that is stated, for timecode and lists of shots count on it; what is there is said beside it.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from library.model import JsonObject, Picture, Sound
from mediavault.media.containers.extent import Extent


def as_stated(picture: Picture, sound: Sound, extent: Extent) -> tuple[Picture, Sound]:
    """Picture and sound in the length that the head of the file states, where its readers only saw what is there."""
    rate, frames = picture.frame_rate, picture.frame_count
    # A frame may be counted that is only begun: that alone makes nothing longer.
    if rate and frames and rate.seconds(frames - 1) > (picture.duration_s or 0):
        picture = replace(picture, duration_s=rate.seconds(frames))
    if extent.seconds and sound.duration_s:
        sound = replace(sound, duration_s=max(sound.duration_s, extent.seconds))
    return picture, sound


def note(
    picture: Picture, sound: Sound, sizes: tuple[int, int], there: tuple[int | None, Fraction | None]
) -> JsonObject:
    """What is noted of it: plain values, and a clause.

    Args:
        picture: In the length stated.
        sound: In the length stated.
        sizes: Bytes that are there, and that are stated at least.
        there: Frames of the picture that can be read, and seconds of a sound without one; None when not counted.
    """
    frames, seconds = there
    if frames is not None and picture.frame_rate:
        seconds = picture.frame_rate.seconds(frames)
    whole = picture.duration_s or sound.duration_s
    said = f"{sizes[0]:,} of at least {sizes[1]:,} bytes are here"
    if seconds is not None and whole:
        of = f" of {picture.frame_count:,}" if picture.frame_count else ""
        counted = "" if frames is None else f" ({frames:,}{of} frames)"
        said += f", {float(seconds):.3f} s of {float(whole):.3f} s{counted}"
    elif whole:
        # What is too long to be counted: as much of the time as of the bytes, or less.
        said += f", hardly more than {float(whole * Fraction(*sizes)):.0f} s of {float(whole):.0f} s"
    return {"bytes": sizes[0], "stated_bytes": sizes[1], "frames": frames, "said": said} | (
        {} if seconds is None else {"seconds": str(seconds)}
    )
