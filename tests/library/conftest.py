"""What the catalogue's tests start from: an empty catalogue, and a way to record files in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalogue_factory import CARD, stamp, video

from library import Catalogue
from library.model import AssetId, Fingerprint, MediaFacts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the catalogue of a test lies, when it lies in a file."""
    return tmp_path / "catalogue.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Path | str:
    """Where the catalogue of a test lies: in a file, and once more on a server."""
    return request.getfixturevalue("path" if request.param == "sqlite" else "postgresql_url")


@pytest.fixture
def mounted() -> dict[str, Path]:
    """The mount points a test may change: the card is in."""
    return {CARD: Path("/media/CARD_A")}


@pytest.fixture
def catalogue(place: Path | str, mounted: dict[str, Path]) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with Catalogue.create(place, mounts=lambda: mounted) as opened:
        yield opened


Record = Callable[..., AssetId]


@pytest.fixture
def record(catalogue: Catalogue) -> Record:
    """Records one file as an ingest would: `record("A/A001C001.mov", facts)`; another name is other content."""

    def add(name: str | bytes, facts: MediaFacts | None = None, content: str | None = None) -> AssetId:
        raw = name if isinstance(name, bytes) else name.encode()
        print_of = Fingerprint(5_000_000, content or raw.hex())
        with catalogue.transaction(f"Ingest {name!r}", who="card", by_ingest=True) as edit:
            volume = edit.add_volume(CARD, "CARD_A")
            _, asset = edit.record(volume.id, raw, stamp(), print_of, facts or video())
        return asset

    return add
