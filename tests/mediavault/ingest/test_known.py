"""A scan of what is known: nothing is opened or started for it, and every file is told of all the same."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from media_factory import make_photo

from library import Catalogue
from library.model import AssetId, CopyId, Outcome
from mediavault.ingest.previews import is_tried, tried_previews
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary
from mediavault.vault import Vault
from mediavault.vault.lacking import note_no_preview
from mediavault.walking.absent import AbsenceTask


class Nobody(Executor):
    """An executor nobody may ask."""

    def submit(self, *_args: object, **_kwargs: object) -> Future[None]:  # type: ignore[override]
        pytest.fail("a task was handed in")


class Looking(Nobody):
    """An executor that may look once more for what went away, and do nothing else."""

    def submit(self, task: object, /, *_args: object, **_kwargs: object) -> Future[frozenset[CopyId]]:  # type: ignore[override]
        if not isinstance(task, AbsenceTask):
            return super().submit()
        future: Future[frozenset[CopyId]] = Future()
        future.set_result(task())
        return future


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    for number in range(6):
        make_photo(folder / f"{number % 2}" / f"IMG_{number}.jpg", colour=f"#{number}0{number}0{number}0")
    return folder


def scan(
    vault: Vault, folder: Path, executor: Executor | None = None, *, previews: bool = False
) -> tuple[IngestSummary, list[FileOutcome]]:
    told: list[FileOutcome] = []
    with vault.catalogue() as catalogue:
        options = IngestOptions(previews=previews)
        summary = ingest(catalogue, vault, [folder], options, told.append, executor=executor)
    return summary, told


def test_when_nothing_changed_nothing_is_started_and_every_file_is_told_of(card: Path, vault: Vault) -> None:
    _, first = scan(vault, card)
    summary, second = scan(vault, card, Nobody())
    assert (summary.known, summary.new, summary.missing, summary.bytes) == (6, 0, 0, sum_of(card))
    assert [one.outcome for one in second] == [Outcome.KNOWN] * 6
    assert {one.path: one.asset for one in second} == {one.path: one.asset for one in first}


def sum_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.jpg"))


def test_paths_are_told_as_the_walk_came_by_them(card: Path, vault: Vault, tmp_path: Path) -> None:
    scan(vault, card)
    link = tmp_path / "by another way"
    link.symlink_to(card)
    _, told = scan(vault, link, Nobody())
    assert [one.path for one in told] == [
        f"{link}/{folder}/IMG_{number}.jpg" for folder, number in ("00", "02", "04", "11", "13", "15")
    ]


def test_what_went_away_is_missed_though_nothing_else_changed(card: Path, vault: Vault) -> None:
    scan(vault, card)
    (card / "0" / "IMG_2.jpg").unlink()
    summary, told = scan(vault, card, Looking())
    assert (summary.known, summary.missing, len(told)) == (5, 1, 5)
    summary, _ = scan(vault, card, Nobody())
    assert (summary.known, summary.missing) == (5, 0)


def test_a_touched_file_is_read_and_its_neighbours_are_told_of(card: Path, vault: Vault) -> None:
    scan(vault, card)
    make_photo(card / "1" / "IMG_3.jpg", colour="#ffffff")
    summary, told = scan(vault, card)
    assert (summary.known, summary.updated, summary.missing, len(told)) == (5, 1, 0, 6)


def test_a_preview_that_is_lacking_is_made_by_the_next_scan(card: Path, vault: Vault) -> None:
    scan(vault, card, previews=True)
    with vault.catalogue() as catalogue:
        place = vault.preview_path(hex_of(catalogue, AssetId(1)))
    place.unlink()
    scan(vault, card, previews=True)
    assert place.is_file()
    scan(vault, card, Nobody(), previews=True)


def hex_of(catalogue: Catalogue, asset: AssetId) -> str:
    return catalogue.asset(asset).fingerprint.quick_hex


def test_one_look_at_all_previews_says_what_a_look_at_each_does(vault: Vault) -> None:
    names = {kind: f"{number:032x}" for number, kind in enumerate(("preview", "none", "filmstrip", "nothing"))}
    for kind in ("preview", "filmstrip"):
        place = vault.preview_path if kind == "preview" else vault.filmstrip_path
        place(names[kind]).parent.mkdir(parents=True, exist_ok=True)
        place(names[kind]).write_bytes(b"")
    note_no_preview(vault.preview_path(names["none"]), "It has nothing to show.")
    assert tried_previews(vault.previews) == {names["preview"], names["none"]}
    assert {name for name in names.values() if is_tried(vault.preview_path(name))} == {names["preview"], names["none"]}
