"""Makes the files of cameras that write a recording in several, and says what the catalogue made of them."""

from __future__ import annotations

from pathlib import Path

from media_factory import make_photo, make_video

from library import Catalogue
from library.model import Asset


def belonging(catalogue: Catalogue) -> dict[str, tuple[str, str, int]]:
    """Every part by its name: its whole's name, its role and position."""
    found = {}
    for asset in catalogue.assets(catalogue.find()):
        if asset.part_of is not None:
            found[asset.name] = (asset.part_of.name, asset.part_of.role.value, asset.part_of.position)
    return found


def loose(catalogue: Catalogue) -> set[str]:
    """The names of all that belongs to nothing: what a list shows."""
    return {asset.name for asset in catalogue.assets(catalogue.find()) if asset.part_of is None}


def named(catalogue: Catalogue, name: str) -> Asset:
    return next(asset for asset in catalogue.assets(catalogue.find()) if asset.name == name)


def clip(path: Path, taken: str | None = "2021-06-01T10:00:00Z", **options) -> Path:
    """A second of video, unlike that of any other path."""
    tags = {"comment": str(path), **({"creation_time": taken} if taken else {})}
    options = {"size": (64, 36), "seconds": 1, "sound": 0, **options}
    made = make_video(path.with_suffix(".mp4"), tags=tags, **options)
    return made.rename(path)


def raw_photo(path: Path, **tags) -> Path:
    """Stands for a raw photo: a TIFF by another name, as most of them are."""
    return make_photo(path.with_suffix(".tif"), colour="#101010", **tags).rename(path)


def write(path: Path, data: bytes) -> Path:
    """A file of a card that is no media."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def moved(found: Path, to: Path) -> None:
    """Puts a file where the camera would."""
    to.parent.mkdir(parents=True, exist_ok=True)
    found.rename(to)
