"""What `show` says of a file beside the fields of an asset: how it is shown, what it holds, who wrote what of it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from cli_runner import Cli
from media_factory import ffmpeg, make_photo, make_sound, make_video
from metadata_factory import iptc, jpeg, resource, xmp
from PIL import Image
from structure_factory import clip, write

PANORAMA = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" '
    b'GPano:ProjectionType="equirectangular"/></rdf:RDF></x:xmpmeta>'
)


@pytest.fixture
def shown(bare: Cli, tmp_path: Path):
    """Catalogues the card and gives the rows of one of its files by their names."""

    def rows(name: str) -> dict[str, str]:
        vault = ("--vault", tmp_path / "vault")
        bare(*vault, "ingest", tmp_path / "card", "--jobs", "1", "--no-previews")
        (found,) = bare(*vault, "find", f'name:"{name}"', "--json").lines
        return dict(cells for cells in bare(*vault, "show", found["id"]).cells if len(cells) == 2)

    return rows


def pages(path: Path, colours: str, **options) -> None:
    first, *others = (Image.new("RGB", (40, 30), f"#{one}00000") for one in colours)
    path.parent.mkdir(parents=True, exist_ok=True)
    first.save(path, save_all=True, append_images=others, **options)


def test_pictures_in_one_file_are_counted(shown, tmp_path: Path) -> None:
    pages(tmp_path / "card" / "letter.tif", "28a")
    pages(tmp_path / "card" / "moving.gif", "2468", duration=40)
    make_photo(tmp_path / "card" / "one.jpg")
    assert shown("letter.tif")["holds"] == "3 pages; the preview shows the first"
    assert shown("moving.gif")["holds"] == "4 pictures; the preview shows one of them"
    assert "holds" not in shown("one.jpg")


def test_how_a_tape_is_shown_and_that_it_comes_in_fields(shown, tmp_path: Path) -> None:
    fields = ("-aspect", "16:9", "-flags", "+ildct+ilme", "-top", "1")
    make_video(tmp_path / "card" / "tape.mxf", seconds=0.2, size=(720, 576), options=fields)
    make_video(
        tmp_path / "card" / "turned.mp4",
        seconds=0.2,
        rotation=90,
        options=("-aspect", "32:9"),
    )
    make_video(tmp_path / "card" / "clip.mp4", seconds=0.2, size=(96, 54))
    assert shown("tape.mxf")["picture"].startswith("720 x 576 · shown as 1024 x 576 · interlaced · 25 frames")
    assert shown("turned.mp4")["picture"].startswith("180 x 320 · shown as 180 x 640 · 25 frames")
    assert shown("clip.mp4")["picture"].startswith("96 x 54 · 25 frames per second · h264")


def test_an_irregular_rate_is_said_in_decimals(shown, tmp_path: Path) -> None:
    path = tmp_path / "card" / "phone.mp4"
    path.parent.mkdir()
    picture = "testsrc2=s=64x36:r=30:d=2,select='not(mod(n,3))+lt(n,20)'"
    ffmpeg("-f", "lavfi", "-i", picture, "-fps_mode", "vfr", str(path))
    assert "frames per second on average, they come irregularly" in shown("phone.mp4")["picture"]


def test_a_sound_is_counted_in_samples_and_says_when_it_began(shown, tmp_path: Path) -> None:
    path = tmp_path / "card" / "take.wav"
    path.parent.mkdir()
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "sine=r=48000:d=0.5",
        "-write_bext",
        "1",
        "-metadata",
        "time_reference=2429400000",
        str(path),
    )
    rows = shown("take.wav")
    assert rows["length"] == "0.500 s, 24000 samples"
    assert rows["begins"] == "14:03:32.500 (bext TimeReference)"


def test_what_a_recordist_notes_of_a_take(shown, tmp_path: Path) -> None:
    content = make_sound(tmp_path / "plain.wav", channels=3, seconds=0.2).read_bytes()
    names = "".join(f"<TRACK><NAME>{name}</NAME></TRACK>" for name in ("Boom", "", "Lav Anna"))
    noted = (
        "<BWFXML><PROJECT>Minsk</PROJECT><SCENE>12A</SCENE><TAKE>3</TAKE><CIRCLED>TRUE</CIRCLED><NOTE>tram at the end"
        f"</NOTE><TRACK_LIST>{names}</TRACK_LIST></BWFXML>"
    ).encode()
    noted += b" " * (len(noted) % 2)
    write(tmp_path / "card" / "T03.WAV", content + b"iXML" + struct.pack("<I", len(noted)) + noted)
    rows = shown("T03.WAV")
    assert (rows["slate"], rows["tracks"]) == ("Minsk, scene 12A, take 3, circled", "Boom, –, Lav Anna")
    assert rows["note"] == "tram at the end"


def test_how_long_the_files_of_one_recording_are_together(shown, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        clip(tmp_path / "card" / f"GX0{number}1234.MP4")
    assert shown("GX011234.MP4")["together"] == "3.000 s in 3 files"
    assert "together" not in shown("GX021234.MP4")


def test_how_pixels_are_kept_is_said_in_words(shown, tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.mkdir()
    Image.new("1", (8, 8)).save(card / "fax.png")
    Image.new("I;16", (8, 8)).save(card / "deep.png")
    Image.new("P", (8, 8)).save(card / "old.png")
    assert shown("fax.png")["picture"] == "8 x 8 · png · black and white"
    assert shown("deep.png")["picture"] == "8 x 8 · png · grey, 16 bits"
    assert shown("old.png")["picture"] == "8 x 8 · png · a palette"


def test_languages_and_subtitles(shown, tmp_path: Path) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nЖыве!\n", encoding="utf-8")
    path = tmp_path / "card" / "interview.mkv"
    path.parent.mkdir()
    sounds = ("-f", "lavfi", "-i", "sine=d=1") * 3
    said = ("-metadata:s:a:0", "language=bel", "-metadata:s:a:2", "language=eng", "-metadata:s:s:0", "language=rus")
    maps = [word for number in range(4) for word in ("-map", str(number))]
    ffmpeg(*sounds, "-i", str(words), *maps, "-c:a", "aac", "-c:s", "srt", *said, str(path))
    rows = shown("interview.mkv")
    assert (rows["languages"], rows["subtitles"]) == ("bel, eng", "1 stream: rus")


def test_what_people_wrote_beside_the_caption(shown, tmp_path: Path) -> None:
    card = tmp_path / "card"
    sets = iptc([(120, b"A square"), (105, b"The march"), (80, b"V. H."), (90, b"Minsk"), (101, b"Belarus")])
    write(card / "agency.jpg", jpeg((0xED, b"Photoshop 3.0\0" + resource(0x0404, sets))))
    make_photo(card / "own.jpg", Artist="Anna K.")
    make_photo(card / "beside.jpg", Artist="CAMERA OWNER")
    write(card / "beside.xmp", xmp(xmp_Rating="-1", photoshop_City="Мінск", photoshop_Headline="Марш"))
    rows = shown("agency.jpg")
    assert (rows["title"], rows["by"], rows["place named"]) == ("The march", "V. H.", "Minsk, Belarus")
    assert shown("own.jpg")["by"] == "Anna K."
    rows = shown("beside.jpg")
    assert (rows["caption"], rows["place named"], rows["rating"]) == ("Марш", "Мінск", "rejected")
    assert "title" not in rows


def test_a_picture_all_around(shown, tmp_path: Path) -> None:
    write(tmp_path / "card" / "R0010012.JPG", jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PANORAMA)))
    part = PANORAMA.replace(
        b'"equirectangular"',
        b'"cylindrical" GPano:FullPanoWidthPixels="9000" GPano:CroppedAreaImageWidthPixels="3000"',
    )
    write(tmp_path / "card" / "PANO_1.jpg", jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + part)))
    assert shown("R0010012.JPG")["panorama"] == "all around, in equirectangular projection"
    assert shown("PANO_1.jpg")["panorama"] == "3000 of 9000 pixels around, in cylindrical projection"


def test_a_name_that_says_another_kind(shown, tmp_path: Path) -> None:
    card = tmp_path / "card"
    write(card / "a.heic", jpeg())
    write(card / "b.JPE", jpeg(size=(24, 8)))
    write(card / "c.0001", jpeg(size=(32, 8)))
    assert shown("a.heic")["name"] == "its name ends in .heic, but it is JPEG: some programs will not open it"
    assert "name" not in shown("b.JPE")
    assert "name" not in shown("c.0001")


def test_a_lens_in_numbers_is_said_in_words(shown, tmp_path: Path) -> None:
    make_photo(tmp_path / "card" / "fixed.jpg", colour="#111111", LensModel="20 20 2.8 2.8")
    make_photo(tmp_path / "card" / "zoom.jpg", colour="#222222", LensModel="18 55 3.5 5.6")
    assert shown("fixed.jpg")["lens"] == "20 mm f/2.8"
    assert shown("zoom.jpg")["lens"] == "18-55 mm f/3.5-5.6"
