"""Which volume of the catalogue a drive is: by its identity, or, where only a part of that fits, by what is on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from library.model import FileStamp, Volume
from mediavault.vault import VolumeIdentity, unmarked
from mediavault.walking.absent import spread
from mediavault.workers.tasks import reachable

if TYPE_CHECKING:
    from library import Catalogue


def recognised(catalogue: Catalogue, drive: VolumeIdentity, *, note: bool) -> Volume | None:
    """The volume that a drive is; None for one that is not known.

    A volume whose UUID is the same and whose marker is another, or was never noted, is this drive when a file stands
    on it that is known of the volume, or none is known: the drive was resized, or is known from before markers.

    Args:
        catalogue: What is known.
        drive: What is mounted.
        note: Whether the marker is to be kept that the drive has now.
    """
    known = catalogue.volumes()
    exact = next((one for one in known if one.uid == drive.uid), None)
    if exact is not None:
        return exact
    alike = (one for one in known if unmarked(one.uid) == unmarked(drive.uid))
    same = next((one for one in alike if _is_borne_out(catalogue, one, drive)), None)
    if same is not None and note:
        catalogue.shelf.recognise(same.id, drive.uid)
    return same


def _is_borne_out(catalogue: Catalogue, volume: Volume, drive: VolumeIdentity) -> bool:
    files = {path: one.stamp for path, one in catalogue.copies_below(volume.id, b"").by_path().items()}
    mounted = os.fsencode(drive.mount_point).rstrip(b"/")
    return not files or any(_is_there(mounted + b"/" + path, files[path]) for path in spread(list(files)))


def _is_there(path: bytes, stamp: FileStamp) -> bool:
    try:
        with reachable(path) as place:
            return place.lstat().st_size == stamp.size_bytes
    except OSError:
        return False
