"""EDTF dates mean the days they can mean, and nothing else is read as one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.dates import BadDate, BadSpan, EdtfDate, parse, parse_span

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
plain = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))
marked = st.builds(str.__add__, plain, st.sampled_from(["", "?", "~", "%"]))
yearless = st.builds(lambda day: "XXXX" + day.isoformat()[4:], days)
unspecified = st.builds(
    lambda day, mask: day.isoformat()[: 10 - len(mask)] + mask, days, st.sampled_from(["XX", "XX-XX"])
)
decades = st.builds(lambda day, keep: day.isoformat()[:keep] + "X" * (4 - keep), days, st.sampled_from([2, 3]))
halves = st.one_of(
    st.builds("../{}".format, marked), st.builds("{}/..".format, marked), st.builds("/{}".format, marked),
    st.builds("{}/".format, marked), st.builds("{}/..".format, yearless),
)  # fmt: skip
whole = st.builds(lambda one, other: "/".join(sorted((one.isoformat(), other.isoformat()))), days, days)
texts = st.one_of(marked, yearless, unspecified, decades, halves, whole)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2020-07-01", "2020-07-01", "2020-07-01"),
        ("2020-07", "2020-07-01", "2020-07-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-XX", "2020-01-01", "2020-12-31"),
        ("2020-XX-XX", "2020-01-01", "2020-12-31"),
        ("2020-07-XX", "2020-07-01", "2020-07-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2020-07/2020-08", "2020-07-01", "2020-08-31"),
        ("2020-07-15/2020", "2020-07-15", "2020-12-31"),
        ("../2020-08-09", None, "2020-08-09"),
        ("/2020-08-09", None, "2020-08-09"),
        ("2020-12-26/..", "2020-12-26", None),
        ("2020-12-26/", "2020-12-26", None),
        ("2021-08-31~", "2021-08-31", "2021-08-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        (" 2020 ", "2020-01-01", "2020-12-31"),
    ],
)
def test_first_and_last_day(text: str, earliest: str | None, latest: str | None) -> None:
    read = parse(text)
    assert read.earliest == (date.fromisoformat(earliest) if earliest else None)
    assert read.latest == (date.fromisoformat(latest) if latest else None)
    assert (read.month, read.day, str(read)) == (None, None, text.strip())


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [("2021-08-31", False, False), ("2021-08-31~", True, False), ("2020?", False, True), ("2020-07%", True, True),
     ("XXXX-07-16?", False, True), ("2020~/2021", True, False), ("2020~/2021?", True, True),
     ("2020/2021?", False, True)],
)  # fmt: skip
def test_marks(text: str, approximate: bool, uncertain: bool) -> None:
    assert (parse(text).approximate, parse(text).uncertain) == (approximate, uncertain)


def test_a_date_without_a_year_is_that_day_of_each_year() -> None:
    solidarity_day = parse("XXXX-02-07")
    assert solidarity_day == EdtfDate("XXXX-02-07", None, None, 2, 7)
    assert all(solidarity_day.may_include(date(year, 2, 7)) for year in (1999, 2020, 2021, 2024))
    assert not solidarity_day.may_include(date(2021, 2, 8))
    assert solidarity_day.overlaps(date(2020, 12, 1), date(2021, 3, 1))
    assert not solidarity_day.overlaps(date(2020, 3, 1), date(2021, 2, 6))
    assert solidarity_day.overlaps(None, None)


def test_a_leap_day_without_a_year() -> None:
    leap_day = parse("XXXX-02-29")
    assert leap_day.may_include(date(2020, 2, 29))
    assert not leap_day.overlaps(date(2020, 3, 1), date(2024, 2, 28))
    assert not leap_day.overlaps(date(2097, 1, 1), date(2103, 12, 31))


def test_a_month_without_a_year() -> None:
    july = parse("XXXX-07")
    assert july == EdtfDate("XXXX-07", None, None, 7, None)
    assert parse("XXXX-07-XX").may_include(date(2020, 7, 1))
    assert july.may_include(date(2020, 7, 31))
    assert not july.may_include(date(2020, 8, 1))


def test_a_day_without_a_year_and_after_rules_nothing_out() -> None:
    warned = parse("XXXX-12-26/..")
    assert (warned.month, warned.day) == (12, 26)
    assert warned.may_include(date(2021, 3, 1))


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2020-7-1", "20-07-01", "2020-13", "2020-00", "2020-02-30", "2021-02-29", "0000", "00XX",
        "2020-07-00", "XXXX", "XXXX-02-30", "XXXX-13-01", "XXXX-XX-07", "XXXX-00", "2020-XX-07", "2X20", "202X-07",
        "2020-1X", "~2020", "2020~-07", "2020-21", "Y17000", "-0001", "2020-07-01T10:00", "2020/2019",
        "2020-08/2020-07", "../..", "/", "../", "2020/2021/2022", "XXXX-02-07/XXXX-03-01", "2020/XXXX-03-01",
        "2020..2021", "٢٠٢٠", "2020\n2021",
    ],
)  # fmt: skip
def test_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse(text)
    assert f'"{text}"' in str(caught.value)
    assert "XXXX-02-07" in str(caught.value)


@given(texts)
def test_every_form_is_read_and_kept(text: str) -> None:
    read = parse(text)
    assert str(read) == text
    assert parse(str(read)) == read
    if read.earliest and read.latest:
        assert read.earliest <= read.latest
        assert read.may_include(read.earliest)
        assert read.may_include(read.latest)
        assert not read.may_include(read.earliest - timedelta(1))
        assert not read.may_include(read.latest + timedelta(1))


@given(days, st.sampled_from([4, 7, 10]))
def test_a_day_is_in_its_month_and_year(day: date, length: int) -> None:
    assert parse(day.isoformat()[:length]).may_include(day)
    assert parse("XXXX" + day.isoformat()[4:]).may_include(day)


@given(texts, days, st.integers(0, 70))
def test_overlapping_is_including_one_of_the_days(text: str, first: date, length: int) -> None:
    read, span = parse(text), [first + timedelta(step) for step in range(length + 1)]
    assert read.overlaps(span[0], span[-1]) == any(read.may_include(day) for day in span)


@given(texts, days, days)
def test_a_span_that_ends_before_it_begins_has_no_days(text: str, one: date, other: date) -> None:
    if one != other:
        assert not parse(text).overlaps(max(one, other), min(one, other))


@given(st.text(alphabet="0123456789X-/.?~%", max_size=24))
def test_any_text_is_a_date_or_a_named_error(text: str) -> None:
    with suppress(BadDate):
        assert parse(text).text == text


# Spans


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-07", "2020-07-01", "2020-07-31"),
        ("2020-07-01", "2020-07-01", "2020-07-01"),
        ("2020-07..2020-08", "2020-07-01", "2020-08-31"),
        ("2020-07-15 .. 2020", "2020-07-15", "2020-12-31"),
        ("..2020-02", None, "2020-02-29"),
        ("2020-07..", "2020-07-01", None),
    ],
)
def test_reads_a_span(text: str, first: str | None, last: str | None) -> None:
    assert parse_span(text) == tuple(date.fromisoformat(day) if day else None for day in (first, last))


@pytest.mark.parametrize(
    "text",
    ["", "..", "2020...2021", "2020-08..2020-07", "2020-13", "2020-02-30", "0000", "2020?", "XXXX-02-07", "july"],
)
def test_refuses_what_is_no_span(text: str) -> None:
    with pytest.raises(BadSpan) as caught:
        parse_span(text)
    assert f'"{text}"' in str(caught.value)
    assert "2020-07..2020-08" in str(caught.value)


@given(plain, plain)
def test_spans_and_dates_mean_the_same_days(one: str, other: str) -> None:
    assert parse_span(one) == (parse(one).earliest, parse(one).latest)
    try:
        between = parse(f"{one}/{other}")
    except BadDate:
        with pytest.raises(BadSpan):
            parse_span(f"{one}..{other}")
    else:
        assert parse_span(f"{one}..{other}") == (between.earliest, between.latest)
