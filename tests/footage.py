"""A small real catalogue with previews and a shot list, for tests of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from library import Catalogue
from library.model import (
    Asset,
    Authority,
    AuthorityKind,
    Clip,
    FileStamp,
    Fingerprint,
    MediaFacts,
    MediaKind,
    Picture,
    Protection,
    StartTimecode,
)
from library.timecode import FrameRate, Timecode, TimeRange
from mediavault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from library import Edit

PAL = FrameRate(25)
LIST = "Ch.2 The field"
NAMES = ("A003C012.MOV", "A003C017.MOV", "P1020331.JPG", "A001C003.MOV", "A003C021.MOV")
UID = "uuid:card-a"


def footage(folder: Path, names: Sequence[str] = NAMES, *, pictures: bool = True) -> tuple[Catalogue, Vault]:
    """A catalogue of these files on one mounted card, with previews and filmstrips if wanted; no shot list."""
    vault = Vault.create(folder / "vault")
    catalogue = Catalogue.open(vault.catalogue_path, mounts=lambda: {UID: folder / "card"})
    with catalogue.transaction("Add the footage", by_ingest=True) as edit:
        volume = edit.add_volume(UID, "CARD_A")
        for number, name in enumerate(names, 1):
            fingerprint = Fingerprint(1000 + number, f"{number:032x}")
            stamp = FileStamp(1000 + number, 1, 1, number)
            edit.record(volume.id, f"DCIM/{name}".encode(), stamp, fingerprint, facts(name, number))
            if pictures:
                _pictures(vault, fingerprint.quick_hex, number)
    return catalogue, vault


def facts(name: str, number: int) -> MediaFacts:
    """A photo, or a video of 60 seconds at 25 frames that starts at its number's hour."""
    if name.endswith("JPG"):
        return MediaFacts(kind=MediaKind.PHOTO, picture=Picture(width=4000, height=3000))
    start = StartTimecode(Timecode(number * 90_000, PAL), "tmcd stream")
    picture = Picture(width=1920, height=1080, codec="prores", frame_rate=PAL, frame_count=1500)
    return MediaFacts(kind=MediaKind.VIDEO, picture=picture, start_timecode=start, reel=f"A{number:03}")


def shot_list(catalogue: Catalogue, name: str = LIST) -> list[Asset]:
    """A list with one shot of each asset: of a video 100 frames from its number times 100."""
    assets = catalogue.assets(list(catalogue.find(sort="added")))
    with catalogue.transaction(f"Make {name}") as edit:
        edit.add_shot_list(name, rate=PAL)
        for asset in assets:
            edit.append_shot(name, _clip(edit, asset))
    return assets


def person_on_shot(catalogue: Catalogue, number: int, protection: Protection | None) -> None:
    """Link the clip of a shot of the list to a person."""
    clip = catalogue.shot_list(LIST).shots[number - 1].clip
    with catalogue.transaction("Tag") as edit:
        anna = edit.add_authority(Authority(kind=AuthorityKind.PERSON, name="Анна К.", protection=protection))
        edit.link(clip, anna)


def _clip(edit: Edit, asset: Asset) -> Clip:
    if asset.facts.kind is MediaKind.PHOTO:
        return edit.whole_clip(asset.id)
    return edit.add_clip(asset.id, TimeRange(asset.id * 100, 100, PAL))


def _pictures(vault: Vault, key: str, number: int) -> None:
    still = Image.linear_gradient("L").resize((320, 180))
    tinted = Image.merge("RGB", (still.point(lambda v: v * number % 256), still, still.rotate(180)))
    vault.preview_path(key).parent.mkdir(exist_ok=True)
    tinted.save(vault.preview_path(key))
    strip = Image.new("RGB", (24 * 160, 90))
    draw = ImageDraw.Draw(strip)
    for tile in range(24):
        draw.rectangle((tile * 160, 0, tile * 160 + 159, 89), fill=(tile * 10, 40 * number % 256, 255 - tile * 10))
    strip.save(vault.filmstrip_path(key))
