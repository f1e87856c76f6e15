"""Settings: what they are, and which file or variable said so.

The command line counts before the environment, the environment before `config.toml` in the vault, that before the
user's own `config.toml`, and every one of them before the default. This room must not know what a vault holds.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from library.errors import MediavaultError

FILE_NAME = "config.toml"
SERVED_BY = "MEDIAVAULT_SERVED_BY"
"""What tells the interface the process number of its web server, without which it has nobody to show itself to."""
PICTURES = ("auto", "cells", "none")
"""How the interface draws pictures: as well as the terminal can, with coloured cells, not at all."""
THEMES = ("default", "okabe-ito", "16")
"""Colours of the interface: its own, those that people with any common colour vision tell apart, the terminal's own."""
PLAYBACK = ("auto", "mpv", "cells")
"""Where the interface plays: in a window of mpv when there are both, always so, or in the terminal's cells."""


class ConfigBroken(MediavaultError):
    """A settings file cannot be read, or says something that makes no sense."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        """Takes the file, the line (counted from 1, where it is known) and a clause that says what is wrong."""
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        place = f"line {self.line} of {self.path}" if self.line else str(self.path)
        return f"Cannot use {place}: {self.reason}. Correct it, or take the file away."


class SettingWrong(MediavaultError):
    """The command line or the environment gives a setting a value it cannot have."""

    def __init__(self, origin: str, value: object, expected: str) -> None:
        """Takes who said it (`$MEDIAVAULT_JOBS`), what it said, and what was expected there."""
        super().__init__(origin, value, expected)
        self.origin, self.value, self.expected = origin, value, expected

    def __str__(self) -> str:
        return f'{self.origin} is "{self.value}": {self.expected} is expected.'


@dataclass(frozen=True, slots=True)
class Settings:
    """What was decided, once, when the program started."""

    vault: Path
    """The folder of the vault; it need not be there yet."""
    ffmpeg: Path | None = None
    """The program to use; None lets `tools.find` look for it."""
    ffprobe: Path | None = None
    """The program to use; None lets `tools.find` look for it."""
    exiftool: Path | None = None
    """The program to use; None lets `tools.find` look for it. `none` stands for no ExifTool."""
    jobs: int = 1
    """How many files are read at once."""
    colour: bool = True
    """Whether a terminal may be sent colours."""
    pictures: str = "auto"
    """One of `PICTURES`."""
    theme: str = "default"
    """One of `THEMES`."""
    playback: str = "auto"
    """One of `PLAYBACK`."""
    mouse: bool = True
    """Whether the interface has the mouse; without it the terminal selects text with it, as anywhere else."""
    previews_gb: float | None = 20.0
    """How many gigabytes (of 1,000,000,000 bytes) the previews may take; None is no limit. A photo's takes about
    30,000 bytes, a clip's with its filmstrip 100,000."""
    database: str | None = None
    """URL of the database that holds the catalogue, without a password; None is a file in the vault. Only the vault's
    own `config.toml` says it."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Setting to who said it; settings nobody spoke of are left out."""

    def origin(self, name: str) -> str:
        """Who said what the setting `name` is: `--vault`, `$MEDIAVAULT_VAULT`, a file's path, or `default`."""
        return self.origins.get(name, "default")

    def tell_tools(self) -> None:
        """Puts the chosen programs into the environment, where `tools.find` and worker processes look for them."""
        for name in PROGRAMS:
            chosen: Path | None = getattr(self, name)
            if chosen is not None:
                os.environ[VARIABLES[name]] = str(chosen)


def load(
    command_line: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    user_folder: Path | None = None,
) -> Settings:
    """The settings that count now.

    Args:
        command_line: Setting to value as options gave it; None stands for an option that was not given.
        environment: The variables to ask; the process's own by default.
        user_folder: Where the user's `config.toml` is; the platform's place by default.

    Raises:
        ConfigBroken: a settings file is not TOML, or says something unknown or impossible.
        SettingWrong: an option or a variable has an impossible value.
    """
    options = {name: value for name, value in (command_line or {}).items() if value is not None}
    layers = [
        _checked({name: (f"--{name}", value) for name, value in options.items()}),
        _checked(_from_environment(os.environ if environment is None else environment)),
        _from_file((user_folder or user_config_folder()) / FILE_NAME),
    ]
    vault = _first(layers, "vault")
    folder = vault[1] if vault else default_vault()
    layers.insert(2, _from_file(folder / FILE_NAME, in_vault=True))
    decided = {name: found for name in SETTINGS if (found := _first(layers, name)) is not None}
    values: dict[str, Any] = {"vault": folder, "jobs": processors()}
    values.update((name, value) for name, (_, value) in decided.items())
    return Settings(**values, origins={name: origin for name, (origin, _) in decided.items()})


def default_vault() -> Path:
    """The vault of somebody who names none: in the platform's data folder."""
    return platformdirs.user_data_path("mediavault", appauthor=False)


def user_config_folder() -> Path:
    """Where the user's own `config.toml` is looked for."""
    return platformdirs.user_config_path("mediavault", appauthor=False)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


UNLIMITED = "none"
"""What a setting says when there is to be no limit."""
NO_PROGRAM = "none"
"""What a setting says when a program that could be used is not to be."""


# What each setting may be ---------------------------------------------------------------------------------------------


def _path(value: object) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError("a path")
    return Path(value).expanduser().absolute()


def _program_or_none(value: object) -> Path:
    return Path(NO_PROGRAM) if value == NO_PROGRAM else _path(value)


def _count(value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError("a whole number, 1 or more,")
    return int(text)


def _gigabytes(value: object) -> float | None:
    if value == UNLIMITED:
        return None
    try:
        found = float(str(value))
    except ValueError:
        found = 0.0
    if isinstance(value, bool) or not 0 < found < float("inf"):
        raise ValueError(f'a number of gigabytes, or "{UNLIMITED}",')
    return found


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - the caller makes it a sentence
    return value


def _one_of(*words: str) -> Callable[[object], str]:
    def checked(value: object) -> str:
        if value not in words:
            raise ValueError("one of " + ", ".join(words))
        return str(value)

    return checked


def _database(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("postgresql://"):
        raise ValueError("a URL such as postgresql://user@host/name")
    if re.match("postgresql://[^/@]*:[^/@]*@", value):
        raise ValueError("a URL without a password, which belongs into $PGPASSWORD or ~/.pgpass")
    return value


SETTINGS: Mapping[str, Callable[[object], object]] = {
    "vault": _path,
    "ffmpeg": _path,
    "ffprobe": _path,
    "exiftool": _program_or_none,
    "jobs": _count,
    "colour": _switch,
    "pictures": _one_of(*PICTURES),
    "theme": _one_of(*THEMES),
    "playback": _one_of(*PLAYBACK),
    "mouse": _switch,
    "previews_gb": _gigabytes,
    "database": _database,
}
"""Every setting, and what makes a checked value of what was said."""

VARIABLES: Mapping[str, str] = {
    "vault": "MEDIAVAULT_VAULT",
    "ffmpeg": "MEDIAVAULT_FFMPEG",
    "ffprobe": "MEDIAVAULT_FFPROBE",
    "exiftool": "MEDIAVAULT_EXIFTOOL",
    "jobs": "MEDIAVAULT_JOBS",
    "previews_gb": "MEDIAVAULT_PREVIEWS_GB",
}

PROGRAMS = ("ffmpeg", "ffprobe", "exiftool")
"""Settings that name a program."""

Layer = Mapping[str, tuple[str, Any]]
"""Setting to who said it and the checked value."""


def _first(layers: list[Layer], name: str) -> tuple[str, Any] | None:
    return next((layer[name] for layer in layers if name in layer), None)


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    said: dict[str, tuple[str, object]] = {}
    for name, variable in VARIABLES.items():
        # Programs are left as they are written: `tools.find` takes a bare name from the variable and looks it up.
        if environment.get(variable) and name not in PROGRAMS:
            said[name] = (f"${variable}", environment[variable])
        elif environment.get(variable):
            said[name] = (f"${variable}", _looked_up(environment[variable], environment))
    if environment.get("NO_COLOR"):
        said["colour"] = ("$NO_COLOR", False)
    return said


def _looked_up(program: str, environment: Mapping[str, str]) -> str:
    return program if os.sep in program else shutil.which(program, path=environment.get("PATH")) or program


def _checked(said: Mapping[str, tuple[str, object]]) -> Layer:
    layer: dict[str, tuple[str, Any]] = {}
    for name, (origin, value) in said.items():
        try:
            layer[name] = (origin, SETTINGS[name](value))
        except ValueError as error:
            raise SettingWrong(origin, value, str(error)) from error
    return layer


# Files ----------------------------------------------------------------------------------------------------------------


def _from_file(path: Path, *, in_vault: bool = False) -> Layer:
    """What a settings file says; nothing when there is no such file."""
    try:
        text = path.read_bytes().decode("utf-8")
        said = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigBroken(path, None, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigBroken(path, line, "it is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise _broken_toml(path, error, text) from error
    return {name: (str(path), _value(path, text, (name, value), in_vault=in_vault)) for name, value in said.items()}


def database_of(vault: Path) -> str | None:
    """The URL of the database that holds the catalogue of a vault, by its `config.toml`. Raises ConfigBroken."""
    said = _from_file(vault / FILE_NAME, in_vault=True).get("database")
    return None if said is None else str(said[1])


def keep_database(vault: Path, url: str) -> None:
    """Has the `config.toml` of a vault say which database holds its catalogue, besides what it says already."""
    file = vault / FILE_NAME
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        out.write(f"database = {json.dumps(url)}\n{before}")


def _broken_toml(path: Path, error: tomllib.TOMLDecodeError, text: str) -> ConfigBroken:
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    reason = found[1] if found else str(error)
    line = int(found[2]) if found and found[2] else text.count("\n") + 1
    return ConfigBroken(path, line, f"it is not TOML ({reason[:1].lower()}{reason[1:]})")


def _value(path: Path, text: str, said: tuple[str, object], *, in_vault: bool) -> object:
    name, value = said
    line = _line_of(name, text)
    if in_vault and name == "vault":
        raise ConfigBroken(path, line, 'a vault cannot say where it is: "vault" belongs into your own config.toml')
    if not in_vault and name == "database":
        raise ConfigBroken(path, line, '"database" belongs into the config.toml of the vault it is about')
    if name not in SETTINGS:
        near = difflib.get_close_matches(name, SETTINGS, 1, 0.0)[0]
        raise ConfigBroken(path, line, f'there is no setting "{name}"; the nearest is "{near}"')
    try:
        checked = SETTINGS[name](value)
    except ValueError as error:
        raise ConfigBroken(path, line, f'"{name}" has to be {str(error).rstrip(",")}') from error
    # A relative path in a file is meant from where the file is, wherever the program was started.
    if isinstance(checked, Path):
        return Path(path.parent, Path(str(value)).expanduser())
    return checked


def _line_of(name: str, text: str) -> int | None:
    pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(name)}\b")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)
