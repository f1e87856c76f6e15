"""The catalogue: open it, read values, change it in transactions, undo."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from library import dump as dumping
from library import migrations
from library.asking import answering
from library.changing import Changing
from library.database import database_at
from library.finding import Finding
from library.fixity import FixityRecord
from library.intake import IntakeRecord
from library.model import Fingerprint
from library.permissions import PermissionReads
from library.reading import assets, authorities, cameras, known, rows
from library.refusals import CatalogueTooNew, NoCatalogue
from library.schema import tables
from library.shelf import Shelf
from library.shot_lists import ShotListReads
from library.upgrading import bring_up
from library.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from sqlalchemy.engine import Connection

    from library.backup import Backup
    from library.database import Database
    from library.dump import Dump
    from library.model import (
        Asset,
        AssetRow,
        Authority,
        AuthorityKind,
        Clip,
        JsonObject,
        Volume,
    )
    from library.reading.known import KnownCopies


def _no_mounts() -> Mapping[str, Path]:
    return {}


class Catalogue(Changing, Finding, PermissionReads, ShotListReads, Waiting):
    """One catalogue. Reads may come from any thread; writes go one at a time and are short."""

    upgraded_from: Backup | None = None
    """The catalogue as it was, where opening it upgraded it."""

    def __init__(self, database: Database, mounts: Callable[[], Mapping[str, Path]]) -> None:
        """Takes the database and what tells where volumes are mounted; use `open` or `create`."""
        self.database, self.person = database, database.person
        self._mounts = mounts
        self._engine = database.engine()
        self._one_writer = threading.Lock()
        self._writer: int | None = None
        self.fixity = FixityRecord(self._reading, self._writing, database.person)
        """Which copy was checked when, and what came of it."""
        self.intake = IntakeRecord(self._reading, database.person)
        """What contributors sent."""
        self.shelf = Shelf(self._reading, self._writing, mounts)
        """Which volumes there are, and what they hold."""

    # Opening

    @classmethod
    def create(cls, place: Path | str, *, mounts: Callable[[], Mapping[str, Path]] = _no_mounts) -> Self:
        """Makes an empty catalogue, whole or not at all; one that is there already is opened.

        Args:
            place: a file, or the URL of a database on a server (`postgresql://user@host/name`).
            mounts: as `open`.

        Raises:
            FolderMissing, DiskFull, CannotWrite: it cannot be written.
            CatalogueTooNew, CatalogueBusy, CatalogueFull, CatalogueDamaged: as `open`.
        """
        with database_at(place).making() as new:
            if new is not None:
                with cls(new, mounts) as fresh:
                    with fresh._writing() as connection:
                        migrations.upgrade(connection)
                    fresh.settle()
        return cls.open(place, mounts=mounts)

    @classmethod
    def open(cls, place: Path | str, *, mounts: Callable[[], Mapping[str, Path]] = _no_mounts) -> Self:
        """Opens the catalogue in a file, or at a URL; `mounts` gives the mount points of volumes by their uid.

        One of an older program is upgraded; a copy of it as it was is kept beside it, named after its version.

        Raises:
            NoCatalogue: there is no file, or it is no catalogue.
            CatalogueTooNew: it was written by a newer program.
            CatalogueDamaged: it cannot be read.
        """
        database = database_at(place)
        database.require()
        catalogue = cls(database, mounts)
        try:
            catalogue._bring_up_to_date()
        except BaseException:
            catalogue.close()
            raise
        return catalogue

    def _bring_up_to_date(self) -> None:
        with self._reading() as connection:
            version = _schema_version(connection)
        if version is None:
            raise NoCatalogue(self.database)
        if version not in migrations.KNOWN:
            raise CatalogueTooNew(self.database, version)
        if version != migrations.HEAD:
            self._upgrade(version)

    def _upgrade(self, version: str) -> None:
        """Brings the schema to that of this program, all or nothing; the catalogue as it was is kept beside it."""
        with self._writing() as connection:
            if _schema_version(connection) == migrations.HEAD:  # another process was first
                return
            self.upgraded_from = self.database.keep_as_it_was(connection, version)
            bring_up(connection)
            if self.database.has_roles(connection):
                self.database.prepare_roles(connection)

    def settle(self) -> None:
        """Brings what was committed to where it lies for good, and sees whether it can be read back from there.

        Raises:
            CatalogueFull, CatalogueDiskFails: it does not take it or give it back; what was committed is in the log.
        """
        self.database.settle(self._engine)

    def dump(self, folder: Path, beside: Callable[[Path], None] = lambda _: None) -> Dump:
        """All there is as JSON lines in a folder that is not there yet. Raises as `library.dump.dump`."""
        with self._reading() as connection:
            return dumping.dump(connection, folder, self.database.size_bytes(connection), beside)

    def version(self) -> str:
        """What keeps the catalogue, and which version of it."""
        with self._reading() as connection:
            return self.database.version(connection)

    def prepare_roles(self) -> None:
        """Makes the roles of a team, or brings them up to date. Raises NoRoles where the catalogue is a file."""
        with self._writing() as connection:
            self.database.prepare_roles(connection)

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes every connection."""
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._named_errors(), self._engine.begin() as connection, answering(connection):
            yield connection

    @contextmanager
    def _writing(self, *, by_ingest: bool = False) -> Iterator[Connection]:
        if self._writer == threading.get_ident():
            message = "a transaction is open in this thread; use its edit"
            raise RuntimeError(message)
        with self._one_writer, self._named_errors():
            self._writer = threading.get_ident()
            try:
                options = {"writes": True, "by_ingest": by_ingest}
                with self._engine.connect().execution_options(**options) as connection, connection.begin():
                    yield connection
            finally:
                self._writer = None

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise self.database.named(error) from error

    # Reading

    def rows(self, ids: Sequence[int]) -> list[AssetRow]:
        """List lines in the order of `ids`; ids that are not there are left out."""
        with self._reading() as connection:
            return rows.rows(connection, ids, self._mounts())

    def assets(self, ids: Sequence[int]) -> list[Asset]:
        """Whole assets in the order of `ids`; ids that are not there are left out."""
        with self._reading() as connection:
            return assets.assets(connection, ids, self._mounts())

    def asset(self, reference: int | str) -> Asset:
        """The asset that `a12`, 12, a path or the start of a digest names.

        Raises:
            UnknownAsset: nothing, or more than one asset, answers to it.
        """
        with self._reading() as connection:
            identity = assets.asset_id(connection, reference)
            return assets.assets(connection, [identity], self._mounts())[0]

    def raw(self, asset: int) -> JsonObject:
        """Everything the readers returned for an asset, by reader and group."""
        with self._reading() as connection:
            return assets.raw(connection, asset)

    def clip(self, reference: int | str) -> Clip:
        """The clip that `c34` or 34 names.

        Raises:
            UnknownClip: nothing answers to it.
        """
        with self._reading() as connection:
            return assets.clip(connection, reference)

    def clips(self, ids: Sequence[int]) -> list[Clip]:
        """Clips in the order of `ids`; ids that are not there are left out."""
        with self._reading() as connection:
            return assets.clips(connection, ids)

    def cameras(self) -> list[str]:
        """Makes and models of the cameras there are, by name."""
        with self._reading() as connection:
            return cameras.cameras(connection)

    def authorities(self, kind: AuthorityKind, match: str = "") -> list[Authority]:
        """All records of a kind by name, or those a text leads to in any spelling."""
        with self._reading() as connection:
            return authorities.authorities(connection, kind, match)

    def authority(self, kind: AuthorityKind, name: str) -> Authority:
        """The record of a kind that a spelling names.

        Raises:
            UnknownName: no record has that spelling; it carries the nearest.
            AmbiguousName: more than one has.
        """
        with self._reading() as connection:
            identity = authorities.authority_id(connection, kind, name)
            return authorities.by_ids(connection, [identity])[0]

    def suggest(self, beginning: str, *, kinds: Collection[AuthorityKind] = (), limit: int = 8) -> list[Authority]:
        """Records the beginning of a name may mean, most used first."""
        with self._reading() as connection:
            return authorities.suggest(connection, beginning, kinds, limit)

    def usage(self, authority: int, wholes_of: Collection[int] | None = None) -> int:
        """How many clips are linked to a record; where assets are given, how many of these are as a whole."""
        with self._reading() as connection:
            return authorities.usage(connection, authority, wholes_of)

    def volumes(self) -> list[Volume]:
        """All volumes, by label."""
        with self._reading() as connection:
            return assets.volumes(connection)

    def copies_below(self, volume: int, prefix: bytes = b"") -> KnownCopies:
        """What is remembered of the files below a folder of a volume."""
        with self._reading() as connection:
            return known.copies_below(connection, volume, prefix)

    def owners_below(self, volume: int, prefix: bytes = b"") -> dict[bytes, int]:
        """The asset's key of each file that is remembered below a folder of a volume and was there, by path."""
        with self._reading() as connection:
            return known.owners_below(connection, volume, prefix)

    def present_below(self, volume: int, prefix: bytes = b"") -> int:
        """How many files are remembered below a folder of a volume and were there."""
        with self._reading() as connection:
            return known.present_below(connection, volume, prefix)

    def same_fingerprint(self, fingerprint: Fingerprint) -> list[Asset]:
        """Assets that may hold the same content."""
        asset = tables.asset
        query = select(asset.c.id).where(
            asset.c.quick_hex == fingerprint.quick_hex, asset.c.size_bytes == fingerprint.size_bytes
        )
        with self._reading() as connection:
            return assets.assets(connection, connection.execute(query).scalars().all(), self._mounts())

    def known_fingerprints(self, fingerprints: Collection[Fingerprint]) -> set[Fingerprint]:
        """Those of the fingerprints that an asset has."""
        asset = tables.asset
        alike = asset.c.quick_hex.in_([one.quick_hex for one in fingerprints])
        with self._reading() as connection:
            rows = connection.execute(select(asset.c.size_bytes, asset.c.quick_hex).where(alike)).all()
        return {Fingerprint(*row) for row in rows}.intersection(fingerprints)

    def awaiting_digest(self) -> list[Asset]:
        """Assets whose full digest has not been taken."""
        query = select(tables.asset.c.id).where(tables.asset.c.digest_hex.is_(None)).order_by(tables.asset.c.id)
        with self._reading() as connection:
            return assets.assets(connection, connection.execute(query).scalars().all(), self._mounts())


def _schema_version(connection: Connection) -> str | None:
    there = inspect(connection).has_table("alembic_version")
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if there else None
