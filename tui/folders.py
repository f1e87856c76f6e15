"""Folders as they are typed: which ones a half-typed path may mean. Listing a folder can take long: in a thread."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLUGGED_IN: Final = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
"""Where systems mount what is plugged in."""
MOST: Final = 200
"""Folders looked at in one place."""
MOST_FILES: Final = 20_000
"""Files counted in one folder and all below it."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What Tab makes of a half-typed path."""

    text: str
    """The path, as far as it is certain."""
    choices: tuple[str, ...]
    """Names of the folders it may go on with; none when it is certain."""


def cards() -> list[str]:
    """Where cards and drives are mounted that somebody plugged in; names a terminal would obey are left out."""
    from mediavault.vault.volumes import mounts  # noqa: PLC0415  most sessions add no folder

    points = {str(point) for point in mounts().values()}
    return sorted(point for point in points if point.startswith(PLUGGED_IN) and clean(point) == point)


def meant(typed: str) -> str:
    """The path that was typed: what begins anew behind a slash, as `~//media` does, forgets what stood before it."""
    for anew in ("//", "/~"):
        typed = typed[typed.rindex(anew) + 1 :] if anew in typed else typed
    return typed


def complete(typed: str) -> Completion:
    """Go on with what was typed as far as only one way leads; names a terminal would obey are left out."""
    typed = meant(typed)
    head, slash, start = typed.rpartition("/")
    parent = Path(head + slash if slash else ".").expanduser()
    names = sorted(name for name in _folders(parent) if name.startswith(start) and (start or not name.startswith(".")))
    if not names:
        return Completion(typed, ())
    if len(names) == 1:
        return Completion(f"{head}{slash}{names[0]}/", ())
    return Completion(f"{head}{slash}{_beginning(names)}", tuple(names))


def _beginning(names: Sequence[str]) -> str:
    """What all names, in order, begin with: what the first and the last have in common."""
    first, last = names[0], names[-1]
    differing = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differing, min(len(first), len(last)))]


def _folders(parent: Path) -> Iterator[str]:
    try:
        with os.scandir(parent) as entries:
            for _, entry in zip(range(MOST), entries, strict=False):
                if entry.is_dir(follow_symlinks=False) and clean(entry.name) == entry.name:
                    yield entry.name
    except OSError:  # not there, or locked: then nothing can be said of it
        return


def held(folder: str) -> str:
    """How much is in a folder and below it: `412 files   38.1 GB`; beyond the most that is counted, that it is more."""
    from mediavault.progress.wording import size  # noqa: PLC0415  most sessions add no folder

    sizes = list(islice(_files(Path(folder).expanduser()), MOST_FILES))
    more = "over " if len(sizes) == MOST_FILES else ""
    return f"{more + counted(len(sizes), 'file'):>18}{more + size(sum(sizes)):>16}"


def _files(folder: Path) -> Iterator[int]:
    """The bytes of each file; what cannot be looked at counts for nothing, and links are not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield entry.stat(follow_symlinks=False).st_size
    except OSError:
        return


def tilde(path: str) -> str:
    """The path with `~` for the home folder, as it can be typed; without anything a terminal would obey."""
    home = str(Path.home())
    return clean(f"~{path.removeprefix(home)}" if path == home or path.startswith(home + "/") else path)
