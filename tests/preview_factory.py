"""Pictures as an ingest makes them, opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from mediavault import media
from mediavault.media.preview import make_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import MediaFacts


def make_preview(source: Path, target: Path, facts: MediaFacts) -> bool:
    """Whether `source` has a preview, now at `target`; of a video the filmstrip is beside it."""
    return make_pictures(source, facts, target, target.with_suffix(".filmstrip.jpg"))


def preview(source: Path) -> Image.Image:
    """The preview of `source`, made beside it in a folder of its own."""
    target = source.with_name("previews") / "a.jpg"
    assert make_preview(source, target, media.read(source))
    assert {path.name for path in target.parent.iterdir()} <= {"a.jpg", "a.filmstrip.jpg"}
    return opened(target)


def filmstrip(source: Path) -> Image.Image:
    """The filmstrip of `source`, made as its preview is."""
    target = source.with_name("previews") / "a.jpg"
    assert make_preview(source, target, media.read(source))
    return opened(target.with_name("a.filmstrip.jpg"))


def opened(path: Path) -> Image.Image:
    """The picture at `path`, decoded, RGB."""
    with Image.open(path) as image:
        image.load()
    assert image.mode == "RGB"
    return image
