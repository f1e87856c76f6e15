"""OpenTimelineIO's archive (`.otioz`): the timeline and its version in one file, without the media.

The media stays where the timeline says it is. Originals are not copied into it: they hold the name of whoever filmed,
the place and the camera.
"""

from __future__ import annotations

import opentimelineio

from mediavault.export import otio
from mediavault.export.archive import zipped

_VERSION = b"1.0.0"
"""Of the archive's layout, not of OpenTimelineIO."""


def write(timeline: opentimelineio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline; the same timeline always gives the same bytes."""
    (content,) = otio.write(timeline)
    return (zipped({"version.txt": _VERSION, "content.otio": content}),)
