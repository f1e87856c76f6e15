"""Telegram Desktop's `result.json`: one chat, or everything; read as a stream, however long it is.

The form is that of tdesktop's `export/output/export_output_json.cpp`: of a chat `name`, `type`, `id` and `messages`; of
everything `chats.list` and `left_chats.list` of those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

from library.model import Identity, NewMessage, Problem
from mediavault.intake.inside import OUTSIDE, inside
from mediavault.intake.terms import terms_in
from mediavault.intake.values import Attachment, Channel, Export, Received, key_of

NAMES = ("result.json",)
MEDIA = ("file", "photo")
"""Keys that name a file; a thumbnail is none that anybody sent."""
MOST_MESSAGES = 2_000_000
MOST_MESSAGE_EVENTS = 200_000
"""Values in one message: more is no message."""
_OPENS, _CLOSES = ("start_map", "start_array"), ("end_map", "end_array")
_PRIVATE = frozenset(("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"))


@dataclass(slots=True)
class _Chat:
    """What stands before the messages of a chat."""

    prefix: str
    said: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """What a group is called; a private chat is called after a person."""
        kind = self.said.get("type", "")
        return self.said.get("name") if kind and kind not in _PRIVATE else None


def read(file: BinaryIO) -> Export:
    """All messages of an export; one that breaks off gives those before the break, and a problem."""
    found: list[Received] = []
    problems: list[Problem] = []
    try:
        for chat, message in _messages(file, problems):
            if len(found) >= MOST_MESSAGES:
                problems.append(Problem("too-long", f"Read no further than {MOST_MESSAGES:,} messages of result.json."))
                break
            one = _received(chat, message)
            found += [one] if one is not None else []
    except (ijson.JSONError, ValueError, RecursionError, UnicodeError) as error:
        why = f"breaks off after {len(found)} messages ({str(error).partition(chr(10))[0]})"
        problems.append(Problem("broken", f"result.json {why}. Export it once more."))
    return Export(found, problems)


@dataclass(slots=True)
class _Building:
    """A message that is being put together from what stands in the stream."""

    builder: ObjectBuilder = field(default_factory=ObjectBuilder)
    events: int = 0
    depth: int = 0

    def take(self, event: str, value: object) -> bool:
        """Takes what comes next; says whether that was the end of it."""
        self.events += 1
        self.depth += (event in _OPENS) - (event in _CLOSES)
        if self.events <= MOST_MESSAGE_EVENTS:
            self.builder.event(event, value)
        return self.depth == 0


def _messages(file: BinaryIO, problems: list[Problem]) -> Iterator[tuple[_Chat, Mapping[str, Any]]]:
    """Each message as the object it is, with its chat; nothing else is kept of the file."""
    chat, message = _Chat(""), None
    for prefix, event, value in ijson.parse(file, use_float=False):
        if message is None and prefix.endswith("messages.item") and event == "start_map":
            message = _Building()
        if message is None:
            chat = _heard(chat, prefix, event, value)
        elif message.take(event, value):
            if message.events <= MOST_MESSAGE_EVENTS:
                yield chat, message.builder.value
            else:
                problems.append(Problem("too-long", "Left out a message of result.json that is too long for one."))
            message = None


def _heard(chat: _Chat, prefix: str, event: str, value: object) -> _Chat:
    """The chat that is read of, when something stands outside messages."""
    above, _, name = prefix.rpartition(".")
    if event in ("string", "number") and name in ("name", "type", "id"):
        chat = chat if chat.prefix == above and name not in chat.said else _Chat(above)
        chat.said[name] = str(value)
    return chat


def _received(chat: _Chat, message: Mapping[str, Any]) -> Received | None:
    if message.get("type") != "message":  # who joined, who pinned what: of no use to a film, and full of names
        return None
    number, of = _text(message.get("id")), chat.said.get("id", "")
    edited = _moment(message, "edited")
    text = _plain(message.get("text"))
    files, lacks, refused = _files(message)
    reply = message.get("reply_to_message_id")
    new = NewMessage(
        # An edited message is another one: what was said before it was edited is not forgotten.
        key=key_of(Channel.TELEGRAM, of, number, edited, text if edited else None),
        channel=Channel.TELEGRAM,
        sender=_who(message.get("from_id"), message.get("from")),
        forwarded_from=_forwarded(message),
        chat=chat.name,
        sent_at=_moment(message, "date"),
        edited_at=edited,
        replies_to=None if reply is None else key_of(Channel.TELEGRAM, of, _text(reply), None, None),
        text=text,
        terms=terms_in(text),
        lacks="; ".join(lacks) or None,
    )
    return Received(new, tuple(files), tuple(refused)) if text or files or lacks else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | Decimal) else ""


def _plain(value: object) -> str:
    """A text, which may be a list of pieces, some with a meaning: bold, a link, a mention."""
    if isinstance(value, list):
        return "".join(_text(one.get("text")) if isinstance(one, dict) else _text(one) for one in value)
    return _text(value)


def _moment(message: Mapping[str, Any], name: str) -> str | None:
    """A time: UTC from its Unix time where the export has that, otherwise the clock of whoever exported it."""
    stamp = _text(message.get(f"{name}_unixtime"))
    if stamp.isascii() and stamp.isdigit() and 0 < int(stamp) < 253_402_300_800:  # noqa: PLR2004 - the year 10000
        return datetime.fromtimestamp(int(stamp), UTC).isoformat(timespec="seconds")
    try:
        return datetime.fromisoformat(_text(message.get(name))).isoformat(timespec="seconds")
    except ValueError:
        return None


def _who(key: object, name: object) -> Identity | None:
    handle, shown = _text(key), _text(name)
    return Identity(Channel.TELEGRAM, handle or shown, shown) if handle or shown else None


def _forwarded(message: Mapping[str, Any]) -> Identity | None:
    """Where something was forwarded from; the name is null where the account is gone or hides."""
    if "forwarded_from" not in message and "forwarded_from_id" not in message:
        return None
    return _who(message.get("forwarded_from_id"), message.get("forwarded_from"))


def _files(message: Mapping[str, Any]) -> tuple[list[Attachment], list[str], list[str]]:
    """The files of a message, what is not there of it and why, and the paths that lead elsewhere."""
    files, lacks, refused = [], [], []
    called = _text(message.get("file_name"))
    for kind in MEDIA:
        named = message.get(kind)
        if not isinstance(named, str):
            continue
        path = None if named.startswith("(File") else inside(named)
        if path is not None:
            files.append(Attachment(path, called or None))
        else:
            lacks.append(
                f"{kind} {called}".strip() + f": {named.strip('()') if named.startswith('(File') else OUTSIDE}"
            )
            refused += [] if named.startswith("(File") else [named]
    if "forwarded_from" in message and message["forwarded_from"] is None and not message.get("forwarded_from_id"):
        lacks.append("whom it was forwarded from: the account is gone, or hides")
    if message.get("self_destruct_period_seconds") is not None and not files:
        lacks.append("media that destroyed themselves")
    return files, lacks, refused
