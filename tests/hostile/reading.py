"""Opens files in every way the program does, or in a barer way; started under strace by the test of promise 8.

    python -m hostile.reading HOW FILE...

HOW is `program` (metadata, preview, filmstrip, one frame, playback), `guard alone` (ffprobe with our options and no
jail), `jail alone` (ffprobe with no options in our jail) or `bare` (ffprobe with the name, as most programs start it).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

from library.errors import MediavaultError
from library.model import MediaFacts, MediaKind, Picture
from library.timecode import FrameRate
from mediavault import media, tools
from mediavault.media.decoding import GUARD
from mediavault.media.frame import frame_at, frames_from
from mediavault.media.preview import make_pictures

SHOWN = "-show_streams", "-show_packets"
PATIENCE_S = 0.8
"""What hangs by design is given up after that."""


def believed(kind: MediaKind, *, variable: bool = False) -> MediaFacts:
    """Facts that let every picture be tried, whatever the file is."""
    rate = FrameRate(25)
    picture = Picture(
        width=64, height=48, frame_rate=rate, frame_count=250, duration_s=Fraction(10), variable_frame_rate=variable
    )
    return MediaFacts(kind=kind, picture=picture, recorded_at=None)


def as_the_program_does(path: Path) -> Iterator[Callable[[], object]]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "picture.jpg")
        video, variable = believed(MediaKind.VIDEO), believed(MediaKind.VIDEO, variable=True)
        yield lambda: media.read(path)
        for kind in MediaKind:
            yield lambda kind=kind: make_pictures(path, believed(kind), target, target)
        for seconds in (None, 20, 3600):  # each way of getting at frames
            length = Fraction(seconds) if seconds else None
            large = replace(video, picture=replace(video.picture, width=6400, duration_s=length, frame_count=90_000))
            yield lambda large=large: make_pictures(path, large, target, target)
        yield lambda: frame_at(path, 3, video, 32, 24)
        yield lambda: frame_at(path, 3, variable, 32, 24)
        yield lambda: list(islice(frames_from(path, 0, video, (32, 24), 12), 4))


def ask_ffprobe(path: Path, options: list[str], *, jailed: bool) -> None:
    with tools.opened(path) as source:
        # Beside the file, so that a sibling is what it is beside the film.
        argv = [str(tools.find("ffprobe")), *options, *SHOWN, "-i", source.url]
        tools.run(argv, timeout_s=PATIENCE_S, pass_fds=source.pass_fds, limits=tools.Limits(jailed=jailed))


def bare(path: Path) -> None:
    argv = [str(tools.find("ffprobe")), *SHOWN, path.name]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            argv, cwd=path.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=False
        )


def tries(how: str, path: Path) -> Iterator[Callable[[], object]]:
    guard = [word for option, value in GUARD.items() for word in (f"-{option}", value)]
    match how:
        case "program":
            yield from as_the_program_does(path)
        case "guard alone":
            yield lambda: ask_ffprobe(path, guard, jailed=False)
        case "jail alone":
            yield lambda: ask_ffprobe(path, [], jailed=True)
            yield lambda: jailed_by_name(path)
        case "bare":
            yield lambda: bare(path)


def jailed_by_name(path: Path) -> None:
    """In our jail, but with the file's own name instead of an open file: what it points to beside it has its name."""
    with tools.opened(path) as source:
        argv = [str(tools.find("ffprobe")), *SHOWN, "-i", f"file:{path}"]
        tools.run(argv, timeout_s=PATIENCE_S, pass_fds=source.pass_fds)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        for attempt in tries(sys.argv[1], Path(name)):
            with suppress(MediavaultError, OSError):
                attempt()
