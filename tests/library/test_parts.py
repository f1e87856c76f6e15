"""What belongs together: parts and wholes, in whatever order they are noted, and back again."""

from __future__ import annotations

from itertools import permutations

import pytest
from catalogue_factory import CARD, photo, stamp, video

from library.model import AssetId, Authority, AuthorityKind, Digest, Fingerprint, Part, PartRole, Ties
from library.query.grammar import QueryError


def chapters(catalogue, *assets):
    return [(part.asset, part.position) for part in catalogue.asset(assets[0]).parts]


def test_a_part_says_its_whole_and_the_whole_its_parts(catalogue, record):
    raw, jpeg = record("DCIM/IMG_0001.CR3", photo()), record("DCIM/IMG_0001.JPG", photo())
    with catalogue.transaction("Link") as edit:
        edit.add_part(raw, jpeg, PartRole.CAMERA_JPEG)
    assert catalogue.asset(raw).parts == (Part(jpeg, "IMG_0001.JPG", PartRole.CAMERA_JPEG, 1),)
    assert catalogue.asset(raw).part_of is None
    assert catalogue.asset(jpeg).part_of == Part(raw, "IMG_0001.CR3", PartRole.CAMERA_JPEG, 1)
    assert catalogue.asset(jpeg).parts == ()
    assert catalogue.rows([raw])[0].parts == (PartRole.CAMERA_JPEG,)


@pytest.mark.parametrize("order", list(permutations([(0, 1), (1, 2), (2, 3)])))
def test_the_pieces_of_a_recording_are_the_same_in_whatever_order_they_come(catalogue, record, order):
    pieces = [record(f"GX0{number}0123.MP4") for number in (1, 2, 3, 4)]
    for before, after in (*order, *order):
        with catalogue.transaction("Link") as edit:
            edit.add_part(pieces[before], pieces[after], PartRole.CONTINUES)
    first, *later = pieces
    assert chapters(catalogue, first) == list(zip(later, (2, 3, 4), strict=True))
    assert all(catalogue.asset(piece).part_of.asset == first for piece in later)
    assert all(catalogue.asset(piece).parts == () for piece in later)


def test_a_piece_goes_on_from_one_alone(catalogue, record):
    first, other, second = (record(f"{name}.MP4") for name in "abc")
    with catalogue.transaction("Link") as edit:
        edit.add_part(first, second, PartRole.CONTINUES)
        edit.add_part(other, second, PartRole.CONTINUES)
    assert catalogue.asset(second).part_of.asset == first


def test_a_part_has_one_whole_and_nothing_belongs_to_itself(catalogue, record):
    raw, jpeg, movie = record("1.DNG", photo()), record("1.JPG", photo()), record("1.MOV")
    with catalogue.transaction("Link") as edit:
        edit.add_part(raw, movie, PartRole.LIVE_PHOTO)
        edit.add_part(jpeg, movie, PartRole.LIVE_PHOTO)
        edit.add_part(raw, jpeg, PartRole.CAMERA_JPEG)
        edit.add_part(movie, raw, PartRole.PROXY)
        edit.add_part(movie, raw, PartRole.CONTINUES)
        edit.add_part(raw, raw, PartRole.PROXY)
    assert catalogue.asset(raw).part_of is None
    assert [part.asset for part in catalogue.asset(raw).parts] == [jpeg]
    assert [part.asset for part in catalogue.asset(jpeg).parts] == [movie]


def test_what_a_file_states_ties_it_to_the_one_before_from_whichever_side_it_comes(catalogue):
    def recorded(edit, name: str, ties: Ties) -> AssetId:
        volume = edit.add_volume(CARD, "CARD_A")
        facts = video().__class__(kind=video().kind, ties=ties)
        asset = edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), facts)[1]
        edit.add_stated_pieces([asset])
        return asset

    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        third = recorded(edit, "0003CC.MXF", Ties("3", "2"))
        first = recorded(edit, "0001AA.MXF", Ties("1"))
        other = recorded(edit, "0009ZZ.MXF", Ties("9"))
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        second = recorded(edit, "0002BB.MXF", Ties("2", "1"))
    assert chapters(catalogue, first) == [(second, 2), (third, 3)]
    assert catalogue.asset(other).part_of is None
    assert catalogue.asset(second).facts.ties == Ties("2", "1")


def test_undo_takes_parts_back_and_redo_brings_them(catalogue, record):
    pieces = [record(f"GX0{number}0123.MP4") for number in (1, 2, 3)]
    with catalogue.transaction("Ingest card", by_ingest=True) as edit:
        edit.add_part(pieces[1], pieces[2], PartRole.CONTINUES)
    with catalogue.transaction("Ingest more", by_ingest=True) as edit:
        edit.add_part(pieces[0], pieces[1], PartRole.CONTINUES)
    assert chapters(catalogue, pieces[0]) == [(pieces[1], 2), (pieces[2], 3)]
    catalogue.undo()
    assert chapters(catalogue, pieces[0]) == []
    assert chapters(catalogue, pieces[1]) == [(pieces[2], 2)]
    catalogue.undo()
    assert catalogue.asset(pieces[2]).part_of is None
    catalogue.redo()
    catalogue.redo()
    assert chapters(catalogue, pieces[0]) == [(pieces[1], 2), (pieces[2], 3)]


def test_assets_that_turn_out_to_be_one_hand_their_parts_on(catalogue, record):
    raw, jpeg, again, proxy = (record(name, photo()) for name in ("1.DNG", "1.JPG", "COPY.DNG", "1.LRV"))
    with catalogue.transaction("Link") as edit:
        edit.add_part(again, jpeg, PartRole.CAMERA_JPEG)
        edit.add_part(raw, again, PartRole.PROXY)
        edit.add_part(again, proxy, PartRole.PROXY)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digest(raw, Digest("xxh128", "ab" * 16))
        assert edit.set_digest(again, Digest("xxh128", "ab" * 16)) == raw
    assert catalogue.asset(raw).part_of is None
    assert [(part.asset, part.role) for part in catalogue.asset(raw).parts] == [
        (jpeg, PartRole.CAMERA_JPEG),
        (proxy, PartRole.PROXY),
    ]
    catalogue.undo()
    assert [part.asset for part in catalogue.asset(again).parts] == [jpeg, proxy]
    assert catalogue.asset(again).part_of.asset == raw


def test_the_whole_of_a_joined_part_is_kept(catalogue, record):
    raw, jpeg, again = (record(name, photo()) for name in ("1.DNG", "1.JPG", "COPY.JPG"))
    with catalogue.transaction("Link") as edit:
        edit.add_part(raw, again, PartRole.CAMERA_JPEG)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digest(jpeg, Digest("xxh128", "cd" * 16))
        edit.set_digest(again, Digest("xxh128", "cd" * 16))
    assert catalogue.asset(jpeg).part_of == Part(raw, "1.DNG", PartRole.CAMERA_JPEG, 1)


def test_a_part_that_is_joined_with_another_keeps_the_whole_it_had(catalogue, record):
    raw, other, jpeg, again = (record(name, photo()) for name in ("1.DNG", "2.DNG", "1.JPG", "COPY.JPG"))
    with catalogue.transaction("Link") as edit:
        edit.add_part(raw, jpeg, PartRole.CAMERA_JPEG)
        edit.add_part(other, again, PartRole.CAMERA_JPEG)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digest(jpeg, Digest("xxh128", "ef" * 16))
        edit.set_digest(again, Digest("xxh128", "ef" * 16))
    assert catalogue.asset(jpeg).part_of.asset == raw
    assert catalogue.asset(other).parts == ()


@pytest.mark.parametrize("kept", ["end", "beginning"])
def test_pieces_of_a_recording_whose_ends_turn_out_to_be_one_are_numbered_through(catalogue, record, kept):
    """1 2 3 of one card and 3 4 5 of another, the two threes being the same: never a recording inside a recording."""
    one, other = ("GX010123.MP4", "GX020123.MP4", "GX030123.MP4"), ("GX010009.MP4", "GX020009.MP4", "GX030009.MP4")
    known = {name: record(name) for name in (*one, *other)[:: 1 if kept == "end" else -1]}  # the older is kept
    first, second, third, again, fourth, fifth = (known[name] for name in (*one, *other))
    chains = [(first, second), (second, third), (again, fourth), (fourth, fifth)]
    with catalogue.transaction("Link") as edit:
        for before, after in chains:
            edit.add_part(before, after, PartRole.CONTINUES)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        for asset in (third, again):
            edit.set_digest(asset, Digest("xxh128", "ab" * 16))
    there = third if kept == "end" else again
    assert chapters(catalogue, first) == [(second, 2), (there, 3), (fourth, 4), (fifth, 5)]
    assert [catalogue.asset(one).parts for one in (second, there, fourth, fifth)] == [()] * 4
    catalogue.undo()
    assert chapters(catalogue, first) == [(second, 2), (third, 3)]
    assert chapters(catalogue, again) == [(fourth, 2), (fifth, 3)]


def test_evidence_is_what_the_cameras_clock_stated(catalogue, record):
    clip = record("C0001.MP4")
    with catalogue.transaction("Clock") as edit:
        edit.correct_clocks([clip], 3600)
    assert catalogue.asset(clip).facts.recorded_at.local == "2020-07-01T11:00:00"
    with catalogue.transaction("Look") as edit:
        (found,) = edit.evidence([clip]).values()
    assert (found.size_bytes, found.facts.recorded_at.local) == (5_000_000, "2020-07-01T10:00:00")


@pytest.fixture
def shoot(catalogue, record):
    """A raw photo with its JPEG, a recording of two chapters with a proxy of the second, and a clip of its own."""
    made = {
        name: record(f"DCIM/{name}", photo() if name.startswith("IMG") else video(caption=caption))
        for name, caption in (
            ("IMG_0001.CR3", None),
            ("IMG_0001.JPG", None),
            ("GX010123.MP4", "harvest"),
            ("GX020123.MP4", "the crane"),
            ("GL020123.LRV", None),
            ("C0001.MP4", None),
        )
    }
    with catalogue.transaction("Link") as edit:
        edit.add_part(made["IMG_0001.CR3"], made["IMG_0001.JPG"], PartRole.CAMERA_JPEG)
        edit.add_part(made["GX020123.MP4"], made["GL020123.LRV"], PartRole.PROXY)
        edit.add_part(made["GX010123.MP4"], made["GX020123.MP4"], PartRole.CONTINUES)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["GX010123.MP4", "C0001.MP4", "IMG_0001.CR3"]),
        ("name:0123", ["GX010123.MP4"]),
        ("crane", ["GX010123.MP4"]),
        ("name:LRV", ["GX010123.MP4"]),
        ("kind:photo", ["IMG_0001.CR3"]),
        ("crane or kind:photo", ["GX010123.MP4", "IMG_0001.CR3"]),
        ("-crane", ["GX010123.MP4", "C0001.MP4", "IMG_0001.CR3"]),
        ("untagged kind:video", ["C0001.MP4"]),
        ("part:proxy", ["GL020123.LRV"]),
        ("is:part kind:photo", ["IMG_0001.JPG"]),
        ("-is:part", ["GX010123.MP4", "C0001.MP4", "IMG_0001.CR3"]),
        ("is:whole", ["GX010123.MP4", "IMG_0001.CR3"]),
    ],
)
def test_a_folded_list_shows_a_recording_as_one_line(catalogue, shoot, query, found):
    with catalogue.transaction("Tag") as edit:
        flag = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        edit.link_all(edit.whole_clips([shoot["GX010123.MP4"]]), flag)
    assert [asset.name for asset in catalogue.assets(catalogue.find(query, folded=True))] == found


def test_parts_are_found_like_anything_else_where_nothing_is_folded(catalogue, shoot):
    def names(query):
        return [asset.name for asset in catalogue.assets(catalogue.find(query))]

    assert len(names("")) == 6
    assert names("part:jpeg") == ["IMG_0001.JPG"]
    assert names("part:continues") == ["GX020123.MP4"]
    assert names('part:"camera jpeg"') == ["IMG_0001.JPG"]
    assert names("is:part") == ["GX020123.MP4", "GL020123.LRV", "IMG_0001.JPG"]
    assert names("part") == [], "the word alone is a word"
    assert (catalogue.count(), catalogue.count(folded=True)) == (6, 3)
    assert [catalogue.count(query, folded=True) for query in ("raw", "part:proxy", "is:part", "-is:part")] == [
        3,
        6,
        6,
        3,
    ]
    with pytest.raises(QueryError, match="known are camera jpeg, live photo, proxy, continues, sound, memo"):
        names("part:chapter")
