"""The pre-flight: what is found, of which shot, and what stops."""

from __future__ import annotations

import pytest
import shot_list_factory as factories
from shot_list_factory import NTSC, shot, shot_list, sound, video

from library.model import CopyState, ShotList
from library.timecode import FrameRate
from mediavault.export import EdlOptions, UnknownFormat, check


def found(built: ShotList, format_name: str, **options: object) -> list[tuple[int | None, str, bool]]:
    findings = check(built, format_name, **options)  # type: ignore[arg-type]
    return [(finding.shot, finding.kind.value, finding.stops) for finding in findings]


def plain(number: int, **more: object) -> ShotList:
    asset = video(number, "a.mov", **{"timecode": "10:00:00:00", **more})  # type: ignore[arg-type]
    return shot_list(shot(number, asset, 0, 5), rate=more.get("rate", factories.PAL))  # type: ignore[arg-type]


@pytest.mark.parametrize("format_name", ["otio", "edl", "csv", ".EDL"])
def test_a_clean_list_has_no_findings(format_name: str) -> None:
    assert found(plain(1), format_name) == []


def test_media_without_timecode_is_told() -> None:
    assert found(plain(1, timecode=None), "edl") == [(1, "no-timecode", False)]


@pytest.mark.parametrize(
    ("state", "kind", "stops"),
    [
        (CopyState.OFFLINE, "media-offline", False),
        (CopyState.MISSING, "media-missing", False),
        (CopyState.CHANGED, "media-changed", True),
    ],
)
def test_media_that_is_not_online_is_told(state: CopyState, kind: str, stops: bool) -> None:
    assert found(plain(1, state=state), "otio") == [(1, kind, stops)]


@pytest.mark.parametrize(("format_name", "stops"), [("edl", True), ("otio", False), ("csv", False)])
def test_only_an_edl_is_stopped_by_rates(format_name: str, stops: bool) -> None:
    mixed = shot_list(shot(1, video(1, "a.mov", rate=NTSC, timecode="10:00:00;00"), 0, 5))
    assert found(mixed, format_name) == [(1, "mixed-rates", stops)]
    assert found(plain(1, variable=True), format_name) == [(1, "variable-frame-rate", stops)]


def test_stops_come_first() -> None:
    offline = video(1, "a.mov", timecode="10:00:00:00", state=CopyState.OFFLINE)
    changed = video(2, "b.mov", timecode="10:00:00:00", state=CopyState.CHANGED)
    assert [stops for *_, stops in found(shot_list(shot(1, offline, 0, 5), shot(2, changed, 0, 5)), "csv")] == [
        True,
        False,
    ]


def test_a_shot_longer_than_its_media_stops() -> None:
    asset = video(1, "a.mov", frames=50, timecode="10:00:00:00")
    assert found(shot_list(shot(1, asset, 40, 20)), "otio") == [(1, "outside-media", True)]


def test_sound_between_frames_is_told() -> None:
    assert found(shot_list(shot(1, sound(1, "a.wav", seconds=9), 1, 48000)), "csv") == [
        (1, "sound-rounded", False),
        (1, "no-timecode", False),
    ]


def test_reels_are_told() -> None:
    media = [video(n, f"{n}/Interview 0001.mov", timecode="10:00:00:00") for n in (1, 2)]
    built = shot_list(*(shot(n, asset, 0, 5) for n, asset in enumerate([*media, media[0]], 1)))
    assert found(built, "edl", edl=EdlOptions(reel_length=8)) == [
        (1, "reel-shortened", False),
        (2, "reel-duplicate", False),
        (2, "reel-shortened", False),
    ]
    assert found(built, "edl") == [(2, "reel-duplicate", False)]
    assert found(built, "otio") == []


def test_letters_an_edl_cannot_hold_are_told() -> None:
    built = shot_list(shot(1, video(1, "Рынак.mov", timecode="10:00:00:00"), 0, 5))
    assert found(built, "edl") == [(1, "name-not-ascii", False)]
    assert found(built, "csv") == []


def test_an_edit_past_midnight_is_told() -> None:
    built = shot_list(shot(1, video(1, "a.mov", timecode="23:59:59:20"), 0, 10))
    assert found(built, "edl") == [(1, "past-midnight", False)]


def test_media_that_counts_otherwise_is_told() -> None:
    asset = video(1, "a.mov", timecode="10:00:00:00", rate=NTSC)
    built = shot_list(shot(1, asset, 0, 5), rate=NTSC, drop_frame=True)
    assert found(built, "edl") == [(1, "drop-frame-differs", False)]


def test_a_split_is_told() -> None:
    one = video(1, "a.mov", frames=5000, timecode="10:00:00:00")
    assert found(shot_list(*(shot(n, one, n, 2) for n in range(1, 1001))), "edl") == [(None, "split", False)]


def test_a_rate_an_edl_cannot_label_stops() -> None:
    assert (None, "rate-too-high", True) in found(plain(1, rate=FrameRate(120)), "edl")


def test_an_unknown_format_says_the_nearest() -> None:
    with pytest.raises(UnknownFormat, match='Did you mean "otio"') as unknown:
        check(plain(1), "otoi")
    assert unknown.value.nearest == "otio"
