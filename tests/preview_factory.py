"""Pictures as an ingest makes them, opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from mediavault import media
from mediavault.media.preview import make_preview

if TYPE_CHECKING:
    from pathlib import Path


def preview(source: Path) -> Image.Image:
    """The preview of `source`, made beside it in a folder of its own."""
    target = source.with_name("previews") / "a.jpg"
    assert make_preview(source, target, media.read(source))
    with Image.open(target) as image:
        image.load()
    assert [path.name for path in target.parent.iterdir()] == ["a.jpg"]
    assert image.mode == "RGB"
    return image
