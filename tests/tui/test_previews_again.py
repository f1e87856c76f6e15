"""A preview that was let go, or is damaged, is made again when its asset is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from media_factory import make_video
from tui_driving import press, settle

from mediavault.ingest.keeping import keep_within
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions
from mediavault.vault import Vault
from tui.app import MediavaultApp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("how", ["let go", "damaged"])
async def test_what_is_looked_at_is_there_again(how: str, tmp_path: Path) -> None:
    make_video(tmp_path / "card" / "a.mp4", seconds=0.4, sound=0)
    vault = Vault.create(tmp_path / "vault")
    with vault.catalogue() as catalogue:
        ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1))
        (asset,) = catalogue.assets(list(catalogue.find("")))
        preview = vault.preview_path(asset.fingerprint.quick_hex)
        filmstrip = vault.filmstrip_path(asset.fingerprint.quick_hex)
        if how == "let go":
            (vault.path / "config.toml").write_text("previews_gb = 0.000000001\n")
            assert keep_within(catalogue, vault) == 1
        else:
            preview.write_bytes(b"no picture")
            filmstrip.write_bytes(b"no picture")
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(pilot, 0.1)
            assert preview.read_bytes()[:3] == b"\xff\xd8\xff"
            filmstrip.write_bytes(b"no picture")
            await press(pilot, "enter")
            await settle(pilot, 0.1)
            assert filmstrip.read_bytes()[:3] == b"\xff\xd8\xff"
