"""`tag`: clips to the records of the authority files, with notes and ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import completing
from mediavault.cli.find import clip_records
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import (
    Contributors,
    DryRun,
    Events,
    Json,
    Keywords,
    Note,
    Organisations,
    People,
    Pick,
    Places,
    QueryOrKey,
    Rating,
    Reject,
    Rights,
)
from mediavault.cli.output import counted, emit_all, say
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue, Edit
    from library.model import Asset, Authority, AuthorityKind, ClipId


class NothingFound(MediavaultError):
    """A query matches nothing, so that there is nothing to change."""

    def __init__(self, query: str, hint: str = "") -> None:
        """Takes the query, and a sentence that may help."""
        quoted = query if '"' in query else f'"{query}"'
        super().__init__(f"Nothing matches {quoted}: nothing was changed. {hint}".rstrip())


class NothingToChange(MediavaultError):
    """A verb that changes was not told what to change."""

    def __init__(self, verb_name: str, example: str) -> None:
        """Takes the verb and an option that would do."""
        super().__init__(f"Nothing to do: say what to change, as in mediavault {verb_name} … {example}.")


@dataclass(frozen=True)
class Tagging:
    """What is to be said of the clips a query finds."""

    names: tuple[tuple[str, str], ...]
    """Kind and name of each record, as they were typed."""
    facts: dict[str, str | int | None] = field(default_factory=dict)
    """`note`, `rights`, `rating`, `picked` and `rejected`, as far as they are given."""
    role: str | None = None
    remove: bool = False
    create: bool = False
    span: tuple[str, str] | None = None
    """IN and OUT, when only a range is meant."""

    def described(self, clips: int, authorities: Sequence[Authority]) -> str:
        """The sentence for the history, with the names the records have, not the spellings that led to them."""
        named = [one.name for one in authorities] + list(self.facts)
        return f"{'Untag' if self.remove else 'Tag'} {counted(clips, 'clip')}: {', '.join(named)}"


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "tag")
    def tag(
        run: Invocation,
        query: QueryOrKey,
        span: Annotated[
            tuple[str, str] | None,
            typer.Option(
                "--range",
                metavar="IN OUT",
                help="Only this range: timecode 10:00:04:12, frames 112f or seconds 4.48s; OUT is the first after it.",
                show_default=False,
            ),
        ] = None,
        event: Events = None,
        place: Places = None,
        person: People = None,
        organisation: Organisations = None,
        keyword: Keywords = None,
        contributor: Contributors = None,
        note: Note = None,
        rights: Rights = None,
        rating: Rating = None,
        pick: Pick = None,
        reject: Reject = None,
        role: Annotated[
            str | None,
            typer.Option(
                "--role",
                metavar="ROLE",
                help="How they are linked: depicts, recorded at, speaks, filmed by, sent by, about …",
                autocompletion=completing.roles,
                show_default=False,
            ),
        ] = None,
        remove: Annotated[
            bool, typer.Option("--remove", help="Take these links away, and the note, the rights or the rating.")
        ] = False,
        create: Annotated[bool, typer.Option("--create", help="Add names that are not there yet.")] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Link what a query finds to events, places, people, organisations, keywords; note, rate, pick or reject it."""
        kinds = {"event": event, "place": place, "person": person, "organisation": organisation, "keyword": keyword}
        kinds["contributor"] = contributor
        names = tuple((kind, name) for kind, given in kinds.items() for name in given or ())
        facts: dict[str, str | int | None] = {} if rating is None else {"rating": None if remove else rating}
        for name, text in {"note": note, "rights": rights}.items():
            if text is not None:
                facts[name] = None if remove or not text else text
        facts |= {name: flag for name, flag in {"picked": pick, "rejected": reject}.items() if flag is not None}
        if not names and not facts:
            raise NothingToChange("tag", '--event "Day of Solidarity"')
        tagging = Tagging(names, facts, role, remove, create, span)
        with run.catalogue() as catalogue:
            _tag(catalogue, query, tagging, dry_run=dry_run, json=json)


def _tag(catalogue: Catalogue, query: str, tagging: Tagging, *, dry_run: bool, json: bool) -> None:
    target = Target.of(catalogue, query, tagging.span)
    authorities = list(_known(catalogue, tagging))
    what = tagging.described(target.count, authorities)
    with catalogue.transaction(what) as edit:
        clips = list(target.clips(edit))
        for authority in authorities:
            stored = authority if authority.id is not None else edit.add_authority(authority)
            if tagging.remove:
                edit.unlink_all(clips, stored, role=tagging.role)
            else:
                edit.link_all(clips, stored, role=tagging.role)
        for clip in clips if tagging.facts else ():
            edit.describe_clip(clip, **tagging.facts)
        rehearse(dry_run, what)
    say(f"{what}.")
    if json:
        emit_all(clip_records(catalogue, clips))


def _known(catalogue: Catalogue, tagging: Tagging) -> Iterator[Authority]:
    """The records that are named; with `create`, those not there yet as values without an id."""
    from library.model import Authority, AuthorityKind
    from library.reading.authorities import UnknownName

    for word, name in tagging.names:
        kind: AuthorityKind = AuthorityKind(word)
        try:
            yield catalogue.authority(kind, name)
        except UnknownName:
            if not tagging.create or tagging.remove:
                raise
            yield Authority(kind=kind, name=name)


@dataclass(frozen=True)
class Target:
    """The clips that are meant: one, or those of the assets found, whole or in a range."""

    assets: tuple[int, ...] = ()
    clip: ClipId | None = None
    ranged: tuple[tuple[Asset, str, str], ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue, query: str, span: tuple[str, str] | None) -> Target:
        """What a query, or the key of an asset or a clip, means.

        Raises:
            NothingFound: the query matches nothing.
        """
        from mediavault.cli.ranges import REFERENCE, meant

        if REFERENCE.fullmatch(query) and query.startswith("c") and span is None:
            return cls(clip=catalogue.clip(query).id)
        found = meant(catalogue, query)
        if not found:
            raise NothingFound(query)
        if span is None:
            return cls(tuple(found))
        return replace(cls(), ranged=tuple((one, *span) for one in catalogue.assets(found)))

    @property
    def count(self) -> int:
        """How many clips they are."""
        return 1 if self.clip is not None else len(self.assets) + len(self.ranged)

    def clips(self, edit: Edit) -> Iterator[ClipId]:
        """Their ids; clips that are not there yet are made."""
        from mediavault.cli.ranges import typed_range

        if self.clip is not None:
            yield self.clip
        if self.assets:
            yield from edit.whole_clips(self.assets)
        for asset, first, last in self.ranged:
            wanted = typed_range(asset, first, last)
            there = next((clip.id for clip in asset.clips if clip.range == wanted), None)
            yield edit.add_clip(asset.id, wanted).id if there is None else there
