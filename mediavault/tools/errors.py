"""What can go wrong with a program."""

from __future__ import annotations

import re

from library.errors import MediavaultError


def variable_of(name: str) -> str:
    """The environment variable that says where the program `name` is."""
    return "MEDIAVAULT_" + re.sub(r"\W", "_", name).upper()


class ToolMissing(MediavaultError):
    """A program mediavault needs is nowhere to be found."""

    def __init__(self, name: str, wanted: str | None = None) -> None:
        super().__init__(name, wanted)
        self.name, self.wanted = name, wanted

    def __str__(self) -> str:
        variable = variable_of(self.name)
        if self.wanted is not None:
            return f"{variable} names {self.wanted}, which cannot be run: name a program that can, or unset it."
        package = "ffmpeg" if self.name == "ffprobe" else self.name
        return f"{self.name} was not found: install {package}, or set {variable} to where {self.name} is."


class ToolTimedOut(MediavaultError):
    """A program did not finish in the time it was given, and was killed."""

    def __init__(self, name: str, timeout_s: float) -> None:
        super().__init__(name, timeout_s)
        self.name, self.timeout_s = name, timeout_s

    def __str__(self) -> str:
        return f"{self.name} did not finish within {self.timeout_s:g} seconds and was stopped."


class ToolFailed(MediavaultError):
    """A program could not be started, or ended with an error."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name} failed: {self.reason}."
