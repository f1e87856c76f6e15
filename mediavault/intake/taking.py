"""Taking into custody: every file is digested, and that is in the record, before anything else touches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from library import Catalogue
from library.model import NewMessage, OperationId, Problem, Taken, path_text
from mediavault import PROGRAM
from mediavault.fixity.visit import Digested, DigestTask, stopped
from mediavault.intake.exports import Source
from mediavault.intake.values import Attachment, Channel, IntakeOptions, IntakeSummary, Received
from mediavault.progress import Meter
from mediavault.walking.values import Entry
from mediavault.workers.flow import in_turn

AT_ONCE = 200
"""Messages in one commit."""


class Came(NamedTuple):
    """A file that came with a message."""

    path: bytes
    """Absolute."""
    received: Received
    place: int
    """Among what came with the message, from 1."""
    attachment: Attachment


class Unpacked(NamedTuple):
    """A file that came out of a .zip."""

    sha256: str
    """In hex, of the bytes that were packed."""
    taken_from: str


Good = dict[str, list[Came]]
"""What is in custody and as it was received, by the key of its message."""


@dataclass(slots=True)
class Taking:
    """The custody of one run."""

    catalogue: Catalogue
    channel: Channel
    options: IntakeOptions
    pool: Executor
    tell: Callable[[Problem], object]
    summary: IntakeSummary
    operation: OperationId | None = None
    good: Good = field(default_factory=dict)
    unpacked: dict[bytes, Unpacked] = field(default_factory=dict)
    """What came out of a .zip, by absolute path."""
    _held: dict[tuple[str | None, bytes], str] = field(init=False)
    """What is in custody: the digest, by volume and path."""

    def __post_init__(self) -> None:
        lines = self.catalogue.intake.custody()
        self._held = {(one.taken.volume_uid, one.taken.path_raw): one.taken.sha256 for one in lines}

    # The exports themselves

    def take_exports(self, found: Iterable[Source], meter: Meter) -> list[tuple[Source, str]]:
        """Takes exports into custody; those that can be read, with their digests."""
        good = []
        tasks = ((one, digest_task(one.entry)) for one in found)
        for source, answer in in_turn(self.pool, tasks, meter.look):
            meter.add(source.entry.size_bytes)
            sha256 = self._accept(answer, source.entry.path)
            if sha256 is not None and self._is_as_packed(source.entry, sha256):
                good.append((source, sha256))
                if self._held.get(_place(source.entry)) != sha256:
                    self._keep((), [self._taken(source.entry, sha256)])
        return good

    def _is_as_packed(self, entry: Entry, sha256: str) -> bool:
        packed = self.unpacked.get(entry.path)
        if packed is not None and packed.sha256 != sha256:
            self.tell(Problem("changed", f"{path_text(entry.path)} is not what was received: its bytes changed since."))
            return False
        return True

    def _accept(self, answer: Digested | Problem, path: bytes) -> str | None:
        """The digest of a file; None where it cannot be read, which is told."""
        problem = stopped(answer, path) if isinstance(answer, Problem) else answer.problem
        if problem is not None:
            self.tell(problem)
        return answer.digest.hex if isinstance(answer, Digested) and answer.digest else None

    # The messages, with what came with them

    def take(self, pairs: Sequence[tuple[Source, Received]], entries: Mapping[bytes, Entry], meter: Meter) -> None:
        """Takes all that came with messages into custody, and keeps the messages, in short commits."""
        came = [Came(source.path_of(file.path), one, 0, file) for source, one in pairs for file in one.attachments]
        sizes = [entries[one.path].size_bytes for one in came if one.path in entries]
        meter.total, meter.total_bytes = meter.total + len(sizes), meter.total_bytes + sum(sizes)
        self.summary.messages = len({one.message.key for _, one in pairs})
        for first in range(0, len(pairs), AT_ONCE):
            self._take_some(pairs[first : first + AT_ONCE], entries, meter)

    def _take_some(
        self, pairs: Sequence[tuple[Source, Received]], entries: Mapping[bytes, Entry], meter: Meter
    ) -> None:
        taken: list[Taken] = []
        lacking: dict[str, list[str]] = {}
        for one, answer in self._digested(pairs, entries, meter):
            key = one.received.message.key
            self.summary.files += 1
            if isinstance(answer, Problem):
                called = one.attachment.name or path_text(one.attachment.path)
                lacking.setdefault(key, []).append(f"{called}: {answer.message}")
                continue
            self.good.setdefault(key, []).append(one)
            place = _place(entries[one.path])
            if self._held.get(place) != answer:
                taken.append(self._taken(entries[one.path], answer, one))
                self._held[place] = answer
        self._keep([self._as_it_came(one, lacking) for _, one in pairs], taken)

    def _as_it_came(self, one: Received, lacking: Mapping[str, Sequence[str]]) -> NewMessage:
        """The message as it is kept: also with what of it could not be had."""
        for named in one.refused:
            self.tell(Problem("outside", f"Not read: {named}, for it leads out of the export."))
        message = one.message
        lacks = "; ".join(filter(None, (message.lacks, *lacking.get(message.key, ()))))
        self.summary.lacking += bool(lacks)
        return replace(message, lacks=lacks or None, received_at=message.received_at or self.options.received)

    def _digested(
        self, pairs: Sequence[tuple[Source, Received]], entries: Mapping[bytes, Entry], meter: Meter
    ) -> Iterator[tuple[Came, str | Problem]]:
        """Each file that came with a message, with its digest, or with what is the matter."""
        came = [
            Came(source.path_of(file.path), one, place, file)
            for source, one in pairs
            for place, file in enumerate(one.attachments, 1)
        ]
        for one in came:
            if one.path not in entries:
                self.tell(Problem("vanished", f"Not there: {path_text(one.path)}, which a message came with."))
                yield one, Problem("vanished", "it is not there")
        tasks = ((one, digest_task(entries[one.path])) for one in came if one.path in entries)
        for one, answer in in_turn(self.pool, tasks, meter.look):
            entry = entries[one.path]
            meter.add(entry.size_bytes)
            sha256 = self._accept(answer, one.path)
            packed = self.unpacked.get(one.path)
            before = one.attachment.sha256 or (packed and packed.sha256) or self._held.get(_place(entry))
            if sha256 is None:
                yield one, Problem("unreadable", "it cannot be read")
            elif before not in (None, sha256):
                self.tell(
                    Problem("changed", f"{path_text(one.path)} is not what was received: its bytes changed since.")
                )
                yield one, Problem("changed", "its bytes changed since it was received")
            else:
                yield one, sha256

    def _keep(self, messages: Sequence[NewMessage], taken: Sequence[Taken]) -> None:
        """One commit: messages, and what is in custody with them."""
        self.summary.taken += len(taken)
        if self.options.dry_run:
            keys = {one.key for one in messages}
            self.summary.new += len(keys - self.catalogue.intake.known(keys))
            return
        what = f"Receive messages by {self.channel}"
        with self.catalogue.transaction(what, by_ingest=True, continues=self.operation) as edit:
            edit.take(taken, self.catalogue.intake.receiver, PROGRAM)
            self.summary.new += edit.add_messages(messages)
        self.operation = edit.operation or self.operation

    def _taken(self, entry: Entry, sha256: str, came: Came | None = None) -> Taken:
        uid, path_raw = _place(entry)
        packed = self.unpacked.get(entry.path)
        return Taken(
            channel=self.channel,
            path_raw=path_raw,
            size_bytes=entry.size_bytes,
            sha256=sha256,
            volume_uid=uid,
            message_key=came.received.message.key if came else None,
            taken_from=packed.taken_from if packed else came.attachment.taken_from if came else None,
        )


def digest_task(entry: Entry) -> DigestTask:
    """What digests a file as custody has it."""
    assert entry.stamp is not None  # noqa: S101 - only regular files are kept of a walk
    return DigestTask(entry.path, entry.stamp, "sha256")


def _place(entry: Entry) -> tuple[str | None, bytes]:
    return entry.ground.volume.uid, entry.path_raw
