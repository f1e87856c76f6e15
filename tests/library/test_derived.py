"""What the database derives from links stays true, whatever is done and undone."""

from __future__ import annotations

import pytest
from catalogue_factory import RATE, photo, video
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import Catalogue
from library.model import Authority, AuthorityKind, Digest, Said
from library.timecode import TimeRange

TRUE = """SELECT authority_id, asset_id, count(*) FROM link JOIN clip ON clip.id = clip_id
    WHERE NOT suggested GROUP BY 1, 2 ORDER BY 1, 2"""


def derived(catalogue: Catalogue) -> list[tuple[int, ...]]:
    """What is kept; it must be what is true."""
    with catalogue._reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM asset_authority ORDER BY 1, 2").all()
        assert kept == connection.exec_driver_sql(TRUE).all()
    return [tuple(row) for row in kept]


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


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
