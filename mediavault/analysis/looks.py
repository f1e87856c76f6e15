"""What each asset is known by, from its preview or filmstrip; looked at once and remembered beside the previews."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from library.disk import named_refusals
from library.model import Problem
from mediavault.analysis.likeness import Likeness, grey, likeness
from mediavault.analysis.shown import Shown
from mediavault.vault import Vault
from mediavault.vault.cache import TILES
from mediavault.workers.flow import in_turn

AT_ONCE = 16
LINE_BYTES = 4200
"""Of what is remembered of a photo."""
REMEMBERED = "looks-2.jsonl"
"""A line an asset, by its fingerprint; another rule has another name, and what it remembered is forgotten."""

Look = tuple[Likeness | None, ...]
"""Of a photo one, of a video one for each tile of its filmstrip; None shows nothing to be known by."""


def picture_of(asset: Shown, vault: Vault) -> Path:
    """Where the picture is that an asset is looked at by."""
    return (vault.filmstrip_path if asset.is_video else vault.preview_path)(asset.quick_hex)


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


class Looks:
    """What assets are known by, by fingerprint: in a file, from which each is read when it is asked for.

    What a hundred thousand photos are known by would take half a gigabyte of memory.
    """

    def __init__(self, store: Path) -> None:
        """Takes the file, which need not be there, and looks through it."""
        self.path = store
        self._adding = store.open("ab", buffering=0)  # what a full disk did not take is not tried once more at the end
        self._file = store.open("rb")
        self._places: dict[str, int] = {}
        """Where the line of each begins that is known by something; -1 for nothing."""
        place, line = 0, b"\n"
        for line in self._file:
            self._note(line, place)
            place += len(line)
        if not line.endswith(b"\n"):  # a run was killed: what comes now begins a line all the same
            self._adding.write(b"\n")

    def _note(self, line: bytes, place: int) -> None:
        if line.endswith(b"]\n"):
            quick_hex = line[2:34].decode("ascii", "replace")
            self._places[quick_hex] = -1 if line[36:].startswith(b"[]") else place

    def close(self) -> None:
        """Lets go of the file."""
        self._adding.close()
        self._file.close()

    def __contains__(self, quick_hex: str) -> bool:
        """Whether there was a picture to be looked at."""
        return self._places.get(quick_hex, -1) >= 0

    def were_taken(self, quick_hex: str) -> bool:
        """Whether somebody looked, whatever there was to be seen."""
        return quick_hex in self._places

    def __getitem__(self, quick_hex: str) -> Look:
        """What it is known by."""
        self._file.seek(self._places[quick_hex])
        try:
            _, said = json.loads(self._file.readline())
            return tuple(None if one is None else _likeness(*one) for one in said)
        except (ValueError, TypeError):  # the file is spoiled there: nothing to be known by
            return (None,)

    def keep(self, found: Collection[tuple[str, Look]]) -> None:
        """Remembers what was seen."""
        lines = [_line(quick_hex, look).encode("ascii") for quick_hex, look in found]
        left = b"".join(lines)
        while left:
            left = left[self._adding.write(left) :]
        place = self._adding.tell() - sum(map(len, lines))  # another run may add to it as well
        for line in lines:
            self._note(line, place)
            place += len(line)


def remembered(vault: Vault) -> Looks:
    """What a vault remembers.

    Raises:
        DiskFull, CannotWrite: its file cannot be written to.
    """
    store = vault.previews / REMEMBERED
    for older in set(vault.previews.glob("looks-*.jsonl")) - {store}:
        older.unlink()
    with named_refusals(store, LINE_BYTES):
        return Looks(store)


def look_at(
    assets: Sequence[Shown], known: Looks, vault: Vault, pool: Executor, on_done: Callable[[int], object]
) -> None:
    """Looks at what was never looked at; what has no picture is left out.

    Args:
        assets: Photos and videos.
        known: Remembers what is seen.
        vault: Has the pictures.
        pool: Where pictures are looked at.
        on_done: Called with how many were looked at now, and between.

    Raises:
        DiskFull, CannotWrite: what was seen cannot be remembered; what was before stays.
    """

    def between() -> None:
        on_done(0)

    wanted = {one.quick_hex: one for one in assets}
    new = [one for quick_hex, one in wanted.items() if not known.were_taken(quick_hex)]
    on_done(len(wanted) - len(new))
    pictures = ((one.quick_hex, picture_of(one, vault), one.is_video) for one in new)
    lacking = [(quick_hex, str(path), is_video) for quick_hex, path, is_video in pictures if path.is_file()]
    groups = [tuple(lacking[first : first + AT_ONCE]) for first in range(0, len(lacking), AT_ONCE)]
    with named_refusals(known.path, LINE_BYTES * len(lacking)):
        for group, answer in in_turn(pool, ((group, LookTask(group)) for group in groups), between):
            known.keep(() if isinstance(answer, Problem) else answer)
            on_done(len(group))


def _line(quick_hex: str, look: Look) -> str:
    said = [None if one is None else [one.whole, one.turned, b64encode(one.windows).decode()] for one in look]
    return json.dumps([quick_hex, said], separators=(",", ":")) + "\n"


def _likeness(whole: Sequence[int], turned: Sequence[int], packed: str) -> Likeness:
    return Likeness(tuple(whole), tuple(turned), b64decode(packed, validate=True))
