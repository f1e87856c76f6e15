"""What the database derives from links, clips, copies and parts stays true, whatever is done and undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from catalogue_factory import RATE, photo, video
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from library import Catalogue
from library.model import Authority, AuthorityKind, CopyState, Digest, PartRole, Said
from library.timecode import TimeRange

TRUE = """SELECT authority_id, asset_id, count(*) FROM link JOIN clip ON clip.id = clip_id
    WHERE NOT suggested GROUP BY 1, 2 ORDER BY 1, 2"""


def derived(catalogue: Catalogue) -> list[tuple[int, ...]]:
    """What is kept; it must be what is true."""
    with catalogue._reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM asset_authority ORDER BY 1, 2").all()
        assert kept == connection.exec_driver_sql(TRUE).all()
        lines = connection.exec_driver_sql("SELECT * FROM asset_line ORDER BY 1").all()
        assert [tuple(line) for line in lines] == [true_line(connection, key) for key in catalogue.find(sort="added")]
    return [tuple(row) for row in kept]


def true_line(connection: Connection, key: int) -> tuple[object, ...]:
    """What the line of an asset must hold, put together in Python."""

    def of(table: str, whose: str = "asset_id") -> Sequence[Any]:
        return connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {whose} = {key} ORDER BY 1").all()

    (asset,), clips, copies = of("asset", "id"), of("clip"), of("copy")
    whole = next((clip for clip in clips if clip.start is None), None)
    stars = whole.rating if whole and whole.rating is not None else asset.rating
    ranges = sum(clip.start is not None for clip in clips)
    listed = (
        sorted(f"{copy.volume_id}:{copy.state}" for copy in copies),
        sorted(part.role for part in of("part", "whole_id")),
        [str(key) for key in sorted(row.authority_id for row in of("asset_authority"))],
    )
    said = (f"{asset.kind} {(asset.recorded_local or '')[:7]}", stars, bool(whole and whole.rejected), ranges)
    return (key, *said, *(",".join(each) or None for each in listed))


@pytest.fixture
def archive(catalogue, record):
    """Two videos and a photo, and two keywords."""
    assets = [record("a.mov", video()), record("b.mov", video()), record("c.jpg", photo())]
    with catalogue.transaction("Words", by_ingest=True) as edit:
        words = [edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name)) for name in ("flag", "banner")]
    return assets, words


def test_links_are_counted_by_asset_and_record_through_every_change(catalogue, archive):
    (first, second, _), (flag, banner) = archive
    with catalogue.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips([first, second]), flag)
        clip = edit.add_clip(first, TimeRange(0, 5, RATE))
        edit.link(clip, flag)
        edit.link_all([clip.id], banner, said=Said(suggested=True))
    assert derived(catalogue) == [(flag.id, first, 2), (flag.id, second, 1)]
    with catalogue.transaction("Accept") as edit:
        edit.link(clip, banner)
    assert derived(catalogue) == [(flag.id, first, 2), (flag.id, second, 1), (banner.id, first, 1)]
    catalogue.undo()
    with catalogue.transaction("Remove") as edit:
        edit.remove_clip(clip.id)
    assert derived(catalogue) == [(flag.id, first, 1), (flag.id, second, 1)]
    catalogue.undo()
    catalogue.redo()
    catalogue.undo()
    with catalogue.transaction("Join") as edit:
        edit.set_digests({first: Digest("xxh128", "ab"), second: Digest("xxh128", "ab")})
    assert derived(catalogue) == [(flag.id, first, 2)]
    catalogue.undo()
    catalogue.undo(operation=5)
    assert derived(catalogue) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["tag", "untag", "clip", "remove", "undo", "redo", "ask"]), st.integers(0, 5)),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_order_of_changes_makes_them_differ(catalogue, archive, steps):
    assets, words = archive
    for does, number in steps:
        asset, word = assets[number % 3], words[number % 2]
        try:
            if does in {"undo", "redo"}:
                catalogue.undo(skip_ingest=True) if does == "undo" else catalogue.redo()
                derived(catalogue)
                continue
            with catalogue.transaction(does) as edit:
                clips = edit.whole_clips([asset])
                if does == "clip":
                    clips = [edit.add_clip(assets[0], TimeRange(number, 1, RATE)).id]
                if does == "untag":
                    edit.unlink_all(clips, word)
                elif does == "remove":
                    edit.remove_clip(clips[0])
                else:
                    edit.link_all(clips, word, said=Said(suggested=does == "ask"))
        except Exception as error:  # noqa: BLE001 - nothing left to undo, or a conflict: then nothing changed
            assert type(error).__name__ in {"NothingToUndo", "NothingToRedo", "UndoConflict"}
        derived(catalogue)


def test_lines_follow_ratings_copies_and_parts_and_back(catalogue, archive, mounted):
    (first, second, still), _ = archive

    def line(asset):
        derived(catalogue)
        (row,) = catalogue.rows([asset])
        return row.rating, row.rejected, row.ranges, row.state, row.parts

    changes = {
        "Rate": lambda edit: edit.describe_clip(edit.whole_clip(first).id, rating=4, rejected=True),
        "Range": lambda edit: edit.add_clip(first, TimeRange(2, 5, RATE)),
        "Parts": lambda edit: (
            edit.add_part(first, second, PartRole.SOUND),
            edit.add_part(first, still, PartRole.PROXY),
        ),
        "Miss": lambda edit: edit.missing([copy.id for copy in catalogue.asset(first).copies]),
    }
    told = [line(first)]
    for what, change in changes.items():
        with catalogue.transaction(what) as edit:
            change(edit)
        told.append(line(first))
    assert told[0] == (None, False, 0, CopyState.ONLINE, ())
    assert told[1] == (4, True, 0, CopyState.ONLINE, ())
    assert told[2] == (4, True, 1, CopyState.ONLINE, ())
    assert told[3] == (4, True, 1, CopyState.ONLINE, (PartRole.PROXY, PartRole.SOUND))
    assert told[4] == (4, True, 1, CopyState.MISSING, (PartRole.PROXY, PartRole.SOUND))
    for _ in changes:
        catalogue.undo()
        told.append(line(first))
    assert told[5:] == told[3::-1]
    mounted.clear()
    assert catalogue.rows([first])[0].state is CopyState.OFFLINE


def test_lines_follow_each_of_several_copies_of_an_asset(catalogue, archive):
    (first, second, _), _ = archive

    def copies(asset):
        derived(catalogue)
        with catalogue._reading() as connection:
            kept = connection.exec_driver_sql(f"SELECT copies FROM asset_line WHERE asset_id = {asset}").scalar_one()
        return kept.split(",")

    with catalogue.transaction("Join") as edit:
        edit.set_digests({first: Digest("xxh128", "ab"), second: Digest("xxh128", "ab")})
    one, other = (copy.id for copy in catalogue.asset(first).copies)
    assert copies(first) == ["1:present", "1:present"]
    for missing, told in ([one], ["1:missing", "1:present"]), ([one, other], ["1:missing", "1:missing"]):
        with catalogue.transaction("Miss") as edit:
            edit.missing(missing)
        assert copies(first) == told
    catalogue.undo()
    assert copies(first) == ["1:missing", "1:present"]
    catalogue.undo()
    catalogue.undo()
    assert copies(first) == copies(second) == ["1:present"]
