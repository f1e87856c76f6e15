"""What containers of video and sound state where ffprobe does not look."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import ffmpeg, make_sound, make_video
from metadata_factory import box, exif, jpeg, xmp
from raw_photo_factory import directory

from mediavault import media
from mediavault.media.containers import READERS, read_container
from mediavault.media.content import Content, Family
from mediavault.media.reading import Reading

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MDPM = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"


def read(name: str, content: bytes) -> Reading:
    return read_container(io.BytesIO(content), Content(Family.STREAMS, name))


def movie(*inner: bytes) -> bytes:
    return box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", *inner)


def fact(reading: Reading, name: str) -> Any:
    return reading.found[name].value if name in reading.found else None


def made(name: str, content: bytes) -> tuple[Any, Any]:
    reading = read(name, content)
    assert reading.problems == []
    return fact(reading, "make"), fact(reading, "model")


def gpmf(key: bytes, kind: bytes, width: int, value: bytes) -> bytes:
    return struct.pack(">4scBH", key, kind, width, len(value) // width) + value + b"\0" * (-len(value) % 4)


# QuickTime and MP4 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content", "named"),
    [
        (b"TAGS", b"PENTAX DIGITAL CAMERA\0" + bytes(200), ("PENTAX DIGITAL CAMERA", None)),
        (b"TAGS", b"FUJIFILM DIGITAL CAMERA\0FinePix2800ZOOM\0", ("FUJIFILM DIGITAL CAMERA", "FinePix2800ZOOM")),
        (b"TAGS", b"EASTMAN KODAK COMPANY\0KODAK P880\0", ("EASTMAN KODAK COMPANY", "KODAK P880")),
        (b"TAGS", b"NIKON DIGITAL CAMERA".ljust(24, b"\0") + b"E4300\0\0\0", ("NIKON DIGITAL CAMERA", "E4300")),
        (b"TAGS", b"SOMEBODY ELSE".ljust(80, b"\0"), (None, None)),
        (b"MMA0", b"MINOLTA".ljust(20, b"\0") + b"1.00", ("MINOLTA", None)),
        (b"PANA", b"\0\0\0\1DMC-FZ200\0".ljust(64, b"\0"), (None, "DMC-FZ200")),
        (b"LEIC", b"LEICA".ljust(22, b"\0") + b"V-LUX 4\0", ("LEICA", "V-LUX 4")),
        (b"CNMN", b"Canon EOS 550D\0", (None, "Canon EOS 550D")),
        (b"\xa9mdl", b"FC220\0", (None, "FC220")),
        (b"PENT", b"PENTAX".ljust(26, b"\0") + b"Optio WG-2 GPS\0".ljust(200, b"\0"), ("PENTAX", "Optio WG-2 GPS")),
    ],
)  # fmt: skip
def test_cameras_name_themselves_in_boxes_of_their_own(kind: bytes, content: bytes, named: tuple[Any, Any]) -> None:
    assert made("QuickTime", movie(box(b"udta", box(kind, content)))) == named


def nikon(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack(">IHH", tag, kind, count) + value


def test_nikon_states_time_and_place_as_exif_does(tmp_path: Path) -> None:
    tags = [
        nikon(1, 2, 18, b"NIKON CORPORATION\0"),
        nikon(2, 2, 11, b"NIKON D750\0"),
        nikon(0x12, 2, 20, b"2015:06:01 18:42:07\0"),
        nikon(0x19, 2, 7, b"+02:00\0"),
        nikon(0x1200001, 2, 2, b"N\0"),
        nikon(0x1200002, 5, 3, struct.pack(">6I", 53, 1, 54, 1, 0, 1)),
        nikon(0x1200003, 2, 2, b"E\0"),
        nikon(0x1200004, 5, 3, struct.pack(">6I", 27, 1, 30, 1, 0, 1)),
    ]
    data = box(b"moov", box(b"udta", box(b"NCDT", box(b"NCTG", *tags))))
    path = make_video(tmp_path / "DSC_0001.MOV", seconds=0.2, tags={"creation_time": "2015-06-01T18:42:06Z"})
    path.write_bytes(path.read_bytes() + data)
    facts = media.read(path)
    assert (facts.camera.make, facts.camera.model) == ("NIKON CORPORATION", "NIKON D750")
    assert facts.recorded_at is not None
    assert facts.recorded_at.explanation == "18:42 +02:00: Nikon DateTimeOriginal; zone from Nikon TimeZone"
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude) == (53.9, 27.5)


def test_a_canon_hides_a_photo_with_everything_in_it() -> None:
    tags = exif({"Make": "Canon", "Model": "Canon PowerShot S95", "DateTimeOriginal": "2011:03:05 12:00:01"})
    picture = jpeg((0xE1, b"Exif\0\0" + tags))
    for hidden in (box(b"udta", box(b"CNTH", box(b"CNDA", picture))), box(b"udta", box(b"CNDA", picture))):
        reading = read("QuickTime", movie(hidden))
        assert (fact(reading, "make"), fact(reading, "model")) == ("Canon", "Canon PowerShot S95")
        assert fact(reading, "taken").text == "2011:03:05 12:00:01"


def test_sony_writes_its_sidecar_into_the_file_too() -> None:
    xml = (
        b'<?xml version="1.0" encoding="UTF-8"?><NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta">'
        b'<CreationDate value="2021-08-31T18:42:07+02:00"/><Device manufacturer="Sony" modelName="ILCE-7SM3" '
        b'serialNo="42"/></NonRealTimeMeta>'
    )
    content = movie(box(b"mvhd", bytes(100))) + box(b"meta", bytes(4), box(b"xml ", bytes(4), xml + b"\0"))
    reading = read("MP4", content)
    assert (fact(reading, "make"), fact(reading, "model"), fact(reading, "serial")) == ("Sony", "ILCE-7SM3", "42")
    assert fact(reading, "taken").text == "2021-08-31T18:42:07+02:00"


def test_xmp_is_read_wherever_programs_put_it() -> None:
    packet = xmp(description="Workers on the square", keywords=["strike"])
    for content in (
        movie() + box(b"uuid", packet, identity=XMP_UUID),
        movie(box(b"uuid", packet, identity=XMP_UUID)),
        movie(box(b"udta", box(b"XMP_", packet))),
    ):
        reading = read("MP4", content)
        assert (fact(reading, "caption"), fact(reading, "keywords")) == ("Workers on the square", ("strike",))


def track(kind: bytes, sample_at: int) -> bytes:
    described = box(b"stsd", struct.pack(">II", 0, 1), box(kind, bytes(16)))
    table = box(b"stbl", described, box(b"stsz", bytes(12)), box(b"stco", struct.pack(">III", 0, 1, sample_at)))
    return box(b"trak", box(b"mdia", box(b"minf", table)))


def with_track(kind: bytes, sample: bytes, *more: bytes) -> bytes:
    head = box(b"ftyp", b"mp41\0\0\0\0mp41")
    return head + box(b"mdat", sample) + box(b"moov", *more, track(kind, len(head) + 8))


def test_a_gopro_writes_its_own_time_and_the_satellites_give_the_zone(tmp_path: Path) -> None:
    position = struct.pack(">5i", 53_900_000, 27_500_000, 220_000, 0, 0)
    scale = struct.pack(">5i", 10_000_000 // 10, 1_000_000, 1000, 1000, 100)
    stream = (
        gpmf(b"SCAL", b"l", 4, scale)
        + gpmf(b"GPSF", b"L", 4, struct.pack(">I", 3))
        + gpmf(b"GPSU", b"U", 16, b"200816112233.120")
        + gpmf(b"GPS5", b"l", 20, position)
    )
    sample = gpmf(b"DEVC", b"\0", 1, gpmf(b"STRM", b"\0", 1, stream))
    seconds = int(datetime(2020, 8, 16, 14, 22, 30, tzinfo=UTC).timestamp()) + 2_082_844_800
    header = box(b"mvhd", struct.pack(">III", 0, seconds, seconds) + bytes(88))
    settings = gpmf(b"DEVC", b"\0", 1, gpmf(b"MINF", b"c", 1, b"HERO8 Black") + gpmf(b"CASN", b"c", 1, b"C3331"))
    path = make_video(tmp_path / "GX010001.MP4", seconds=0.2, tags={"creation_time": "2020-08-16T14:22:30Z"})
    before = path.read_bytes()
    inner = with_track(b"gpmd", sample, header, box(b"udta", box(b"GPMF", settings)))
    at = inner.rindex(b"stco") + 12
    moved = struct.unpack_from(">I", inner, at)[0] + len(before)
    path.write_bytes(before + inner[:at] + struct.pack(">I", moved) + inner[at + 4 :])
    facts = media.read(path)
    assert (facts.camera.make, facts.camera.model, facts.camera.serial) == ("GoPro", "HERO8 Black", "C3331")
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude, facts.gps.altitude_m) == (53.9, 27.5, 220.0)
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:30", "+03:00")
    assert facts.recorded_at.explanation == (
        "14:22 +03:00: QuickTime CreateDate; zone from the time of the GPS fix; "
        "GoPro cameras write the time of their own clock where the specification says UTC"
    )


def test_before_the_satellites_are_found_there_is_no_position() -> None:
    stream = gpmf(b"SCAL", b"l", 4, struct.pack(">3i", 1, 1, 1)) + gpmf(b"GPSF", b"L", 4, bytes(4))
    sample = gpmf(
        b"DEVC", b"\0", 1, gpmf(b"STRM", b"\0", 1, stream + gpmf(b"GPS5", b"l", 20, struct.pack(">5i", 5, 5, 5, 5, 5)))
    )
    assert fact(read("MP4", with_track(b"gpmd", sample)), "position") is None


def test_a_camm_track_states_the_position() -> None:
    for sample in (
        struct.pack("<HH3d", 0, 5, 53.9, 27.5, 220.0),
        struct.pack("<HHdiddf", 0, 6, 1.0, 3, 53.9, 27.5, 220.0) + bytes(16),
    ):
        reading = read("MP4", with_track(b"camm", sample))
        assert (fact(reading, "position"), fact(reading, "altitude_m")) == ((53.9, 27.5), 220.0)


def test_insta360_hangs_a_trailer_on_the_file(tmp_path: Path) -> None:
    path = make_video(tmp_path / "VID.mp4", seconds=0.2)
    camera = b"\x0a\x04IXS1\x12\x0dInsta360 ONE2\x1a\x02v1"
    fixes = b"".join(
        struct.pack(
            "<IIHcdcdc3d", 1597576953, 0, 0, fixed, 53.9 if fixed == b"A" else 1.0, b"N", 27.5, b"W", 1.0, 2.0, 220.0
        )
        for fixed in (b"V", b"A")
    )
    records = fixes + struct.pack("<HI", 0x700, len(fixes)) + camera + struct.pack("<HI", 0x101, len(camera))
    path.write_bytes(path.read_bytes() + records + bytes(78 - 6 - 32) + b"8db42d694ccc418790edff439fe026bf")
    facts = media.read(path)
    assert (facts.camera.make, facts.camera.model, facts.camera.serial) == ("Insta360", "Insta360 ONE2", "IXS1")
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude, facts.gps.altitude_m) == (53.9, -27.5, 220.0)


def test_fuji_leaves_the_header_of_exif_out() -> None:
    exif_at = 200
    main = directory({0x010F: "FUJIFILM", 0x0110: "FinePix HS20EXR", 0x8769: exif_at}, 0).ljust(exif_at, b"\0")
    tags = bytes(16) + main + directory({0x9003: "2011:05:06 07:08:09"}, exif_at)
    reading = read("QuickTime", movie(box(b"udta", box(b"MVTG", tags))))
    assert (fact(reading, "make"), fact(reading, "model")) == ("FUJIFILM", "FinePix HS20EXR")
    assert fact(reading, "taken").text == "2011:05:06 07:08:09"


# The others -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("Mon Mar 10 15:04:43 2003\n\0", "2003-03-10 15:04:43"),
        ("2001/ 1/27  1:42PM", "2001-01-27 13:42:00"),
        ("2005/11/28/ 09:19", "2005-11-28 09:19:00"),
        ("2002-12-16  15:35:01", "2002-12-16 15:35:01"),
        ("2010:08:17 11:42:43", "2010-08-17 11:42:43"),
        ("yesterday", None),
    ],
)
def test_avi_writes_dates_in_many_ways(written: str, local: str | None) -> None:
    chunk = b"IDIT" + struct.pack("<I", len(written)) + written.encode() + b"\0" * (len(written) % 2)
    listed = b"LIST" + struct.pack("<I", 4 + len(chunk)) + b"hdrl" + chunk
    stated = fact(read("AVI", b"RIFF" + struct.pack("<I", 4 + len(listed)) + b"AVI " + listed), "dated")
    assert (stated and stated.text) == local


def test_nikon_has_a_chunk_in_avi() -> None:
    tags = b"".join(
        struct.pack("<HH", tag, len(text)) + text
        for tag, text in ((3, b"NIKON"), (4, b"COOLPIX S6"), (0x13, b"2007:01:02 03:04:05"))
    )
    chunk = b"nctg" + struct.pack("<I", len(tags)) + tags + b"\0" * (len(tags) % 2)
    listed = b"LIST" + struct.pack("<I", 4 + len(chunk)) + b"ncdt" + chunk
    reading = read("AVI", b"RIFF" + struct.pack("<I", 4 + len(listed)) + b"AVI " + listed)
    assert (fact(reading, "make"), fact(reading, "model"), fact(reading, "taken").text) == (
        "NIKON",
        "COOLPIX S6",
        "2007:01:02 03:04:05",
    )


def test_a_field_recorder_states_reel_take_and_timecode(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "T01.WAV", seconds=0.2)
    samples = 48000 * 36000
    ixml = (
        '<?xml version="1.0"?><BWFXML><PROJECT>Minsk</PROJECT><SCENE>12A</SCENE><TAKE>3</TAKE><TAPE>20Y08M16</TAPE>'
        "<SPEED><TIMECODE_RATE>25/1</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0"
        f"</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>{samples + 24500}"
        "</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>"
    ).encode()
    content = path.read_bytes()
    chunk = b"iXML" + struct.pack("<I", len(ixml)) + ixml + b"\0" * (len(ixml) % 2)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(content) - 8 + len(chunk)) + content[8:] + chunk)
    facts = media.read(path)
    assert facts.reel == "20Y08M16"
    assert facts.start_timecode is not None
    assert (str(facts.start_timecode.timecode), facts.start_timecode.timecode.rate.fraction) == (
        "10:00:00:12",
        Fraction(25),
    )
    assert facts.raw["container"]["iXML"] == {"PROJECT": "Minsk", "SCENE": "12A", "TAKE": "3", "TAPE": "20Y08M16"}


def test_asf_states_when_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / "a.wmv"
    ffmpeg("-f", "lavfi", "-i", "color=c=gray:s=64x48:r=25:d=0.2", "-c:v", "wmv2", str(path))
    content = bytearray(path.read_bytes())
    at = content.index(bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")) + 24 + 24
    ticks = (
        int((datetime(2004, 10, 28, 17, 23, 34, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
    )
    content[at : at + 8] = struct.pack("<Q", ticks)
    path.write_bytes(content)
    recorded = media.read(path).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.offset, recorded.source) == ("2004-10-28T17:23:34", "+00:00", "ASF CreationDate")
    assert fact(read("ASF", bytes(content)), "stored") == (64, 48)


def test_the_head_of_a_matroska_file_is_worth_something(tmp_path: Path) -> None:
    tags = {"creation_time": "2010-02-03T21:17:48Z"}
    whole = make_video(tmp_path / "a.mkv", seconds=0.2, size=(96, 64), tags=tags).read_bytes()
    reading = read("Matroska", whole[:1200])
    assert (fact(reading, "stored"), fact(reading, "dated").text) == ((96, 64), "2010-02-03 21:17:48Z")


def packets(payload: bytes) -> bytes:
    pieces = [payload[at : at + 184] for at in range(0, len(payload), 184)]
    return b"".join(bytes([0x47, 0x01, 0x00, 0x10]) + piece.ljust(184, b"\xff") for piece in pieces)


def avchd(zone: int, make: int = 0x0108) -> bytes:
    packs = bytes([0x18, zone, 0x20, 0x08, 0x12, 0x19, 0x31, 0x23, 0x16, 0x24, 0xE0]) + struct.pack(">HH", make, 0)
    return packets(bytes(100) + MDPM + bytes([3]) + packs + bytes(300))


def test_avchd_keeps_time_and_maker_in_the_pictures() -> None:
    reading = read("MPEG transport stream", avchd(0x02))
    assert fact(reading, "make") == "Sony"
    assert fact(reading, "taken").text == "2008-12-31 23:16:24"
    assert fact(reading, "taken").offsets == (("AVCHD time zone", "+01:00"),)
    assert fact(read("MPEG transport stream", avchd(0x25)), "taken").offsets == (("AVCHD time zone", "-02:30"),)


def test_bytes_that_keep_pictures_from_looking_like_a_start_are_no_time() -> None:
    # Midnight: three zeros would begin the next picture, so a three stands before the third.
    packs = bytes.fromhex("1802200812 1931000003 00 e001080000")
    reading = read("MPEG transport stream", packets(bytes(100) + MDPM + bytes([3]) + packs + bytes(300)))
    assert (fact(reading, "taken").text, fact(reading, "make")) == ("2008-12-31 00:00:00", "Sony")


def test_in_summer_the_zone_of_avchd_is_not_sure() -> None:
    assert fact(read("MPEG transport stream", avchd(0x42)), "taken").offsets == ()


def test_dv_keeps_time_and_timecode_in_every_frame(tmp_path: Path) -> None:
    path = tmp_path / "tape.dv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=720x576:r=25:d=0.2", "-target", "pal-dv", str(path))
    content = bytearray(path.read_bytes())
    for frame in range(0, len(content), 144000):
        for block, start, packs in (
            (1, 6, [bytes.fromhex("1324450910")]),
            (3, 3, [bytes.fromhex("62ff160210"), bytes.fromhex("63ff283621")]),
        ):
            for number, pack in enumerate(packs):
                at = frame + block * 80 + start + number * 5
                content[at : at + 5] = pack
    path.write_bytes(content)
    facts = media.read(path)
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.source) == ("2010-02-16T21:36:28", "DV recording time")
    assert fact(read("DV", bytes(content)), "timecode") == "10:09:45:24"


def test_a_copy_of_a_tape_that_was_not_told_the_time_states_none(tmp_path: Path) -> None:
    path = tmp_path / "tape.dv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=720x576:r=25:d=0.2", "-target", "pal-dv", str(path))
    assert fact(read("DV", path.read_bytes()), "taken").text == "2070-01-01 00:00:00"
    recorded = media.read(path).recorded_at
    assert recorded is not None
    assert recorded.source == "file modification time"


@pytest.mark.parametrize("written", ["2021-05-04", "1999"])
def test_a_day_or_a_year_in_the_tags_of_a_sound_counts_where_no_time_does(tmp_path: Path, written: str) -> None:
    recorded = media.read(make_sound(tmp_path / "take.flac", tags={"date": written})).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.source) == (written, "container date")
    timed = make_sound(tmp_path / "take.m4a", tags={"date": written, "creation_time": "2022-03-01T09:30:00Z"})
    recorded = media.read(timed).recorded_at
    assert recorded is not None
    assert recorded.local == "2022-03-01T09:30:00"


def test_a_recorder_notes_what_a_take_is_and_when_in_the_day_it_began(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    noted = ("-write_bext", "1", "-metadata", "description=sSCENE=12 sTAKE=3", "-metadata", "time_reference=2429376000")
    ffmpeg("-f", "lavfi", "-i", "sine=r=48000:d=0.2", *noted, f"file:{path}")
    content = path.read_bytes()
    at = content.index(b"bext")
    notes = content[at : at + 8 + int.from_bytes(content[at + 4 : at + 8], "little")]
    before = content[:12] + notes + content[12:at] + content[at + len(notes) :]
    for written in (content, before):
        path.write_bytes(written)
        facts = media.read(path)
        assert facts.caption == "sSCENE=12 sTAKE=3"
        assert facts.raw["container"]["bext"] == {"TimeReference": 2429376000, "after_midnight_s": "50612"}


def test_mxf_states_when_its_packages_were_made(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mxf", seconds=0.2, sound=0, tags={"creation_time": "2019-05-04T03:02:01Z"})
    assert fact(read("MXF", path.read_bytes()), "dated").text == "2019-05-04 03:02:01"
    recorded = media.read(path).recorded_at
    assert recorded is not None
    assert recorded.local == "2019-05-04T03:02:01"


def test_of_packages_the_first_made_counts_and_no_change() -> None:
    def package(kind: int, created: int, changed: int) -> bytes:
        stamps = ((0x4405, created), (0x4404, changed))
        items = b"".join(struct.pack(">HHHBBBBBB", tag, 8, year, 5, 4, 3, 2, 1, 0) for tag, year in stamps)
        return bytes.fromhex("060e2b34025301010d01010101013700")[:14] + bytes([kind, 0, len(items)]) + items

    content = package(0x36, 2021, 2018) + package(0x37, 2019, 2018) + package(0x2F, 2001, 2001)
    assert fact(read("MXF", content), "dated").text == "2019-05-04 03:02:01"


def test_mpeg_counts_groups_of_pictures_from_a_timecode(tmp_path: Path) -> None:
    path = tmp_path / "tape.mpg"
    codec = ("-c:v", "mpeg2video", "-timecode", "10:11:12:13", "-f", "vob")
    ffmpeg("-f", "lavfi", "-i", "color=c=gray:s=96x64:r=25:d=0.4", *codec, str(path))
    assert fact(read("MPEG programme stream", path.read_bytes()), "timecode") == "10:11:12:13"
    start = media.read(path).start_timecode
    assert start is not None
    assert str(start.timecode) == "10:11:12:13"


def r3d() -> bytes:
    head = struct.pack(">I4s", 0x400, b"RED2").ljust(0x40, b"\0") + bytes([1, 0, 0, 1]) + b"rdi\1".ljust(8, b"\0")
    head += struct.pack(">IIxx3H", 5120, 2560, 1001, 0, 24000)
    head = head.ljust(0x44 + 0x18, b"\0")
    texts = {
        0x1001: "21:36:16:18",
        0x1006: "130-246-CE5",
        0x101A: "106",
        0x1023: "20160118",
        0x1024: "213555",
        0x1071: "S-WEAPON",
    }
    entries = b"".join(struct.pack(">HH", 5 + len(text), tag) + text.encode() + b"\0" for tag, text in texts.items())
    return (head + struct.pack(">H", len(entries)) + entries).ljust(0x400, b"\0")


def test_red_is_read_though_ffprobe_cannot(tmp_path: Path) -> None:
    path = tmp_path / "A001_C001_0118AB_001.R3D"
    path.write_bytes(r3d())
    facts = media.read(path)
    assert (facts.kind, facts.picture.width, facts.picture.height) == ("video", 5120, 2560)
    assert (facts.camera.make, facts.camera.model, facts.camera.serial, facts.reel) == (
        "RED",
        "S-WEAPON",
        "130-246-CE5",
        "106",
    )
    assert facts.recorded_at is not None
    assert facts.recorded_at.local == "2016-01-18T21:35:55"
    assert facts.picture.frame_rate is not None
    assert facts.picture.frame_rate.fraction == Fraction(24000, 1001)
    assert facts.start_timecode is not None
    assert str(facts.start_timecode.timecode) == "21:36:16:18"


def test_the_first_red_one_keeps_its_directory_in_a_second_block() -> None:
    texts = {0x1005: "20081231120501", 0x1006: "102-003"}
    entries = b"".join(struct.pack(">HH", 5 + len(text), tag) + text.encode() + b"\0" for tag, text in texts.items())
    head = struct.pack(">I4s", 0x100, b"RED1").ljust(0x36, b"\0") + struct.pack(">HHHH", 4096, 0, 2304, 0)
    head = head.ljust(0x3E, b"\0") + struct.pack(">HH", 24, 1)
    reading = read("RED R3D", (head.ljust(0x100, b"\0") + bytes(0x22) + bytes(2) + entries).ljust(0x400, b"\0"))
    assert (fact(reading, "stored"), fact(reading, "serial")) == ((4096, 2304), "102-003")
    assert fact(reading, "taken").text == "2008-12-31 12:05:01"
    assert fact(reading, "rate").fraction == 24


def test_canon_cameras_keep_directories_of_exif_in_mp4() -> None:
    identity = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    main = exif({"Make": "Canon", "Model": "Canon EOS R5 C"})
    reading = read("MP4", movie(box(b"uuid", box(b"CMT1", main), identity=identity)))
    assert (fact(reading, "make"), fact(reading, "model")) == ("Canon", "Canon EOS R5 C")


def test_avchd_knows_the_place(tmp_path: Path) -> None:
    def pack(number: int, over: int, under: int) -> bytes:
        return bytes([number]) + struct.pack(">HH", over, under)

    packs = [b"\xb1N\0\0\0", pack(0xB2, 53, 1), pack(0xB3, 54, 1), pack(0xB4, 0, 1)]
    packs += [b"\xb5W\0\0\0", pack(0xB6, 27, 1), pack(0xB7, 30, 1), pack(0xB8, 0, 1)]
    stream = packets(bytes(100) + MDPM + bytes([len(packs)]) + b"".join(packs) + bytes(300))
    assert fact(read("MPEG transport stream", stream), "position") == (53.9, -27.5)


HEADS = {
    "AVI": b"RIFF\xff\xff\0\0AVI LIST\x80\0\0\0hdrl",
    "WAV": b"RIFF\xff\xff\0\0WAVEfmt ",
    "ASF": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack("<QI", 4000, 9) + b"\1\2",
    "Matroska": bytes.fromhex("1a45dfa380185380670100000000000fff1549a96680"),
    "MXF": bytes.fromhex("060e2b34025301010d01010101013700"),
    "RED R3D": b"\0\0\4\0RED2",
    "DV": bytes.fromhex("1f07003f68787878"),
    "QuickTime": box(b"ftyp", b"qt  "),
}


@given(st.binary(max_size=600), st.sampled_from(sorted(READERS)), st.booleans())
def test_no_bytes_can_break_a_reader(data: bytes, name: str, headed: bool) -> None:
    content = HEADS.get(name, b"") + data if headed else data
    assert isinstance(read(name, content), Reading)
    assert isinstance(
        read(name, movie(box(b"udta", box(b"NCDT", box(b"NCTG", data)), box(b"GPMF", data), box(b"MVTG", data)))),
        Reading,
    )
    trailed = data + bytes(40) + b"8db42d694ccc418790edff439fe026bf"
    assert isinstance(read("MP4", box(b"ftyp", b"mp41") + trailed), Reading)
