"""What every test stands on: no settings of the person who runs them, and programs that are there or a reason."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from cli_runner import Cli, Ran
from empty_catalogue import by_revisions
from hypothesis import HealthCheck, settings
from postgresql_server import _postgresql_catalogue, postgresql_server, postgresql_url
from unforced import _unforced
from wanted_programs import not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["_postgresql_catalogue", "_unforced", "by_revisions", "postgresql_server", "postgresql_url"]

# How long a busy machine takes is no property of what is tested.
settings.register_profile("mediavault", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mediavault")

SETTINGS = ("MEDIAVAULT_VAULT", "MEDIAVAULT_JOBS", "NO_COLOR", "FORCE_COLOR")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs are not there; on CI that is a failure."""
    wanted = [name for mark in item.iter_markers("needs_program") for name in mark.args]
    missing = [name for name in wanted if shutil.which(name) is None]
    if missing:
        not_found(", ".join(missing))


@pytest.fixture
def exiftool(monkeypatch: pytest.MonkeyPatch) -> None:
    """ExifTool is used, as it is where it is installed."""
    monkeypatch.delenv("MEDIAVAULT_EXIFTOOL")


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """Runs the program with these arguments and nothing else."""
    from mediavault.cli.program import run  # noqa: PLC0415  most tests need no command line

    before = dict(os.environ)

    def ran(*arguments: object) -> Ran:
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    yield ran
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings and the vault of whoever runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in SETTINGS:
            patch.delenv(name, raising=False)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        # What is read must not depend on what is installed; tests of ExifTool ask for it.
        patch.setenv("MEDIAVAULT_EXIFTOOL", "none")
        yield
