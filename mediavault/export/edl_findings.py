"""What an edit decision list cannot hold of a shot list, or holds only changed."""

from __future__ import annotations

from collections.abc import Iterator

from mediavault.export.cut import Cut, CutList
from mediavault.export.findings import Finding, FindingKind, Severity
from mediavault.export.reels import reels

MOST_EDITS = 999
"""Edits one list can number: the field has three digits."""
_LABEL_LENGTH = len("00:00:00:00")


def edl_findings(cut_list: CutList, reel_length: int) -> Iterator[Finding]:
    """Everything to know before a list is written as an edit decision list.

    Args:
        cut_list: The list.
        reel_length: The most characters a reel may have.
    """
    if len(str(cut_list.start)) > _LABEL_LENGTH:
        yield Finding(
            None,
            FindingKind.RATE_TOO_HIGH,
            f"The list counts {cut_list.rate} frames per second, and an EDL has two digits for frames.",
            "Export it as .otio.",
            Severity.STOP,
        )
    for cut in cut_list.cuts:
        yield from _cut_findings(cut, cut_list)
    yield from reel_findings(cut_list, reel_length)
    if len(cut_list.cuts) > MOST_EDITS:
        files = -(-len(cut_list.cuts) // MOST_EDITS)
        sentence = f"The list has {len(cut_list.cuts)} shots, and an EDL numbers {MOST_EDITS}."
        yield Finding(None, FindingKind.SPLIT, sentence, f"It is written as {files} files.")


def _cut_findings(cut: Cut, cut_list: CutList) -> Iterator[Finding]:
    what = f"Shot {cut.number} ({cut.media.file})"
    own = cut.media.timecode.timecode if cut.media.timecode else None
    if own and own.rate == cut_list.rate and own.drop_frame != cut_list.start.drop_frame:
        sentence = f"{what} counts {_mode(drop_frame=own.drop_frame)}, the list the other way."
        yield Finding(cut.number, FindingKind.DROP_FRAME_DIFFERS, sentence, "Its labels keep the media's own counting.")
    (first, last), (record_in, record_out) = cut_list.source_labels(cut), cut_list.record_labels(cut)
    if last.frame < first.frame or record_out.frame < record_in.frame:
        sentence = f"{what} runs past midnight of its timecode."
        yield Finding(
            cut.number, FindingKind.PAST_MIDNIGHT, sentence, "Some programs refuse such an edit: check it there."
        )
    written = "".join(filter(None, (cut.name, cut.media.file, cut.heading, cut.note)))
    if not written.isascii():
        sentence = f"{what} has names or notes in letters an EDL cannot hold."
        yield Finding(
            cut.number, FindingKind.NOT_ASCII, sentence, "They are transliterated; the .otio has them exactly."
        )


def reel_findings(cut_list: CutList, length: int) -> Iterator[Finding]:
    """Reels that are not what the camera or the file said, each media once."""
    named, told = reels(cut_list, length), set()
    for cut in cut_list.cuts:
        reel, asset = named[cut.media.asset], cut.media.asset
        if asset in told or not (reel.shortened or reel.renamed):
            continue
        told.add(asset)
        what, cure = f"Shot {cut.number} ({cut.media.file})", f'Its reel is written as "{reel.name}".'
        if reel.renamed:
            sentence = f'{what} would have the reel "{reel.wanted[:length]}", which is taken.'
            yield Finding(cut.number, FindingKind.REEL_DUPLICATE, sentence, cure)
        if reel.shortened:
            sentence = f'{what} has the reel "{reel.wanted}", longer than {length} characters.'
            yield Finding(cut.number, FindingKind.REEL_SHORTENED, sentence, cure)


def _mode(*, drop_frame: bool) -> str:
    return "drop-frame" if drop_frame else "non-drop-frame"
