"""Who is meant: a person, an organisation or a contributor, by any of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import completing

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Authority, AuthorityId

Party = Annotated[
    str,
    typer.Argument(
        metavar="WHO",
        help="A person, an organisation or a contributor, by any of their names.",
        autocompletion=completing.parties,
    ),
]


def party(catalogue: Catalogue, name: str) -> Authority:
    """The one record that a name means among people, organisations and contributors.

    Raises:
        UnknownName: nobody has it; it carries the nearest names.
        AmbiguousName: more than one has it.
    """
    from library.model import PARTIES
    from library.reading.authorities import AmbiguousName, UnknownName

    found: list[Authority] = []
    unknown: list[UnknownName] = []
    for kind in sorted(PARTIES, reverse=True):
        try:
            found.append(catalogue.authority(kind, name))
        except UnknownName as error:
            unknown.append(error)
    if len(found) > 1:
        raise AmbiguousName("party", name, [f"{one.kind.value} {one.name}" for one in found])
    if not found:
        raise next((one for one in unknown if one.nearest), unknown[0])
    return found[0]


def names_of(catalogue: Catalogue) -> dict[AuthorityId, str]:
    """What each of them is called."""
    return {one.id: one.name for one in catalogue.parties() if one.id is not None}
