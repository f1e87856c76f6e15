"""OpenTimelineIO (`.otio`): the timeline as it is, in the library's own JSON with sorted keys."""

from __future__ import annotations

import opentimelineio


def write(timeline: opentimelineio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline; the same timeline always gives the same bytes."""
    text = opentimelineio.adapters.write_to_string(timeline, "otio_json")
    return (f"{text}\n".encode(),)
