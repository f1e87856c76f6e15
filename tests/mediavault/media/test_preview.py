"""Previews are small, upright and in sRGB, and carry nothing of the source but its picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pillow_heif
import pytest
from media_factory import ffmpeg, make_photo, make_sound, make_video, photo_exif
from PIL import Image, ImageCms
from preview_factory import make_preview, opened, preview

from library.model import MediaFacts, MediaKind
from mediavault import media
from mediavault.media import shrinking, waveform
from mediavault.media.reading import PartlyShown

if TYPE_CHECKING:
    from pathlib import Path

RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
TOLERANCE = 12


def colour(image: Image.Image, across: float, down: float) -> tuple[int, ...]:
    found = image.getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(found, tuple)
    return found


def is_near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= TOLERANCE for one, other in zip(found, wanted, strict=True))


QUARTERS = {
    1: (RED, GREEN, BLUE, BLACK),
    2: (GREEN, RED, BLACK, BLUE),
    3: (BLACK, BLUE, GREEN, RED),
    4: (BLUE, BLACK, RED, GREEN),
    5: (RED, BLUE, GREEN, BLACK),
    6: (BLUE, RED, BLACK, GREEN),
    7: (BLACK, GREEN, BLUE, RED),
    8: (GREEN, BLACK, RED, BLUE),
}
"""Colours of the upright picture, row by row, when the stored one has those of orientation 1 (Exif 2.32, 4.6.4)."""


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_upright(orientation: int, suffix: str, tmp_path: Path) -> None:
    stored = Image.new("RGB", (160, 120))
    for number, paint in enumerate(QUARTERS[1]):
        stored.paste(paint, (80 * (number % 2), 60 * (number // 2), 80 * (number % 2) + 80, 60 * (number // 2) + 60))
    path = tmp_path / f"photo{suffix}"
    stored.save(path, exif=photo_exif({"Orientation": orientation}))
    shown = preview(path)
    assert shown.size == ((120, 160) if orientation >= 5 else (160, 120))
    seen = [colour(shown, across, down) for down in (0.25, 0.75) for across in (0.25, 0.75)]
    assert all(is_near(found, wanted) for found, wanted in zip(seen, QUARTERS[orientation], strict=True)), seen


def test_an_avif_is_upright(tmp_path: Path) -> None:
    shown = preview(make_photo(tmp_path / "photo.avif", colour="#ffffff", orientation=6))
    assert shown.size == (120, 160)
    assert is_near(colour(shown, 0.5, 0.25), (255, 255, 255))
    assert is_near(colour(shown, 0.5, 0.75), BLACK)


def test_in_heif_the_container_turns_and_not_the_tag(tmp_path: Path) -> None:
    """Where no box says that it is turned, EXIF orientation does not count (ISO/IEC 23008-12, 6.5.10)."""
    path = make_photo(tmp_path / "photo.heic", colour="#ffffff", orientation=6)
    picture = media.read(path).picture
    shown = preview(path)
    assert shown.size == (picture.width, picture.height) == (160, 120)
    assert is_near(colour(shown, 0.25, 0.5), (255, 255, 255))


def test_large_ones_are_made_small_and_small_ones_are_left(tmp_path: Path) -> None:
    assert preview(make_photo(tmp_path / "large.jpg", size=(3000, 1500))).size == (512, 256)
    assert preview(make_photo(tmp_path / "tall.png", size=(100, 1000))).size == (51, 512)
    assert preview(make_photo(tmp_path / "small.png", size=(40, 30))).size == (40, 30)


def test_an_eighth_of_a_photo_is_taken_as_it_is_when_it_is_nearly_as_long(tmp_path: Path) -> None:
    assert preview(make_photo(tmp_path / "twelve.jpg", size=(4032, 3024))).size == (504, 378)
    assert preview(make_photo(tmp_path / "turned.jpg", size=(4032, 3024), orientation=6)).size == (378, 504)
    assert preview(make_photo(tmp_path / "eight.jpg", size=(3800, 200))).size == (512, 27)


def test_nothing_of_the_source_but_its_picture(tmp_path: Path) -> None:
    path = make_photo(tmp_path / "a.jpg", gps=(53.9, 27.5), Artist="A. Name", ImageDescription="secret")
    shown = preview(path)
    assert not shown.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(shown.info)


def test_grey_shows_through_what_is_transparent(tmp_path: Path) -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 20, 40))
    image.save(tmp_path / "a.png")
    image.quantize(8).save(tmp_path / "b.png")
    for name in ("a.png", "b.png"):
        shown = preview(tmp_path / name)
        assert is_near(colour(shown, 0.2, 0.5), RED)
        assert is_near(colour(shown, 0.8, 0.5), (128, 128, 128))


def test_sixteen_bits_keep_their_greys(tmp_path: Path) -> None:
    image = Image.new("I;16", (40, 40), 32768)
    image.paste(65535, (0, 0, 20, 40))
    image.save(tmp_path / "a.png")
    image.save(tmp_path / "b.tif")
    for name in ("a.png", "b.tif"):
        shown = preview(tmp_path / name)
        assert is_near(colour(shown, 0.2, 0.5), (255, 255, 255))
        assert is_near(colour(shown, 0.8, 0.5), (128, 128, 128))


def test_fractions_are_shares_of_white(tmp_path: Path) -> None:
    image = Image.new("F", (40, 40), 0.5)
    image.paste(1.0, (0, 0, 20, 40))
    image.save(tmp_path / "a.tif")
    shown = preview(tmp_path / "a.tif")
    assert is_near(colour(shown, 0.2, 0.5), (255, 255, 255))
    assert is_near(colour(shown, 0.8, 0.5), (128, 128, 128))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_of_an_animation_the_first_picture_is_shown(suffix: str, tmp_path: Path) -> None:
    first, *others = (Image.new("RGB", (40, 40), paint) for paint in (RED, GREEN, BLUE))
    first.save(tmp_path / f"a{suffix}", save_all=True, append_images=others, duration=100)
    assert is_near(colour(preview(tmp_path / f"a{suffix}"), 0.5, 0.5), RED)


def test_of_many_pages_the_first_is_shown(tmp_path: Path) -> None:
    Image.new("RGB", (60, 40), RED).save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    shown = preview(tmp_path / "a.tif")
    assert shown.size == (60, 40)
    assert is_near(colour(shown, 0.5, 0.5), RED)


MODES = {
    "RGBA": (200, 100, 50, 255),
    "RGB": (200, 100, 50),
    "P": (200, 100, 50),
    "L": 140,
    "LA": (140, 255),
    "1": 255,
    "I;16": 140 * 257,
    "CMYK": (55, 155, 205, 0),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_one_of_any_mode_is_made_small_in_strips(
    mode: str, orientation: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows than a strip has, and a last strip that is no whole one."""
    monkeypatch.setattr(shrinking, "STRIP_PIXELS", 1 << 16)
    image = Image.new("RGB" if mode == "P" else mode, (301, 2101), MODES[mode])  # type: ignore[arg-type]
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    (image.quantize(4) if mode == "P" else image).save(path, exif=photo_exif({"Orientation": orientation}))
    shown = preview(path)
    assert shown.size == ((73, 512) if orientation == 1 else (512, 73))
    wanted = (255, 255, 255) if mode == "1" else (140, 140, 140) if mode in ("L", "LA", "I;16") else (200, 100, 50)
    for across, down in ((0.01, 0.01), (0.5, 0.5), (0.99, 0.99)):
        assert is_near(colour(shown, across, down), wanted)


def test_a_jpeg_made_to_keep_a_decoder_busy_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jpg"
    Image.effect_noise((64, 64), 80).save(path, progressive=True, quality=50)
    whole = path.read_bytes()
    last = whole.rindex(b"\xff\xda")
    path.write_bytes(whole[:last] + whole[last:-2] * 2000 + whole[-2:])
    with pytest.raises(media.Unreadable, match=r"it comes in 2,\d\d\d passes, which would take too long to decode"):
        make_preview(path, tmp_path / "a.jpg", MediaFacts(kind=MediaKind.PHOTO))
    path.write_bytes(whole)
    make_preview(path, tmp_path / "a.jpg", MediaFacts(kind=MediaKind.PHOTO))


def test_two_hundred_megapixels_of_a_phone_are_no_bomb(tmp_path: Path) -> None:
    """A JPEG of 16,320 x 12,240, all white: every block is the same few bits."""
    path = tmp_path / "large.jpg"
    path.write_bytes(white_jpeg(16320, 12240))
    facts = media.read(path)
    assert (facts.picture.width, facts.picture.height) == (16320, 12240)
    assert make_preview(path, tmp_path / "a.jpg", facts)
    with Image.open(tmp_path / "a.jpg") as shown:
        assert shown.size == (512, 384)
        assert is_near(colour(shown, 0.5, 0.5), (255, 255, 255))


def white_jpeg(width: int, height: int) -> bytes:
    """A white grey-scale JPEG of any size, from one of 8 x 8: its one block, then `no difference` for all others.

    With the tables of annex K of ITU-T T.81 a difference of zero is `00`, the end of a block `1010`.
    """
    small = BytesIO()
    Image.new("L", (8, 8), 255).save(small, "JPEG", quality=75)
    head = small.getvalue()
    scan = head.index(b"\xff\xda")
    size = head.index(b"\xff\xc0") + 5
    head = head[:size] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + head[size + 4 :]
    begin = scan + 2 + int.from_bytes(head[scan + 2 : scan + 4], "big")
    bits = "".join(f"{byte:08b}" for byte in head[begin:-2].replace(b"\xff\0", b"\xff"))
    first = bits[: bits.index("1010", 4) + 4]
    blocks = (width // 8) * (height // 8) - 1
    used = next(count for count in range(5) if (len(first) + 6 * count) % 8 == 0)
    start = first + "001010" * used
    body = int(start, 2).to_bytes(len(start) // 8, "big")
    triple = int("001010" * 4, 2).to_bytes(3, "big")  # four blocks are three bytes
    return head[:begin] + body + triple * ((blocks - used) // 4 + 1) + head[-2:]


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_inks_become_light(suffix: str, tmp_path: Path) -> None:
    image = Image.new("CMYK", (40, 40), (0, 0, 0, 0))
    image.paste((0, 255, 255, 0), (0, 0, 20, 40))
    image.save(tmp_path / f"a{suffix}")
    shown = preview(tmp_path / f"a{suffix}")
    assert is_near(colour(shown, 0.2, 0.5), RED)
    assert is_near(colour(shown, 0.8, 0.5), (255, 255, 255))


def test_colours_follow_the_profile(tmp_path: Path) -> None:
    """In a profile with its primaries exchanged, what is stored as red is meant as green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    Image.new("RGB", (40, 40), RED).save(tmp_path / "a.png", icc_profile=exchanged)
    assert is_near(colour(preview(tmp_path / "a.png"), 0.5, 0.5), GREEN)


def test_a_broken_profile_is_passed_over(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), RED).save(tmp_path / "a.png", icc_profile=b"no profile")
    assert is_near(colour(preview(tmp_path / "a.png"), 0.5, 0.5), RED)


def test_of_a_damaged_photo_its_thumbnail_is_shown(tmp_path: Path) -> None:
    small = BytesIO()
    Image.new("RGB", (160, 120), GREEN).save(small, "JPEG")
    path = tmp_path / "cut.jpg"
    Image.effect_noise((600, 400), 60).save(path, exif=_with_thumbnail(small.getvalue()))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PartlyShown, match=r"Only a part is shown of cut\.jpg: it is no complete JPEG picture"):
        make_preview(path, tmp_path / "a.jpg", media.read(path))
    shown = opened(tmp_path / "a.jpg")
    assert shown.size == (160, 120)
    assert is_near(colour(shown, 0.5, 0.5), GREEN)


@pytest.mark.parametrize("size", [(1600, 1200), (600, 450)])
def test_of_a_photo_that_breaks_off_the_part_that_is_there_is_shown(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "cut.jpg"
    Image.effect_noise(size, 60).convert("RGB").save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(PartlyShown):
        make_preview(path, tmp_path / "a.jpg", media.read(path))
    shown = opened(tmp_path / "a.jpg")
    assert shown.size == (512, 384)
    above, below = (shown.convert("L").crop((0, top, 512, top + 60)).getextrema() for top in (40, 320))
    assert above[1] - above[0] > 40
    assert below == (128, 128)
    path.write_bytes(whole)
    assert make_preview(path, tmp_path / "a.jpg", media.read(path))


def _with_thumbnail(jpeg: bytes) -> bytes:
    """EXIF of a first directory with nothing but a make, and a second one with a thumbnail."""
    second = 8 + 2 + 12 + 4
    third = second + 2 + 36 + 4
    rows = [(0x0103, 3, 1, 6), (0x0201, 4, 1, third), (0x0202, 4, 1, len(jpeg))]
    numbers = b"".join(
        tag.to_bytes(2, "little")
        + kind.to_bytes(2, "little")
        + count.to_bytes(4, "little")
        + value.to_bytes(4, "little")
        for tag, kind, count, value in rows
    )
    make = b"\x0f\x01\x02\x00\x04\x00\x00\x00Abc\0"
    first = b"\x01\x00" + make + second.to_bytes(4, "little")
    return b"Exif\0\0II*\0\x08\0\0\0" + first + b"\x03\x00" + numbers + b"\0" * 4 + jpeg


def test_without_any_picture_there_is_an_error_and_no_file(tmp_path: Path) -> None:
    path = make_photo(tmp_path / "cut.jpg", size=(600, 400))
    facts = media.read(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"\xff\xda") + 16])
    with pytest.raises(media.Unreadable, match=r"cut\.jpg: it is no complete JPEG picture"):
        make_preview(path, tmp_path / "out" / "a.jpg", facts)
    assert not (tmp_path / "out").exists()


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_photo(tmp_path / "wide.png", size=(400, 300), taken=None)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(media.Unreadable, match="more pixels than can be handled safely"):
        media.read(path)
    with pytest.raises(media.Unreadable, match="more pixels than can be handled safely"):
        make_preview(path, tmp_path / "a.jpg", MediaFacts(kind=MediaKind.PHOTO))


def test_a_camera_picture_of_too_many_pixels_is_known_without_a_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_photo(tmp_path / "telephone.heic", size=(400, 300), Model="Wide One")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    facts = media.read(path)
    assert (facts.camera.model, facts.picture.width, facts.picture.height) == ("Wide One", 400, 300)
    with pytest.raises(media.Unreadable, match="more pixels than can be handled safely"):
        make_preview(path, tmp_path / "a.jpg", facts)


@pytest.mark.parametrize(("within", "longest"), [([], 512), ([512], 512), ([320], 320)])
def test_of_a_heif_too_large_to_decode_the_thumbnail_in_it_is_shown(
    within: list[int], longest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wide.heic"
    picture = Image.new("RGB", (1200, 900), "#0000ff")
    picture.paste("#ff0000", (0, 0, 600, 900))
    pillow_heif.from_pillow(picture).save(path, thumbnails=within)
    monkeypatch.setattr("mediavault.media.shrinking.LARGEST_HEIF", 1200 * 900 - 1)
    shown = preview(path)
    assert shown.size == (longest, longest * 3 // 4)
    assert is_near(colour(shown, 0.25, 0.5), (255, 0, 0))
    assert is_near(colour(shown, 0.75, 0.5), (0, 0, 255))


def test_two_hundred_million_pixels_are_a_picture() -> None:
    assert 2 * (Image.MAX_IMAGE_PIXELS or 0) >= 16_320 * 12_240


@pytest.mark.parametrize("turn", [None, 90, 180, 270])
def test_a_video_is_shown_upright(turn: int | None, tmp_path: Path) -> None:
    path = tmp_path / "plain.mp4"
    halves = "color=red:s=160x64:r=10:d=1,drawbox=x=80:w=80:h=64:color=blue:t=fill"
    ffmpeg("-f", "lavfi", "-i", halves, "-c:v", "libx264", "-pix_fmt", "yuv420p", f"file:{path}")
    if turn is not None:
        turned = tmp_path / "turned.mp4"
        ffmpeg("-display_rotation", str(-turn), "-i", f"file:{path}", "-c", "copy", f"file:{turned}")
        path = turned
    shown = preview(path)
    assert shown.size == ((64, 160) if turn in (90, 270) else (160, 64))
    seen = [colour(shown, 0.15, 0.15), colour(shown, 0.85, 0.85)]
    assert [max(range(3), key=one.__getitem__) for one in seen] == ([2, 0] if turn in (180, 270) else [0, 2])


def test_pixels_that_are_not_square_are_shown_square(tmp_path: Path) -> None:
    path = make_video(tmp_path / "dv.mov", seconds=0.2, size=(180, 144), sound=0, options=["-vf", "setsar=64/45"])
    assert preview(path).size == (256, 144)


def test_a_sound_is_shown_as_its_waveform(tmp_path: Path) -> None:
    shown = preview(make_sound(tmp_path / "a.wav", seconds=0.5))
    assert shown.size == (512, 128)
    assert is_near(colour(shown, 0.5, 0.02), (32, 32, 32))
    assert colour(shown, 0.5, 0.5)[0] > 150


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3"])
def test_a_long_sound_has_the_waveform_of_all_of_it(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence, then a tone: thinned out, the picture is the same as of all samples."""
    path = tmp_path / f"a{suffix}"
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=12:sample_rate=48000,volume=0:enable='lt(t,6)'", "-ac", "2", f"file:{path}")
    whole = preview(path)
    monkeypatch.setattr(waveform, "MOST_SAMPLES", 100_000)
    thinned = preview(path)
    for shown in (whole, thinned):
        lit = [shown.getpixel((column, 60))[0] > 100 for column in range(512)]
        assert lit[:240] == [False] * 240
        assert lit[270:500] == [True] * 230


def test_what_has_nothing_to_show_has_no_preview(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", seconds=0.2)
    assert not make_preview(path, tmp_path / "out" / "a.jpg", MediaFacts(kind=MediaKind.VIDEO))
    assert not (tmp_path / "out").exists()
