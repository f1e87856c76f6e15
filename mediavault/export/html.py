"""A sheet for a producer (`.html`): one file that needs no network, to sort, tick, comment and print.

What is ticked and written there stays in the page until it is saved: as JSON, for the archive to read.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape

import opentimelineio as otio

from library.names import visible
from library.timecode import Timecode
from mediavault.export.cut import Cut, CutList
from mediavault.export.timeline import cut_list_of
from mediavault.pages.head import head

_COLUMNS = ("", "#", "Picture", "In", "Duration", "File", "Source in", "Shows", "Note", "Stars", "Comment")
_MORE_STYLE = """
body { max-width: none; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
th[data-sort] { cursor: pointer; } td { overflow-wrap: anywhere; }
td img { width: 120px; height: auto; border-radius: .25rem; }
td.text { white-space: pre-line; }
td.code { white-space: nowrap; } tr.heading td { font-weight: bold; background: var(--card); }
textarea { width: 12rem; min-height: 2.5rem; font: inherit; color: inherit; background: var(--card); }
@media print { .answer { display: none; } tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
_ANSWERING = (
    '<p class="answer"><label>Your name <input id="by" autocomplete="name"></label> '
    '<button id="save">Save ticks and comments as JSON</button></p>'
)
SCRIPT = """
const table = document.querySelector("table"), list = JSON.parse(table.dataset.list);
function answer() {
  const shots = [...table.querySelectorAll("tr[data-shot]")].map(row => ({...JSON.parse(row.dataset.shot),
    ticked: row.querySelector("input").checked, comment: row.querySelector("textarea").value}));
  return {...list, by: document.querySelector("#by").value, shots: shots.sort((one, other) => one.shot - other.shot)};
}
function sorted(column) {
  const rows = [...table.querySelectorAll("tr[data-shot]")];
  const key = row => row.children[column].dataset.key ?? row.children[column].textContent;
  const down = table.dataset.column == column && table.dataset.down != "yes";
  rows.sort((one, other) => key(one).localeCompare(key(other), undefined, {numeric: true}) * (down ? -1 : 1));
  table.dataset.column = column; table.dataset.down = down ? "yes" : "no";
  table.querySelectorAll("tr.heading").forEach(row => row.hidden = column != 1 || down);
  if (column == 1 && !down) {
    [...table.querySelectorAll("tbody tr")].sort((one, other) => one.dataset.place - other.dataset.place)
      .forEach(row => table.tBodies[0].append(row));
  } else rows.forEach(row => table.tBodies[0].append(row));
}
document.querySelectorAll("th[data-sort]").forEach((head, place) =>
  head.addEventListener("click", () => sorted([...head.parentNode.children].indexOf(head))));
document.querySelector("#save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(answer(), null, 2)], {type: "application/json"}));
  link.download = "sheet.json"; link.click();
});
"""
Pictures = Mapping[int, str]
"""A picture of shots as `data:` address, by the shot's number."""


def write(timeline: otio.schema.Timeline, pictures: Pictures | None = None) -> tuple[bytes, ...]:
    """The one page of a timeline.

    Args:
        timeline: The list.
        pictures: Pictures of its shots; of those with somebody in them who is not named, none is shown.
    """
    cut_list = cut_list_of(timeline)
    title = _text(cut_list.name)
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    allowed = f"; img-src data:; script-src 'sha256-{digest}'"
    beginning = f"{head('sheet', title, style=_MORE_STYLE, allowed=allowed)}<h1>{title}</h1>\n"
    record = {"kind": "mediavault sheet", "schema": 1, "list": cut_list.name, "version": cut_list.version}
    heads = "".join(f"<th{' data-sort' if name and name != 'Picture' else ''}>{name}</th>" for name in _COLUMNS)
    body = "\n".join(_rows(cut_list, pictures or {}))
    parts = [
        f'<p class="soft">{_told(cut_list)}</p>',
        _ANSWERING,
        f'<table data-list="{escape(json.dumps(record, ensure_ascii=False))}"><thead><tr>{heads}</tr></thead>',
        f"<tbody>\n{body}\n</tbody></table>",
        f"<script>{SCRIPT}</script>\n</body></html>\n",
    ]
    return ((beginning + "\n".join(parts)).encode(),)


def _told(cut_list: CutList) -> str:
    told = (cut_list.project, f"version {cut_list.version}", f"{len(cut_list.cuts)} shots", _duration(cut_list))
    return _text(" · ".join(filter(None, told)))


def _duration(cut_list: CutList, cut: Cut | None = None) -> str:
    frames = cut.record.duration if cut else cut_list.duration
    return str(Timecode(frames, cut_list.rate, cut_list.start.drop_frame))


def _rows(cut_list: CutList, pictures: Pictures) -> Iterator[str]:
    place = 0
    for cut in cut_list.cuts:
        if cut.heading:
            across = f'<td colspan="{len(_COLUMNS)}">{_text(cut.heading)}</td>'
            yield f'<tr class="heading" data-place="{place}">{across}</tr>'
        place += 2
        yield _row(cut, cut_list, place - 1, None if cut.withheld_people else pictures.get(cut.number))


def _row(cut: Cut, cut_list: CutList, place: int, picture: str | None) -> str:
    record = json.dumps({"shot": cut.number, "clip": cut.clip, "asset": cut.media.asset})
    notes = "\n".join(filter(None, (cut.note, cut.clip_note)))
    cells = [
        f'<td><input type="checkbox" aria-label="Tick shot {cut.number}"></td><td>{cut.number}</td>',
        f'<td><img src="{picture}" alt=""></td>' if picture else "<td></td>",
        f'<td class="code">{cut_list.record_labels(cut)[0]}</td><td class="code">{_duration(cut_list, cut)}</td>',
        f'<td>{_text(cut.media.file)}</td><td class="code">{cut_list.source_labels(cut)[0]}</td>',
        f'<td class="text">{_text(cut.shown)}</td><td class="text">{_text(notes)}</td>',
        f'<td class="code" data-key="{cut.rating or 0}">{"★" * (cut.rating or 0)}</td>',
        f'<td><textarea aria-label="Comment on shot {cut.number}"></textarea></td>',
    ]
    return f'<tr data-shot="{escape(record)}" data-place="{place}">{"".join(cells)}</tr>'


def _text(text: str) -> str:
    """The text as a page shows it, whatever it holds; its line ends stay."""
    return escape("\n".join(map(visible, text.split("\n"))))
