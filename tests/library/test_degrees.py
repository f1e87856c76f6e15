"""Positions are read as people write them, and nothing else is read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.degrees import BadDegrees, parse, written


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("53.1325 23.1688", (53.1325, 23.1688)),
        ("53.1325, 23.1688", (53.1325, 23.1688)),
        (" 53.1325 N 23.1688 E ", (53.1325, 23.1688)),
        ("E23.1688 N53.1325", (53.1325, 23.1688)),
        ("23.1688 e / 53.1325 n", (53.1325, 23.1688)),
        ("53°07′57″N 23°10′08″E", (53.1325, 23.168889)),
        ("53 7.95' N 23 10' E", (53.1325, 23.166667)),
        ("-33.9,18.4", (-33.9, 18.4)),
        ("33.9 S 70 W", (-33.9, -70.0)),
        ("\N{MINUS SIGN}5 \N{MINUS SIGN}6", (-5.0, -6.0)),
        ("geo:48.2,16.3", (48.2, 16.3)),
    ],
)
def test_what_people_write_is_read(text: str, position: tuple[float, float]) -> None:
    assert parse(text) == position


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "two numbers are needed"),
        ("53.1325", "two numbers are needed"),
        ("5323", "two numbers are needed"),
        ("53.13 23.16 5", "two numbers are needed"),
        ("53,13 23,16", "two numbers are needed"),
        ("somewhere", "two numbers are needed"),
        ("53 N 20 S", "one number must be of the latitude and one of the longitude"),
        ("95 10", "a latitude goes from -90 to 90"),
        ("10 200", "a longitude goes from -180 to 180"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadDegrees) as refused:
        parse(text)
    assert refused.value.reason == reason


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read_again(north: float, east: float) -> None:
    assert parse(written((north, east))) == pytest.approx((north, east), abs=6e-7)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    try:
        north, east = parse(text)
    except BadDegrees:
        return
    assert abs(north) <= 90
    assert abs(east) <= 180
