"""What a reader of exports gives back, what comes of an intake, and the errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from library.errors import MediavaultError
from library.model import AssetId, NewMessage, Problem, path_text


class Channel(StrEnum):
    """How material comes in."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    MAIL = "mail"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    path: bytes
    """Relative to the folder of the export; of a mail, to the folder it is taken out into."""
    name: str | None = None
    """What the sender called it."""
    sha256: str | None = None
    """Of the bytes in the mail it was taken out of."""
    taken_from: str | None = None
    """Which part of which mail it was."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message, with what came with it."""

    message: NewMessage
    attachments: tuple[Attachment, ...] = ()
    refused: tuple[str, ...] = ()
    """Paths it names that lead out of the export: nobody looks there."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was read of an export."""

    messages: Sequence[Received] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """How material is received."""

    day_first: bool | None = None
    """Whether 3/4/21 is the third of April; None is told from the whole file."""
    to: Path | None = None
    """The folder that attachments of mails are taken out into."""
    received: str | None = None
    """When it came, as somebody says: ISO 8601."""
    jobs: int | None = None
    previews: bool = True
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one file that came with a message."""

    path: bytes
    """Absolute."""
    message: str
    """Its key."""
    asset: AssetId | None = None
    problem: Problem | None = None

    @property
    def shown(self) -> str:
        """The path as text."""
        return path_text(self.path)


@dataclass(slots=True)
class IntakeSummary:
    """What came of an intake."""

    messages: int = 0
    """Messages there are."""
    new: int = 0
    """Those that were not known."""
    files: int = 0
    """Files that came with messages."""
    taken: int = 0
    """Files newly in custody, the export's own among them."""
    tied: int = 0
    """Files newly tied to the messages they came with."""
    lacking: int = 0
    """Messages that lack something they came with."""
    problems: list[Problem] = field(default_factory=list)


class ExportUnusable(MediavaultError):
    """There is no export of a kind at a path, or it cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the path, and a sentence about what is the matter and what to do."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot receive {self.path}: {self.reason}"


def key_of(*parts: str | None) -> str:
    """What makes a message one: the same for the same parts, and telling nobody what they are."""
    return sha256("\0".join(part or "" for part in parts).encode("utf-8", "surrogatepass")).hexdigest()
