"""Motion photos: one file that holds a still and a movie, and says where."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import pytest
from media_factory import make_photo, make_video
from metadata_factory import box

from mediavault import media

SHARED = Path(__file__).resolve().parents[4] / "shared" / "media" / "files"
CAMERA = "http://ns.google.com/photos/1.0/camera/"
CONTAINER = "http://ns.google.com/photos/1.0/container/"


def picture_with_movie(path: Path, movie: bytes, attributes: str, inside: str = "") -> Path:
    """A JPEG with an XMP packet, and a movie behind it."""
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:GCamera="{CAMERA}" xmlns:Container="{CONTAINER}"'
        f' xmlns:Item="{CONTAINER}item/" {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()
    data = make_photo(path).read_bytes()
    segment = b"http://ns.adobe.com/xap/1.0/\0" + packet
    path.write_bytes(data[:2] + struct.pack(">BBH", 0xFF, 0xE1, len(segment) + 2) + segment + data[2:] + movie)
    return path


def directory(*items: tuple[str, int]) -> str:
    lines = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f'<Container:Item Item:Mime="x" Item:Semantic="{kind}" Item:Length="{length}"/></rdf:li>'
        for kind, length in items
    )
    return f"<Container:Directory><rdf:Seq>{lines}</rdf:Seq></Container:Directory>"


def samsung_trailer(movie: bytes) -> bytes:
    data = struct.pack("<HHI", 0, 0x0A30, 16) + b"MotionPhoto_Data" + movie
    listing = b"SEFH" + struct.pack("<II", 106, 1) + struct.pack("<HHII", 0, 0x0A30, len(data), len(data))
    return data + listing + struct.pack("<I", len(listing)) + b"SEFT"


def test_a_motion_photo_says_where_its_movie_is(tmp_path: Path) -> None:
    movie = make_video(tmp_path / "movie.mp4", size=(64, 36), seconds=2, sound=0).read_bytes()
    phone = tmp_path / "phone"
    offset = f'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{len(movie)}"'
    picture_with_movie(phone / "MVIMG_1.jpg", movie, offset)
    items = directory(("Primary", 0), ("GainMap", 0), ("MotionPhoto", len(movie)))
    picture_with_movie(phone / "PXL_2.MP.jpg", movie, 'GCamera:MotionPhoto="1"', items)
    behind = directory(("Primary", 0), ("MotionPhoto", len(movie)), ("Other", 5))
    picture_with_movie(phone / "PXL_3.MP.jpg", movie + b"12345", 'GCamera:MotionPhoto="1"', behind)
    make_photo(phone / "samsung.jpg", colour="#123456")
    with (phone / "samsung.jpg").open("ab") as file:
        file.write(samsung_trailer(movie))
    make_photo(phone / "boxed.heic", colour="#654321")
    with (phone / "boxed.heic").open("ab") as file:
        file.write(box(b"mpvd", movie))
    picture_with_movie(phone / "lost.jpg", b"", offset)
    for name in ("MVIMG_1.jpg", "PXL_2.MP.jpg", "PXL_3.MP.jpg", "samsung.jpg", "boxed.heic"):
        facts = media.read(phone / name)
        data, motion = (phone / name).read_bytes(), facts.motion
        assert data[motion.offset_bytes : motion.offset_bytes + motion.length_bytes] == movie, name
        assert motion.duration_s == 2
        assert facts.raw["motion photo"] == {"offset_bytes": motion.offset_bytes, "length_bytes": len(movie)}
    picture_with_movie(phone / "wrong.jpg", movie, 'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="100"')
    for name in ("lost.jpg", "wrong.jpg"):
        assert media.read(phone / name).motion is None, "no movie begins where the XMP says"


def test_a_photo_alone_has_no_movie(tmp_path: Path) -> None:
    assert media.read(make_photo(tmp_path / "1.jpg")).motion is None
    assert media.read(make_photo(tmp_path / "2.heic")).motion is None


@pytest.mark.parametrize(
    "trailer", [b"SEFT", bytes(4) + b"SEFT", b"\xff\xff\xff\x7fSEFT", b"SEFH" + bytes(8) + b"\x0c\0\0\0SEFT"]
)
def test_a_damaged_directory_of_samsungs_is_no_movie_and_no_error(tmp_path: Path, trailer: bytes) -> None:
    path = make_photo(tmp_path / "1.jpg")
    path.write_bytes(path.read_bytes() + trailer)
    facts = media.read(path)
    assert (facts.motion, facts.raw.get("problems")) == (None, None)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real files are not beside this checkout")
def test_a_real_motion_photo() -> None:
    facts = media.read(SHARED / "mindeng+nom-exif/testdata/motion_photo_pixel_synth.jpg")
    assert (facts.motion.offset_bytes, facts.motion.length_bytes, facts.motion.duration_s) == (
        18263,
        2745,
        Fraction(36, 25),
    )
