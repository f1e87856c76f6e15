"""Promise 16: a catalogue is refused where it would be corrupted: on a network share, in a synchronised folder."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from broken_runs import PROGRAM
from catalogue_contents import opened

from mediavault.cli import exit_status
from mediavault.vault import Vault
from mediavault.vault.mounting import mount_above, parse_mounts
from mediavault.vault.placing import CatalogueOnNetwork, CatalogueSynchronised, refuse
from mediavault.vault.statfs import kind_in, kind_of

WRITER = Path(__file__).with_name("writer.py")
MOUNTINFO = r"""22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw
23 22 0:22 / /proc rw - proc proc rw
24 22 8:1 / /media/ana/CARD rw - exfat /dev/sdb1 rw
25 22 0:40 / /mnt/films rw - nfs4 nas:/volume1/films rw,vers=4.2
26 22 0:41 / /mnt/old rw - nfs nas:/old rw
27 22 0:42 / /mnt/office rw - cifs //office/share rw
28 22 0:43 / /mnt/azure rw - smb3 //azure/share rw
29 22 0:44 / /home/ana/studio rw - fuse.sshfs ana@studio:/films rw
30 22 0:45 / /mnt/host rw - 9p host0 rw,trans=virtio
31 22 0:46 / /mnt/cloud rw - fuse.rclone gdrive: rw
32 22 0:47 / /mnt/shared rw - virtiofs share rw
33 22 0:48 / /mnt/unheard rw - fuse.newfs editor@edit-1:/films rw
34 22 0:49 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
35 25 8:17 / /mnt/films/local rw - ext4 /dev/sdd1 rw
36 22 0:50 / /mnt/with\040blank rw - nfs nas:/x rw
37 22 8:33 / /mnt/twice rw - ext4 /dev/sde1 rw
38 37 0:51 / /mnt/twice rw - nfs4 nas:/twice rw
39 22 0:52 / /mnt/filmset rw - btrfs /dev/sdf rw,subvol=/@
40 22 0:53 / /tmp rw - tmpfs tmpfs rw
41 22 0:54 / /var/lib/box rw - overlay overlay rw,lowerdir=/a:/b
42 22 0:55 / /mnt/pool rw - zfs pool/films rw
43 22 0:56 / /mnt/c rw - drvfs C: rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/ana/vault", None),
        ("/home/ana/studio/vault", "fuse.sshfs"),
        ("/home/ana/studio", "fuse.sshfs"),
        ("/home/ana/studio-2/vault", None),
        ("/media/ana/CARD/vault", None),
        ("/mnt/films/vault", "nfs4"),
        ("/mnt/films/local/vault", None),
        ("/mnt/filmset/vault", None),
        ("/mnt/old/a/b/vault", "nfs"),
        ("/mnt/office/vault", "cifs"),
        ("/mnt/azure/vault", "smb3"),
        ("/mnt/host/vault", "9p"),
        ("/mnt/cloud/vault", "fuse.rclone"),
        ("/mnt/shared/vault", "virtiofs"),
        ("/mnt/unheard/vault", "fuse.newfs"),
        ("/mnt/ntfs/vault", None),
        ("/mnt/with blank/vault", "nfs"),
        ("/mnt/twice/vault", "nfs4"),
        ("/tmp/vault", None),
        ("/var/lib/box/vault", None),
        ("/mnt/pool/vault", None),
        ("/mnt/c/vault", None),
    ],
)
def test_the_file_system_is_that_of_the_longest_mount_above(place: str, kind: str | None) -> None:
    mount = mount_above(parse_mounts(MOUNTINFO), Path(place))
    if kind is None:
        refuse(Path(place), Path(place), mount, lambda _: ())
        return
    with pytest.raises(CatalogueOnNetwork) as raised:
        refuse(Path(place), Path(place), mount, lambda _: ())
    assert str(raised.value) == (
        f"{place} is on a network file system ({kind}), where a catalogue loses what was written to it. Keep the vault "
        "on a disk of this computer and take copies elsewhere with mediavault backup; the media may stay where they "
        "are. A team shares a catalogue on a PostgreSQL server."
    )


HERE = "/home/ana/films/vault"


@pytest.mark.parametrize(
    ("place", "marked", "said"),
    [
        ("/home/ana/Dropbox/vault", {}, ("Dropbox", "/home/ana/Dropbox")),
        ("/home/ana/Dropbox (Film)/a/vault", {}, ("Dropbox", "/home/ana/Dropbox (Film)")),
        ("/home/ana/Dropbox", {}, ("Dropbox", "/home/ana/Dropbox")),
        (HERE, {"/home/ana/films": [".dropbox.cache", "a.mov"]}, ("Dropbox", "/home/ana/films")),
        (HERE, {"/home/ana": [".dropbox", ".dropbox-dist"]}, None),
        ("/home/ana/OneDrive - Film GmbH/vault", {}, ("OneDrive", "/home/ana/OneDrive - Film GmbH")),
        ("/Users/ana/CloudStorage/OneDrive-Film/v", {}, ("OneDrive", "/Users/ana/CloudStorage/OneDrive-Film")),
        (
            "/Users/ana/Library/CloudStorage/GoogleDrive-ana@film.org/My Drive/v",
            {},
            ("Google Drive", "/Users/ana/Library/CloudStorage/GoogleDrive-ana@film.org"),
        ),
        (HERE, {"/home/ana/films": [".tmp.drivedownload"]}, ("Google Drive", "/home/ana/films")),
        ("/home/ana/Nextcloud/vault", {}, ("Nextcloud", "/home/ana/Nextcloud")),
        (HERE, {"/home/ana/films": [".sync_9a3b.db", ".sync_9a3b.db-wal"]}, ("Nextcloud", "/home/ana/films")),
        (
            "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/v",
            {},
            ("iCloud", "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs"),
        ),
        (HERE, {HERE: [".stfolder", "catalogue.db"]}, ("Syncthing", HERE)),
        (HERE, {HERE: ["catalogue.db", "previews"], "/home/ana": [".config"], "/": ["home"]}, None),
        ("/home/ana/Dropbox-letters/vault", {}, None),
        ("/home/ana/my OneDrive notes/vault", {}, None),
    ],
)  # fmt: skip
def test_a_synchronised_folder_is_known_by_its_name_or_by_what_the_service_keeps_in_it(
    place: str, marked: dict[str, list[str]], said: tuple[str, str] | None
) -> None:
    def ask() -> None:
        disk = mount_above(parse_mounts(MOUNTINFO), Path(place))
        refuse(Path(place), Path(place), disk, lambda folder: marked.get(str(folder), ()))

    if said is None:
        ask()
        return
    with pytest.raises(CatalogueSynchronised) as raised:
        ask()
    assert (raised.value.service, str(raised.value.folder)) == said
    assert f"{place} is in {said[1]}, which {said[0]} copies to other machines" in str(raised.value)
    assert "mediavault backup" in str(raised.value)
    assert "PostgreSQL" in str(raised.value)


def test_a_link_into_a_synchronised_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "films").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(CatalogueSynchronised, match="which Dropbox copies"):
        Vault.create(tmp_path / "films" / "vault")
    assert not (tmp_path / "Dropbox" / "vault").exists()


def test_without_a_list_of_mounts_the_kernel_is_asked() -> None:
    mac = b"\0" * 72 + b"smbfs\0" + b"\0" * 200
    assert kind_in(mac, "darwin") == "smbfs"
    assert kind_in((0x6969).to_bytes(8, sys.byteorder), "linux") == "nfs"
    assert kind_in((0xFF534D42).to_bytes(8, sys.byteorder), "linux") == "cifs"
    assert kind_in((0x01021997).to_bytes(8, sys.byteorder), "linux") == "9p"
    assert kind_in((0x12345678).to_bytes(8, sys.byteorder), "linux") == "linux"
    assert kind_of(Path("/no/such/place")) == sys.platform
    if sys.platform == "linux":
        assert kind_of(Path("/dev/shm")) == "tmpfs"


@contextmanager
def far_away(folder: Path, point: Path) -> Iterator[Path]:
    """A folder as a network file system shows it: the kernel lists it as `fuse.sshfs`."""
    point.mkdir()
    serving = subprocess.Popen((sys.executable, "-m", "hostile.passing_disk", str(folder), str(point), "sshfs"),
                               cwd=Path(__file__).parents[1], stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while not os.path.ismount(point):
            assert serving.poll() is None, "the file system did not start"
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield point
    finally:
        subprocess.run(("fusermount3", "-u", "-z", str(point)), check=False, capture_output=True)
        serving.wait(10)


def program(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run((*PROGRAM, *map(str, words)), capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.needs_program("fusermount3")
def test_no_verb_touches_a_catalogue_on_a_network_file_system(card: Path, tmp_path: Path) -> None:
    here = tmp_path / "disk"
    Vault.create(here / "vault")
    (here / "empty").mkdir()
    with far_away(here, tmp_path / "point") as there:
        for words in (
            ("init", there / "new"),
            ("init", there / "new", "--dry-run"),
            ("--vault", there / "new", "ingest", card),
            ("--vault", there / "vault", "ingest", card),
            ("--vault", there / "vault", "find", ""),
            ("--vault", there / "vault", "doctor"),
            ("--vault", there / "vault", "verify"),
            ("--vault", there / "vault", "relink", card),
            ("--vault", there / "vault", "deposit", "", tmp_path / "bag"),
            ("--vault", there / "vault", "duplicates"),
            ("--vault", there / "vault", "watch", card),
            ("--vault", there / "new", "watch", card),
            ("--vault", there / "vault", "volumes"),
        ):
            ended = program(*words)
            assert ended.returncode == exit_status.FAILED, ended.stderr
            assert "is on a network file system (fuse.sshfs)" in ended.stderr
            assert "mediavault backup" in ended.stderr
            assert "PostgreSQL" in ended.stderr
    assert sorted(path.name for path in here.iterdir()) == ["empty", "vault"]
    assert sorted(path.name for path in (here / "vault").iterdir()) == ["catalogue.db", "previews"]


def test_doctor_names_the_file_system_of_the_catalogue(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    ended = program("--vault", tmp_path / "vault", "doctor")
    kind = mount_above(parse_mounts(Path("/proc/self/mountinfo").read_text()), (tmp_path / "vault").resolve()).kind
    assert any("catalogue: file_system" in line and kind in line for line in ended.stdout.splitlines()), ended.stdout


@pytest.mark.soak
@pytest.mark.needs_program("fusermount3")
def test_with_the_check_off_two_machines_lose_what_was_acknowledged(tmp_path: Path) -> None:
    """Two mounts of one folder, as two machines have them: neither sees the other's locks, nor its index of the log."""
    vault = Vault.create(tmp_path / "disk" / "vault")
    with far_away(tmp_path / "disk", tmp_path / "one") as one, far_away(tmp_path / "disk", tmp_path / "two") as two:
        writers = [
            subprocess.Popen((sys.executable, str(WRITER), str(there / "vault" / "catalogue.db"), there.name, "120"),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for there in (one, two)
        ]  # fmt: skip
        told = [line.split() for writer in writers for line in writer.communicate(timeout=300)[0].splitlines()]
    wanted = {f"{name} {number} 0" for name, number, _ in told}
    with opened(vault.catalogue_path) as connection:
        try:
            state = str(connection.execute("PRAGMA integrity_check").fetchone()[0]).splitlines()[0]
            there = {name for (name,) in connection.execute("SELECT name FROM authority")}
        except sqlite3.DatabaseError as error:
            state, there = str(error), set()
    print(
        f"\npromise 16: two mounts of one folder with the check off: {len(wanted - there)} of {len(wanted)} "
        f"acknowledged records lost; integrity check: {state}"
    )
    assert wanted - there
