"""What each asset is known by, from its preview or filmstrip; looked at once and remembered beside the previews."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from library.model import Asset, MediaKind, Problem
from mediavault.analysis.likeness import Likeness, grey, likeness
from mediavault.vault import Vault
from mediavault.workers.flow import in_turn

TILES = 24
"""Of a filmstrip (`mediavault.media.filmstrip`)."""
AT_ONCE = 16
REMEMBERED = "looks-2.jsonl"
"""A line an asset, by its fingerprint; another rule has another name, and what it remembered is forgotten."""

Look = tuple[Likeness | None, ...]
"""Of a photo one, of a video one for each tile of its filmstrip; None shows nothing to be known by."""


def picture_of(asset: Asset, vault: Vault) -> Path:
    """Where the picture is that an asset is looked at by."""
    quick_hex = asset.fingerprint.quick_hex
    return (vault.filmstrip_path if asset.facts.kind is MediaKind.VIDEO else vault.preview_path)(quick_hex)


def squares(path: Path, *, is_strip: bool) -> list[Image.Image]:
    """The pictures in a preview or a filmstrip, as they are compared.

    Raises:
        OSError: there is none, or it cannot be read.
    """
    with Image.open(path, formats=("JPEG",)) as picture:
        if not is_strip:
            return [grey(picture)]
        width = picture.width // TILES
        tiles = [picture.crop((width * one, 0, width * (one + 1), picture.height)) for one in range(TILES)]
    return [grey(tile) for tile in tiles]


@dataclass(frozen=True, slots=True)
class LookTask:
    """Looks at pictures, by the fingerprints of their assets."""

    pictures: tuple[tuple[str, str, bool], ...]
    """Fingerprint, path, whether it is a filmstrip."""
    limit_s: float = 60.0

    def __call__(self) -> list[tuple[str, Look]]:
        """What each is known by; one that cannot be read by nothing."""
        found: list[tuple[str, Look]] = []
        for quick_hex, path, is_strip in self.pictures:
            try:
                pictures = squares(Path(path), is_strip=is_strip)
            except (OSError, ValueError, Image.DecompressionBombError):
                pictures = []
            found.append((quick_hex, tuple(likeness(one, cropped=not is_strip) for one in pictures)))
        return found


def looks(
    assets: Sequence[Asset], vault: Vault, pool: Executor, on_done: Callable[[int], object]
) -> Mapping[str, Look]:
    """What assets are known by, by fingerprint; those without a picture are left out.

    Args:
        assets: Photos and videos.
        vault: Has the pictures, and remembers.
        pool: Where pictures are looked at.
        on_done: Called with how many were looked at now, and between.
    """

    def between() -> None:
        on_done(0)

    store = vault.previews / REMEMBERED
    for older in set(vault.previews.glob("looks-*.jsonl")) - {store}:
        older.unlink()
    wanted = {one.fingerprint.quick_hex: one for one in assets}
    found = dict(_remembered(store, wanted.keys()))
    on_done(len(found))
    lacking = [
        (quick_hex, str(path), one.facts.kind is MediaKind.VIDEO)
        for quick_hex, one in wanted.items()
        if quick_hex not in found and (path := picture_of(one, vault)).is_file()
    ]
    groups = [tuple(lacking[first : first + AT_ONCE]) for first in range(0, len(lacking), AT_ONCE)]
    work = ((group, LookTask(group)) for group in groups)
    with store.open("a", encoding="ascii") as file:
        for group, answer in in_turn(pool, work, between):
            for quick_hex, look in () if isinstance(answer, Problem) else answer:
                found[quick_hex] = look
                file.write(_line(quick_hex, look))
            on_done(len(group))
    return found


def _line(quick_hex: str, look: Look) -> str:
    said = [None if one is None else [one.whole, one.turned, b64encode(one.windows).decode()] for one in look]
    return json.dumps([quick_hex, said], separators=(",", ":")) + "\n"


def _likeness(whole: Sequence[int], turned: Sequence[int], packed: str) -> Likeness:
    return Likeness(tuple(whole), tuple(turned), b64decode(packed, validate=True))


def _remembered(store: Path, wanted: Collection[str]) -> Iterator[tuple[str, Look]]:
    if not store.is_file():
        return
    with store.open(encoding="ascii", errors="replace") as file:
        for line in file:
            if line[2:34] not in wanted:
                continue
            try:
                quick_hex, said = json.loads(line)
                yield quick_hex, tuple(None if one is None else _likeness(*one) for one in said)
            except (ValueError, TypeError):  # what a run that was killed left
                continue
