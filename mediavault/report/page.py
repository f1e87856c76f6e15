"""A report as a page (`.html`): one file that needs no network and runs nothing, to be read and printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from library.model import MediaKind, Outcome, path_text
from library.names import visible
from mediavault import PROGRAM
from mediavault.ingest.values import FileOutcome
from mediavault.pages.head import head
from mediavault.progress import wording
from mediavault.report.account import Account
from mediavault.report.cures import CURES
from mediavault.report.figures import Figures

MOST = 300
"""Entries of one list; a table has all of them."""
MOST_RANKED = 12
"""Cameras or volumes named, those with most files first."""
PARTS = {
    "camera jpeg": "JPEGs beside a raw photo",
    "live photo": "movies of Live Photos",
    "proxy": "proxies",
    "continues": "later pieces of recordings the camera cut",
    "sound": "sound tracks in files of their own",
}


def page(account: Account, figures: Figures, pictures: Sequence[str]) -> str:
    """The whole file."""
    folders = ", ".join(folder.name or str(folder) for folder in account.folders)
    title = f"Ingest of {_safe(folders)}"
    parts = [f"<h1>{title}</h1>", _when(account), *_interrupted(account), _tiles(account, figures)]
    parts += [*_strip(pictures), *_origin(account, figures), *_unreadable(account), *_attention(account, figures)]
    parts += [*_belonging(figures), *_skipped(account), _foot()]
    beginning = head("ingest report", title, allowed="; img-src data:")
    return beginning + "\n".join(parts) + "\n</body></html>\n"


def _safe(text: object) -> str:
    return escape(visible(str(text)))


def _when(account: Account) -> str:
    took = wording.length(account.summary.seconds)
    return f'<p class="soft">{account.started:%A, %-d %B %Y, %H:%M} · by {_safe(account.who)} · took {took}</p>'


def _interrupted(account: Account) -> Iterator[str]:
    if account.again is not None:
        ended = f"The ingest ended too early: {account.fault}" if account.fault else "The ingest was interrupted."
        yield (
            f'<div class="warn"><b>{_safe(ended)}</b> What this page tells of is in; the rest is not. '
            f"It goes on with:<br><code>{_safe(account.how_to_go_on)}</code></div>"
        )


def _tiles(account: Account, figures: Figures) -> str:
    counted = {kind: figures.kinds[kind] for kind in MediaKind}
    names = {MediaKind.PHOTO: "photo", MediaKind.VIDEO: "video", MediaKind.AUDIO: "sound recording"}
    tiles = [_tile(f"{number:,}", _plural(number, names[kind])) for kind, number in counted.items() if number]
    for kind, what in ((MediaKind.VIDEO, "of video, h:mm"), (MediaKind.AUDIO, "of sound, h:mm")):
        if kind in figures.seconds:
            tiles.append(_tile(_hours(float(figures.seconds[kind])), what))
    tiles.append(_tile(wording.size(figures.sizes.total()), "of media"))
    tiles.append(_tile(f"{account.summary.new:,}", f"new {_plural(account.summary.new, 'file')}"))
    unreadable = account.summary.unreadable
    tiles.append(_tile(f"{unreadable:,}", "could not be read", alert=bool(unreadable)))
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(figure: str, what: str, *, alert: bool = False) -> str:
    return f'<div class="tile{" alert" if alert else ""}"><b>{figure}</b>{what}</div>'


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else "0:01"


def _strip(pictures: Sequence[str]) -> Iterator[str]:
    if pictures:
        shown = "".join(f'<img src="{one}" alt="">' for one in pictures)
        yield f'<div class="strip">{shown}</div>'


def _origin(account: Account, figures: Figures) -> Iterator[str]:
    rows = [("Folders", ", ".join(str(folder) for folder in account.folders))]
    rows += [("Volumes", _ranked(figures.volumes, "file"))]
    if figures.first:
        rows.append(("Recorded", figures.first + (f" to {figures.last}" if figures.last != figures.first else "")))
    for name, said in account.said.items():
        rows.append((name.capitalize(), "stated; kept out of this report" if account.hides(name) else said))
    told = ", ".join(f"{number:,} {name}" for name, number in account.summary.outcomes.items() if number)
    rows.append(("Files", f"{account.summary.files:,}: {told}" if told else "none"))
    rows.append(("Cameras", _ranked(figures.cameras, "recording")))
    yield "<h2>What, where and when</h2>"
    yield "<dl>" + "".join(f"<dt>{name}</dt><dd>{_safe(text)}</dd>" for name, text in rows if text) + "</dl>"


def _ranked(counts: dict[str, int], what: str) -> str:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{name} ({number:,} {_plural(number, what)})" for name, number in ranked[:MOST_RANKED]]
    others = len(ranked) - MOST_RANKED
    return ", ".join(told + ([f"and {others:,} others"] if others > 0 else []))


def _plural(number: int, one: str) -> str:
    return one if number == 1 else f"{one}s"


def _unreadable(account: Account) -> Iterator[str]:
    files = account.with_problem(Outcome.UNREADABLE)
    if files:
        yield f"<h2>Could not be read ({len(files):,})</h2>"
        yield from _by_kind(files)


def _skipped(account: Account) -> Iterator[str]:
    files = account.with_problem(Outcome.SKIPPED)
    if files:
        yield f"<h2>Left out ({len(files):,})</h2>"
        yield from _by_kind(files)


def _by_kind(files: Sequence[FileOutcome]) -> Iterator[str]:
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        problem = file.problem
        why = f"<br><small>{_safe(problem.message)}</small>" if problem else ""
        kinds[problem.kind if problem else ""].append(f"<bdi>{_safe(file.path)}</bdi>{why}")
    for kind, entries in sorted(kinds.items(), key=lambda one: (-len(one[1]), one[0])):
        yield f"<h3>{_safe(kind.replace('-', ' ').capitalize())} ({len(entries):,})</h3>"
        yield f"<p>{_safe(CURES[kind])}</p>" if kind in CURES else ""
        yield _list(entries)


def _list(entries: Sequence[str]) -> str:
    """A list of texts that are escaped already."""
    more = len(entries) - MOST
    rest = [f"and {more:,} more; a report as .csv has all of them"] if more > 0 else []
    return "<ul>" + "".join(f"<li>{one}</li>" for one in (*entries[:MOST], *rest)) + "</ul>"


def _attention(account: Account, figures: Figures) -> Iterator[str]:
    # What names the file that lacks its preview stands in that list already.
    lacking = [one.message for one in account.lacking if not one.name]
    told = {
        "Cut off": (account.not_whole(), CURES["cut-off"]),
        "Damaged photos": (figures.partly_shown, CURES["damaged"]),
        "No capture time": (figures.undated, "Only the file's own date is known. Ask who recorded it, and when."),
        "No time zone": (figures.zoneless, "The time is that of the camera's clock; where that was set is not known."),
        "No preview": (figures.without_preview, "It is in the catalogue and can be found, but not be looked at there."),
        "Could not be made": (lacking, "Previews, filmstrips or digests, and why."),
        "Other content now": (figures.changed, "The file at this place is not what it was. Was it edited or replaced?"),
    }
    for title, (names, cure) in told.items():
        if names:
            yield f"<h2>{title} ({len(names):,})</h2><p>{cure}</p>"
            yield _list([f"<bdi>{_safe(name)}</bdi>" for name in names])
    if account.summary.missing:
        yield f"<h2>Not found any more ({account.summary.missing:,})</h2>"
        yield "<p>These stood there at an earlier ingest. The catalogue still knows them: it forgets nothing.</p>"
        yield _list([f"<bdi>{_safe(path_text(path))}</bdi>" for path in account.summary.gone])
    yield from _duplicates(figures.duplicates)


def _duplicates(found: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    lines = ((_safe(name), "<br>".join(map(_safe, places))) for name, places in found)
    entries = [f"<bdi>{name}</bdi><br><small>{places}</small>" for name, places in lines]
    if entries:
        yield f"<h2>The same content several times ({len(entries):,})</h2>"
        yield "<p>Copies with exactly the same content. They are one recording in the catalogue.</p>"
        yield _list(entries)


def _belonging(figures: Figures) -> Iterator[str]:
    if figures.parts:
        yield "<h2>Files that belong together</h2>"
        yield _list([f"{number:,} {_safe(PARTS.get(role, role))}" for role, number in figures.parts.most_common()])


def _foot() -> str:
    return (
        f"<footer>Made by {PROGRAM}. The originals were read, never written. This page holds "
        "names of files and folders: look through it before it leaves the house. It names no position of a recording."
        "</footer>"
    )
