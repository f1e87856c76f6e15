"""Makes small media files for tests: photos with camera metadata, videos whose every frame says its number, sounds.

Every frame of a video carries its frame number as a row of black and white cells across the top eighth of the picture,
most significant bit on the left; `frame_number` reads it back from raw pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

from mediavault import tools

BITS = 12
"""Cells of the bar code; frame numbers are counted modulo 4096."""
HALF_LIT = 128
ENCODING_LIMITS = tools.Limits(memory_bytes=None, cpu_s=120, file_bytes=None, jailed=False)


def make_photo(
    path: Path,
    *,
    size: tuple[int, int] = (160, 120),
    colour: str = "#806040",
    taken: str | None = "2020:08:16 14:22:33",
    offset: str | None = None,
    gps: tuple[float, float] | None = None,
    altitude_m: float | None = None,
    orientation: int | None = None,
    **tags: Any,
) -> Path:
    """A still at `path`, in the format its suffix names (.jpg .png .tif .webp .heic .avif); returns `path`.

    The left half is `colour`, the right half black, so that a test can see which way up it is shown.

    Args:
        path: Where it is written; its folder is made.
        size: Stored pixels across and down, before orientation.
        colour: What the left half is filled with.
        taken: EXIF DateTimeOriginal; None leaves it out.
        offset: EXIF OffsetTimeOriginal: `+02:00`.
        gps: Signed degrees, north and east positive.
        altitude_m: Metres, negative below sea level.
        orientation: EXIF orientation, 1 to 8.
        **tags: More EXIF tags by Pillow's names: `Make="Canon"`, `LensModel="50 mm"`, `ISOSpeedRatings=200`,
            `ExposureTime=0.005`, `FNumber=2.8`, `FocalLength=50`, `ImageDescription="A square"`, `Rating=4`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", size, "black")
    image.paste(colour, (0, 0, size[0] // 2, size[1]))
    dated = {"DateTimeOriginal": taken, "OffsetTimeOriginal": offset, "Orientation": orientation}
    exif = photo_exif({**{name: value for name, value in dated.items() if value is not None}, **tags}, gps, altitude_m)
    kinds = {".heic": "HEIF", ".heif": "HEIF"}
    if path.suffix.lower() in kinds:
        import pillow_heif  # noqa: PLC0415 - slow to load, and few tests need it

        pillow_heif.register_heif_opener()
    image.save(path, kinds.get(path.suffix.lower()), exif=exif)
    return path


def photo_exif(
    tags: Mapping[str, Any], gps: tuple[float, float] | None = None, altitude_m: float | None = None
) -> Image.Exif:
    """EXIF with `tags` (Pillow's names) in the directories where they belong."""
    exif = Image.Exif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    for name, value in tags.items():
        number = ExifTags.Base[name].value
        of_windows = ExifTags.Base.XPTitle <= number <= ExifTags.Base.XPSubject
        (inner if number > ExifTags.Base.Copyright and not of_windows else exif)[number] = value
    if gps is not None:
        where = exif.get_ifd(ExifTags.IFD.GPSInfo)
        for first, (degrees, letters) in {1: (gps[0], "NS"), 3: (gps[1], "EW")}.items():
            where[first] = letters[degrees < 0]
            where[first + 1] = _sexagesimal(abs(degrees))
        if altitude_m is not None:
            where[5] = b"\x01" if altitude_m < 0 else b"\x00"
            where[6] = abs(altitude_m)
    # Read back from its own bytes: only then does Pillow write the inner directories into every format.
    written = Image.Exif()
    written.load(exif.tobytes())
    for number, value in exif.items():
        if isinstance(value, str) and not value.isascii():
            written[number] = value.encode()  # cameras and programs write UTF-8; Pillow would write question marks
    return written


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(degrees * 3600, 4), 60)
    return (float(minutes // 60), float(minutes % 60), seconds)


def make_png(path: Path, text: Mapping[str, str], *, size: tuple[int, int] = (32, 24)) -> Path:
    """A PNG with text chunks: `make_png(path, {"Creation Time": "2020:08:16 10:00:00"})`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chunks = PngImagePlugin.PngInfo()
    for key, value in text.items():
        chunks.add_text(key, value)
    Image.new("RGB", size, "navy").save(path, pnginfo=chunks)
    return path


def make_video(
    path: Path,
    *,
    rate: str = "25",
    seconds: float = 2,
    size: tuple[int, int] = (320, 180),
    timecode: str | None = None,
    rotation: int | None = None,
    sound: int = 1,
    codec: str | None = None,
    keyframes_every: int = 12,
    tags: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Path:
    """A video whose every frame shows its number, in the container the suffix names; returns `path`.

    Args:
        path: Where it is written (.mov .mp4 .mkv .mxf .avi .webm); its folder is made.
        rate: Frames per second: `25`, `30000/1001`.
        seconds: Its length; the frame count is the nearest whole number.
        size: Stored pixels across and down.
        timecode: Start timecode: `10:00:00:00`, or `;` before the frames for drop-frame.
        rotation: Clockwise degrees a player is to turn it by: 90, 180, 270.
        sound: Mono sound streams (a 440 Hz tone).
        codec: ffmpeg's name of the video encoder; by default H.264, MPEG-2 in MXF, VP9 in WebM.
        keyframes_every: Frames between keyframes.
        tags: Metadata of the container: `{"com.apple.quicktime.make": "Apple"}`.
        options: More output options for ffmpeg, before the file name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = max(1, round(Fraction(seconds) * Fraction(rate)))
    picture = f"color=c=gray:s={size[0]}x{size[1]}:r={rate},{_bar_code(size)},format=yuv420p"
    argv = ["-f", "lavfi", "-i", picture]
    for _ in range(sound):
        argv += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    for stream in range(sound + 1):
        argv += ["-map", f"{stream}:{'a' if stream else 'v'}"]
    argv += ["-frames:v", str(frames), "-t", f"{float(frames / Fraction(rate)):.6f}"]
    argv += ["-g", str(keyframes_every), *_encoder(path.suffix.lower(), codec)]
    if timecode is not None:
        argv += ["-timecode", timecode]
    _write(path, [*argv, *_metadata(path, tags), *options])
    if rotation is not None:
        _rotate(path, rotation, _metadata(path, tags))
    return path


def make_sound(
    path: Path, *, seconds: float = 1, rate_hz: int = 48000, channels: int = 1, tags: Mapping[str, str] | None = None
) -> Path:
    """A tone of 440 Hz, in the format its suffix names (.wav .mp3 .m4a .flac .ogg); returns `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    argv = ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate={rate_hz}", "-t", str(seconds), "-ac", str(channels)]
    _write(path, [*argv, *_metadata(path, tags)])
    return path


def frame_number(rgb: bytes, width: int, height: int) -> int:
    """The number a frame of `make_video` shows, from its raw RGB24 pixels at any size."""
    row = max(0, height // 16)
    number = 0
    for bit in range(BITS):
        column = int((bit + 0.5) * width / BITS)
        number = number << 1 | (rgb[(row * width + column) * 3] >= HALF_LIT)
    return number


def ffmpeg(*argv: str) -> None:
    """Run ffmpeg with `argv`, for what the makers above do not do. Overwrites; raises ToolFailed."""
    command = [str(tools.find("ffmpeg")), "-v", "error", "-nostdin", "-y", "-threads", "1", *argv]
    tools.run(command, timeout_s=120, limits=ENCODING_LIMITS).required()


def _bar_code(size: tuple[int, int]) -> str:
    cells = ["drawbox=x=0:y=0:w=iw:h=ih/8:color=black:t=fill"]
    for bit in range(BITS):
        left, right = (bit * size[0] // BITS, (bit + 1) * size[0] // BITS)
        lit = f"enable='mod(floor(n/{1 << (BITS - 1 - bit)}),2)'"
        cells.append(f"drawbox=x={left}:y=0:w={right - left}:h=ih/8:color=white:t=fill:{lit}")
    return ",".join(cells)


def _encoder(suffix: str, codec: str | None) -> list[str]:
    chosen = codec or {".mxf": "mpeg2video", ".webm": "libvpx-vp9", ".avi": "mpeg4"}.get(suffix, "libx264")
    extra = {
        "libx264": ["-preset", "ultrafast", "-crf", "20", "-keyint_min", "1"],
        "libvpx-vp9": ["-deadline", "realtime", "-cpu-used", "8"],
        "mpeg2video": ["-qscale:v", "4", "-pix_fmt", "yuv420p"],
        "mpeg4": ["-qscale:v", "3"],
    }
    sound = ["-c:a", "pcm_s16le"] if suffix in {".mov", ".mxf", ".avi"} else []
    return ["-c:v", chosen, *extra.get(chosen, []), *sound]


def _metadata(path: Path, tags: Mapping[str, str] | None) -> list[str]:
    flags = ["-movflags", "use_metadata_tags"] if tags and path.suffix.lower() in {".mov", ".mp4"} else []
    return flags + [word for name, value in (tags or {}).items() for word in ("-metadata", f"{name}={value}")]


def _rotate(path: Path, clockwise: int, metadata: Sequence[str]) -> None:
    """Add a display matrix to a finished file; ffmpeg takes it for an input only, and counter-clockwise."""
    turned = path.with_name(f"turned-{path.name}")
    source = ["-display_rotation", str(-clockwise), "-i", f"file:{path}"]
    # The timecode track is not copied: the muxer writes it anew from the tag of the video stream.
    ffmpeg(*source, "-map", "0:v", "-map", "0:a?", "-c", "copy", *metadata, f"file:{turned}")
    turned.replace(path)


def _write(path: Path, argv: Sequence[str]) -> None:
    ffmpeg(*argv, f"file:{path}")
