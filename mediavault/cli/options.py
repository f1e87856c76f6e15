"""Options that several verbs share, and how they complete."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediavault.cli import completing

Json = Annotated[bool, typer.Option("--json", help="Print JSON lines for other programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
_QUERY = (
    'Words and field:value, as in: kind:video event:"Day of Solidarity" -untagged. '
    'One text in quotes; "" is everything. After -- it may begin with a dash.'
)
Query = Annotated[
    str, typer.Argument(metavar="QUERY", help=_QUERY, autocompletion=completing.query, show_default=False)
]
QueryOrKey = Annotated[
    str,
    typer.Argument(
        metavar="QUERY",
        help=f"{_QUERY} a12 or c34 is one asset or clip.",
        autocompletion=completing.query,
        show_default=False,
    ),
]
"""As `ranges.meant` takes it."""
Asset = Annotated[str, typer.Argument(metavar="ASSET", help="Its key (a12), its path, or the start of its digest.")]
Clip = Annotated[str, typer.Argument(metavar="CLIP", help="Its key (c34).")]
FIRST = "First frame: timecode 10:00:04:12, frames 112f or seconds 4.48s from the first."
LAST = "The first frame after the range, written as IN."
In = Annotated[str, typer.Argument(metavar="IN", help=FIRST)]
Out = Annotated[str, typer.Argument(metavar="OUT", help=LAST)]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.", show_default=False)]
Rating = Annotated[
    int | None, typer.Option("--rating", min=0, max=5, metavar="N", help="Stars, 0 to 5.", show_default=False)
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A note; an empty one removes it.", show_default=False)
]
Rights = Annotated[
    str | None,
    typer.Option(
        "--rights",
        metavar="TEXT",
        help="Whose it is, and what may be done with it; an empty text removes it.",
        show_default=False,
    ),
]

ShotListName = Annotated[
    str, typer.Argument(metavar="SHOTLIST", help="The name of a shot list.", autocompletion=completing.shot_lists)
]
ShotNumber = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The shot's number in the list.")]
ProjectOption = Annotated[
    str | None,
    typer.Option(
        "--project",
        metavar="PROJECT",
        help="The film it belongs to.",
        autocompletion=completing.projects,
        show_default=False,
    ),
]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="EVENT",
        help="A happening; again for more.",
        autocompletion=completing.events,
        show_default=False,
    ),
]
Places = Annotated[
    list[str] | None,
    typer.Option(
        "--place",
        metavar="PLACE",
        help="A place; again for more.",
        autocompletion=completing.places,
        show_default=False,
    ),
]
People = Annotated[
    list[str] | None,
    typer.Option(
        "--person",
        metavar="PERSON",
        help="Who is in it; again for more.",
        autocompletion=completing.people,
        show_default=False,
    ),
]
Organisations = Annotated[
    list[str] | None,
    typer.Option(
        "--organisation",
        metavar="ORGANISATION",
        help="An organisation; again for more.",
        autocompletion=completing.organisations,
        show_default=False,
    ),
]
Keywords = Annotated[
    list[str] | None,
    typer.Option(
        "--keyword",
        metavar="KEYWORD",
        help="A word of the vocabulary; again for more.",
        autocompletion=completing.keywords,
        show_default=False,
    ),
]
Contributors = Annotated[
    list[str] | None,
    typer.Option(
        "--contributor",
        metavar="CONTRIBUTOR",
        help="Who sent it; again for more.",
        autocompletion=completing.contributors,
        show_default=False,
    ),
]
Pick = Annotated[
    bool | None,
    typer.Option("--pick/--unpick", help="Choose it among others, or not any more.", show_default=False),
]
Reject = Annotated[
    bool | None, typer.Option("--reject/--keep", help="Mark it as rejected, or not.", show_default=False)
]
Purpose = Annotated[
    str | None,
    typer.Option(
        "--purpose",
        metavar="PURPOSE",
        help="What it is for: film, online, press … People must have consented to it.",
        autocompletion=completing.purposes,
        show_default=False,
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The file.")]


def id_option(name: str, help_: str) -> typer.models.OptionInfo:
    """An option that takes the ID of something that waits to be decided."""
    option: typer.models.OptionInfo = typer.Option(name, metavar="ID", help=help_, show_default=False)
    return option
