"""The drawn map: where places lie, what is near, and that the chosen one is told without colour."""

from __future__ import annotations

import re

import pytest
from textual.app import App, ComposeResult

from tui.geography import KM_PER_DEGREE, Window, near, outlines
from tui.widgets.place_map import PlaceMap, Spot

MINSK, WARSAW, MAGADAN = (53.9, 27.57), (52.23, 21.01), (59.57, 150.8)


class MapApp(App[None]):
    def compose(self) -> ComposeResult:
        yield PlaceMap()


def test_a_window_has_every_place_in_it_north_up_and_east_to_the_right() -> None:
    window = Window.around([MINSK, WARSAW], (80, 40))
    minsk, warsaw = window.dot(MINSK), window.dot(WARSAW)
    assert window.holds(minsk)
    assert window.holds(warsaw)
    assert minsk[0] > warsaw[0]
    assert minsk[1] < warsaw[1]


def test_distances_are_true_in_the_middle() -> None:
    window = Window.around([MINSK, WARSAW], (800, 400))
    (x, y), (to_x, to_y) = window.dot(MINSK), window.dot(WARSAW)
    kilometres = ((x - to_x) ** 2 + (y - to_y) ** 2) ** 0.5 * window.degrees_per_dot * KM_PER_DEGREE
    assert kilometres == pytest.approx(475, rel=0.01)  # great circle, as route planners say it


def test_the_scale_is_a_round_number_that_fits() -> None:
    window = Window.around([MINSK, WARSAW], (80, 40))
    kilometres, dots = window.scale(24)
    assert kilometres in {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}
    assert dots <= 24
    assert kilometres / dots == pytest.approx(window.degrees_per_dot * KM_PER_DEGREE, rel=0.05)


def test_what_is_far_away_goes_on_another_map() -> None:
    assert near(WARSAW, MINSK)
    assert not near(MAGADAN, MINSK)


def test_coasts_and_borders_are_on_earth_and_no_step_goes_round_it() -> None:
    lines = outlines()
    assert len(lines) > 500
    for line in lines:
        assert all(abs(north) <= 90 and abs(east) <= 180.01 for north, east in line.points)
        assert all(abs(a[1] - b[1]) < 90 for a, b in zip(line.points, line.points[1:], strict=False))


def test_minsk_has_a_border_around_it() -> None:
    window = Window.around([(51.3, 23.2), (56.1, 32.7)], (160, 160))  # the corners of Belarus
    middle, coasts = window.dot(MINSK), set(window.coasts())
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        ray = [(middle[0] + across * step, middle[1] + down * step) for step in range(160)]
        assert any(dot in coasts for dot in ray)


def test_no_border_runs_through_the_isthmus_of_perekop() -> None:
    across = [
        line for line in outlines() if line.south > 45.5 and line.north < 46.5 and line.west > 32 and line.east < 36
    ]
    assert across == []  # the coasts on both sides are parts of longer lines


async def test_the_chosen_place_has_another_mark_and_always_its_name() -> None:
    spots = [Spot("Minsk", MINSK), Spot("Warsaw", WARSAW), Spot("evil \x1b[2J\u202e", (53.0, 25.0))]
    app = MapApp()
    async with app.run_test(size=(40, 10)) as pilot:
        drawn = app.query_one(PlaceMap)
        drawn.show(spots, spots[1])
        await pilot.pause()
        text = "\n".join(drawn.render_line(y).text for y in range(10))
        assert "◉ Warsaw" in text
        assert "• Minsk" in text
        assert text.count("◉") == 1
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert all(drawn.render_line(y).cell_length == 40 for y in range(10))


async def test_zooming_goes_nearer_to_the_chosen_place() -> None:
    app = MapApp()
    async with app.run_test(size=(40, 10)) as pilot:
        drawn = app.query_one(PlaceMap)
        drawn.show([Spot("Minsk", MINSK), Spot("Warsaw", WARSAW)], Spot("Minsk", MINSK))
        before = drawn.window
        drawn.zoom(2.0)
        await pilot.pause()
        assert drawn.window.degrees_per_dot == before.degrees_per_dot / 2
        assert drawn.window.centre == MINSK


async def test_no_name_touches_another_and_the_scale_is_whole() -> None:
    spots = [Spot(f"Town{north}{east}", (50 + north / 2, 20 + east / 2)) for north in range(8) for east in range(16)]
    app = MapApp()
    async with app.run_test(size=(60, 14)) as pilot:
        drawn = app.query_one(PlaceMap)
        drawn.show(spots, spots[60])
        await pilot.pause()
        lines = [drawn.render_line(y).text for y in range(14)]
    names = re.findall(r"Town\w*", "\n".join(lines))
    assert len(names) > 3
    assert set(names) <= {spot.name for spot in spots}
    assert re.search(r"├─*┤ \d+ km $", lines[-1])
