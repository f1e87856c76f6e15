"""A shot list as pictures and sound: one film of it, or a folder with a clip of each shot."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from library.model import ShotList
from library.timecode import FrameRate, TimeRange
from mediavault.export.cut import Cut, CutList
from mediavault.export.encoder import Shape, encoding
from mediavault.export.footage import NotRendered, Original, Progress, even, samples_until
from mediavault.export.formats import Format
from mediavault.export.gather import likeliest_copy
from mediavault.export.handles import with_handles
from mediavault.export.people import People
from mediavault.export.reels import plain
from mediavault.export.writing import staged
from mediavault.media.apart import Originals
from mediavault.media.filmstrip import TILE_HEIGHT, TILE_WIDTH
from mediavault.media.sound import SAMPLE_BYTES, SAMPLE_RATE_HZ
from mediavault.pages.picture import data_address
from mediavault.vault.cache import tile_of

ByShot = Mapping[int, Original]
"""By the number of the shot."""
_STEM_LENGTH = 200
"""The most letters a clip is called by of its media: in ASCII a name of Cyrillic letters may be twice as long."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How films of a list are made."""

    handles: int = 0
    """Frames of the list that a trimmed clip has more at either end, where its media has them."""
    progress: Progress = lambda done, total: None  # noqa: ARG005  nobody listens
    preview_of: Callable[[str], Path] | None = None
    """Where the preview of a media is, by the key of its fingerprint; a photo is shown by it."""
    filmstrip_of: Callable[[str], Path] | None = None
    """Where the filmstrip of a video is, likewise."""

    def render(self, cut_list: CutList, originals: ByShot, chosen: Format, target: Path) -> list[Path]:
        """The files of a list in a format that is made of its media.

        Raises:
            NotRendered: The media of a shot cannot be read; nothing was left behind.
            DiskFull, CannotWrite, FolderMissing: The disk or the system refused.
            ToolFailed: The encoder did not do its part.
        """
        for cut in cut_list.cuts:
            if cut.number not in originals:
                raise NotRendered(cut.number, cut.media.file, "no copy of it can be read here")
        if chosen.name == "clips":
            return trimmed_clips(cut_list, originals, target, self)
        rough_cut(cut_list, originals, target, self.progress)
        return [target]


@contextmanager
def originals_of(shot_list: ShotList, preview_of: Callable[[str], Path] | None) -> Iterator[dict[int, Original]]:
    """The media of each shot that can be read here, and inside the block decoded.

    Args:
        shot_list: The list.
        preview_of: Where the preview of a media is, by the key of its fingerprint.
    """
    found = {}
    decoder = Originals()
    for shot in shot_list.shots:
        copy, asset = likeliest_copy(shot), shot.asset
        if copy and copy.location:
            preview = preview_of(asset.fingerprint.quick_hex) if preview_of else None
            found[shot.number] = Original(shot.number, asset.name, copy.location, asset.facts, preview, decoder)
    with closing(decoder):
        yield found


def pictures_of(shot_list: ShotList, rendering: Rendering, people: People) -> dict[int, str]:
    """A small picture of each shot, by its number, as far as pictures were made: they need no original.

    A picture may be of a moment beside the shot, so none is of media in which somebody is who is not open, wherever.
    """
    found = {}
    for shot in shot_list.shots:
        if any(True for _ in people.guarded_in_media(shot)):
            continue
        key, available = shot.asset.fingerprint.quick_hex, shot.asset.facts.available_range
        picture = None
        if rendering.filmstrip_of and available and available.rate == shot.source_range.rate:
            middle = shot.source_range.start + shot.source_range.duration // 2
            left = tile_of(middle, available.duration) * TILE_WIDTH
            picture = data_address(rendering.filmstrip_of(key), (left, 0, left + TILE_WIDTH, TILE_HEIGHT))
        if picture is None and rendering.preview_of:
            picture = data_address(rendering.preview_of(key))
        if picture is not None:
            found[shot.number] = picture
    return found


def rough_cut(cut_list: CutList, originals: ByShot, target: Path, progress: Progress) -> None:
    """One film of all shots, at the rate and the size of the list.

    Raises:
        NotRendered: The media of a shot cannot be read; nothing was left behind.
        DiskFull, CannotWrite, FolderMissing: The disk or the system refused.
        ToolFailed: The encoder did not do its part.
    """
    rate = cut_list.rate
    shape = Shape(even(cut_list.size), rate, target.suffix.lower().lstrip("."), cut_list.start)
    with staged(target) as place, _scratch(place) as sound:
        with sound.open("wb") as samples:
            for cut in cut_list.cuts:
                begin, end = (samples_until(at, rate) for at in (cut.record.start, cut.record.end_exclusive))
                samples.writelines(originals[cut.number].samples(cut.source, end - begin))
                progress(0, cut_list.duration)
        with encoding(place, shape, sound) as give:
            for cut in cut_list.cuts:
                frames = originals[cut.number].pictures(cut.source, cut.record.duration, shape)
                for done, picture in enumerate(frames, cut.record.start + 1):
                    give(picture)
                    progress(done, cut_list.duration)


@dataclass(frozen=True, slots=True)
class _Trimmed:
    """One shot as a file of its own: its range with handles, at its own rate."""

    cut: Cut
    used: TimeRange
    rate: FrameRate
    frames: int
    """Of pictures; of a sound, samples."""

    @property
    def name(self) -> str:
        suffix = ".mov" if self.cut.media.picture else ".wav"
        return f"{self.cut.number:03}_{plain(self.cut.media.stem)[:_STEM_LENGTH] or self.cut.media.asset}{suffix}"


def trimmed_clips(cut_list: CutList, originals: ByShot, target: Path, rendering: Rendering) -> list[Path]:
    """A folder with a file of each shot that is no still, and so many frames more at either end, where there are any.

    Raises:
        NotRendered: The media of a shot cannot be read; nothing was left behind.
        DiskFull, CannotWrite, FolderMissing: The disk or the system refused.
        ToolFailed: The encoder did not do its part.
    """
    progress = rendering.progress
    clips = [_trimmed(cut, cut_list, rendering.handles) for cut in cut_list.cuts if not cut.media.still]
    total, done = sum(clip.frames for clip in clips), 0
    with staged(target) as folder:
        folder.mkdir()
        for clip in clips:
            original = originals[clip.cut.number]
            if clip.cut.media.picture:
                start = cut_list.own_start(clip.cut.media) + clip.used.start
                size = clip.cut.media.width or cut_list.size[0], clip.cut.media.height or cut_list.size[1]
                shape = Shape(even(size), clip.rate, "mov", start)
                for now in _film(clip, original, folder / clip.name, shape):
                    progress(done + now, total)
            else:
                _recording(clip, original, folder / clip.name)
            done += clip.frames
            progress(done, total)
    return [target / clip.name for clip in clips]


def _trimmed(cut: Cut, cut_list: CutList, handles: int) -> _Trimmed:
    span = with_handles(cut.source, cut.media.available, handles, cut_list.rate)
    return _Trimmed(cut, span, span.rate, span.duration)


def _film(clip: _Trimmed, original: Original, target: Path, shape: Shape) -> Iterator[int]:
    """Writes a picture with its sound; yields how many frames are done."""
    with _scratch(target) as sound:
        with sound.open("wb") as samples:
            samples.writelines(original.samples(clip.used, samples_until(clip.frames, clip.rate)))
        with encoding(target, shape, sound if clip.cut.media.sound else None) as give:
            for done, picture in enumerate(original.pictures(clip.used, clip.frames, shape), 1):
                give(picture)
                yield done


def _recording(clip: _Trimmed, original: Original, target: Path) -> None:
    with wave.open(str(target), "wb") as written:
        written.setnchannels(2)
        written.setsampwidth(SAMPLE_BYTES // 2)
        written.setframerate(SAMPLE_RATE_HZ)
        for piece in original.samples(clip.used, samples_until(clip.frames, clip.rate)):
            written.writeframes(piece)


@contextmanager
def _scratch(place: Path) -> Iterator[Path]:
    """A file for samples beside one that is being written; it goes when the block ends."""
    scratch = place.with_name(f"{place.name}.pcm")
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)
