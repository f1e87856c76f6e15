"""Ingests a folder with a patience of its own, and prints what came of every file; started by tests.

python -m hostile.ingesting VAULT FOLDER PATIENCE_S
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from library.errors import MediavaultError
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions
from mediavault.vault import Vault


def told(file: FileOutcome) -> None:
    problem = file.problem and (file.problem.kind, file.problem.message)
    print(json.dumps([Path(file.path).name, file.outcome.value, problem]), flush=True)  # noqa: T201 - for the test


if __name__ == "__main__":
    place, folder, patience = sys.argv[1:]
    vault = Vault.create(Path(place))
    with vault.catalogue() as catalogue:
        try:
            ingest(catalogue, vault, [Path(folder)], IngestOptions(jobs=2, patience_s=float(patience)), told)
        except MediavaultError as error:
            print(json.dumps(["", "stopped", (type(error).__name__, str(error))]))  # noqa: T201
            sys.exit(3)
