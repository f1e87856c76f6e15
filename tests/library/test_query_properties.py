"""Any query printed reads as the same tree, and finds what plain Python finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from unittest.mock import patch

import pytest
from catalogue_factory import CARD, RATE, photo, stamp, video
from hypothesis import given, settings
from hypothesis import strategies as st

from library import Catalogue
from library.database import sqlite
from library.model import Authority, AuthorityKind, Fingerprint, Name, Related, Relation
from library.query import narrowing
from library.query.fields import FIELDS, STATES
from library.query.filters import And, Everything, Filter, Flag, Not, Or, Term, Word, written
from library.query.grammar import parse
from library.timecode import TimeRange

KEYWORD = AuthorityKind.KEYWORD
texts = st.text(st.characters(exclude_characters='"'), max_size=8) | st.sampled_from(
    ["and", "or", "not", "-a", "a:b", "tagged", "(", ">=3", "2..4", "https://x", "Białystok 2"]
)
leaves = (
    st.builds(Word, texts)
    | st.builds(Flag, st.sampled_from(sorted(STATES)))
    | st.builds(Term, st.sampled_from(sorted(FIELDS)), texts)
)


def trees(of: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    def grown(smaller: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
        several = st.lists(smaller, min_size=2, max_size=3).map(tuple)
        return st.builds(Not, smaller) | st.builds(And, several) | st.builds(Or, several)

    return st.recursive(of, grown, max_leaves=6)


@settings(max_examples=300)
@given(trees(leaves) | st.just(Everything()))
def test_a_tree_printed_and_read_is_the_same_tree(tree: Filter) -> None:
    assert parse(written(tree)) == tree


FACTS = list(product(("photo", "video"), ("2019-06-12", "2020-07-01"), (None, 2, 5), ("hands", "wall"), (0, 1, 2)))
"""Kind, day, rating, word of the caption; 1 is linked to the flag, 2 to the banner, a narrower one."""
Asset = tuple[str, str, int | None, str, int]
TRUTHS: dict[Filter, Callable[[Asset], bool]] = {
    Term("kind", "photo"): lambda one: one[0] == "photo",
    Term("date", "2020"): lambda one: one[1] == "2020-07-01",
    Term("date", "<2020-07"): lambda one: one[1] == "2019-06-12",
    Term("rating", ">=2"): lambda one: one[2] is not None,
    Term("rating", "3..5"): lambda one: one[2] == 5,
    Flag("favourite"): lambda one: one[2] == 5,
    Word("hands"): lambda one: one[3] == "hands",
    Word("WAL"): lambda one: one[3] == "wall",
    Term("caption", "wall"): lambda one: one[3] == "wall",
    Flag("untagged"): lambda one: one[4] == 0,
    Flag("tagged"): lambda one: one[4] > 0,
    Term("keyword", "flag"): lambda one: one[4] > 0,
    Term("person", "Цiхановська"): lambda _: False,
    Word("сцяг"): lambda one: one[4] > 0,
    Term("keyword", "banner"): lambda one: one[4] == 2,
    Term("width", ">=4000"): lambda one: one[0] == "photo",
    Term("duration", "4"): lambda one: one[0] == "video",
    Everything(): lambda _: True,
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    """A photo or a video for each combination of facts; a banner is a narrower flag, linked through a range."""
    with Catalogue.create(tmp_path_factory.mktemp("facts") / "catalogue.db") as catalogue:
        with catalogue.transaction("Fill") as edit:
            volume = edit.add_volume(CARD, "CARD").id
            flag = edit.add_authority(Authority(kind=KEYWORD, name="flag", names=(Name("сцяг"),)))
            wider = (Related(Relation.BROADER, KEYWORD, "flag"),)
            banner = edit.add_authority(Authority(kind=KEYWORD, name="banner", related=wider))
            for number, (kind, day, rating, word, linked) in enumerate(FACTS):
                facts = replace(video(day) if kind == "video" else photo(day), caption=word)
                _, asset = edit.record(volume, b"%d" % number, stamp(), Fingerprint(5, f"{number:032x}"), facts)
                whole = edit.whole_clip(asset)
                edit.describe_clip(whole.id, rating=rating)
                if linked == 1:
                    edit.link(whole, flag)
                if linked == 2:
                    edit.link(edit.add_clip(asset, TimeRange(0, 5, RATE)) if kind == "video" else whole, banner)
        yield catalogue


def holds(tree: Filter, one: Asset) -> bool:
    """What a query means, in plain Python."""
    match tree:
        case Not(other):
            return not holds(other, one)
        case And(parts):
            return all(holds(part, one) for part in parts)
        case Or(parts):
            return any(holds(part, one) for part in parts)
        case _:
            return TRUTHS[tree](one)


parts = st.sampled_from([tree for tree in TRUTHS if tree != Everything()])
questions = trees(parts) | st.lists(parts, min_size=2, max_size=4).map(lambda several: And(tuple(several)))
few_or_many = pytest.mark.parametrize("few", [10, 10_000], ids=["many are found", "few are found"])
"""How many keys are looked up one by one; the archive has 48 assets."""


@few_or_many
@settings(max_examples=60)
@given(tree=questions)
def test_sql_finds_what_plain_python_finds(archive: Catalogue, tree: Filter, few: int) -> None:
    expected = [number + 1 for number, one in enumerate(FACTS) if holds(tree, one)]
    with patch.object(narrowing, "FEW", few):
        assert list(archive.find(written(tree), sort="added")) == expected
        assert list(archive.find(written(tree), sort="added", folded=True)) == expected


@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_no_key_is_lost_where_they_are_read_in_pieces(archive: Catalogue, piece: int) -> None:
    with patch.object(sqlite, "PIECE", piece):
        assert list(archive.find(sort="-added")) == list(range(len(FACTS), 0, -1))
        assert list(archive.find("hands kind:photo", limit=1)) == [1]
        assert list(archive.find("nothing")) == []


CLIPS: list[tuple[int, bool, Asset]] = [
    (number + 1, ranged, (kind, day, None if ranged else rating, word, linked if ranged or not apart else 0))
    for number, (kind, day, rating, word, linked) in enumerate(FACTS)
    for apart in [kind == "video" and linked == 2]
    for ranged in ([False, True] if apart else [False])
]
"""Of each clip its asset, whether it is a range, and what holds of it: a range is linked by itself, and not rated."""


@pytest.fixture(scope="module")
def clips(archive: Catalogue) -> dict[int, tuple[int, bool]]:
    """Of each clip its asset, and whether it is a range."""
    return {clip.id: (clip.asset, not clip.is_whole) for clip in archive.clips(archive.find_clips())}


@few_or_many
@settings(max_examples=60)
@given(tree=questions)
def test_clips_are_what_holds_of_them_and_of_their_assets(archive: Catalogue, clips, tree: Filter, few: int) -> None:
    expected = [(asset, ranged) for asset, ranged, one in CLIPS if holds(tree, one)]
    with patch.object(narrowing, "FEW", few):
        assert sorted(clips[key] for key in archive.find_clips(written(tree))) == expected
