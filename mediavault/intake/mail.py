"""Mail as it is kept: `.eml` of one (RFC 5322), `mbox` of many (RFC 4155); what is attached is taken out.

Nothing that is attached is opened or unpacked here; a forwarded mail (message/rfc822) is read as a part of its mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message as Mail
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

from library.model import Identity, NewMessage, Problem, path_text
from mediavault.intake.terms import terms_in
from mediavault.intake.values import Attachment, Channel, Export, Received, key_of

LONGEST_MAIL = 150 * 1000 * 1000
"""Bytes of one mail; servers take less."""
MOST_PARTS = 1000
MOST_NESTED = 20
MOST_MAILS = 200_000
_SEPARATOR = re.compile(rb"From \S+ .*\d{4}\s*$|From [^\n]*\d\d:\d\d:\d\d")
_BAD_IN_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_NAME = 120
_KINDS = {"image": ".bin", "video": ".bin", "audio": ".bin"}
"""Parts that are media also where nobody calls them attachments, and the suffix of one without a name."""
_SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic", "image/webp": ".webp", "image/gif": ".gif",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "audio/mpeg": ".mp3", "audio/ogg": ".ogg", "audio/mp4": ".m4a",
}  # fmt: skip


@dataclass(slots=True)
class _Parts:
    """What a mail is made of."""

    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[tuple[str, Mail]] = field(default_factory=list)
    forwarded: Mail | None = None
    lacks: list[str] = field(default_factory=list)
    count: int = 0


def read(file: BinaryIO, to: Path, called: str, *, is_box: bool) -> Export:
    """All mails of a file; what is attached to them stands in `to` afterwards.

    Args:
        file: One mail, or a box of many.
        to: A folder; each mail has its own in it, named after its key.
        called: The name of the file, for what is said of it.
        is_box: Whether it is a box.
    """
    found: list[Received] = []
    problems: list[Problem] = []
    for number, raw in enumerate(_mails(file) if is_box else [file.read(LONGEST_MAIL + 1)], 1):
        where = f"mail {number} of {called}" if is_box else called
        if number > MOST_MAILS:
            problems.append(Problem("too-long", f"Read no further than {MOST_MAILS:,} mails of {called}."))
            break
        if len(raw) > LONGEST_MAIL:
            problems.append(Problem("too-long", f"Left out {where}: it is longer than {LONGEST_MAIL // 10**6} MB."))
            continue
        one = _received(raw, to, where)
        if one is None:
            problems.append(Problem("broken", f"Left out {where}: it has no header of a mail."))
        else:
            found.append(one)
    return Export(found, problems)


def _mails(file: BinaryIO) -> Iterator[bytes]:
    """The mails of a box one by one; of one that is too long, only so much that this shows."""
    pieces: list[bytes] = []
    size, empty_before = 0, True
    while line := file.readline(1 << 20):
        if empty_before and line.startswith(b"From ") and _SEPARATOR.match(line):
            if pieces:
                yield b"".join(pieces)
            pieces, size = [], 0
        elif size <= LONGEST_MAIL:
            pieces.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
        empty_before = not line.strip()
    if pieces:
        yield b"".join(pieces)


def _received(raw: bytes, to: Path, where: str) -> Received | None:
    mail = message_from_bytes(raw)
    if not any(mail[name] for name in ("From", "Date", "Message-ID", "Subject", "Received")):
        return None
    said = _header(mail, "Message-ID").strip()
    key = key_of(Channel.MAIL, said or sha256(raw).hexdigest(), None if said else "by its bytes")
    parts = _Parts()
    _take_apart(mail, parts, 0)
    attachments = _written(parts, to, key, where)
    text = _text(mail, parts)
    received = mail.get_all("Received") or []
    new = NewMessage(
        key=key,
        channel=Channel.MAIL,
        sender=_who(mail),
        forwarded_from=None if parts.forwarded is None else _who(parts.forwarded),
        sent_at=_moment(_header(mail, "Date")),
        received_at=_moment(str(received[0]).rpartition(";")[2]) if received else None,
        replies_to=key_of(Channel.MAIL, reply, None) if (reply := _header(mail, "In-Reply-To").strip()) else None,
        text=text,
        terms=terms_in(text),
        lacks="; ".join(parts.lacks) or None,
    )
    return Received(new, tuple(attachments))


def _header(mail: Mail, name: str) -> str:
    """A header in letters: encoded words (RFC 2047) read, and what makes no sense as it stands."""
    value = mail[name]
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value))
    except (HeaderParseError, ValueError):
        return " ".join(str(value).split())
    return " ".join("".join(_decoded(text, charset) for text, charset in pieces).split())


def _decoded(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    for encoding in filter(None, (charset, "utf-8")):
        try:
            return text.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return text.decode("cp1251" if charset is None else "latin-1", "replace")


def _who(mail: Mail) -> Identity | None:
    for name, address in getaddresses([_header(mail, "From")]):
        if address or name:
            return Identity(Channel.MAIL, address.casefold() or name, name)
    return None


def _moment(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text.strip()).isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text.strip()).isoformat(timespec="seconds")
    except ValueError:
        return None


def _take_apart(mail: Mail, parts: _Parts, depth: int) -> None:
    """Sorts the parts of a mail, those of mails in it among them."""
    parts.count += 1
    if parts.count > MOST_PARTS or depth > MOST_NESTED:
        if not any("more parts" in one for one in parts.lacks):
            parts.lacks.append("more parts than a mail has")
        return
    inner = mail.get_payload()
    if isinstance(inner, list):
        for one in (part for part in inner if isinstance(part, Mail)):
            if mail.get_content_type() == "message/rfc822":
                parts.forwarded = parts.forwarded or one
                parts.texts.append(f"Forwarded: {_header(one, 'Subject')}")
            _take_apart(one, parts, depth + 1)
        return
    _take_leaf(mail, parts)


def _take_leaf(mail: Mail, parts: _Parts) -> None:
    """Sorts a part that has none in it."""
    name, kind = _file_name(mail), mail.get_content_type()
    if name or mail.get_content_disposition() == "attachment" or mail.get_content_maintype() in _KINDS:
        parts.files.append((name or f"part{_SUFFIXES.get(kind, '.bin')}", mail))
    elif kind == "text/plain":
        parts.texts.append(_body(mail))
    elif kind == "text/html":
        parts.pages.append(_body(mail))


def _file_name(mail: Mail) -> str:
    """What the sender called a part (RFC 2231, or encoded words where a program wrote those)."""
    try:
        name = mail.get_filename("") or ""
    except (ValueError, LookupError, TypeError, MessageError):
        return ""
    try:
        return "".join(_decoded(text, charset) for text, charset in decode_header(name))
    except (HeaderParseError, ValueError):
        return name


def _body(mail: Mail) -> str:
    content = mail.get_payload(decode=True)
    return _decoded(content, mail.get_content_charset()) if isinstance(content, bytes) else ""


def _text(mail: Mail, parts: _Parts) -> str:
    """Subject and words; a page is read only where there are no words beside it."""
    words = parts.texts if any(text.strip() for text in parts.texts) else [_words_of(page) for page in parts.pages]
    pieces = [_header(mail, "Subject"), *(text.replace("\r\n", "\n").strip() for text in words)]
    return "\n\n".join(filter(None, pieces))


class _Words(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as HTMLParser has it
        self._hidden += tag in ("style", "script", "head")
        if tag in ("br", "p", "div", "tr", "li"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "head") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def _words_of(page: str) -> str:
    reader = _Words()
    reader.feed(page[:LONGEST_MAIL])
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(filter(None, lines))


def _written(parts: _Parts, to: Path, key: str, where: str) -> list[Attachment]:
    """Takes the files of a mail out; one that is there already with the same bytes stays."""
    from mediavault.intake.taking_out import take_out  # noqa: PLC0415 - the worker that writes

    made: list[Attachment] = []
    for number, (called, part) in enumerate(parts.files, 1):
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content:
            parts.lacks.append(f"{called}: it is empty, or cannot be decoded")
            continue
        if part.defects or _is_cut(part):
            parts.lacks.append(f"{called}: the mail is damaged there; what could be read of it was taken")
        name = f"{number:02}-{safe_name(called)}"
        digest = take_out(to, f"{key[:16]}/{name}", len(content), [content])
        path = f"{key[:16]}/{name}".encode()
        made.append(Attachment(path, called, digest, f"attachment {number} of {where}"))
    return made


def _is_cut(part: Mail) -> bool:
    """Whether a part in base64 breaks off."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return False
    written = part.get_payload()
    return isinstance(written, str) and len("".join(written.split())) % 4 != 0


def safe_name(called: str) -> str:
    """A name for a file that every file system takes and no terminal obeys; the end, with the suffix, stays."""
    name = _BAD_IN_NAME.sub("_", path_text(called.encode("utf-8", "surrogatepass"))).strip(" .") or "file"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:  # noqa: PLR2004 - no suffix is as long
        stem, suffix = name, ""
    while len(stem.encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}.{suffix}" if suffix else stem or "file"
