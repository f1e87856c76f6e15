"""What a shot looks like, out of the vault's previews and filmstrips. Run it off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.model import MediaKind
from mediavault.vault.cache import TILES, tile_of
from tui import pictures

if TYPE_CHECKING:
    from PIL.Image import Image

    from library.model import Shot
    from mediavault.vault import Vault


def shot_still(vault: Vault, shot: Shot, size: tuple[int, int]) -> Image | None:
    """What a shot looks like: of a video the filmstrip's frame nearest to its middle, of anything else its preview."""
    asset = shot.asset
    key = asset.fingerprint.quick_hex
    if asset.facts.kind is MediaKind.VIDEO:
        strip = pictures.filmstrip(vault.filmstrip_path(key))
        if strip is not None:
            return tile(strip, tile_number(shot))
    return pictures.preview(vault.preview_path(key), size)


def tile_number(shot: Shot) -> int:
    """Which of the 24 frames is nearest to the middle of what the shot uses."""
    available = shot.asset.facts.available_range
    if available is None or available.rate != shot.source_range.rate:
        return 0
    middle = shot.source_range.start + shot.source_range.duration // 2 - available.start
    return tile_of(middle, available.duration)


def tile(strip: Image, number: int) -> Image:
    """One frame of a filmstrip picture."""
    width = strip.width / TILES
    return strip.crop((round(number * width), 0, round((number + 1) * width), strip.height))
