"""What the promises are tried on: a card of photos, a video and a sound, and the vault of an unbroken run over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from broken_runs import run
from drives import Mounts, NoMounts
from media_factory import make_photo, make_sound, make_video

PHOTOS = 8
FILES = PHOTOS + 3


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight photos, one of them with its raw one, a video, and a sound longer than a fingerprint covers."""
    folder = tmp_path_factory.mktemp("media") / "card"
    for number in range(PHOTOS):
        make_photo(folder / "DCIM" / f"{number}.jpg", colour=f"#{number}0{number}8{number}f")
    raw = make_photo(folder / "DCIM" / "0.tif", colour="#204080")
    raw.rename(raw.with_suffix(".nef"))
    make_video(folder / "A001.mov", seconds=1)
    make_sound(folder / "atmo.wav", seconds=5)
    return folder


@pytest.fixture(scope="session")
def unbroken(card: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault of a run that nothing came in the way of."""
    vault = tmp_path_factory.mktemp("unbroken") / "vault"
    ended = run(vault, card)
    assert (ended.status, len(ended.told)) == (0, FILES), ended.err
    return vault


@pytest.fixture
def mounts(tmp_path: Path) -> Iterator[Mounts]:
    """A place to mount drives that nobody else sees."""
    try:
        made = Mounts(tmp_path)
    except (NoMounts, FileNotFoundError):
        pytest.skip("this system lets nobody mount")
    yield made
    made.close()
