"""One record of the authority files in words. Everything comes out cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from library import dates, degrees
from library.dates import BadDate
from library.model import PARTIES, AuthorityKind, Protection
from mediavault.progress.wording import some
from tui.records import below, path
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from library.model import Authority, AuthorityId, Consent
    from tui.records import Entry

Line = tuple[str, str]
"""What a line is about, and what it says."""
MOST = 12
"""Names of narrower records that are listed."""
LABEL_CELLS = 10
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def record_text(
    entry: Entry, all_of_kind: Mapping[AuthorityId | None, Authority], consents: Sequence[Consent] = ()
) -> Group:
    """Everything known of a record, a line a fact."""
    record = entry.record
    facts = facts_grid()
    for about, said in _lines(entry, all_of_kind, consents):
        if said:
            facts.add_row(Text(about), Text(said))
    return Group(Text(clean(record.name), "bold"), facts)


def facts_grid() -> Table:
    """Rows of what a fact is about and what it says; long facts go on below themselves."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=LABEL_CELLS, no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    return grid


def _lines(
    entry: Entry, all_of_kind: Mapping[AuthorityId | None, Authority], consents: Sequence[Consent]
) -> Iterator[Line]:
    record = entry.record
    thing = "shot list" if record.kind is AuthorityKind.PROJECT else "asset"
    yield "linked to", counted(entry.uses, thing)
    yield "when", date_words(record.date) if record.date else ""
    yield "where", position_words(record)
    yield from _protection(record, consents)
    yield "in", " › ".join(map(clean, path(record, all_of_kind)))
    for number, name in enumerate(record.names):
        yield "" if number else "also", clean(f"{name.text}  ({name.language})" if name.language else name.text)
    yield from _related(record)
    yield "holds", some([*map(clean, sorted(one.name for one in below(record, all_of_kind.values())))], MOST)
    yield "people", clean(record.count or "")
    yield "roles", clean(", ".join(record.roles))
    yield "note", clean(record.note or "")
    for scheme, identifier in record.identifiers.items():
        yield clean(scheme), clean(identifier)
    for source in record.sources:
        yield (
            "source",
            clean("  ".join(filter(None, (source.title, source.url, source.quotation and f"“{source.quotation}”")))),
        )


def position_words(record: Authority) -> str:
    """`53.1325 N 23.1688 E`, or nothing."""
    if record.latitude is None or record.longitude is None:
        return ""
    return degrees.written((record.latitude, record.longitude))


def _protection(record: Authority, consents: Sequence[Consent]) -> Iterator[Line]:
    if record.kind not in PARTIES:
        return
    yield "protection", protection_words(record.protection)
    yield "alias", clean(record.alias or "")
    for one in consents:
        until = f" until {one.until:%Y-%m-%d}" if one.until else ""
        review = f", to be asked again on {one.review_on:%Y-%m-%d}" if one.review_on else ""
        yield "consent", clean(f"{one.purpose}: {one.state.value} {one.stated_on:%Y-%m-%d}{until}{review}")
    if not consents:
        yield "consent", "nothing said, which is no"


def protection_words(protection: Protection | None) -> str:
    """How far somebody may be identified, with a glyph: never by colour alone."""
    shown = protection or Protection.UNKNOWN
    glyph = {Protection.OPEN: "○", Protection.ALIAS_ONLY: "◐", Protection.DO_NOT_IDENTIFY: "●"}.get(shown, "?")
    return f"{glyph} {shown.value}"


def _related(record: Authority) -> Iterator[Line]:
    above = {"broader", "part of"}
    found: dict[str, list[str]] = {}
    for one in record.related:
        if one.kind is not record.kind or one.relation.value not in above:
            found.setdefault(one.relation.value, []).append(one.name)
    for relation, names in found.items():
        yield relation, ", ".join(map(clean, names))


def date_words(text: str) -> str:
    """A date as it is written, and what it means: `2020-07~: about July 2020`."""
    try:
        return clean(f"{text}: {date_meaning(text)}")
    except BadDate:
        return clean(text)


def date_meaning(text: str) -> str:
    """What a date means: `about 2020-07-01 to 2020-07-31, 31 days`.

    Raises:
        BadDate: the text is no EDTF date.
    """
    read = dates.parse(text)
    return ("about " if read.approximate else "") + _meaning(read) + (", perhaps" if read.uncertain else "")


def _meaning(read: dates.EdtfDate) -> str:
    if read.month is not None:
        return f"each year, {f'{read.day} ' if read.day else ''}{MONTHS[read.month - 1]}"
    first, last = read.earliest, read.latest
    if first is None or last is None:
        return f"until {last:%Y-%m-%d}" if last else f"from {first:%Y-%m-%d} on" if first else ""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}, a {first:%A}"
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}, {counted((last - first).days + 1, 'day')}"
