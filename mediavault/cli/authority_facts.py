"""What can be said of each kind of record: the verbs `add` and `edit` of the authority files."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from library.errors import MediavaultError
from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Note
from mediavault.cli.output import emit, say
from mediavault.cli.tag import NothingToChange
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from library.model import Authority, Name, Related, Source


@dataclass(frozen=True)
class Tie:
    """An option that relates a record to another."""

    option: str
    relation: str
    kind: str
    help: str


TIES: Mapping[str, Sequence[Tie]] = {
    "event": (
        Tie("place", "at", "place", "Where it happened; again for more."),
        Tie("near", "near", "place", "A landmark it was close to."),
        Tie("part-of", "part of", "event", "The series it belongs to."),
        Tie("responds-to", "responds to", "event", "The event it answers."),
        Tie("person", "involves", "person", "Who it concerns."),
        Tie("organisation", "involves", "organisation", "An organisation it concerns."),
        Tie("keyword", "involves", "keyword", "A word it concerns."),
    ),
    "place": (
        Tie("in", "broader", "place", "The wider place it is in."),
        Tie("near", "near", "place", "A landmark it is close to."),
    ),
    "person": (Tie("member-of", "member of", "organisation", "An organisation they belong to."),),
    "organisation": (Tie("part-of", "broader", "organisation", "The wider organisation."),),
    "contributor": (
        Tie("is-person", "is", "person", "The person who it is, where that is known."),
        Tie("is-organisation", "is", "organisation", "The organisation that it is."),
    ),
    "keyword": (Tie("broader", "broader", "keyword", "The wider keyword."),),
    "project": (
        Tie("place", "at", "place", "Where it is filmed."),
        Tie("person", "involves", "person", "Who it concerns."),
    ),
}
"""Kind to the options that relate it."""

_SPELLING = typer.Option(
    "--name", metavar="LANG=TEXT", help="Another spelling, as in pl=Białystok; again for more.", show_default=False
)
_SOURCE = typer.Option("--source", metavar="URL", help="Where this is stated; again for more.", show_default=False)
_QUOTATION = typer.Option(
    "--quotation",
    metavar="TEXT",
    help="What the source says; one for each --source.",
    show_default=False,
)
_IDENTIFIER = typer.Option(
    "--identifier",
    metavar="SCHEME=ID",
    help="As in wikidata=Q580; again for more.",
    show_default=False,
)
_ALIAS = typer.Option(
    "--alias", metavar="NAME", help="What to call them where their name may not be said.", show_default=False
)
_ROLE = typer.Option(
    "--role", metavar="TEXT", help="What they are: witness, filmmaker, publisher; again for more.", show_default=False
)
PARTIES = ("person", "organisation", "contributor")
T = TypeVar("T")
Option = tuple[str, Any, Any]
"""A parameter's name, its annotation and its default."""


class BadSpelling(MediavaultError):
    """A spelling was given in another form than LANG=TEXT."""

    def __init__(self, text: str) -> None:
        """Takes what was typed."""
        super().__init__(f'Cannot use the spelling "{text}": write a language and the text, as in pl=Białystok.')


def _options(kind: str) -> Iterator[Option]:
    """The parameters of `add` and `edit` for a kind, all of them optional."""
    yield "name", Annotated[list[str] | None, _SPELLING], None
    for tie in TIES.get(kind, ()):
        complete = completing.of_kind(tie.kind)
        option = typer.Option(
            f"--{tie.option}", metavar=tie.kind.upper(), help=tie.help, autocompletion=complete, show_default=False
        )
        yield f"tie_{tie.option.replace('-', '_')}", Annotated[list[str] | None, option], None
    if kind == "event":
        date = typer.Option(
            "--date", metavar="EDTF", help="When: 2020-07-01, 2021-08-31~, XXXX-07-16.", show_default=False
        )
        count = typer.Option(
            "--count",
            metavar="TEXT",
            help='How many took part, in the words of the source: "more than 200".',
            show_default=False,
        )
        yield "date", Annotated[str | None, date], None
        yield "count", Annotated[str | None, count], None
    if kind == "place":
        for name, most in (("latitude", 90), ("longitude", 180)):
            degrees = typer.Option(
                f"--{name[:3]}", metavar="DEGREES", min=-most, max=most, help=f"WGS 84 {name}.", show_default=False
            )
            yield name, Annotated[float | None, degrees], None
    if kind in PARTIES:
        guard = typer.Option(
            "--protection",
            metavar="HOW",
            help='How far they may be identified: unknown, open, "alias only" or "do not identify".',
            show_default=False,
        )
        yield "protection", Annotated[str | None, guard], None
        yield "alias", Annotated[str | None, _ALIAS], None
        yield "role", Annotated[list[str] | None, _ROLE], None
    yield "note", Note, None
    yield "source", Annotated[list[str] | None, _SOURCE], None
    yield "quotation", Annotated[list[str] | None, _QUOTATION], None
    yield "identifier", Annotated[list[str] | None, _IDENTIFIER], None
    yield "dry_run", DryRun, False
    yield "json", Json, False


def register(family: typer.Typer, kind: str) -> None:
    """Adds `add` and `edit` for a kind."""
    _register_add(family, kind)
    _register_edit(family, kind)


def _register_add(family: typer.Typer, kind: str) -> None:
    def add(run: Invocation, record: str, *, dry_run: bool, json: bool, **facts: Any) -> None:  # noqa: ANN401  as _options says
        from library.model import Authority, AuthorityKind

        with run.catalogue() as catalogue, catalogue.transaction(f'Add {kind} "{record}"') as edit:
            new = edit.add_authority(_with(Authority(kind=AuthorityKind(kind), name=record), facts))
            rehearse(dry_run, f'add the {kind} "{new.name}"')
        say(f'Added the {kind} "{new.name}".')
        _print(new, json=json)

    add.__doc__ = f"Add {'an' if kind[0] in 'eo' else 'a'} {kind}."
    argument = typer.Argument(metavar="NAME", help="Its preferred name.")
    _as_verb(family, "add", add, [("record", Annotated[str, argument], ...), *_options(kind)])


def _register_edit(family: typer.Typer, kind: str) -> None:
    def edit_record(
        run: Invocation,
        record: str,
        *,
        rename: str | None,
        without: list[str] | None,
        dry_run: bool,
        json: bool,
        **facts: Any,  # noqa: ANN401
    ) -> None:
        from library.model import AuthorityKind

        with run.catalogue() as catalogue:
            found = catalogue.authority(AuthorityKind(kind), record)
            changed = _without(_with(found, facts), without or ())
            changed = replace(changed, name=rename or changed.name)
            if changed == found:
                raise NothingToChange(f"{kind} edit", "--note TEXT")
            with catalogue.transaction(f'Edit {kind} "{found.name}"') as edit:
                stored = edit.change_authority(changed)
                rehearse(dry_run, f'change the {kind} "{found.name}"')
        say(f'Changed the {kind} "{stored.name}".')
        _print(stored, json=json)

    edit_record.__doc__ = (
        f"Change {'an' if kind[0] in 'eo' else 'a'} {kind}: what is given is added or replaced, the rest stays."
    )
    argument = typer.Argument(
        metavar="NAME", help="Its name, in any spelling.", autocompletion=completing.of_kind(kind)
    )
    rename = typer.Option("--rename", metavar="NAME", help="Its new preferred name.", show_default=False)
    without = typer.Option(
        "--without",
        metavar="TEXT",
        help="Take a spelling, relation, role, identifier away.",
        show_default=False,
    )
    own: list[Option] = [
        ("record", Annotated[str, argument], ...),
        ("rename", Annotated[str | None, rename], None),
        ("without", Annotated[list[str] | None, without], None),
    ]
    _as_verb(family, "edit", edit_record, [*own, *_options(kind)])


def _as_verb(family: typer.Typer, name: str, function: Callable[..., None], options: Sequence[Option]) -> None:
    """Gives a function the parameters of its kind, and makes it a verb."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    empty = inspect.Parameter.empty
    parameters = [inspect.Parameter("run", inspect.Parameter.POSITIONAL_ONLY, annotation=Invocation)]
    parameters += [
        inspect.Parameter(one, keyword, annotation=annotation, default=empty if default is ... else default)
        for one, annotation, default in options
    ]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    verb(family, name)(function)


def _with(record: Authority, facts: Mapping[str, Any]) -> Authority:
    """The record with what was said of it: lists grow, single facts are replaced, an empty text removes one."""
    from library.model import SINGLE_FACTS, Protection

    single = {key: facts[key] for key in SINGLE_FACTS if facts.get(key) is not None}
    single = {key: None if value == "" else value for key, value in single.items()}
    if facts.get("protection") is not None:
        single["protection"] = _protection(facts["protection"])
    elif record.kind.value in PARTIES and record.protection is None:
        single["protection"] = Protection.UNKNOWN
    return replace(
        record,
        names=_grown(record.names, [_spelling(text) for text in facts.get("name") or ()]),
        related=_grown(record.related, list(_related(record.kind.value, facts))),
        sources=_grown(record.sources, _sources(facts.get("source") or (), facts.get("quotation") or ())),
        roles=_grown(record.roles, facts.get("role") or ()),
        identifiers={**record.identifiers, **dict(map(_identifier, facts.get("identifier") or ()))},
        **single,
    )


def _grown(there: tuple[T, ...], new: Sequence[T]) -> tuple[T, ...]:
    return (*there, *(one for one in new if one not in there))


def _protection(text: str) -> object:
    from library.model import Protection

    word = text.strip().replace("-", " ").casefold()
    if word not in {one.value for one in Protection}:
        known = ", ".join(f'"{one.value}"' for one in Protection)
        raise typer.BadParameter(f'"{text}" is none of {known}', param_hint="--protection")
    return Protection(word)


def _spelling(text: str) -> Name:
    from library.model import Name

    language, equals, spelled = text.partition("=")
    if not equals or not spelled.strip():
        raise BadSpelling(text)
    return Name(spelled.strip(), language.strip() or None)


def _sources(urls: Sequence[str], quotations: Sequence[str]) -> list[Source]:
    """Each URL with the quotation given in its place; quotations without a URL stand for themselves."""
    from library.model import Source

    return [Source(url=url, quotation=quoted) for url, quoted in zip_longest(urls, quotations)]


def _identifier(text: str) -> tuple[str, str]:
    scheme, equals, identifier = text.partition("=")
    if not equals or not scheme.strip() or not identifier.strip():
        raise typer.BadParameter(f'"{text}" is not SCHEME=ID, as in wikidata=Q580', param_hint="--identifier")
    return scheme.strip(), identifier.strip()


def _related(kind: str, facts: Mapping[str, Any]) -> Iterator[Related]:
    from library.model import AuthorityKind, Related, Relation

    for tie in TIES.get(kind, ()):
        for name in facts.get(f"tie_{tie.option.replace('-', '_')}") or ():
            yield Related(Relation(tie.relation), AuthorityKind(tie.kind), name)


def _without(record: Authority, texts: Sequence[str]) -> Authority:
    """The record without spellings, relations and roles of these names, and identifiers of these schemes."""
    from library.names import fold

    gone = {fold(text) for text in texts}
    return replace(
        record,
        names=tuple(one for one in record.names if fold(one.text) not in gone),
        related=tuple(one for one in record.related if fold(one.name) not in gone),
        roles=tuple(one for one in record.roles if fold(one) not in gone),
        identifiers={scheme: one for scheme, one in record.identifiers.items() if fold(scheme) not in gone},
    )


def _print(record: Authority, *, json: bool) -> None:
    if json:
        from mediavault.cli import records

        emit(records.authority(record))
