"""Values of a query beside columns: texts, numbers, days."""

from __future__ import annotations

import operator
import re
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func

from library import dates

if TYPE_CHECKING:
    from collections.abc import Callable

Condition = ColumnElement[bool]

_COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.+)", re.DOTALL)
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+|/\d+)?|[+-]?\.\d+)\s*([kMGT]?)B?")
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


def holds(column: ColumnElement[Any], value: str) -> Condition:
    """Whether a text has `value` in it; `*` stands for anything, case counts only beyond ASCII."""
    pattern = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
    return func.coalesce(column.ilike(f"%{pattern}%", escape="\\"), false())


def number(column: ColumnElement[Any], value: str) -> Condition:
    """Whether a number is as `3`, `>=3`, `2..4`, `1/50` or `2.5G` say.

    Raises:
        ValueError: it is no number; its argument is the part that is not.
    """
    low, dots, high = value.partition("..")
    bounds = [(">=", low), ("<=", high)] if dots else [_split(value)]
    given = [(sign, _number(written)) for sign, written in bounds if written or not dots]
    return and_(column.is_not(None), *(_SIGNS[sign](column, wanted) for sign, wanted in given))


def _number(written: str) -> float:
    match = _NUMBER.fullmatch(written)
    if match is None or match[1].endswith("/0"):
        raise ValueError(written)
    try:
        return float(Fraction(match[1]) * _UNITS[match[2]])
    except OverflowError:  # more than any column holds
        raise ValueError(written) from None


def days(column: ColumnElement[Any], value: str) -> Condition:
    """Whether a local time lies as a span of days says: `2020-07`, `>2020`, `2020-07..2020-08`, `..2020`.

    Raises:
        BadSpan: it is no span.
    """
    sign, written = _split(value)
    first, last = dates.parse_span(written)
    end = None if last is None or last == date.max else last + timedelta(days=1)
    after = None if end is None else _edge(end)
    before = None if first is None else _edge(first)
    if sign in {">", "<="}:
        return column >= after if sign == ">" else column < after
    if sign in {"<", ">="}:
        return column < before if sign == "<" else column >= before
    bounds = [column >= _edge(first, end)] if first else []
    return and_(column.is_not(None), *bounds, *([column < after] if after else []))


def _edge(day: date, end: date | None = None) -> str:
    """What `day` and all that follows is not less than: so short that a lone year or month that begins then is in it.

    In a span that has an `end` only where that ends with a year, or a month.
    """
    if end is not None and end.day != 1:
        return day.isoformat()
    month = day.isoformat().removesuffix("-01")
    return month if end is not None and end.month != 1 else month.removesuffix("-01")


def _split(value: str) -> tuple[str, str]:
    match = _COMPARISON.fullmatch(value)
    return (match[1] or "=", match[2]) if match else ("=", value)
