"""Picture, filmstrip and timeline in a running app: exact widths, marks in the right columns, nothing to obey."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.filter import ANSIToTruecolor

from library.model import AssetId, Clip, ClipId
from library.timecode import FrameRate, Timecode, TimeRange
from mediavault.vault.cache import TILES
from tui.pictures import filmstrip, preview
from tui.widgets.filmstrip import PLAYHEAD, Filmstrip, filmstrip_strips, slot_widths
from tui.widgets.frame_scale import GUTTER, FrameScale
from tui.widgets.picture import DAMAGED, Picture
from tui.widgets.timeline import MOST_LANES, Timeline, lanes, range_glyphs

if TYPE_CHECKING:
    from textual.widget import Widget

PAL = FrameRate(25)
MINUTE = TimeRange(0, 1500, PAL)
SIZES = [(80, 24), (120, 36)]


@pytest.fixture(autouse=True)
def _true_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")


class Stage(App[None]):
    """One widget over the whole width."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.subject = widget
        self.sought: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.subject

    def on_timeline_seek(self, event: Timeline.Seek) -> None:
        self.sought.append(event.frame)


def lines(widget: Widget) -> list[str]:
    """What the widget shows, line by line."""
    strips = [widget.render_line(y) for y in range(widget.size.height)]  # type: ignore[attr-defined]  # line API
    assert all(strip.cell_length == widget.size.width for strip in strips)
    return [strip.text for strip in strips]


def clip(number: int, start: int, end_exclusive: int) -> Clip:
    """A clip of some asset."""
    return Clip(id=ClipId(number), asset=AssetId(1), range=TimeRange.from_end(start, end_exclusive, PAL))


def film() -> Image.Image:
    """Twenty-four tiles, each of one grey: ten times its number."""
    strip = Image.new("RGB", (TILES * 160, 90))
    for number in range(TILES):
        strip.paste((number * 10,) * 3, (number * 160, 0, number * 160 + 160, 90))
    return strip


# Picture --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_picture_has_its_caption_below(size: tuple[int, int]) -> None:
    picture = Picture()
    app = Stage(picture)
    async with app.run_test(size=size) as pilot:
        picture.show(Image.linear_gradient("L"), "A003C017.MOV")
        await pilot.pause()
        shown = lines(picture)
        assert shown[-1].strip() == "A003C017.MOV"
        assert not any("A003" in line for line in shown[:-1])
        picture.show(None)
        assert not "".join(lines(picture)).strip()


async def test_the_colours_of_a_picture_pass_no_filter_that_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = set()
    monkeypatch.setattr(ANSIToTruecolor, "truecolor_style", lambda _, style, __: kept.add(style) or style)
    picture, gradient = Picture(), Image.linear_gradient("L")
    async with Stage(picture).run_test(size=(80, 24)) as pilot:
        picture.show(Image.merge("RGB", (gradient, gradient.rotate(90), gradient)))
        await pilot.pause()
        drawn = {style for y in range(picture.size.height) for _, style, _ in picture.render_line(y)}
    assert len(drawn) > 100
    assert len(drawn & kept) < 10


async def test_a_caption_cannot_command_the_terminal() -> None:
    picture = Picture()
    async with Stage(picture).run_test() as pilot:
        picture.show(None, "a\x1b]52;c;!\x07\u202e[/b]漢字" * 20)
        await pilot.pause()
        assert not set("".join(lines(picture))) & set("\x1b\x07\u202e")


async def test_a_damaged_picture_says_so() -> None:
    whole = BytesIO()
    Image.effect_noise((400, 300), 90).save(whole, "JPEG")
    picture = Picture()
    async with Stage(picture).run_test() as pilot:
        picture.show(Image.open(BytesIO(whole.getvalue()[:2000])))
        await pilot.pause()
        assert DAMAGED in "".join(lines(picture))


def test_a_vault_is_asked_for_nothing_but_jpeg(tmp_path: Path) -> None:
    """Whoever a vault comes from: some formats make Pillow start other programs."""
    for name in ("JPEG", "EPS", "PNG"):
        Image.new("RGB", (30, 20)).save(tmp_path / name, name)
    shown = {name: (preview(tmp_path / name), filmstrip(tmp_path / name)) for name in ("JPEG", "EPS", "PNG")}
    assert {name for name, pair in shown.items() if any(pair)} == {"JPEG"}


# Filmstrip ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 7, 40, 67, 107, 187, 400])
def test_as_many_tiles_as_fit_unsqueezed(columns: int) -> None:
    slots = slot_widths(columns, 3, 16 / 9)
    assert sum(slots) + len(slots) - 1 == columns
    assert len(slots) <= TILES
    assert len(slots) == 1 or min(slots) >= 10
    assert all(strip.cell_length == columns for strip in filmstrip_strips(film(), (columns, 3)))


def test_a_slot_shows_the_tile_of_its_moment() -> None:
    ((first, *_),) = [list(filmstrip_strips(film(), (67, 1))[0])]
    last = [segment for segment in filmstrip_strips(film(), (67, 1))[0] if segment.style][-1]
    assert first.style.bgcolor.get_truecolor().red < 30
    assert last.style.bgcolor.get_truecolor().red > 200


@pytest.mark.parametrize("size", SIZES)
async def test_filmstrip_and_timeline_put_a_frame_in_the_same_column(size: tuple[int, int]) -> None:
    filmstrip, timeline = Filmstrip(), Timeline()
    for widget in (filmstrip, timeline):
        async with Stage(widget).run_test(size=size) as pilot:
            filmstrip.show(film(), MINUTE)
            filmstrip.playhead = 777
            timeline.show(MINUTE, [], playhead=777, mark_in=None, mark_out=None)
            await pilot.pause()
            column = FrameScale(MINUTE, size[0] - GUTTER).column(777)
            assert lines(widget)[0].index(PLAYHEAD) == column


async def test_filmstrip_without_a_picture_is_empty() -> None:
    filmstrip = Filmstrip()
    async with Stage(filmstrip).run_test() as pilot:
        filmstrip.show(None, None)
        await pilot.pause()
        assert not "".join(lines(filmstrip)).strip()


# Timeline -------------------------------------------------------------------------------------------------------------


async def test_timeline_shows_ranges_marks_and_timecode() -> None:
    timeline = Timeline()
    async with Stage(timeline).run_test() as pilot:
        start = Timecode(90_000, PAL)
        marks = {"playhead": 1000, "mark_in": 900, "mark_out": 1100, "start": start}
        timeline.show(MINUTE, [clip(1, 100, 400), clip(2, 300, 500)], **marks)
        await pilot.pause()
        first, second = lines(timeline)
        assert first.endswith("01:00:40:00")
        assert first.index("[1") == FrameScale(MINUTE, 67).column(100)
        assert "[2" in second
        assert first.count("┃") == 1
        assert "[━━━┃━━━━]" in first


async def test_an_open_in_reaches_to_the_playhead() -> None:
    timeline = Timeline()
    async with Stage(timeline).run_test() as pilot:
        timeline.show(MINUTE, [], playhead=1000, mark_in=500, mark_out=None)
        await pilot.pause()
        (line,) = lines(timeline)
        assert "[" in line
        assert "]" not in line
        assert line[line.index("[") + 1 : line.index("┃")].strip("━") == ""


async def test_a_click_seeks() -> None:
    timeline = Timeline()
    app = Stage(timeline)
    async with app.run_test() as pilot:
        timeline.show(MINUTE, [], playhead=0, mark_in=None, mark_out=None)
        await pilot.pause()
        await pilot.click(Timeline, offset=(30, 0))
        await pilot.click(Timeline, offset=(79, 0))
        await pilot.pause()
        assert app.sought == [FrameScale(MINUTE, 67).frame(30)]


def test_ranges_that_overlap_take_up_to_three_lanes() -> None:
    spans = [TimeRange(0, 100, PAL), TimeRange(200, 50, PAL), *[TimeRange(50 + at, 100, PAL) for at in range(5)]]
    filled = lanes(spans)
    assert len(filled) == MOST_LANES
    assert sorted(number for lane in filled for number, _ in lane) == list(range(1, 8))
    assert [number for number, _ in filled[0]] == [1, 2]


@pytest.mark.parametrize(
    ("number", "width", "glyphs"),
    [(1, 1, "1"), (12, 1, "▮"), (1, 2, "1]"), (12, 2, "━]"), (3, 3, "[3]"), (12, 4, "[12]"), (7, 6, "[7━━━]")],
)
def test_a_range_keeps_its_number_as_long_as_it_can(number: int, width: int, glyphs: str) -> None:
    assert range_glyphs(number, width) == glyphs


async def test_a_frame_that_comes_while_its_screen_is_left_is_drawn_for_nobody() -> None:
    app = Stage(picture := Picture())
    picture.display = False  # it was not shown before
    async with app.run_test(size=SIZES[0]):
        await picture.remove()
        drawing = picture.canvas.draw(Image.new("RGB", (64, 36)), "a frame")
        picture.show_drawn(drawing)
