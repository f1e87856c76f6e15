"""A professional card is its clips: each written as its standard lays it out, small."""

from __future__ import annotations

from pathlib import Path

from ingest_runs import Run
from media_factory import ffmpeg, make_photo, make_sound, make_video
from structure_factory import belonging, clip, loose, moved, named, write

from library import Catalogue


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
        write(bdmv / f"CLIPINF/{number:05}.CPI", b"HDMV0100" + bytes([number]) * 64)
    for name in ("PLAYLIST/00000.MPL", "INDEX.BDM", "MOVIEOBJ.BDM"):
        write(bdmv / name, b"MPLS0100" + bytes(64))
    write(card / "PRIVATE/AVCHD/AVCHDTN/THUMB.TDT", bytes(64))
    return card


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


def test_streams_copied_out_of_their_folders_are_still_one_recording(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    streams = avchd(tmp_path / "card") / "PRIVATE/AVCHD/BDMV/STREAM"
    streams.rename(tmp_path / "copied")
    run(tmp_path / "copied")
    assert loose(catalogue) == {"00000.MTS", "00003.MTS"}


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
        moved(picture, contents / f"VIDEO/{name}.MXF")
        for channel in (0, 1):
            ffmpeg(
                *("-f", "lavfi", "-i", f"sine=frequency={440 + 10 * place + channel}:sample_rate=48000:duration=2"),
                *("-c:a", "pcm_s16le", "-f", "mxf_opatom", "-mxf_audio_edit_rate", "25", str(source / "sound.mxf")),
            )
            moved(source / "sound.mxf", contents / f"AUDIO/{name}0{channel}.MXF")
        connection = f"<Previous><GlobalClipID>{before}-ID</GlobalClipID></Previous>" if before else ""
        text = P2.format(name=name, connection=connection, timecode=f"0{place + 1}:00:00:00")
        write(contents / f"CLIP/{name}.XML", text.encode())
        make_photo(source / f"{name}.bmp", colour=f"#0{place}0000", taken=None)
        moved(source / f"{name}.bmp", contents / f"ICON/{name}.BMP")
    clip(contents / "PROXY/0001AA.MP4", None, size=(32, 18), seconds=2)
    make_sound(source / "memo.wav", seconds=0.5)
    moved(source / "memo.wav", contents / "VOICE/0001AA00.WAV")
    return card


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
        moved(card / "CONTENTS" / name, tmp_path / "two/CONTENTS" / name)
    run(tmp_path / "two")
    run(card)
    assert belonging(catalogue)["0002BB.MXF"] == ("0001AA.MXF", "continues", 2)


XML = b'<NonRealTimeMeta xmlns="urn:x"><CreationDate value="2021-08-31T18:42:0%d+02:00"/></NonRealTimeMeta>'


def test_an_xavc_card_is_its_clips(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    root = tmp_path / "card/PRIVATE/M4ROOT"
    for number in (1, 2):
        clip(root / f"CLIP/C000{number}.MP4", f"2021-08-31T16:42:0{number}Z")
        write(root / f"CLIP/C000{number}M01.XML", XML % number)
        clip(root / f"SUB/C000{number}S03.MP4", f"2021-08-31T16:42:0{number}Z", size=(32, 18))
        make_photo(root / f"THMBNL/C000{number}T01.JPG", colour=f"#{number}00000", taken=None)
    make_photo(root / "THMBNL/C0009T01.JPG", colour="#900000", taken=None)
    write(root / "MEDIAPRO.XML", b"<MediaProfile/>")
    write(root / "STATUS.BIN", bytes(16))
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
    moved(make_video(tmp_path / "a.mxf", size=(64, 36), timecode="10:00:00:00"), disc / "Clip/C0001.MXF")
    write(disc / "Clip/C0001M01.XML", XML % 1)
    clip(disc / "Sub/C0001S01.MP4", "2021-08-31T16:42:01Z", size=(32, 18), seconds=2)
    for name in ("INDEX.XML", "MEDIAPRO.XML", "Edit/E0001E01.SMI", "Clip/C0001R01.BIM"):
        write(disc / name, b"<x/>")
    for number, taken in ((1, "00"), (2, "01"), (4, "09")):
        name = f"016_0001_0{number}"
        clip(card / f"CLPR/{name}/{name}.MP4", f"2021-06-01T10:00:{taken}Z")
        write(card / f"CLPR/{name}/{name}M01.XML", XML.replace(b"<CreationDate", b"<Other") % number)
        write(card / f"CLPR/{name}/{name}.SMI", b"<smil/>")
    write(card / "MEDIAPRO.XML", b"<x/>")
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
        moved(make_video(tmp_path / "a.mxf", size=(64, 36), timecode=timecode), clips / name[:6] / f"{name}.MXF")
        write(clips / name[:6] / f"{name}.SIF", bytes(16))
    write(clips / "AA0001/AA0001.CIF", bytes(16))
    summary, told = run(tmp_path / "card")
    assert belonging(catalogue) == {"AA000102.MXF": ("AA000101.MXF", "continues", 2)}, "timecode contradicts the other"
    assert (summary.unreadable, summary.skipped) == (0, 5)
    cif = told["AA0001.CIF"].problem
    assert cif.message == "Left out AA0001.CIF: it is part of the Canon XF structure of card/CONTENTS."
