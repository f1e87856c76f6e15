"""How a query that is being typed may go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from library import names
from library.model import DEFAULT_ROLE, AuthorityKind, MediaKind, PartRole, Provenance
from library.query.fields import FIELDS, FLAGS, STATES
from library.reading import authorities, cameras, searches, shots
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_Values = Callable[["Connection", str], Iterable[str]]


def completions(connection: Connection, query: str, *, whole: bool = False) -> Iterator[str]:
    """The query with its last word completed, once for each way: a field, a state, or a value that there is.

    Names of several words are offered whole where a quote is open (`person:"Svi`), otherwise word by word, for a shell
    takes nothing that does not go on as it was typed. Where the line can be written anew, they are offered `whole`,
    in quotes, by any of their words.
    """
    cut = last_word(query)
    before, word = query[:cut], query[cut:]
    field, colon, value = word.partition(":")
    if not colon:
        fields = (f"{name}:" for name in (*FIELDS, "is"))
        yield from (before + one for one in _begun((*fields, *FLAGS), word) if word or one.endswith(":"))
        return
    quote, beginning = ('"', value[1:]) if value.startswith('"') else ("", value)
    known = _VALUES.get(field.lower())
    if known is None or '"' in beginning:
        return
    texts = known(connection, beginning)
    if whole:
        yield from (f"{before}{field}:{_quoted(one)}" for one in dict.fromkeys(_with_word(texts, beginning)))
        return
    if not quote:
        texts = (spelt for text in texts for spelt in (text, *text.split()) if not set(spelt) & set(' ()"'))
    yield from (f"{before}{field}:{quote}{one}{quote}" for one in dict.fromkeys(_begun(texts, beginning)))


def last_word(query: str) -> int:
    """Where the last word begins; what stands in quotes is one word."""
    place, quoted = 0, False
    for index, character in enumerate(query):
        quoted ^= character == '"'
        if not quoted and (character in " (" or (character == "-" and index == place)):
            place = index + 1
    return place


def _begun(texts: Iterable[str], beginning: str) -> list[str]:
    """Those that begin so, with the beginning as it was typed."""
    start = beginning.casefold()
    return [beginning + text[len(beginning) :] for text in texts if text.casefold().startswith(start)]


def _with_word(texts: Iterable[str], beginning: str) -> Iterator[str]:
    """Those that begin so, or one of whose words does."""
    start = beginning.casefold()
    return (text for text in texts if any(one.casefold().startswith(start) for one in (text, *text.split())))


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(" ()") else text


def _names(kind: AuthorityKind) -> _Values:
    def spelt(connection: Connection, beginning: str) -> Iterator[str]:
        if not beginning:
            name, of_kind = tables.authority.c.name, tables.authority.c.kind == kind
            yield from connection.execute(select(name).where(of_kind).order_by(name)).scalars()
        elif names.fold(beginning):
            found = authorities.authorities(connection, kind, beginning)
            yield from (one.name for one in found)
            yield from (name.text for one in found for name in one.names)

    return spelt


def _labels(connection: Connection, _beginning: str) -> Iterable[str]:
    return connection.execute(select(tables.volume.c.label)).scalars()


_VALUES: Mapping[str, _Values] = {
    **{kind.value: _names(kind) for kind in AuthorityKind},
    "is": lambda _, __: STATES,
    "kind": lambda _, __: [kind.value for kind in MediaKind],
    "part": lambda _, __: [role.value for role in PartRole],
    "by": lambda _, __: [who.value for who in Provenance],
    "role": lambda _, __: sorted(set(DEFAULT_ROLE.values())),
    "camera": lambda connection, _: cameras.cameras(connection),
    "volume": _labels,
    "list": lambda connection, _: [one.name for one in shots.summaries(connection)],
    "search": lambda connection, _: [one.name for one in searches.searches(connection)],
}
