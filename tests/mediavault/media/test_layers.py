"""Where a fact stands does not matter: every container's EXIF, XMP and IPTC is read, and one order decides."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import make_photo
from metadata_factory import cr3, directory, exif, gif, iptc, jpeg, mrw, png_with_profile, psd, raf, resource, xmp
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from preview_factory import make_preview

from library.model import Certainty
from mediavault import media
from mediavault.media.blocks import find_blocks
from mediavault.media.blocks.boxes import boxes
from mediavault.media.blocks.photoshop import resources
from mediavault.media.content import Content, Family
from mediavault.media.iptc import data_sets
from mediavault.media.reading import Reading
from mediavault.media.xmp import LONGEST_PACKET, read_xmp

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import MediaFacts

PACKET = xmp(
    keywords=["flag", "Плошча"],
    description="White-red-white",
    xmp_Rating="4",
    exif_DateTimeOriginal="2020-08-16T14:22:33.5+03:00",
    tiff_Make="Canon",
    tiff_Model="EOS R5",
    aux_Lens="RF 24-70",
    exif_ISOSpeedRatings="200",
    exif_ExposureTime="1/250",
    exif_FNumber="28/10",
    exif_FocalLength="50/1",
    exif_GPSLatitude="53,54.0S",
    exif_GPSLongitude="27,33,36W",
    exif_GPSAltitude="2201/10",
    exif_GPSAltitudeRef="1",
)
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
CAPTION = iptc([(120, "Подпіс".encode()), (25, b"march"), (25, b"square"), (55, b"20200816"), (116, b"A. N.")])


def of(path: Path, content: bytes) -> MediaFacts:
    path.write_bytes(content)
    return media.read(path)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".heic", ".avif", ".gif"])
def test_xmp_is_read_in_every_container(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"described{suffix}"
    picture = Image.new("RGB", (16, 8))
    if suffix == ".png":
        chunks = PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", PACKET.decode(), zip=True)
        picture.save(path, pnginfo=chunks)
    elif suffix == ".gif":
        path.write_bytes(gif(PACKET))
    elif suffix == ".tif":
        picture.save(path, tiffinfo={700: PACKET})
    else:
        picture.save(path, {".heic": "HEIF"}.get(suffix), xmp=PACKET)
    facts = media.read(path)
    assert (facts.keywords, facts.caption, facts.rating) == (("flag", "Плошча"), "White-red-white", 4)
    assert (facts.camera.make, facts.camera.model, facts.camera.lens) == ("Canon", "EOS R5", "RF 24-70")
    exposure = facts.exposure
    assert (exposure.iso, exposure.exposure_s, exposure.f_number, exposure.focal_length_mm) == (200, 0.004, 2.8, 50)
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.altitude_m) == (pytest.approx(-53.9), -220.1)
    assert facts.gps.longitude == pytest.approx(-27.56)
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:33.5", "+03:00")
    assert facts.recorded_at.source == "XMP exif:DateTimeOriginal"
    assert facts.raw["XMP"]["dc:subject"] == ["flag", "Плошча"]


def test_iptc_is_read_wherever_it_is_kept(tmp_path: Path) -> None:
    resources_ = b"Photoshop 3.0\0" + resource(1061, b"odd") + resource(1028, CAPTION)
    holders = {
        "a.jpg": jpeg((0xED, resources_[:40]), (0xED, b"Photoshop 3.0\0" + resources_[40:])),
        "a.psd": psd(resource(1028, CAPTION)),
        "a.png": png_with_profile("iptc", resource(1028, CAPTION)),
        "b.png": png_with_profile("iptc", CAPTION),
    }
    for name, content in holders.items():
        facts = of(tmp_path / name, content)
        assert (facts.caption, facts.keywords, facts.rights) == ("Подпіс", ("march", "square"), "A. N."), name
        assert facts.recorded_at is not None
        assert (facts.recorded_at.local, facts.recorded_at.certainty) == ("2020-08-16", Certainty.DAY)
        assert facts.recorded_at.explanation == "2020-08-16: only the day, from IPTC DateCreated"
    tiff = io.BytesIO()
    Image.new("RGB", (8, 8)).save(tiff, "TIFF", tiffinfo={33723: CAPTION})
    assert of(tmp_path / "a.tif", tiff.getvalue()).caption == "Подпіс"


def test_iptc_without_a_character_set_is_latin(tmp_path: Path) -> None:
    old = iptc([(120, "Stra\xdfe".encode("latin-1")), (55, b"20200816"), (60, b"142233+0300")], utf_8=False)
    facts = of(tmp_path / "a.jpg", jpeg((0xED, b"Photoshop 3.0\0" + resource(1028, old))))
    assert facts.caption == "Straße"
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:33", "+03:00")


def test_exif_far_into_a_jpeg_is_found(tmp_path: Path) -> None:
    """ExifRead alone looks about 4,000 bytes far, and then says nothing."""
    told = exif({"Make": "Google", "DateTimeOriginal": "2020:08:16 14:22:33"})
    far = jpeg((0xE2, b"MPF\0".ljust(60_000, b"\0")), (0xE1, b"Exif\0\0" + told))
    facts = of(tmp_path / "far.jpg", far)
    assert facts.camera.make == "Google"
    assert facts.recorded_at is not None
    assert facts.raw["decided"]["make"] == "ExifRead: EXIF Make"


def test_a_segment_that_is_longer_than_it_says_hides_nothing(tmp_path: Path) -> None:
    packet = xmp(xmp_CreateDate="2017-03-13T23:03:09-07:00")
    whole = jpeg((0xED, b"Photoshop 3.0\0"), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    at = whole.index(b"Photoshop 3.0\0") + 14
    recorded = of(tmp_path / "a.jpg", whole[:at] + b"stray bytes 1234" + whole[at:]).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.offset) == ("2017-03-13T23:03:09", "-07:00")


def test_camera_facts_follow_exif_and_words_follow_the_person(tmp_path: Path) -> None:
    told = exif({"Make": "Sony", "ImageDescription": "SONY DSC", "DateTimeOriginal": "2021:01:02 03:04:05"})
    segments = (
        (0xE1, b"Exif\0\0" + told),
        (0xE1, XMP_MARK + PACKET),
        (0xED, b"Photoshop 3.0\0" + resource(1028, CAPTION)),
    )
    facts = of(tmp_path / "a.jpg", jpeg(*segments))
    assert (facts.camera.make, facts.caption, facts.keywords) == ("Sony", "White-red-white", ("flag", "Плошча"))
    assert facts.recorded_at is not None
    assert facts.recorded_at.source == "EXIF DateTimeOriginal"
    assert {"ExifRead", "Pillow", "XMP", "IPTC"} <= facts.raw.keys()
    assert facts.raw["IPTC"]["Caption-Abstract"] == ["Подпіс"]
    without = of(tmp_path / "b.jpg", jpeg(segments[0], segments[2]))
    assert (without.caption, without.raw["decided"]["caption"]) == ("Подпіс", "IPTC: IPTC Caption-Abstract")


def test_a_comment_is_the_caption_of_last_resort(tmp_path: Path) -> None:
    for comment in (
        b"ASCII\0\0\0taken here",
        b"UNICODE\0" + "taken here".encode("utf-16-le"),
        bytes(8) + b"taken here",
    ):
        facts = media.read(make_photo(tmp_path / "a.jpg", UserComment=comment))
        assert facts.caption == "taken here"
    assert media.read(make_photo(tmp_path / "a.jpg", UserComment=b"x", ImageDescription="told")).caption == "told"
    words = "march; square".encode("utf-16-le") + b"\0\0"
    assert media.read(make_photo(tmp_path / "a.jpg", XPKeywords=words)).keywords == ("march", "square")


def test_raw_photos_with_containers_of_their_own(tmp_path: Path) -> None:
    told = exif({"Make": "FUJIFILM", "Orientation": 6, "DateTimeOriginal": "2020:08:16 14:22:33"})
    inside = jpeg((0xE1, b"Exif\0\0" + told), size=(64, 32))
    fuji = of(tmp_path / "a.raf", raf(inside, (4256, 2848)))
    assert (fuji.camera.make, fuji.picture.width, fuji.picture.height) == ("FUJIFILM", 2848, 4256)
    assert make_preview(tmp_path / "a.raf", tmp_path / "a.jpg", fuji)
    with Image.open(tmp_path / "a.jpg") as preview:
        assert preview.size == (32, 64)
    minolta = of(tmp_path / "a.mrw", mrw(exif({"Make": "Minolta"}), (3264, 2448)))
    assert (minolta.camera.make, minolta.picture.width, minolta.picture.height) == ("Minolta", 3264, 2448)
    canon = of(
        tmp_path / "a.cr3", cr3(exif({"Make": "Canon"}), directory({0x8827: 400, 0xA002: 6000, 0xA003: 4000}), PACKET)
    )
    assert (canon.camera.make, canon.exposure.iso, canon.rating) == ("Canon", 400, 4)
    assert (canon.picture.width, canon.picture.height) == (6000, 4000)


def test_only_a_maker_knows_the_sensitivity(tmp_path: Path) -> None:
    settings = bytes(32) + struct.pack(">H", 17) + bytes(14)  # 16-bit numbers; the one at 16 stands for ISO 100
    note = struct.pack(">HHHI4sI", 1, 1, 3, len(settings) // 2, b"here", 0) + settings
    stream = exif({"Make": "Canon", "MakerNote": note})
    stream = stream.replace(b"here", struct.pack(">I", stream.index(b"here") + 8))
    facts = of(tmp_path / "a.jpg", jpeg((0xE1, b"Exif\0\0" + stream)))
    assert (facts.exposure.iso, facts.raw["decided"]["iso"]) == (100, "maker's note: Canon maker's note, ISO")


@pytest.mark.parametrize(
    "packet",
    [
        PACKET[: len(PACKET) // 2],
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + PACKET,
        b"<a " + b" ".join(b'a%d="1"' % n for n in range(400_000)) + b"/>",
        b"\xff\xfe\0",
        b"",
    ],
    ids=["cut off", "document type", "400,000 attributes", "no text", "empty"],
)
def test_a_hostile_packet_is_a_problem_and_no_more(packet: bytes, tmp_path: Path) -> None:
    reading = Reading("XMP")
    read_xmp(packet, reading)
    assert not reading.found
    assert len(reading.problems) == 1
    if len(packet) < 60_000:
        facts = of(tmp_path / "a.jpg", jpeg((0xE1, XMP_MARK + packet)))
        assert facts.recorded_at is None, "the time may stand in what could not be read"
        assert facts.raw["problems"]
    else:
        assert len(packet) > LONGEST_PACKET


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8-sig"])
def test_a_packet_may_be_in_any_encoding(encoding: str) -> None:
    reading = Reading("XMP")
    read_xmp(PACKET.decode().encode(encoding), reading)
    assert not reading.problems
    assert reading.found["keywords"].value == ("flag", "Плошча")


@pytest.mark.parametrize(("page", "title"), [("cp1252", "Aimé Breton"), ("cp1251", "Минск, площадь")])
def test_a_value_of_xmp_in_a_code_page_is_read_and_its_neighbour_stays_as_it_is(page: str, title: str) -> None:
    reading = Reading("XMP")
    packet = PACKET.replace(b"<rdf:Description", b'<rdf:Description xmlns:c="urn:c" c:here="%s" c:beside="%s"', 1)
    read_xmp(packet % (title.encode(page), "Białystok".encode()), reading)
    assert (reading.raw["urn:c:here"], reading.raw["urn:c:beside"]) == (title, "Białystok")


def test_what_a_picture_was_made_from_is_not_its_own(tmp_path: Path) -> None:
    pantry = xmp().replace(
        b"</rdf:Description>",
        b'<x:Pantry xmlns:x="urn:x"><rdf:Bag><rdf:li><rdf:Description xmp:CreateDate="1999-01-01T00:00:00"/></rdf:li>'
        b"</rdf:Bag></x:Pantry></rdf:Description>",
    )
    reading = Reading("XMP")
    read_xmp(pantry, reading)
    assert not reading.problems
    assert not reading.found


def test_the_file_system_does_not_speak_for_what_is_not_read(tmp_path: Path) -> None:
    """The time may stand in a block that no reader here reads."""
    assert (recorded := of(tmp_path / "a.jpg", jpeg()).recorded_at) is not None
    assert recorded.certainty is Certainty.FILE
    facts = of(tmp_path / "b.jpg", jpeg((0xE7, b"MAKER NOTES\0" + bytes(20))))
    assert facts.recorded_at is None
    assert facts.raw["container"]["unread"] == ["MAKER NOTES"]


@given(
    st.binary(max_size=300),
    st.sampled_from(["JPEG", "PNG", "WebP", "Photoshop", "HEIF", "Fujifilm RAF", "Minolta MRW"]),
)
def test_no_container_can_break_the_search(data: bytes, name: str) -> None:
    heads = {"JPEG": b"\xff\xd8", "HEIF": b"\0\0\0\x0cftypheic\0\0\1\0meta\0\0\0\0", "Photoshop": psd()[:26]}
    find_blocks(io.BytesIO(heads.get(name, b"") + data), Content(Family.STILL, name))


@given(st.binary(max_size=200))
def test_no_block_can_break_its_reader(data: bytes) -> None:
    assert list(boxes(io.BytesIO(data), 0, len(data))) is not None
    assert len(list(resources(b"8BIM" + data))) <= len(data)
    assert sum(len(value) for _, value in data_sets(b"\x1c" + data)) <= len(data)
    read_xmp(data, reading := Reading("XMP"))
    known: dict[str, Any] = reading.found
    assert not known
