"""What is said of everything an ingest brings in: links, rights, a note. A change of its own, that undo takes back.

What a person has said of an asset already stays as it is. Files that were known are stamped like new ones, so that an
ingest that was interrupted, or done without a stamp, is completed by doing it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from library import Catalogue
from library.model import Asset, AssetId, Authority, AuthorityKind, OperationId
from library.model.authorities import DEFAULT_ROLE
from library.reading.authorities import UnknownName
from mediavault.ingest.values import IngestOptions

SENT_BY = "sent by"
"""The role of a contributor."""


@dataclass(frozen=True, slots=True)
class Link:
    """An authority, and in what role it is linked."""

    authority: Authority
    role: str

    def holds(self, asset: Asset) -> bool:
        """Whether the whole of an asset is linked so."""
        clip = asset.whole
        return clip is not None and (self.authority.id, self.role) in {(one.authority, one.role) for one in clip.links}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is said of everything."""

    links: tuple[Link, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """`rights` and `note`, as far as they are given."""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.links or self.facts)

    def __str__(self) -> str:
        """What it says, for the history: `Day of Solidarity, Białystok, rights`."""
        return ", ".join([*(one.authority.name for one in self.links), *self.facts])

    def is_on(self, asset: Asset) -> bool:
        """Whether all of it is said of an asset, or something else instead."""
        said = all(getattr(asset.whole, name, None) is not None for name in self.facts)
        return said and all(link.holds(asset) for link in self.links)

    def differs_from(self, asset: Asset) -> bool:
        """Whether an asset has other rights, or another note, which it keeps."""
        said = {name: getattr(asset.whole, name, None) for name in self.facts}
        return any(text is not None and text != self.facts[name] for name, text in said.items())


def stamp_of(catalogue: Catalogue, options: IngestOptions) -> Stamp:
    """The stamp the options ask for.

    Raises:
        UnknownName, AmbiguousName: a name leads to no record, or to several; with `create` an unknown one is added.
    """
    facts = {name: text for name in ("rights", "note") if (text := getattr(options, name)) is not None}
    return Stamp(tuple(_links(catalogue, options)), facts)


def _links(catalogue: Catalogue, options: IngestOptions) -> Iterator[Link]:
    event, place, keyword = AuthorityKind.EVENT, AuthorityKind.PLACE, AuthorityKind.KEYWORD
    names = [(event, options.event), (place, options.place), *((keyword, word) for word in options.keywords)]
    for kind, name in names:
        if name is not None:
            yield Link(_record(catalogue, (kind,), name, create=options.create), DEFAULT_ROLE[kind])
    if options.contributor is not None:
        kinds = (AuthorityKind.PERSON, AuthorityKind.ORGANISATION, AuthorityKind.CONTRIBUTOR)
        yield Link(_record(catalogue, kinds, options.contributor, create=options.create), SENT_BY)


def _record(catalogue: Catalogue, kinds: Sequence[AuthorityKind], name: str, *, create: bool) -> Authority:
    """The record of the first of these kinds that has the name; else one to be added, of the first kind."""
    unknown = []
    for kind in kinds:
        try:
            return catalogue.authority(kind, name)
        except UnknownName as error:
            unknown.append(error)
    if create:
        return Authority(kind=kinds[0], name=name)
    raise next((one for one in unknown if one.nearest), unknown[0])


class Stamping:
    """Puts a stamp on what comes in: one operation of the history beside that of the ingest, in many short commits."""

    def __init__(self, catalogue: Catalogue, stamp: Stamp, what: str, who: str | None, *, known: bool = True) -> None:
        """Takes the stamp, the sentence for the history, who says so, and whether files that were known are stamped."""
        self._catalogue, self._stamp, self._what, self._who, self.known = catalogue, stamp, what, who, known
        self._operation: OperationId | None = None
        self.done = 0
        """Assets that were stamped."""
        self.kept = 0
        """Assets that keep other rights, or another note."""

    def put_on(self, assets: Collection[AssetId]) -> None:
        """Stamps assets, as far as they are not yet."""
        lacking = self.lacking(assets)
        if not lacking:
            return
        with self._catalogue.transaction(self._what, who=self._who, by_ingest=True, continues=self._operation) as edit:
            links = tuple(
                one if one.authority.id is not None else replace(one, authority=edit.add_authority(one.authority))
                for one in self._stamp.links
            )
            clips = edit.whole_clips(lacking)
            for one in links:
                edit.link_all(clips, one.authority, role=one.role)
            edit.complete_clips(clips, **self._stamp.facts)
        self._operation = edit.operation or self._operation
        self._stamp = replace(self._stamp, links=links)
        self.done += len(lacking)

    def lacking(self, assets: Collection[AssetId]) -> list[AssetId]:
        """Those of the assets that are not stamped yet."""
        if not self._stamp or not assets:
            return []
        met = self._catalogue.assets(sorted(set(assets)))
        self.kept += sum(map(self._stamp.differs_from, met))
        return [one.id for one in met if not self._stamp.is_on(one)]
