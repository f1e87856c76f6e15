"""A folder somebody put together: what was sent, and `message.txt` with what was said with it.

The first lines of the text may say who sent it, and when: `From: Anna K., +375 29 …`, `Channel: Signal`,
`Sent: 2020-08-17 18:42`, `Received: 2020-08-18`, `Forwarded from: …`. All of them may be left out. What is allowed is
said anywhere in it, in a line of its own: `Terms: in the film, not online`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from library.model import Identity, NewMessage
from mediavault.intake.terms import terms_in
from mediavault.intake.values import Attachment, Channel, Export, Received, key_of

NAMES = ("message.txt", "MESSAGE.TXT", "Message.txt")
LONGEST = 1 << 20
_FACT = re.compile(r"(from|channel|sent|received|forwarded from)\s*:\s*(.+)", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d[\d\s()-]{6,}\d")


def read(raw: bytes, there: Collection[bytes]) -> Export:
    """The message of a folder, with every file beside it.

    Args:
        raw: The bytes of `message.txt`.
        there: The other files, relative to the folder.
    """
    lines = raw[:LONGEST].decode("utf-8-sig", "surrogateescape").splitlines()
    said: dict[str, str] = {}
    while lines and (match := _FACT.fullmatch(lines[0].strip())):
        said.setdefault(match[1].lower(), match[2].strip())
        lines.pop(0)
    text = "\n".join(lines).strip()
    lacks = ["more of message.txt than a message has"] if len(raw) > LONGEST else []
    new = NewMessage(
        key=key_of(Channel.FOLDER, sha256(raw).hexdigest()),
        channel=said.get("channel", Channel.FOLDER.value).casefold(),
        sender=_who(said.get("from")),
        forwarded_from=_who(said.get("forwarded from")),
        sent_at=_moment(said.get("sent")),
        received_at=_moment(said.get("received")),
        text=text,
        terms=terms_in(text),
        lacks="; ".join(lacks) or None,
    )
    return Export([Received(new, tuple(map(Attachment, sorted(there))))])


def _who(said: str | None) -> Identity | None:
    """Somebody, by what is written of them: all of it tells them apart; a number among it is their telephone's."""
    if not said:
        return None
    phone = match[0] if (match := _PHONE.search(said)) else ""
    return Identity(Channel.FOLDER, said, said.replace(phone, "").strip(" ,;") if phone else said, phone)


def _moment(said: str | None) -> str | None:
    try:
        return datetime.fromisoformat(said).isoformat() if said else None
    except ValueError:
        return None
