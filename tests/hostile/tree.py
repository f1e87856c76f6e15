"""One tree of everything that is hostile, odd or damaged, with good files among it; and a walk that is not ours."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hostile.bombs import make_bombs
from hostile.mutants import write_mutants
from hostile.names import NASTY, write_named
from hostile.odd_files import make_odd_files
from hostile.playlists import make_attacks, make_target
from media_factory import make_photo, make_sound, make_video


@dataclass(frozen=True)
class Tree:
    """Where it is, and what in it is good: to be catalogued whatever stands beside it."""

    folder: Path
    good: frozenset[bytes]


def make_tree(folder: Path, *, mutants: int, bombs: float) -> Tree:
    """The tree in `folder`; what the playlists point to stands beside it, and nobody listens."""
    attacks = make_attacks(folder / "playlists", make_target(folder.with_name("outside"), 9))
    make_bombs(folder / "bombs", bombs)
    write_mutants(folder / "mutants", mutants)
    make_odd_files(folder / "odd")
    good = [bytes(attack.path) for attack in attacks if attack.is_media]
    good += write_named(folder / "names", list(NASTY), _photos(folder.with_name("made"), len(NASTY)))
    good += [bytes(path) for path in _plain(folder / "good")]
    return Tree(folder, frozenset(good))


def _photos(folder: Path, count: int) -> list[bytes]:
    """The contents of photos that differ."""
    return [make_photo(folder / f"{one}.jpg", ImageDescription=f"photo {one}").read_bytes() for one in range(count)]


def _plain(folder: Path) -> list[Path]:
    photos = [make_photo(folder / f"good {one}.jpg", ImageDescription=f"good {one}") for one in range(10)]
    return [*photos, make_video(folder / "good.mov", seconds=1), make_sound(folder / "good.wav", seconds=1)]


def everything_below(folder: Path) -> Iterator[bytes]:
    """The path of everything below `folder` that is no folder, or a folder that cannot be opened; no link followed."""
    try:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield bytes(folder)
        return
    yield from _below(fd, bytes(folder))


def _below(fd: int, path: bytes) -> Iterator[bytes]:
    for name in sorted(os.fsencode(name) for name in os.listdir(fd)):
        place = path + b"/" + name
        status = os.stat(name, dir_fd=fd, follow_symlinks=False)
        if not stat.S_ISDIR(status.st_mode):
            yield place
            continue
        try:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=fd)
        except OSError:
            yield place
            continue
        yield from _below(below, place)
    os.close(fd)
