"""A still is shown in the colours it means: by its profile, its code points, its gamma. Expected values by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from colour_factory import ADOBE_RGB, DISPLAY_P3, SRGB, SRGB_CURVE, grey_profile, ink_profile, png_with, rgb_profile
from media_factory import ffmpeg
from PIL import Image
from preview_factory import preview

from mediavault.media import colour

if TYPE_CHECKING:
    from pathlib import Path

P3, ADOBE = rgb_profile(DISPLAY_P3, SRGB_CURVE), rgb_profile(ADOBE_RGB, 2.19921875)
PQ_CHUNK, HLG_CHUNK, P3_CHUNK = bytes((9, 16, 0, 1)), bytes((9, 18, 0, 1)), bytes((12, 13, 0, 1))


def shown(source: Path) -> tuple[int, ...]:
    found = preview(source).getpixel((20, 20))
    assert isinstance(found, tuple)
    return found


def plain(mode: str, paint: object) -> Image.Image:
    return Image.new(mode, (40, 40), paint)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif", ".heic"])
def test_display_p3_in_every_format(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    plain("RGB", (200, 100, 50)).save(path, {".heic": "HEIF"}.get(suffix), icc_profile=P3, quality=98)
    assert shown(path) == pytest.approx((215, 93, 31), abs=4)


@pytest.mark.parametrize(
    ("profile", "stored", "meant"),
    [
        (P3, (60, 180, 90), (0, 183, 78)),
        (P3, (128, 128, 128), (128, 128, 128)),
        (ADOBE, (200, 100, 50), (227, 100, 42)),
        (ADOBE, (60, 180, 90), (0, 181, 83)),
        (ADOBE, (128, 128, 128), (129, 129, 129)),
        (rgb_profile(SRGB, SRGB_CURVE), (200, 100, 50), (200, 100, 50)),
    ],
)
def test_what_a_profile_means(profile: bytes, stored: tuple[int, ...], meant: tuple[int, ...], tmp_path: Path) -> None:
    plain("RGB", stored).save(tmp_path / "a.png", icc_profile=profile)
    assert shown(tmp_path / "a.png") == pytest.approx(meant, abs=3)


def test_a_profile_that_is_srgb_by_any_name_costs_nothing() -> None:
    assert colour._transform(rgb_profile(SRGB, SRGB_CURVE), "RGB") is None
    assert colour._transform(P3, "RGB") is not None
    assert colour._transform(P3, "RGB") is colour._transform(P3, "RGB")


@pytest.mark.parametrize(("stored", "meant"), [(64, 81), (128, 146), (200, 210)])
def test_a_grey_profile(stored: int, meant: int, tmp_path: Path) -> None:
    for suffix in (".jpg", ".tif", ".png"):
        plain("L", stored).save(tmp_path / f"a{suffix}", icc_profile=grey_profile(1.8))
        assert shown(tmp_path / f"a{suffix}") == pytest.approx((meant,) * 3, abs=3)


@pytest.mark.parametrize(
    ("inks", "meant"),
    [((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 151, 218)), ((0, 255, 0, 0), (216, 12, 122))],
)
@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_inks_by_the_printers_profile(
    inks: tuple[int, ...], meant: tuple[int, ...], suffix: str, tmp_path: Path
) -> None:
    plain("CMYK", inks).save(tmp_path / f"a{suffix}", icc_profile=ink_profile(), quality=98)
    assert shown(tmp_path / f"a{suffix}") == pytest.approx(meant, abs=6)


ADOBE_CMYK, ADOBE_YCCK = 0, 2


def adobe_jpeg(path: Path, stored: tuple[int, ...], transform: int, profile: bytes) -> Path:
    """A JPEG of four components with an Adobe marker (Adobe TN 5116); `stored` are the numbers in the file."""
    # Pillow writes each band of CMYK turned upside down, as Photoshop does.
    image = plain("CMYK", tuple(255 - one for one in stored))
    image.save(path, "JPEG", quality=100, subsampling=0, icc_profile=profile or None)
    whole = bytearray(path.read_bytes())
    marker = whole.index(b"\xff\xee\x00\x0eAdobe")
    assert whole[marker + 15] == ADOBE_CMYK
    whole[marker + 15] = transform
    path.write_bytes(whole)
    return path


@pytest.mark.parametrize(
    ("stored", "transform", "plainly", "by_profile"),
    [
        # In the file 255 is no ink: paper; cyan; magenta; half of black.
        ((255, 255, 255, 255), ADOBE_CMYK, (255, 255, 255), (255, 255, 255)),
        ((0, 255, 255, 255), ADOBE_CMYK, (0, 255, 255), (0, 151, 218)),
        ((255, 0, 255, 255), ADOBE_CMYK, (255, 0, 255), (216, 12, 122)),
        ((255, 255, 255, 128), ADOBE_CMYK, (128, 128, 128), (119, 119, 119)),
        # The same as brightness and differences of the inks (ITU-T T.871): of none, (0, 0, 0); of cyan, (255, 0, 0).
        ((0, 128, 128, 255), ADOBE_YCCK, (255, 255, 255), (255, 255, 255)),
        ((76, 85, 255, 255), ADOBE_YCCK, (0, 255, 255), (0, 151, 218)),
        ((150, 44, 21, 255), ADOBE_YCCK, (255, 0, 255), (216, 12, 122)),
        ((0, 128, 128, 128), ADOBE_YCCK, (128, 128, 128), (119, 119, 119)),
    ],
)
def test_photoshop_s_jpegs_of_four_inks(
    stored: tuple[int, ...], transform: int, plainly: tuple[int, ...], by_profile: tuple[int, ...], tmp_path: Path
) -> None:
    assert shown(adobe_jpeg(tmp_path / "a.jpg", stored, transform, b"")) == pytest.approx(plainly, abs=4)
    assert shown(adobe_jpeg(tmp_path / "b.jpg", stored, transform, ink_profile())) == pytest.approx(by_profile, abs=6)


@pytest.mark.parametrize(("lab", "meant"), [((50, 0, 0), (119, 119, 119)), ((60, 40, 30), (217, 114, 94))])
def test_cielab(lab: tuple[int, int, int], meant: tuple[int, ...], tmp_path: Path) -> None:
    lightness, a, b = lab
    plain("LAB", (round(lightness * 2.55), a + 128, b + 128)).save(tmp_path / "a.tif")
    assert shown(tmp_path / "a.tif") == pytest.approx(meant, abs=3)


@pytest.mark.parametrize(
    ("stored", "meant"),
    [(0, 0), (38, 15), (97, 100), (130, 187), (148, 229), (192, 255), (255, 255)],
)
def test_pq_greys_of_known_light(stored: int, meant: int, tmp_path: Path) -> None:
    """0, 1, 26, 101, 203, 1,000 and 10,000 cd/m2; below 87 as they are, then rolled off (BT.2390), 203 shown as 159."""
    path = png_with(tmp_path / "a.png", plain("RGB", (stored,) * 3), b"cICP", PQ_CHUNK)
    assert shown(path) == pytest.approx((meant,) * 3, abs=3)


@pytest.mark.parametrize(("stored", "meant"), [(0, 0), (97, 100), (161, 187), (191, 229), (255, 255)])
def test_hlg_greys_of_known_light(stored: int, meant: int, tmp_path: Path) -> None:
    """The same light as above on a display of 1,000 cd/m2: the same greys."""
    path = png_with(tmp_path / "a.png", plain("RGB", (stored,) * 3), b"cICP", HLG_CHUNK)
    assert shown(path) == pytest.approx((meant,) * 3, abs=3)


def test_code_points_of_primaries(tmp_path: Path) -> None:
    path = png_with(tmp_path / "a.png", plain("RGB", (200, 100, 50)), b"cICP", P3_CHUNK)
    assert shown(path) == pytest.approx((215, 93, 31), abs=3)


def test_an_hdr_avif(tmp_path: Path) -> None:
    """BT.2020 light of 203 cd/m2, a neutral white: 572 of 1,023 in limited range."""
    path = tmp_path / "a.avif"
    white = "color=black:s=64x64,format=yuv420p10le,geq=lum=573:cb=512:cr=512"
    coded = "setparams=range=tv:color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    ffmpeg("-f", "lavfi", "-i", f"{white},{coded}", "-frames:v", "1", "-c:v", "libaom-av1", "-cpu-used", "8",
           "-still-picture", "1", f"file:{path}")  # fmt: skip
    assert shown(path) == pytest.approx((229, 229, 229), abs=4)


@pytest.mark.parametrize(("stored", "meant"), [(20, 79), (64, 137), (128, 188), (200, 229)])
def test_a_png_that_says_its_gamma(stored: int, meant: int, tmp_path: Path) -> None:
    path = png_with(tmp_path / "a.png", plain("L", stored), b"gAMA", (100_000).to_bytes(4, "big"))
    assert shown(path) == pytest.approx((meant,) * 3, abs=2)
    path = png_with(tmp_path / "b.png", plain("L", stored), b"gAMA", (45_455).to_bytes(4, "big"))
    assert shown(path) == pytest.approx((stored,) * 3, abs=2)
