"""The sheet for a producer: one file, nothing from elsewhere, texts as they are, nobody shown who is not named."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from PIL import Image
from shot_list_factory import HANNA, PAL, SELECTS, shot, shot_list, video

from library.model import AssetId, Clip, ClipId
from library.timecode import TimeRange
from mediavault.export import Rendering, export, timeline
from mediavault.export.html import write


class Page(HTMLParser):
    """The elements of a page, and the text of its cells."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.elements[-1][0] in {"td", "img"}:
            self.cells[-1] += data.rstrip()


def test_every_shot_has_a_row_with_what_is_known() -> None:
    page = Page(write(timeline(SELECTS))[0])
    assert [one["data-shot"] for tag, one in page.elements if tag == "tr" and "data-shot" in one] == [
        f'{{"shot": {n}, "clip": "c{n}", "asset": "a{n}"}}' for n in range(1, 6)
    ]
    for text in ("Rynek Kościuszki", "Беласток рынак.mov", "10:00:04:12", "01:00:02:13", "★★★★"):
        assert text in page.cells
    assert 'She says "we stay",\nthen walks off' in page.cells


def test_it_asks_for_nothing_and_runs_nothing_but_its_own() -> None:
    sly = shot(1, video(1, "<img src=http://a>.mov"), 0, 5, note="<script>x</script>\x1b[31m", heading='"><b>')
    content = write(timeline(shot_list(sly)))[0].decode()
    page = Page(content.encode())
    assert [tag for tag, _ in page.elements if tag in {"script", "link", "iframe", "b", "img"}] == ["script"]
    assert not re.search(r"(src|href)\s*=\s*[\"']?(?!data:)\w+:", content.replace("&lt;img src=http", ""))
    assert "script-src 'sha256-" in content
    assert "\x1b" not in content


def test_pictures_are_those_of_the_shots(tmp_path: Path) -> None:
    strip = Image.new("RGB", (24 * 160, 90))
    strip.paste((255, 0, 0), (0, 0, 160, 90))
    strip.save(tmp_path / "strip.jpg")
    asset = video(1, "a.mov", frames=240)
    built = shot_list(shot(1, asset, 0, 10), shot(2, asset, 100, 10), shot(3, asset, 0, 10, links=(HANNA,)))
    way = Rendering(filmstrip_of=lambda _: tmp_path / "strip.jpg")
    (path,) = export(built, tmp_path / "list.html", accept_unknown="agreed", rendering=way).paths
    pictures = [one["src"] for tag, one in Page(path.read_bytes()).elements if tag == "img"]
    # The first tile is red, the eleventh black; of the third shot, with somebody in it, none is shown.
    assert len(pictures) == 2
    assert pictures[0] != pictures[1]
    assert all(one is not None and one.startswith("data:image/jpeg;base64,") for one in pictures)


def test_no_picture_is_of_media_in_which_somebody_is_who_is_not_open_wherever(tmp_path: Path) -> None:
    Image.new("RGB", (24 * 160, 90)).save(tmp_path / "strip.jpg")
    hers = Clip(id=ClipId(9), asset=AssetId(1), range=TimeRange(200, 40, PAL), links=(HANNA,))
    asset = replace(video(1, "a.mov", frames=240), clips=(hers,))
    built = shot_list(shot(1, asset, 0, 10), shot(2, video(2, "b.mov", frames=240), 0, 10))
    way = Rendering(filmstrip_of=lambda _: tmp_path / "strip.jpg")
    (path,) = export(built, tmp_path / "list.html", rendering=way).paths
    told = [(tag, one.get("data-shot")) for tag, one in Page(path.read_bytes()).elements if tag in {"tr", "img"}]
    shown = [kind for kind, said in told if said or kind == "img"]
    # A tile is of a keyframe somewhere near the shot, and a poster of anywhere: it may be of her.
    assert shown == ["tr", "tr", "img"]
