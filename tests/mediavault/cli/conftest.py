"""The real program in this process: a runner, and a vault with a card of footage in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from catalogue_factory import CARD, photo, stamp, video
from cli_runner import Cli
from postgresql_server import PASSWORD

from library.model import Authority, AuthorityKind, Digest, Fingerprint, Gps, MediaFacts, MediaKind, Sound
from mediavault.vault import Vault


@pytest.fixture
def vault(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A video (a1), a photo (a2), a sound (a3) and a video with a hostile name (a4); an event and two places.

    The catalogue is in a file, and of a test that is marked `on_both` once more on a server.
    """
    url = None
    if getattr(request, "param", "sqlite") == "postgresql":
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        url = request.getfixturevalue("postgresql_url").replace(f":{PASSWORD}", "")
    made = Vault.create(tmp_path / "vault", url)
    sound = MediaFacts(
        kind=MediaKind.AUDIO,
        sound=Sound(codec="pcm_s16le", channels=2, sample_rate_hz=48000, streams=1, duration_s=Fraction(3)),
    )
    located = replace(photo(), gps=Gps(53.1325, 23.1688, None, "EXIF GPS"), keywords=("flag",), rating=4)
    files = {
        b"DCIM/A001C001.mov": video(caption="Arrival"),
        b"DCIM/P1020331.JPG": located,
        b"DCIM/atmo.wav": sound,
        b"DCIM/\xff\x1b[31m\tred.mov": video("2020-07-03"),
    }
    with made.catalogue() as catalogue, catalogue.transaction("Ingest CARD_A", who="card", by_ingest=True) as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        for number, (path, facts) in enumerate(files.items()):
            fingerprint = Fingerprint(5_000_000, f"{number:032x}")
            digest = Digest("xxh128", f"abcdef{number:026x}")
            edit.record(volume.id, path, stamp(inode=number), fingerprint, facts, digest)
        edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="Day of Solidarity"))
        for name in ("Białystok", "Vilnius"):
            edit.add_authority(Authority(kind=AuthorityKind.PLACE, name=name))
    return made


@pytest.fixture
def cli(bare: Cli, vault: Vault) -> Cli:
    """Runs the program on the vault."""
    return lambda *arguments: bare("--vault", vault.path, *arguments)
