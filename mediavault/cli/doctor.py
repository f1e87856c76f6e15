"""`doctor`: is everything in place."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from typing import TYPE_CHECKING

import typer

import mediavault
from library.errors import MediavaultError
from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import Json
from mediavault.cli.output import complain, emit, facts
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library.model import JsonObject
    from mediavault.config import Settings

_TOOLS = {"ffmpeg": "-version", "ffprobe": "-version", "exiftool": "-ver", "mpv": "--version"}
"""Programs, and what makes each say its version."""
_OPTIONAL = {
    "exiftool": "not installed; with it rarer formats and makers' own facts are read too",
    "mpv": "not installed; with it footage plays in a window, with its sound; without it in the terminal",
}
"""What is said of a program that may be absent."""
_LIBRARIES = ("sqlalchemy", "textual", "pillow", "pillow-heif", "exifread", "opentimelineio", "ffmpeg-python")


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(
        app,
        "doctor",
        (*exit_status.ALWAYS, exit_status.NO_CATALOGUE, exit_status.BUSY_OR_NEWER, exit_status.TOOL_MISSING),
    )
    def doctor(run: Invocation, json: Json = False) -> int:
        """Say whether everything is in place: programs, settings, catalogue, terminal."""
        settings = run.settings()
        catalogue, status = _catalogue(run)
        found = {
            "mediavault": {"version": mediavault.__version__, "python": platform.python_version()},
            "libraries": _libraries(),
            "tools": {name: _tool(name) for name in _TOOLS},
            "settings": _settings(settings),
            "catalogue": catalogue,
            "previews": _previews(settings),
            "originals": {"jail": _jail()},
            "terminal": _terminal(),
            "playback": {"window": _window(settings)},
        }
        if json:
            emit(found)
        else:
            facts((f"{part}: {name}", _shown(value)) for part, said in found.items() for name, value in said.items())
        return _verdict(found, status)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return " · ".join(str(one) for one in value.values() if one is not None)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _libraries() -> JsonObject:
    from importlib.metadata import version

    return {name: version(name) for name in _LIBRARIES}


def _tool(name: str) -> JsonObject:
    from mediavault import tools

    try:
        path = tools.find(name)
        return {"path": str(path), "version": tools.version(path, _TOOLS[name]), "problem": None}
    except tools.ToolMissing as error:
        known = _OPTIONAL.get(name)
        return {"path": None, "version": known, "problem": None if known else str(error)}
    except MediavaultError as error:
        return {"path": None, "version": None, "problem": str(error)}


def _settings(settings: Settings) -> JsonObject:
    names = (
        "vault",
        "ffmpeg",
        "ffprobe",
        "exiftool",
        "jobs",
        "colour",
        "pictures",
        "theme",
        "playback",
        "mouse",
        "previews_gb",
        "database",
    )
    values = {name: getattr(settings, name) for name in names}
    return {
        name: {
            "value": value if value is None or isinstance(value, bool | int | float) else str(value),
            "from": settings.origin(name),
        }
        for name, value in values.items()
    }


def _catalogue(run: Invocation) -> tuple[JsonObject, int]:
    """How the catalogue is, and the exit status that stands for it."""
    from mediavault.vault.mounting import mount_of

    try:
        with run.catalogue() as catalogue:
            waiting = len(catalogue.awaiting_digest())
            volumes = [volume.label for volume in catalogue.volumes()]
            return {
                "path": str(catalogue.database),
                "file_system": mount_of(run.open_vault().path).kind,
                "version": catalogue.version(),
                "assets": catalogue.count(),
                "without_digest": waiting,
                "shot_lists": len(catalogue.shot_lists()),
                "volumes": volumes,
                "problem": None,
            }, exit_status.DONE
    except MediavaultError as error:
        return {"problem": str(error)}, exit_status.of_error(error)


def _previews(settings: Settings) -> JsonObject:
    """How much of its limit the cache of previews takes."""
    from mediavault.vault import Vault, cache

    there = cache.cached(Vault(settings.vault).previews)
    limit = settings.previews_gb
    return {
        "assets": len(there),
        "bytes": cache.size_bytes(there),
        "limit_bytes": None if limit is None else int(limit * 1e9),
    }


def _jail() -> str:
    from mediavault import tools

    version = tools.jail_version()
    kept = f"the kernel keeps what opens them from writing (Landlock {version})"
    return kept if version else "opened for reading only; this kernel has no Landlock to enforce it"


def _window(settings: Settings) -> str:
    from mediavault.playing import has_screen

    if settings.playback == "cells":
        return "not wanted: the setting playback is cells"
    return "footage plays in a window of mpv" if has_screen() else "no screen here: footage plays in the terminal"


def _terminal() -> JsonObject:
    size = shutil.get_terminal_size()
    return {
        "stdout": "terminal" if sys.stdout.isatty() else "elsewhere",
        "term": os.environ.get("TERM"),
        "colours": os.environ.get("COLORTERM"),
        "columns": size.columns,
        "rows": size.lines,
        "encoding": sys.stdout.encoding,
    }


def _verdict(found: JsonObject, status: int) -> int:
    """Tells what is wrong, and what the program ends in."""
    problems = [tool["problem"] for tool in found["tools"].values() if tool["problem"]]
    for problem in filter(None, (*problems, found["catalogue"]["problem"])):
        complain(problem)
    if problems:
        return exit_status.TOOL_MISSING
    return status
