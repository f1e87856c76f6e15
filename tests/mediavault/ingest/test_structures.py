"""Files that are one recording are one asset with parts; files that only look like it are not.

Every file is written as the camera writes it, small.
"""

from __future__ import annotations

import gc
import os
import shutil
import struct
import time
from itertools import permutations
from pathlib import Path

import pytest
from ingest_runs import Run
from media_factory import make_photo, make_video
from older_catalogues import as_of
from structure_factory import belonging, clip, loose, named, raw_photo

from library import Catalogue
from library.migrations import KNOWN
from library.model import FileStamp, Outcome, PartRole
from mediavault.ingest.run import ingest
from mediavault.ingest.structures import agreement, survey
from mediavault.ingest.values import FileOutcome, IngestOptions, Interrupted
from mediavault.vault import Vault
from mediavault.walking.values import Entry, Ground

# Photos ---------------------------------------------------------------------------------------------------------------


def test_a_raw_photo_and_its_jpeg_are_one(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    dcim = tmp_path / "card/DCIM/100CANON"
    raw_photo(dcim / "IMG_0001.CR2", taken="2021:06:01 10:00:00", Make="Canon", Model="EOS")
    make_photo(dcim / "img_0001.jpg", taken="2021:06:01 10:00:01", Make="Canon", Model="EOS")
    run(tmp_path / "card")
    assert belonging(catalogue) == {"img_0001.jpg": ("IMG_0001.CR2", "camera jpeg", 1)}
    assert named(catalogue, "IMG_0001.CR2").parts[0].role is PartRole.CAMERA_JPEG
    _, told = run(tmp_path / "card")
    assert {one.outcome for one in told.values()} == {Outcome.KNOWN}
    assert len(catalogue.history()) == 1, "a scan of what is known notes nothing"


@pytest.mark.parametrize(
    ("taken", "model"),
    [("2021:06:01 14:00:00", "EOS"), ("2021:06:01 10:00:00", "EOS R"), (None, "EOS")],
    ids=["hours apart", "another camera", "no time"],
)
def test_a_name_alone_makes_no_pair(
    run: Run, catalogue: Catalogue, tmp_path: Path, taken: str | None, model: str
) -> None:
    raw_photo(tmp_path / "card/IMG_0001.CR2", taken="2021:06:01 10:00:00", Make="Canon", Model="EOS")
    make_photo(tmp_path / "card/IMG_0001.JPG", taken=taken, Make="Canon", Model=model)
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_the_same_name_in_another_folder_is_another_photo(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "card/raw/IMG_0001.CR2", taken="2021:06:01 10:00:00")
    make_photo(tmp_path / "card/jpeg/IMG_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_a_dng_beside_another_raw_photo_was_made_of_it(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    for suffix, colour in ((".DNG", "#202020"), (".NEF", "#303030")):
        made = make_photo(tmp_path / "card/DSC_0001.tif", taken="2021:06:01 10:00:00", colour=colour)
        made.rename(made.with_suffix(suffix))
    make_photo(tmp_path / "card/DSC_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    assert belonging(catalogue) == {"DSC_0001.JPG": ("DSC_0001.NEF", "camera jpeg", 1)}


def test_the_two_files_of_a_pixel_are_one_photo(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    stem = "PXL_20210601_100000123.RAW-0"
    make_photo(tmp_path / f"phone/{stem}1.COVER.jpg", taken="2021:06:01 10:00:00")
    raw_photo(tmp_path / f"phone/{stem}2.ORIGINAL.dng", taken="2021:06:01 10:00:00")
    run(tmp_path / "phone")
    assert belonging(catalogue) == {f"{stem}1.COVER.jpg": (f"{stem}2.ORIGINAL.dng", "camera jpeg", 1)}


def test_a_card_that_is_used_again_ties_nothing_to_what_it_held_before(
    run: Run, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.ingest.record.BATCH", 1)
    card = tmp_path / "card"
    for colour in ("#111111", "#222222"):
        for name in ("IMG_0001.tif", "IMG_0001.JPG"):
            make_photo(card / name, taken="2021:06:01 10:00:00", colour=colour)
        (card / "IMG_0001.tif").replace(card / "IMG_0001.CR2")
        run(card)
    pairs = [(asset.part_of.asset, asset.id) for asset in catalogue.assets(catalogue.find("is:part"))]
    assert pairs == [(1, 2), (3, 4)]


def test_a_backup_of_a_card_adds_copies_and_ties_nothing_anew(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "card/IMG_0001.CR2", taken="2021:06:01 10:00:00")
    make_photo(tmp_path / "card/IMG_0001.JPG", taken="2021:06:01 10:00:00")
    run(tmp_path / "card")
    shutil.copytree(tmp_path / "card", tmp_path / "backup")
    run(tmp_path / "backup")
    assert belonging(catalogue) == {"IMG_0001.JPG": ("IMG_0001.CR2", "camera jpeg", 1)}
    assert [len(asset.copies) for asset in catalogue.assets(catalogue.find())] == [2, 2]


def apple_still(path: Path, identifier: str) -> Path:
    """A JPEG with Apple's note: a directory whose values are counted from the beginning of the note."""
    text = identifier.encode() + b"\0"
    note = b"Apple iOS\0\0\1MM" + struct.pack(">HHHIII", 1, 0x11, 2, len(text), 14 + 18, 0) + text
    return make_photo(path, taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple", Model="iPhone", MakerNote=note)


def apple_movie(path: Path, identifier: str | None, taken: str = "2021-06-01T10:00:00+0200") -> Path:
    tags = {"com.apple.quicktime.creationdate": taken, "com.apple.quicktime.make": "Apple"}
    if identifier:
        tags["com.apple.quicktime.content.identifier"] = identifier
    return make_video(path, tags=tags, size=(64, 36), seconds=1, sound=0)


def test_a_live_photo_is_a_still_with_its_movie(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    apple_still(tmp_path / "phone/IMG_0001.JPG", "6E2A-01")
    apple_movie(tmp_path / "phone/IMG_0001.MOV", "6E2A-01", taken="2021-06-01T10:30:00+0200")
    apple_still(tmp_path / "phone/IMG_0002.JPG", "6E2A-02")
    apple_movie(tmp_path / "phone/IMG_0002.MOV", "0000-99", taken="2021-06-01T10:00:01+0200")
    apple_still(tmp_path / "phone/IMG_0003.JPG", "6E2A-03")
    apple_movie(tmp_path / "phone/IMG_0003.MOV", None, taken="2021-06-01T10:00:02+0200")
    apple_still(tmp_path / "phone/IMG_0004.JPG", "6E2A-04")
    apple_movie(tmp_path / "phone/IMG_0004.MOV", None, taken="2021-06-01T10:01:00+0200")
    run(tmp_path / "phone")
    assert belonging(catalogue) == {
        "IMG_0001.MOV": ("IMG_0001.JPG", "live photo", 1),
        "IMG_0003.MOV": ("IMG_0003.JPG", "live photo", 1),
    }
    assert named(catalogue, "IMG_0001.JPG").facts.ties.recording_id == "6E2A-01"


def test_a_raw_live_photo_is_one_line(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    raw_photo(tmp_path / "phone/IMG_0001.DNG", taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple")
    apple_still(tmp_path / "phone/IMG_0001.JPG", "6E2A-01")
    apple_movie(tmp_path / "phone/IMG_0001.MOV", "6E2A-01")
    run(tmp_path / "phone")
    assert loose(catalogue) == {"IMG_0001.DNG"}


# Action cameras and drones --------------------------------------------------------------------------------------------


def gopro(folder: Path) -> Path:
    """Three chapters with proxies, as HERO5 and later write them, and two of an older camera."""
    for chapter, second in ((1, "00"), (2, "01"), (3, "02")):
        clip(folder / f"GX0{chapter}0123.MP4", f"2021-06-01T10:00:{second}Z")
        clip(folder / f"GL0{chapter}0123.LRV", f"2021-06-01T10:00:{second}Z", size=(32, 18))
        make_photo(folder / f"thumbs/{chapter}.jpg", colour=f"#00000{chapter}", taken=None)
        shutil.move(folder / f"thumbs/{chapter}.jpg", folder / f"GX0{chapter}0123.THM")
    clip(folder / "GOPR0007.MP4", "2015-06-01T10:00:00Z")
    clip(folder / "GP010007.MP4", "2015-06-01T10:00:00Z")
    (folder / "thumbs").rmdir()
    return folder


GOPRO = {
    "GX020123.MP4": ("GX010123.MP4", "continues", 2),
    "GX030123.MP4": ("GX010123.MP4", "continues", 3),
    "GL010123.LRV": ("GX010123.MP4", "proxy", 1),
    "GL020123.LRV": ("GX020123.MP4", "proxy", 1),
    "GL030123.LRV": ("GX030123.MP4", "proxy", 1),
    "GP010007.MP4": ("GOPR0007.MP4", "continues", 2),
}


def test_chapters_are_one_recording_with_their_proxies(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    _, told = run(gopro(tmp_path / "card/DCIM/100GOPRO").parent)
    assert belonging(catalogue) == GOPRO
    assert loose(catalogue) == {"GX010123.MP4", "GOPR0007.MP4"}
    assert told["GX010123.THM"].outcome is Outcome.SKIPPED


def test_whatever_comes_first_and_in_however_many_runs_it_is_one_recording(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    whole = gopro(tmp_path / "whole")
    card = tmp_path / "card"
    card.mkdir()
    for name in ("GX030123.MP4", "GL020123.LRV", "GP010007.MP4", "GX020123.MP4", "GL010123.LRV", "GOPR0007.MP4"):
        shutil.copy2(whole / name, card / name)
        run(card)
    assert loose(catalogue) == {"GX020123.MP4", "GOPR0007.MP4", "GL010123.LRV"}
    for name in ("GX010123.MP4", "GL030123.LRV"):
        shutil.copy2(whole / name, card / name)
    run(card)
    assert belonging(catalogue) == GOPRO


def test_a_missing_chapter_and_another_cameras_chapter_are_no_recording(
    run: Run, catalogue: Catalogue, tmp_path: Path
) -> None:
    clip(tmp_path / "card/GX010123.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "card/GX030123.MP4", "2021-06-01T10:00:02Z")
    clip(tmp_path / "card/GX010124.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "card/GX020124.MP4", "2021-06-01T18:00:00Z")
    clip(tmp_path / "card/GX010125.MP4", "2021-06-01T10:00:03Z")
    clip(tmp_path / "card/GX020125.MP4", "2021-06-01T10:00:04Z", size=(32, 18))
    run(tmp_path / "card")
    assert belonging(catalogue) == {}


def test_undo_takes_back_what_an_ingest_tied(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    card = tmp_path / "card"
    clip(card / "GX020123.MP4", "2021-06-01T10:00:01Z")
    run(card)
    clip(card / "GX010123.MP4", "2021-06-01T10:00:00Z")
    run(card)
    assert belonging(catalogue) == {"GX020123.MP4": ("GX010123.MP4", "continues", 2)}
    catalogue.undo()
    assert belonging(catalogue) == {}
    assert loose(catalogue) == {"GX020123.MP4"}
    catalogue.redo()
    assert belonging(catalogue) == {"GX020123.MP4": ("GX010123.MP4", "continues", 2)}


def test_proxies_beside_and_below_their_videos(run: Run, catalogue: Catalogue, tmp_path: Path) -> None:
    clip(tmp_path / "drone/DJI_0001.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "drone/DJI_0001.LRF", "2021-06-01T10:00:00Z", size=(32, 18))
    clip(tmp_path / "drone/DJI_0002.MP4", "2021-06-01T11:00:00Z")
    clip(tmp_path / "drone/DJI_0002.LRF", "2021-06-01T11:00:00Z", size=(32, 18), seconds=4)
    clip(tmp_path / "sony/C0001.MP4", "2021-06-01T10:00:00Z")
    clip(tmp_path / "sony/C0001S03.MP4", "2021-06-01T10:00:00Z", size=(32, 18))
    clip(tmp_path / "sony/C0002.MP4", "2021-06-01T10:10:00Z")
    clip(tmp_path / "sony/C0002S03.MP4", "2021-06-01T10:20:00Z", size=(32, 18))
    clip(tmp_path / "bm/A001_C001.mov", "2021-06-01T12:00:00Z")
    clip(tmp_path / "bm/Proxy/A001_C001.mp4", "2021-06-01T12:00:00Z", size=(32, 18))
    clip(tmp_path / "bm/A001_C002.mov", "2021-06-01T12:05:00Z")
    clip(tmp_path / "bm/Proxy/A001_C002_Proxy.mov", "2021-06-01T12:05:00Z", size=(32, 18))
    clip(tmp_path / "bm/A001_C003.mov", "2021-06-01T12:10:00Z")
    clip(tmp_path / "bm/Proxy/A001_C003.mov", "2021-06-01T12:10:00Z", size=(128, 72))
    run(tmp_path)
    assert belonging(catalogue) == {
        "DJI_0001.LRF": ("DJI_0001.MP4", "proxy", 1),
        "C0001S03.MP4": ("C0001.MP4", "proxy", 1),
        "A001_C001.mp4": ("A001_C001.mov", "proxy", 1),
        "A001_C002_Proxy.mov": ("A001_C002.mov", "proxy", 1),
    }


def test_a_recording_cut_at_the_longest_file_goes_on(
    run: Run, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = tmp_path / "card/DCIM"
    long = clip(card / "DJI_0001.MP4", "2021-06-01T10:00:00Z", seconds=4)
    clip(card / "DJI_0002.MP4", "2021-06-01T10:00:04Z")
    clip(card / "DJI_0003.MP4", "2021-06-01T10:00:05Z")
    clip(card / "C0001.MP4", "2021-06-01T10:00:00Z", seconds=4)
    clip(card / "C0002.MP4", "2021-06-01T11:00:04Z")
    run(card)
    assert belonging(catalogue) == {}, "no file is as long as a file can be"
    catalogue.undo()
    size = long.stat().st_size
    monkeypatch.setattr(agreement, "SPLIT_BYTES", (size,))
    monkeypatch.setattr("mediavault.ingest.structures.splits.SMALLEST", size * 85 // 100)
    run(card)
    assert belonging(catalogue) == {"DJI_0002.MP4": ("DJI_0001.MP4", "continues", 2)}


# Whatever the order ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_files_of_a_photo_are_one_in_whatever_order_they_come(
    run: Run, catalogue: Catalogue, tmp_path: Path, order: tuple[int, ...]
) -> None:
    made = [
        raw_photo(tmp_path / "made/IMG_0001.DNG", taken="2021:06:01 10:00:00", offset="+02:00", Make="Apple"),
        apple_still(tmp_path / "made/IMG_0001.JPG", "6E2A-01"),
        apple_movie(tmp_path / "made/IMG_0001.MOV", "6E2A-01"),
    ]
    card = tmp_path / "card"
    card.mkdir()
    for place in order:
        os.link(made[place], card / made[place].name)
        run(card)
    assert belonging(catalogue) == {
        "IMG_0001.JPG": ("IMG_0001.DNG", "camera jpeg", 1),
        "IMG_0001.MOV": ("IMG_0001.JPG", "live photo", 1),
    }


@pytest.mark.parametrize("kept", range(8))
def test_a_run_that_ends_anywhere_goes_on_to_the_same_recordings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    card = gopro(tmp_path / "card/DCIM/100GOPRO").parent
    raw_photo(card / "101NIKON/DSC_0001.NEF", taken="2021:06:01 10:00:00")
    make_photo(card / "101NIKON/DSC_0001.JPG", taken="2021:06:01 10:00:00")
    monkeypatch.setattr("mediavault.ingest.record.BATCH", 1)
    told: list[FileOutcome] = []

    def end(outcome: FileOutcome) -> None:
        told.append(outcome)
        if len(told) > kept:
            raise KeyboardInterrupt

    vault = Vault.create(tmp_path / "vault")
    with vault.catalogue() as catalogue:
        options = IngestOptions(jobs=1, previews=False, digests=False)
        with pytest.raises(Interrupted):
            ingest(catalogue, vault, [card], options, end)
        so_far = {Path(one.path).name for one in told if one.asset is not None}
        every = {**GOPRO, "DSC_0001.JPG": ("DSC_0001.NEF", "camera jpeg", 1)}
        assert belonging(catalogue).keys() <= every.keys() & so_far
        ingest(catalogue, vault, [card], options)
        assert belonging(catalogue) == every


def test_a_large_folder_costs_in_proportion(tmp_path: Path) -> None:
    def seconds(files: int) -> float:
        ground = Ground.__new__(Ground)
        stamp = FileStamp(4_200_000_000, 1, 1, 1)
        names = [f"/card/{kind}{n:05}.{suffix}" for n in range(files) for kind, suffix in (("C", "MP4"), ("C", "JPG"))]
        entries = [Entry(os.fsencode(name), ground, os.fsencode(name[1:]), stamp) for name in names]
        began = time.process_time()
        found = survey(entries)
        assert sum(len(found.candidates(entry)) for entry in entries) == 2 * (files - 1) + 2 * files
        return time.process_time() - began

    gc.freeze()  # what other tests left would be gone through while the time is taken
    few, many = (min(seconds(files) for _ in range(3)) for files in (2_000, 20_000))
    gc.unfreeze()
    assert many < 40 * few, "ten times as many files, a hundred times the work if it were quadratic"


def test_a_catalogue_from_before_parts_has_them_after_the_next_scan(tmp_path: Path) -> None:
    card = tmp_path / "card/DCIM/100CANON"
    raw_photo(card / "IMG_0001.CR2", taken="2021:06:01 10:00:00", Make="Canon", Model="EOS")
    make_photo(card / "IMG_0001.JPG", taken="2021:06:01 10:00:01", Make="Canon", Model="EOS")
    make_photo(card / "IMG_0002.JPG", taken="2021:06:01 10:00:02", Make="Canon", Model="EOS")
    now, older = Vault.create(tmp_path / "now"), Vault(tmp_path / "older")
    with now.catalogue() as catalogue:
        ingest(catalogue, now, [card.parents[1]], IngestOptions(jobs=1, previews=False))
        assert belonging(catalogue) == {"IMG_0001.JPG": ("IMG_0001.CR2", "camera jpeg", 1)}
    older.path.mkdir()
    as_of("0002", now.catalogue_path, older.catalogue_path)
    with older.catalogue() as catalogue:
        assert belonging(catalogue) == {}
        summary = ingest(catalogue, older, [card.parents[1]], IngestOptions(jobs=1, previews=False))
        assert summary.known == 3
        assert belonging(catalogue) == {"IMG_0001.JPG": ("IMG_0001.CR2", "camera jpeg", 1)}
        with catalogue.transaction("Apart") as edit:
            edit.remove_part(named(catalogue, "IMG_0001.JPG").id)
        ingest(catalogue, older, [card], IngestOptions(jobs=1, previews=False))
        assert belonging(catalogue) == {}, "it was looked at once; what a person took apart stays so"


def test_a_catalogue_that_knows_parts_is_not_looked_through_again(tmp_path: Path) -> None:
    card = tmp_path / "card"
    for name, hour in (("IMG_0001", 10), ("IMG_0002", 11)):
        raw_photo(card / f"{name}.CR2", taken=f"2021:06:01 {hour}:00:00", Make="Canon", Model="EOS")
        make_photo(card / f"{name}.JPG", taken=f"2021:06:01 {hour}:00:01", Make="Canon", Model="EOS")
    now, vault = Vault.create(tmp_path / "now"), Vault(tmp_path / "vault")
    with now.catalogue() as catalogue:
        ingest(catalogue, now, [card], IngestOptions(jobs=1, previews=False))
    vault.path.mkdir()
    as_of(KNOWN[KNOWN.index("0016") - 1], now.catalogue_path, vault.catalogue_path)
    with vault.catalogue() as catalogue:
        with catalogue.transaction("Apart") as edit:
            edit.remove_part(named(catalogue, "IMG_0001.JPG").id)
        ingest(catalogue, vault, [card], IngestOptions(jobs=1, previews=False))
        assert set(belonging(catalogue)) == {"IMG_0002.JPG"}
