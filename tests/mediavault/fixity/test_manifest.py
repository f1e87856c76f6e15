"""Lists that come with a delivery are read as the programs that wrote them mean them; bad ones are refused by name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediavault.fixity.delivery import Delivered, check_delivery
from mediavault.fixity.manifest import ManifestUnusable, read_manifest

NAMES = (
    b"A001.mov",
    "Białystok wywiad 01.mov".encode(),
    "Беласток".encode("cp1251") + b".mov",
    b"new\nline.mov",
    b"sub/b \\.mov",
)
MHL = """<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo><creationdate>2020-07-01T10:00:00+02:00</creationdate></creatorinfo>
  <hashes>
    <hash><path size="3">A001.mov</path><xxh64 action="original">44bc2cf5ad770999</xxh64></hash>
    <hash><path size="3">sub/B001.mov</path><md5 action="original">900150983CD24FB0D6963F7D28E17F72</md5></hash>
    <directoryhash><path>sub</path><content><xxh64>0000000000000000</xxh64></content></directoryhash>
  </hashes>
</hashlist>
"""
OLD_MHL = """<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="1.1">
  <hash><file>A001.mov</file><size>3</size><xxhash64be>44bc2cf5ad770999</xxhash64be></hash>
</hashlist>
"""


def outcomes(path: Path) -> tuple[dict[bytes, str], tuple[bytes, ...]]:
    told: list[Delivered] = []
    done = check_delivery(read_manifest(path), on_file=told.append)
    return {one.path_raw: one.outcome.value for one in told}, done.unlisted


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """Files with names of every kind."""
    folder = tmp_path / "delivery"
    for number, name in enumerate(NAMES):
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content %d" % number)
    return folder


@pytest.mark.parametrize(
    "program", ["md5sum", "sha1sum", "sha256sum", "sha512sum", "md5sum --tag", "sha256sum --tag", "xxhsum -H1 --quiet"]
)
def test_what_the_tools_write_is_read(program: str, delivery: Path) -> None:
    command = program.split()
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    names = [name for name in NAMES if not (command[0] == "xxhsum" and b"\n" in name)]
    told = subprocess.run([*command, *names], cwd=delivery, capture_output=True, check=True)
    list_ = delivery / f"delivery.{command[0].removesuffix('sum') if command[0] != 'xxhsum' else 'xxh64'}"
    list_.write_bytes(told.stdout)

    found, unlisted = outcomes(list_)

    assert found == dict.fromkeys(names, "intact")
    assert set(unlisted) == set(NAMES) - set(names)


def test_damage_loss_and_strangers_are_told_apart(delivery: Path) -> None:
    told = subprocess.run(["md5sum", *NAMES], cwd=delivery, capture_output=True, check=True)
    (delivery / "delivery.md5").write_bytes(told.stdout)
    (delivery / "A001.mov").write_bytes(b"Content 0")
    (delivery / os.fsdecode(NAMES[1])).unlink()
    (delivery / "stranger.mov").write_bytes(b"?")
    (delivery / os.fsdecode(NAMES[2])).unlink()
    (delivery / os.fsdecode(NAMES[2])).symlink_to("stranger.mov")

    found, unlisted = outcomes(delivery / "delivery.md5")

    assert found == {
        NAMES[0]: "damaged", NAMES[1]: "missing", NAMES[2]: "unreadable", NAMES[3]: "intact", NAMES[4]: "intact",
    }  # fmt: skip
    assert unlisted == (b"stranger.mov",)


def test_asc_mhl_and_its_forerunner_are_read(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("A001.mov", "sub/B001.mov"):
        (tmp_path / name).write_bytes(b"abc")
    generations = tmp_path / "ascmhl"
    generations.mkdir()
    (generations / "0001_delivery_2020-07-01_100000.mhl").write_text("no list at all")
    (generations / "0002_delivery_2020-07-02_100000.mhl").write_text(MHL)
    assert outcomes(tmp_path) == ({b"A001.mov": "intact", b"sub/B001.mov": "intact"}, ())
    (tmp_path / "old.mhl").write_text(OLD_MHL)
    assert outcomes(tmp_path / "old.mhl") == ({b"A001.mov": "intact"}, (b"sub/B001.mov",))


def test_a_bag_is_read_with_its_percent_signs(tmp_path: Path) -> None:
    name = "data/50%25 of%0Ait.mov"
    payload = tmp_path / "data" / "50% of\nit.mov"
    payload.parent.mkdir()
    payload.write_bytes(b"abc")
    (tmp_path / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (tmp_path / "manifest-md5.txt").write_text(f"900150983cd24fb0d6963f7d28e17f72  {name}\n")
    assert outcomes(tmp_path) == ({b"data/50% of\nit.mov": "intact"}, ())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("list.md5", "900150983cd24fb0d6963f7d28e17f72  ../outside.mov\n", "outside its folder"),
        ("list.md5", "900150983cd24fb0d6963f7d28e17f72  /etc/passwd\n", "outside its folder"),
        ("list.md5", "900150983cd24fb0d6963f7d28e17f72  a/../../outside.mov\n", "outside its folder"),
        ("list.txt", "Dear colleague,\n", "line 1 is no digest"),
        ("list.txt", "", "there is no digest in it"),
        ("list.txt", "12345678901234567  a.mov\n", "unknown kind"),
        ("list.mhl", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><hashlist/>", "broken XML"),
        ("list.mhl", "<?xml version='1.0'?><html/>", "XML of another kind"),
        ("list.mhl", MHL.replace("A001.mov", "../A001.mov"), "outside its folder"),
    ],
)
def test_what_is_no_list_is_refused_by_name(name: str, content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ManifestUnusable, match=reason) as refused:
        read_manifest(tmp_path / name)
    assert str(tmp_path / name) in str(refused.value)


def test_a_folder_without_lists_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnusable, match="neither a bag"):
        read_manifest(tmp_path)
    os.mkfifo(tmp_path / "list.md5")
    with pytest.raises(ManifestUnusable, match="not a file"):
        read_manifest(tmp_path / "list.md5")


@given(
    name=st.binary(min_size=1, max_size=40).filter(
        lambda name: not set(name) & set(b"\0/") and name not in (b".", b"..")
    )
)
def test_any_name_is_read_as_coreutils_writes_it(name: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    mark = b"\\" if escaped != name else b""
    list_ = tmp_path_factory.mktemp("list") / "list.md5"
    list_.write_bytes(mark + b"900150983cd24fb0d6963f7d28e17f72  " + escaped + b"\n")
    (listed,) = read_manifest(list_).files
    assert (listed.path_raw, listed.algorithm) == (name, "md5")
