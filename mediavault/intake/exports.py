"""Where exports are in what somebody names, and reading each in a worker, which hostile ones may take down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from library.errors import MediavaultError
from library.model import FileStamp, Problem, path_text
from mediavault.fixity.visit import kept_open, limit_for, stopped, why_not
from mediavault.intake import folder, mail, telegram, whatsapp
from mediavault.intake.values import Channel, Export, ExportUnusable, IntakeOptions
from mediavault.tools import NotAFile
from mediavault.walking.stamps import is_as_stamped
from mediavault.walking.values import Entry
from mediavault.workers.tasks import OutOfTime, limited, reachable

LONGEST_EXPORT = 8 * 1000**3
"""Bytes of one export that are worth reading."""
SECONDS_PER_MB = 0.5
"""Processor time a reader may take."""
MAIL_SUFFIXES = (b".eml", b".mbox", b".mbx")
_CURES = {
    Channel.TELEGRAM: "there is no result.json. In Telegram Desktop export the chat as JSON, with media.",
    Channel.WHATSAPP: "there is no exported chat. In WhatsApp choose Export chat, with media, and name its .zip.",
    Channel.MAIL: "there is no .eml and no mbox. Save the mails as one or the other.",
    Channel.FOLDER: "there is no message.txt. Write what was said into one, beside the files.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One export that was found."""

    entry: Entry
    base: bytes
    """The folder its paths are relative to, absolute."""
    there: frozenset[bytes]
    """The files below that, relative to it."""
    called: str | None = None
    """What it is called, where its folder does not say."""
    lent: Mapping[bytes, bytes] = field(default_factory=dict)
    """Of `there`, what stands elsewhere: absolute paths."""

    def path_of(self, name: bytes) -> bytes:
        """Where a file of it stands, absolute."""
        return self.lent.get(name) or self.base.rstrip(b"/") + b"/" + name

    def task(self, channel: Channel, options: IntakeOptions, to: Path) -> ReadExportTask:
        """What reads it."""
        assert self.entry.stamp is not None  # noqa: S101 - sources are regular files
        return ReadExportTask(
            self.entry.path, self.entry.stamp, channel, self.there, options.day_first, to, self.called
        )


def sources(channel: Channel, place: Path, entries: Mapping[bytes, Entry], to: Path) -> list[Source]:
    """The exports of a kind in what was named, in order.

    Raises:
        ExportUnusable: there is none.
    """
    named = os.path.abspath(os.fsencode(place))  # noqa: PTH100 - bytes
    chosen = [path for path in sorted(entries) if _IS_EXPORT[channel](path, named)]
    if channel is Channel.TELEGRAM and any(path != named and os.path.dirname(path) == named for path in chosen):  # noqa: PTH120 - bytes
        chosen = [path for path in chosen if os.path.dirname(path) == named]  # noqa: PTH120
    if not chosen:
        raise ExportUnusable(place, _CURES[channel])
    bases = {path: bytes(to) if channel is Channel.MAIL else os.path.dirname(path) for path in chosen}  # noqa: PTH120
    return [Source(entries[path], base, names_below(base, entries)) for path, base in bases.items()]


def names_below(base: bytes, entries: Mapping[bytes, Entry]) -> frozenset[bytes]:
    """The files below a folder, relative to it."""
    start = base.rstrip(b"/") + b"/"
    return frozenset(path[len(start) :] for path in entries if path.startswith(start))


def _named_or(names: tuple[str, ...], path: bytes, named: bytes) -> bool:
    return path == named or os.path.basename(path) in {name.encode() for name in names}  # noqa: PTH119 - bytes


def _is_chat(path: bytes, named: bytes) -> bool:
    name = os.path.basename(path).lower()  # noqa: PTH119
    return path == named or (name.endswith(b".txt") and (name == b"_chat.txt" or b"whatsapp" in name))


def _is_mail(path: bytes, named: bytes) -> bool:
    name = os.path.basename(path).lower()  # noqa: PTH119
    return path == named or name.endswith(MAIL_SUFFIXES) or name == b"mbox"


_IS_EXPORT: Mapping[Channel, Callable[[bytes, bytes], bool]] = {
    Channel.TELEGRAM: partial(_named_or, telegram.NAMES),
    Channel.WHATSAPP: _is_chat,
    Channel.MAIL: _is_mail,
    Channel.FOLDER: partial(_named_or, folder.NAMES),
}


@dataclass(frozen=True, slots=True)
class ReadExportTask:
    """Reads the export at `path`, which is to be as `stamp` says."""

    path: bytes
    stamp: FileStamp
    channel: Channel
    there: frozenset[bytes]
    day_first: bool | None
    to: Path
    called: str | None = None

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return limit_for(self.stamp.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time."""
        return 60 + self.stamp.size_bytes / 1e6 * SECONDS_PER_MB

    def __call__(self) -> Export | MediavaultError:
        """What it says; or the error that a person has to answer, or that is the matter with the whole of it."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                if self.stamp.size_bytes > LONGEST_EXPORT:
                    return self._unusable(f"it is longer than {LONGEST_EXPORT // 10**9} GB. Export less of it at once.")
                with os.fdopen(os.dup(fd), "rb") as file:
                    found = self._read(file)
                if not is_as_stamped(os.fstat(fd), self.stamp):
                    return self._unusable("it changed while it was read. Receive it when nothing writes to it.")
                return found
        except MediavaultError as error:
            return error if not isinstance(error, NotAFile) else self._unusable(f"{error}")
        except (OSError, EOFError, MemoryError, OutOfTime) as error:
            return self._unusable(why_not(error, self.path, self.limit_s)[1])

    def _unusable(self, reason: str) -> ExportUnusable:
        return ExportUnusable(Path(path_text(self.path)), reason)

    def _read(self, file: BinaryIO) -> Export:
        called = path_text(os.path.basename(self.path))  # noqa: PTH119
        if self.channel is Channel.TELEGRAM:
            return telegram.read(file)
        if self.channel is Channel.MAIL:
            return mail.read(file, self.to, called, is_box=self._is_box(file))
        if self.channel is Channel.FOLDER:
            others = self.there - {os.path.basename(self.path)}  # noqa: PTH119
            return folder.read(file.read(folder.LONGEST + 1), others)
        folder_name = self.called or path_text(os.path.basename(os.path.dirname(self.path)))  # noqa: PTH119, PTH120
        stem = called.removesuffix(".txt")
        name = folder_name if stem == "_chat" else stem
        names = {os.fsdecode(one) for one in self.there}
        return whatsapp.read(file, names, _chat_name(name), day_first=self.day_first)

    def _is_box(self, file: BinaryIO) -> bool:
        beginning = file.read(5)
        file.seek(0)
        return beginning == b"From "


def _chat_name(name: str) -> str:
    """`WhatsApp Chat with Solidarity`, `WhatsApp Chat - Solidarity`: the chat is called after that."""
    for mark in (" with ", " - ", " mit ", " avec ", " con ", " с ", " з ", " z "):
        before, found, after = name.partition(mark)
        if found and "whatsapp" in before.lower():
            return after
    return name


def problem_of(error: MediavaultError | Problem, entry: Entry) -> Problem:
    """What is the matter with one export, as a value of its batch."""
    if isinstance(error, Problem):
        return stopped(error, entry.path)
    return Problem("export", str(error))


def unreadable(entries: Mapping[bytes, Entry]) -> Iterator[Problem]:
    """What the walk itself could not look at."""
    return (one.problem for one in entries.values() if one.problem is not None and one.stamp is None)
