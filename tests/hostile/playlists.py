"""Twenty-one files that try to make a reader open another file or the network: by what is in them, or by their names.

Each stands in a folder of its own, with what it points to beside it where only a sibling is allowed. What must not be
opened has `secret` in its path.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media_factory import make_photo, make_video
from metadata_factory import box

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n{more}#EXTINF:2.0,\n{segment}\n{end}"
ENDED = "#EXT-X-ENDLIST\n"
DASH = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S" profiles="urn:mpeg:dash:profile:isoff-main:2011">
<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000" codecs="avc1.42e01e" width="64" height="64">
<BaseURL>{url}</BaseURL><SegmentBase indexRange="0-100"/></Representation></AdaptationSet></Period></MPD>
"""  # noqa: E501
SDP = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=x
c=IN IP4 127.0.0.1
t=0 0
m=video {port} RTP/AVP 96
a=rtpmap:96 H264/90000
"""
IMF = """<?xml version="1.0"?>
<CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca84</Id>
<ContentTitle>x</ContentTitle><EditRate>25 1</EditRate><SegmentList><Segment><SequenceList/></Segment></SegmentList>
</CompositionPlaylist>
"""
ASSET_MAP = """<?xml version="1.0"?><AssetMap xmlns="http://www.smpte-ra.org/schemas/429-9/2007/AM"><AssetList><Asset>
<Id>urn:uuid:0eb3d1b9-b77b-4d3f-bbe5-7c69b15dca84</Id><ChunkList><Chunk><Path>{path}</Path></Chunk></ChunkList></Asset>
</AssetList></AssetMap>
"""


@dataclass(frozen=True)
class Attack:
    """One hostile file."""

    name: str
    path: Path
    is_media: bool
    """Whether it is whole media all the same, only with a hostile name: then it is to be read like any other."""


@dataclass(frozen=True)
class Target:
    """What the attacks point to."""

    clip: Path
    """A whole transport stream, so that whoever opens it gets something."""
    still: Path
    port: int
    """Where somebody listens on this machine."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/secret.ts"


def make_target(folder: Path, port: int) -> Target:
    """The secret files, in `folder`."""
    clip = make_video(folder / "secret.ts", seconds=1, size=(64, 48), sound=0)
    return Target(clip, make_photo(folder / "secret.jpg", size=(64, 48)), port)


def make_attacks(folder: Path, target: Target) -> list[Attack]:
    """All twenty-one below `folder`."""
    made = []
    for number, (name, (file_name, write)) in enumerate(_RECIPES.items(), 1):
        path = folder / f"{number:02}" / file_name.format(url=target.url, secret=target.clip)
        path.parent.mkdir(parents=True)
        write(path, target)
        made.append(Attack(name, path, is_media=write is _plain_clip))
    return made


Writer = Callable[[Path, Target], object]


def _text(text: str) -> Writer:
    """Writes `text` with the target's facts put in."""

    def write(path: Path, target: Target) -> None:
        shutil.copyfile(target.clip, path.with_name("secret sibling.ts"))
        path.write_text(
            text.format(clip=target.clip, url=target.url, port=target.port, path=target.clip, here=path.name)
        )

    return write


def _hls(segment: str, more: str = "", end: str = ENDED) -> Writer:
    return _text(HLS.replace("{segment}", segment).replace("{more}", more).replace("{end}", end))


def _image_pattern(path: Path, target: Target) -> None:
    """A name that a reader of image sequences takes for all the pictures numbered beside it."""
    make_photo(path, size=(64, 48))
    for number in (1, 2):
        shutil.copyfile(target.still, path.with_name(f"shot_{number:03}.jpg"))
        shutil.copyfile(target.still, path.with_name(f"secret_{number:03}.jpg"))


def _imf(path: Path, target: Target) -> None:
    path.write_text(IMF)
    path.with_name("ASSETMAP.xml").write_text(ASSET_MAP.format(path=target.clip))


def _external_track(path: Path, target: Target) -> None:
    """A movie whose samples are in another file, by a data reference (ISO/IEC 14496-12, 8.7.2)."""
    reference = box(b"url ", struct.pack(">I", 0), f"file://{target.clip}".encode() + b"\0")
    alias = box(b"alis", struct.pack(">I", 0), _alias(target.clip))
    drefs = box(b"dref", struct.pack(">II", 0, 2), reference, alias)
    description = struct.pack(">6xH16xHHII4xH32xHh", 2, 64, 48, 0x480000, 0x480000, 1, 24, -1)
    entry = struct.pack(">I4s", 8 + len(description), b"jpeg") + description
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), entry),
        box(b"stts", struct.pack(">IIII", 0, 1, 25, 1)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 25, 1)),
        box(b"stsz", struct.pack(">III", 0, 188, 25)),
        box(b"stco", struct.pack(">III", 0, 1, 0)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIII", 0, 0, 0, 25, 25, 0)),
        box(b"hdlr", struct.pack(">I4s4s12x", 0, b"mhlr", b"vide") + b"\0"),
        box(b"minf", box(b"vmhd", struct.pack(">I8x", 1)), box(b"dinf", drefs), table),
    )
    track = box(b"trak", box(b"tkhd", struct.pack(">IIIIII", 7, 0, 0, 1, 0, 25).ljust(84, b"\0")), media)
    movie = box(b"moov", box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 25, 25).ljust(100, b"\0")), track)
    path.write_bytes(box(b"ftyp", b"qt  \0\0\0\0qt  ") + movie)


def _alias(clip: Path) -> bytes:
    """Apple's alias record with an absolute path, as far as readers look at it."""
    name = clip.name.encode()
    head = bytes(8) + bytes([len("disk")]) + b"disk".ljust(27, b"\0") + bytes(12)
    head += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16) + struct.pack(">hh", -1, -1) + bytes(16)
    place = str(clip).encode()
    return head + struct.pack(">hh", 2, len(place)) + place + bytes(len(place) % 2) + struct.pack(">hh", -1, 0)


def _plain_clip(path: Path, target: Target) -> None:
    shutil.copyfile(target.clip, path)


_RECIPES: dict[str, tuple[str, Writer]] = {
    "HLS, an absolute path": ("film.mp4", _hls("{clip}")),
    "HLS, an absolute path, by its own suffix": ("film.m3u8", _hls("{clip}")),
    "HLS that does not end": ("film.mp4", _hls("{clip}", end="")),
    "HLS, a sibling": ("film.mp4", _hls("secret sibling.ts")),
    "HLS from the network": ("film.mp4", _hls("{url}")),
    "HLS with a key in a file": ("film.mp4", _hls("{clip}", '#EXT-X-KEY:METHOD=AES-128,URI="{clip}"\n')),
    "HLS with a key from the network": ("film.m3u8", _hls("{clip}", '#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n')),
    "DASH from the network": ("film.mp4", _text(DASH)),
    "DASH, an absolute path": ("film.mpd", _text(DASH.replace("{url}", "{clip}"))),
    "ffconcat, a sibling": ("film.mp4", _text("ffconcat version 1.0\nfile 'secret sibling.ts'\n")),
    "ffconcat, an absolute path": ("film.mp4", _text("ffconcat version 1.0\nfile '{clip}'\n")),
    "ffconcat, itself": ("film.mp4", _text("ffconcat version 1.0\nfile film.mp4\n")),
    "SDP that listens": ("film.mp4", _text(SDP)),
    "a pattern of an image sequence": ("secret_%03d.jpg", _image_pattern),
    "IMF with an asset map": ("CPL_film.xml", _imf),
    "a movie with its samples elsewhere": ("film.mov", _external_track),
    "a name of the protocol concat": ("concat:secret_001.ts|secret_002.ts", _plain_clip),
    "a name of the protocol subfile": ("subfile,,start,0,end,0,,:secret.ts", _plain_clip),
    "a name of the protocol data": ("data:video;base64,AAAA.ts", _plain_clip),
    "a name of the protocol http": ("http:127.0.0.1.ts", _plain_clip),
    "a name that is an option": ("-version.ts", _plain_clip),
}
