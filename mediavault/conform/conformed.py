"""A finished cut held against a catalogue: everything there is to say of it, as one value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import Asset, ClipId, Holding, KeptShot
from library.timecode import FrameRate, Timecode, TimeRange
from mediavault.conform.clearing import Credits, clearances, credits_of, renumbered
from mediavault.conform.edits import ReadCut
from mediavault.conform.finding import Found, find_edits
from mediavault.conform.reading import read
from mediavault.export.findings import Finding
from mediavault.export.people import People

if TYPE_CHECKING:
    from library import Catalogue


@dataclass(frozen=True, slots=True)
class Use:
    """All that a cut uses of one asset."""

    asset: Asset
    edits: tuple[int, ...]
    """Their numbers."""
    spans: tuple[TimeRange, ...]
    """The frames, each once, in order, in the media's own frames."""

    @property
    def frames(self) -> int:
        """How many different frames."""
        return sum(span.duration for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformed:
    """A cut, what of the catalogue it uses, what it lacks and what it owes."""

    path: Path
    cut: ReadCut
    rate: FrameRate
    found: tuple[Found, ...]
    findings: tuple[Finding, ...]
    """What stands against the use of what was found; the shot of a finding is the number of its edit."""
    credits: Credits
    volumes: tuple[Holding, ...]
    """What is needed to see all of it again, and where it is."""

    @property
    def missing(self) -> tuple[Found, ...]:
        """The edits that nothing was found for, or only a guess."""
        return tuple(one for one in self.found if not one.usable)

    @property
    def uses(self) -> tuple[Use, ...]:
        """What is used of each asset, in the order of its first use; of guesses nothing."""
        usable = [one for one in self.found if one.usable and one.asset]
        assets = {one.asset.id: one.asset for one in usable if one.asset}
        return tuple(_use(asset, [one for one in usable if one.asset is asset]) for asset in assets.values())

    @property
    def shots(self) -> tuple[KeptShot, ...]:
        """What was found, to compare with a shot list or with a version of one."""
        return tuple(self._shots())

    def _shots(self) -> Iterator[KeptShot]:
        for one in self.found:
            if one.usable and one.asset and one.source_range:
                yield KeptShot(
                    number=one.edit.number,
                    clip=one.clip.id if one.clip else ClipId(0),
                    asset=one.asset.id,
                    name=one.edit.called,
                    source_range=one.source_range,
                    note=one.edit.note,
                    heading=one.edit.heading,
                )

    def record_label(self, found: Found) -> Timecode:
        """Where an edit stands, counted from the first frame of the cut."""
        drops = bool(self.cut.drop_frame) and self.rate.drops
        return Timecode(self.rate.frames(found.edit.record_s), self.rate, drops)


def conform(catalogue: Catalogue, path: Path, people: People, *, rate: FrameRate | None = None) -> Conformed:
    """Reads a finished cut and finds in a catalogue what it uses.

    Args:
        catalogue: Where to look.
        path: An EDL, OTIO, FCPXML or Final Cut Pro 7 XML.
        people: Who may be identified how far, for the purpose of the film.
        rate: Of the cut, for an EDL, which does not say it; otherwise that of its media.

    Raises:
        CutUnreadable: The file is no cut.
    """
    cut = read(path, rate)
    counted, found = find_edits(catalogue, cut, rate)
    if counted != cut.rate:  # an EDL: now that its media says the rate, its labels are numbers
        cut = read(path, counted)
        counted, found = find_edits(catalogue, cut, counted)
    usable = [one for one in found if one.usable]
    return Conformed(
        path=path,
        cut=cut,
        rate=counted,
        found=tuple(found),
        findings=tuple(renumbered(clearances(usable, people))),
        credits=credits_of(usable, people),
        volumes=tuple(catalogue.shelf.holdings({one.asset.id for one in usable if one.asset})),
    )


def _use(asset: Asset, found: list[Found]) -> Use:
    spans: list[TimeRange] = []
    for span in sorted((one.source_range for one in found if one.source_range), key=lambda span: span.start):
        if spans and span.rate == spans[-1].rate and span.start <= spans[-1].end_exclusive:
            end = max(spans[-1].end_exclusive, span.end_exclusive)
            spans[-1] = TimeRange.from_end(spans[-1].start, end, span.rate)
        else:
            spans.append(span)
    return Use(asset, tuple(one.edit.number for one in found), tuple(spans))
