"""Vaults, and the identity of the volumes media stand on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import library
from library.disk import CannotWrite
from mediavault import vault as vaults
from mediavault.vault import Vault, mounting, volumes
from mediavault.vault.mounting import Mount

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/mountinfo")


# Vaults ---------------------------------------------------------------------------------------------------------------


class Catalogue:
    """Stands in for the catalogue: a file."""

    @staticmethod
    def create(path: Path) -> Catalogue:
        path.touch()
        return Catalogue()

    @staticmethod
    def open(path: Path, *, mounts: object) -> tuple[Path, object]:
        return path, mounts

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "Catalogue", Catalogue, raising=False)


def test_a_new_vault_can_be_opened(tmp_path: Path) -> None:
    made = Vault.create(tmp_path / "deep" / "vault")
    opened = Vault.open(str(made.path))
    assert opened.path == made.path
    assert opened.previews.is_dir()
    assert made.path.stat().st_mode & 0o777 == 0o700
    handed: object = opened.catalogue()
    assert handed == (made.path / "catalogue.db", vaults.mounts)


def test_a_vault_can_be_made_in_a_folder_with_other_things(tmp_path: Path) -> None:
    (tmp_path / "footage").mkdir()
    assert Vault.create(tmp_path).path == tmp_path


def test_a_vault_is_not_made_twice(tmp_path: Path) -> None:
    Vault.create(tmp_path)
    with pytest.raises(vaults.VaultExists, match="already"):
        Vault.create(tmp_path)


def test_a_folder_without_a_catalogue_is_no_vault_and_the_cure_is_named(tmp_path: Path) -> None:
    with pytest.raises(vaults.NotAVault, match=f"no catalogue.*mediavault init {tmp_path}"):
        Vault.open(tmp_path)
    with pytest.raises(vaults.NotAVault, match=f"no such folder.*mediavault init {tmp_path}/none"):
        Vault.open(tmp_path / "none")


def test_a_file_is_no_vault(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    for attempt in (Vault.create, Vault.open):
        with pytest.raises(vaults.NotAFolder, match="not a folder"):
            attempt(path)


def test_a_vault_below_a_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(vaults.NotAFolder, match="file is not a folder"):
        Vault.create(tmp_path / "file" / "vault")


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CannotWrite, match=r"Permission denied\. Name another place, or change who may write there"):
        Vault.create(tmp_path / "vault")


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_catalogue_on_a_network_file_system_is_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Vault.create(tmp_path / "vault")
    monkeypatch.setattr(vaults, "mount_of", lambda _path: mount(kind=kind))
    for attempt in (Vault.open, Vault.create):
        with pytest.raises(vaults.CatalogueOnNetwork, match="Keep the vault on a disk of this computer"):
            attempt(made.path if attempt == Vault.open else tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_previews_are_filed_by_content(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.preview_path("abcdef") == tmp_path / "previews/ab/abcdef.jpg"
    assert vault.filmstrip_path("abcdef") == tmp_path / "previews/ab/abcdef.filmstrip.jpg"


# Mounts ---------------------------------------------------------------------------------------------------------------

LISTED = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,discard
30 27 8:17 / /media/anna/My\040Card rw,nosuid shared:3 master:1 - exfat /dev/sdb1 rw,uid=1000
31 27 8:1 /srv/footage /mnt/bound rw - ext4 /dev/sda1 rw,discard
32 27 0:40 / /mnt/tab\011and\134backslash rw - nfs4 server:/export\040one rw,addr=10.0.0.1
33 27 0:41 /@home /home rw - btrfs /dev/sdc2 rw,subvolid=257,subvol=/@home
a line that is none
"""


def mount(**changed: object) -> Mount:
    facts = {"id": 1, "device": (8, 1), "root": "/", "point": Path("/"), "kind": "ext4", "source": "/dev/sda1"}
    return Mount(**(facts | changed))  # type: ignore[arg-type]


def test_mountinfo_is_decoded() -> None:
    found = mounting.parse_mounts(LISTED)
    assert [str(one.point) for one in found] == [
        *("/proc", "/", "/media/anna/My Card", "/mnt/bound", "/mnt/tab\tand\\backslash", "/home"),
    ]
    assert found[2] == Mount(30, (8, 17), "/", Path("/media/anna/My Card"), "exfat", "/dev/sdb1", "rw,uid=1000")
    assert found[4].source == "server:/export one"
    assert found[5].base == "/@home"


def test_mounts_lists_what_holds_files_under_an_identity_each(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {os.makedev(8, 1): "1111", os.makedev(8, 17): "ABCD-EF01"}
    monkeypatch.setattr(volumes, "_names", lambda _folder: names)
    found = volumes._by_uid(mounting.parse_mounts(LISTED))
    home = next(uid for uid, point in found.items() if point == Path("/home"))
    assert {uid: str(point) for uid, point in found.items() if uid != home} == {
        "uuid:1111": "/",
        "uuid:ABCD-EF01": "/media/anna/My Card",
        "uuid:1111:/srv/footage": "/mnt/bound",
        "share:nfs4:server:/export one": "/mnt/tab\tand\\backslash",
    }
    assert home.endswith(":/@home")


def know(monkeypatch: pytest.MonkeyPatch, known: list[Mount]) -> None:
    for module in (mounting, volumes):
        monkeypatch.setattr(module, "all_mounts", lambda: known)


@on_linux
def test_the_volume_of_a_folder_is_among_the_mounts(tmp_path: Path) -> None:
    volume = vaults.volume_of(tmp_path)
    assert vaults.mounts()[volume.uid] == volume.mount_point
    assert tmp_path.resolve().is_relative_to(volume.mount_point)
    assert volume.label


@on_linux
def test_a_location_leads_back_to_the_file(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/na\xefve \n.mov"
    Path(os.fsdecode(raw)).touch()
    found = vaults.locate(raw)
    again = found.volume.mount_point / os.fsdecode(found.path_raw)
    assert again.samefile(os.fsdecode(raw))
    assert found.path_raw.endswith(b"/na\xefve \n.mov")


@on_linux
def test_the_mount_point_itself_has_an_empty_path() -> None:
    point = vaults.volume_of("/").mount_point
    assert vaults.locate(point).path_raw == b""


@on_linux
@pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="there is no second file system")
def test_two_file_systems_are_two_volumes(tmp_path: Path) -> None:
    assert vaults.volume_of("/dev/shm").uid != vaults.volume_of("/proc").uid
    assert vaults.volume_of("/dev/shm").uid == vaults.volume_of("/dev/shm/.").uid
    assert vaults.volume_of(tmp_path).uid != vaults.volume_of("/proc").uid


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        vaults.volume_of(tmp_path / "none")


def test_without_mountinfo_the_mount_point_and_device_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounting, "MOUNTINFO", tmp_path / "none")
    volume = vaults.volume_of(tmp_path)
    assert volume.mount_point.is_mount()
    assert volume.uid.startswith("fsid:")
    assert vaults.volume_of(tmp_path).uid == volume.uid


def test_where_the_kernel_does_not_say_the_deepest_mount_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path(os.path.realpath(tmp_path))
    known = [mount(id=1), mount(id=2, point=real, source="under"), mount(id=3, point=real, source="over")]
    know(monkeypatch, known)
    monkeypatch.setattr(mounting, "_mount_id", lambda _place: None)
    (tmp_path / "inside").mkdir()
    assert mounting.mount_of(tmp_path / "inside").source == "over"


# Identity -------------------------------------------------------------------------------------------------------------


def test_a_bind_mount_is_placed_on_the_whole_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hard link stands in for the bind mount: one file under two paths."""
    whole, bound = Path(os.path.realpath(tmp_path)) / "whole", Path(os.path.realpath(tmp_path)) / "bound"
    (whole / "srv/footage").mkdir(parents=True)
    bound.mkdir()
    (whole / "srv/footage/clip.mov").touch()
    (bound / "clip.mov").hardlink_to(whole / "srv/footage/clip.mov")
    known = [mount(point=whole), mount(id=2, root="/srv/footage", point=bound)]
    know(monkeypatch, known)
    monkeypatch.setattr(mounting, "_mount_id", lambda place: 2 if place.is_relative_to(bound) else 1)
    assert vaults.locate(bound / "clip.mov") == vaults.locate(whole / "srv/footage/clip.mov")
    assert vaults.locate(bound / "clip.mov").path_raw == b"srv/footage/clip.mov"


def test_a_bind_mount_whose_whole_cannot_be_seen_is_a_volume_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [mount(id=2, root="/srv/footage", point=Path(os.path.realpath(tmp_path)))]
    know(monkeypatch, known)
    monkeypatch.setattr(mounting, "_mount_id", lambda _place: 2)
    monkeypatch.setattr(volumes, "_names", lambda _folder: {os.makedev(8, 1): "1111"})
    assert vaults.volume_of(tmp_path).uid == "uuid:1111:/srv/footage"


def asked(**changed: int) -> SimpleNamespace:
    return SimpleNamespace(**({"f_fsid": 7, "f_blocks": 10, "f_frsize": 4096} | changed))


@pytest.mark.parametrize("kind", ["fuse", "fuse.mtp", "fuse.sshfs", "nfs4"])
def test_a_file_system_that_may_never_answer_is_not_asked_who_it_is(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(volumes.os, "statvfs", lambda point: pytest.fail(f"{point} was asked"))
    (uid,) = volumes._by_uid([mount(device=(0, 50), kind=kind, source="disk", point=Path("/mnt/disk"))])
    assert kind in uid


def test_drives_without_a_uuid_are_not_confused(monkeypatch: pytest.MonkeyPatch) -> None:
    def uid(answer: SimpleNamespace | None, **changed: object) -> str:
        monkeypatch.setattr(volumes, "_asked", lambda _point: answer)
        return volumes._uid(mount(**changed), {})

    seen = {
        uid(asked()),
        uid(asked(f_fsid=8)),
        uid(asked(), kind="vfat"),
        uid(asked(f_blocks=11), kind="vfat"),
        uid(asked(), kind="vfat", point=Path("/other")),
        uid(asked(), kind="vfat", device=(8, 2)),
        uid(None),
        uid(None, kind="overlay", options="upperdir=/one"),
        uid(None, kind="overlay", options="upperdir=/two"),
        uid(None, kind="fuse.mtp", source="phone"),
        uid(None, kind="fuse.mtp", source="other phone"),
    }
    assert len(seen) == 11
    assert uid(asked(), options="rw") == uid(asked(), options="ro")
    assert uid(asked(), kind="vfat", options="rw") == uid(asked(), kind="vfat", options="ro")


@pytest.mark.parametrize("kind", ["fuse", "fuse.mtp", "fuseblk"])
def test_a_file_system_that_a_program_answers_for_is_asked_nothing(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """One that hangs anywhere on the machine would hang every look at the volumes, in the main thread, for ever."""
    monkeypatch.setattr(volumes, "_asked", lambda _point: pytest.fail("a program that hangs would hang us here"))
    assert volumes._uid(mount(kind=kind, source="Disk", device=(0, 50)), {}).startswith(f"fsid:{kind}:")


def test_a_share_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "_asked", lambda _point: pytest.fail("a dead server would hang here"))
    share = mount(kind="cifs", source="//nas/footage", device=(0, 50))
    assert volumes._uid(share, {}) == "share:cifs://nas/footage"


def test_names_that_udev_escapes_are_decoded() -> None:
    assert volumes._unescaped(r"My\x20Card\xe2\x84\xa2") == "My Card™"
    assert volumes._label(mount(), {os.makedev(8, 1): "A001"}) == "A001"
    assert volumes._label(mount(point=Path("/media/CARD")), {}) == "CARD"
    assert volumes._label(mount(), {}) == "system"
