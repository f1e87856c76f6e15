"""What contributors sent: messages with their media, who the senders are, and custody of every file from then on."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.assets import path_text
from library.model.ids import AssetId, MessageId


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is on a channel. Kept apart from everything else: what else is shown of them is an alias."""

    channel: str
    handle: str
    """What tells them apart there: `user1234567`, a mail address, a telephone number."""
    name: str = ""
    """As the channel shows it."""
    phone: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that would give them away."""
        return tuple(filter(None, dict.fromkeys((self.name, self.handle, self.phone))))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message as it came, to be kept."""

    key: str
    """What makes it one, wherever it is exported again: hex digits."""
    channel: str
    sender: Identity | None = None
    forwarded_from: Identity | None = None
    chat: str | None = None
    """What a group or a channel is called; None of a chat with one person, which bears their name."""
    sent_at: str | None = None
    """ISO 8601; with an offset where the channel says one, otherwise the clock of whoever exported it."""
    edited_at: str | None = None
    received_at: str | None = None
    replies_to: str | None = None
    """The key of another message, which need not be there."""
    text: str = ""
    terms: str | None = None
    """What the sender says is allowed, in their own words. None is unknown, and unknown means no."""
    lacks: str | None = None
    """What came with it and is not there, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that is kept."""

    id: MessageId
    channel: str
    chat: str | None
    sender: str | None
    """The alias; None where nobody is named, or where whoever asks may not know."""
    forwarded_from: str | None
    sent_at: str | None
    edited_at: str | None
    received_at: str | None
    text: str
    terms: str | None
    lacks: str | None
    assets: tuple[tuple[AssetId, str | None], ...] = ()
    """What came with it, in its order, and what the sender called each file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that is taken into custody: what its bytes were before anything else touched them."""

    channel: str
    path_raw: bytes
    """Relative to the volume's mount point."""
    size_bytes: int
    sha256: str
    volume_uid: str | None = None
    message_key: str | None = None
    """Of the message it came with; None is an export itself."""
    taken_from: str | None = None
    """What it was taken out of, where it was: an attachment and its mail."""

    @property
    def path(self) -> str:
        """The path as text."""
        return path_text(self.path_raw)


@dataclass(frozen=True, slots=True)
class Custody:
    """A line of the record of custody."""

    number: int
    at: str
    """UTC, ISO 8601."""
    who: str
    program: str
    taken: Taken
    digest: str
    """SHA-256 in hex over the line before and this one."""
