"""What came of a conform as a file for others: a table (`.csv`) or a page (`.html`), without withheld names."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from html import escape
from io import StringIO
from pathlib import Path

from library.errors import MediavaultError
from library.model import Clearance
from library.names import visible
from library.withheld import Withheld
from mediavault.conform.clearing import overlapping, words
from mediavault.conform.conformed import Conformed
from mediavault.conform.finding import Found
from mediavault.export.csv import neutral
from mediavault.export.people import People
from mediavault.export.writing import write_atomically
from mediavault.pages.head import head

COLUMNS = (
    "edit", "record in", "name", "asset", "file", "first frame", "frames", "source rate", "timecode", "found by",
    "sureness", "nearest", "clips", "people", "rights", "findings",
)  # fmt: skip
"""The first row of the table. Frames count from the media's first at `source rate`; people are those who are open."""
SUFFIXES = (".csv", ".html")


class ReportFormatUnknown(MediavaultError):
    """The name of a report says no format."""

    def __init__(self, path: Path) -> None:
        """Takes the file that was asked for."""
        super().__init__(f"Cannot write a report to {path}: its name must end in {' or '.join(SUFFIXES)}.")


def check_format(path: Path) -> None:
    """Sees whether a report can be written to a file of that name.

    Raises:
        ReportFormatUnknown: It cannot.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReportFormatUnknown(path)


def write_report(path: Path, conformed: Conformed, people: People) -> None:
    """Writes a report, whole or not at all.

    Raises:
        ReportFormatUnknown: the name says no format.
        FolderMissing, DiskFull, CannotWrite: the disk refuses.
    """
    check_format(path)
    withheld = Withheld.of(people.known)
    content = (
        _table(conformed, people, withheld) if path.suffix.lower() == ".csv" else _page(conformed, people, withheld)
    )
    write_atomically(path, content)


def _table(conformed: Conformed, people: People, withheld: Withheld) -> bytes:
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([neutral(cell) for cell in row] for row in _rows(conformed, people, withheld))
    return text.getvalue().encode("utf-8-sig")


def _rows(conformed: Conformed, people: People, withheld: Withheld) -> Iterator[list[object]]:
    findings: dict[int | None, list[str]] = {}
    for finding in conformed.findings:
        findings.setdefault(finding.shot, []).append(finding.sentence)
    for one in conformed.found:
        told = [conformed.record_label(one), one.edit.called, *_where(one), one.by, one.sureness, one.nearest]
        clips = overlapping(one)
        names = {people.name(link) for clip in clips for link in clip.links if not link.suggested} - {None}
        rights = dict.fromkeys(text for clip in clips for text in (clip.rights, _settled(clip.clearance)) if text)
        said = [", ".join(clip.key for clip in clips), "; ".join(sorted(map(str, names))), "; ".join(rights)]
        against = "\n".join(findings.get(one.edit.number, []))
        row = [one.edit.number, *told, *said, against]
        beside = words([one], people)
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                shown = withheld.redacted(cell, prose=False)
                # Who is open may have a name in common with somebody beside.
                row[place] = shown if COLUMNS[place] == "people" else beside.redacted(shown, prose=False)
        yield row


def _settled(clearance: Clearance | None) -> str | None:
    return str(clearance.state) if clearance and clearance.state else None


def _where(one: Found) -> list[object]:
    span = one.source_range
    if one.asset is None or span is None:
        return [one.asset.key if one.asset else None, one.asset.name if one.asset else None, None, None, None, None]
    start = one.asset.facts.start_timecode
    label = start.timecode + span.start if start and start.timecode.rate == span.rate else None
    return [one.asset.key, one.asset.name, span.start, span.duration, span.rate, label]


def _page(conformed: Conformed, people: People, withheld: Withheld) -> bytes:
    title = f"Conform of {_safe(withheld.redacted(conformed.path.name, prose=False))}"
    wide = (
        "body { max-width: none; } table { border-collapse: collapse; font-size: .85rem; }\n"
        "th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line);\n"
        "overflow-wrap: anywhere; white-space: pre-line; }"
    )
    stops = sum(finding.stops for finding in conformed.findings)
    counts = [
        (len(conformed.found), "edits", False),
        (len(conformed.missing), "not found", True),
        (stops, "stops", True),
    ]
    parts = [
        f"<h1>{title}</h1>",
        _tiles(counts),
        *_lists(conformed, (withheld, words(conformed.found, people))),
        "<h2>Edits</h2>",
    ]
    parts.append(_drawn(COLUMNS, _rows(conformed, people, withheld)))
    return (head("conform", title, style=wide) + "\n".join(parts) + "\n</body></html>\n").encode()


def _tiles(counts: Sequence[tuple[int, str, bool]]) -> str:
    tiles = (
        f'<div class="tile{" alert" if alert and number else ""}"><b>{number:,}</b>{what}</div>'
        for number, what, alert in counts
    )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _lists(conformed: Conformed, names: tuple[Withheld, Withheld]) -> Iterator[str]:
    """What is missing, owed and needed, each as a list where there is any."""
    unnamed = f"{conformed.credits.unnamed} more who must not be named, as far as is known"
    withheld, beside = names
    told = {
        "What stands against it": [f"{one.sentence} {one.cure}" for one in conformed.findings],
        "Credits": [*conformed.credits.contributors, *([unnamed] if conformed.credits.unnamed else [])],
        "Credit lines": list(conformed.credits.lines),
        "Volumes": [
            f"{one.volume.label}: {'connected' if one.point else one.volume.shelf or 'no shelf noted'}"
            for one in conformed.volumes
        ],
        "Of the file": list(conformed.cut.told),
    }
    for title, lines in told.items():
        if lines:
            either = (withheld,) if title == "Credits" else (withheld, beside)  # credits are of those who are open
            items = "".join(f"<li>{_safe(_without(line, either))}</li>" for line in lines)
            yield f"<h2>{title}</h2>\n<ul>{items}</ul>"


def _without(line: str, names: Sequence[Withheld]) -> str:
    for one in names:
        line = one.redacted(line, prose=False)
    return line


def _drawn(heads: Sequence[str], rows: Iterator[list[object]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "\n".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return escape("\n".join(map(visible, text.split("\n"))))
