"""Beside the frame in Log: the ranges of the asset, and what is said of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from library.model import MediaKind
from tui.describing import clip_words, links_line, range_words, ranges_of, start_of, uses_line
from tui.widgets.frame_scale import label
from tui.wording import CURSOR, NOTHING, clean, stars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from library.model import Asset, Clip, ClipId, Use
    from library.timecode import Timecode, TimeRange


class RangePanel(Widget):
    """Lines of text; the chosen range has the cursor."""

    DEFAULT_CSS = "RangePanel { background: $surface; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start empty."""
        super().__init__(id=id)
        self._text = Text()
        self._shown: list[Clip] = []

    class Chosen(Message):
        """Somebody pointed at a range."""

        def __init__(self, clip: ClipId) -> None:
            """Take the clip it is."""
            self.clip = clip
            super().__init__()

    def spots(self) -> list[tuple[int, int, int]]:
        """Each range."""
        return [(0, y, 1) for y, _ in enumerate(self._shown, 1)]

    def on_click(self, event: events.Click) -> None:
        """Choose the range that was pointed at."""
        at = event.get_content_offset_capture(self).y - 1
        if 0 <= at < len(self._shown):
            self.post_message(self.Chosen(self._shown[at].id))

    def show(self, asset: Asset, chosen: Clip | None, pending: TimeRange | None, uses: Sequence[Use] = ()) -> None:
        """Show the ranges, the pending one last, and tags, note and uses of the chosen one or of the whole."""
        ranges = ranges_of(asset)
        lines = [Text("Ranges", "dim")]
        room = max(2, self.size.height - 9)
        first = _first_shown(ranges, chosen, room)
        self._shown = shown = ranges[first : first + room]
        lines += [_range_line(number, clip, chosen, start_of(asset)) for number, clip in enumerate(shown, first + 1)]
        for line in lines:
            line.truncate(max(1, self.content_size.width), overflow="ellipsis")  # a line for each: it is pointed at
        if pending is not None:
            lines.append(Text(f"  + {range_words(pending, start_of(asset))}", "bold"))
        elif not ranges:
            photo = asset.facts.kind is MediaKind.PHOTO
            lines.append(Text("  a photo has none" if photo else "  i in, o out, then tag it", "dim"))
        used = uses_line(use for use in uses if chosen is None or use.touches(chosen))
        lines += [Text(), Text(used, "dim")] if used else []
        self._text = Text("\n").join([*lines, Text(), *_said(asset, chosen, pending)])
        self.refresh()

    def render(self) -> Text:
        """The lines."""
        self._text.overflow = "fold"
        return self._text


def _first_shown(ranges: list[Clip], chosen: Clip | None, room: int) -> int:
    ids = [clip.id for clip in ranges]
    if chosen is None or chosen.id not in ids:
        return max(0, len(ids) - room)
    return max(0, min(ids.index(chosen.id) - room // 2, len(ids) - room))


def _range_line(number: int, clip: Clip, chosen: Clip | None, first: Timecode | None) -> Text:
    here = chosen is not None and chosen.id == clip.id
    start = label(clip.range.start, clip.range.rate, first) if clip.range else ""
    rating = stars(clip.rating, rejected=clip.rejected).strip(NOTHING)
    words = " ".join(filter(None, (rating, clip_words(clip)))) or NOTHING
    line = Text(f"{CURSOR if here else ' '}{number:>2} ", "bold" if here else "", no_wrap=True)
    line.append(start, "" if here else "dim").append(f" {words}")
    return line


def _said(asset: Asset, chosen: Clip | None, pending: TimeRange | None) -> list[Text]:
    if pending is not None:
        return [Text("Not saved yet", "dim"), Text("t or 1–9 tag it, s saves it, e adds it", "dim")]
    whole = asset.whole
    clip = chosen or whole
    title = "On this range" if chosen else "On all of it"
    lines = [Text(title, "dim"), Text(links_line([clip]) if clip else "") or Text("no tags yet")]
    if clip is not None and (clip.rating or clip.rejected):
        lines.append(Text(stars(clip.rating, rejected=clip.rejected)))
    note = clip.note if clip else None
    if note:
        lines += [Text(), Text("Note", "dim"), Text(clean(note))]
    elif chosen is None and asset.facts.caption:
        lines += [Text(), Text("Caption in the file", "dim"), Text(clean(asset.facts.caption))]
    return lines
