"""melt, the player of the MLT framework, as a judge: what it really shows and plays of a project."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bar_codes import Case, Seen


def rendered(project: Path, frames: int, folder: Path) -> Path:
    """The first `frames` of a project, losslessly. melt hangs now and then, and is started again."""
    out = folder / f"{project.name}.mkv"
    target = [f"avformat:{out}", "vcodec=ffv1", "acodec=pcm_s16le", "real_time=-1", "threads=1", f"out={frames - 1}"]
    argv = ["melt", str(project), "-silent", "-consumer", *target]
    for limit_s in (8, 20, 60):
        try:
            subprocess.run(argv, capture_output=True, timeout=limit_s, check=True)
        except subprocess.TimeoutExpired:
            continue
        return out
    raise AssertionError(f"melt does not end on {project.name}")


def playable(case: Case) -> list[Seen | None]:
    """What melt plays of a list: of a shot of one frame it plays no sound, from whatever kind of file."""
    frames: list[Seen | None] = list(case.frames)
    for span in case.shot_list.record_ranges:
        if span.duration == 1:
            frames[span.start] = None
    return frames
