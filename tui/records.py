"""Records of the authority files as the catalogue screen holds them: each with how much is linked to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.edit.joining import joined
from library.model import PARTIES, AuthorityKind, Relation, standing
from library.query.filters import Term, written
from library.reading.facets import FACETS
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from library import Catalogue
    from library.model import Authority, AuthorityId, Consent, Related

PLURALS = {
    AuthorityKind.EVENT: "Events",
    AuthorityKind.PLACE: "Places",
    AuthorityKind.PERSON: "People",
    AuthorityKind.ORGANISATION: "Organisations",
    AuthorityKind.KEYWORD: "Keywords",
    AuthorityKind.PROJECT: "Projects",
    AuthorityKind.CONTRIBUTOR: "Contributors",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record and its use."""

    record: Authority
    uses: int
    """Assets linked to itself; of a project its shot lists."""

    @property
    def id(self) -> AuthorityId | None:
        """The record's."""
        return self.record.id

    @property
    def query(self) -> str:
        """What finds its clips, and those of what is narrower."""
        return written(Term(self.record.kind.value, self.record.name.replace('"', " ")))


def uses(catalogue: Catalogue, kind: AuthorityKind) -> Mapping[str, int]:
    """How much is linked to each record of a kind, by name; those without anything are left out."""
    if kind.value not in FACETS:
        return Counter(one.project for one in catalogue.shot_lists() if one.project)
    return {facet.value: facet.count for facet in catalogue.facets(fields=(kind.value,))[kind.value]}


def below(record: Authority, all_of_kind: Collection[Authority]) -> list[Authority]:
    """The records of its kind that name it as the wider one, or as their series."""
    return [one for one in all_of_kind if any(other.id == record.id for other in _wider(one))]


def path(record: Authority, all_of_kind: Mapping[AuthorityId | None, Authority]) -> list[str]:
    """The names above it, the widest first."""
    found: list[str] = []
    seen = {record.id}
    wider = next(_wider(record), None)
    while wider is not None and wider.id not in seen:
        seen.add(wider.id)
        found.insert(0, wider.name)
        above = all_of_kind.get(wider.id)
        wider = next(_wider(above), None) if above else None
    return found


def _wider(record: Authority) -> Iterator[Related]:
    above = {Relation.BROADER, Relation.PART_OF}
    return (one for one in record.related if one.kind is record.kind and one.relation in above)


def consents(catalogue: Catalogue, record: Authority) -> Sequence[Consent]:
    """What counts of all that a party said of what they allow; nothing of any other record."""
    if record.kind not in PARTIES or record.id is None:
        return ()
    return tuple(standing(catalogue.consents(record.id).get(record.id, ())).values())


def merging(kept: Entry, gone: Entry) -> list[str]:
    """What comes of making two records one, before it is done: a sentence a line."""
    after = joined(kept.record, gone.record)
    spellings = [name.text for name in after.names if name not in kept.record.names]
    lines = [
        f"{clean(kept.record.name)} stays.",
        f"{clean(gone.record.name)} goes; it stays findable as a spelling of the other.",
        f"Goes over: {counted(gone.uses, 'asset')}. There already: {counted(kept.uses, 'asset')}.",
        f"Spellings that come with it: {', '.join(map(clean, spellings))}." if spellings else "",
    ]
    lines += [
        f"The {word} is taken from it: {clean(str(getattr(after, field)))}."
        for field, word in (("date", "date"), ("latitude", "latitude"), ("longitude", "longitude"), ("alias", "alias"))
        if getattr(kept.record, field) is None and getattr(after, field) is not None
    ]
    if after.protection is not kept.record.protection and after.protection:
        lines.append(f"Of two protections the stricter stands: {after.protection.value}.")
    return [*filter(None, lines), "Ctrl+Z takes it back."]
