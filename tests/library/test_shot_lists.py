"""Shot lists: alternates that change places with their shot, handles, versions that can be compared, uses."""

from __future__ import annotations

import pytest
from catalogue_factory import RATE

from library.edit.alternates import UnknownAlternate
from library.edit.clips import ClipInUse
from library.model import AssetId, ClipId, KeptShot, differences, kept
from library.timecode import TimeRange


def kept_shot(number: int, clip: int, start: int = 0, frames: int = 10, note: str | None = None) -> KeptShot:
    span = TimeRange(start, frames, RATE)
    return KeptShot(
        number=number, clip=ClipId(clip), asset=AssetId(clip), name=f"c{clip}", source_range=span, note=note
    )


def told(before: list[KeptShot], after: list[KeptShot]) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
    return [
        (one.before and one.before.number, one.after and one.after.number, one.kinds)
        for one in differences(before, after)
    ]


@pytest.fixture
def selects(catalogue, record):
    """A list of two shots; the first has two alternates."""
    assets = [record(name) for name in ("a.mov", "b.mov", "c.mov")]
    with catalogue.transaction("List") as edit:
        clips = [edit.add_clip(asset, TimeRange(10, 20, RATE)) for asset in assets]
        made = edit.add_shot_list("Selects")
        first = edit.append_shot(made, clips[0], note="wide", heading="Rynek")
        edit.append_shot(made, clips[1])
        edit.add_alternate(first, clips[1], source_range=TimeRange(3, 4, RATE), note="close")
        edit.add_alternate(first, clips[2])
    return first, clips


def test_an_alternate_and_its_shot_change_places(catalogue, selects):
    first, clips = selects
    with catalogue.transaction("Choose") as edit:
        edit.choose_alternate(first, 1)
    shot = catalogue.shot_list("Selects").shots[0]
    assert (shot.clip.id, shot.source_range, shot.note, shot.heading) == (
        clips[1].id, TimeRange(3, 4, RATE), "close", "Rynek",
    )  # fmt: skip
    one, two = shot.alternates
    assert (one.number, one.clip.id, one.source_range, one.note) == (1, clips[0].id, TimeRange(10, 20, RATE), "wide")
    assert two.clip.id == clips[2].id
    catalogue.undo()
    assert catalogue.shot_list("Selects").shots[0].clip.id == clips[0].id


def test_an_alternate_keeps_its_clip_and_goes_with_its_shot(catalogue, selects):
    first, clips = selects
    with pytest.raises(ClipInUse), catalogue.transaction("Remove") as edit:
        edit.remove_clip(clips[2].id)
    with pytest.raises(UnknownAlternate, match="alternates 1 to 2"), catalogue.transaction("Choose") as edit:
        edit.choose_alternate(first, 3)
    with catalogue.transaction("Copy") as edit:
        edit.describe_shot_list("Selects", handles=12)
        edit.copy_shot_list("Selects", "Copy")
        edit.remove_alternate(first, 1)
    assert [one.clip.id for one in catalogue.shot_list("Selects").shots[0].alternates] == [clips[2].id]
    copy = catalogue.shot_list("Copy")
    assert ([one.clip.id for one in copy.shots[0].alternates], copy.handles) == ([clips[1].id, clips[2].id], 12)
    with catalogue.transaction("Remove") as edit:
        edit.remove_shot_list("Copy")
        edit.remove_shot_list("Selects")
        edit.remove_clip(clips[2].id)
    catalogue.undo()
    assert len(catalogue.shot_list("Selects").shots[0].alternates) == 1


def test_every_export_is_kept_as_it_left(catalogue, selects):
    first, _ = selects
    with catalogue.transaction("Export") as edit:
        edit.exported(catalogue.shot_list("Selects"), "edl", "selects.edl")
    with catalogue.transaction("Trim") as edit:
        edit.trim_shot(first, TimeRange(12, 5, RATE))
        edit.move_shot("Selects", 1, 2)
    (version,) = catalogue.versions("Selects")
    assert (version.version, version.format, version.file, str(version.running_time)) == (
        1, "edl", "selects.edl", "00:00:01:15",
    )  # fmt: skip
    now = catalogue.shot_list("Selects")
    assert (now.version, str(now.running_time)) == (2, "00:00:01:00")
    assert told(list(version.shots), list(kept(now))) == [(1, 2, ("moved", "trimmed"))] or told(
        list(version.shots), list(kept(now))
    ) == [(2, 1, ("moved",)), (1, 2, ("trimmed",))]
    assert [str(one.running_time) for one in catalogue.shot_lists()] == ["00:00:01:00"]
    with catalogue.transaction("Remove") as edit:
        edit.remove_shot_list("Selects")


def test_what_is_different_between_two_lists():
    before = [kept_shot(1, 1), kept_shot(2, 2), kept_shot(3, 3), kept_shot(4, 4, note="old")]
    after = [kept_shot(1, 3), kept_shot(2, 1), kept_shot(3, 2, start=2), kept_shot(4, 5), kept_shot(5, 4, note="new")]
    assert told(before, after) == [
        (3, 1, ("moved",)),
        (2, 3, ("trimmed",)),
        (None, 4, ("added",)),
        (4, 5, ("renoted",)),
    ]
    assert told(before, before[:2]) == [(3, None, ("removed",)), (4, None, ("removed",))]
    assert told(before, before) == []


def test_a_clip_that_is_used_twice_meets_its_own_twin():
    before = [kept_shot(1, 1, 0), kept_shot(2, 1, 50)]
    assert told(before, [kept_shot(1, 1, 50)]) == [(1, None, ("removed",))]
    assert told(before, [kept_shot(1, 1, 0), kept_shot(2, 1, 52), kept_shot(3, 1, 0)]) == [
        (2, 2, ("trimmed",)),
        (None, 3, ("added",)),
    ]


def test_uses_are_known_by_asset_list_and_number(catalogue, selects):
    _, clips = selects
    with catalogue.transaction("More") as edit:
        made = edit.add_shot_list("Another")
        edit.append_shot(made, clips[0], source_range=TimeRange(80, 5, RATE))
    found = catalogue.uses([clips[0].asset, clips[2].asset])
    assert [str(one) for one in found[clips[0].asset]] == ["Another, shot 1", "Selects, shot 1"]
    assert clips[2].asset not in found
    with catalogue.transaction("Another clip") as edit:
        near = edit.add_clip(clips[0].asset, TimeRange(29, 5, RATE))
        apart = edit.add_clip(clips[0].asset, TimeRange(40, 5, RATE))
    assert [[one.touches(clip) for one in found[clips[0].asset]] for clip in (clips[0], near, apart)] == [
        [True, True], [False, True], [False, False],
    ]  # fmt: skip
