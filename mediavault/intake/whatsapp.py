"""A chat exported by WhatsApp: `_chat.txt` of iOS, `WhatsApp Chat with ….txt` of Android, in whatever language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from library.model import Identity, NewMessage, Problem
from mediavault.intake.inside import OUTSIDE, inside
from mediavault.intake.terms import terms_in
from mediavault.intake.values import Attachment, Channel, Export, Received, key_of
from mediavault.intake.whatsapp_dates import STAMP, Stamp, is_day_first

LONGEST_LINE = 1 << 20
MOST_MESSAGES = 2_000_000
_MARKS = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks of direction, which stand around names and numbers."""
_ATTACHED = re.compile(r"<[^<>:]{2,30}\s?:\s(?P<name>[^<>\n]+\.\w{2,5})>")
"""iOS: `<attached: NAME>`, `<Anhang: NAME>`, `<прикреплено: NAME>`."""
_FILE_ATTACHED = re.compile(r"(?P<name>[^\n]+?\.\w{2,5}) \((?P<said>[^()\n]{4,40})\)")
"""Android: `NAME (file attached)`."""
_SAYS_ATTACHED = re.compile(
    r"attach|angehängt|joint|adjunt|allegat|bijgevoegd|anexad|załącz|dołącz|добавл|прикр|влож|далуч|прымац|додан|prided",
    re.IGNORECASE,
)
_OMITTED = re.compile(
    r"omitted|omis|omess|omitid|weggelassen|ausgeschlossen|weggelaten|pomini|без медиа|опущен|пропущ|отсутству|прапушч"
    r"|без медыя|без медіа|praleist",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 60
_PHONE = re.compile(r"\+?[\d\s()./-]{7,}")
_GROUP = 3
"""So many who write make a group; the name of any other chat is a person's."""


@dataclass(slots=True)
class _Written:
    """A message as it stands in the file."""

    stamp: Stamp
    who: str
    lines: list[str] = field(default_factory=list)


def read(file: BinaryIO, there: Collection[str], name: str, *, day_first: bool | None = None) -> Export:
    """All messages of a chat.

    Args:
        file: The text.
        there: Names of the files beside it.
        name: What the chat is called, by the name of the file or its folder.
        day_first: Whether the day stands first in its dates; None is told from all of it.

    Raises:
        DatesUnclear, DatesContradict: its dates cannot be read.
    """
    problems: list[Problem] = []
    written = list(_written(_lines(file, problems), problems))
    if day_first is None:
        day_first = is_day_first([one.stamp for one in written])
    is_group = len({one.who for one in written}) >= _GROUP
    seen: Counter[str] = Counter()
    found = [_received(one, (there, name if is_group else None, day_first), seen) for one in written]
    if not found:
        problems.append(Problem("broken", f"There is no message of WhatsApp in {name}."))
    return Export(found, problems)


def _lines(file: BinaryIO, problems: list[Problem]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            problems.append(
                Problem("too-long", f"A line of the chat is longer than {LONGEST_LINE:,} bytes; it is cut.")
            )
            while len(file.readline(LONGEST_LINE)) == LONGEST_LINE:
                pass
        yield line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _written(lines: Iterator[str], problems: list[Problem]) -> Iterator[_Written]:
    """The messages, without those nobody wrote: who joined, that all of it is encrypted."""
    one, count = None, 0
    for line in lines:
        match = STAMP.match(line)
        stamp = Stamp.of(match, line) if match else None
        if match is None or stamp is None:
            if one is not None:
                one.lines.append(line)
            continue
        if one is not None:
            yield one
        one = None
        who, colon, text = line[match.end() :].partition(":")
        if colon and (not text or text.startswith(" ")):
            one, count = _Written(stamp, _name(who), [text[1:]]), count + 1
        if count > MOST_MESSAGES:
            problems.append(Problem("too-long", f"Read no further than {MOST_MESSAGES:,} messages of the chat."))
            return
    if one is not None:
        yield one


def _name(who: str) -> str:
    """A name without marks, and without the tilde of somebody who is in no address book."""
    return who.translate(_MARKS).removeprefix("~").strip("\u00a0\u202f ")


def _received(one: _Written, chat: tuple[Collection[str], str | None, bool], seen: Counter[str]) -> Received:
    there, name, day_first = chat
    moment = one.stamp.moment(day_first=day_first)
    sent = None if moment is None else moment.isoformat()
    whole = "\n".join(one.lines).translate(_MARKS).strip()
    again = key_of(Channel.WHATSAPP, sent or str(one.stamp), one.who, whole)
    seen[again] += 1
    attachment, lacks, text = _brought(whole, there)
    refused = lacks == OUTSIDE
    phone = one.who if _PHONE.fullmatch(one.who) else ""
    new = NewMessage(
        key=key_of(again, str(seen[again])),
        channel=Channel.WHATSAPP,
        sender=Identity(Channel.WHATSAPP, one.who, "" if phone else one.who, phone) if one.who else None,
        chat=name,
        sent_at=sent,
        text=text,
        terms=terms_in(text),
        lacks=lacks,
    )
    return Received(new, () if attachment is None else (attachment,), (whole,) if refused else ())


def _brought(whole: str, there: Collection[str]) -> tuple[Attachment | None, str | None, str]:
    """The file a message came with, what is not there of it, and its words."""
    first, _, caption = whole.partition("\n")
    match = _ATTACHED.search(whole)
    if match is None:
        match = _FILE_ATTACHED.fullmatch(first)
        if match and match["name"] not in there and not _SAYS_ATTACHED.search(match["said"]):
            match = None
    if match is not None:
        text = (whole[: match.start()] + whole[match.end() :]).strip()
        path = inside(match["name"])
        if path is None or b"/" in path:
            return None, OUTSIDE, text
        return Attachment(path, match["name"]), None, text
    if (
        len(first) <= _LONGEST_NOTICE
        and _OMITTED.search(first)
        and (first.startswith("<") or len(first.split()) <= _GROUP)
    ):
        return None, first.strip("<>"), caption
    return None, None, whole
