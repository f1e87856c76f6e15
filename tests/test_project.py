"""The project as a whole: what is loaded when, what is installed, what is drawn and what is named."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from error_tree import ROOMS, drawn_tree

from library import errors

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["find", "--help"], ["export", "--help"]])
def test_help_loads_no_heavy_room(arguments: list[str]) -> None:
    script = (
        "import sys, json\n"
        "from mediavault.cli import main\n"
        f"sys.argv = ['mediavault', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = set(json.loads(ran.stderr.splitlines()[-1]))
    assert not loaded & {"sqlalchemy", "alembic", "textual", "opentimelineio", "PIL", "exifread", "ffmpeg", "anyascii"}


WORKERS = ("mediavault.offload.pouring", "mediavault.offload.settling", "mediavault.fixity.check",
           "mediavault.fixity.relink", "mediavault.fixity.delivery", "mediavault.walking.apart")  # fmt: skip
DECODERS = ("mediavault.ingest.read", "mediavault.ingest.finish", "mediavault.media.still", "mediavault.intake.exports",
            "mediavault.intake.zip_member", "mediavault.analysis.looks", "mediavault.media.apart")  # fmt: skip


@pytest.mark.parametrize(
    ("workers", "heavy"), [(WORKERS, {"sqlalchemy", "textual", "PIL"}), (DECODERS, {"sqlalchemy", "textual"})]
)
def test_who_only_reads_and_copies_files_loads_no_database(workers: tuple[str, ...], heavy: set[str]) -> None:
    """It would take a worker three times as long to come up."""
    loads = f"import sys; from importlib import import_module; [import_module(name) for name in {workers}]"
    script = f"{loads}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert not heavy & set(ran.stdout.split())


@pytest.mark.parametrize("name", ROOMS)
def test_no_other_distribution_provides_our_packages(name: str) -> None:
    assert set(packages_distributions().get(name, ())) <= {"mediavault"}


def test_the_drawn_error_tree_is_the_one_there_is() -> None:
    drawing = "\n".join(["MediavaultError", *drawn_tree()])
    assert drawing in (errors.__doc__ or ""), f"library/errors.py has to draw:\n{drawing}"


def test_no_file_names_a_package_registry() -> None:
    # Whoever installs chooses where packages come from.
    hosts = [
        f"{name}.{end}" for name, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False, timeout=30,
    ).stdout.decode().split("\0")  # fmt: skip
    if not any(listed):
        pytest.skip("this is no git clone")
    files = [ROOT / name for name in listed if name]
    naming = [path for path in files if path.is_file() and any(host.encode() in path.read_bytes() for host in hosts)]
    assert naming == []
