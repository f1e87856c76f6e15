"""Texts in the code pages of old programs are read as they were meant, and no other text is changed by that."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import make_sound, make_video
from metadata_factory import iptc, jpeg, resource
from PIL import Image
from raw_photo_factory import directory

from mediavault import media
from mediavault.media.letters import decoded, repaired, two_bytes

CYRILLIC = ["Площадь Независимости", "Плошча Незалежнасці, Мінск", "16 августа", "IMG_1 Ўзлёт", "Е. Пушкинская (Minsk)"]
WESTERN = ["Été à Nîmes – œuvre", "Vue à Paris", "Straße in Köln", "© Ångström", "¿Qué?", "Čas", "naïve"]


@pytest.mark.parametrize("text", CYRILLIC)
def test_the_cyrillic_of_windows_is_read(text: str) -> None:
    assert decoded(text.encode("cp1251")) == text
    assert repaired(text.encode("cp1251").decode("latin-1")) == text
    assert repaired(text.encode("cp1251").decode("utf-8", "surrogateescape")) == text


@pytest.mark.parametrize("text", WESTERN)
def test_latin_letters_stay_latin(text: str) -> None:
    assert repaired(text) == text
    if text != "Čas":  # not in that code page
        assert decoded(text.encode("cp1252")) == text


@given(st.text())
def test_utf_8_is_read_as_it_is(text: str) -> None:
    assert decoded(text.encode("utf-8", "ignore")) == text.encode("utf-8", "ignore").decode("utf-8")


@given(st.binary())
def test_any_bytes_are_some_text(data: bytes) -> None:
    assert isinstance(decoded(data), str)
    repaired(data.decode("utf-8", "surrogateescape"))
    two_bytes(data)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("text", ["a", "Марш мира", "Праздник", "Rally, 16.08.", "Łódź", "東京の駅"])
def test_the_order_of_two_bytes_is_told_by_the_letters(text: str, order: str) -> None:
    if (text, order) != ("東京の駅", "utf-16-be"):  # of so many letters nothing tells
        assert two_bytes(text.encode(order)) == text


def caption_of(path: Path, content: bytes) -> str | None:
    path.write_bytes(content)
    return media.read(path).caption


@pytest.mark.parametrize("text", ["Площадь Незалежнасці", "Été à Nîmes"])
def test_photos_keep_their_captions(tmp_path: Path, text: str) -> None:
    page = "cp1251" if "П" in text else "cp1252"
    stand_in = "X" * len(text)
    tags = b"II*\0\x08\0\0\0" + directory({0x010E: stand_in}, 8)
    described = jpeg((0xE1, b"Exif\0\0" + tags.replace(stand_in.encode(), text.encode(page))))
    assert caption_of(tmp_path / "exif.jpg", described) == text
    agency = jpeg((0xED, b"Photoshop 3.0\0" + resource(0x0404, iptc([(120, text.encode(page))], utf_8=False))))
    assert caption_of(tmp_path / "iptc.jpg", agency) == text


def test_what_windows_keeps_of_a_picture_is_its_caption(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x9C9B], exif[0x9C9C] = "Площадь\0".encode("utf-16-le"), "Марш мира\0".encode("utf-16-le")
    Image.new("RGB", (16, 8)).save(path, exif=exif)
    assert media.read(path).caption == "Марш мира"
    del exif[0x9C9C]
    Image.new("RGB", (16, 8)).save(path, exif=exif)
    assert media.read(path).caption == "Площадь"


def test_videos_and_sounds_keep_their_titles(tmp_path: Path) -> None:
    text = "Марш 16 августа"
    stand_in = b"X" * len(text)
    avi = make_video(tmp_path / "a.avi", seconds=0.2, tags={"title": stand_in.decode()})
    assert caption_of(avi, avi.read_bytes().replace(stand_in, text.encode("cp1251"))) == text
    frame = b"TIT2" + struct.pack(">IH", 1 + len(text), 0) + b"\0" + text.encode("cp1251")
    mp3 = make_sound(tmp_path / "a.mp3")
    head = b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)])
    assert caption_of(mp3, head + frame + mp3.read_bytes()[45:]) == text


def test_a_title_stands_for_a_caption_where_there_is_none(tmp_path: Path) -> None:
    block = iptc([(105, "Марш".encode()), (5, b"0815")])
    content = jpeg((0xED, b"Photoshop 3.0\0" + resource(0x0404, block)))
    assert caption_of(tmp_path / "a.jpg", content) == "Марш"
    block = iptc([(105, "Марш".encode()), (120, "На площади".encode())])
    content = jpeg((0xED, b"Photoshop 3.0\0" + resource(0x0404, block)))
    assert caption_of(tmp_path / "a.jpg", content) == "На площади"
    assert Image.open(io.BytesIO(content)).size == (16, 8)
