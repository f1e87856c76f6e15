"""What is said in an asset."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One line of a transcript or of subtitles."""

    start_ms: int
    """Milliseconds from the asset's first frame."""
    end_ms: int
    """The first millisecond after it."""
    text: str
    language: str | None = None
    """BCP 47: `be`, `be-Latn`, `pl`; None when it is not said."""
    translates: str | None = None
    """The language that was spoken, where this is a translation of it."""
    speaker: str | None = None
