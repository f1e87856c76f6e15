"""The folders of professional cards: AVCHD, P2, XDCAM, XAVC and Canon XF, each by the standard that lays it out.

A card is one structure: its clips, and around them files that say how they belong together, which are no media and are
left out by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from library.model import PartRole
from mediavault.ingest.structures import gopro, proxies, splits, stills
from mediavault.ingest.structures.agreement import goes_on, memo_of, proxy, sound_of, stream_goes_on
from mediavault.ingest.structures.names import VIDEOS, Candidate, Folders, Name, by_stem, numbered

ESSENCE = (b".mxf", b".mp4", b".mov")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one standard lays out a card."""

    name: str
    """As people call it: `AVCHD`."""
    folder: re.Pattern[bytes]
    """Matches the paths of its folders in lower case: the structure's own first, then what is inside it."""
    own: frozenset[bytes] = frozenset()
    """Suffixes of the files that hold the structure together."""
    candidates: Callable[[Folders], Iterator[Candidate]]
    """Files that belong together by their names."""
    thumbnails: Callable[[Folders], Iterator[Name]] = lambda _: iter(())
    """Pictures the camera made of clips that are there."""
    sidecars: Callable[[Folders], Iterator[tuple[Name, Name]]] = lambda _: iter(())
    """Files of other folders that describe a clip, each with the clip."""


def _suffixes(words: bytes) -> frozenset[bytes]:
    return frozenset(words.split())


def _all(folders: Folders, beginning: bytes) -> list[Name]:
    return list(chain.from_iterable(names for inner, names in folders.items() if inner.startswith(beginning)))


# Plain folders --------------------------------------------------------------------------------------------------------


def _plain(folders: Folders) -> Iterator[Candidate]:
    names = folders.get(b"", [])
    yield from stills.candidates(names)
    yield from proxies.beside(names)
    yield from proxies.sub_clips(names)
    yield from gopro.candidates(names)
    yield from splits.candidates(names)
    yield from _streams(names)
    yield from proxies.below(folders)


# AVCHD ----------------------------------------------------------------------------------------------------------------

STREAM = re.compile(rb"()(\d{5})")
STREAMS = (b".mts", b".m2ts")


def _avchd(folders: Folders) -> Iterator[Candidate]:
    for inner, names in folders.items():
        if inner.endswith(b"stream"):
            yield from _streams(names)


def _streams(names: Sequence[Name]) -> Iterator[Candidate]:
    """`00000.MTS` goes on in `00001.MTS`, in their folder or copied out of it."""
    for before, after in numbered([one for one in names if one.suffix in STREAMS], STREAM):
        yield Candidate(before.entry, after.entry, PartRole.CONTINUES, stream_goes_on)


# P2 -------------------------------------------------------------------------------------------------------------------


def _p2_clips(folders: Folders) -> dict[bytes, Name]:
    return by_stem([*folders.get(b"video", ()), *folders.get(b"avclip", ())], ESSENCE)


def _p2(folders: Folders) -> Iterator[Candidate]:
    """Sound `AUDIO/0001AB00.MXF`, memo `VOICE/0001AB00.WAV` and proxy `PROXY/0001AB.MP4` of `VIDEO/0001AB.MXF`."""
    clips = _p2_clips(folders)
    for inner, role, agree in ((b"audio", PartRole.SOUND, sound_of), (b"voice", PartRole.MEMO, memo_of)):
        for one in folders.get(inner, ()):
            clip, channel = clips.get(one.stem[:-2]), one.stem[-2:]
            if clip is not None and channel.isdigit():
                yield Candidate(clip.entry, one.entry, role, agree, int(channel) + 1)
    for stem, small in by_stem(folders.get(b"proxy", ()), ESSENCE).items():
        if stem in clips:
            yield Candidate(clips[stem].entry, small.entry, PartRole.PROXY, proxy)


def _p2_thumbnails(folders: Folders) -> Iterator[Name]:
    clips = _p2_clips(folders)
    return (one for one in folders.get(b"icon", ()) if one.stem in clips)


def _p2_sidecars(folders: Folders) -> Iterator[tuple[Name, Name]]:
    clips = _p2_clips(folders)
    return ((one, clips[one.stem]) for one in folders.get(b"clip", ()) if one.suffix == b".xml" and one.stem in clips)


# Sony -----------------------------------------------------------------------------------------------------------------

THUMBNAIL = re.compile(rb"(.+)t\d\d")
SEGMENT = re.compile(rb"(.+_)(\d\d)")


def _sony(folders: Folders) -> Iterator[Candidate]:
    """Proxy `SUB/C0001S03.MP4` of `CLIP/C0001.MP4`, and clips cut at 4 GB."""
    clips = by_stem(folders.get(b"clip", ()), ESSENCE)
    for one in folders.get(b"sub", ()):
        match = proxies.SUB_CLIP.fullmatch(one.stem)
        if match is not None and match[1] in clips and one.suffix in ESSENCE:
            yield Candidate(clips[match[1]].entry, one.entry, PartRole.PROXY, proxy)
    yield from splits.candidates(folders.get(b"clip", ()))


def _sony_thumbnails(folders: Folders) -> Iterator[Name]:
    clips = by_stem(folders.get(b"clip", ()), ESSENCE)
    for one in folders.get(b"thmbnl", ()):
        match = THUMBNAIL.fullmatch(one.stem)
        if match is not None and match[1] in clips:
            yield one


def _bpav(folders: Folders) -> Iterator[Candidate]:
    """XDCAM EX: `CLPR/016_0001_01/016_0001_01.MP4` goes on in `CLPR/016_0001_02/016_0001_02.MP4`."""
    clips = [one for one in _all(folders, b"clpr/") if one.suffix in ESSENCE]
    for before, after in numbered(clips, SEGMENT):
        yield Candidate(before.entry, after.entry, PartRole.CONTINUES, goes_on)


# Canon ----------------------------------------------------------------------------------------------------------------

XF_STREAM = re.compile(rb"([a-z0-9]{2}\d{4})(\d\d)")


def _canon_xf(folders: Folders) -> Iterator[Candidate]:
    """`CLIPS001/AA0001/AA000101.MXF` goes on in `AA000102.MXF`."""
    clips = [one for one in _all(folders, b"clips") if one.suffix in VIDEOS]
    for before, after in numbered(clips, XF_STREAM):
        yield Candidate(before.entry, after.entry, PartRole.CONTINUES, goes_on)


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="AVCHD",
        folder=re.compile(rb"(.*?/avchd|.*?/bdmv)(?:/(.*))?", re.DOTALL),
        own=_suffixes(b".bdm .bdmv .clpi .cpi .mpl .mpls .tdt .tid .vpl"),
        candidates=_avchd,
    ),
    Layout(
        name="P2",
        folder=re.compile(rb"(.*?/contents)/(clip|video|audio|icon|proxy|voice|avclip)", re.DOTALL),
        own=_suffixes(b".bin .bnx"),
        candidates=_p2,
        thumbnails=_p2_thumbnails,
        sidecars=_p2_sidecars,
    ),
    Layout(
        name="Canon XF",
        folder=re.compile(rb"(.*?/contents)/(clips\d{3}(?:/.*)?)", re.DOTALL),
        own=_suffixes(b".cif .cpf .mif .sif .smi .tbl .xmf .xml"),
        candidates=_canon_xf,
    ),
    Layout(
        name="XDCAM EX",
        folder=re.compile(rb"(.*?/bpav)(?:/(.*))?", re.DOTALL),
        own=_suffixes(b".bim .bin .ppn .smi .xml"),
        candidates=_bpav,
    ),
    Layout(
        name="XDCAM",
        folder=re.compile(rb"(.*?/xdroot)(?:/(.*))?", re.DOTALL),
        own=_suffixes(b".bim .bin .dat .ppn .smi .xml"),
        candidates=_sony,
        thumbnails=_sony_thumbnails,
    ),
    Layout(
        name="XAVC",
        folder=re.compile(rb"(.*?/m4root)(?:/(.*))?", re.DOTALL),
        own=_suffixes(b".bim .bin .dat .smi .xml"),
        candidates=_sony,
        thumbnails=_sony_thumbnails,
    ),
)
PLAIN = Layout(name="", folder=re.compile(rb"(.*?)(?:/(proxy|proxies))?", re.DOTALL), candidates=_plain)
"""Any other folder, with the folder of proxies below it."""


def layout_of(folder: bytes) -> tuple[Layout, bytes, bytes]:
    """The layout a folder belongs to, the path of the structure, and the folder inside it in lower case."""
    lower = folder.lower()
    for layout in (*LAYOUTS, PLAIN):
        match = layout.folder.fullmatch(lower)
        if match is not None:
            return layout, folder[: match.end(1)], match[2] or b""
    return PLAIN, folder, b""
