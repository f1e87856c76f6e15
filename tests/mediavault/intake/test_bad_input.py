"""What is promised of every verb, for an intake: full and silent disks, drives that go, files that change, places."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from drives import Mounts
from hostile.hurried import hurried
from hostile.silent_disk import silent_disk
from intake_factory import mail, telegram_export, telegram_message
from promises.conftest import mounts
from tmux_terminal import ours

course = import_module("mediavault.intake.receive")
__all__ = ["mounts"]
PHOTOS = ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    return telegram_export(
        tmp_path / "export", [telegram_message(n, photo=name) for n, name in enumerate(PHOTOS)], PHOTOS
    )


@pytest.fixture
def run(bare, tmp_path):
    return lambda *arguments: bare(
        "--vault", tmp_path / "vault", "intake", *arguments, "--jobs", 1, "--no-previews", "--json"
    )


def summary(ran):
    return ran.lines[-1]["summary"]


@pytest.mark.needs_program("unshare", "nsenter")
def test_promise_5_a_full_disk_stops_cleanly_names_itself_and_is_gone_on_from(mounts: Mounts, tmp_path: Path):
    disk = mounts.tmpfs("size=300k")
    (tmp_path / "mails").mkdir()
    for number in range(4):
        (tmp_path / "mails" / f"{number}.eml").write_bytes(
            bytes(mail(files={"a.jpg": os.urandom(100_000)}, number=number))
        )
    program = (
        *mounts.inside,
        "env",
        f"PYTHONPATH={os.environ.get('PYTHONPATH', '')}",
        sys.executable,
        "-m",
        "mediavault",
    )
    command = [
        *program,
        "--vault",
        str(tmp_path / "vault"),
        "intake",
        "mail",
        str(tmp_path / "mails"),
        "--to",
        str(disk),
        "--json",
    ]

    def received():
        return subprocess.run(
            command, capture_output=True, text=True, timeout=100, env={**os.environ, **ours()}, check=False
        )

    full = received()
    told = f"the disk at {disk} is full" in full.stderr
    assert (full.returncode, told, "Traceback" in full.stderr) == (3, True, False)
    assert mounts.does("find", disk, "-name", "*.part").stdout == ""
    mounts.resize(disk, "2m")
    again = received()
    summed = json.loads(again.stdout.splitlines()[-1])["summary"]
    assert (summed["messages"], summed["files"], summed["lacking"], "full" in again.stderr) == (4, 4, 0, False), (
        again.stderr
    )


def test_promise_6_a_drive_that_is_not_there_takes_nothing_away(run, bare, parcel, tmp_path):
    assert summary(run("telegram", parcel))["tied"] == 4
    for gone in (lambda: parcel.rename(tmp_path / "pulled"), parcel.mkdir):
        gone()
        assert run("telegram", parcel).status == 2
        shown = bare("--vault", tmp_path / "vault", "find", "is:missing", "--json")
        assert shown.out == ""
        assert len(bare("--vault", tmp_path / "vault", "find", "contributor:sender", "--json").lines) == 4


@pytest.mark.needs_program("fusermount3")
def test_promise_9_a_file_that_never_answers_holds_up_nothing_else(parcel, tmp_path):
    (parcel / "2.jpg").rename(parcel / "silent.jpg")
    said = (parcel / "result.json").read_text().replace("2.jpg", "silent.jpg")
    (parcel / "result.json").write_text(said)
    program = ("--vault", tmp_path / "vault", "intake", "telegram")
    with silent_disk(parcel, tmp_path / "disk") as disk:
        ended, _ = hurried(*program, disk, "--no-previews")
        assert (ended.status, "with 4 files: 4 newly in custody, 3 newly tied" in ended.err) == (3, True), ended.err
        assert "Cannot read silent.jpg: " in ended.err
        (parcel / "result.json").rename(parcel / "silent.json")
        ended, _ = hurried(*program, disk / "silent.json", "--no-previews")
        assert (ended.status, f"The disk at {disk} does not answer" in ended.err) == (1, True), ended.err


def test_promise_10_what_is_not_received_is_told_exactly(run, parcel):
    (parcel / "0.jpg").unlink()
    (parcel / "0.jpg").symlink_to("/etc/passwd")
    (parcel / "1.jpg").unlink()
    os.mkfifo(parcel / "1.jpg")
    (parcel / "2.jpg").write_bytes(b"no picture")
    ran = run("telegram", parcel)
    assert (ran.status, summary(ran)["files"], summary(ran)["tied"]) == (3, 4, 1)
    for name in PHOTOS[:3]:
        assert f"{name}" in ran.err, name
    assert [bool(line["asset"]) for line in ran.lines[:-1]] == [False, True]


def appended(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def patched(path: Path) -> None:
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size // 2)
        file.write(b"\xff")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "append": appended,
    "replace": lambda path: path.write_bytes(b"other"),
    "truncate": lambda path: os.truncate(path, 100),
    "patch": patched,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("when", ["before the media are read", "after"])
def test_promise_13_a_file_that_changes_meanwhile_is_not_tied(when, change, run, parcel, monkeypatch):
    ingest, original = course.ingest, sha256((parcel / "1.jpg").read_bytes()).hexdigest()

    def meanwhile(*arguments, **options):
        if when != "after":
            CHANGES[change](parcel / "1.jpg")
        ingest(*arguments, **options)
        if when == "after":
            CHANGES[change](parcel / "1.jpg")

    monkeypatch.setattr(course, "ingest", meanwhile)
    ran = run("telegram", parcel)
    assert (ran.status, summary(ran)["tied"], "1.jpg" in ran.err) == (3, 3, True)
    assert sha256((parcel / "1.jpg").read_bytes()).hexdigest() != original


def test_promise_16_a_place_that_would_corrupt_the_catalogue_is_refused(bare, parcel, tmp_path):
    (tmp_path / "Dropbox").mkdir()
    ran = bare("--vault", tmp_path / "Dropbox" / "vault", "intake", "telegram", parcel)
    assert (ran.status, "Dropbox" in ran.err, ran.out) == (1, True, "")
    assert list((tmp_path / "Dropbox").iterdir()) == []
