"""`duplicates` from ingest to family: offered with a score and a reason, joined by a person alone."""

from __future__ import annotations

from errno import ENOSPC
from pathlib import Path

import pytest
from likeness_factory import jpeg, scene, smaller
from PIL import Image, ImageDraw

from mediavault.analysis.looks import Looks


@pytest.fixture
def run(bare, tmp_path: Path):
    """Two scenes, one with a smaller copy and a crop; all of it ingested."""
    media = tmp_path / "media"
    media.mkdir()
    for number in (1, 2):
        scene(number).save(media / f"{number}.jpg", quality=92)
    smaller(scene(1), 0.5).save(media / "1-small.jpg", quality=40)
    jpeg(scene(1).crop((60, 40, 560, 415)), 80).save(media / "1-crop.jpg")
    assert bare("--vault", tmp_path / "vault", "ingest", media, "--jobs", 1).status == 0
    return lambda *arguments: bare("--vault", tmp_path / "vault", *arguments)


def taken_at(second: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif.get_ifd(0x8769)[0x9003] = f"2020:08:16 14:22:{second:02}"
    return exif


def test_one_scene_a_moment_apart_is_a_burst(bare, tmp_path: Path):
    """By what moved, a post, or by the clock of the camera; copies of one exposure have one time."""
    media, vault = tmp_path / "media", tmp_path / "vault"
    media.mkdir()
    scene(10).save(media / "post.jpg", quality=95)
    moved = scene(10).copy()
    ImageDraw.Draw(moved).rectangle((420, 220, 450, 300), fill="white")
    moved.save(media / "post-later.jpg", quality=80)
    for name, quality, second in (("still", 95, 1), ("still-later", 80, 3), ("still-copy", 50, 1)):
        scene(11).save(media / f"{name}.jpg", quality=quality, exif=taken_at(second))
    assert bare("--vault", vault, "ingest", media, "--jobs", 1).status == 0
    found = offered(lambda *arguments: bare("--vault", vault, *arguments))
    assert {name: (one["whole_name"], one["role"]) for name, one in found.items()} == {
        "post-later.jpg": ("post.jpg", "burst"),
        "still-later.jpg": ("still.jpg", "burst"),
        "still-copy.jpg": ("still.jpg", "recompressed"),
    }


def offered(run, *arguments):
    return {one["member_name"]: one for one in run("duplicates", *arguments, "--json").lines}


def test_versions_are_offered_joined_refused_and_taken_back(run):
    dry = run("duplicates", "--dry-run")
    assert "Would offer 2 versions by likeness." in dry.err
    found = offered(run)
    assert {name: (one["whole_name"], one["role"]) for name, one in found.items()} == {
        "1-crop.jpg": ("1.jpg", "trimmed"),
        "1-small.jpg": ("1.jpg", "recompressed"),
    }
    assert found["1-crop.jpg"]["why"].startswith("shows all of it")
    assert found["1-small.jpg"]["why"].startswith("640 x 480 beside 320 x 240")
    assert all(one["score"] > 0.94 for one in found.values())
    assert run("find", "is:part", "--json").out == ""
    assert offered(run).keys() == found.keys()  # looked at once more: nothing twice
    left = offered(run, "--accept", found["1-small.jpg"]["id"])
    assert left.keys() == {"1-crop.jpg"}
    assert [one["part_of"]["name"] for one in run("find", "is:part", "--json").lines] == ["1.jpg"]
    assert offered(run, "--reject", found["1-crop.jpg"]["id"]) == {}
    assert offered(run) == {}
    run("undo")
    run("undo")
    assert offered(run, "2.jpg").keys() == found.keys()
    assert run("find", "is:part", "--json").out == ""
    assert offered(run, "--accept-above", "0.5") == {}
    assert len(run("find", "is:part", "--json").lines) == 2
    ran = run("duplicates", "--accept", "99")
    assert (ran.status, "No version 99 waits" in ran.err) == (2, True)


def test_a_full_disk_is_named_with_what_is_needed_and_what_was_seen_before_counts(run, tmp_path, monkeypatch):
    keep = Looks.keep

    def full(*_):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Looks, "keep", full)
    ran = run("duplicates")
    assert (ran.status, ran.out) == (1, "")
    assert f"Cannot write {tmp_path}/vault/previews/looks-2.jsonl: the disk at " in ran.err
    assert "is full. 16,800 bytes are needed" in ran.err
    monkeypatch.setattr(Looks, "keep", keep)
    assert len(run("duplicates", "--json").lines) == 2
    monkeypatch.setattr(Looks, "keep", full)
    assert run("duplicates", "--dry-run").status == 0


def test_what_a_killed_run_left_half_written_is_looked_at_again(run, tmp_path):
    assert len(run("duplicates", "--json").lines) == 2
    store = tmp_path / "vault" / "previews" / "looks-2.jsonl"
    lines = store.read_bytes().splitlines(keepends=True)
    store.write_bytes(b"".join(lines[:-1]) + lines[-1][:200])
    assert run("duplicates", "--dry-run").status == 0
    *kept, torn, again = store.read_bytes().splitlines(keepends=True)
    assert (sorted([*kept, again]), torn) == (sorted(lines), lines[-1][:200] + b"\n")
