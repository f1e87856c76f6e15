"""What the media of a shot list makes an export refuse, round or leave to the editor."""

from __future__ import annotations

from collections.abc import Iterator

from library.model import CopyState, MediaKind
from library.timecode import FrameRate
from mediavault.export.cut import Cut, CutList
from mediavault.export.findings import Finding, FindingKind, Severity

_STATES = {
    CopyState.OFFLINE: (
        FindingKind.MEDIA_OFFLINE,
        "is offline",
        "Mount its volume, or relink it in the editing program.",
        Severity.WARN,
    ),
    CopyState.MISSING: (
        FindingKind.MEDIA_MISSING,
        "is missing",
        "Find it with relink, or relink it in the editing program.",
        Severity.WARN,
    ),
    CopyState.CHANGED: (
        FindingKind.MEDIA_CHANGED,
        "is gone: its only known files hold other content now",
        "Restore the file or take the shot out.",
        Severity.STOP,
    ),
}


def media_findings(cut_list: CutList, *, one_rate: bool, renders: bool = False) -> Iterator[Finding]:
    """Everything to know about the media of a list, shot by shot.

    Args:
        cut_list: The list.
        one_rate: Whether the format takes only media of the list's own constant rate.
        renders: Whether the media itself is read, so that it must be there.
    """
    for cut in cut_list.cuts:
        yield from _state(cut, renders=renders)
        yield from _range(cut)
        yield from _rates(cut, cut_list.rate, Severity.STOP if one_rate else Severity.WARN)
        if cut.media.timecode is None and not cut.media.still:
            sentence = f"{_what(cut)} has no timecode; it is counted from 00:00:00:00."
            yield Finding(cut.number, FindingKind.NO_TIMECODE, sentence, "The editing program finds it by its name.")


def _state(cut: Cut, *, renders: bool) -> Iterator[Finding]:
    if cut.media.state in _STATES:
        kind, clause, cure, severity = _STATES[cut.media.state]
        if renders and severity is Severity.WARN:
            cure, severity = "Mount its volume, or find the file with relink.", Severity.STOP
        yield Finding(cut.number, kind, f"{_what(cut)} {clause}.", cure, severity)


def _range(cut: Cut) -> Iterator[Finding]:
    available = cut.media.available
    if available and available.rate == cut.source.rate and not available.contains(cut.source):
        sentence = f"{_what(cut)} ends {cut.source.end_exclusive - available.duration} frames after its media."
        cure = "Trim the shot."
        yield Finding(cut.number, FindingKind.OUTSIDE_MEDIA, sentence, cure, Severity.STOP)


def _rates(cut: Cut, rate: FrameRate, severity: Severity) -> Iterator[Finding]:
    stops = severity is Severity.STOP
    if cut.differs_in_rate:
        sentence = f"{_what(cut)} has {cut.source.rate} frames per second, the list {rate}."
        cure = "Export it as .otio, or convert the media." if stops else "It stands on the nearest frame of the list."
        yield Finding(cut.number, FindingKind.MIXED_RATES, sentence, cure, severity)
    if cut.media.variable_frame_rate:
        sentence = f"{_what(cut)} has a variable frame rate, so its frames have no fixed timecode."
        cure = "Convert it to a constant rate, or export it as .otio."
        if not stops:
            cure = "Convert it to a constant rate before it is cut: otherwise it begins and ends some frames off."
        yield Finding(cut.number, FindingKind.VARIABLE_FRAME_RATE, sentence, cure, severity)
    if cut.media.kind is MediaKind.AUDIO and cut.on_grid.rescaled(cut.source.rate) != cut.source:
        sentence = f"{_what(cut)} begins or ends between two frames of the list."
        cure = "It stands on the nearest frame; the .otio keeps its samples."
        yield Finding(cut.number, FindingKind.SOUND_ROUNDED, sentence, cure)


def _what(cut: Cut) -> str:
    return f"Shot {cut.number} ({cut.media.file})"
