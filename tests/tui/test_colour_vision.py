"""What is said by colour is said without it, too: to who sees greys only, and to who cannot tell red from green."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest
from rendered import without_colours
from tui_driving import press, settle

from tests.tui.fakes import FakeCatalogue, FakeVault
from tui.app import MediavaultApp
from tui.themes import THEMES

DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
"""What is left of linear red, green and blue where the middle cones are missing.

G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation of Color Vision
Deficiency, IEEE Transactions on Visualization and Computer Graphics 15 (2009), table 1, severity 1.0.
"""
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
"""Linear sRGB to CIE XYZ, D65 (IEC 61966-2-1)."""
WHITE = (0.9505, 1.0, 1.089)
STATES = ("accent", "warning", "error", "success")
TOLD_APART = 15.0
"""CIE 1976 colour difference: seven times what is just noticed. The nearest two of Okabe and Ito's own have 17."""
READABLE = 4.5
"""Contrast of text to its ground (WCAG 2.2, 1.4.3)."""
Colour = tuple[float, ...]


def linear(code: str) -> Colour:
    """The red, green and blue of `#rrggbb`, 0 to 1, in proportion to light."""
    values = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def by(matrix: tuple[Colour, ...], colour: Colour) -> Colour:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def seen(code: str) -> Colour:
    """A colour as somebody with deuteranopia sees it."""
    return tuple(min(1.0, max(0.0, value)) for value in by(DEUTERANOPIA, linear(code)))


def lab(colour: Colour) -> Colour:
    """CIE 1976 L*a*b* of linear sRGB (ISO/CIE 11664-4)."""
    x, y, z = (
        t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29
        for t in (value / white for value, white in zip(by(TO_XYZ, colour), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Colour, other: Colour) -> float:
    return math.dist(lab(one), lab(other))


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((by(TO_XYZ, one)[1], by(TO_XYZ, other)[1]), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measures_themselves() -> None:
    assert difference(linear("#ffffff"), linear("#000000")) == pytest.approx(100, abs=0.1)
    assert contrast(linear("#ffffff"), linear("#000000")) == pytest.approx(21)
    assert contrast(linear("#777777"), linear("#ffffff")) == pytest.approx(4.48, abs=0.01)  # as WCAG's own examples say
    assert by(TO_XYZ, seen("#ffffff"))[1] == pytest.approx(1.0, abs=0.01)  # white stays white
    red, green = "#d00000", "#6a7f00"  # told apart by anybody else
    assert difference(linear(red), linear(green)) > 4 * difference(seen(red), seen(green))


@pytest.mark.parametrize("name", ["default", "okabe-ito"])
def test_states_are_told_apart_without_red_and_green(name: str) -> None:
    theme = THEMES[name]
    colours = {state: str(getattr(theme, state)) for state in STATES}
    apart = {
        (one, other): round(difference(seen(colours[one]), seen(colours[other])), 1)
        for one, other in combinations(STATES, 2)
    }
    assert min(apart.values()) >= TOLD_APART, apart
    grounds = [str(theme.background), str(theme.surface), str(theme.panel)]
    faint = {
        (state, ground): round(contrast(seen(colours[state]), seen(ground)), 1)
        for state in STATES
        for ground in grounds
        if contrast(seen(colours[state]), seen(ground)) < READABLE
    }
    assert not faint


ROW = 5
"""An asset of the list that is connected, untagged and unrated."""
KEYS = {"plain": (), "rejected": ("r",), "favourite": ("f",), "marked": ("x",), "tagged": ("1",)}


@pytest.mark.parametrize("screen", ["list", "grid"])
async def test_no_two_states_of_an_asset_differ_by_colour_alone(
    screen: str, catalogue: FakeCatalogue, tmp_path: Path
) -> None:
    """One asset in each state, under the cursor and not, as characters and attributes without any colour."""
    app = MediavaultApp(FakeVault(tmp_path), catalogue, theme="default", pictures="none")
    looks: dict[tuple[str, bool], object] = {}
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, *(["ctrl+g"] if screen == "grid" else []))
        await settle(pilot)
        for state, keys in KEYS.items():
            for here in (True, False):
                app.library.assets.move_to(ROW)
                await press(pilot, *keys)
                await settle(pilot)
                app.library.assets.move_to(ROW if here else 0)
                await settle(pilot)
                looks[state, here] = tuple(where(app))
                app.library.assets.move_to(ROW)
                await press(pilot, *(["ctrl+z"] if state in {"rejected", "favourite", "tagged"} else keys))
                await settle(pilot)
    assert len(set(looks.values())) == len(looks), {
        pair for pair in combinations(looks, 2) if looks[pair[0]] == looks[pair[1]]
    }


def where(app: MediavaultApp) -> list[tuple[str, tuple[str, ...]]]:
    """The characters that stand for the asset, as they look without colour."""
    shown = app.library.assets
    lines = [shown.render_line(y) for y in range(shown.size.height)]
    name = f"A003C{ROW + 1:05}"
    (line,) = [one for one in lines if name in one.text]
    looks = without_colours(line)
    at = line.text.index(name)
    return looks if shown is app.library.list else looks[max(0, at - 8) : at + len(name) + 4]
