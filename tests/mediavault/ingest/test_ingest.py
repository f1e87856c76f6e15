"""An ingest from folder to catalogue: what is told, what is kept, and that originals stay as they are."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest
from ingest_runs import Run
from media_factory import make_photo, make_sound, make_video

from library import Catalogue
from library.model import Asset, Authority, AuthorityKind, CopyState, Outcome, Problem
from library.reading.authorities import UnknownName
from mediavault.ingest.run import STAGES, ingest
from mediavault.ingest.values import FileOutcome, FolderUnusable, IngestOptions, Interrupted
from mediavault.progress import Progress, Stage
from mediavault.vault import Vault


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two photos and a video."""
    folder = tmp_path / "card"
    make_photo(folder / "one.jpg", colour="#112233", gps=(53.13, 23.16))
    make_photo(folder / "DCIM" / "two.jpg", colour="#445566")
    make_video(folder / "A001.mov", timecode="10:00:00:00", seconds=1)
    return folder


def assets(catalogue: Catalogue) -> list[Asset]:
    return catalogue.assets(catalogue.find(sort="name"))


def content(folder: Path) -> dict[str, tuple[str, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(one): (hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_mtime_ns) for one in files}


def test_a_folder_becomes_assets_with_previews_and_digests(
    run: Run, card: Path, catalogue: Catalogue, vault: Vault
) -> None:
    before = content(card)
    summary, _ = run(card)
    assert (summary.new, summary.files, summary.problems) == (3, 3, 0)
    video, one, two = assets(catalogue)
    assert str(video.facts.start_timecode.timecode) == "10:00:00:00"
    assert one.facts.gps.latitude == pytest.approx(53.13, abs=1e-4)
    for asset in (video, one, two):
        assert asset.digest is not None
        assert vault.preview_path(asset.fingerprint.quick_hex).exists()
    assert vault.filmstrip_path(video.fingerprint.quick_hex).exists()
    assert content(card) == before


def test_ids_follow_the_walk(run: Run, card: Path, catalogue: Catalogue) -> None:
    run(card, previews=False)
    assert [asset.name for asset in catalogue.assets([1, 2, 3])] == ["A001.mov", "one.jpg", "two.jpg"]


def test_all_of_a_run_is_one_operation(run: Run, card: Path, catalogue: Catalogue) -> None:
    run(card, who="anna")
    assert [(one.what, one.who) for one in catalogue.history()] == [("Ingest card", "anna")]
    catalogue.undo()
    assert catalogue.count() == 0


def test_a_second_run_opens_no_file_that_did_not_change(
    run: Run, card: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(card)
    # A worker would have to be asked for any look inside a file.
    monkeypatch.setattr("mediavault.workers.pool.LocalPool.submit", lambda *_: pytest.fail("a file was opened"))
    summary, told = run(card)
    assert (summary.known, summary.files) == (3, 3)
    assert {one.asset for one in told.values()} == {asset.id for asset in assets(catalogue)}
    assert len(catalogue.history()) == 1


def test_a_touched_file_is_known_and_not_looked_at_again(run: Run, card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(card)
    os.utime(card / "one.jpg", ns=(10**18, 10**18))
    assert run(card)[0].known == 3
    monkeypatch.setattr("mediavault.workers.pool.LocalPool.submit", lambda *_: pytest.fail("a file was opened"))
    assert run(card)[0].known == 3


def test_other_content_at_a_path_is_another_asset(run: Run, card: Path, catalogue: Catalogue) -> None:
    run(card)
    make_photo(card / "one.jpg", colour="#ffffff")
    summary, told = run(card)
    assert (summary.updated, summary.known) == (1, 2)
    assert catalogue.count() == 4
    states = [copy.state for asset in assets(catalogue) for copy in asset.copies if copy.name == "one.jpg"]
    assert sorted(states) == [CopyState.CHANGED, CopyState.ONLINE]
    assert told["one.jpg"].outcome is Outcome.UPDATED


def test_what_is_gone_is_missing_and_found_again(run: Run, card: Path, catalogue: Catalogue) -> None:
    run(card)
    aside = card.parent / "aside.jpg"
    (card / "one.jpg").rename(aside)
    assert run(card)[0].missing == 1
    assert run(card)[0].missing == 0
    one = catalogue.asset(2)
    assert one.state is CopyState.MISSING
    aside.rename(card / "one.jpg")
    assert run(card)[0].known == 3
    assert catalogue.asset(2).state is CopyState.ONLINE


def test_what_is_in_a_locked_folder_is_not_missing(
    run: Run, card: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(card)
    opened = os.open

    def refuse(path, *arguments, **more) -> int:
        # What the system answers to all but root.
        if path == b"DCIM":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr("os.open", refuse)
    summary, told = run(card)
    assert (summary.known, summary.missing, summary.unreadable) == (2, 0, 1)
    assert told["DCIM"].problem.kind == "permission"


def test_equal_files_are_one_asset_with_two_copies(run: Run, tmp_path: Path, catalogue: Catalogue) -> None:
    small = make_photo(tmp_path / "card" / "a.jpg")
    # Longer than what a fingerprint covers.
    large = make_sound(tmp_path / "card" / "b.wav", seconds=5)
    for one in (small, large):
        one.with_name("again-" + one.name).write_bytes(one.read_bytes())
    summary, _ = run(tmp_path / "card")
    assert (summary.new, summary.known) == (2, 2)
    assert [len(asset.copies) for asset in assets(catalogue)] == [2, 2]


def test_alike_is_not_equal(run: Run, tmp_path: Path, catalogue: Catalogue) -> None:
    first = make_sound(tmp_path / "card" / "a.wav", seconds=8)
    samples = bytearray(first.read_bytes())
    samples[len(samples) // 4] ^= 0xFF  # between head and middle
    first.with_name("b.wav").write_bytes(samples)
    assert run(tmp_path / "card")[0].new == 2
    one, other = assets(catalogue)
    assert one.fingerprint == other.fingerprint
    assert one.digest != other.digest


def test_a_file_met_later_joins_the_one_that_is_there(run: Run, tmp_path: Path, catalogue: Catalogue) -> None:
    first = make_sound(tmp_path / "card" / "a.wav", seconds=5)
    run(tmp_path / "card", digests=False)
    other = tmp_path / "drive" / "b.wav"
    other.parent.mkdir()
    other.write_bytes(first.read_bytes())
    assert run(tmp_path / "drive")[0].known == 1
    assert [len(asset.copies) for asset in assets(catalogue)] == [2]


def test_every_odd_entry_has_one_outcome_with_a_reason(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "card"
    make_photo(folder / "good.jpg")
    (folder / "link.jpg").symlink_to(folder / "good.jpg")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling.jpg").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.mov")
    (folder / "empty.jpg").touch()
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "notes.txt").write_text("bread, milk", encoding="utf-8")
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    with (folder / "hollow.mov").open("wb") as file:
        file.truncate(2**30)
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfe\x1b[31m.jpg")).write_bytes((folder / "good.jpg").read_bytes())
    summary, told = run(folder)
    kinds = {name: (one.outcome.value, one.problem and one.problem.kind) for name, one in told.items()}
    assert kinds == {
        "good.jpg": ("new", None),
        "\\xff\\xfe\x1b[31m.jpg": ("known", None),
        "link.jpg": ("skipped", "link"),
        "loop": ("skipped", "link"),
        "dangling.jpg": ("skipped", "link"),
        "pipe.mov": ("unreadable", "not-a-file"),
        "empty.jpg": kinds["empty.jpg"],
        ".DS_Store": ("skipped", "system-file"),
        "notes.txt": ("skipped", "not-media"),
        "cut.jpg": ("unreadable", "damaged"),
        "hollow.mov": ("unreadable", "hollow"),
    }
    assert all(one.problem.message.endswith(".") for one in told.values() if one.problem)
    assert summary.missing == 0


def test_the_vault_itself_is_left_out(run: Run, card: Path, vault: Vault) -> None:
    make_photo(vault.path / "stand-ins" / "three.jpg", colour="#0f0f0f")
    assert run(vault.path)[0].files == 1
    assert run(vault.path)[0].files == 1


def test_a_dry_run_foretells(run: Run, card: Path, catalogue: Catalogue, vault: Vault) -> None:
    (card / "again.jpg").write_bytes((card / "one.jpg").read_bytes())
    summary, _ = run(card, dry_run=True)
    assert (summary.new, summary.known) == (3, 1)
    assert catalogue.count() == 0
    assert catalogue.history() == []
    assert list(vault.previews.rglob("*.jpg")) == []
    run(card)
    assert run(card, dry_run=True)[0].known == 4


def test_everything_is_linked_to_what_whoever_ingests_names(run: Run, card: Path, catalogue: Catalogue) -> None:
    with catalogue.transaction("Records") as edit:
        for kind, name in (
            (AuthorityKind.EVENT, "Day of Solidarity"),
            (AuthorityKind.PLACE, "Białystok"),
            (AuthorityKind.ORGANISATION, "Editorial office"),
        ):
            edit.add_authority(Authority(kind=kind, name=name))
    run(card, previews=False)
    run(card, previews=False, event="day of solidarity", place="Bialystok", contributor="editorial office")
    links = {(link.name, link.role) for asset in assets(catalogue) for clip in asset.clips for link in clip.links}
    assert links == {
        ("Day of Solidarity", "depicts"), ("Białystok", "recorded at"), ("Editorial office", "sent by"),
    }  # fmt: skip
    assert len(catalogue.find('event:"Day of Solidarity"')) == 3


def test_an_unknown_name_is_refused_before_anything_is_read(run: Run, card: Path, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownName):
        run(card, event="Nobody's Day")
    assert catalogue.count() == 0


@pytest.mark.parametrize(("name", "reason"), [("nowhere", "there is no such folder"), ("file", "it is not a folder")])
def test_only_folders_are_ingested(run: Run, tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match=reason):
        run(tmp_path / name)


def test_ctrl_c_keeps_what_was_told_and_the_next_run_goes_on(
    run: Run, tmp_path: Path, catalogue: Catalogue, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.ingest.record.BATCH", 2)
    for number in range(6):
        make_photo(tmp_path / "card" / f"{number}.jpg", colour=f"#{number}0{number}0{number}0")
    told: list[FileOutcome] = []

    def stop(one: FileOutcome) -> None:
        told.append(one)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        ingest(catalogue, vault, [tmp_path / "card"], IngestOptions(jobs=1), stop)
    assert catalogue.count() == caught.value.summary.new == 4
    assert {one.asset for one in told} <= set(catalogue.find())
    summary, _ = run(tmp_path / "card")
    assert (summary.new, summary.known) == (2, 4)
    assert all(vault.preview_path(asset.fingerprint.quick_hex).exists() for asset in assets(catalogue))


def test_a_listener_that_stops_the_run_leaves_no_worker_behind(card: Path, catalogue: Catalogue, vault: Vault) -> None:
    def stop(_: Progress) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        ingest(catalogue, vault, [card], IngestOptions(jobs=1), on_progress=stop)
    with catalogue.transaction("The catalogue is free") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="free"))


def test_progress_names_each_stage_and_ends_complete(card: Path, catalogue: Catalogue, vault: Vault) -> None:
    told: list[Progress] = []
    ingest(catalogue, vault, [card], IngestOptions(jobs=1), on_progress=told.append)
    for stage in STAGES:
        last = [one for one in told if one.stage is stage][-1]
        assert last.done == last.total
    assert [one for one in told if one.stage is Stage.READ][-1].total == 3


def test_where_no_preview_can_be_made_no_later_run_tries(
    run: Run, card: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_photo(card / "cut.jpg", size=(800, 600), colour="#909090").read_bytes()
    (card / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    summary, told = run(card)
    assert told["cut.jpg"].outcome is Outcome.NEW
    assert summary.problems == 1
    monkeypatch.setattr("mediavault.workers.pool.LocalPool.submit", lambda *_: pytest.fail("a file was opened"))
    assert run(card)[0].problems == 0


def test_what_could_not_be_made_is_told_with_its_reason(card: Path, catalogue: Catalogue, vault: Vault) -> None:
    whole = make_photo(card / "cut.jpg", size=(800, 600), colour="#909090").read_bytes()
    (card / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    lacking: list[Problem] = []
    ingest(catalogue, vault, [card], IngestOptions(jobs=1), on_lacking=lacking.append)
    (problem,) = lacking
    assert problem.kind == "part"
    assert problem.message.startswith("Only a part is shown of cut.jpg: it is no complete JPEG picture")
    (card / "cut.jpg").write_bytes(whole[: whole.index(b"\xff\xda") + 16])
    ingest(catalogue, vault, [card], IngestOptions(jobs=1), on_lacking=lacking.append)
    problem = lacking[-1]
    assert problem.kind == "no-preview"
    assert problem.message.startswith("No preview of cut.jpg: it is no complete JPEG picture")


def test_a_clip_that_breaks_off_is_catalogued_and_told_of(run: Run, card: Path) -> None:
    whole = make_video(card / "tape.avi", seconds=4).read_bytes()
    (card / "tape.avi").write_bytes(whole[: len(whole) // 2])
    told = run(card)[1]["tape.avi"]
    assert told.outcome is Outcome.NEW
    assert told.problem is not None
    assert told.problem.kind == "cut-off"
    assert told.problem.message.startswith(f"tape.avi breaks off: {len(whole) // 2:,} of at least ")
    assert run(card)[1]["tape.avi"].problem is None


def test_no_previews_when_nobody_wants_them(run: Run, card: Path, vault: Vault) -> None:
    run(card, previews=False)
    assert list(vault.previews.rglob("*.jpg")) == []
    run(card)
    assert len(list(vault.previews.rglob("*.jpg"))) == 4
