"""A sound as a picture: its waveform, all of it, in one row."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from library.model import MediaFacts
from mediavault import tools
from mediavault.media.decoding import LIMITS, command, whole_sound

SIZE, COLOUR, GROUND = "512x128", "#c8c8c8", (32, 32, 32)
MOST_SAMPLES = 8_000_000
"""ffmpeg keeps all samples until the last has come; a sound of more is thinned out first."""
LOWEST_RATE_HZ = 500
TIMEOUT_S = 50
SOUND_LIMITS = tools.Limits(LIMITS.memory_bytes, cpu_s=TIMEOUT_S)


def waveform(source: Path, facts: MediaFacts) -> Image.Image | None:
    """The waveform of a sound; None when there is no sound in it.

    Raises:
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    with tools.opened(source) as opened:
        stream = whole_sound(opened).filter("aformat", channel_layouts="mono")
        rate = _thinned(facts)
        if rate is not None:
            stream = stream.filter("aresample", rate, filter_size="8").filter("asetnsamples", 8192, pad="0")
        stream = stream.filter("showwavespic", s=SIZE, colors=COLOUR, split_channels="0")
        argv = command(stream.output("pipe:1", format="image2pipe", vcodec="png", vframes="1"))
        drawn = tools.run(argv, timeout_s=TIMEOUT_S, pass_fds=opened.pass_fds, limits=SOUND_LIMITS).stdout
    if not drawn:
        return None
    with Image.open(io.BytesIO(drawn), formats=("PNG",)) as picture:
        ground = Image.new("RGBA", picture.size, (*GROUND, 255))
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def _thinned(facts: MediaFacts) -> int | None:
    """The rate in hertz that keeps the samples of a long sound within bounds; None where they are."""
    length, rate = facts.sound.duration_s, facts.sound.sample_rate_hz
    if not length or not rate or length * rate <= MOST_SAMPLES:
        return None
    return max(LOWEST_RATE_HZ, int(MOST_SAMPLES / length))
