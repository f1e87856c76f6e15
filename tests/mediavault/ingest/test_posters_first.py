"""Every clip has its poster before the first filmstrip is made; an interrupted run leaves word of what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from media_factory import make_photo, make_video

from library import Catalogue
from library.model import MediaFacts, MediaKind
from mediavault.ingest import previews
from mediavault.ingest.finish import FinishTask
from mediavault.ingest.previews import PictureTask, is_filmstrip_wanted, tried_previews
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions, Interrupted
from mediavault.vault import Vault

OPTIONS = IngestOptions(jobs=1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")


@pytest.fixture
def catalogue(vault: Vault) -> Iterator[Catalogue]:
    with vault.catalogue() as opened:
        yield opened


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    make_photo(folder / "a.jpg")
    make_video(folder / "b.mp4", seconds=1)
    make_video(folder / "c.mp4", seconds=2)
    return folder


def pictures(vault: Vault) -> list[str]:
    """The names of all that is in the cache, without the fingerprints."""
    return sorted(path.name.partition(".")[2] for path in vault.previews.rglob("*") if path.is_file())


class Watched(Executor):
    """Does the work at once, and tells before each filmstrip."""

    def __init__(self, before_filmstrip: Callable[[], object]) -> None:
        self.before_filmstrip = before_filmstrip

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        picture = fn.picture.task if isinstance(fn, FinishTask) and fn.picture else None
        if isinstance(picture, PictureTask) and not picture.poster_first:
            self.before_filmstrip()
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_every_poster_is_there_before_the_first_filmstrip(card: Path, vault: Vault, catalogue: Catalogue) -> None:
    seen: list[list[str]] = []
    ingest(catalogue, vault, [card], OPTIONS, executor=Watched(lambda: seen.append(pictures(vault))))
    assert seen[0] == ["filmstrip.wanted", "filmstrip.wanted", "jpg", "jpg", "jpg"]
    assert seen[1:] == [["filmstrip.jpg", "filmstrip.wanted", "jpg", "jpg", "jpg"]]
    assert pictures(vault) == ["filmstrip.jpg", "filmstrip.jpg", "jpg", "jpg", "jpg"]


def test_a_run_that_was_interrupted_before_the_filmstrips_is_taken_up(
    card: Path, vault: Vault, catalogue: Catalogue
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        ingest(catalogue, vault, [card], OPTIONS, executor=Watched(interrupt))
    assert len(tried_previews(vault.previews)) == 1
    summary = ingest(catalogue, vault, [card], OPTIONS)
    assert (summary.known, summary.problems) == (3, 0)
    assert pictures(vault) == ["filmstrip.jpg", "filmstrip.jpg", "jpg", "jpg", "jpg"]


def test_a_clip_without_a_filmstrip_keeps_its_poster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, preview, strip = tmp_path / "clip.mov", tmp_path / "a.jpg", tmp_path / "a.filmstrip.jpg"
    path.write_bytes(b"a clip")

    def make(_: Path, __: MediaFacts, poster: Path, filmstrip: Path | None = None) -> bool:
        if filmstrip is not None:
            raise ValueError("its keyframes are broken")
        poster.write_bytes(b"a poster")
        return True

    monkeypatch.setattr(previews, "make_pictures", make)
    facts = MediaFacts(kind=MediaKind.VIDEO)
    assert PictureTask(bytes(path), facts, preview, strip, poster_first=True)() is None
    assert is_filmstrip_wanted(strip)
    lacking = PictureTask(bytes(path), facts, preview, strip)()
    assert lacking is not None
    assert lacking.message == "No filmstrip of clip.mov: its keyframes are broken."
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.jpg", "clip.mov"]
