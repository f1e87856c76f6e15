"""Videos and the smaller ones a camera or a program made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from library.model import PartRole
from mediavault.ingest.structures.agreement import proxy, proxy_of_length
from mediavault.ingest.structures.names import VIDEOS, Candidate, Folders, Name, by_stem

PROXIES = frozenset((b".lrv", b".lrf"))
"""GoPro's and DJI's low resolution videos: MP4 by another name."""
FOLDERS = (b"proxy", b"proxies")
"""Where cameras (Blackmagic, Nikon) and editing programs keep theirs, below the folder of the originals."""
SUB_CLIP = re.compile(rb"(.+)s\d\d")
"""Of XDCAM and XAVC."""
ENDINGS = (b"_proxy", b"-proxy", b" proxy", b"_lr")


def beside(names: Sequence[Name]) -> Iterator[Candidate]:
    """Proxies of cameras that put them beside the original, under the same name."""
    small = by_stem(names, PROXIES)
    if small:
        originals = by_stem(names, VIDEOS)
        for stem, one in small.items():
            if stem in originals:
                yield Candidate(originals[stem].entry, one.entry, PartRole.PROXY, proxy)


def sub_clips(names: Sequence[Name]) -> Iterator[Candidate]:
    """Sony's `C0001S03.MP4` of `C0001.MP4`, copied out of their folders into one."""
    small = {one: match for one in names if one.suffix == b".mp4" and (match := SUB_CLIP.fullmatch(one.stem))}
    if small:
        originals = by_stem(names, VIDEOS)
        for one, match in small.items():
            if match[1] in originals:
                yield Candidate(originals[match[1]].entry, one.entry, PartRole.PROXY, proxy_of_length)


def below(folders: Folders) -> Iterator[Candidate]:
    """Proxies in a folder of their own, below that of the originals."""
    small = list(chain.from_iterable(folders.get(name, ()) for name in FOLDERS))
    if small:
        originals = by_stem(folders.get(b"", ()), VIDEOS)
        for one in small:
            ending = next((ending for ending in ENDINGS if one.stem.endswith(ending)), b"")
            original = originals.get(one.stem) or originals.get(one.stem.removesuffix(ending))
            if original is not None and one.suffix in VIDEOS | PROXIES:
                yield Candidate(original.entry, one.entry, PartRole.PROXY, proxy_of_length)
