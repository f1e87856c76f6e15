"""Real files of many cameras, where a set of them with the truth lies beside the checkout: nothing wrong is read.

The truth is what ExifTool, mediainfo and ffprobe say. A fact that is missing is no failure here; a wrong one is.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from preview_factory import make_preview

from mediavault import media

if TYPE_CHECKING:
    from library.model import MediaFacts

SET = Path(__file__).parents[4] / "shared" / "media"
SHARES = 4
TOLERANCES = {"width": 0.5, "height": 0.5, "rotation": 0.5, "lat": 1e-4, "lon": 1e-4, "alt": 0.6, "duration": 0.05}
RELATIVE = {"iso": 0.01, "exposure": 0.01, "focal": 0.01, "fnumber": 0.04}
FAULTS_OF_THE_TRUTH = {
    ("capture", "Pentax.avi"): "a maker's chunk without seconds",
    ("make", "M2TS.mts"): "Canon by the number that AVCHD has for it",
    ("capture", "PhotoMechanic.jpg"): "the day without IPTC TimeCreated beside it",
    ("duration", "nasa_13013.mp4"): "the length of a hint track",
    ("width", "rainbow-451x461.heic"): "before the clean aperture is cut out",
    ("height", "rainbow-451x461.heic"): "before the clean aperture is cut out",
}

pytestmark = pytest.mark.skipif(not SET.is_dir(), reason="no set of real media beside the checkout")


@dataclass(frozen=True)
class Real:
    path: Path
    truth: dict[str, str]


@cache
def real_files() -> tuple[Real, ...]:
    with (SET / "truth.csv").open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = list(csv.DictReader(file))
    files = (Real(SET / "files" / row["repo"].replace("/", "+", 1) / row["path"], row) for row in rows)
    return tuple(one for one in files if one.path.is_file())


def read(path: Path) -> MediaFacts | None:
    try:
        return media.read(path)
    except (media.Unreadable, media.NotMedia) as refused:
        assert str(refused).endswith(".")
        return None


def told(facts: MediaFacts) -> dict[str, object]:
    """The facts by the names the truth has for them."""
    picture, where, when = facts.picture, facts.gps, facts.recorded_at
    return {
        "capture": when and when.local[:19], "make": facts.camera.make, "model": facts.camera.model,
        "lens": facts.camera.lens, "iso": facts.exposure.iso, "exposure": facts.exposure.exposure_s,
        "fnumber": facts.exposure.f_number, "focal": facts.exposure.focal_length_mm, "width": picture.width,
        "height": picture.height, "rotation": picture.rotation, "lat": where and where.latitude,
        "lon": where and where.longitude, "alt": where and where.altitude_m, "duration": picture.duration_s,
        "timecode": facts.start_timecode and str(facts.start_timecode.timecode).replace(";", ":"),
    }  # fmt: skip


def is_right(field: str, ours: object, truth: str) -> bool:
    if field in TOLERANCES or field in RELATIVE:
        wanted, found = float(truth), float(Fraction(str(ours)))
        return abs(found - wanted) <= max(TOLERANCES.get(field, 0), RELATIVE.get(field, 0) * abs(wanted), 1e-9)
    return " ".join(str(ours).lower().split()) == " ".join(truth.lower().split())


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_wrong_is_read_and_nothing_unexpected_raised(share: int) -> None:
    wrong = []
    for real in real_files()[share::SHARES]:
        facts, truth = read(real.path), real.truth
        if facts is None or truth["status"] != "ok" or truth["kind"].startswith("fuzz"):
            continue
        truth |= {"capture": truth["capture_local"], "timecode": truth["start_timecode"].replace(";", ":")}
        for field, ours in told(facts).items():
            known_fault = (field, real.path.name) in FAULTS_OF_THE_TRUTH
            if ours is not None and truth[field] and not known_fault and not is_right(field, ours, truth[field]):
                wrong.append((real.truth["path"], field, ours, truth[field]))
    assert not wrong


def test_previews_stand_as_the_pictures_do(tmp_path: Path) -> None:
    shapes = {}
    for real in real_files():
        if "exif-orientation-examples" in real.truth["repo"]:
            facts = media.read(real.path)
            assert make_preview(real.path, tmp_path / "a.jpg", facts)
            preview = media.read(tmp_path / "a.jpg").picture
            assert preview.width is not None
            assert preview.height is not None
            shapes[real.path.name] = preview.width > preview.height
    assert shapes
    assert all(wide == name.startswith("Landscape") for name, wide in shapes.items())


def test_a_readable_photo_is_not_refused() -> None:
    """Those that are refused are cut short, encrypted, or of a kind that has no reader yet."""
    photos = [real for real in real_files() if real.truth["kind"].startswith(("image-", "heif-", "raw-"))]
    whole = [real for real in photos if real.truth["status"] == "ok" and real.truth["width"]]
    refused = [real.path.suffix.lower() for real in whole if read(real.path) is None]
    assert set(refused) <= {".cr3", ".crw", ".raf", ".mrw", ".x3f", ".jxl", ".exr", ".heif", ".raw", ".png"}
    assert len(refused) <= len(whole) // 12
