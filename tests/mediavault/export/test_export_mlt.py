"""Shotcut's and Kdenlive's files: melt shows every frame of them; what is said of shots stands where they look."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import bar_codes
import melt
import pytest
from shot_list_factory import SELECTS, legible, photo, shot, shot_list, video

from library.model import CopyState, ShotList
from mediavault.export import NameNotText, check, export, timeline
from mediavault.export.writers import WRITERS


def written(built: ShotList, format_name: str) -> ET.Element:
    return ET.fromstring(WRITERS[format_name](timeline(built))[0])


def said(element: ET.Element) -> dict[str | None, str | None]:
    return {one.get("name"): one.text for one in element.findall("property")}


def producers(root: ET.Element) -> dict[str | None, dict[str | None, str | None]]:
    return {one.get("id"): said(one) for one in root.iter("producer")}


@pytest.mark.needs_program("melt")
@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_melt_shows_and_plays_every_frame(each_rate: bar_codes.Case, format_name: str, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / f"list.{format_name}").paths
    out = melt.rendered(path, len(each_rate.frames), tmp_path)
    assert bar_codes.seen(out) == each_rate.frames
    assert bar_codes.heard(out, each_rate.shot_list.rate) == melt.playable(each_rate)


@pytest.mark.needs_program("melt")
@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_one_frame_of_slip_would_be_seen(
    coded: Callable[[str], bar_codes.Case], format_name: str, tmp_path: Path
) -> None:
    case = coded("25")
    (content,) = WRITERS[format_name](timeline(case.shot_list))
    slipped = tmp_path / f"slipped.{format_name}"
    slipped.write_bytes(content.replace(b'in="5" out="24"', b'in="6" out="25"'))
    found = bar_codes.seen(melt.rendered(slipped, len(case.frames), tmp_path))
    assert [at for at, (one, other) in enumerate(zip(found, case.frames, strict=True)) if one != other] == [
        *range(31, 51)
    ]


@pytest.mark.needs_program("melt")
@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_oblong_pixels_fill_the_picture(
    coded: Callable[[str], bar_codes.Case], format_name: str, tmp_path: Path
) -> None:
    wide = bar_codes.oblong(coded("25").media[0], tmp_path / "wide.mov", Fraction(64, 45))
    (path,) = export(shot_list(shot(1, wide.asset, 5, 20)), tmp_path / f"list.{format_name}").paths
    profile = ET.parse(path).find("profile")
    assert profile is not None
    assert (profile.get("width"), profile.get("height")) == ("270", "108")
    assert bar_codes.seen(melt.rendered(path, 20, tmp_path)) == [bar_codes.Seen(1, frame) for frame in range(5, 25)]


@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_the_profile_is_the_list_s(each_rate: bar_codes.Case, format_name: str) -> None:
    profile = written(each_rate.shot_list, format_name).find("profile")
    assert profile is not None
    rate = each_rate.shot_list.rate
    wanted = {"width": 190, "height": 108, "frame_rate_num": rate.numerator, "frame_rate_den": rate.denominator}
    assert {name: int(profile.get(name, "")) for name in wanted} == wanted


@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_a_path_that_is_no_text_is_refused_by_shot(format_name: str) -> None:
    with pytest.raises(NameNotText, match=r"shot 5 \(Mi\\xf1sk\.mp4\) holds bytes that are no text") as refused:
        written(SELECTS, format_name)
    assert refused.value.findings[0].shot == 5
    kinds = [(one.shot, one.kind.value) for one in check(SELECTS, format_name) if one.stops]
    assert kinds == [(5, "name-not-text")]


@pytest.mark.parametrize("format_name", ["mlt", "kdenlive"])
def test_places_are_plain_paths(format_name: str) -> None:
    names = ["50% & <b>.mov", "a\nb\tc.mov", "#?.mov", "Беласток.mov"]
    built = shot_list(*(shot(n, video(n, name), 0, 5) for n, name in enumerate(names, 1)))
    found = {one["resource"] for one in producers(written(built, format_name)).values()}
    assert found == {"black", *(f"/media/card/{name}" for name in names)}
    away = video(1, "a b.mov", mount=None, state=CopyState.OFFLINE)
    found = {one["resource"] for one in producers(written(shot_list(shot(1, away, 0, 5)), format_name)).values()}
    assert found == {"black", "/offline/CARD 1/a b.mov"}


def test_shotcut_gets_a_comment_for_each_shot_and_a_marker_for_each_heading() -> None:
    root = written(legible(SELECTS), "mlt")
    first = producers(root)["shot1"]
    assert first["shotcut:caption"] == "Interview"
    assert first["shotcut:comment"] == (
        'She says "we stay",\nthen walks off\n'
        "place: Kościuszko Market Square, Białystok\nevent: Day of Solidarity\nkeyword: flag\nrating: 4"
    )
    markers = [said(one) for one in root.findall("tractor/properties[@name='shotcut:markers']/properties")]
    assert [(one["text"], one["start"]) for one in markers] == [
        ("Rynek Kościuszki", "0"),
        ("Sound of the square", "164"),
    ]


def test_kdenlive_gets_a_guide_for_each_shot() -> None:
    (main,) = written(legible(SELECTS), "kdenlive").findall("playlist[@id='main_bin']")
    described = said(main)
    assert described["kdenlive:docproperties.version"] == "1.04"
    guides = json.loads(described["kdenlive:docproperties.guides"] or "")
    assert [(one["pos"], one["comment"]) for one in guides] == [
        (0, "Rynek Kościuszki · 1 Interview"),
        (63, "2 Беласток рынак.mov"),
        (64, '3 IMG_0042 "sunrise".jpg'),
        (164, "Sound of the square · 4 crowd.wav"),
        (239, "5 Miñsk.mp4"),
    ]


def test_kdenlive_s_bin_has_zones_notes_and_descriptions() -> None:
    root = written(legible(SELECTS), "kdenlive")
    first = producers(root)["a1-bin"]
    assert json.loads(first["kdenlive:clipzones"] or "") == [{"in": 112, "name": "Interview", "out": 174}]
    assert json.loads(first["kdenlive:markers"] or "") == [
        {"comment": 'She says "we stay",\nthen walks off', "pos": 112, "type": 2}
    ]
    assert first["kdenlive:description"] == (
        "place: Kościuszko Market Square, Białystok\nevent: Day of Solidarity\nkeyword: flag"
    )
    assert first["kdenlive:rating"] == "8"
    assert len(root.findall("playlist[@id='main_bin']/entry")) == 5


def test_a_still_that_is_held_twice_is_as_long_in_the_bin_as_it_is_held_at_most() -> None:
    still = photo(1, "IMG_0042.jpg")
    root = written(shot_list(shot(1, still, 0, 30), shot(2, still, 0, 60), shot(3, still, 0, 5)), "kdenlive")
    lengths = {one.get("id"): (one.get("out"), said(one)["length"]) for one in root.findall("producer")}
    assert (lengths["a1-bin"], lengths["a1-video"]) == (("59", "60"), ("59", "60"))
