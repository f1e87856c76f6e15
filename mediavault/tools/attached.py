"""A program that stays and is spoken with over a socket of its own, which has no place in any folder."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mediavault.tools.limits import Limits
from mediavault.tools.running import GRACE_S, kill, start


@dataclass(frozen=True, slots=True)
class Attached:
    """A running program and our end of the socket; when that is closed, the program is to end by itself."""

    socket: socket.socket
    process: subprocess.Popen[bytes]

    def left_by_itself(self) -> bool:
        """Whether the program, which has hung up, ended as programs do, rather than by a signal or in a fault."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(GRACE_S) == 0
        return False

    def stop(self) -> None:
        """End the program and all it started."""
        self.socket.close()
        kill(self.process)


def attach(command: Callable[[int], Sequence[str]], *, pass_fds: tuple[int, ...], limits: Limits) -> Attached:
    """Starts a program that inherits one end of a pair of sockets.

    Args:
        command: Gives the program's path and its arguments for the descriptor of its end.
        pass_fds: More descriptors that it inherits.
        limits: What it may use.

    Raises:
        ToolFailed: It could not be started.
    """
    ours, theirs = socket.socketpair()
    try:
        argv = command(theirs.fileno())
        process = start(argv, (theirs.fileno(), *pass_fds), limits, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return Attached(ours, process)
