"""Damaged files end in facts or in a refusal with a reason, and never in another exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from media_factory import make_photo, make_sound, make_video
from preview_factory import make_preview

from mediavault import media
from mediavault.media.frame import FrameMissing, frame_at
from mediavault.tools import ToolFailed, ToolTimedOut

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import MediaFacts

STILLS = (".jpg", ".png", ".tif", ".webp", ".heic", ".avif")
STREAMS = (".mov", ".mp4", ".mkv", ".mxf", ".avi", ".ts", ".wav", ".mp3")
REFUSALS = (media.Unreadable, ToolFailed, ToolTimedOut)
FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=12)


def made(path: Path) -> bytes:
    if path.suffix in STILLS:
        make_photo(path, size=(48, 32), offset="+02:00", gps=(53.9, 27.5), altitude_m=200, orientation=6, Make="Canon")
    elif path.suffix in {".wav", ".mp3"}:
        make_sound(path, seconds=0.1, tags={"title": "Bells"})
    else:
        make_video(path, seconds=0.2, size=(96, 64), timecode="10:00:00:00", tags={"title": "Marsh"})
    return path.read_bytes()


def read(path: Path, content: bytes) -> MediaFacts | None:
    path.write_bytes(content)
    try:
        return media.read(path)
    except (media.Unreadable, media.NotMedia) as refused:
        assert str(refused).endswith(".")
        assert "/proc/" not in str(refused)
        return None


def show(path: Path, facts: MediaFacts) -> None:
    """Asks for every picture there is."""
    try:
        made_one = make_preview(path, path.with_name("picture.jpg"), facts)
    except REFUSALS as refused:
        assert str(refused).endswith(".")
    else:
        assert made_one in (True, False)
    if facts.picture.frame_rate is not None:
        try:
            assert len(frame_at(path, 2, facts, 32, 16)) == 32 * 16 * 3
        except (FrameMissing, *REFUSALS) as refused:
            assert str(refused).endswith(".")


@pytest.mark.parametrize("suffix", [*STILLS, *STREAMS])
def test_a_file_cut_short_is_read_or_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"cut{suffix}"
    whole = made(path)
    assert read(path, whole) is not None
    for part in (0.02, 0.1, 0.3, 0.5, 0.8, 0.97):
        facts = read(path, whole[: int(len(whole) * part)])
        if facts is not None:
            show(path, facts)


@pytest.mark.parametrize("suffix", STILLS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=FLIPS)
def test_a_photo_with_wrong_bytes_is_read_or_refused(
    suffix: str, tmp_path: Path, flips: list[tuple[float, int]]
) -> None:
    read_flipped(tmp_path, suffix, flips)


@pytest.mark.parametrize("suffix", STREAMS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=FLIPS)
def test_a_recording_with_wrong_bytes_is_read_or_refused(
    suffix: str, tmp_path: Path, flips: list[tuple[float, int]]
) -> None:
    read_flipped(tmp_path, suffix, flips)


def read_flipped(folder: Path, suffix: str, flips: list[tuple[float, int]]) -> None:
    """Half of the wrong bytes fall upon the first 512, where the structure is."""
    good = folder / f"good{suffix}"
    content = bytearray(good.read_bytes() if good.exists() else made(good))
    for number, (place, change) in enumerate(flips):
        content[int(place * (min(512, len(content)) if number % 2 else len(content)))] ^= change
    path = folder / f"flipped{suffix}"
    facts = read(path, bytes(content))
    if facts is not None:
        show(path, facts)
