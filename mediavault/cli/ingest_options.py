"""The options of `ingest` that say something of everything that comes in, by themselves or from a template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mediavault.cli import completing

Jobs = Annotated[
    int | None,
    typer.Option("--jobs", min=1, metavar="N", help="Files read at once; one for each processor.", show_default=False),
]
NoPreviews = Annotated[bool, typer.Option("--no-previews", help="Make no previews and filmstrips.")]

_PANEL = "Said of everything"

_REPORT = "Report"
Report = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write what came of it to FILE.html, to read and print, or FILE.csv; an earlier report there is replaced.",
        rich_help_panel=_REPORT,
        show_default=False,
    ),
]
ReportNames = Annotated[
    bool,
    typer.Option("--report-names", help="Print contributor, rights and note in it.", rich_help_panel=_REPORT),
]
ReportPictures = Annotated[
    bool, typer.Option("--report-pictures", help="Show small pictures in it.", rich_help_panel=_REPORT)
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help="A TOML file with event, place, contributor, keywords, rights, note; an option wins over it.",
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
Event = Annotated[
    str | None,
    typer.Option(
        "--event",
        metavar="EVENT",
        help="The event all of it shows.",
        autocompletion=completing.events,
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
Place = Annotated[
    str | None,
    typer.Option(
        "--place",
        metavar="PLACE",
        help="The place all of it was recorded at.",
        autocompletion=completing.places,
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
Contributor = Annotated[
    str | None,
    typer.Option(
        "--contributor",
        metavar="WHO",
        help="The person, organisation or contributor that sent it.",
        autocompletion=completing.parties,
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
Keyword = Annotated[
    list[str] | None,
    typer.Option(
        "--keyword",
        metavar="KEYWORD",
        help="A word of the vocabulary; again for more.",
        autocompletion=completing.keywords,
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
Rights = Annotated[
    str | None,
    typer.Option(
        "--rights",
        metavar="TEXT",
        help="Whose it is, and what may be done with it.",
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
StampNote = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A note.", rich_help_panel=_PANEL, show_default=False)
]
Create = Annotated[bool, typer.Option("--create", help="Add names that are not there yet.", rich_help_panel=_PANEL)]


def stamp(template: Path | None, *, keywords: Sequence[str] | None, **given: str | None) -> dict[str, Any]:
    """What is said of everything, as `IngestOptions` takes it: an option goes before the template.

    Raises:
        TemplateUnusable
    """
    said: dict[str, Any] = {}
    if template is not None:
        from mediavault.ingest.template import read_template

        said = read_template(template)
    said |= {name: value for name, value in given.items() if value is not None}
    return said | ({"keywords": tuple(keywords)} if keywords else {})
