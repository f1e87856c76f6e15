"""All names there are in a catalogue, to be asked by: content, path, reel, file name.

Names are compared as our own lists write them, in plain ASCII without regard to case: lists of other programs lose
letters in their own ways, and a name that meets too much is told apart by its timecode.
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from library.model import AssetId, KnownName
from mediavault.conform.edits import Named
from mediavault.export.reels import plain

_SHORTEST_REEL = 8
"""Letters that a reel of CMX 3600 may be cut to."""


def key(name: str) -> str:
    """What a name is compared by."""
    return plain(name).casefold() or unicodedata.normalize("NFC", name).casefold()


class KnownNames:
    """The names of all copies of a catalogue."""

    def __init__(self, names: Iterable[KnownName]) -> None:
        """Takes what `Shelf.names` gives."""
        self._digests: dict[str, AssetId] = {}
        self._quick: dict[tuple[int, str], set[AssetId]] = defaultdict(set)
        self._files: dict[str, list[KnownName]] = defaultdict(list)
        self._stems: dict[str, set[AssetId]] = defaultdict(set)
        self._reels: dict[str, set[tuple[str, AssetId]]] = defaultdict(set)
        for one in names:
            self._add(one)

    def _add(self, one: KnownName) -> None:
        if one.digest_hex:
            self._digests[one.digest_hex] = one.asset
        self._quick[one.size_bytes, one.quick_hex].add(one.asset)
        if one.reel:
            self._add_reel(one.reel, one.asset)
        if one.path_raw is not None:
            file = one.path_raw.rsplit(b"/", 1)[-1].decode("utf-8", "backslashreplace")
            stem = PurePosixPath(file).stem
            self._files[key(file)].append(one)
            self._stems[key(stem)].add(one.asset)
            self._add_reel(stem, one.asset)

    def _add_reel(self, reel: str, asset: AssetId) -> None:
        found = key(reel)
        self._reels[found[:_SHORTEST_REEL]].add((found, asset))

    def of_content(self, named: Named) -> set[AssetId]:
        """Assets with the digest, or the size and the quick digest, that our own record names."""
        if named.digest and named.digest in self._digests:
            return {self._digests[named.digest]}
        return self._quick.get(named.quick, set()) if named.quick else set()

    def of_fingerprint(self, size_bytes: int, quick_hex: str) -> set[AssetId]:
        """Assets with a fingerprint."""
        return self._quick.get((size_bytes, quick_hex), set())

    def of_path(self, path: bytes) -> Iterator[tuple[AssetId, int, bool]]:
        """Assets with a file of the same name: how many folders above it are the same too, and whether all are.

        All are where the file is known at that very place, or at that place below a volume of that label.
        """
        parts = _parts(path)
        for one in self._files.get(key(parts[-1]), ()) if parts else ():
            own = _parts(one.path_raw or b"")
            same = 0
            while same < min(len(own), len(parts)) and own[-1 - same] == parts[-1 - same]:
                same += 1
            whole = [*_parts(os.fsencode(one.point)), *own] if one.point else None
            above = parts[: len(parts) - len(own)]
            below_label = same == len(own) and bool(above) and above[-1] == _folded(one.volume or "")
            yield one.asset, same, parts == whole or below_label

    def of_reel(self, reel: str) -> set[AssetId]:
        """Assets with a reel, or a file named so; one that was cut short meets all that begin so."""
        asked = key(reel)
        alike = self._reels.get(asked[:_SHORTEST_REEL], ())
        found = {asset for name, asset in alike if name == asked}
        shortened = len(asked) >= _SHORTEST_REEL
        return (
            found or {asset for name, asset in alike if shortened and name.startswith(asked)} or self._numbered(asked)
        )

    def _numbered(self, asked: str) -> set[AssetId]:
        """Assets whose reel was taken, so that a list of ours gave them a number behind it."""
        base, _, number = asked.rpartition("_")
        if not (base and number.isdigit()):
            return set()
        return {asset for name, asset in self._reels.get(base[:_SHORTEST_REEL], ()) if name.startswith(base)}

    def of_file(self, name: str) -> set[AssetId]:
        """Assets with a file of a name, with or without its suffix."""
        asked = key(name)
        found = {one.asset for one in self._files.get(asked, ())} or self._stems.get(asked, set())
        return found or self._stems.get(key(PurePosixPath(name).stem), set())

    def nearest(self, name: str) -> str | None:
        """The file that is called most alike, as its name is compared."""
        close = get_close_matches(key(name), self._files, n=1)
        if not close:
            return None
        return (self._files[close[0]][0].path_raw or b"").rsplit(b"/", 1)[-1].decode("utf-8", "backslashreplace")


def _parts(path: bytes) -> list[str]:
    return [_folded(one) for one in path.decode("utf-8", "surrogateescape").split("/") if one not in {"", "."}]


def _folded(part: str) -> str:
    return unicodedata.normalize("NFC", part).casefold()
