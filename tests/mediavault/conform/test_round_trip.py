"""What leaves comes back as the same list: order, clips, frames, notes, headings, alternates, handles, holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shot_list_factory as factories
from conform_factory import catalogue_at, stocked, uses
from hypothesis import given, settings
from hypothesis import strategies as st
from shot_list_factory import ACROSS_THE_HOUR, NTSC, PAL, SELECTS, legible, shot, shot_list, sound, video

from library import Catalogue
from library.model import Shot, ShotList
from library.timecode import FrameRate
from mediavault.conform import NewList, conform, make_list
from mediavault.export import NOBODY, export

RETURNING = ("otio", "otioz", "fcpxml", "csv", "xlsx")
FILM = FrameRate(24000, 1001)
_FAST = video(21, "fast.mov", rate=NTSC, timecode="09:59:58;11", frames=4000, reel="A007")
_FILM = video(22, "film.mov", rate=FILM, timecode="01:00:00:00", frames=3000)
MIXED = shot_list(
    *(shot(number, _FAST, 17 * number, 40 + number, note=f"take {number}") for number in range(1, 12)),
    shot(12, _FILM, 1001, 1),
    shot(13, sound(23, "atmo.wav", seconds=60), 48001, 12345),
    shot(14, _FAST, 3999, 1),
    shot(15, video(24, "own.mov", timecode="00:00:10:00"), 3, 7),
    name="Rates",
    rate=PAL,
)
"""A list at 25 of media at 29.97 and 23.976, and of a sound that begins between two frames."""


def returned(catalogue: Catalogue, path: Path) -> ShotList:
    """A list of the same catalogue, made of a file that came back."""
    found = conform(catalogue, path, NOBODY)
    with catalogue.transaction("Import") as edit:
        key = make_list(catalogue, edit, NewList(f"{path.name} back", None, found.rate), found.cut, found.found)
    return catalogue.shot_list(key)


@pytest.mark.parametrize("format_name", RETURNING)
@pytest.mark.parametrize("built", [legible(SELECTS), ACROSS_THE_HOUR, MIXED], ids=["selects", "hour", "mixed rates"])
def test_the_same_list_comes_back(built: ShotList, format_name: str, tmp_path: Path) -> None:
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, replace(built, handles=12), alternates=True)
        (path,) = export(there, tmp_path / f"list.{format_name}").paths
        assert uses(returned(catalogue, path)) == uses(there)


@pytest.mark.parametrize("format_name", RETURNING)
def test_a_list_that_does_not_drop_frames_comes_back_so(format_name: str, tmp_path: Path) -> None:
    plain = video(1, "plain.mov", rate=NTSC, timecode="01:00:00:00")
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, shot_list(shot(1, plain, 10, 20), rate=NTSC))
        assert not there.drop_frame
        (path,) = export(there, tmp_path / f"list.{format_name}").paths
        assert uses(returned(catalogue, path)) == uses(there)


texts = st.none() | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).map(
    lambda text: "x" + text.replace("\u00a0", " ").strip() + "\n=1+1\tx"
)


RATES = [FrameRate.parse(text) for text in ("24000/1001", "25", "30000/1001", "50", "60000/1001")]
MEDIA = [
    *(
        video(30 + n, f"{n} \u0141.mov", rate=rate, frames=10_000, timecode="01:02:03:04")
        for n, rate in enumerate(RATES)
    ),
    factories.photo(40, "3.jpg"),
    sound(41, "4.wav", seconds=400),
]


@st.composite
def lists(draw: st.DrawFn) -> ShotList:
    """Lists at any rate of media at any rate, of stills and sounds, with notes, headings and handles."""
    rate = draw(st.sampled_from(RATES))
    shots = [_shot(draw, number, draw(st.sampled_from(MEDIA)), rate) for number in range(draw(st.integers(1, 5)))]
    built = shot_list(*shots, rate=rate, drop_frame=rate.drops)
    return replace(built, handles=draw(st.integers(0, 100)))


def _shot(draw: st.DrawFn, number: int, of: object, rate: FrameRate) -> Shot:
    still = of.facts.available_range is None
    start = 0 if still else draw(st.integers(0, 9_000))
    said = {"note": draw(texts), "heading": draw(texts)}
    return shot(number, of, start, draw(st.integers(1, 900)), rate=rate, **said)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """A catalogue with media at every rate."""
    with catalogue_at(tmp_path_factory.mktemp("full") / "catalogue.db") as catalogue:
        yield catalogue


@settings(max_examples=25)
@given(built=lists(), format_name=st.sampled_from(["otio", "fcpxml", "csv", "xlsx"]))
def test_any_list_comes_back(
    built: ShotList, format_name: str, full: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with full.transaction("Forget") as edit:
        for one in full.shot_lists():
            edit.remove_shot_list(one.id)
    there = stocked(full, built, alternates=True)
    (path,) = export(there, tmp_path_factory.mktemp("any") / f"list.{format_name}").paths
    assert uses(returned(full, path)) == uses(there)


def test_what_was_trimmed_in_the_editing_room_comes_back_trimmed(tmp_path: Path) -> None:
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, ACROSS_THE_HOUR)
        (path,) = export(there, tmp_path / "list.fcpxml").paths
        text = path.read_text(encoding="utf-8")
        first = there.shots[0].source_range
        # The first shot is 90 frames from frame 30: it begins ten frames later now, and is ten frames shorter.
        (clip,) = [line for line in text.splitlines() if 'name="DF2997' in line and "<asset-clip" in line][:1]
        trimmed = clip.replace('start="107969862/30000s"', 'start="107979872/30000s"')
        trimmed = trimmed.replace('duration="90090/30000s"', 'duration="80080/30000s"')
        assert trimmed != clip
        path.write_text(text.replace(clip, trimmed), encoding="utf-8")
        back = returned(catalogue, path)
    assert (back.shots[0].source_range.start, back.shots[0].source_range.duration) == (first.start + 10, 80)
    assert uses(back)[2:] == uses(there)[2:]


def test_rows_of_a_table_may_be_moved_left_out_and_noted_anew(tmp_path: Path) -> None:
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, ACROSS_THE_HOUR)
        (path,) = export(there, tmp_path / "list.csv").paths
        head, *rows = path.read_bytes().decode("utf-8-sig").split("\r\n")[:-1]
        path.write_bytes("\r\n".join([head, rows[3], rows[0].replace("Across the hour", "Later"), ""]).encode())
        back = returned(catalogue, path)
    assert [(one.source_range, one.heading) for one in back.shots] == [
        (there.shots[3].source_range, None),
        (there.shots[0].source_range, "Later"),
    ]
