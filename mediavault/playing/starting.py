"""How mpv is started on one open file: nothing of the user's or the file's own makes it do anything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping

from mediavault import tools
from mediavault.media.decoding import DEMUXERS

LIMITS = tools.Limits(memory_bytes=None, cpu_s=None, file_bytes=512 * tools.MIB, screen=True)
"""Drivers of graphics map far more memory than they use, and share files of memory with the screen."""
UNSEEN = tools.Limits(memory_bytes=4096 * tools.MIB, cpu_s=None)
"""Without a window mpv is in the same jail as other decoders."""
OPTIONS = (
    # Nothing of the user's: no settings, scripts, keys or remembered positions.
    *("--no-config", "--load-scripts=no", "--osc=no", "--ytdl=no"),
    *("--resume-playback=no", "--save-position-on-quit=no"),
    *("--terminal=no", "--input-terminal=no", "--input-default-bindings=no", "--input-builtin-bindings=no"),
    # Nothing beside the file: no playlists, no files it names or that stand near it.
    *("--demuxer=lavf", f"--demuxer-lavf-o-append=format_whitelist={DEMUXERS}", "--access-references=no"),
    *("--ordered-chapters=no", "--autoload-files=no", "--load-unsafe-playlists=no", "--sid=no", "--audio-display=no"),
    "--demuxer-lavf-o-append=protocol_whitelist=file",
    # Every frame as it is, and the last one stays.
    *("--hr-seek=yes", "--keep-open=always", "--pause", "--hwdec=no", "--force-window=immediate", "--cache=no"),
    *("--title=mediavault", "--stop-screensaver=no", "--autofit-larger=90%x90%", "--video-unscaled=downscale-big"),
)
SEEN_OPTIONS = ("--vo=gpu,xv,x11,wlshm",)
"""Not what draws into memory or letters when there is no screen."""
UNSEEN_OPTIONS = ("--vo=null", "--ao=null")


def command(source: tools.MediaInput, speaking: int, *, window: bool) -> list[str]:
    """The command line for an open file; mpv inherits the descriptors of the file and of the conversation."""
    shown = SEEN_OPTIONS if window else UNSEEN_OPTIONS
    spoken = f"--input-ipc-client=fd://{speaking}"
    return [str(tools.find("mpv")), *OPTIONS, *shown, spoken, "--", f"fd://{source.fd}"]


def start(source: tools.MediaInput, at_hand: Collection[tools.MediaInput], *, window: bool) -> tools.Attached:
    """A running mpv that shows the first frame of `source` and waits; it may turn to what is `at_hand`, and no other.

    Raises:
        ToolMissing: There is no mpv.
        ToolFailed: It cannot be started.
    """
    limits = LIMITS if window else UNSEEN
    # The descriptor itself also where a name would do: mpv reads a name as an address.
    inherited = tuple({one.fd for one in (source, *at_hand)})
    return tools.attach(lambda fd: command(source, fd, window=window), pass_fds=inherited, limits=limits)


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window would open in front of whoever uses this terminal; over ssh it would open far away, or crawl."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    return sys.platform == "darwin" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
