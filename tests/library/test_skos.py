"""Keywords leave as SKOS and come back; a foreign vocabulary keeps its URIs; nothing in a file may reach further."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.namespace import SKOS

from library.authorities import BadAuthorityFile, starter_authorities
from library.authorities.skos import FORMS, read_skos, written_skos
from library.model import Authority, AuthorityKind, Name, Related, Relation, Source

KEYWORD = AuthorityKind.KEYWORD


def plain(keywords: list[Authority]) -> dict[str, tuple]:
    """What a keyword says, whatever the order it says it in."""
    return {
        one.name: (
            set(one.names),
            one.note,
            {(other.relation, other.kind, other.name) for other in one.related},
            set(one.sources),
            dict(one.identifiers),
        )
        for one in keywords
    }


def round_trip(keywords: list[Authority], folder: Path, suffix: str) -> list[Authority]:
    path = folder / f"keywords{suffix}"
    path.write_bytes(written_skos(keywords, FORMS[suffix]))
    return read_skos(path)


@pytest.mark.parametrize("suffix", FORMS)
def test_the_starter_keywords_come_back_as_they_left(tmp_path: Path, suffix: str) -> None:
    keywords = [one for one in starter_authorities() if one.kind is KEYWORD]
    assert plain(round_trip(keywords, tmp_path, suffix)) == plain(keywords)
    assert len(keywords) == 39


TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
NAMES = st.lists(st.builds(Name, TEXT, st.sampled_from([None, "be", "be-Latn", "pl"])), max_size=5, unique=True)


@st.composite
def vocabularies(draw: st.DrawFn) -> list[Authority]:
    """Keywords in a hierarchy that has no ring."""
    found: list[Authority] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"k{number} {draw(TEXT)}"
        wider = [one.name for one in found if draw(st.booleans())]
        found.append(
            Authority(
                kind=KEYWORD,
                name=name,
                names=tuple(draw(NAMES)),
                note=draw(st.none() | TEXT),
                related=tuple(Related(Relation.BROADER, KEYWORD, one) for one in wider),
                identifiers=draw(st.dictionaries(st.sampled_from(["wikidata", "viaf"]), st.just("Q1"))),
                sources=draw(st.lists(st.builds(Source, title=TEXT, quotation=TEXT), max_size=1).map(tuple)),
            )
        )
    return found


@settings(max_examples=40)
@given(keywords=vocabularies(), suffix=st.sampled_from(sorted(FORMS)))
def test_any_vocabulary_comes_back_as_it_left(tmp_path_factory, keywords, suffix) -> None:
    assert plain(round_trip(keywords, tmp_path_factory.mktemp("skos"), suffix)) == plain(keywords)


def test_what_leaves_keeps_the_rules_of_skos(tmp_path: Path) -> None:
    flag = Authority(
        kind=KEYWORD,
        name="flag",
        names=(Name("flag"), Name("flag", "en"), Name("banner", "en"), Name("flaga", "pl"), Name("sztandar")),
        identifiers={"wikidata": "Q14660"},
    )
    graph = Graph().parse(data=written_skos([flag], "turtle"), format="turtle")
    labels = [(str(kind).rpartition("#")[2], str(text), text.language) for kind in (SKOS.prefLabel, SKOS.altLabel)
              for text in graph.objects(None, kind)]  # fmt: skip
    # One preferred label in each language (S14), and none that is preferred and alternative (S13).
    assert sorted(labels, key=str) == sorted(
        [
            ("prefLabel", "flag", None),
            ("prefLabel", "flag", "en"),
            ("prefLabel", "flaga", "pl"),
            ("altLabel", "banner", "en"),
            ("altLabel", "sztandar", None),
        ],
        key=str,
    )
    assert [str(one) for one in graph.objects(None, SKOS.exactMatch)] == ["http://www.wikidata.org/entity/Q14660"]


FOREIGN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/v> a skos:ConceptScheme ; skos:prefLabel "Vocabulary"@en .
<https://example.org/v/1> a skos:Concept ; skos:prefLabel "Symbole"@pl, "Symbols"@en ;
  skos:narrower <https://example.org/v/2> .
<https://example.org/v/2> a skos:Concept ; skos:prefLabel "Сцяг"@be ; skos:altLabel "Flaga"@pl ;
  skos:hiddenLabel "flagg" ;  skos:definition "A piece of cloth."@en ; skos:scopeNote "Of any country."@en .
"""


def test_a_vocabulary_of_others_is_read_and_keeps_its_uris(tmp_path: Path) -> None:
    path = tmp_path / "foreign.ttl"
    path.write_text(FOREIGN, encoding="utf-8")
    wide, narrow = read_skos(path)
    assert (wide.name, wide.names, wide.identifiers) == (
        "Symbols",
        (Name("Symbols", "en"), Name("Symbole", "pl")),
        {"skos": "https://example.org/v/1"},
    )
    assert narrow.name == "Сцяг"
    assert set(narrow.names) == {Name("Сцяг", "be"), Name("Flaga", "pl"), Name("flagg")}
    assert narrow.related == (Related(Relation.BROADER, KEYWORD, "Symbols"),)
    assert narrow.note == "A piece of cloth.\nOf any country."
    assert b"<https://example.org/v/2>" in written_skos([wide, narrow], "turtle")


RING = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:a> skos:prefLabel "a" ; skos:broader <urn:b> . <urn:b> skos:prefLabel "b" ; skos:broader <urn:a> .
"""
TWINS = (
    '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <urn:a> skos:prefLabel "a" . <urn:b> skos:prefLabel "A" .'
)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
READS = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("suffix", "content", "reason"),
    [
        (".ttl", RING, "records name each other in a ring"),
        (".ttl", TWINS, "there are two keyword records"),
        (".ttl", "<urn:a> <urn:b> ", "it is no Turtle"),
        (".ttl", "", "it holds no concept"),
        (".rdf", "<rdf", "without a document type definition"),
        (".rdf", BOMB, "without a document type definition"),
        (".rdf", READS, "without a document type definition"),
        (".rdf", "<x/>", "it holds no concept"),
    ],
)
def test_what_cannot_be_a_vocabulary_says_why(tmp_path: Path, suffix: str, content: str, reason: str) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadAuthorityFile) as caught:
        read_skos(path)
    assert reason in caught.value.reason
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadAuthorityFile, match="No such file"):
        read_skos(tmp_path / "none.ttl")
