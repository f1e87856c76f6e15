"""The names of people that must not leave in an export, and how they are kept out of every text.

Unknown means no: a person whose protection is not known is treated as one who must not be named.
This room must not know formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from anyascii import anyascii

from library.model import AuthorityId, AuthorityKind, Link, Protection, Shot, ShotList

WITHHELD = "[name withheld]"
"""What stands in a text where a name stood."""

Protections = Mapping[AuthorityId, Protection]
"""How far each person may be identified; who is not in it is unknown."""


def protection_of(link: Link, protections: Protections) -> Protection:
    """How far the authority of a link may be identified; everything but a person is open."""
    if link.kind is not AuthorityKind.PERSON:
        return Protection.OPEN
    return protections.get(link.authority, Protection.UNKNOWN)


def guarded_people(shot: Shot, protections: Protections) -> Iterator[tuple[Link, Protection]]:
    """The people a shot's clip is linked to who are not open, each once."""
    seen: set[AuthorityId] = set()
    for link in shot.clip.links:
        protection = protection_of(link, protections)
        if protection is not Protection.OPEN and link.authority not in seen:
            seen.add(link.authority)
            yield link, protection


@dataclass(frozen=True)
class Withheld:
    """Names that no export may hold, in whatever script, case and punctuation they are written."""

    names: frozenset[str]

    @classmethod
    def of(cls, shot_list: ShotList, protections: Protections) -> Withheld:
        """Everybody linked to any clip of the list whose protection is not open."""
        people = (link for shot in shot_list.shots for link, _ in guarded_people(shot, protections))
        return cls(frozenset(link.name for link in people if _words(link.name)))

    @cached_property
    def _as_written(self) -> re.Pattern[str] | None:
        return _any_of([_words(name) for name in self.names])

    @cached_property
    def _as_read(self) -> re.Pattern[str] | None:
        return _any_of([_words(anyascii(name)) for name in self.names])

    def inside(self, text: str) -> bool:
        """Whether a text holds one of the names, transliterated or not."""
        if self._as_written is None or self._as_read is None:
            return False
        composed = normalize("NFC", text)
        return bool(self._as_written.search(composed) or self._as_read.search(anyascii(composed)))

    def redacted(self, text: str) -> str:
        """The text without the names; a text that holds one in another script is withheld as a whole."""
        if not self.inside(text) or self._as_written is None:
            return text
        left = self._as_written.sub(WITHHELD, normalize("NFC", text))
        return WITHHELD if self.inside(left) else left


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize("NFC", name))


def _any_of(names: list[list[str]]) -> re.Pattern[str] | None:
    """A pattern for any of the names as whole words, whatever stands between them; None without names."""
    spelled = [r"[\W_]*".join(re.escape(word) for word in words) for words in names if words]
    if not spelled:
        return None
    # The longest first: "Anna Maria" is not to be left as "[name withheld] Maria".
    choices = "|".join(sorted(spelled, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{choices})(?![^\W_])", re.IGNORECASE)
