"""What a sidecar says that the catalogue wrote it from, and what other programs edited in it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import Digest, Fingerprint
from mediavault.sheet import Line, lines
from mediavault.sheet.columns import EDITED, KEY, LINKED, TRACE, digest, joined, split, traced
from mediavault.sidecars.packet import Content, SidecarUnusable, content_of
from mediavault.sidecars.saying import REJECTED, SUBJECT, marks_in, standing
from mediavault.workers.asking import asked

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Region
    from library.timecode import TimeRange
    from mediavault.sidecars.packet import Packet

Cells = dict[str, str]
AT_ONCE = 500
"""Sidecars that are read before any is looked into."""
MARKS = "marks"
"""What a line of a clip marks, which no sheet has."""


@dataclass(frozen=True)
class Said:
    """What a sidecar says of an asset that the catalogue knows."""

    cells: tuple[Cells, ...] = ()
    """The lines of a sheet it stands for."""
    clips: tuple[Line, ...] = ()
    """Those of them that are clips the catalogue lacks."""


def contents_at(place: Path) -> Iterator[tuple[Path, Content | SidecarUnusable]]:
    """Every sidecar at `place`, a file or a folder, with what is in it, or why that cannot be read.

    Raises:
        DiskSilent: the disk does not answer.
    """
    paths = asked(_sidecars_at, place)
    for first in range(0, len(paths), AT_ONCE):
        yield from asked(partial(_contents, paths[first : first + AT_ONCE]), place)


def _sidecars_at(place: Path) -> list[Path]:
    return sorted(place.rglob("*.xmp")) if place.is_dir() else [place]


def _contents(paths: Sequence[Path], _: Path) -> list[tuple[Path, Content | SidecarUnusable]]:
    found: list[tuple[Path, Content | SidecarUnusable]] = []
    for path in paths:
        try:
            found.append((path, content_of(path)))
        except SidecarUnusable as error:
            found.append((path, error))
    return found


def said(catalogue: Catalogue, packet: Packet) -> Said:
    """What a sidecar says; nothing when the catalogue does not know its content.

    From a sidecar of another catalogue nothing is taken away. Its clips are those here that mark the same under the
    same name, or new ones.
    """
    found = [_line(fields) for fields in packet.structs("mediavault:lines")]
    asset = _asset(catalogue, packet)
    if not found or asset is None:
        return Said()
    whole, *parts = found
    whole |= _edited(packet, whole)
    there = {line.key: line for line in lines(catalogue, [asset])}
    if packet.text("mediavault:catalogue") == catalogue.origin():
        return Said((_plain(whole), *(_plain(one) for one in parts if one[KEY] in there)))
    ours, *clips = there.values()
    cells: list[Cells] = [{KEY: ours.key, **_added(whole, ours)}]
    new: list[Line] = []
    for part in parts:
        marked = marks_in(part[MARKS])
        if marked is None:
            continue
        same = next((one for one in clips if _marks_the_same(one, marked, part["name"])), None)
        if same is None:
            same = Line.to_come(ours, f"{ours.key} {part[MARKS]} {part['name']}", marked)
            new.append(same)
        cells.append({KEY: same.key, **_added(part, same)})
    return Said(tuple(cells), tuple(new))


def _marks_the_same(line: Line, marked: TimeRange | Region, name: str) -> bool:
    clip = line.clip
    return clip is not None and marked in {clip.range, clip.region} and line.cells["name"] == name


def _plain(line: Cells) -> Cells:
    return {column: text for column, text in line.items() if column != MARKS}


def _line(fields: dict[str, str]) -> Cells:
    found = {column: fields.get(f"mediavault:{column}", "") for column in EDITED}
    own = {KEY: fields.get("mediavault:key", ""), MARKS: fields.get("mediavault:marks", "")}
    return {**own, **found, TRACE: fields.get("mediavault:asExported", "")}


def _asset(catalogue: Catalogue, packet: Packet) -> int | None:
    size, _, quick = (packet.text("mediavault:fingerprint") or "").partition(":")
    if not size.isdigit():
        return None
    algorithm, _, full = (packet.text("mediavault:digest") or "").partition(":")
    same = catalogue.same_fingerprint(Fingerprint(int(size), quick))
    known = [one for one in same if not full or one.digest in {None, Digest(algorithm, full)}]
    return known[0].id if known else None


def _edited(packet: Packet, whole: Cells) -> Cells:
    """The cells of a line as other programs left them."""
    stood, now = traced(packet.text("mediavault:stands") or ""), standing(packet)
    found = {column: text for column, text in now.items() if digest(column, text) != stood.get(column)}
    if "rating" in found:
        rejected = found["rating"] == REJECTED
        found |= {"rating": "" if rejected else found["rating"], "pick": "rejected" if rejected else whole["pick"]}
    before, after = set(packet.texts("mediavault:subjectStands")), set(packet.texts(SUBJECT))
    if before != after:
        found["keywords"] = joined((set(split(whole["keywords"])) | (after - before)) - (before - after))
    return found


def _added(whole: Cells, ours: Line) -> Cells:
    named = {
        column: joined({*split(ours.cells[column]), *(one for one in split(whole[column]) if not one.startswith("["))})
        for column in LINKED
    }
    texts = {column: whole[column] for column in EDITED if column not in LINKED and whole[column]}
    return {**named, **texts}
