"""The way to the interface: what opens it at once, and what it does not load for that."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from footage import NAMES, footage

from mediavault.cli import interface
from mediavault.cli.interface import asked_for

NOT_NEEDED = {
    *("typer", "pydantic", "mediavault.cli.program"),
    *("mediavault.media", "mediavault.ingest", "mediavault.playing", "exifread", "alembic"),
}
LIST = """
import asyncio, json, sys
from pathlib import Path
from mediavault.cli import ending, interface
from mediavault.vault import Vault
from tui.app import MediavaultApp
async def look(vault):
    with vault.catalogue() as catalogue:
        async with MediavaultApp(vault, catalogue).run_test():
            print(json.dumps(sorted(sys.modules)))
asyncio.run(look(Vault.open(Path(sys.argv[1]))))
"""


@pytest.fixture
def _at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "terminals", lambda: True)


@pytest.mark.usefixtures("_at_a_terminal")
@pytest.mark.parametrize(
    ("arguments", "vault"),
    [
        ([], None),
        (["tui"], None),
        (["--vault", "films"], Path("films")),
        (["--vault", "films", "tui"], Path("films")),
        (["tui", "--vault", "films"], Path("films")),
    ],
)
def test_what_is_plainly_the_interface_opens_at_once(arguments: list[str], vault: Path | None) -> None:
    run = asked_for(arguments)
    assert run is not None
    assert (run.vault, run.arguments) == (vault, tuple(arguments))


@pytest.mark.usefixtures("_at_a_terminal")
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["tui", "--help"], ["--vault"], ["--vault", "--help"], ["--vault=films"], ["find"], ["tui", "tui"]],
)
def test_anything_else_is_read_as_a_command_line(arguments: list[str]) -> None:
    assert asked_for(arguments) is None


def test_without_a_terminal_the_command_line_answers() -> None:
    assert asked_for([]) is None


def test_the_list_waits_for_nothing_it_does_not_show(tmp_path: Path) -> None:
    """Of the rooms below the interface only those are loaded that the list stands on."""
    catalogue, vault = footage(tmp_path, NAMES[:1])
    catalogue.close()
    ran = subprocess.run(
        [sys.executable, "-c", LIST, vault.path], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    loaded = set(json.loads(ran.stdout))
    assert "tui.screens.library" in loaded
    assert not loaded & NOT_NEEDED
