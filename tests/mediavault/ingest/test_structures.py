"""Files that are one recording are one asset with parts; files that only look like it are not.

Every card is written as the camera lays it out, small.
"""

from __future__ import annotations

import os
import shutil
import struct
import time
from itertools import permutations
from pathlib import Path

import pytest
from ingest_runs import Run
from media_factory import ffmpeg, make_photo, make_sound, make_video

from library import Catalogue
from library.model import Asset, FileStamp, Outcome, PartRole
from mediavault.ingest import FileOutcome, IngestOptions, Interrupted, ingest
from mediavault.ingest.structures import agreement, survey
from mediavault.ingest.walk import Entry, Ground
from mediavault.vault import Vault

PARTS = dict[str, tuple[str, str, int]]


def belonging(catalogue: Catalogue) -> PARTS:
    """Every part by its name: its whole's name, its role and position."""
    found = {}
    for asset in catalogue.assets(catalogue.find()):
        if asset.part_of is not None:
            found[asset.name] = (asset.part_of.name, asset.part_of.role.value, asset.part_of.position)
    return found


def loose(catalogue: Catalogue) -> set[str]:
    """The names of all that belongs to nothing: what a list shows."""
    return {asset.name for asset in catalogue.assets(catalogue.find()) if asset.part_of is None}


def named(catalogue: Catalogue, name: str) -> Asset:
    return next(asset for asset in catalogue.assets(catalogue.find()) if asset.name == name)


def clip(path: Path, taken: str | None = "2021-06-01T10:00:00Z", **options) -> Path:
    """A second of video, unlike that of any other path."""
    tags = {"comment": str(path), **({"creation_time": taken} if taken else {})}
    options = {"size": (64, 36), "seconds": 1, "sound": 0, **options}
    made = make_video(path.with_suffix(".mp4"), tags=tags, **options)
    return made.rename(path)


def raw_photo(path: Path, **tags) -> Path:
    """Stands for a raw photo: a TIFF by another name, as most of them are."""
    return make_photo(path.with_suffix(".tif"), colour="#101010", **tags).rename(path)


# Photos ---------------------------------------------------------------------------------------------------------------


def test_a_raw_photo_and_its_jpeg_are_one(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    dcim = tmp_path / "card/DCIM/100CANON"
    raw_photo(dcim / "IMG_0001.CR2", taken="2021:06:01 10:00:00", Make="Canon", Model="EOS")
    make_photo(dcim / "img_0001.jpg", taken="2021:06:01 10:00:01", Make="Canon", Model="EOS")
    run(tmp_path / "card")
    assert belonging(catalogue) == {"img_0001.jpg": ("IMG_0001.CR2", "camera jpeg", 1)}
    assert named(catalogue, "IMG_0001.CR2").parts[0].role is PartRole.CAMERA_JPEG
    _, told = run(tmp_path / "card")
    assert {one.outcome for one in told.values()} == {Outcome.KNOWN}
    assert len(catalogue.history()) == 1, "a scan of what is known notes nothing"


@pytest.mark.parametrize(
    ("taken", "model"),
    [("2021:06:01 14:00:00", "EOS"), ("2021:06:01 10:00:00", "EOS R"), (None, "EOS")],
    ids=["hours apart", "another camera", "no time"],
)
def test_a_name_alone_makes_no_pair(
    run: Run, catalogue: Catalogue, tmp_path: Path, taken: str | None, model: str
) -> None:
    raw_photo(tmp_path / "card/IMG_0001.CR2", taken="2021:06:01 10:00:00", Make="Canon", Model="EOS")
    make_photo(tmp_path / "card/IMG_0001.JPG", taken=taken, Make="Canon", Model=model)
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_the_same_name_in_another_folder_is_another_photo(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "card/raw/IMG_0001.CR2", taken="2021:06:01 10:00:00")
    make_photo(tmp_path / "card/jpeg/IMG_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_a_dng_beside_another_raw_photo_was_made_of_it(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    for suffix, colour in ((".DNG", "#202020"), (".NEF", "#303030")):
        made = make_photo(tmp_path / "card/DSC_0001.tif", taken="2021:06:01 10:00:00", colour=colour)
        made.rename(made.with_suffix(suffix))
    make_photo(tmp_path / "card/DSC_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    assert belonging(catalogue) == {"DSC_0001.JPG": ("DSC_0001.NEF", "camera jpeg", 1)}


def test_a_card_that_is_used_again_ties_nothing_to_what_it_held_before(
    run: Run, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.ingest.record.BATCH", 1)
    card = tmp_path / "card"
    for colour in ("#111111", "#222222"):
        for name in ("IMG_0001.tif", "IMG_0001.JPG"):
            make_photo(card / name, taken="2021:06:01 10:00:00", colour=colour)
        (card / "IMG_0001.tif").replace(card / "IMG_0001.CR2")
        run(card)
    pairs = [(asset.part_of.asset, asset.id) for asset in catalogue.assets(catalogue.find("is:part"))]
    assert pairs == [(1, 2), (3, 4)]


def test_a_backup_of_a_card_adds_copies_and_ties_nothing_anew(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "card/IMG_0001.CR2", taken="2021:06:01 10:00:00")
    make_photo(tmp_path / "card/IMG_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    shutil.copytree(tmp_path / "card", tmp_path / "backup")
    run(tmp_path / "backup")
    assert belonging(catalogue) == {"IMG_0001.JPG": ("IMG_0001.CR2", "camera jpeg", 1)}
    assert [len(asset.copies) for asset in catalogue.assets(catalogue.find())] == [2, 2]


def apple_still(path: Path, identifier: str) -> Path:
    """A JPEG with Apple's note: a directory whose values are counted from the beginning of the note."""
    text = identifier.encode() + b"\0"
    note = b"Apple iOS\0\0\1MM" + struct.pack(">HHHIII", 1, 0x11, 2, len(text), 14 + 18, 0) + text
    return make_photo(path, taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple", Model="iPhone", MakerNote=note)


def apple_movie(path: Path, identifier: str | None, taken: str = "2021-06-01T10:00:00+0200") -> Path:
    tags = {"com.apple.quicktime.creationdate": taken, "com.apple.quicktime.make": "Apple"}
    if identifier:
        tags["com.apple.quicktime.content.identifier"] = identifier
    return make_video(path, tags=tags, size=(64, 36), seconds=1, sound=0)


def test_a_live_photo_is_a_still_with_its_movie(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    apple_still(tmp_path / "phone/IMG_0001.JPG", "6E2A-01")
    apple_movie(tmp_path / "phone/IMG_0001.MOV", "6E2A-01", taken="2021-06-01T10:30:00+0200")
    apple_still(tmp_path / "phone/IMG_0002.JPG", "6E2A-02")
    apple_movie(tmp_path / "phone/IMG_0002.MOV", "0000-99", taken="2021-06-01T10:00:01+0200")
    apple_still(tmp_path / "phone/IMG_0003.JPG", "6E2A-03")
    apple_movie(tmp_path / "phone/IMG_0003.MOV", None, taken="2021-06-01T10:00:02+0200")
    apple_still(tmp_path / "phone/IMG_0004.JPG", "6E2A-04")
    apple_movie(tmp_path / "phone/IMG_0004.MOV", None, taken="2021-06-01T10:01:00+0200")
    run(tmp_path / "phone")
    assert belonging(catalogue) == {
        "IMG_0001.MOV": ("IMG_0001.JPG", "live photo", 1),
        "IMG_0003.MOV": ("IMG_0003.JPG", "live photo", 1),
    }
    assert named(catalogue, "IMG_0001.JPG").facts.ties.recording_id == "6E2A-01"


def test_a_raw_live_photo_is_one_line(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "phone/IMG_0001.DNG", taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple")
    apple_still(tmp_path / "phone/IMG_0001.JPG", "6E2A-01")
    apple_movie(tmp_path / "phone/IMG_0001.MOV", "6E2A-01")
    run(tmp_path / "phone")
    assert loose(catalogue) == {"IMG_0001.DNG"}


# Action cameras and drones --------------------------------------------------------------------------------------------


def gopro(folder: Path) -> Path:
    """Three chapters with proxies, as HERO5 and later write them, and two of an older camera."""
    for chapter, second in ((1, "00"), (2, "01"), (3, "02")):
        clip(folder / f"GX0{chapter}0123.MP4", f"2021-06-01T10:00:{second}Z")
        clip(folder / f"GL0{chapter}0123.LRV", f"2021-06-01T10:00:{second}Z", size=(32, 18))
        make_photo(folder / f"thumbs/{chapter}.jpg", colour=f"#00000{chapter}", taken=None)
        shutil.move(folder / f"thumbs/{chapter}.jpg", folder / f"GX0{chapter}0123.THM")
    clip(folder / "GOPR0007.MP4", "2015-06-01T10:00:00Z")
    clip(folder / "GP010007.MP4", "2015-06-01T10:00:00Z")
    (folder / "thumbs").rmdir()
    return folder


GOPRO = {
    "GX020123.MP4": ("GX010123.MP4", "continues", 2),
    "GX030123.MP4": ("GX010123.MP4", "continues", 3),
    "GL010123.LRV": ("GX010123.MP4", "proxy", 1),
    "GL020123.LRV": ("GX020123.MP4", "proxy", 1),
    "GL030123.LRV": ("GX030123.MP4", "proxy", 1),
    "GP010007.MP4": ("GOPR0007.MP4", "continues", 2),
}


def test_chapters_are_one_recording_with_their_proxies(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    _, told = run(gopro(tmp_path / "card/DCIM/100GOPRO").parent)
    assert belonging(catalogue) == GOPRO
    assert loose(catalogue) == {"GX010123.MP4", "GOPR0007.MP4"}
    assert told["GX010123.THM"].outcome is Outcome.SKIPPED


def test_whatever_comes_first_and_in_however_many_runs_it_is_one_recording(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    whole = gopro(tmp_path / "whole")
    card = tmp_path / "card"
    card.mkdir()
    for name in ("GX030123.MP4", "GL020123.LRV", "GP010007.MP4", "GX020123.MP4", "GL010123.LRV", "GOPR0007.MP4"):
        shutil.copy2(whole / name, card / name)
        run(card)
    assert loose(catalogue) == {"GX020123.MP4", "GOPR0007.MP4", "GL010123.LRV"}
    for name in ("GX010123.MP4", "GL030123.LRV"):
        shutil.copy2(whole / name, card / name)
    run(card)
    assert belonging(catalogue) == GOPRO


def test_a_missing_chapter_and_another_cameras_chapter_are_no_recording(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    clip(tmp_path / "card/GX010123.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "card/GX030123.MP4", "2021-06-01T10:00:02Z")
    clip(tmp_path / "card/GX010124.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "card/GX020124.MP4", "2021-06-01T18:00:00Z")
    clip(tmp_path / "card/GX010125.MP4", "2021-06-01T10:00:03Z")
    clip(tmp_path / "card/GX020125.MP4", "2021-06-01T10:00:04Z", size=(32, 18))
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_undo_takes_back_what_an_ingest_tied(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "card"
    clip(card / "GX020123.MP4", "2021-06-01T10:00:01Z")
    run(card)
    clip(card / "GX010123.MP4", "2021-06-01T10:00:00Z")
    run(card)
    assert belonging(catalogue) == {"GX020123.MP4": ("GX010123.MP4", "continues", 2)}
    catalogue.undo()
    assert belonging(catalogue) == {}
    assert loose(catalogue) == {"GX020123.MP4"}
    catalogue.redo()
    assert belonging(catalogue) == {"GX020123.MP4": ("GX010123.MP4", "continues", 2)}


def test_proxies_beside_and_below_their_videos(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    clip(tmp_path / "drone/DJI_0001.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "drone/DJI_0001.LRF", "2021-06-01T10:00:00Z", size=(32, 18))
    clip(tmp_path / "drone/DJI_0002.MP4", "2021-06-01T11:00:00Z")
    clip(tmp_path / "drone/DJI_0002.LRF", "2021-06-01T11:00:00Z", size=(32, 18), seconds=4)
    clip(tmp_path / "bm/A001_C001.mov", "2021-06-01T12:00:00Z")
    clip(tmp_path / "bm/Proxy/A001_C001.mp4", "2021-06-01T12:00:00Z", size=(32, 18))
    clip(tmp_path / "bm/A001_C002.mov", "2021-06-01T12:05:00Z")
    clip(tmp_path / "bm/Proxy/A001_C002_Proxy.mov", "2021-06-01T12:05:00Z", size=(32, 18))
    clip(tmp_path / "bm/A001_C003.mov", "2021-06-01T12:10:00Z")
    clip(tmp_path / "bm/Proxy/A001_C003.mov", "2021-06-01T12:10:00Z", size=(128, 72))
    run(tmp_path)
    assert belonging(catalogue) == {
        "DJI_0001.LRF": ("DJI_0001.MP4", "proxy", 1),
        "A001_C001.mp4": ("A001_C001.mov", "proxy", 1),
        "A001_C002_Proxy.mov": ("A001_C002.mov", "proxy", 1),
    }


def test_a_recording_cut_at_the_longest_file_goes_on(
    run: Run, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "card/DCIM"
    long = clip(card / "DJI_0001.MP4", "2021-06-01T10:00:00Z", seconds=4)
    clip(card / "DJI_0002.MP4", "2021-06-01T10:00:04Z")
    clip(card / "DJI_0003.MP4", "2021-06-01T10:00:05Z")
    clip(card / "C0001.MP4", "2021-06-01T10:00:00Z", seconds=4)
    clip(card / "C0002.MP4", "2021-06-01T11:00:04Z")
    run(card)
    assert belonging(catalogue) == {}, "no file is as long as a file can be"
    catalogue.undo()
    size = long.stat().st_size
    monkeypatch.setattr(agreement, "SPLIT_BYTES", (size,))
    monkeypatch.setattr("mediavault.ingest.structures.splits.SMALLEST", size * 85 // 100)
    run(card)
    assert belonging(catalogue) == {"DJI_0002.MP4": ("DJI_0001.MP4", "continues", 2)}


# Cards ----------------------------------------------------------------------------------------------------------------


def stream(path: Path, *, start_s: float, source: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shift = ("-output_ts_offset", str(start_s), "-muxdelay", "0", "-muxpreload", "0", "-mpegts_m2ts_mode", "1")
    ffmpeg("-i", str(source), "-c", "copy", *shift, "-f", "mpegts", str(path))
    return path


def avchd(card: Path) -> Path:
    bdmv = card / "PRIVATE/AVCHD/BDMV"
    for number, start_s in enumerate((1.0, 3.0, 5.0, 1.0)):
        source = clip(card.parent / "source.mp4", None, seconds=2, sound=1, keyframes_every=10 + number)
        stream(bdmv / f"STREAM/{number:05}.MTS", start_s=start_s, source=source)
        _write(bdmv / f"CLIPINF/{number:05}.CPI", b"HDMV0100" + bytes([number]) * 64)
    for name in ("PLAYLIST/00000.MPL", "INDEX.BDM", "MOVIEOBJ.BDM"):
        _write(bdmv / name, b"MPLS0100" + bytes(64))
    _write(card / "PRIVATE/AVCHD/AVCHDTN/THUMB.TDT", bytes(64))
    return card


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_avchd_streams_go_on_where_their_clock_does(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    summary, told = run(avchd(tmp_path / "card"))
    assert belonging(catalogue) == {
        "00001.MTS": ("00000.MTS", "continues", 2),
        "00002.MTS": ("00000.MTS", "continues", 3),
    }
    assert loose(catalogue) == {"00000.MTS", "00003.MTS"}
    assert (summary.new, summary.skipped, summary.unreadable) == (4, 8, 0)
    assert told["00000.CPI"].problem.kind == "structure"
    assert told["THUMB.TDT"].problem.message == (
        "Left out THUMB.TDT: it is part of the AVCHD structure of PRIVATE/AVCHD."
    )


P2 = """<?xml version="1.0" encoding="UTF-8"?>
<P2Main xmlns="urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.1"><ClipContent>
  <ClipName>{name}</ClipName><GlobalClipID>{name}-ID</GlobalClipID><Duration>50</Duration><EditUnit>1/25</EditUnit>
  <Relation><OffsetInShot>0</OffsetInShot><GlobalShotID>0001AA-ID</GlobalShotID><Connection>{connection}</Connection>
  </Relation>
  <EssenceList><Video><VideoFormat>MXF</VideoFormat><StartTimecode>{timecode}</StartTimecode></Video></EssenceList>
  <ClipMetadata><UserClipName>Harvest</UserClipName>
    <Access><CreationDate>2012-03-01T12:00:00+02:00</CreationDate></Access>
    <Device><Manufacturer>Panasonic</Manufacturer><SerialNo.>D0TC00123</SerialNo.><ModelName>AJ-HPX3100</ModelName></Device>
    <Shoot><Shooter>Anna</Shooter><StartDate>2012-03-01T10:11:12+02:00</StartDate></Shoot>
  </ClipMetadata>
</ClipContent></P2Main>"""


def p2(card: Path) -> Path:
    """Two clips of one recording, the third a recording of its own; sound in files of its own."""
    contents, source = card / "CONTENTS", card.parent
    for place, (name, before) in enumerate((("0001AA", None), ("0002BB", "0001AA"), ("0003CC", None))):
        picture = make_video(source / f"{name}.mxf", size=(64, 36), sound=0, timecode=f"0{place + 1}:00:00:00")
        _moved(picture, contents / f"VIDEO/{name}.MXF")
        for channel in (0, 1):
            ffmpeg(
                *("-f", "lavfi", "-i", f"sine=frequency={440 + 10 * place + channel}:sample_rate=48000:duration=2"),
                *("-c:a", "pcm_s16le", "-f", "mxf_opatom", "-mxf_audio_edit_rate", "25", str(source / "sound.mxf")),
            )
            _moved(source / "sound.mxf", contents / f"AUDIO/{name}0{channel}.MXF")
        connection = f"<Previous><GlobalClipID>{before}-ID</GlobalClipID></Previous>" if before else ""
        text = P2.format(name=name, connection=connection, timecode=f"0{place + 1}:00:00:00")
        _write(contents / f"CLIP/{name}.XML", text.encode())
        make_photo(source / f"{name}.bmp", colour=f"#0{place}0000", taken=None)
        _moved(source / f"{name}.bmp", contents / f"ICON/{name}.BMP")
    clip(contents / "PROXY/0001AA.MP4", None, size=(32, 18), seconds=2)
    make_sound(source / "memo.wav", seconds=0.5)
    _moved(source / "memo.wav", contents / "VOICE/0001AA00.WAV")
    return card


def _moved(found: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    found.rename(to)


def test_a_p2_card_is_its_clips(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    summary, told = run(p2(tmp_path / "card"))
    assert belonging(catalogue) == {
        "0002BB.MXF": ("0001AA.MXF", "continues", 2),
        "0001AA.MP4": ("0001AA.MXF", "proxy", 1),
        "0001AA00.WAV": ("0001AA.MXF", "memo", 1),
        **{
            f"{name}0{channel}.MXF": (f"{name}.MXF", "sound", channel + 1)
            for name in ("0001AA", "0002BB", "0003CC")
            for channel in (0, 1)
        },
    }
    assert loose(catalogue) == {"0001AA.MXF", "0003CC.MXF"}
    assert (summary.unreadable, summary.skipped) == (0, 6)
    assert told["0001AA.BMP"].problem.message == "Left out 0001AA.BMP: it is part of the P2 structure of card/CONTENTS."
    assert told["0001AA.XML"].problem.kind == "sidecar"


def test_what_the_xml_of_a_p2_clip_says_is_said_of_the_clip(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    run(p2(tmp_path / "card"))
    found = named(catalogue, "0001AA.MXF")
    assert found.facts.recorded_at.local == "2012-03-01T10:11:12"
    assert (found.facts.recorded_at.offset, found.facts.recorded_at.source) == ("+02:00", "P2 StartDate")
    assert (found.facts.camera.make, found.facts.camera.model, found.facts.camera.serial) == (
        "Panasonic",
        "AJ-HPX3100",
        "D0TC00123",
    )
    assert found.facts.caption == "Harvest"
    assert [one.name for one in found.copies[0].sidecars] == ["0001AA.XML"]


def test_pieces_on_two_p2_cards_are_one_recording(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = p2(tmp_path / "one")
    for name in ("VIDEO/0002BB.MXF", "CLIP/0002BB.XML"):
        _moved(card / "CONTENTS" / name, tmp_path / "two/CONTENTS" / name)
    run(tmp_path / "two")
    run(card)
    assert belonging(catalogue)["0002BB.MXF"] == ("0001AA.MXF", "continues", 2)


XML = b'<NonRealTimeMeta xmlns="urn:x"><CreationDate value="2021-08-31T18:42:0%d+02:00"/></NonRealTimeMeta>'


def test_an_xavc_card_is_its_clips(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    root = tmp_path / "card/PRIVATE/M4ROOT"
    for number in (1, 2):
        clip(root / f"CLIP/C000{number}.MP4", f"2021-08-31T16:42:0{number}Z")
        _write(root / f"CLIP/C000{number}M01.XML", XML % number)
        clip(root / f"SUB/C000{number}S03.MP4", f"2021-08-31T16:42:0{number}Z", size=(32, 18))
        make_photo(root / f"THMBNL/C000{number}T01.JPG", colour=f"#{number}00000", taken=None)
    make_photo(root / "THMBNL/C0009T01.JPG", colour="#900000", taken=None)
    _write(root / "MEDIAPRO.XML", b"<MediaProfile/>")
    _write(root / "STATUS.BIN", bytes(16))
    summary, told = run(tmp_path / "card")
    assert belonging(catalogue) == {
        "C0001S03.MP4": ("C0001.MP4", "proxy", 1),
        "C0002S03.MP4": ("C0002.MP4", "proxy", 1),
    }
    assert loose(catalogue) == {"C0001.MP4", "C0002.MP4", "C0009T01.JPG"}, "a thumbnail of nothing is all that is left"
    assert (summary.unreadable, summary.skipped) == (0, 6)
    assert told["MEDIAPRO.XML"].problem.message == (
        "Left out MEDIAPRO.XML: it is part of the XAVC structure of PRIVATE/M4ROOT."
    )
    assert named(catalogue, "C0001.MP4").facts.recorded_at.local == "2021-08-31T18:42:01"


def test_xdcam_cards_are_their_clips(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    disc, card = tmp_path / "disc/XDROOT", tmp_path / "sxs/BPAV"
    _moved(make_video(tmp_path / "a.mxf", size=(64, 36), timecode="10:00:00:00"), disc / "Clip/C0001.MXF")
    _write(disc / "Clip/C0001M01.XML", XML % 1)
    clip(disc / "Sub/C0001S01.MP4", "2021-08-31T16:42:01Z", size=(32, 18), seconds=2)
    for name in ("INDEX.XML", "MEDIAPRO.XML", "Edit/E0001E01.SMI", "Clip/C0001R01.BIM"):
        _write(disc / name, b"<x/>")
    for number, taken in ((1, "00"), (2, "01"), (4, "09")):
        name = f"016_0001_0{number}"
        clip(card / f"CLPR/{name}/{name}.MP4", f"2021-06-01T10:00:{taken}Z")
        _write(card / f"CLPR/{name}/{name}M01.XML", XML.replace(b"<CreationDate", b"<Other") % number)
        _write(card / f"CLPR/{name}/{name}.SMI", b"<smil/>")
    _write(card / "MEDIAPRO.XML", b"<x/>")
    summary, told = run(tmp_path)
    assert belonging(catalogue) == {
        "C0001S01.MP4": ("C0001.MXF", "proxy", 1),
        "016_0001_02.MP4": ("016_0001_01.MP4", "continues", 2),
    }
    assert summary.unreadable == 0
    bim = told["C0001R01.BIM"].problem
    assert bim.message == "Left out C0001R01.BIM: it is part of the XDCAM structure of disc/XDROOT."
    assert told["016_0001_01.SMI"].problem.kind == "structure"


def test_a_canon_xf_card_is_its_clips(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    clips = tmp_path / "card/CONTENTS/CLIPS001"
    starts = {
        "AA000101": "10:00:00:00",
        "AA000102": "10:00:02:00",
        "AA000201": "10:00:04:00",
        "AA000202": "09:00:00:00",
    }
    for name, timecode in starts.items():
        _moved(make_video(tmp_path / "a.mxf", size=(64, 36), timecode=timecode), clips / name[:6] / f"{name}.MXF")
        _write(clips / name[:6] / f"{name}.SIF", bytes(16))
    _write(clips / "AA0001/AA0001.CIF", bytes(16))
    summary, told = run(tmp_path / "card")
    assert belonging(catalogue) == {"AA000102.MXF": ("AA000101.MXF", "continues", 2)}, "timecode contradicts the other"
    assert (summary.unreadable, summary.skipped) == (0, 5)
    cif = told["AA0001.CIF"].problem
    assert cif.message == "Left out AA0001.CIF: it is part of the Canon XF structure of card/CONTENTS."


# Whatever the order ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_files_of_a_photo_are_one_in_whatever_order_they_come(
    run: Run, catalogue: Catalogue, tmp_path: Path, order: tuple[int, ...]
) -> None:
    made = [
        raw_photo(tmp_path / "made/IMG_0001.DNG", taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple"),
        apple_still(tmp_path / "made/IMG_0001.JPG", "6E2A-01"),
        apple_movie(tmp_path / "made/IMG_0001.MOV", "6E2A-01"),
    ]
    card = tmp_path / "card"
    card.mkdir()
    for place in order:
        os.link(made[place], card / made[place].name)
        run(card)
    assert belonging(catalogue) == {
        "IMG_0001.JPG": ("IMG_0001.DNG", "camera jpeg", 1),
        "IMG_0001.MOV": ("IMG_0001.JPG", "live photo", 1),
    }


@pytest.mark.parametrize("kept", range(8))
def test_a_run_that_ends_anywhere_goes_on_to_the_same_recordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    card = gopro(tmp_path / "card/DCIM/100GOPRO").parent
    raw_photo(card / "101NIKON/DSC_0001.NEF", taken="2021:06:01 10:00:00")
    make_photo(card / "101NIKON/DSC_0001.JPG", taken="2021:06:01 10:00:00")
    monkeypatch.setattr("mediavault.ingest.record.BATCH", 1)
    told: list[FileOutcome] = []

    def end(outcome: FileOutcome) -> None:
        told.append(outcome)
        if len(told) > kept:
            raise KeyboardInterrupt

    vault = Vault.create(tmp_path / "vault")
    with vault.catalogue() as catalogue:
        options = IngestOptions(jobs=1, previews=False, digests=False)
        with pytest.raises(Interrupted):
            ingest(catalogue, vault, [card], options, end)
        so_far = {Path(one.path).name for one in told if one.asset is not None}
        every = {**GOPRO, "DSC_0001.JPG": ("DSC_0001.NEF", "camera jpeg", 1)}
        assert belonging(catalogue).keys() <= every.keys() & so_far
        ingest(catalogue, vault, [card], options)
        assert belonging(catalogue) == every


def test_a_large_folder_costs_in_proportion(tmp_path: Path) -> None:
    def steps(files: int) -> float:
        ground = Ground.__new__(Ground)
        stamp = FileStamp(4_200_000_000, 1, 1, 1)
        names = [f"/card/{kind}{n:05}.{suffix}" for n in range(files) for kind, suffix in (("C", "MP4"), ("C", "JPG"))]
        entries = [Entry(os.fsencode(name), ground, os.fsencode(name[1:]), stamp) for name in names]
        began = time.process_time()
        found = survey(entries)
        assert sum(len(found.candidates(entry)) for entry in entries) == 2 * (files - 1) + 2 * files
        return time.process_time() - began

    assert steps(20_000) < 40 * steps(2_000), "ten times as many files, a hundred times the work if it were quadratic"
