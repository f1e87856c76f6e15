"""What a program may use, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from mediavault.tools.errors import ToolFailed

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use; None is no limit."""

    memory_bytes: int | None = 2048 * MIB
    """Address space (RLIMIT_AS)."""
    cpu_s: int | None = 20
    """Seconds of processor time (RLIMIT_CPU)."""
    file_bytes: int | None = 0
    """Largest file it may write (RLIMIT_FSIZE); 0 lets it write to pipes alone."""
    output_bytes: int = 64 * MIB
    """How much of its standard output is kept; a child that writes more is killed."""
    jailed: bool = True
    """Whether it may read nothing but the descriptors it is given and what any program needs to run, change nothing,
    and open no socket, where the kernel can see to that."""
    screen: bool = False
    """In the jail: whether it may also use this machine's screen, graphics and sound, through local sockets; a socket
    of any other kind stays closed."""
    complaint_bytes: int = 64 << 10
    """How much of its standard error is kept, from the end."""


SAFE = Limits()
"""For a program that reads a foreign file and answers through a pipe."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a program that ended by itself."""

    name: str
    returncode: int
    """Negative when a signal ended it."""
    stdout: bytes
    stderr: bytes
    """The last part of what it said."""

    @property
    def complaint(self) -> str:
        """The last thing it said on standard error, one line, for a sentence about a failure."""
        lines = self.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
        return lines[-1].strip()[:300] if lines else f"exit status {self.returncode}"

    def required(self) -> Finished:
        """Itself, when the program succeeded.

        Raises:
            ToolFailed: it ended with another status than 0.
        """
        if self.returncode != 0:
            raise ToolFailed(self.name, self.complaint.rstrip("."))
        return self
