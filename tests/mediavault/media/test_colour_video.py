"""A video is shown in the colours it means: matrix, range, primaries, HDR, shape of pixels, fields. Values by hand."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from media_factory import ffmpeg
from preview_factory import filmstrip, preview

from mediavault import media
from mediavault.media.frame import frame_at, frames_from

if TYPE_CHECKING:
    from pathlib import Path

BARS = {"x264": ["-c:v", "libx264", "-qp", "2"], "prores": ["-c:v", "prores_ks", "-profile:v", "4"]}


def video(path: Path, levels: str, params: str, pixels: str = "yuv420p", *, size: str = "64x64") -> Path:
    """Half a second of one colour, given by its levels."""
    y, cb, cr = levels.split()
    paint = f"color=black:s={size}:r=10:d=0.5,format={pixels},geq=lum={y}:cb={cb}:cr={cr},setparams={params}"
    codec = ["-c:v", "libx265", "-x265-params", "log-level=error:lossless=1"] if "10" in pixels else BARS["x264"]
    ffmpeg("-f", "lavfi", "-i", paint, *codec, f"file:{path}")
    return path


def shown(path: Path) -> tuple[int, ...]:
    found = preview(path).getpixel((20, 20))
    assert isinstance(found, tuple)
    tile = filmstrip(path).getpixel((12 * 160 + 80, 45))
    assert tile == pytest.approx(found, abs=4)
    assert played(path) == pytest.approx(found, abs=4)
    return found


def played(path: Path) -> tuple[int, ...]:
    """The same place of a frame as the interface and exports decode it, by itself and in a run."""
    facts = media.read(path)
    alone = frame_at(path, 2, facts, 40, 40)
    with closing(frames_from(path, 2, facts, (40, 40), 10)) as run:
        assert next(run) == alone
    at = (20 * 40 + 20) * 3
    return tuple(alone[at : at + 3])


@pytest.mark.parametrize(
    ("levels", "params", "meant"),
    [
        ("126 128 128", "range=tv:colorspace=bt709", (128, 128, 128)),
        ("128 128 128", "range=pc:colorspace=bt709", (128, 128, 128)),
        ("16 128 128", "range=tv:colorspace=bt709", (0, 0, 0)),
        ("235 128 128", "range=tv:colorspace=bt709", (255, 255, 255)),
        # (200, 100, 50) by BT.709 and by BT.601, limited and full range
        ("117 96 174", "range=tv:colorspace=bt709", (200, 100, 50)),
        ("123 91 175", "range=tv:colorspace=smpte170m", (200, 100, 50)),
        ("124 86 182", "range=pc:colorspace=smpte170m", (200, 100, 50)),
        ("124 86 182", "range=pc:colorspace=bt470bg:color_primaries=bt709", (200, 100, 50)),
    ],
)
def test_matrix_and_range(levels: str, params: str, meant: tuple[int, ...], tmp_path: Path) -> None:
    assert shown(video(tmp_path / "a.mp4", levels, params)) == pytest.approx(meant, abs=3)


@pytest.mark.parametrize(("size", "levels"), [("1280x720", "117 96 174"), ("720x576", "123 91 175")])
def test_a_matrix_that_is_not_named_is_that_of_the_size(size: str, levels: str, tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4", levels, "range=tv", size=size)
    assert shown(path) == pytest.approx((200, 100, 50), abs=3)


PQ = "range=tv:color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
HLG = "range=tv:color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"


@pytest.mark.parametrize(
    ("params", "level", "meant"),
    [
        (PQ, 64, 0), (PQ, 195, 15), (PQ, 397, 100), (PQ, 509, 186), (PQ, 573, 229), (PQ, 723, 255),
        (HLG, 64, 0), (HLG, 396, 100), (HLG, 616, 186), (HLG, 721, 229), (HLG, 940, 255),
    ],
)  # fmt: skip
def test_hdr_greys_of_known_light(params: str, level: int, meant: int, tmp_path: Path) -> None:
    """0, 1, 26, 100, 203 and 1,000 cd/m2 in ten bits: what is below 87 stays, 203 is shown as 159 (BT.2390)."""
    path = video(tmp_path / "a.mp4", f"{level} 512 512", params, "yuv420p10le")
    assert shown(path) == pytest.approx((meant,) * 3, abs=4)


def test_wide_primaries_of_standard_range(tmp_path: Path) -> None:
    """(160, 120, 90) in BT.2020 is (182, 114, 84) in sRGB."""
    path = video(tmp_path / "a.mp4", "127 110 147", "range=tv:color_primaries=bt2020:colorspace=bt2020nc")
    assert shown(path) == pytest.approx((182, 114, 84), abs=6)


def test_a_codec_of_red_green_and_blue(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    paint = "color=0xC86432:s=64x64:r=10:d=0.5,format=rgb24"
    ffmpeg("-f", "lavfi", "-i", paint, "-c:v", "qtrle", f"file:{path}")
    assert shown(path) == pytest.approx((200, 100, 50), abs=3)


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_of_interlaced_fields_one_is_shown(codec: str, tmp_path: Path) -> None:
    """A white bar that moved between the fields: on the left in one, on the right in the other, never a comb."""
    path = tmp_path / "a.mkv"
    bars = (
        "color=black:s=384x288:r=50:d=1,drawbox=x=20:w=100:h=288:color=white:t=fill:enable='not(mod(n,2))',"
        "drawbox=x=260:w=100:h=288:color=white:t=fill:enable='mod(n,2)',interlace=lowpass=off"
    )
    flags = ["-flags", "+ildct+ilme", "-qscale:v", "2"] if codec == "mpeg2video" else ["-x264opts", "tff=1"]
    ffmpeg("-f", "lavfi", "-i", bars, "-c:v", codec, *flags, "-pix_fmt", "yuv420p", f"file:{path}")
    seen = preview(path)
    left = {seen.getpixel((70, row))[0] > 128 for row in range(40, 240)}
    right = {seen.getpixel((310, row))[0] > 128 for row in range(40, 240)}
    assert sorted((left, right), key=str) == [{False}, {True}]


@pytest.mark.parametrize(
    ("ratio", "size", "wanted"),
    [("64/45", "180x144", (256, 144)), ("8/9", "180x120", (160, 120)), ("2", "640x360", (512, 144))],
)
def test_pixels_that_are_not_square(ratio: str, size: str, wanted: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    ffmpeg("-f", "lavfi", "-i", f"color=gray:s={size}:r=10:d=0.5,setsar={ratio}", f"file:{path}")
    assert preview(path).size == wanted


@pytest.mark.parametrize(("flip", "corner"), [("hflip", (0.85, 0.15)), ("vflip", (0.15, 0.85))])
def test_a_mirrored_recording(flip: str, corner: tuple[float, float], tmp_path: Path) -> None:
    """A display matrix that mirrors: the red corner, stored at the upper left, is shown where it belongs."""
    path, mirrored = tmp_path / "plain.mp4", tmp_path / "mirrored.mp4"
    paint = "color=blue:s=160x96:r=10:d=0.5,drawbox=w=80:h=48:color=red:t=fill"
    ffmpeg("-f", "lavfi", "-i", paint, "-pix_fmt", "yuv420p", f"file:{path}")
    ffmpeg(f"-display_{flip}", "-i", f"file:{path}", "-c", "copy", f"file:{mirrored}")
    seen = preview(mirrored)
    found = seen.getpixel((int(seen.width * corner[0]), int(seen.height * corner[1])))
    assert found == pytest.approx((254, 0, 0), abs=12)
