"""The only room that starts other programs: find them, run them within limits, stop them, say what went wrong.

This room must not know what the programs are asked; it knows how to keep them harmless.
Every child gets its own session (so that all it started can be killed with it), no standard input of ours, limits on
memory, processor time and file size, and a time after which it is given up.
"""

from __future__ import annotations

from mediavault.tools.attached import Attached, attach
from mediavault.tools.companion import Companion
from mediavault.tools.errors import ToolFailed, ToolMissing, ToolTimedOut
from mediavault.tools.files import MediaInput, NotAFile, media_input, open_regular, opened
from mediavault.tools.finding import find, version
from mediavault.tools.jail import confine, jail_version
from mediavault.tools.limits import MIB, SAFE, Finished, Limits
from mediavault.tools.running import Stream, kill_with_programs, run, stream

__all__ = [
    "MIB",
    "SAFE",
    "Attached",
    "Companion",
    "Finished",
    "Limits",
    "MediaInput",
    "NotAFile",
    "Stream",
    "ToolFailed",
    "ToolMissing",
    "ToolTimedOut",
    "attach",
    "confine",
    "find",
    "jail_version",
    "kill_with_programs",
    "media_input",
    "open_regular",
    "opened",
    "run",
    "stream",
    "version",
]
