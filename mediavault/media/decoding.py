"""How ffmpeg and ffprobe are started on a foreign file: guarded, on one open file, one thread, answering by a pipe.

ffmpeg-python composes the command lines; `mediavault.tools` runs them.
"""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any

import ffmpeg

from mediavault import tools
from mediavault.media.content import HEAD_BYTES, recognise

DEMUXERS = (
    "mov,matroska,webm,mp3,flac,wav,w64,avi,mpegts,mpeg,mpegvideo,mxf,asf,flv,ogg,aac,ac3,aiff,caf,dv,amr,amrnb,amrwb,"
    "rm,r3d,gxf,mlv,au,ape,dsf,dts,dtshd,eac3,h264,hevc,ivf,nut,tta,voc,wv,yuv4mpegpipe"
)
"""All that read one file and nothing else: no playlists, no image sequences, no concatenation, no devices."""
GUARD = {
    "protocol_whitelist": "file",
    "format_whitelist": DEMUXERS,
    "max_alloc": str(256 * tools.MIB),
    "max_pixels": str(1 << 27),
    "probesize": str(16 * tools.MIB),
    "analyzeduration": str(10_000_000),
}
"""Options in front of every input that ffprobe or ffmpeg opens, by name."""
UNINDEXED = frozenset(("MPEG transport stream", "MPEG programme stream", "MPEG video"))
"""Kinds of content without an index: seeking lands between keyframes, and times do not begin at zero."""
LARGE_PACKET_BYTES = "1048576"
"""For WAV, of which ffmpeg takes four kilobytes at a time when nobody says: a quarter of the time for a long one."""
LIMITS = tools.Limits(memory_bytes=2048 * tools.MIB, cpu_s=20)
TIMEOUT_S = 20


def source_stream(source: tools.MediaInput, **options: str | None) -> Any:  # noqa: ANN401 - ffmpeg-python has no types
    """The picture stream of `source` as ffmpeg-python's node, cover pictures left out.

    Args:
        source: The open file.
        **options: More options for the input: `ss="4.2"`, `skip_frame="nokey"`.
    """
    return ffmpeg.input(source.url, **GUARD, threads="1", **options)["V:0"]


def sound_stream(source: tools.MediaInput, **options: str) -> Any:  # noqa: ANN401
    """The first sound stream of `source` as ffmpeg-python's node; `options` are more of the input's."""
    return ffmpeg.input(source.url, **GUARD, threads="1", **options)["a:0"]


def whole_sound(source: tools.MediaInput) -> Any:  # noqa: ANN401
    """The first sound stream of `source`, to be gone through from its beginning."""
    is_wav = recognise(os.pread(source.fd, HEAD_BYTES, 0)).name == "WAV"
    return sound_stream(source, **({"max_size": LARGE_PACKET_BYTES} if is_wav else {}))


def fitted(stream: Any, width: int, height: int, **options: str) -> Any:  # noqa: ANN401
    """`stream` at square pixels within `width` x `height`, never enlarged; `options` are the scale filter's."""
    shrink = f"min(1,min({width}/(iw*sar),{height}/ih))"
    size = {"w": f"max(2,round(iw*sar*{shrink}))", "h": f"max(2,round(ih*{shrink}))"}
    return stream.filter("scale", **size, flags="area", **options).filter("setsar", "1")


def raw_pixels(stream: Any, **options: str) -> list[str]:  # noqa: ANN401
    """The command line that writes the frames of `stream` to standard output as RGB24."""
    return command(stream.output("pipe:1", format="rawvideo", pix_fmt="rgb24", **options))


def command(output: Any, verbosity: str = "error") -> list[str]:  # noqa: ANN401
    """The command line for an output node of ffmpeg-python."""
    program = [str(tools.find("ffmpeg")), "-v", verbosity, "-hide_banner", "-nostdin", "-filter_threads", "1"]
    return list(output.compile(cmd=[*program, "-filter_complex_threads", "1"]))


def decoded(argv: list[str], source: tools.MediaInput) -> tools.Finished:
    """What ffmpeg answered, within the limits for foreign files. Raises ToolTimedOut and ToolFailed as `run` does."""
    return tools.run(argv, timeout_s=TIMEOUT_S, pass_fds=source.pass_fds, limits=LIMITS)


def seconds(moment: Fraction) -> str:
    """A time as ffmpeg takes it, to the microsecond, never negative."""
    return f"{float(max(moment, Fraction(0))):.6f}"
