"""What the tests of ingest start from: an empty vault, and a way to ingest a folder into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_runs import Run

from library import Catalogue
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary
from mediavault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")


@pytest.fixture
def catalogue(vault: Vault) -> Iterator[Catalogue]:
    with vault.catalogue() as opened:
        yield opened


@pytest.fixture
def run(catalogue: Catalogue, vault: Vault) -> Run:
    def ran(folder: Path, **options) -> tuple[IngestSummary, dict[str, FileOutcome]]:
        told: list[FileOutcome] = []
        summary = ingest(catalogue, vault, [folder], IngestOptions(jobs=1, **options), told.append)
        assert summary.files == len(told)
        return summary, {Path(one.path).name: one for one in told}

    return ran
