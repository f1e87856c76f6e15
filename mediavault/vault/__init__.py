"""A vault is a folder: the catalogue, its previews, perhaps a `config.toml`. And the volumes that media stand on.

A volume is one file system, known by an identity that stays when it is mounted elsewhere. This room must not know what
the catalogue holds nor what is done with media.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from library.disk import named_refusals, settle
from library.errors import MediavaultError
from mediavault import config
from mediavault.vault import cache
from mediavault.vault.mounting import mount_of
from mediavault.vault.placing import CatalogueOnNetwork, CatalogueSynchronised, refuse
from mediavault.vault.volumes import Location, VolumeIdentity, capacity_bytes, locate, mounts, unmarked, volume_of

if TYPE_CHECKING:
    from library import Catalogue
    from library.backup import Backup, Restored

__all__ = [
    "CatalogueOnNetwork",
    "CatalogueSynchronised",
    "Location",
    "Vault",
    "VolumeIdentity",
    "capacity_bytes",
    "locate",
    "mounts",
    "unmarked",
    "volume_of",
]

CATALOGUE = "catalogue.db"
PREVIEWS = "previews"
NEW_BYTES = 1 << 20
"""A catalogue in which nothing is yet, and its log."""


class NotAVault(MediavaultError):
    """A folder holds no catalogue, or is not there."""

    def __init__(self, path: Path) -> None:
        """Takes the folder."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        state = "it has no catalogue" if self.path.is_dir() else "there is no such folder"
        return f"{self.path} is not a vault: {state}. To make one: mediavault init {self.path}"


class NotAFolder(MediavaultError):
    """A file stands where the folder of a vault was expected."""

    def __init__(self, path: Path) -> None:
        """Takes the path."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} is not a folder, so it cannot be a vault: name a folder."


class VaultExists(MediavaultError):
    """A vault was to be made where one is."""

    def __init__(self, path: Path) -> None:
        """Takes the folder."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} is a vault already: nothing was changed."


class Vault:
    """One folder with its catalogue and previews."""

    def __init__(self, path: Path) -> None:
        """Takes a folder that is known to be a vault; `create` and `open` see to that."""
        self.path = path

    @classmethod
    def create(cls, path: Path | str, database: str | None = None) -> Vault:
        """The new, empty vault at `path`; the folder may be there already. Only its owner may enter a new folder.

        With the URL of a database, the catalogue is kept there; one that is there already is used. Its password is not
        written down.

        Raises:
            VaultExists, NotAFolder, DiskFull, CannotWrite, CatalogueOnNetwork, CatalogueSynchronised, and as
                `Catalogue.create`.
        """
        from library import Catalogue  # noqa: PLC0415 - loads the database layer

        vault = cls(cls.planned(path, on_server=database is not None).path)
        if database is None:
            vault._make_folders()
            Catalogue.create(vault.catalogue_path).close()
        else:
            from library.database.server_url import without_password  # noqa: PLC0415

            Catalogue.create(database).close()
            vault._make_folders()
            config.keep_database(vault.path, without_password(database))
        return vault

    @classmethod
    def planned(cls, path: Path | str, *, on_server: bool = False) -> Vault:
        """The vault that `create` would make at `path`; nothing is changed.

        Raises:
            VaultExists, NotAFolder, CatalogueOnNetwork, CatalogueSynchronised.
        """
        vault = cls(Path(path).absolute())
        if vault.is_there():
            raise VaultExists(vault.path)
        if not on_server:
            vault.refuse_place()
        return vault

    def is_there(self) -> bool:
        """Whether the folder is a vault: it holds a catalogue, or says in which database it is. Raises ConfigBroken."""
        return self.catalogue_path.is_file() or self.database is not None

    @property
    def place(self) -> str:
        """Where the catalogue is: its file, or the URL of its database."""
        return self.database or str(self.catalogue_path)

    @property
    def database(self) -> str | None:
        """The URL of the database that holds the catalogue; None is a file in the vault. Raises ConfigBroken."""
        return config.database_of(self.path)

    @classmethod
    def restore(cls, path: Path | str, backup: Path) -> Restored:
        """Makes the catalogue of the vault at `path` that of a backup or a dump; the vault need not be there.

        Raises:
            NotAFolder, DiskFull, CannotWrite, CatalogueOnNetwork, CatalogueSynchronised, and as
                `library.backup.restore`, `library.dump.restore` and `library.restoring.restore`.
        """
        from library import backup as backups  # noqa: PLC0415 - loads the database layer
        from library import dump  # noqa: PLC0415

        vault = cls(Path(path).absolute())
        if vault.database is not None:
            from library import restoring  # noqa: PLC0415
            from library.database.server import PostgresqlServer  # noqa: PLC0415

            return restoring.restore(backup.absolute(), PostgresqlServer(vault.database), vault.path)
        vault.refuse_place()
        vault._make_folders()
        restore = dump.restore if backup.is_dir() else backups.restore
        return restore(backup.absolute(), vault.catalogue_path)

    def back_up(self, target: Path) -> Backup:
        """A verified copy of the catalogue at `target`, where nothing may be.

        Raises as `library.backup.back_up`; of a catalogue on a server, as `library.restoring.back_up`.
        """
        from library import backup, restoring  # noqa: PLC0415 - loads the database layer

        if self.database is None:
            return backup.back_up(self.catalogue_path, target.absolute())
        with self.catalogue() as catalogue:
            return restoring.back_up(catalogue, target.absolute())

    def _make_folders(self) -> None:
        with named_refusals(self.path, NEW_BYTES):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self.previews.mkdir(exist_ok=True)
            settle(self.path.parent)

    @classmethod
    def open(cls, path: Path | str) -> Vault:
        """The vault at `path`.

        Raises:
            NotAVault, NotAFolder, CatalogueOnNetwork, CatalogueSynchronised
        """
        vault = cls(Path(path).absolute())
        if vault.path.exists() and not vault.path.is_dir():
            raise NotAFolder(vault.path)
        if not vault.is_there():
            raise NotAVault(vault.path)
        if vault.database is None:
            vault.refuse_place()
        return vault

    @property
    def catalogue_path(self) -> Path:
        """The catalogue's file."""
        return self.path / CATALOGUE

    @property
    def previews(self) -> Path:
        """The folder of previews, filmstrips and waveforms. All of it can be made again from the media."""
        return self.path / PREVIEWS

    @property
    def previews_bytes(self) -> int | None:
        """The most the previews may take, by the setting `previews_gb`; None is no limit. Raises as `config.load`."""
        limit = config.load({"vault": self.path}).previews_gb
        return None if limit is None else int(limit * 1e9)

    def catalogue(self) -> Catalogue:
        """The catalogue, opened; the caller closes it. Raises as `Catalogue.open` does."""
        from library import Catalogue  # noqa: PLC0415 - loads the database layer

        return Catalogue.open(self.database or self.catalogue_path, mounts=mounts)

    def preview_path(self, quick_hex: str) -> Path:
        """Where the preview of the content with this fingerprint (`Fingerprint.quick_hex`) is, or is to be."""
        return self.previews / quick_hex[:2] / f"{quick_hex}.jpg"

    def filmstrip_path(self, quick_hex: str) -> Path:
        """Where the filmstrip of the content with this fingerprint is, or is to be."""
        return self.previews / quick_hex[:2] / f"{quick_hex}.filmstrip.jpg"

    def waveform_path(self, quick_hex: str) -> Path:
        """Where the waveform of the content with this fingerprint is, or is to be."""
        return self.previews / quick_hex[:2] / f"{quick_hex}{cache.WAVEFORM}"

    def refuse_place(self) -> None:
        """Raises NotAFolder, or as `placing.refuse` when a catalogue would be corrupted where the folder is."""
        there = next(folder for folder in (self.path, *self.path.parents) if folder.exists())
        if not there.is_dir():
            raise NotAFolder(there)
        refuse(self.path, there.resolve() / self.path.relative_to(there), mount_of(there))
