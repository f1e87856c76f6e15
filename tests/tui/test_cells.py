"""The cell renderer: exact sizes for any picture, the best two colours, and as true as its tier allows."""

from __future__ import annotations

import pytest
from cell_raster import INKED, psnr, raster
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter
from rich.color import ColorSystem, ColorType
from rich.style import Style

from tui.cells import CUBE, Depth, Tier, _indexed, cell_rows, fit, picture_strips, sampled, stretched_strips, tier_for

MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16")


def scene(number: int) -> Image.Image:
    """Soft light, hard edges in every direction and a face: what pictures of people are made of."""
    image = Image.linear_gradient("L").resize((480, 270)).rotate(number * 40)
    image = Image.merge("RGB", (image, image.rotate(90), image.point(lambda value: 255 - value)))
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 270), (140 + number * 20, 90), (300, 270)], fill=(60, 40, 30))
    draw.ellipse((260, 40, 380, 200), fill=(222, 184, 150))
    for eye in (285, 335):
        draw.ellipse((eye, 95, eye + 20, 107), fill=(30, 30, 40))
    draw.arc((290, 130, 350, 170), 10, 170, fill=(150, 40, 40), width=6)
    return image.filter(ImageFilter.GaussianBlur(1.2))


@given(
    mode=st.sampled_from(MODES),
    size=st.tuples(st.integers(1, 200), st.integers(1, 200)),
    columns=st.integers(0, 60),
    rows=st.integers(0, 20),
    tier=st.sampled_from(Tier),
    depth=st.sampled_from(Depth),
)
def test_any_picture_fills_exactly_the_cells_asked_for(
    mode: str, size: tuple[int, int], columns: int, rows: int, tier: Tier, depth: Depth
) -> None:
    strips = picture_strips(Image.new(mode, size), columns, rows, tier=tier, depth=depth)
    assert len(strips) == rows
    for strip in strips:
        assert strip.cell_length == columns
        assert sum(segment.cell_length for segment in strip) == columns


@given(size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)), columns=st.integers(1, 200), rows=st.integers(1, 80))
def test_a_picture_keeps_its_shape_to_within_a_cell(size: tuple[int, int], columns: int, rows: int) -> None:
    across, down = fit(size, columns, rows)
    assert 1 <= across <= columns
    assert 1 <= down <= rows
    assert across == columns or down == rows
    assert abs(across - down * 2 * size[0] / size[1]) <= max(1.0, 2 * size[0] / size[1])


@pytest.mark.parametrize("glyph", sorted(set(INKED) - {"█"}))
def test_two_colours_in_any_partition_are_drawn_exactly(glyph: str) -> None:
    cell = Image.new("RGB", (2, 2), (10, 20, 30))
    for at, inked in enumerate(INKED[glyph]):
        if inked:
            cell.putpixel((at % 2, at // 2), (200, 150, 90))
    assert raster(stretched_strips(cell, (1, 1))).tobytes() == cell.tobytes()


@given(samples=st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=4, max_size=4))
def test_no_partition_would_be_nearer(samples: list[tuple[int, int, int]]) -> None:
    cell = Image.new("RGB", (2, 2))
    cell.putdata(samples)
    ((drawn,),) = cell_rows(cell, (1, 1))
    error = _error(samples, [drawn[1] if inked else drawn[2] for inked in INKED[drawn[0]]])
    assert error <= min(_least_error(samples, inked) for inked in INKED.values()) + 3 * 4 + 3 * 64


def _least_error(samples: list[tuple[int, int, int]], inked: tuple[int, ...]) -> float:
    means = {}
    for group in set(inked):
        members = [sample for sample, ink in zip(samples, inked, strict=True) if ink == group]
        means[group] = tuple(sum(channel) / len(members) for channel in zip(*members, strict=True))
    return _error(samples, [means[ink] for ink in inked])


def _error(samples: list[tuple[int, int, int]], shown: list[tuple[float, ...]]) -> float:
    return sum((have - want) ** 2 for a, b in zip(samples, shown, strict=True) for have, want in zip(a, b, strict=True))


@pytest.mark.parametrize("cells", [(24, 7), (48, 14)])
@pytest.mark.parametrize("number", range(4))
def test_quadrants_are_truer_than_half_blocks(cells: tuple[int, int], number: int) -> None:
    truth = scene(number)
    quadrant = psnr(raster(stretched_strips(truth, cells)), truth)
    half = psnr(raster(stretched_strips(truth, cells, Tier.HALF)), truth)
    assert quadrant > half + 0.5
    assert quadrant > 20


def test_256_colours_stay_near_the_true_ones() -> None:
    truth = scene(1)
    strips = stretched_strips(truth, (48, 14), depth=Depth.INDEXED)
    colours = [colour for strip in strips for _, style, _ in strip if style for colour in (style.color, style.bgcolor)]
    assert {colour.type for colour in colours if colour} == {ColorType.EIGHT_BIT}
    assert psnr(raster(strips), truth) > 18


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_the_indexed_colour_is_the_nearest(red: int, green: int, blue: int) -> None:
    palette = {
        16 + 36 * r + 6 * g + b: (CUBE[r], CUBE[g], CUBE[b]) for r in range(6) for g in range(6) for b in range(6)
    }
    palette |= {232 + step: (8 + 10 * step,) * 3 for step in range(24)}

    def far(number: int) -> int:
        return sum((have - want) ** 2 for have, want in zip(palette[number], (red, green, blue), strict=True))

    assert far(_indexed(red, green, blue)) == min(far(number) for number in palette)


def test_grey_tier_has_no_colour_and_all_shades() -> None:
    strips = picture_strips(Image.linear_gradient("L"), 40, 20, tier=Tier.GREY)
    assert {glyph for strip in strips for glyph in strip.text} == set(" ░▒▓█")
    assert not any(style and (style.color or style.bgcolor) for strip in strips for _, style, _ in strip)


def test_what_is_transparent_turns_black() -> None:
    assert not any(sampled(Image.new("RGBA", (9, 9), (255, 255, 255, 0)), (4, 4)).tobytes())


@pytest.mark.parametrize(
    ("setting", "colour_system", "tier"),
    [
        ("auto", "truecolor", Tier.QUADRANT),
        ("cells", "256", Tier.QUADRANT),
        ("half", "256", Tier.HALF),
        ("auto", "standard", Tier.GREY),
        ("auto", None, Tier.GREY),
        ("grey", "truecolor", Tier.GREY),
        ("none", "truecolor", Tier.TEXT),
    ],
)
def test_the_tier_follows_the_setting_and_the_terminal(setting: str, colour_system: str | None, tier: Tier) -> None:
    assert tier_for(setting, colour_system) is tier


@pytest.mark.parametrize(
    ("depth", "system"), [(Depth.TRUE, ColorSystem.TRUECOLOR), (Depth.INDEXED, ColorSystem.EIGHT_BIT)]
)
def test_a_cell_has_its_colours_written_out_as_rich_writes_them(depth: Depth, system: ColorSystem) -> None:
    picture = Image.radial_gradient("L").resize((64, 64))
    for strip in stretched_strips(Image.merge("RGB", (picture, picture.rotate(90), picture)), (16, 8), depth=depth):
        for text, style, _ in strip:
            again = Style.from_color(style.color, style.bgcolor)
            assert style.render(text) == again.render(text, color_system=system)
