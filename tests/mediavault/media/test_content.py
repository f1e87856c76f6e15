"""What a file is follows from its content; a name that lies changes nothing, and a refusal says what it is instead."""

from __future__ import annotations

import shutil
import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import ffmpeg, make_photo, make_sound, make_video
from PIL import Image

from mediavault import media
from mediavault.media.blocks.headers import codestream_size
from mediavault.media.content import Family, recognise

if TYPE_CHECKING:
    from pathlib import Path

BOX = b"\0\0\0\x18ftyp%b\0\0\0\0%b"


@pytest.mark.parametrize("suffix", [".mp4", ".txt", ".MOV", "", ".xmp", ".jpg.part"])
def test_a_photo_is_a_photo_whatever_it_is_called(suffix: str, tmp_path: Path) -> None:
    lying = tmp_path / f"name{suffix}"
    shutil.copy(make_photo(tmp_path / "photo.jpg"), lying)
    assert media.read(lying).kind == "photo"


def test_a_video_and_a_sound_are_what_they_are(tmp_path: Path) -> None:
    video = make_video(tmp_path / "video.mov", seconds=0.2).rename(tmp_path / "video.jpg")
    sound = make_sound(tmp_path / "sound.wav", seconds=0.2).rename(tmp_path / "sound.heic")
    assert media.read(video).kind == "video"
    assert media.read(sound).kind == "audio"


@pytest.mark.parametrize(
    ("content", "is_what"),
    [
        (b"bread, milk", "text"),
        ("Звони в час".encode(), "text"),
        ("Звони в час".encode("cp1251"), "text"),
        ("text".encode("utf-16"), "text"),
        (b'<?xpacket begin=""?><x:xmpmeta/>', "text"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b\x08\xff", "an archive"),
        (b"SQLite format 3\0", "a database"),
        (b"%!PS-Adobe-3.0 EPSF", "a PostScript document"),
    ],
)
def test_what_is_no_media_is_left_out_by_its_kind(content: bytes, is_what: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.dat"
    path.write_bytes(content)
    with pytest.raises(media.NotMedia, match=rf"Left out notes\.dat: it is {is_what}"):
        media.read(path)


def test_a_lie_of_the_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.mov"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(media.NotMedia, match=r"a PDF document, although its name ends in \.mov"):
        media.read(path)


def test_an_empty_file_is_a_loss_only_where_media_was_promised(tmp_path: Path) -> None:
    (tmp_path / "DSC0001.jpg").touch()
    (tmp_path / "lock").touch()
    with pytest.raises(media.Unreadable, match="it is empty"):
        media.read(tmp_path / "DSC0001.jpg")
    with pytest.raises(media.NotMedia, match="it is empty"):
        media.read(tmp_path / "lock")


def test_unknown_bytes_are_a_fault_only_where_media_was_promised(tmp_path: Path) -> None:
    for name in ("clip.mp4", "clip.bin"):
        (tmp_path / name).write_bytes(b"\x93\0\x11\0" * 64)
    with pytest.raises(media.Unreadable, match=r"its name ends in \.mp4, but its content"):
        media.read(tmp_path / "clip.mp4")
    with pytest.raises(media.NotMedia, match="no media that is known here"):
        media.read(tmp_path / "clip.bin")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (BOX % (b"crx ", b"isom"), "Canon CR3"),
        (BOX % (b"mif3", b"mif3"), "low-overhead HEIF"),
        (b"FUJIFILMCCD-RAW 0201", "Fujifilm RAF"),
        (b"\xff\x0a\xfa", "JPEG XL codestream"),
        (b"ARRI\x78\x56\x34\x12", "ARRI raw"),
        (b"II\xbc\x01\x08\0\0\0", "JPEG XR"),
        (b"FLIF33\0\0", "FLIF"),
    ],
)
def test_media_without_a_reader_is_not_called_damaged(head: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    path.write_bytes(head)
    with pytest.raises(media.Unreadable, match=f"no reader for {name} files yet") as refused:
        media.read(path)
    assert refused.value.kind == "no-reader"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    make_photo(tmp_path / "photo.jpg")
    (tmp_path / "link.jpg").symlink_to("photo.jpg")
    with pytest.raises(media.Unreadable, match="it is a symbolic link, not a file"):
        media.read(tmp_path / "link.jpg")


@pytest.mark.parametrize(
    ("head", "family", "name"),
    [
        (BOX % (b"qt  ", b"qt  "), Family.STREAMS, "QuickTime"),
        (BOX % (b"isom", b"avc1"), Family.STREAMS, "MP4"),
        (BOX % (b"heic", b"mif1"), Family.STILL, "HEIF"),
        (BOX % (b"mif1", b"heic"), Family.STILL, "HEIF"),
        (BOX % (b"avif", b"mif1"), Family.STILL, "AVIF"),
        (BOX % (b"mif1", b"avif"), Family.STILL, "AVIF"),
        (BOX % (b"isom", b"mif1"), Family.STREAMS, "MP4"),
        (
            b"\x47" + b"\0" * 187 + b"\x47" + b"\0" * 187 + b"\x47" + b"\0" * 187,
            Family.STREAMS,
            "MPEG transport stream",
        ),
        (b"RIFF\0\0\0\0WAVE", Family.STREAMS, "WAV"),
        (b"RIFF\0\0\0\0WEBP", Family.STILL, "WebP"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Family.STREAMS, "QuickTime"),
        (b"\x06\x0e\x2b\x34\x02\x05\x01\x01", Family.STREAMS, "MXF"),
    ],
)
def test_the_first_bytes_say_it(head: bytes, family: Family, name: str) -> None:
    content = recognise(head)
    assert (content.family, content.name) == (family, name)


PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=352x288:r=25:d=0.4")
TONE = ("-f", "lavfi", "-i", "sine=440:d=0.4:r=48000")
VIDEOS = {
    **dict.fromkeys(
        ("mov", "mp4", "mkv", "avi", "wmv", "asf", "flv", "mpg", "ts", "m2ts", "mxf", "ogv", "nut", "y4m"), ()
    ),
    **dict.fromkeys(("h264", "hevc", "m2v", "rm"), ("-an",)),
    **dict.fromkeys(("webm", "ivf"), ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-an")),
    **dict.fromkeys(("3gp", "3g2"), ("-c:v", "mpeg4", "-an")),
}
"""Options of the encoder, by suffix."""
SOUNDS = {
    **dict.fromkeys(("wav", "flac", "mp3", "m4a", "aac", "ogg", "opus", "aiff", "caf", "ac3", "w64"), ()),
    **dict.fromkeys(("au", "wv", "tta", "eac3", "voc", "mp2", "wma", "mka"), ()),
    "amr": ("-ar", "8000", "-ac", "1"),
    "dts": ("-strict", "-2", "-c:a", "dca", "-ac", "2"),
}


@pytest.mark.parametrize("suffix", VIDEOS)
def test_every_common_video_is_read(suffix: str, tmp_path: Path) -> None:
    ffmpeg(*PICTURE, *TONE, *VIDEOS[suffix], str(tmp_path / f"a.{suffix}"))
    facts = media.read((tmp_path / f"a.{suffix}").rename(tmp_path / "a.bin"))
    assert (facts.kind, facts.picture.width, facts.picture.height) == ("video", 352, 288)
    assert facts.picture.frame_rate is not None
    assert facts.picture.frame_rate.fraction == 25


@pytest.mark.parametrize("suffix", SOUNDS)
def test_every_common_sound_is_read(suffix: str, tmp_path: Path) -> None:
    ffmpeg(*TONE, *SOUNDS[suffix], str(tmp_path / f"a.{suffix}"))
    facts = media.read((tmp_path / f"a.{suffix}").rename(tmp_path / "a.bin"))
    assert (facts.kind, facts.sound.streams) == ("audio", 1)
    assert facts.sound.sample_rate_hz == (8000 if suffix == "amr" else 48000)


SAVED_BY_PILLOW = (
    ".jpg",
    ".png",
    ".webp",
    ".gif",
    ".tif",
    ".bmp",
    ".jp2",
    ".avif",
    ".ppm",
    ".pcx",
    ".sgi",
    ".dds",
    ".qoi",
)
STATED = (
    (b"v/1\x01\x02\0\0\0displayWindow\0box2i\0\x10\0\0\0" + struct.pack("<4i", 5, 5, 34, 24), "a.exr"),
    (b"SDPX".ljust(772, b"\0") + struct.pack(">II", 30, 20) + bytes(64), "a.dpx"),
    (b"XPDS".ljust(772, b"\0") + struct.pack("<II", 30, 20) + bytes(64), "a.dpx"),
    (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 20 +X 30\n" + bytes(64), "a.hdr"),
    (b"gimp xcf v003\0" + struct.pack(">II", 30, 20) + bytes(64), "a.xcf"),
    (b"BM" + bytes(12) + struct.pack("<IiiHHI", 40, 30, -20, 1, 2, 0) + bytes(24), "a.bmp"),
    (b"8BPS\0\2" + bytes(6) + struct.pack(">HIIHH", 3, 20, 30, 8, 3) + bytes(24), "a.psb"),
    # 200 x 130: no multiple of eight, 129 in nine bits, width by its own 199 in nine bits.
    (b"\xff\x0a" + (19 << 3 | 29 << 17).to_bytes(10, "little"), "small.jxl"),
    (b"\xff\x0a" + (129 << 3 | 199 << 17).to_bytes(10, "little"), "a.jxl"),
)
"""Pictures that nothing here decodes, each 30 by 20 pixels but the last."""


@pytest.mark.parametrize("suffix", SAVED_BY_PILLOW)
def test_every_common_still_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.bin"
    with Image.new("RGB", (30, 20), "navy") as image:
        image.save(path, format=Image.registered_extensions()[suffix])
    facts = media.read(path)
    assert (facts.kind, facts.picture.width, facts.picture.height) == ("photo", 30, 20)


@pytest.mark.parametrize(("content", "name"), STATED)
def test_a_picture_that_cannot_be_shown_still_has_its_size(content: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    picture = media.read(tmp_path / name).picture
    assert (picture.width, picture.height) == ((200, 130) if name == "a.jxl" else (30, 20))


@pytest.mark.parametrize(
    ("bits", "size"),
    [(1 | 2 << 1 | 3 << 9, (32, 24)), (1 | 2 << 1 | 3 << 6, (32, 24)), (1 << 1 | 4095 << 3 | 7 << 16, (8192, 4096))],
)
def test_jpeg_xl_counts_in_eights_and_by_ratios(bits: int, size: tuple[int, int]) -> None:
    assert codestream_size(b"\xff\x0a" + bits.to_bytes(10, "little")) == size


@given(st.binary(max_size=64))
def test_any_bytes_are_something(head: bytes) -> None:
    assert recognise(head).family in Family
