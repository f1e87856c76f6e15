"""Makes exports of messengers and mails as their programs write them, with photos in them, and broken ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from media_factory import make_photo

NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"


def telegram_message(number: int, *, text: Any = "", who: tuple[str, str | None] = ("user1", "Anna K"), **facts: Any):
    """A message as Telegram Desktop writes it; of half past six in the evening in Minsk."""
    sent = {"date": "2020-08-17T18:30:00", "date_unixtime": str(1597678200 + number)}
    return {"id": number, "type": "message", **sent, "from_id": who[0], "from": who[1], "text": text, **facts}


def telegram_chat(messages: Sequence[Mapping[str, Any]], *, kind: str = "personal_chat", name: str = "Anna K"):
    return {"name": name, "type": kind, "id": 4242, "messages": list(messages)}


def telegram_export(folder: Path, messages: Sequence[Mapping[str, Any]], photos: Sequence[str] = ()) -> Path:
    """The folder of one chat's export, with photos that differ in it."""
    for number, name in enumerate(photos):
        make_photo(folder / name, colour=f"#{number + 1:02}4060")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.json").write_text(json.dumps(telegram_chat(messages), ensure_ascii=False), encoding="utf-8")
    return folder


def whatsapp_export(folder: Path, text: str, photos: Sequence[str] = (), name: str = "_chat.txt") -> Path:
    for number, photo in enumerate(photos):
        make_photo(folder / photo, colour=f"#60{number + 1:02}40")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def mail(
    text: str = "Here they are.", *, files: Mapping[str, bytes] | None = None, number: int = 1, **headers: str
) -> EmailMessage:
    """A mail with files attached."""
    made = EmailMessage()
    said = {"From": "Anna K <Anna@Example.org>", "Subject": "Pictures", "Date": "Mon, 17 Aug 2020 18:30:00 +0300"}
    for name, value in {**said, "Message-ID": f"<{number}@example.org>", **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return made
