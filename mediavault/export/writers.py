"""Which function writes which format; each is a pure function of one timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import opentimelineio

from mediavault.export import (
    ale,
    csv,
    edl,
    fcpxml,
    html,
    kdenlive,
    losslesscut,
    markdown,
    mlt,
    otio,
    otioz,
    pdf,
    xlsx,
    xmeml,
)
from mediavault.export.edl import EdlOptions
from mediavault.export.formats import Format

Writer = Callable[[opentimelineio.schema.Timeline], tuple[bytes, ...]]
"""From a timeline to the contents of its file, or of several."""

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "otio": otio.write,
        "otioz": otioz.write,
        "edl": edl.write,
        "ale": ale.write,
        "xml": xmeml.write,
        "fcpxml": fcpxml.write,
        "mlt": mlt.write,
        "kdenlive": kdenlive.write,
        "llc": losslesscut.write_projects,
        "csv": csv.write,
        "losslesscut": losslesscut.write_tables,
        "xlsx": xlsx.write,
        "md": markdown.write,
        "html": html.write,
        "pdf": pdf.write,
    }
)
"""By the name of the format."""
ILLUSTRATED = MappingProxyType({"html": html.write, "pdf": pdf.write})
"""Those that can show pictures of shots."""


def write(
    timeline: opentimelineio.schema.Timeline, chosen: Format, options: EdlOptions, pictures: html.Pictures
) -> tuple[bytes, ...]:
    """The contents of a timeline's file, or of several.

    Args:
        timeline: What `mediavault.export.timeline` made.
        chosen: The format.
        options: How an edit decision list is written.
        pictures: Of its shots, for a page.

    Raises:
        ExportRefused: The format cannot hold it.
    """
    if chosen.name == "edl":
        return edl.write(timeline, options)
    illustrated = ILLUSTRATED.get(chosen.name)
    return illustrated(timeline, pictures) if illustrated else WRITERS[chosen.name](timeline)
