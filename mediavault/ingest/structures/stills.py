"""Photos in more than one file: raw and JPEG, still and movie.

DCF (JEITA CP-3461) calls files of one folder with one name an object: they came of one press of the button.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from library.model import PartRole
from mediavault.ingest.structures.agreement import live_photo, same_exposure
from mediavault.ingest.structures.names import RAWS, STILLS, Candidate, Name, grouped

MOVIES = (b".mov", b".mp4")
PIXEL = re.compile(rb"\.raw-\d\d(?:\.mp)?\.(?:cover|original)$")
"""How Google's names end: `PXL_20210601_100000123.RAW-01.COVER.jpg`, `PXL_20210601_100000123.RAW-02.ORIGINAL.dng`."""


def candidates(names: Sequence[Name]) -> Iterator[Candidate]:
    """Files of one name in one folder."""
    for same in grouped(names, _object).values():
        if len(same) > 1:
            yield from _of_one_name(same)


def _object(name: Name) -> bytes:
    return PIXEL.sub(b"", name.stem)


def _of_one_name(same: Sequence[Name]) -> Iterator[Candidate]:
    # A DNG beside another raw photo was made of it.
    raws = sorted((one for one in same if one.suffix in RAWS), key=lambda one: one.suffix == b".dng")
    stills = [one for one in same if one.suffix in STILLS]
    if raws:
        for position, still in enumerate(stills, 1):
            yield Candidate(raws[0].entry, still.entry, PartRole.CAMERA_JPEG, same_exposure, position)
    if stills or raws:
        whole = (stills or raws)[0]
        for movie in (one for one in same if one.suffix in MOVIES):
            yield Candidate(whole.entry, movie.entry, PartRole.LIVE_PHOTO, live_photo)
