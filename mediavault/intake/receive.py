"""The course of an intake: look, read the exports, take every file into custody, catalogue the media, tie the two.

Custody comes first (`mediavault.intake.taking`). All of it may be ended at any moment: what is kept is kept, and the
next run adds only what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from library import Catalogue
from library.errors import MediavaultError
from library.model import AssetId, Problem, path_text
from mediavault import PROGRAM
from mediavault.config import processors
from mediavault.ingest.run import READERS as MEDIA_READERS
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary, Interrupted
from mediavault.intake.exports import Source, problem_of, sources, unreadable
from mediavault.intake.parts import sources_of, unpack_all, zips_of
from mediavault.intake.taking import AT_ONCE, Taking
from mediavault.intake.values import Brought, Channel, ExportUnusable, IntakeOptions, IntakeSummary, Received
from mediavault.intake.whatsapp_dates import DatesContradict, DatesUnclear
from mediavault.progress import Course, Meter, Progress, Stage
from mediavault.vault import Vault
from mediavault.walking.apart import walk_anywhere
from mediavault.walking.values import Entry, Ground, Leaving, Unchanged
from mediavault.workers.answering import PATIENCE_S
from mediavault.workers.flow import in_turn
from mediavault.workers.pool import LocalPool

READERS = ("mediavault.intake.exports", "mediavault.intake.zip_member", *MEDIA_READERS)
"""What every worker needs, loaded once."""


def _quiet(_: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom an intake tells."""

    brought: Callable[[Brought], object] = _quiet
    problem: Callable[[Problem], object] = _quiet
    progress: Callable[[Progress], object] = _quiet


def receive(
    into: tuple[Catalogue, Vault], sent: tuple[Channel, Sequence[Path]], options: IntakeOptions, listener: Listener
) -> IntakeSummary:
    """Receives what contributors sent: messages, and the media that came with them.

    Args:
        into: The catalogue, written to by this thread alone, in short commits; and the vault, where previews go, and
            what is attached to mails, or packed in a .zip, unless the options name a folder.
        sent: The channel, and where the export is: its folder, the file of the messages, a .zip of it, several .zips
            that it was split into, or a folder of those.
        options: What is wanted.
        listener: Told of each file when it is catalogued, of each problem, and how far the run is.

    Raises:
        ExportUnusable: there is nothing of that kind, or it cannot be read.
        DatesUnclear, DatesContradict: a chat's dates cannot be read.
        DiskSilent, FolderUnusable: the folder does not answer, or is none.
        Interrupted: Ctrl+C; what was kept until then is.
    """
    for place in sent[1]:
        refuse_absent(place)
    catalogue, vault = into
    zips = zips_of(sent[1])
    with _taken_out_to(vault, options) as to:
        takes_out = sent[0] is Channel.MAIL or bool(zips)
        if takes_out:
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
        vault.previews.mkdir(exist_ok=True)
        writable = [vault.previews, *([to] if takes_out else [])]
        pool = LocalPool(options.jobs or processors(), writable, loaded_once=READERS)
        summary = IntakeSummary()

        def tell(problem: Problem) -> None:
            summary.problems.append(problem)
            listener.problem(problem)

        taking = Taking(catalogue, sent[0], options, pool, tell, summary)
        try:
            _Intake(taking, vault, (sent[1], zips), to, listener).go()
        except KeyboardInterrupt:
            raise Interrupted(IngestSummary(new=summary.taken)) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return summary


def refuse_absent(place: Path) -> None:
    """Refuses what is not there, before a vault is made for it.

    Raises:
        ExportUnusable: nothing is there.
    """
    if not place.exists():
        raise ExportUnusable(place, "there is no such file or folder.")


@contextmanager
def _taken_out_to(vault: Vault, options: IntakeOptions) -> Iterator[Path]:
    """The folder attachments and .zips are taken out into; in a dry run one that is gone afterwards."""
    if options.dry_run:
        with TemporaryDirectory(prefix="mediavault-") as passing:
            yield Path(passing)
        return
    yield (options.to or vault.path / "intake").absolute()


@dataclass(slots=True)
class _Intake:
    """One run."""

    taking: Taking
    vault: Vault
    sent: tuple[Sequence[Path], Sequence[Path]]
    """What was named, and the .zips of it."""
    to: Path
    listener: Listener
    course: Course = field(init=False)
    _tops: Sequence[Path] = ()
    """The folders the media are in."""

    def __post_init__(self) -> None:
        counted = self.taking.summary.problems
        self.course = Course((Stage.LOOK, Stage.CHECK), self.listener.progress, lambda: len(counted))

    def go(self) -> None:
        taking, is_mail = self.taking, self.taking.channel is Channel.MAIL
        found, entries = self._found()
        meter = self.course.meter(Stage.CHECK, len(found), sum(one.entry.size_bytes for one in found))
        good = [source for source, _ in taking.take_exports(found, meter)]
        pairs = list(self._read(good, meter, alone=len(found) == 1))
        if is_mail:
            entries |= self._walk(self.to)
            self._tops = [self.to]
        taking.take(pairs, entries, meter)
        if not taking.options.dry_run:
            self._tie(self._catalogued(entries))

    def _found(self) -> tuple[list[Source], dict[bytes, Entry]]:
        """The exports there are, and every file beside them; of .zips, those that came out of them."""
        places, zips = self.sent
        self._tops = list(dict.fromkeys(_folder_of(place) for place in places))
        entries = self._walked(self._tops)
        if list(places) != list(zips):
            try:
                return sources(self.taking.channel, places[0], entries, self.to), entries
            except ExportUnusable:
                if not zips:  # those beside an export are what came with its messages
                    raise
        parts = unpack_all(self.taking, (zips, entries), self.to, self.course.meter)
        self._tops = list(parts.values())
        entries = self._walked(self._tops)
        return sources_of(self.taking, parts, entries, self.to), entries

    def _walked(self, tops: Iterable[Path]) -> dict[bytes, Entry]:
        return {path: entry for top in tops for path, entry in self._walk(top).items()}

    def _walk(self, top: Path) -> dict[bytes, Entry]:
        """Every file below a folder, by absolute path; what cannot be looked at is told."""
        meter, found = self.course.meter(Stage.LOOK), dict[bytes, Entry]()
        for one in walk_anywhere(top, Leaving(), set(), _know_nothing, patience_s=PATIENCE_S, waiting=meter.look):
            for entry in one.entries() if isinstance(one, Unchanged) else (one,):
                found[entry.path] = entry
                meter.found(entry.size_bytes)
        for problem in unreadable(found):
            self.taking.tell(problem)
        return {path: entry for path, entry in found.items() if entry.stamp is not None}

    def _read(self, found: Sequence[Source], meter: Meter, *, alone: bool) -> Iterator[tuple[Source, Received]]:
        """Each message with the export it is in."""
        work = ((one, one.task(self.taking.channel, self.taking.options, self.to)) for one in found)
        for source, read in in_turn(self.taking.pool, work, meter.look):
            if isinstance(read, DatesUnclear | DatesContradict) or (alone and isinstance(read, MediavaultError)):
                raise read
            if isinstance(read, MediavaultError | Problem):
                self.taking.tell(problem_of(read, source.entry))
                continue
            for problem in read.problems:
                self.taking.tell(problem)
            yield from ((source, one) for one in read.messages)

    # The media

    def _catalogued(self, entries: Mapping[bytes, Entry]) -> dict[bytes, AssetId]:
        """Catalogues what is in custody, in place; the assets by absolute path."""
        taking, assets = self.taking, dict[bytes, AssetId]()
        owners = {one.path: key for key, held in taking.good.items() for one in held}

        def note(file: FileOutcome) -> None:
            if file.path_raw not in owners:  # known before, and of no message
                return
            if file.asset is not None:
                assets[file.path_raw] = file.asset
            if file.problem is not None:
                taking.tell(file.problem)
            self.listener.brought(Brought(file.path_raw, owners[file.path_raw], file.asset, file.problem))

        if owners:
            options = IngestOptions(
                jobs=taking.options.jobs,
                previews=taking.options.previews,
                copied={path: (stamp, None) for path in owners if (stamp := entries[path].stamp) is not None},
                what=f"Catalogue what came by {taking.channel}",
            )
            folders, told = [top.absolute() for top in self._tops], (note, self.listener.progress)
            ingest(taking.catalogue, self.vault, folders, options, *told, on_lacking=taking.tell, executor=taking.pool)
            self._leave_changed(assets, entries)
        return assets

    def _leave_changed(self, assets: dict[bytes, AssetId], before: Mapping[bytes, Entry]) -> None:
        """What changed between custody and catalogue is not tied to the message it came with."""
        after = self._walked(self._tops)
        for path in [path for path in assets if path not in after or after[path].stamp != before[path].stamp]:
            del assets[path]
            again = "Receive it again when nothing writes to it."
            self.taking.tell(Problem("changing", f"{path_text(path)} changed while it was received. {again}"))

    def _tie(self, assets: Mapping[bytes, AssetId]) -> None:
        """Ties the media to the messages they came with, and to those who sent them."""
        taking = self.taking
        brought = {
            key: [(one.place, assets[one.path], one.attachment.name) for one in held if one.path in assets]
            for key, held in taking.good.items()
        }
        keys = [key for key, held in brought.items() if held]
        what = f"Tie media to their messages by {taking.channel}"
        for first in range(0, len(keys), AT_ONCE):
            some = {key: brought[key] for key in keys[first : first + AT_ONCE]}
            with taking.catalogue.transaction(what, by_ingest=True, continues=taking.operation) as edit:
                edit.take((), taking.catalogue.intake.receiver, PROGRAM)
                taking.summary.tied += edit.attach(some)
            taking.operation = edit.operation or taking.operation


def _folder_of(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def _know_nothing(_: Ground) -> None:
    """Leaves a ground without anything known, so that every entry is told of."""
