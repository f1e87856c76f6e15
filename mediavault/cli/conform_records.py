"""What came of a conform as JSON; scripts hold on to the shape, so it may only grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediavault.cli import records, volumes
from mediavault.cli.export import finding_record

if TYPE_CHECKING:
    from library.model import JsonObject
    from mediavault.conform import Conformed, Found, Use


def conformed_record(value: Conformed) -> JsonObject:
    """A cut, and all that was found of it; what is not known is null."""
    return {
        "file": str(value.path),
        "format": value.cut.format,
        "name": value.cut.name,
        "rate": str(value.rate),
        "edits": [_edit(value, one) for one in value.found],
        "used": [_use(one) for one in value.uses],
        "findings": [finding_record(one) for one in value.findings],
        "credits": {
            "contributors": list(value.credits.contributors),
            "unnamed": value.credits.unnamed,
            "lines": list(value.credits.lines),
        },
        "volumes": [volumes.record(one) for one in value.volumes],
        "told": list(value.cut.told),
    }


def _edit(value: Conformed, one: Found) -> JsonObject:
    from mediavault.conform import overlapping

    edit, asset = one.edit, one.asset
    return {
        "number": edit.number,
        "where": edit.where,
        "name": edit.called,
        "record_in": str(value.record_label(one)),
        "asset": asset.key if asset else None,
        "file": asset.name if asset else None,
        "state": asset.state.value if asset else None,
        "clip": one.clip.key if one.clip else None,
        "source_range": records.span(one.source_range) if one.source_range else None,
        "found_by": one.by.value if one.by else None,
        "sureness": one.sureness.value if one.sureness else None,
        "inside": one.inside,
        "others": [f"a{key}" for key in one.others],
        "nearest": one.nearest,
        "clips": [records.clip(clip) for clip in overlapping(one)],
        "note": edit.note,
        "heading": edit.heading,
    }


def _use(value: Use) -> JsonObject:
    return {
        "asset": value.asset.key,
        "file": value.asset.name,
        "edits": list(value.edits),
        "ranges": [records.span(span) for span in value.spans],
        "frames": value.frames,
    }
