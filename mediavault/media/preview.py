"""Previews: a small JPEG of a photo, a video or a sound, upright, in sRGB, without any of the source's metadata."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from library.model import MediaFacts, MediaKind
from mediavault import tools
from mediavault.media import tiff
from mediavault.media.blocks import find_blocks
from mediavault.media.colour import RGB, Coding
from mediavault.media.content import HEAD_BYTES, JPEG, Content, recognise
from mediavault.media.decoding import command, decoded, fitted, seconds, sound_stream, source_stream
from mediavault.media.exif import thumbnail
from mediavault.media.opening import opened_still
from mediavault.media.reading import Unreadable
from mediavault.media.shrinking import LONG_EDGE, small

QUALITY = 85
CODED = frozenset(("PNG", "HEIF", "AVIF"))
"""Containers that may state colours by code points; `_coding` walks through them."""
START_OF_SCAN, MOST_SCANS, PIECE_BYTES = b"\xff\xda", 100, 1 << 20
"""Programs write up to a dozen scans, and an embedded preview adds its own."""
INTO = Fraction(1, 10)
"""How far into a video its preview stands."""
WAVEFORM_SIZE, WAVEFORM_COLOUR, WAVEFORM_GROUND = "512x128", "#c8c8c8", (32, 32, 32)


def make_preview(source: Path, target: Path, facts: MediaFacts) -> bool:
    """Write a JPEG, at most 512 pixels long, of what `source` shows, to `target`, all at once.

    Of a video it is the keyframe before a tenth of its length, of a sound its waveform.

    Returns:
        Whether there is a preview: False for a file with nothing to show, such as a lone timecode track.

    Raises:
        Unreadable: The picture cannot be decoded.
        NotAFile, OSError: A file cannot be opened or written.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    makers = {MediaKind.PHOTO: _of_photo, MediaKind.VIDEO: _of_video, MediaKind.AUDIO: _of_sound}
    picture = makers[facts.kind](source, facts)
    if picture is None:
        return False
    write_jpeg(picture, target)
    return True


def write_jpeg(picture: Image.Image, target: Path) -> None:
    """Write `picture` to `target` under a temporary name first, so that no half of it is ever seen there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Pasted onto a new picture: what Pillow keeps beside the pixels (a JPEG's comment, for one) stays behind.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    fd, temporary = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".jpg", dir=target.parent)
    try:
        with os.fdopen(fd, "wb") as file:
            clean.save(file, "JPEG", quality=QUALITY)
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _of_photo(source: Path, facts: MediaFacts) -> Image.Image | None:
    """The first picture of a photo that can be decoded whole.

    Of a raw photo, which Pillow cannot develop, the previews inside it come first; of a damaged one the thumbnail among
    its tags is often all that is left.
    """
    fd = tools.open_regular(source)
    with os.fdopen(fd, "rb") as file:
        content = recognise(file.read(HEAD_BYTES))
        first_error: Unreadable | None = None
        for picture, own, orientation in _pictures(file, content, facts):
            try:
                return _small(picture, own, source.name, orientation)
            except Unreadable as error:
                first_error = first_error or error
    raise first_error or Unreadable("no-reader", source.name, f"no reader for {content.name} files yet")


def _pictures(file: BinaryIO, content: Content, facts: MediaFacts) -> Iterator[tuple[BinaryIO, Content, int | None]]:
    """Each picture in a photo's file, the best first; and the orientation that counts when it states none."""
    for jpeg in _embedded(file, content):
        yield io.BytesIO(jpeg), JPEG, facts.picture.orientation
    if content.formats:
        yield file, content, None
    last = thumbnail(file)
    if last is not None:
        yield io.BytesIO(last), JPEG, facts.picture.orientation


def _embedded(file: BinaryIO, content: Content) -> Iterator[bytes]:
    """The previews inside a raw photo, the largest first."""
    layout = tiff.layout(file)
    previews = layout.previews if layout and layout.is_raw else ()
    if not content.formats and layout is None:
        previews = tuple(find_blocks(file, content).jpegs)
    for offset, length in sorted(previews, key=lambda place: -place[1]):
        file.seek(offset)
        jpeg = file.read(length)
        if jpeg[:3] == b"\xff\xd8\xff":
            yield jpeg


def _small(file: BinaryIO, content: Content, name: str, orientation: int | None) -> Image.Image:
    """The picture in `file`, upright and small; `orientation` counts when the picture states none of its own."""
    with opened_still(file, content, name) as image:
        if image.info.get("progressive"):
            _refuse_scans(file, name)
        return small(image, orientation, _coding(file, content))


def _refuse_scans(file: BinaryIO, name: str) -> None:
    """Raises Unreadable for a JPEG of so many passes that it is made to keep a decoder busy."""
    place = file.tell()
    file.seek(0)
    scans = 0
    while piece := file.read(PIECE_BYTES):
        scans += piece.count(START_OF_SCAN)
    file.seek(place)
    if scans > MOST_SCANS:
        raise Unreadable("damaged", name, f"it comes in {scans:,} passes, which would take too long to decode")


def _coding(file: BinaryIO, content: Content) -> Coding | None:
    """What the container says of the colours, where it says it by code points."""
    if content.name not in CODED:
        return None
    place = file.tell()
    found = find_blocks(file, content).coding
    file.seek(place)
    return Coding(RGB, *found) if found else None


def _of_video(source: Path, facts: MediaFacts) -> Image.Image | None:
    if facts.picture.width is None:
        return None
    begin = (facts.picture.duration_s or Fraction(0)) * INTO
    with tools.opened(source) as opened:
        tries: list[Callable[[], Image.Image | None]] = [
            lambda: _keyframe(opened, ss=seconds(begin), noaccurate_seek=None),
            lambda: _keyframe(opened),  # a file that cannot be sought in, or has nothing after its beginning
        ]
        for attempt in tries if begin else tries[1:]:
            picture = attempt()
            if picture is not None:
                return picture
    raise Unreadable("damaged", source.name, "ffmpeg cannot decode a picture of it")


def _keyframe(opened: tools.MediaInput, **options: str | None) -> Image.Image | None:
    stream = fitted(source_stream(opened, **options), LONG_EDGE, LONG_EDGE)
    return _answered(command(stream.output("pipe:1", format="image2pipe", vcodec="ppm", vframes="1")), opened)


def _of_sound(source: Path, facts: MediaFacts) -> Image.Image | None:
    del facts
    with tools.opened(source) as opened:
        options = {"s": WAVEFORM_SIZE, "colors": WAVEFORM_COLOUR, "split_channels": "0"}
        stream = sound_stream(opened).filter("aformat", channel_layouts="mono").filter("showwavespic", **options)
        drawn = _answered(command(stream.output("pipe:1", format="image2pipe", vcodec="png", vframes="1")), opened)
    if drawn is None:
        return None
    ground = Image.new("RGBA", drawn.size, (*WAVEFORM_GROUND, 255))
    return Image.alpha_composite(ground, drawn.convert("RGBA")).convert("RGB")


def _answered(argv: list[str], opened: tools.MediaInput) -> Image.Image | None:
    """The one picture ffmpeg wrote, or None when it wrote none."""
    answer = decoded(argv, opened).stdout
    if not answer:
        return None
    picture = Image.open(io.BytesIO(answer), formats=("PPM", "PNG"))
    picture.load()
    return picture
