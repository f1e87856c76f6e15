"""`clip split`, `merge`, `trim` and `nudge`: ranges cut, joined and moved, to the frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli.find import clip_records
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Clip, DryRun, Json
from mediavault.cli.output import emit_all, say
from mediavault.cli.tag import NothingToChange
from mediavault.cli.verbs import rehearse, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library import Catalogue, Edit
    from library.edit.ranges import Edge
    from library.model import Clip as ClipValue
    from library.model import ClipId

_POSITION = "timecode 10:00:04:12, frames 112f or seconds 4.48s from the first of the asset."
_FEWEST = 2
_NUDGE = re.compile(r"(?P<sign>[+-]?)(?P<size>[0-9]+f|[0-9]+(?:\.[0-9]+)?s)", re.ASCII)


class BadNudge(MediavaultError):
    """A text says no way to move by."""

    def __init__(self, text: str) -> None:
        """Takes it as it was typed."""
        super().__init__(f'Cannot move by "{text}": write frames or seconds with a sign, as in +5f, -12f or -0.5s.')


def register(family: typer.Typer) -> None:
    """Adds the verbs."""
    _register_cutting(family)
    _register_moving(family)


def _register_cutting(family: typer.Typer) -> None:
    @verb(family, "split")
    def split(
        run: Invocation,
        clip: Clip,
        at: Annotated[str, typer.Argument(metavar="AT", help=f"The first frame of the second part: {_POSITION}")],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Cut a clip in two; both parts keep its tags and notes, and shots follow their frames."""
        with run.catalogue() as catalogue:
            cut = catalogue.clip(clip)
            frame = _position(catalogue, cut, at)
            with catalogue.transaction(f"Split {cut.key}") as edit:
                parts = edit.split_clip(cut.id, frame)
                rehearse(dry_run, f"split {cut.key} before frame {frame}")
            _tell(catalogue, parts, json=json)

    @verb(family, "merge")
    def merge(
        run: Invocation,
        clips: Annotated[list[str], typer.Argument(metavar="CLIP...", help="Two or more; the first one stays.")],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Make clips that touch or overlap one, with the tags and notes of all."""
        if len(set(clips)) < _FEWEST:
            raise NothingToChange("clip merge", "c34 c35")
        with run.catalogue() as catalogue:
            found = [catalogue.clip(one) for one in clips]
            names = ", ".join(one.key for one in found)
            with catalogue.transaction(f"Merge {names}") as edit:
                kept = edit.merge_clips([one.id for one in found])
                rehearse(dry_run, f"merge {names}")
            _tell(catalogue, [kept], json=json)


def _register_moving(family: typer.Typer) -> None:
    @verb(family, "trim")
    def trim(
        run: Invocation,
        clip: Clip,
        first: Annotated[
            str | None, typer.Option("--in", metavar="IN", help=f"Its first frame: {_POSITION}", show_default=False)
        ] = None,
        last: Annotated[
            str | None,
            typer.Option("--out", metavar="OUT", help="The first frame after it, written as IN.", show_default=False),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Give a clip another first or last frame; shots that use it keep theirs."""
        if first is None and last is None:
            raise NothingToChange("clip trim", "--in 112f")
        with run.catalogue() as catalogue:
            trimmed = catalogue.clip(clip)
            start, end = (None if text is None else _position(catalogue, trimmed, text) for text in (first, last))
            with catalogue.transaction(f"Trim {trimmed.key}") as edit:
                edit.trim_clip(trimmed.id, start=start, end_exclusive=end)
                rehearse(dry_run, f"trim {trimmed.key}")
            _tell(catalogue, [trimmed.id], json=json)

    @verb(family, "nudge")
    def nudge(
        run: Invocation,
        clip: Clip,
        by: Annotated[
            str, typer.Option("--by", metavar="LENGTH", help="How far: +5f and -12f are frames, -0.5s seconds.")
        ],
        edge: Annotated[str, typer.Option("--edge", metavar="EDGE", help="both, in or out.")] = "both",
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Move a clip, or one edge of it, later (+) or earlier (-); shots that use it keep their frames."""
        with run.catalogue() as catalogue:
            moved = catalogue.clip(clip)
            frames, which = _frames(moved, by), _edge(edge)
            with catalogue.transaction(f"Nudge {moved.key} by {frames:+}f") as edit:
                _nudged(edit, moved, frames, which)
                rehearse(dry_run, f"nudge {moved.key} by {frames:+} frames")
            _tell(catalogue, [moved.id], json=json)


def _nudged(edit: Edit, clip: ClipValue, frames: int, edge: Edge) -> None:
    if frames == 0:
        raise NothingToChange("clip nudge", "--by +5f")
    edit.nudge_clip(clip.id, frames, edge=edge)


def _edge(text: str) -> Edge:
    from library.edit.ranges import Edge

    known = [one.value for one in Edge]
    if text.lower() not in known:
        raise typer.BadParameter(f'"{text}" is none of {", ".join(known)}', param_hint="--edge")
    return Edge(text.lower())


def _position(catalogue: Catalogue, clip: ClipValue, text: str) -> int:
    """The frame of a clip's asset that a text means."""
    from mediavault.cli.ranges import typed_position

    return typed_position(catalogue.asset(clip.asset), text)


def _frames(clip: ClipValue, text: str) -> int:
    """Frames of a clip's asset that a text means; forward when positive."""
    from library.edit.ranges import NotARange
    from library.timecode import parse_position

    match = _NUDGE.fullmatch(text.strip())
    if match is None:
        raise BadNudge(text)
    if clip.range is None:
        raise NotARange(clip)
    frames = parse_position(match["size"], clip.range.rate)
    return -frames if match["sign"] == "-" else frames


def _tell(catalogue: Catalogue, clips: Sequence[ClipId], *, json: bool) -> None:
    from mediavault.cli.ranges import spoken

    for one in catalogue.clips(clips):
        owner = catalogue.asset(one.asset)
        say(f"{one.key}: {spoken(one, owner)} of {owner.name}")
    if json:
        emit_all(clip_records(catalogue, clips))
