"""Shot lists in a real catalogue, so that what leaves of them can come back."""

from __future__ import annotations

from pathlib import Path

from library import Catalogue
from library.model import Asset, AssetId, Clip, Copy, Shot, ShotList

UID = "uuid:card-1"


def catalogue_at(path: Path, mount: Path = Path("/media/card")) -> Catalogue:
    """An empty catalogue that knows one volume, mounted."""
    return Catalogue.create(path, mounts=lambda: {UID: mount})


def stocked(catalogue: Catalogue, shot_list: ShotList, *, alternates: bool = False) -> ShotList:
    """A list, its clips and its media in a catalogue; with `alternates` each shot has the clip of the next as one."""
    with catalogue.transaction("Stock") as edit:
        volume = edit.add_volume(UID, "CARD 1")
        assets = {shot.asset.id: shot.asset for shot in shot_list.shots}
        keys = {one.id: _record(edit, volume.id, one) for one in assets.values()}
        rate = shot_list.rate
        made = edit.add_shot_list(shot_list.name, rate=rate, drop_frame=shot_list.drop_frame)
        edit.describe_shot_list(made, handles=shot_list.handles)
        clips = [_clip(edit, shot, keys[shot.asset.id]) for shot in shot_list.shots]
        for place, (shot, clip) in enumerate(zip(shot_list.shots, clips, strict=True)):
            said = {"note": shot.note, "heading": shot.heading}
            key = edit.append_shot(made, clip, source_range=shot.source_range, **said)
            if alternates:
                other = shot_list.shots[(place + 1) % len(clips)]
                twin = clips[(place + 1) % len(clips)]
                edit.add_alternate(key, twin, source_range=other.source_range, note=f"or {place}")
    return catalogue.shot_list(shot_list.name)


def _record(edit, volume: int, asset: Asset) -> AssetId:
    (copy,) = asset.copies
    assert isinstance(copy, Copy)
    return edit.record(volume, copy.path_raw, copy.stamp, asset.fingerprint, asset.facts, asset.digest)[1]


def _clip(edit, shot: Shot, asset: AssetId) -> Clip:
    if shot.asset.facts.available_range is None:
        return edit.whole_clip(asset)
    return edit.add_clip(asset, shot.source_range, name=shot.clip.name)


def uses(shot_list: ShotList) -> list[tuple[object, ...]]:
    """What makes two lists the same list: order, clips, frames, notes, headings, alternates, handles, rate."""
    shots = [
        (
            shot.clip.id,
            shot.asset.id,
            shot.source_range,
            shot.note,
            shot.heading,
            tuple((one.clip.id, one.source_range, one.note) for one in shot.alternates),
        )
        for shot in shot_list.shots
    ]
    return [(shot_list.rate, shot_list.drop_frame, shot_list.handles), *shots]
