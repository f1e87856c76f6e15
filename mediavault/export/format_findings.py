"""What a format makes of a shot list: all findings but those about people, for the pre-flight and for the writers."""

from __future__ import annotations

from collections.abc import Iterator

import opentimelineio as otio

from mediavault.export.cut import CutList
from mediavault.export.elements import holdable
from mediavault.export.findings import Finding, FindingKind, Severity, refuse_if_stopped
from mediavault.export.formats import FORMATS, Format
from mediavault.export.media_findings import media_findings
from mediavault.export.places import path_of
from mediavault.export.timeline import cut_list_of


def format_findings(cut_list: CutList, chosen: Format) -> Iterator[Finding]:
    """Everything to know before a list is written in a format."""
    yield from media_findings(cut_list, one_rate=chosen.one_rate, renders=chosen.renders)
    if chosen.rates is not None and cut_list.rate.fraction not in chosen.rates:
        sentence = f"The list counts {cut_list.rate} frames per second, which {chosen.title} does not know."
        cure = "Export it as .otio, or make a list of another rate."
        yield Finding(None, FindingKind.RATE_NOT_OFFERED, sentence, cure, Severity.STOP)
    if chosen.plain_paths:
        yield from _unwritable_paths(cut_list)
    if not chosen.stills:
        yield from _stills(cut_list, chosen)
    if chosen.per_media:
        media = [one for one in cut_list.media.values() if chosen.stills or not one.still]
        if len(media) > 1:
            sentence = f"The list uses {len(media)} files, and {chosen.title} holds one."
            yield Finding(None, FindingKind.SPLIT, sentence, f"It is written as {len(media)} files.")


def cut_list_for(timeline: otio.schema.Timeline, name: str) -> CutList:
    """The cuts of a timeline, which the format of that name can hold.

    Raises:
        ExportRefused: It cannot; the finding names the shot.
    """
    cut_list = cut_list_of(timeline)
    refuse_if_stopped(list(format_findings(cut_list, FORMATS[name])))
    return cut_list


def _stills(cut_list: CutList, chosen: Format) -> Iterator[Finding]:
    stills = [cut for cut in cut_list.cuts if cut.media.still]
    for cut in stills:
        sentence = f"Shot {cut.number} ({cut.media.file}) is a still, which {chosen.title} cannot hold."
        yield Finding(cut.number, FindingKind.LEFT_OUT, sentence, "It is left out.")
    if len(stills) == len(cut_list.cuts):
        cure = "Export it in another format."
        yield Finding(None, FindingKind.NOTHING_HELD, "All shots are stills.", cure, Severity.STOP)


def _unwritable_paths(cut_list: CutList) -> Iterator[Finding]:
    told = set()
    for cut in cut_list.cuts:
        if cut.media.asset not in told and not holdable(path_of(cut.media)):
            told.add(cut.media.asset)
            sentence = f"The path of shot {cut.number} ({cut.media.file}) holds bytes that are no text."
            cure = "Rename a copy of it, or export as .otio or .fcpxml, which encode them."
            yield Finding(cut.number, FindingKind.NAME_NOT_TEXT, sentence, cure, Severity.STOP)
