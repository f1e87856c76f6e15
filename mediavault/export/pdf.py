"""Contact sheets (`.pdf`): a picture of each shot with its timecodes and notes, in order, to print and to send.

Roboto is embedded, which has the letters of Polish and of Cyrillic.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import opentimelineio as otio

from library.names import visible
from library.timecode import Timecode
from mediavault.export.cut import Cut, CutList
from mediavault.export.html import Pictures
from mediavault.export.timeline import cut_list_of

_ACROSS, _MARGIN = 4, 36
"""Shots in a row; points around the page."""
_PICTURE = 120, 68
"""Points across and down, at most."""


def write(timeline: otio.schema.Timeline, pictures: Pictures | None = None) -> tuple[bytes, ...]:
    """The one file of a timeline; the same timeline and pictures always give the same bytes.

    Args:
        timeline: The list.
        pictures: Pictures of its shots; of those with somebody in them who is not named, none is shown.
    """
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415  half a second, which other formats need not wait for
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table  # noqa: PLC0415  as above

    cut_list, style, held = cut_list_of(timeline), _style(), BytesIO()
    flow: list[Any] = [Paragraph(f"<font size=14>{_text(cut_list.name)}</font>", style), Spacer(1, 6)]
    flow += [Paragraph(_told(cut_list), style), Spacer(1, 12)]
    cells: list[Any] = [_cell(cut, cut_list, style, pictures or {}) for cut in cut_list.cuts]
    cells += [""] * (-len(cells) % _ACROSS)
    rows = [cells[first : first + _ACROSS] for first in range(0, len(cells), _ACROSS)]
    widths, top = [(A4[0] - 2 * _MARGIN) / _ACROSS] * _ACROSS, [("VALIGN", (0, 0), (-1, -1), "TOP")]
    flow += [Table([row], colWidths=widths, style=top) for row in rows]
    title = visible(cut_list.name)
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    SimpleDocTemplate(held, pagesize=A4, title=title, author="", invariant=1, **margins).build(flow)
    return (held.getvalue(),)


def _style() -> Any:  # noqa: ANN401  reportlab has no types
    from font_roboto import Roboto  # noqa: PLC0415  as above
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415  as above
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415  as above
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415  as above

    pdfmetrics.registerFont(TTFont("Roboto", Roboto))
    return ParagraphStyle("shot", fontName="Roboto", fontSize=7.5, leading=9.5, wordWrap="LTR", splitLongWords=1)


def paragraphs(texts: Iterable[tuple[str, str]]) -> list[Any]:
    """Texts one below the other; with each its kind: `title`, `strong`, `small` or nothing."""
    from reportlab.platypus import Paragraph, Spacer  # noqa: PLC0415  as above

    style, sizes = _style(), {"title": 14, "strong": 10, "small": 7, "": 9}
    flow: list[Any] = []
    for kind, text in texts:
        flow += [Spacer(1, 8)] if kind == "strong" else []
        flow += [Paragraph(f"<font size={sizes[kind]}>{_text(text)}</font>", style), Spacer(1, 2 if kind else 4)]
    return flow


def _told(cut_list: CutList) -> str:
    duration = Timecode(cut_list.duration, cut_list.rate, cut_list.start.drop_frame)
    told = (cut_list.project, f"version {cut_list.version}", f"{len(cut_list.cuts)} shots", str(duration))
    return _text(" · ".join(filter(None, told)))


def _cell(cut: Cut, cut_list: CutList, style: Any, pictures: Pictures) -> list[Any]:  # noqa: ANN401  as above
    """The picture of a shot, and what is said of it."""
    from reportlab.platypus import Image, Paragraph  # noqa: PLC0415  as above

    picture = None if cut.withheld_people else pictures.get(cut.number)
    duration = Timecode(cut.record.duration, cut_list.rate, cut_list.start.drop_frame)
    source, record = cut_list.source_labels(cut), cut_list.record_labels(cut)
    lines = [cut.heading, f"{cut.number}  {record[0]}  ({duration})", cut.media.file, f"{source[0]} – {source[1]}"]
    lines += [cut.shown, *filter(None, (cut.note, cut.clip_note))]
    said = Paragraph("<br/>".join(_text(line) for line in lines if line), style)
    if picture is None:
        return [said]
    content = BytesIO(base64.b64decode(picture.partition(",")[2]))
    return [Image(content, *_PICTURE, kind="proportional", hAlign="LEFT"), said]


def _text(text: str) -> str:
    return "<br/>".join(escape(visible(line)) for line in text.split("\n"))
