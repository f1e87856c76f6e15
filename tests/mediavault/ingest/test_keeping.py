"""A cache of previews that is full: what goes, what stays, and what comes again when it is asked for."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from media_factory import make_photo, make_video
from PIL import Image

from mediavault.ingest.keeping import keep_within, remade
from mediavault.ingest.previews import tried_previews
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions
from mediavault.vault import Vault, cache, waveforms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from library import Catalogue
    from library.model import Asset

DAY_NS = 86_400 * 10**9


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")


@pytest.fixture
def catalogue(vault: Vault, tmp_path: Path) -> Iterator[Catalogue]:
    """Four photos and a video, ingested, their previews last looked at on four days after each other."""
    for number, colour in enumerate(("#a00000", "#00a000", "#0000a0", "#a0a000")):
        make_photo(tmp_path / "card" / f"{number}.jpg", colour=colour)
    make_video(tmp_path / "card" / "4.mp4", seconds=0.4, sound=0)
    with vault.catalogue() as opened:
        ingest(opened, vault, [tmp_path / "card"], IngestOptions(jobs=1))
        for asset in assets(opened):
            day = (20_000 + int(asset.name[0])) * DAY_NS
            for path in pictures(vault, asset):
                os.utime(path, ns=(day, day))
        yield opened


def assets(catalogue: Catalogue) -> list[Asset]:
    return sorted(catalogue.assets(list(catalogue.find(""))), key=lambda asset: asset.name)


def pictures(vault: Vault, asset: Asset) -> list[Path]:
    quick_hex = asset.fingerprint.quick_hex
    places = vault.preview_path(quick_hex), vault.filmstrip_path(quick_hex)
    return [path for path in places if path.exists()]


def limit_to(vault: Vault, count: int) -> None:
    """Sets the limit to what that many of the last used take."""
    there = sorted(cache.cached(vault.previews), key=lambda one: -one.used_ns)
    (vault.path / "config.toml").write_text(f"previews_gb = {cache.size_bytes(there[:count]) / 1e9:.9f}\n")


def seen(vault: Vault, catalogue: Catalogue) -> list[str]:
    return [asset.name for asset in assets(catalogue) if pictures(vault, asset)]


def test_the_oldest_go_and_no_ingest_brings_them_back(vault: Vault, catalogue: Catalogue, tmp_path: Path) -> None:
    limit_to(vault, 3)
    assert keep_within(catalogue, vault) == 2
    assert seen(vault, catalogue) == ["2.jpg", "3.jpg", "4.mp4"]
    assert keep_within(catalogue, vault) == 0
    ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1))
    assert seen(vault, catalogue) == ["2.jpg", "3.jpg", "4.mp4"]


def test_an_ingest_keeps_the_limit(vault: Vault, catalogue: Catalogue, tmp_path: Path) -> None:
    limit_to(vault, 3)
    make_photo(tmp_path / "card" / "5.jpg", colour="#00a0a0")
    ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1))
    assert cache.size_bytes(cache.cached(vault.previews)) <= (vault.previews_bytes or 0)
    assert seen(vault, catalogue)[-1] == "5.jpg"
    assert "0.jpg" not in seen(vault, catalogue)


def test_a_waveform_goes_with_its_pictures_and_stays_when_its_volume_is_away(
    vault: Vault, catalogue: Catalogue, tmp_path: Path
) -> None:
    here, *_, away = (vault.waveform_path(asset.fingerprint.quick_hex) for asset in assets(catalogue))
    for path in (here, away):
        waveforms.keep(bytes(waveforms.PARTS), path)
    (tmp_path / "card" / "4.mp4").rename(tmp_path / "elsewhere.mp4")
    ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1))
    (vault.path / "config.toml").write_text("previews_gb = 0.000000001\n")
    keep_within(catalogue, vault)
    assert not here.exists()
    assert waveforms.kept(away) == bytes(waveforms.PARTS)


def test_a_waveform_does_not_stand_for_a_preview(tmp_path: Path) -> None:
    waveforms.keep(bytes(waveforms.PARTS), tmp_path / "ab" / "ab1.waveform")
    (tmp_path / "ab" / "ab2.jpg").touch()
    assert tried_previews(tmp_path) == {"ab2"}


def test_without_a_limit_all_stay(vault: Vault, catalogue: Catalogue) -> None:
    (vault.path / "config.toml").write_text('previews_gb = "none"\n')
    assert keep_within(catalogue, vault) == 0
    assert len(seen(vault, catalogue)) == 5


def test_what_is_away_stays_whatever_the_limit(vault: Vault, catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "card" / "0.jpg").rename(tmp_path / "elsewhere.jpg")
    ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1))
    (vault.path / "config.toml").write_text("previews_gb = 0.000000001\n")
    assert keep_within(catalogue, vault) == 4
    assert seen(vault, catalogue) == ["0.jpg"]


def test_what_was_let_go_comes_again_when_it_is_asked_for(vault: Vault, catalogue: Catalogue) -> None:
    (vault.path / "config.toml").write_text("previews_gb = 0.000000001\n")
    keep_within(catalogue, vault)
    photo, *_, video = assets(catalogue)
    assert remade(photo, vault)
    assert remade(video, vault)
    assert [path.name.partition(".")[2] for path in pictures(vault, photo)] == ["jpg"]
    assert [path.name.partition(".")[2] for path in pictures(vault, video)] == ["jpg", "filmstrip.jpg"]


@pytest.mark.parametrize("left", [0, 100])
def test_a_damaged_preview_is_made_again(left: int, vault: Vault, catalogue: Catalogue) -> None:
    photo = assets(catalogue)[0]
    (path,) = pictures(vault, photo)
    path.write_bytes(path.read_bytes()[:left])
    assert remade(photo, vault)
    with Image.open(path) as image:
        image.load()


def test_out_of_reach_or_refused_nothing_is_tried(vault: Vault, catalogue: Catalogue, tmp_path: Path) -> None:
    photo = assets(catalogue)[0]
    (path,) = pictures(vault, photo)
    path.unlink()
    path.with_suffix(".none.txt").write_text("It has nothing to show.")
    assert not remade(photo, vault)
    path.with_suffix(".none.txt").unlink()
    shutil.rmtree(tmp_path / "card")
    assert not remade(photo, vault)
