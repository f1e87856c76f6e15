"""Transcripts and subtitles: SRT, WebVTT, TTML, and the JSON of speech recognition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from library.errors import MediavaultError
from library.model import TranscriptLine

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 64 * 1024 * 1024
"""A day of speech takes a few megabytes."""
_FORMATS = {".srt": "srt", ".vtt": "vtt", ".ttml": "ttml", ".xml": "ttml", ".dfxp": "ttml"}
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")


class TranscriptUnreadable(MediavaultError):
    """A file is no transcript."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file, and the reason without a full stop."""
        super().__init__(
            f"Cannot read {path} as a transcript: {reason}. SRT, WebVTT, TTML and JSON can be read, in UTF-8."
        )


def read(path: Path, *, language: str | None = None, translates: str | None = None) -> list[TranscriptLine]:
    """The lines of a transcript, in order.

    JSON is a list of lines, or an object with `segments` as Whisper writes it: `start` and `end` in seconds, `text`,
    and maybe `speaker`, `language`, `translates`. A language that is given stands for every line that says none.

    Raises:
        TranscriptUnreadable: it is none, or there is no line in it.
    """
    text = _text(path)
    lines = list(_of_json(path, text) if path.suffix.lower() == ".json" else _of_subtitles(path, text))
    if not lines:
        raise TranscriptUnreadable(path, "there is no line in it")
    said = (
        TranscriptLine(
            **{"language": language, "translates": translates, **{k: v for k, v in line.items() if v is not None}}
        )
        for line in lines
    )
    return sorted(said, key=lambda line: line.start_ms)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
        if len(raw) > LARGEST_BYTES:
            raise TranscriptUnreadable(path, "it is larger than 64 MB")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise TranscriptUnreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise TranscriptUnreadable(path, "it is not UTF-8") from error


def _of_subtitles(path: Path, text: str) -> Iterator[dict[str, Any]]:
    from pysubs2 import Pysubs2Error, SSAFile  # noqa: PLC0415 - nothing but this verb needs it

    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise TranscriptUnreadable(path, f'no transcript ends in "{path.suffix}"')
    if form == "ttml":
        _refuse_entities(path, text)
    # WebVTT names who speaks in a tag of its own, which is no part of what is said.
    spoken = _VOICE.sub(lambda voice: f"\u241e{voice[1].strip()}\u241e", text) if form == "vtt" else text
    try:
        events = list(SSAFile.from_string(spoken, format_=form))
    except (Pysubs2Error, ValueError, SyntaxError, LookupError, TypeError, AttributeError) as error:
        raise TranscriptUnreadable(path, f"it is damaged ({' '.join(str(error).split())[:80]})") from error
    for event in events:
        before, mark, rest = event.plaintext.partition("\u241e")
        speaker, _, said = rest.partition("\u241e") if mark else ("", "", before)
        if said.strip() and not event.is_comment:
            yield {"start_ms": event.start, "end_ms": event.end, "text": said.strip(), "speaker": speaker or None}


def _refuse_entities(path: Path, text: str) -> None:
    """A document type can make a small file as large as it likes; TTML has none."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TranscriptUnreadable(path, "it declares a document type, which TTML has not")


def _of_json(path: Path, text: str) -> Iterator[dict[str, Any]]:
    try:
        found: Any = json.loads(text)
        segments: Any = found.get("segments", found.get("lines")) if isinstance(found, dict) else found
        overall = found.get("language") if isinstance(found, dict) else None
        for one in segments:
            said = str(one["text"]).strip()
            start, end = (round(float(one[name]) * 1000) for name in ("start", "end"))
            if said:
                yield {
                    "start_ms": start,
                    "end_ms": end,
                    "text": said,
                    "speaker": one.get("speaker"),
                    "language": one.get("language", overall),
                    "translates": one.get("translates"),
                }
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise TranscriptUnreadable(path, "its JSON is not a list of lines with start, end and text") from error
