"""The report of an offload: what is verified where, to give to whoever the card is taken from, as page, table or PDF.

Names of files are looked through for people who must not be named, as everywhere that may leave the house.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO, StringIO

from library import Catalogue
from library.model import path_text
from library.names import visible
from library.withheld import Withheld
from mediavault.export.csv import neutral
from mediavault.export.pdf import paragraphs
from mediavault.offload.run import Offload
from mediavault.offload.values import Copied, Fate
from mediavault.pages.head import head
from mediavault.progress import wording
from mediavault.report.target import OFFLOAD_COLUMNS, OFFLOAD_MARK, Form, Target

TOLD = {
    Fate.COPIED: "copied and verified",
    Fate.THERE: "there before, verified",
    Fate.OTHER: "refused: a different file has the name",
    Fate.MISMATCH: "damaged when read back",
    Fate.FAILED: "not copied",
}


@dataclass(frozen=True)
class Account:
    """An offload, and what is said of it beside."""

    done: Offload
    who: str
    started: datetime
    again: str | None = None
    """How to go on, when it did not come to its end."""


def write_offload_report(target: Target, account: Account, catalogue: Catalogue) -> None:
    """Writes the report.

    Raises:
        FolderMissing, DiskFull, CannotWrite, DiskSilent: as `Target.take`.
    """
    withheld = Withheld.of(catalogue.parties())

    def shown(text: object) -> str:
        return visible(withheld.redacted(str(text), prose=False))

    target.take(_FORMS[target.form](account, shown))


Show = Callable[[object], str]


def _table(account: Account, shown: Show) -> bytes:
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(OFFLOAD_COLUMNS)
    for row in _rows(account.done):
        cells = [row[3] if number == 3 else shown(cell) for number, cell in enumerate(row)]  # noqa: PLR2004 - a digest
        rows.writerow(map(neutral, cells))
    return text.getvalue().encode("utf-8-sig")


def _rows(done: Offload) -> Iterator[tuple[str, ...]]:
    """A row for each file at each destination, then what was not copied at all."""
    for one in done.files:
        digest = f"{one.digest.algorithm}:{one.digest.hex}" if one.digest else ""
        for there, side in zip(done.destinations, one.sides, strict=True):
            problem = side.problem or one.problem
            size = str(one.wanted.stamp.size_bytes)
            yield one.wanted.text, str(there), size, digest, side.fate.value, problem.message if problem else ""
    for entry in done.card.left:
        yield path_text(entry.path), "", "", "", "left out", entry.problem.message if entry.problem else ""


def _facts(account: Account) -> list[tuple[str, str]]:
    done = account.done
    facts = [("Card", path_text(done.card.path)), ("When", f"{account.started:%-d %B %Y, %H:%M}"), ("By", account.who)]
    facts.append(("Files", f"{len(done.card.wanted):,}, {wording.size(done.card.size_bytes)}"))
    for number, there in enumerate(done.destinations):
        counts = {fate: done.count(number, fate) for fate in Fate}
        told = ", ".join(f"{count:,} {TOLD[fate]}" for fate, count in counts.items() if count)
        listed = f"; list of digests: {done.lists[there]}" if there in done.lists else ""
        given_up = f"; given up: {done.given_up[there].message}" if there in done.given_up else ""
        facts.append((str(there), f"{told or 'nothing'}{given_up}{listed}"))
    return facts


def _verdict(account: Account) -> str:
    if account.again is not None:
        return f"Interrupted. Keep the card as it is. To go on: {account.again}"
    if account.done.is_whole:
        return "Everything on the card is verified at every place: read back from each disk after it was written."
    return "Not everything on the card is everywhere. Keep the card as it is."


def _title(account: Account) -> str:
    return f"Offload of {path_text(account.done.card.path).rpartition('/')[2] or 'a card'}"


def _files(files: Sequence[Copied], done: Offload) -> Iterator[tuple[str, str, str, str]]:
    """Name, size, digest and what came of it; where it is the same everywhere, said once."""
    for one in files:
        fates = [TOLD[side.fate] for side in one.sides]
        each = [f"{there.name}: {fate}" for there, fate in zip(done.destinations, fates, strict=True)]
        told = fates[0] if len(set(fates)) == 1 else "; ".join(each)
        why = dict.fromkeys(one.message for one in (one.problem, *(side.problem for side in one.sides)) if one)
        digest = f"{one.digest.algorithm} {one.digest.hex}" if one.digest else ""
        yield one.wanted.text, wording.size(one.wanted.stamp.size_bytes), digest, " ".join([told, *why])


def _page(account: Account, shown: Show) -> bytes:
    done = account.done

    def safe(text: object) -> str:
        return escape(shown(text))

    facts = "".join(f"<dt>{safe(name)}</dt><dd>{safe(text)}</dd>" for name, text in _facts(account))
    bad = [one for one in done.files if not one.is_everywhere]
    parts = [f"<h1>{safe(_title(account))}</h1>"]
    whole = done.is_whole and account.again is None
    parts += [f'<p class="{"soft" if whole else "warn"}"><b>{safe(_verdict(account))}</b></p>', f"<dl>{facts}</dl>"]
    for title, files in (("Not everywhere", bad), ("Files", [one for one in done.files if one.is_everywhere])):
        lines = (
            f"<li><bdi>{safe(name)}</bdi> <small>{size} · <code>{digest}</code> · {safe(told)}</small></li>"
            for name, size, digest, told in _files(files, done)
        )
        parts += [f"<h2>{title} ({len(files):,})</h2><ul>", *lines, "</ul>"] if files else []
    if done.card.left:
        told = (f"<li>{safe(one.problem.message)}</li>" for one in done.card.left if one.problem)
        parts += [f"<h2>Left out ({len(done.card.left):,})</h2><ul>", *told, "</ul>"]
    return (head(OFFLOAD_MARK, safe(_title(account))) + "\n".join(parts) + "\n</body></html>\n").encode()


def _document(account: Account, shown: Show) -> bytes:
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415  half a second, which other forms need not wait for
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415  as above

    texts = [("title", _title(account)), ("strong", _verdict(account))]
    texts += [("", f"{name}: {text}") for name, text in _facts(account)]
    texts.append(("strong", "Files"))
    texts += [("small", " · ".join(filter(None, row))) for row in _files(account.done.files, account.done)]
    left = [one.problem.message for one in account.done.card.left if one.problem]
    texts += [("strong", "Left out"), *(("small", one) for one in left)] if left else []
    held = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 48)
    flow = paragraphs([(kind, shown(text)) for kind, text in texts])
    title = shown(_title(account))
    SimpleDocTemplate(held, pagesize=A4, title=title, author="", creator=OFFLOAD_MARK, **margins).build(flow)
    return held.getvalue()


_FORMS: dict[Form, Callable[[Account, Show], bytes]] = {
    Form.PAGE: _page,
    Form.TABLE: _table,
    Form.DOCUMENT: _document,
}
