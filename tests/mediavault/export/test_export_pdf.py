"""The contact sheet: its letters as another reads them, its pictures, and who is not shown."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from pypdf import PdfReader
from shot_list_factory import HANNA, SELECTS, shot, shot_list, video

from mediavault.export import Rendering, export, timeline
from mediavault.export.pdf import write


def read(content: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_polish_and_belarusian_are_set_as_they_are_written() -> None:
    said = read(write(timeline(SELECTS))[0])
    for text in ("Rynek Kościuszki", "Беласток рынак.mov", "Solidary Białystok – selects", "10:00:04:12 – 10:00:07:00"):
        assert text in said
    letters = "ąćęłńóśźż ўіёэґї"
    assert letters in read(write(timeline(shot_list(shot(1, video(1, "a.mov"), 0, 5, note=letters))))[0])


def test_the_same_list_gives_the_same_bytes_and_texts_command_nothing() -> None:
    assert write(timeline(SELECTS)) == write(timeline(SELECTS))
    sly = shot_list(shot(1, video(1, "<b>&.mov"), 0, 5, note="<font size=99>x</font>\x1b"))
    assert "<font size=99>x</font>" in read(write(timeline(sly))[0])


def test_a_long_list_goes_on_and_nobody_is_shown_who_is_not_named(tmp_path: Path) -> None:
    Image.new("RGB", (320, 180), "red").save(tmp_path / "p.jpg")
    asset = video(1, "a.mov", frames=5000)
    shots = [shot(n, asset, n, 10, links=(HANNA,) if n == 7 else ()) for n in range(1, 81)]
    way = Rendering(preview_of=lambda _: tmp_path / "p.jpg")
    (path,) = export(shot_list(*shots), tmp_path / "list.pdf", accept_unknown="agreed", rendering=way).paths
    pages = PdfReader(path).pages
    assert len(pages) > 1
    placed = sum(page.get_contents().get_data().count(b" Do") for page in pages)
    assert placed == 79
