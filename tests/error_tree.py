"""The errors there are, once every module of the project has been imported."""

from __future__ import annotations

import importlib
import pkgutil

from library.errors import MediavaultError

ROOMS = ("library", "mediavault", "tui")


def drawn_tree() -> list[str]:
    """All errors of the project below the root as a drawing, by name, one a line."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not module.name.endswith("__main__") and ".migrations." not in module.name:
                importlib.import_module(module.name)
    return _below(MediavaultError, "")


def _below(error: type[Exception], indent: str) -> list[str]:
    ours = {one.__name__: one for one in error.__subclasses__() if one.__module__.partition(".")[0] in ROOMS}
    lines = []
    for number, name in enumerate(sorted(ours), start=1):
        branch, deeper = ("└── ", "    ") if number == len(ours) else ("├── ", "│   ")
        lines += [indent + branch + name, *_below(ours[name], indent + deeper)]
    return lines
