"""What stands beside a file is read with it, is no file of its own, and is read again when it changes."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from ingest_runs import Run
from media_factory import make_photo, make_video
from metadata_factory import exif, jpeg, xmp

from library import Catalogue
from library.model import Asset, FileStamp, Outcome
from mediavault.ingest.sidecars import with_sidecars
from mediavault.ingest.structures import survey
from mediavault.walking.values import Entry, Ground

SONY = b"""<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00" lastUpdate="2021-08-31T18:50:00+02:00">
  <LtcChangeTable tcFps="25" halfStep="false">
    <LtcChange frameCount="0" value="12042214" status="increment"/><LtcChange frameCount="24" value="11052214"/>
  </LtcChangeTable>
  <CreationDate value="2021-08-31T18:42:07+02:00"/>
  <Device manufacturer="Sony" modelName="ILCE-7SM3" serialNo="0001234"/>
  <Lens modelName="FE 24-105mm F4 G OSS"/>
  <AcquisitionRecord><Group name="ExifGPS">
    <Item name="LatitudeRef" value="N"/><Item name="Latitude" value="53:7:57.000"/>
    <Item name="LongitudeRef" value="E"/><Item name="Longitude" value="23:10:7.680"/>
  </Group></AcquisitionRecord>
</NonRealTimeMeta>"""


def one(catalogue: Catalogue, name: str) -> Asset:
    (found,) = catalogue.assets(catalogue.find(name))
    return found


@pytest.mark.parametrize("sidecar", ["one.xmp", "ONE.JPG.XMP"])
def test_what_a_program_wrote_beside_a_photo_counts_before_what_is_in_it(
    sidecar: str, run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    card = tmp_path / "card"
    make_photo(card / "one.jpg", ImageDescription="DIGITAL CAMERA", Make="Canon")
    (card / sidecar).write_bytes(xmp(description="Плошча", keywords=["flag"], xmp_Rating="5", tiff_Make="Other"))
    summary, told = run(card)
    assert (summary.new, summary.skipped) == (1, 1)
    problem = told[sidecar].problem
    assert problem is not None
    assert (problem.kind, problem.message) == (
        "sidecar",
        f"Left out {sidecar}: it describes one.jpg and is read with it.",
    )
    asset = one(catalogue, "Плошча")
    assert (asset.facts.keywords, asset.facts.rating, asset.facts.camera.make) == (("flag",), 5, "Canon")
    assert [beside.name for beside in asset.copies[0].sidecars] == [sidecar]


def test_a_sidecar_that_changes_is_read_again_and_nothing_else(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "card"
    for number in range(3):
        make_photo(card / f"{number}.jpg", colour=("red", "green", "blue")[number], size=(1600, 1200))
    (card / "1.xmp").write_bytes(xmp(keywords=["first"]))
    run(card)
    assert run(card)[0].known == 3
    before = one(catalogue, "first")
    (card / "1.xmp").write_bytes(xmp(keywords=["second", "march"]))
    (card / "2.xmp").write_bytes(xmp(keywords=["new"]))
    summary, told = run(card)
    assert (summary.updated, summary.known, summary.skipped) == (2, 1, 2)
    assert told["1.jpg"].outcome is Outcome.UPDATED
    after = one(catalogue, "march")
    assert (after.id, after.facts.keywords) == (before.id, ("second", "march"))
    assert not catalogue.find("first")
    catalogue.undo()
    assert one(catalogue, "first").facts.keywords == ("first",), "an ingest can be undone"
    catalogue.redo()
    (card / "1.xmp").unlink()
    assert run(card)[0].updated == 1
    assert one(catalogue, "1.jpg").facts.keywords == ()
    assert run(card)[0].known == 3


def test_a_cameras_xml_gives_what_the_video_lacks(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "CLIP"
    make_video(card / "C0001.MP4", seconds=1)
    (card / "C0001M01.XML").write_bytes(SONY)
    summary, _ = run(card)
    assert (summary.new, summary.skipped) == (1, 1)
    facts = one(catalogue, "C0001").facts
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2021-08-31T18:42:07", "+02:00")
    assert (facts.camera.make, facts.camera.model, facts.camera.lens) == ("Sony", "ILCE-7SM3", "FE 24-105mm F4 G OSS")
    assert facts.start_timecode is not None
    assert (str(facts.start_timecode.timecode), facts.start_timecode.source) == ("14:22:04:12", "Sony LtcChangeTable")
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude) == (pytest.approx(53.1325), pytest.approx(23.1688))
    assert facts.picture.duration_s == Fraction(1)


def test_a_cameras_thumbnail_gives_the_time_but_not_its_shape(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "card"
    make_video(card / "MVI_1.avi", seconds=1, size=(320, 180), codec="mpeg4")
    told = exif({"Make": "Canon", "Orientation": 6, "DateTimeOriginal": "2008:02:15 16:00:00"})
    (card / "MVI_1.THM").write_bytes(jpeg((0xE1, b"Exif\0\0" + told), size=(160, 120)))
    run(card)
    facts = one(catalogue, "MVI_1").facts
    assert facts.recorded_at is not None
    assert (facts.camera.make, facts.recorded_at.local) == ("Canon", "2008-02-15T16:00:00")
    assert (facts.picture.width, facts.picture.height) == (320, 180)


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", b"\0" * 40, b" " * (2 << 20), b"<NonRealTimeMeta/>", b"<other value='1'/>"],
    ids=["document type", "no text", "2 MiB", "empty", "another's"],
)
def test_no_sidecar_stands_in_the_way(content: bytes, run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "card"
    make_video(card / "C1.mp4", seconds=1)
    (card / "C1M01.XML").write_bytes(content)
    (card / "C1.xmp").write_bytes(content)
    assert run(card)[0].new == 1
    assert one(catalogue, "C1").facts.picture.frame_count == 25


def test_a_sidecar_that_is_no_file_is_never_opened(run: Run, tmp_path: Path) -> None:
    card = tmp_path / "card"
    make_photo(card / "one.jpg")
    os.mkfifo(card / "one.xmp")
    (tmp_path / "elsewhere.xmp").write_bytes(xmp(keywords=["secret"]))
    (card / "one.jpg.xmp").symlink_to(tmp_path / "elsewhere.xmp")
    summary, told = run(card)
    assert (summary.new, summary.unreadable, summary.skipped) == (1, 1, 1)
    problem = told["one.jpg.xmp"].problem
    assert problem is not None
    assert problem.kind == "link"


def test_an_orphan_is_left_out_as_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "gone.xmp").write_bytes(xmp())
    (tmp_path / "card" / "sub").mkdir()
    make_photo(tmp_path / "card" / "sub" / "gone.jpg")
    summary, told = run(tmp_path / "card")
    assert (summary.new, summary.skipped) == (1, 1)
    problem = told["gone.xmp"].problem
    assert problem is not None
    assert problem.kind == "not-media"


def test_raw_and_jpeg_of_one_name_share_a_sidecar() -> None:
    def entry(name: bytes) -> Entry:
        return Entry(b"/card/" + name, ground, name, FileStamp(1, 2, 3, 4))

    ground = Ground.__new__(Ground)
    names = [b"A.CR2", b"A.JPG", b"A.jpg.xmp", b"A.xmp", b"B.JPG"]
    entries = list(map(entry, names))
    described = with_sidecars(entries, survey(entries))
    found = {one.entry.path_raw: [two.path_raw for two in one.sidecars] for one in described}
    assert found.pop(b"A.CR2") == [b"A.xmp"]
    assert found.pop(b"A.JPG") == [b"A.jpg.xmp", b"A.xmp"]
    assert not any(found.values())


def test_a_second_copy_that_is_described_describes_the_asset(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    make_photo(tmp_path / "card" / "one.jpg")
    run(tmp_path / "card")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "one.jpg").write_bytes((tmp_path / "card" / "one.jpg").read_bytes())
    (tmp_path / "work" / "one.xmp").write_bytes(xmp(keywords=["flag"]))
    assert run(tmp_path / "work")[0].known == 1
    asset = one(catalogue, "flag")
    assert [len(copy.sidecars) for copy in asset.copies] == [0, 1]
    assert run(tmp_path / "card")[0].known == 1
    assert one(catalogue, "flag").id == asset.id


def test_a_long_file_that_was_touched_as_its_sidecar_came_is_described(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Its content is known to be the same by its digest alone."""
    photo = make_photo(tmp_path / "card" / "one.jpg")
    photo.write_bytes(photo.read_bytes() + bytes(range(256)) * 2000)
    run(tmp_path / "card")
    os.utime(photo, (1_500_000_000, 1_500_000_000))
    photo.with_suffix(".xmp").write_bytes(xmp(keywords=["flag"]))
    run(tmp_path / "card")
    assert [copy.name for copy in one(catalogue, "flag").copies] == ["one.jpg"]
    assert run(tmp_path / "card")[0].known == 1
