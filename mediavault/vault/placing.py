"""Where a catalogue may stand: on a disk of this computer, and nowhere that would corrupt it.

A network file system does not carry locks and shared memory to every machine that mounts it; a program that copies a
folder to other machines copies the catalogue and its log at different moments. Both lose what was acknowledged, and
neither says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from pathlib import Path

from library.errors import MediavaultError
from mediavault.vault.mounting import NETWORK_TYPES, Mount

SHARED_BY_HOST = frozenset(
    ("fuse.grpcfuse", "fuse.osxfs", "fuse.vmhgfs-fuse", "prl_fs", "vboxsf", "virtiofs", "vmhgfs")
)
"""Folders of the machine that runs this virtual one: what one maps into memory the other does not see."""
_REMOTE = re.compile(r"//|\\\\|[a-z][a-z0-9+.-]*://|[^/\s:]+@[^/\s]+:|[^/\s:]{2,}:(/|$)")
"""How the source of a mount that is elsewhere begins, whatever its type is called: `host:/films`, `//nas/films`."""
MARKERS = {
    "Dropbox": (".dropbox.cache",),  # .dropbox is its configuration, and stands in the home folder
    "Google Drive": (".tmp.drivedownload", ".tmp.driveupload"),
    "Nextcloud": (".sync_*.db", "._sync_*.db", ".nextcloudsync.log", ".owncloudsync.log"),
    "OneDrive": (".849C9593-D756-4E56-8D6E-42412F2A707B",),
    "Syncthing": (".stfolder",),
}
"""Names that a service keeps in the folder it copies elsewhere."""
NAMES = {
    "Dropbox": ("Dropbox", "Dropbox (*)"),
    "Google Drive": ("Google Drive", "GoogleDrive-*", "Google Drive (*)"),
    "iCloud": ("iCloud Drive", "iCloudDrive", "Mobile Documents", "com~apple~CloudDocs"),
    "Nextcloud": ("Nextcloud",),
    "OneDrive": ("OneDrive", "OneDrive - *", "OneDrive-*"),
    "Syncthing": ("Syncthing",),
}
"""What the folder of a service is called; it may be marked nowhere else."""
_WAY_OUT = (
    "Keep the vault on a disk of this computer and take copies elsewhere with mediavault backup; the media may stay "
    "where they are. A team shares a catalogue on a PostgreSQL server."
)


class CatalogueOnNetwork(MediavaultError):
    """The folder of a vault is on a file system that would corrupt the catalogue."""

    def __init__(self, path: Path, kind: str) -> None:
        """Takes the folder and the type of its file system."""
        super().__init__(path, kind)
        self.path, self.kind = path, kind

    def __str__(self) -> str:
        return (
            f"{self.path} is on a network file system ({self.kind}), where a catalogue loses what was written to it. "
            f"{_WAY_OUT}"
        )


class CatalogueSynchronised(MediavaultError):
    """The folder of a vault is in one that a service copies to other machines."""

    def __init__(self, path: Path, service: str, folder: Path) -> None:
        """Takes the folder of the vault, the service and the folder it copies."""
        super().__init__(path, service, folder)
        self.path, self.service, self.folder = path, service, folder

    def __str__(self) -> str:
        return (
            f"{self.path} is in {self.folder}, which {self.service} copies to other machines: it copies a catalogue "
            f"while it is written, and overwrites it with an older one. {_WAY_OUT}"
        )


def names_in(folder: Path) -> Collection[str]:
    """What is in a folder; nothing when it cannot be read."""
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return ()


def refuse(path: Path, place: Path, mount: Mount, listing: Callable[[Path], Collection[str]] = names_in) -> None:
    """Raises CatalogueOnNetwork or CatalogueSynchronised when the vault at `path` would be corrupted where it is.

    Args:
        path: The folder of the vault as it was named.
        place: The same without links, as far as it is there.
        mount: What `place` is on.
        listing: What is in a folder.
    """
    if is_elsewhere(mount):
        raise CatalogueOnNetwork(path, mount.kind)
    for folder in dict.fromkeys((place, *place.parents, path, *path.parents)):
        service = _by_name(folder.name, NAMES) or _by_marker(listing(folder))
        if service is not None:
            raise CatalogueSynchronised(path, service, folder)


def is_elsewhere(mount: Mount) -> bool:
    """Whether what a mount shows is on another machine, or on the one that runs this."""
    return mount.kind in NETWORK_TYPES | SHARED_BY_HOST or _REMOTE.match(mount.source) is not None


def _by_marker(names: Collection[str]) -> str | None:
    hidden = (name for name in names if name.startswith("."))
    return next((service for name in hidden if (service := _by_name(name, MARKERS))), None)


def _by_name(name: str, known: dict[str, tuple[str, ...]]) -> str | None:
    fits = (service for service, patterns in known.items() if any(fnmatchcase(name, pattern) for pattern in patterns))
    return next(fits, None)
