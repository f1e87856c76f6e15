"""What a tagging is: on what, with which words, and how it is written; not how it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from library.model import Authority, AuthorityKind
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library import Edit
    from library.model import AssetId, AssetRow, Clip, ClipId
    from library.timecode import TimeRange

SIGILS = {
    "#": AuthorityKind.KEYWORD,
    "@": AuthorityKind.PERSON,
    "!": AuthorityKind.EVENT,
    "^": AuthorityKind.PLACE,
    "&": AuthorityKind.ORGANISATION,
}
"""What a word begins with to say its kind."""
SIGIL_OF = {kind: sigil for sigil, kind in SIGILS.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """What an action applies to: whole assets, one clip, or a range of an asset that is not a clip yet."""

    assets: tuple[AssetId, ...] = ()
    clip: Clip | None = None
    range: TimeRange | None = None
    made: list[Clip] = field(default_factory=list, compare=False)
    """The clip that a range became, so that two quick actions on one pending range make one clip."""

    @property
    def words(self) -> str:
        """`3 clips`, `the range`, `this clip`."""
        if self.range is not None:
            return "the range"
        return counted(len(self.assets), "clip") if self.clip is None else "this clip"

    def clips(self, edit: Edit) -> list[ClipId]:
        """Its clips, made where they are not there yet."""
        if self.clip is not None:
            return [self.clip.id]
        if self.range is not None:
            return [self._marked(edit, self.range).id]
        return list(edit.whole_clips(self.assets))

    def shots(self, edit: Edit) -> list[Clip]:
        """Its clips as values, in the order a person sees them."""
        if self.clip is not None:
            return [self.clip]
        if self.range is not None:
            return [self._marked(edit, self.range)]
        return [edit.whole_clip(asset) for asset in self.assets]

    def _marked(self, edit: Edit, span: TimeRange) -> Clip:
        if not self.made:
            self.made.append(edit.add_clip(self.assets[0], span))
        return self.made[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a tagging."""

    authority: Authority
    """Without an id it is new and will be added."""
    remove: bool = False

    @property
    def words(self) -> str:
        """`hands`, `-hands`, `!Harvest`."""
        kind = self.authority.kind
        sigil = "" if kind is AuthorityKind.KEYWORD else SIGIL_OF.get(kind, "")
        return ("-" if self.remove else "") + sigil + clean(self.authority.name)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the prompt, read."""

    text: str
    """The name, without sigils."""
    kinds: tuple[AuthorityKind, ...]
    """The kinds it may be; empty: any."""
    remove: bool

    @classmethod
    def parse(cls, text: str, preset: AuthorityKind | None = None) -> Typed:
        """Read `-#hands`: a minus removes, a sigil says the kind and overrules the prompt's own."""
        rest = text.strip()
        remove = rest.startswith("-")
        rest = rest.removeprefix("-").lstrip()
        kind = SIGILS.get(rest[:1])
        rest = rest[1:].lstrip() if kind else rest
        wanted = kind or preset
        return cls(rest, (wanted,) if wanted else (), remove)


def sentence(target: Target, choices: Sequence[Choice]) -> str:
    """What the operation is called: `Tag 3 clips: hands, faces`."""
    return f"Tag {target.words}: {', '.join(choice.words for choice in choices)}"


def apply(edit: Edit, target: Target, choices: Sequence[Choice]) -> list[ClipId]:
    """Write the tagging; the clips it went to come back."""
    clips = target.clips(edit)
    for choice in choices:
        authority = choice.authority
        if choice.remove:
            edit.unlink_all(clips, authority)
            continue
        edit.link_all(clips, authority if authority.id is not None else edit.add_authority(authority))
    return clips


def carries(row: AssetRow, authority: Authority) -> bool:
    """Whether a row already shows that tag."""
    return authority.name in (*row.tags, *row.events, *row.places)
