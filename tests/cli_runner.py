"""What a run of the program printed and ended in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """What a run of the program printed and ended in."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def cells(self) -> list[list[str]]:
        """Standard output as tab-separated cells."""
        return [line.split("\t") for line in self.out.splitlines()]


Cli = Callable[..., Ran]

on_both = pytest.mark.parametrize("vault", ["sqlite", "postgresql"], indirect=True)
"""Marks a test of a verb that runs on a catalogue in a file, and on one on a server."""
