"""Parts stand behind what they belong to: a folded list is the other list with each part's place taken by its whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from catalogue_factory import CARD, stamp, video
from hypothesis import given, settings
from hypothesis import strategies as st

from library import Catalogue
from library.model import Authority, AuthorityKind, Fingerprint, PartRole
from library.query import narrowing
from library.query.filters import And, Filter, Flag, Or, Term, Word, asks_for_parts, written

WHOLES = {2: 1, 3: 2, 4: 3, 6: 5, 7: 5, 8: 7, 11: 12, 13: 11, 16: 15}
"""By part its whole, which may be a part itself; the others stand alone."""
MANY = 16
WORDS = ("oak", "elm", "oaken")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def forest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Recordings, later keys first, of which each says other things; in a file, and once more on a server."""
    if request.param == "sqlite":
        yield from _planted(tmp_path_factory.mktemp("forest") / "catalogue.db")
    else:
        server = request.getfixturevalue("postgresql_server")
        with server.database() as name:
            yield from _planted(server.url(name))


def _planted(place) -> Iterator[Catalogue]:
    with Catalogue.create(place) as catalogue:
        with catalogue.transaction("Plant") as edit:
            volume = edit.add_volume(CARD, "CARD").id
            tree = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="oak"))
            for key in range(1, MANY + 1):
                said = " ".join(word for at, word in enumerate(WORDS) if key >> at & 1) or None
                facts = replace(video(f"2020-07-{30 - key % 7:02}", seconds=key), caption=said)
                _, asset = edit.record(volume, b"%d" % key, stamp(), Fingerprint(5, f"{key:032x}"), facts)
                assert asset == key
                if key in {4, 9, 13}:
                    edit.link(edit.whole_clip(asset), tree)
            for part, whole in WHOLES.items():
                edit.add_part(whole, part, PartRole.PROXY)
        yield catalogue


def reached(keys) -> set[int]:
    """The keys, and all that any of them belongs to."""
    found, front = set(), set(keys)
    while front:
        found |= front
        front = {WHOLES[key] for key in front if key in WHOLES}
    return found


leaves = st.sampled_from(
    [
        *(Word(text) for text in ("o", "oak", "elm", "oaken", "nothing")),
        *(Term("caption", word) for word in WORDS),
        Term("keyword", "oak"),
        Term("duration", ">=9"),
        Flag("tagged"),
        Term("part", "proxy"),
    ]
)
questions = st.recursive(
    leaves,
    lambda smaller: st.lists(smaller, min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from([And(tuple(parts)), Or(tuple(parts))])
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("few", [2, 10_000], ids=["many are found", "few are found"])
@settings(max_examples=80)
@given(tree=questions)
def test_a_whole_is_found_by_what_any_of_its_parts_says(forest: Catalogue, tree: Filter, few: int) -> None:
    query = written(tree)
    with patch.object(narrowing, "FEW", few):
        found = set(forest.find(query))
        expected = found if asks_for_parts(tree) else reached(found) - WHOLES.keys()
        assert list(forest.find(query, folded=True)) == [key for key in forest.find() if key in expected]
        counted = forest.facets(query, fields=["kind"], folded=True)["kind"]
        assert [one.count for one in counted] == ([len(expected)] if expected else [])
