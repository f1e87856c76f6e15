"""Keywords as a SKOS concept scheme (W3C Recommendation of 18 August 2009), in Turtle or RDF/XML.

The preferred name is the label without a language; of each language the first spelling is preferred as well. A concept
of somebody else's vocabulary keeps its URI, as the identifier `skos`. Loading this module takes a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, SKOS

from library.authorities import BadAuthorityFile
from library.authorities.order import after_those_they_name
from library.authorities.records import Broken
from library.model import Authority, AuthorityKind, Name, Related, Relation, Source

if TYPE_CHECKING:
    from rdflib import Node

SCHEME = "urn:mediavault:keywords"
"""The URI of the scheme of a catalogue's keywords; concepts of its own are below it."""
OWN_URI = "skos"
"""The scheme of the identifier that is the URI of a concept."""
WIKIDATA = "http://www.wikidata.org/entity/"
MOST_BYTES = 50_000_000
FORMS = {".ttl": "turtle", ".rdf": "xml"}


def written_skos(keywords: Iterable[Authority], form: str) -> bytes:
    """A SKOS file that holds the keywords; `form` is `turtle` or `xml`."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    graph.add((URIRef(SCHEME), RDF.type, SKOS.ConceptScheme))
    known = list(keywords)
    uris = {one.name: URIRef(_uri(one)) for one in known}
    for one in known:
        _add(graph, one, uris)
    return graph.serialize(format="pretty-xml" if form == "xml" else form, encoding="utf-8")


def _uri(keyword: Authority) -> str:
    return keyword.identifiers.get(OWN_URI) or f"{SCHEME}:{quote(keyword.name, safe='')}"


def _add(graph: Graph, one: Authority, uris: Mapping[str, URIRef]) -> None:

    concept = uris[one.name]
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, URIRef(SCHEME)))
    for preferred, name in _labels(one):
        graph.add((concept, SKOS.prefLabel if preferred else SKOS.altLabel, Literal(name.text, lang=name.language)))
    broader = [uris[other.name] for other in one.related_by(Relation.BROADER) if other.name in uris]
    for wider in broader:
        graph.add((concept, SKOS.broader, wider))
        graph.add((wider, SKOS.narrower, concept))
    if not broader:
        graph.add((concept, SKOS.topConceptOf, URIRef(SCHEME)))
    if one.note:
        graph.add((concept, SKOS.note, Literal(one.note)))
    _add_origin(graph, concept, one)


def _add_origin(graph: Graph, concept: URIRef, one: Authority) -> None:
    """Adds what others call a concept, and where it is spoken of."""
    for scheme, identifier in one.identifiers.items():
        if scheme == "wikidata":
            graph.add((concept, SKOS.exactMatch, URIRef(WIKIDATA + identifier)))
        elif scheme != OWN_URI:
            graph.add((concept, DCTERMS.identifier, Literal(f"{scheme}:{identifier}")))
    for source in one.sources:
        _add_source(graph, concept, source)


def _add_source(graph: Graph, concept: Node, source: Source) -> None:

    node = BNode()
    graph.add((concept, DCTERMS.source, node))
    if source.url:
        graph.add((node, FOAF.page, URIRef(source.url)))
    if source.title:
        graph.add((node, DCTERMS.title, Literal(source.title)))
    if source.quotation:
        graph.add((node, RDF.value, Literal(source.quotation)))


def _labels(one: Authority) -> Iterator[tuple[bool, Name]]:
    """Every spelling, and whether it is preferred in its language; nothing is both, nor there twice."""
    yield True, Name(one.name)
    seen: set[str | None] = {None}
    for name in one.names:
        if name != Name(one.name):
            yield name.language not in seen, name
            seen.add(name.language)


def read_skos(path: Path) -> list[Authority]:
    """The concepts of a SKOS file as keywords, each after the wider ones.

    Raises:
        BadAuthorityFile: it cannot be opened, is no SKOS, or holds a concept that cannot be a keyword.
    """
    try:
        return after_those_they_name(_keywords(_graph(path)))
    except OSError as error:
        raise BadAuthorityFile(str(path), error.strerror or str(error)) from error
    except Broken as error:
        raise BadAuthorityFile(str(path), str(error)) from error


def _graph(path: Path) -> Graph:

    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        message = f"it has {len(content):,} bytes, and a vocabulary has at most {MOST_BYTES:,}"
        raise Broken(message)
    form = FORMS.get(path.suffix.lower(), "turtle")
    if form == "xml":
        _check_xml(content)
    try:
        return Graph().parse(data=content, format=form)
    except Exception as error:  # rdflib's parsers raise what they like
        first = str(error).strip().splitlines() or [type(error).__name__]
        message = f"it is no {'RDF/XML' if form == 'xml' else 'Turtle'} ({first[0][:120].rstrip('.:')})"
        raise Broken(message) from error


def _check_xml(content: bytes) -> None:
    """Refuses documents that define entities: they may grow without end, or read other files."""
    try:
        fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError) as error:
        message = "it is no XML without a document type definition; write it again without one"
        raise Broken(message) from error


def _keywords(graph: Graph) -> list[Authority]:

    concepts = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(SKOS.prefLabel)}
    concepts -= set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    names = {concept: _preferred(graph, concept) for concept in sorted(concepts, key=str)}
    if not names:
        message = "it holds no concept (skos:Concept)"
        raise Broken(message)
    return [_keyword(graph, concept, names) for concept in names]


def _texts(graph: Graph, concept: Node, *kinds: Node) -> list[Literal]:

    found = [one for kind in kinds for one in graph.objects(concept, kind) if isinstance(one, Literal)]
    return sorted(found, key=lambda one: (one.language or "", str(one)))


def _preferred(graph: Graph, concept: Node) -> str:
    """The label without a language, or else the English one, or else the first."""
    labels = _texts(graph, concept, SKOS.prefLabel)
    if not labels:
        message = f"the concept {concept} has no preferred label"
        raise Broken(message)
    return str(min(labels, key=lambda one: (one.language is not None, one.language != "en", one.language or "")))


def _keyword(graph: Graph, concept: Node, names: dict[Node, str]) -> Authority:

    name = names[concept]
    spelt = [*_texts(graph, concept, SKOS.prefLabel), *_texts(graph, concept, SKOS.altLabel, SKOS.hiddenLabel)]
    spellings = dict.fromkeys(Name(str(one), one.language) for one in spelt)
    spellings.pop(Name(name), None)
    wider = {*graph.objects(concept, SKOS.broader), *graph.subjects(SKOS.narrower, concept)}
    notes = _texts(graph, concept, SKOS.note, SKOS.definition, SKOS.scopeNote)
    return Authority(
        kind=AuthorityKind.KEYWORD,
        name=name,
        names=tuple(spellings),
        note="\n".join(dict.fromkeys(map(str, notes))) or None,
        related=tuple(Related(Relation.BROADER, AuthorityKind.KEYWORD, names[one]) for one in names if one in wider),
        sources=tuple(_sources(graph, concept)),
        identifiers=dict(_identifiers(graph, concept)),
    )


def _identifiers(graph: Graph, concept: Node) -> Iterator[tuple[str, str]]:

    if isinstance(concept, URIRef) and not str(concept).startswith(SCHEME):
        yield OWN_URI, str(concept)
    for match in graph.objects(concept, SKOS.exactMatch):
        if str(match).startswith(WIKIDATA):
            yield "wikidata", str(match).removeprefix(WIKIDATA)
    for one in _texts(graph, concept, DCTERMS.identifier):
        scheme, colon, identifier = str(one).partition(":")
        if colon and scheme.isalnum() and identifier:
            yield scheme, identifier


def _sources(graph: Graph, concept: Node) -> Iterator[Source]:

    found = []
    for node in graph.objects(concept, DCTERMS.source):
        if isinstance(node, URIRef):
            found.append(Source(url=str(node)))
            continue
        said = [graph.value(node, kind) for kind in (FOAF.page, DCTERMS.title, RDF.value)]
        found.append(Source(*(None if one is None else str(one) for one in said)))
    yield from sorted(found, key=lambda one: (one.url or "", one.title or "", one.quotation or ""))
