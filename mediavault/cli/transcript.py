"""`transcript import|show`: what is said in an asset, from subtitles and from speech recognition."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Asset, DryRun, File, Json
from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library.model import Asset as AssetValue
    from library.model import JsonObject, TranscriptLine

Language = Annotated[
    str | None,
    typer.Option("--language", metavar="LANGUAGE", help="BCP 47: be, be-Latn, pl.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Adds the family."""
    family = group("transcript", "What is said in an asset, found by find and text: like every other word.")
    app.add_typer(family)

    @verb(family, "import")
    def import_(
        run: Invocation,
        file: File,
        asset: Asset,
        language: Language = None,
        translates: Annotated[
            str | None,
            typer.Option(
                "--translates", metavar="LANGUAGE", help="What was spoken, of a translation.", show_default=False
            ),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Read SRT, WebVTT, TTML or JSON; what was there in the same language gives way, and undo brings it back."""
        from mediavault.media import transcript

        lines = transcript.read(file, language=language, translates=translates)
        with run.catalogue() as catalogue:
            meant = catalogue.asset(asset)
            what = f"Import {counted(len(lines), 'line')} said in {meant.name}"
            with catalogue.transaction(what) as edit:
                edit.set_transcript(meant.id, lines)
                rehearse(dry_run, what)
        say(f"{what}.")
        if json:
            emit_all(map(_record, lines))

    @verb(family, "show")
    def show(run: Invocation, asset: Asset, language: Language = None, json: Json = False) -> None:
        """Show what is said in an asset, with the timecode of each line."""
        with run.catalogue() as catalogue:
            meant = catalogue.asset(asset)
            lines = catalogue.transcript(meant.id, language)
        if not lines:
            say(f"{meant.key} has no transcript{f' in {language}' if language else ''}.")
        if json:
            emit_all(map(_record, lines))
            return
        columns = ("in", "out", "language", "speaker", "text")
        table(columns, ((*_span(meant, line), line.language, line.speaker, _one_line(line.text)) for line in lines))


def _record(line: TranscriptLine) -> JsonObject:
    return asdict(line)


def _one_line(text: str) -> str:
    return " / ".join(text.splitlines())


def _span(asset: AssetValue, line: TranscriptLine) -> tuple[str, str]:
    return _label(asset, line.start_ms), _label(asset, line.end_ms)


def _label(asset: AssetValue, ms: int) -> str:
    """Timecode where the asset has it, otherwise seconds from its first frame."""
    start = asset.facts.first_label
    if start is None:
        return f"{ms / 1000:.3f}s"
    rate = start.rate
    return str(start + ms * rate.numerator // (rate.denominator * 1000))
