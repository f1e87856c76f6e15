"""Whether an export may be written to a place: never over an original.

Originals on other disks than the place is on are not asked: such a disk may never answer, and has no such file.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from library.model import ShotList
from mediavault.export.findings import Finding, FindingKind, Severity
from mediavault.export.formats import Format
from mediavault.vault.mounting import all_mounts, mount_above


def taken(places: Sequence[Path], shot_list: ShotList, chosen: Format) -> list[Finding]:
    """Why a place may not be written to: it is an original, or something else than such an export."""
    copies = (copy.location for shot in shot_list.shots for copy in shot.asset.copies)
    originals = {Path(os.path.abspath(one)) for one in copies if one}  # noqa: PTH100 - links are not looked up
    found = []
    for place in places:
        if _is_original(place, originals):
            found.append(f"{place} is an original.")
        elif not chosen.suffix and place.exists():
            found.append(f"{place} exists, and a folder of clips is made anew.")
        elif place.is_dir() or (place.exists() and place.suffix.lower() != chosen.suffix):
            found.append(f"{place} exists and is no {chosen.suffix} file.")
    cure = "Name another file."
    return [Finding(None, FindingKind.TARGET_TAKEN, sentence, cure, Severity.STOP) for sentence in found]


def _is_original(place: Path, originals: Collection[Path]) -> bool:
    """Whether a place is one of the originals, by its path or by another name of the same file."""
    real = place.resolve()
    if real in originals or place.absolute() in originals:
        return True
    if not real.exists():
        return False
    known = all_mounts()
    disk = cache(lambda folder: mount_above(known, folder).device)
    return any(disk(one.parent) == disk(real.parent) and _is_same(real, one) for one in originals)


def _is_same(place: Path, original: Path) -> bool:
    return original.exists() and place.samefile(original)
