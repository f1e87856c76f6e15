"""Digests of whole folders, as ASC MHL 2.0 has them: of what is in a folder, and of how that is called besides.

The content digest of a folder is that of the digests of its files and the content digests of its folders, in their
order; the structure digest is over the names as well (https://theasc.com/asc/asc-media-hash-list, section 4.2).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mediavault.fixity.digests import ALGORITHM, digester
from mediavault.fixity.manifest import MHL_FOLDER

LEFT_OUT = (b".DS_Store", os.fsencode(MHL_FOLDER))
"""What every list ignores, wherever it is."""


class FolderDigest(NamedTuple):
    """A folder with its two digests, in hex."""

    name: bytes
    """Relative to the folder the list is of, which itself is the empty one."""
    content: str
    structure: str


def folder_digests(files: Mapping[bytes, str], folders: Iterable[bytes]) -> list[FolderDigest]:
    """The digests of folders, what is inside before what it is in; the last is that of all.

    Args:
        files: The digest of every file in hex, by its name relative to the topmost folder.
        folders: Those that hold nothing, too.
    """
    inside: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for name in (*files, *folders):
        while name and name not in inside[os.path.dirname(name)]:  # noqa: PTH120 - bytes
            inside[os.path.dirname(name)].add(name)  # noqa: PTH120
            name = os.path.dirname(name)  # noqa: PTH120, PLW2901
    found: list[FolderDigest] = []
    _add(b"", inside, files, found)
    return found


def _add(
    folder: bytes, inside: Mapping[bytes, Collection[bytes]], files: Mapping[bytes, str], found: list[FolderDigest]
) -> FolderDigest:
    contents, structures = [], []
    for name in sorted(inside.get(folder, ())):
        base = os.path.basename(name)  # noqa: PTH119 - bytes
        if base in LEFT_OUT:
            continue
        content = structure = files.get(name, "")
        if name not in files:
            _, content, structure = _add(name, inside, files, found)
        contents.append(content)
        structures.append(_digest([base, bytes.fromhex(structure)]))
    found.append(FolderDigest(folder, *(_digest(map(bytes.fromhex, sorted(each))) for each in (contents, structures))))
    return found[-1]


def _digest(pieces: Iterable[bytes]) -> str:
    seen = digester(ALGORITHM)
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()


def names_below(folder: Path) -> Iterator[tuple[bytes, bool]]:
    """All that is below a folder but what lists ignore, by relative name, and whether it is a folder.

    Raises:
        OSError: it cannot be looked through.
    """
    pending = [b""]
    while pending:
        at = pending.pop()
        with os.scandir(os.path.join(bytes(folder), at)) as entries:  # noqa: PTH118 - bytes
            for entry in entries:
                if entry.name not in LEFT_OUT:
                    name, is_folder = os.path.join(at, entry.name), entry.is_dir(follow_symlinks=False)  # noqa: PTH118
                    pending += [name] if is_folder else []
                    yield name, is_folder
