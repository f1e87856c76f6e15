"""What a sidecar says that the catalogue wrote it from, and what other programs edited in it since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.model import Digest, Fingerprint
from mediavault.sheet import Line, lines
from mediavault.sheet.columns import EDITED, KEY, LINKED, TRACE, digest, joined, split, traced
from mediavault.sidecars.saying import REJECTED, SUBJECT, standing

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.sidecars.packet import Packet

Cells = dict[str, str]


def cells(catalogue: Catalogue, packet: Packet) -> list[Cells]:
    """The lines of a sheet that a sidecar stands for; none when the catalogue does not know its content.

    From a sidecar of another catalogue nothing is taken away, and its ranges stay where they are.
    """
    said = [_line(fields) for fields in packet.structs("mediavault:lines")]
    asset = _asset(catalogue, packet)
    if not said or asset is None:
        return []
    whole, *parts = said
    whole |= _edited(packet, whole)
    there = {line.key: line for line in lines(catalogue, [asset])}
    if packet.text("mediavault:catalogue") == catalogue.origin():
        return [whole, *(one for one in parts if one[KEY] in there)]
    ours = there[f"a{asset}"]
    return [{KEY: ours.key, **_added(whole, ours)}]


def _line(fields: dict[str, str]) -> Cells:
    found = {column: fields.get(f"mediavault:{column}", "") for column in EDITED}
    return {KEY: fields.get("mediavault:key", ""), **found, TRACE: fields.get("mediavault:asExported", "")}


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
