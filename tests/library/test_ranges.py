"""Clips are cut, joined, trimmed and nudged to the frame, each as one change; links, notes and shots follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from catalogue_factory import CARD, RATE, photo, stamp, video
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from library import Catalogue, Edit
from library.edit.clips import RangeOutside
from library.edit.ranges import ClipsApart, CutOutside, Edge, NotARange
from library.model import Authority, AuthorityKind, Clearance, Fingerprint, Provenance, Region, Said
from library.schema import tables
from library.timecode import BadRange, TimeRange

FRAMES = 100
NAMES = ("Hanna", "Anna", "Maria")
ROLES = ("depicts", "speaks", "filmed by")
FOLLOWING = (tables.clip, tables.link, tables.clearance, tables.shot)


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Iterator[Catalogue]:
    """Two videos of a hundred frames and three people; what a property does to it is given up again."""
    with Catalogue.create(tmp_path_factory.mktemp("ranges") / "catalogue.db") as opened:
        with opened.transaction("Ingest") as edit:
            volume = edit.add_volume(CARD, "CARD").id
            for name in ("1.mov", "2.mov"):
                print_of = Fingerprint(5_000_000, name)
                edit.record(volume, name.encode(), stamp(), print_of, video(seconds=FRAMES // RATE.numerator))
            for name in NAMES:
                edit.add_authority(Authority(kind=AuthorityKind.PERSON, name=name))
            edit.add_shot_list("Cut", rate=RATE)
        yield opened


class GivenUpError(Exception):
    """Nothing of a transaction is to be kept."""


@contextmanager
def tried(archive: Catalogue) -> Iterator[Edit]:
    with suppress(GivenUpError), archive.transaction("Try") as edit:
        yield edit
        raise GivenUpError


def span(start: int, end_exclusive: int) -> TimeRange:
    return TimeRange.from_end(start, end_exclusive, RATE)


def everything(edit: Edit) -> dict[str, list[dict]]:
    """All rows that a change of ranges may concern."""
    read = edit._connection.execute
    return {one.name: [dict(row) for row in read(select(one).order_by(one.c.id)).mappings()] for one in FOLLOWING}


def links_of(edit: Edit, clip: int) -> list[tuple[int, str]]:
    rows = edit._connection.execute(select(tables.link).where(tables.link.c.clip_id == clip)).mappings()
    return sorted((row["authority_id"], row["role"]) for row in rows)


def made(edit: Edit, archive: Catalogue, bounds: TimeRange, said: dict) -> int:
    """A clip with the links, notes, rights and shots of a property."""
    del archive
    clip = edit.add_clip(1, bounds, name=said["name"])
    edit.describe_clip(clip.id, note=said["note"], rating=said["rating"], picked=said["picked"])
    for number, role in said["links"]:
        person = Authority(kind=AuthorityKind.PERSON, name=NAMES[number], id=number + 1)
        suggested = Said(Provenance.MODEL, by="faces", confidence=0.5, suggested=role == "speaks")
        edit.link_all([clip.id], person, role=role, said=suggested)
    if said["embargo"]:
        edit.clear_rights([clip.id], Clearance(owner="A.", embargo_until=date(2027, 1, 1)))
    for first, length in said["shots"]:
        used = span(bounds.start + first, min(bounds.start + first + length, FRAMES))
        edit.append_shot("Cut", clip, source_range=used)
    return clip.id


TEXTS = st.one_of(st.none(), st.sampled_from(("at dawn", "the square\nby night")))
SAID = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "note": TEXTS,
        "rating": st.one_of(st.none(), st.integers(0, 5)),
        "picked": st.booleans(),
        "links": st.sets(st.tuples(st.integers(0, 2), st.sampled_from(ROLES)), max_size=5).map(sorted),
        "embargo": st.booleans(),
        "shots": st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10)), max_size=3),
    }
)
PLACES = st.tuples(st.integers(0, FRAMES - 12), st.integers(12, FRAMES)).filter(lambda one: one[1] - one[0] >= 12)


@settings(max_examples=60)
@given(PLACES, st.integers(1, 11), SAID)
def test_a_clip_that_is_cut_and_joined_again_is_what_it_was(archive, place, after, said):
    with tried(archive) as edit:
        clip = made(edit, archive, span(*place), said)
        before = everything(edit)
        first, second = edit.split_clip(clip, place[0] + after)
        assert edit.merge_clips([first, second]) == clip
        assert everything(edit) == before


@settings(max_examples=60)
@given(PLACES, st.integers(1, 11), SAID)
def test_a_cut_shares_the_frames_out_and_says_everything_of_both_parts(archive, place, after, said):
    at = place[0] + after
    with tried(archive) as edit:
        clip = made(edit, archive, span(*place), said)
        links, rows = links_of(edit, clip), everything(edit)
        first, second = edit.split_clip(clip, at)
        cut = everything(edit)
        bounds = {row["id"]: (row["start"], row["start"] + row["duration"]) for row in cut["clip"]}
        assert (first, bounds[first], bounds[second]) == (clip, (place[0], at), (at, place[1]))
        assert links_of(edit, first) == links_of(edit, second) == links
        facts = [{name: row[name] for name in ("name", "note", "rating", "picked")} for row in cut["clip"]]
        assert facts == [{name: said[name] for name in ("name", "note", "rating", "picked")}] * 2
        assert len(cut["clearance"]) == 2 * len(rows["clearance"])
        of_shots = [(row["start"], row["clip_id"] == second) for row in cut["shot"]]
        assert of_shots == [(row["start"], row["start"] >= at) for row in rows["shot"]]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(20, 40), SAID), min_size=2, max_size=4))
def test_clips_that_are_joined_lose_no_link_and_double_none(archive, wanted):
    with tried(archive) as edit:
        clips = [made(edit, archive, span(start, end), said) for start, end, said in wanted if end > start]
        before = everything(edit)
        wanted_links = {(row["authority_id"], row["role"]) for row in before["link"]}
        facts = {(one["authority_id"], one["role"]) for one in before["link"] if not one["suggested"]}
        kept = edit.merge_clips(clips)
        after = everything(edit)
        assert [row["id"] for row in after["clip"]] == [kept] == [clips[0]]
        assert links_of(edit, kept) == sorted(wanted_links)
        assert {(one["authority_id"], one["role"]) for one in after["link"] if not one["suggested"]} == facts
        (row,) = after["clip"]
        start, end = min(one[0] for one in wanted), max(one[1] for one in wanted)
        assert (row["start"], row["start"] + row["duration"]) == (start, end)
        notes = {line for one in before["clip"] for line in (one["note"] or "").split("\n")} - {""}
        lines = (row["note"] or "").split("\n") if row["note"] else []
        assert sorted(lines) == sorted(notes)
        used = [(one["id"], one["start"], one["duration"]) for one in before["shot"]]
        assert [(one["id"], one["start"], one["duration"]) for one in after["shot"]] == used
        assert {one["clip_id"] for one in after["shot"]} <= {kept}


@settings(max_examples=60)
@given(PLACES, st.integers(-FRAMES, FRAMES), st.sampled_from(Edge), SAID)
def test_a_nudge_there_and_back_changes_nothing_and_none_leaves_the_media(archive, place, frames, edge, said):
    moved = [place[0] + frames * (edge is not Edge.OUT), place[1] + frames * (edge is not Edge.IN)]
    fits = 0 <= moved[0] < moved[1] <= FRAMES
    with tried(archive) as edit:
        clip = made(edit, archive, span(*place), said)
        before = everything(edit)
        if not fits:
            with pytest.raises((BadRange, RangeOutside)):
                edit.nudge_clip(clip, frames, edge=edge)
        else:
            assert edit.nudge_clip(clip, frames, edge=edge) == span(*moved)
            assert edit.nudge_clip(clip, -frames, edge=edge) == span(*place)
        assert everything(edit) == before


def test_each_is_one_change_that_undo_takes_back(archive):
    with archive.transaction("Mark") as edit:
        clip = edit.add_clip(1, span(10, 60), name="Crowd").id
    for what, change, after in (
        ("Cut", lambda edit: edit.split_clip(clip, 30), [(10, 30), (30, 60)]),
        ("Trim", lambda edit: edit.trim_clip(clip, end_exclusive=40), [(10, 40)]),
        ("Nudge", lambda edit: edit.nudge_clip(clip, 5), [(15, 65)]),
        ("Nudge in", lambda edit: edit.nudge_clip(clip, -1, edge=Edge.IN), [(9, 60)]),
    ):
        with archive.transaction(what) as edit:
            change(edit)
        ranges = [one.range for one in archive.asset(1).clips]
        assert [(one.start, one.end_exclusive) for one in ranges] == after
        assert archive.undo().what == what
        assert [one.range for one in archive.asset(1).clips] == [span(10, 60)]
    archive.undo()


def test_what_cannot_be_cut_or_joined_says_why(archive):
    with tried(archive) as edit:
        volume = edit.add_volume(CARD, "CARD").id
        _, still = edit.record(volume, b"3.jpg", stamp(), Fingerprint(5_000_000, "3.jpg"), photo())
        face = edit.add_clip(still, None, region=Region(0, 0, 0.5, 0.5))
        first, second, third = (edit.add_clip(1, span(*one)).id for one in ((0, 10), (11, 20), (10, 11)))
        other = edit.add_clip(2, span(0, 10)).id
        for at in (0, 10, 50):
            with pytest.raises(CutOutside, match=f"before frame {at}: it has frames 0 to 10"):
                edit.split_clip(first, at)
        with pytest.raises(ClipsApart, match="there are frames between them"):
            edit.merge_clips([first, second])
        with pytest.raises(ClipsApart, match="they are of two assets"):
            edit.merge_clips([first, other])
        with pytest.raises(NotARange, match="the whole of its asset"):
            edit.nudge_clip(edit.whole_clip(1).id, 1)
        with pytest.raises(NotARange, match="a region of a photo"):
            edit.split_clip(face.id, 1)
        with pytest.raises(RangeOutside):
            edit.trim_clip(first, end_exclusive=FRAMES + 1)
        with pytest.raises(BadRange):
            edit.trim_clip(first, start=10)
        assert edit.merge_clips([second, first, third]) == second


def test_a_clip_joined_with_one_that_somebody_accepted_holds_the_fact(archive):
    with tried(archive) as edit:
        hanna = Authority(kind=AuthorityKind.PERSON, name="Hanna", id=1)
        one, other = (edit.add_clip(1, span(*bounds)).id for bounds in ((0, 10), (5, 20)))
        edit.link_all([one], hanna, said=Said(Provenance.MODEL, by="faces", confidence=0.5, suggested=True))
        edit.link_all([other], hanna)
        edit.merge_clips([one, other])
        (link,) = everything(edit)["link"]
        assert (link["clip_id"], link["suggested"], link["provenance"], link["confidence"]) == (
            one,
            False,
            "person",
            None,
        )
