"""A catalogue in memory with what the interface uses: fast, and as large as a test wants.

Assets come from a function of their number, so a hundred thousand cost nothing until they are looked at.
"""

from __future__ import annotations

import asyncio
import copy
from array import array
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image

from library.errors import MediavaultError
from library.model import (
    DEFAULT_ROLE,
    Asset,
    AssetId,
    AssetRow,
    Authority,
    AuthorityId,
    AuthorityKind,
    Camera,
    Certainty,
    Clip,
    ClipId,
    Copy,
    CopyId,
    CopyState,
    Facet,
    FileStamp,
    Fingerprint,
    Holding,
    Link,
    LinkId,
    MediaFacts,
    MediaKind,
    Operation,
    OperationId,
    Part,
    Picture,
    RecordedAt,
    Shot,
    ShotId,
    ShotList,
    ShotListId,
    ShotListSummary,
    Sound,
    StartTimecode,
    TranscriptLine,
    Use,
    Volume,
)
from library.timecode import FrameRate, Timecode, TimeRange

PAL = FrameRate(25)
KINDS = (MediaKind.VIDEO, MediaKind.VIDEO, MediaKind.VIDEO, MediaKind.PHOTO, MediaKind.AUDIO)
NOTHING_TO_UNDO = "Nothing to undo."


class FakeRefusal(MediavaultError):
    """A refusal with any sentence."""


@dataclass
class Books:
    """What changes; a deep copy of it is one step of history."""

    clips: dict[int, Clip] = field(default_factory=dict)
    authorities: dict[int, Authority] = field(default_factory=dict)
    lists: dict[str, ShotList] = field(default_factory=dict)


class FakeEdit:
    """Writes straight into the books; the transaction puts them back when something is raised."""

    def __init__(self, catalogue: FakeCatalogue) -> None:
        self.catalogue = catalogue
        self.books = catalogue.books

    def add_clip(self, asset: int, span: TimeRange | None, *, name: str | None = None) -> Clip:
        available = self.catalogue.facts(asset).available_range
        if span is not None and (available is None or not available.contains(span)):
            raise FakeRefusal(f"Cannot mark {span.start} to {span.end_exclusive} of a{asset}: it is outside the media.")
        clip = Clip(id=ClipId(next(self.catalogue.numbers)), asset=AssetId(asset), range=span, name=name)
        self.books.clips[clip.id] = clip
        return clip

    def whole_clip(self, asset: int) -> Clip:
        known = (clip for clip in self.books.clips.values() if clip.asset == asset and clip.range is None)
        return next(known, None) or self.add_clip(asset, None)

    def whole_clips(self, assets: Sequence[int]) -> list[ClipId]:
        return [self.whole_clip(asset).id for asset in sorted(assets)]

    def describe_clip(self, clip: int, **facts: Any) -> None:
        self.books.clips[clip] = replace(self.books.clips[clip], **facts)

    def remove_clip(self, clip: int) -> None:
        del self.books.clips[clip]

    def link_all(self, clips: Sequence[int], authority: Authority) -> int:
        for key in clips:
            clip = self.books.clips[key]
            if authority.id is not None and authority.id not in {link.authority for link in clip.links}:
                link = Link(
                    LinkId(next(self.catalogue.numbers)),
                    authority.id,
                    authority.kind,
                    authority.name,
                    DEFAULT_ROLE[authority.kind],
                )
                self.books.clips[key] = replace(clip, links=(*clip.links, link))
        return len(clips)

    def unlink_all(self, clips: Sequence[int], authority: Authority) -> int:
        for key in clips:
            clip = self.books.clips[key]
            self.books.clips[key] = replace(clip, links=tuple(li for li in clip.links if li.authority != authority.id))
        return len(clips)

    def add_authority(self, authority: Authority) -> Authority:
        stored = replace(authority, id=AuthorityId(next(self.catalogue.numbers)))
        self.books.authorities[int(stored.id or 0)] = stored
        return stored

    def add_shot_list(self, name: str, *, project: str | None = None, rate: FrameRate | None = None) -> ShotListId:
        if name in self.books.lists:
            raise FakeRefusal(f'There is a shot list "{name}" already.')
        listed = ShotList(
            id=ShotListId(next(self.catalogue.numbers)),
            name=name,
            project=project,
            rate=rate or PAL,
            drop_frame=False,
            version=1,
            shots=(),
        )
        self.books.lists[name] = listed
        return listed.id

    def append_shot(self, shot_list: str, clip: Clip, **words: Any) -> ShotId:
        listed, asset = self.books.lists[shot_list], self.catalogue.asset(clip.asset)
        span = words.pop("source_range", None) or clip.range or asset.facts.available_range or TimeRange(0, 100, PAL)
        shot = Shot(
            id=ShotId(next(self.catalogue.numbers)),
            number=len(listed.shots) + 1,
            clip=clip,
            asset=asset,
            source_range=span,
            **words,
        )
        self.books.lists[shot_list] = replace(listed, shots=(*listed.shots, shot))
        return shot.id


class FakeCatalogue:
    """Answers as `library.Catalogue` does, for what the interface asks."""

    def __init__(self, size: int = 0, *, name: Callable[[int], str] | None = None) -> None:
        self.size = size
        self.books = Books()
        self.numbers = count(1)
        self.slow: Callable[[], None] = lambda: None
        self.asked_rows: list[int] = []
        self.asked_facets: list[str] = []
        self.parts: dict[int, tuple[Part, ...]] = {}
        self.locations: dict[int, Path] = {}
        self.transcripts: dict[int, list[TranscriptLine]] = {}
        self.heard: set[int] = set()
        """The assets that have sound."""
        self._name = name or (lambda number: f"A003C{number:05}.MOV")
        self._done: list[tuple[Operation, Books, Books]] = []
        self._undone: list[tuple[Operation, Books, Books]] = []

    # Reads

    def count(self, _query: str = "", *, folded: bool = False) -> int:
        return self.size - (sum(map(len, self.parts.values())) if folded else 0)

    def find(self, query: str = "", *, sort: str = "recorded", **_options: Any) -> array[int]:
        hidden = {part.asset for parts in self.parts.values() for part in parts} if _options.get("folded") else set()
        ids = [number for number in range(1, self.size + 1) if number not in hidden]
        if query == "-tagged":
            tagged = {clip.asset for clip in self.books.clips.values() if clip.links}
            return array("q", (key for key in ids if key not in tagged))
        if query.startswith("?"):
            raise FakeRefusal(f"Cannot read the query at {query}.")
        if query:
            return array("q", (key for key in ids if query.casefold() in self._name(key).casefold()))
        return array("q", reversed(ids) if sort == "rating" else ids)

    def facts(self, number: int) -> MediaFacts:
        kind = KINDS[number % len(KINDS)]
        seconds = Fraction(10 + number % 90)
        video = Picture(width=1920, height=1080, codec="prores", frame_rate=PAL, frame_count=int(seconds * 25))
        return MediaFacts(
            kind=kind,
            recorded_at=RecordedAt(
                f"2020-08-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00",
                "+03:00",
                "EXIF DateTimeOriginal",
                Certainty.CERTAIN if number % 7 else Certainty.FILE,
                "local time with its zone: EXIF DateTimeOriginal",
            ),
            camera=Camera("Sony", "ILCE-7M3"),
            picture=video if kind is MediaKind.VIDEO else Picture(width=6000, height=4000),
            sound=Sound("pcm_s24le", 2, 48000, 1) if number in self.heard else Sound(),
            start_timecode=StartTimecode(Timecode(90000, PAL), "tmcd stream") if kind is MediaKind.VIDEO else None,
        )

    def transcript(self, asset: int, _language: str | None = None) -> list[TranscriptLine]:
        return self.transcripts.get(asset, [])

    def rows(self, ids: Sequence[int]) -> list[AssetRow]:
        self.slow()
        self.asked_rows.extend(ids)
        clips: dict[int, list[Clip]] = {}
        for clip in self.books.clips.values():
            clips.setdefault(clip.asset, []).append(clip)
        return [self._row(number, clips.get(number, [])) for number in ids if 0 < number <= self.size]

    def _row(self, number: int, clips: list[Clip]) -> AssetRow:
        facts = self.facts(number)
        whole = next((clip for clip in clips if clip.range is None), None)
        links = [link for clip in clips for link in clip.links]
        recorded = facts.recorded_at
        return AssetRow(
            id=AssetId(number),
            kind=facts.kind,
            name=self._name(number),
            recorded_local=recorded.local if recorded else None,
            certainty=recorded.certainty if recorded else None,
            available_range=facts.available_range,
            rating=whole.rating if whole else None,
            rejected=bool(whole and whole.rejected),
            state=CopyState.OFFLINE if number % 11 == 0 else CopyState.ONLINE,
            quick_hex=f"{number:032x}",
            events=_names(links, {AuthorityKind.EVENT}),
            places=_names(links, {AuthorityKind.PLACE}),
            tags=_names(links, set(AuthorityKind) - {AuthorityKind.EVENT, AuthorityKind.PLACE}),
            ranges=sum(clip.range is not None for clip in clips),
            parts=tuple(part.role for part in self.parts.get(number, ())),
        )

    def assets(self, ids: Sequence[int]) -> list[Asset]:
        return [self.asset(number) for number in ids if 0 < number <= self.size]

    def asset(self, reference: int | str) -> Asset:
        number = int(str(reference).removeprefix("a"))
        stamp = FileStamp(1, 1, 1, number)
        state = CopyState.OFFLINE if number % 11 == 0 else CopyState.ONLINE
        location = self.locations.get(number)
        raw = self._name(number).encode("utf-8", "surrogateescape")
        held = Copy(CopyId(number), AssetId(number), "CARD_A", b"DCIM/" + raw, state, stamp, location)
        return Asset(
            id=AssetId(number),
            digest=None,
            fingerprint=Fingerprint(1, f"{number:032x}"),
            facts=self.facts(number),
            copies=(held,),
            clips=tuple(clip for clip in self.books.clips.values() if clip.asset == number),
            parts=self.parts.get(number, ()),
        )

    def clip(self, reference: int | str) -> Clip:
        return self.books.clips[int(str(reference).removeprefix("c"))]

    def clips(self, ids: Sequence[int]) -> list[Clip]:
        return [self.books.clips[key] for key in ids if key in self.books.clips]

    def authorities(self, kind: AuthorityKind, match: str = "") -> list[Authority]:
        return [a for a in self.books.authorities.values() if a.kind is kind and match.casefold() in a.name.casefold()]

    def suggest(self, beginning: str, *, kinds: Sequence[AuthorityKind] = (), limit: int = 8) -> list[Authority]:
        found = [
            a
            for a in self.books.authorities.values()
            if beginning.casefold() in a.name.casefold() and (not kinds or a.kind in kinds)
        ]
        return sorted(found, key=lambda a: (-self.usage(a.id or 0), a.name))[:limit]

    def complete(self, query: str, *, whole: bool) -> list[str]:
        assert whole
        self.slow()
        fields = ("event:", "is:", "kind:", "place:", "date:", "rating:", "text:")
        found = {"kind:": ["kind:audio", "kind:photo", "kind:video"], "place:": ['place:"Odesa port"', "place:Odesa"]}
        before, _, word = query.rpartition(" ")
        rows = next((rows for field, rows in found.items() if word.startswith(field)), list(fields))
        return [f"{before} {row}".lstrip() for row in rows if row.startswith(word)]

    def usage(self, authority: int, wholes_of: Sequence[int] | None = None) -> int:
        clips = [one for one in self.books.clips.values() if wholes_of is None or one.asset in wholes_of]
        counted = clips if wholes_of is None else [one for one in clips if one.is_whole]
        return sum(any(link.authority == authority for link in clip.links) for clip in counted)

    def facets(self, query: str = "", *, fields: Sequence[str] = (), **_options: Any) -> dict[str, list[Facet]]:
        """Of keywords and kinds, among all assets whatever the query is."""
        self.asked_facets.append(query)
        words = [a for a in self.books.authorities.values() if a.kind is AuthorityKind.KEYWORD]
        used = [Facet("keyword", a.name, self.usage(a.id or 0), f"keyword:{a.name}") for a in words]
        kinds = [Facet("kind", kind.value, self.size // len(KINDS), kind.value) for kind in dict.fromkeys(KINDS)]
        return {"keyword": [facet for facet in used if facet.count], "kind": kinds}

    def shot_lists(self) -> list[ShotListSummary]:
        return [
            ShotListSummary(li.id, li.name, li.project, len(li.shots), li.rate, li.version, li.running_time)
            for li in reversed(self.books.lists.values())
        ]

    def shot_list(self, name: str | int) -> ShotList:
        if name not in self.books.lists:
            raise FakeRefusal(f'No shot list "{name}" in this catalogue.')
        return self.books.lists[str(name)]

    @property
    def shelf(self) -> FakeCatalogue:
        return self

    def holdings(self, _assets: object = None) -> list[Holding]:
        return []

    def uses(self, assets: Sequence[int]) -> dict[AssetId, list[Use]]:
        found: dict[AssetId, list[Use]] = {}
        for listed in self.books.lists.values():
            for shot in listed.shots:
                if shot.asset.id in assets:
                    use = Use(
                        shot_list=listed.name,
                        project=listed.project,
                        number=shot.number,
                        asset=shot.asset.id,
                        clip=shot.clip.id,
                        source_range=shot.source_range,
                    )
                    found.setdefault(shot.asset.id, []).append(use)
        return found

    def history(self, limit: int = 50) -> list[Operation]:
        return [step[0] for step in reversed(self._done)][:limit]

    def volumes(self) -> list[Volume]:
        return []

    # Writes

    @contextmanager
    def transaction(self, what: str, who: str = "anna") -> Iterator[FakeEdit]:
        self.slow()
        before = copy.deepcopy(self.books)
        try:
            yield FakeEdit(self)
        except BaseException:
            self.books = before
            raise
        operation = Operation(OperationId(len(self._done) + 1), datetime.now(UTC), who, what, undone=False, changes=1)
        self._done.append((operation, before, copy.deepcopy(self.books)))
        self._undone.clear()

    def undo(self, who: str | None = None, *, operation: int | None = None, skip_ingest: bool = False) -> Operation:
        del who, operation, skip_ingest
        if not self._done:
            raise FakeRefusal(NOTHING_TO_UNDO)
        step = self._done.pop()
        self._undone.append(step)
        self.books = copy.deepcopy(step[1])
        return step[0]

    def redo(self) -> Operation:
        if not self._undone:
            raise FakeRefusal("Nothing to redo.")
        step = self._undone.pop()
        self._done.append(step)
        self.books = copy.deepcopy(step[2])
        return step[0]

    def add(self, kind: AuthorityKind, *names: str) -> list[Authority]:
        """Put records into the authority files without a step of history."""
        return [FakeEdit(self).add_authority(Authority(kind=kind, name=name)) for name in names]


class FakeVault:
    """A folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.previews = path / "previews"

    def preview_path(self, fingerprint: str) -> Path:
        return self.previews / f"{fingerprint}.jpg"

    def filmstrip_path(self, fingerprint: str) -> Path:
        return self.previews / f"{fingerprint}.strip.jpg"

    def waveform_path(self, fingerprint: str) -> Path:
        return self.previews / f"{fingerprint}.waveform"


class FakeDecoder:
    """Grey frames; what was decoded is noted."""

    def __init__(self) -> None:
        self.decoded: list[int] = []

    def frame(self, path: Path, facts: MediaFacts, number: int, size: tuple[int, int]) -> Image.Image:
        self.decoded.append(number)
        return Image.new("RGB", size, (number % 256,) * 3)

    def run(
        self, path: Path, facts: MediaFacts, first: int, size: tuple[int, int], fps: Fraction
    ) -> Generator[Image.Image]:
        for number in range(first, first + 3):
            yield self.frame(path, facts, number, size)

    def turn_away(self) -> None:
        pass

    def close(self) -> None:
        pass


class FakeWindow:
    """A player that shows the frames a test gives it, and notes what it is asked."""

    def __init__(self) -> None:
        self.is_open = False
        self.opened = asyncio.Event()
        self.asked: list[tuple[object, ...]] = []
        self.shown = 0
        self.frames: asyncio.Queue[int | Exception] = asyncio.Queue()

    async def cue(self, video: int, frame: int, last: int) -> None:
        self.is_open = True
        self.asked.append(("cue", video, frame, last))
        self.shown = frame

    async def foresee(self, video: int) -> None:
        self.asked.append(("foresee", video))

    async def seek(self, frame: int) -> None:
        self.asked.append(("seek", frame))
        self.shown = frame
        self.frames.put_nowait(-1)

    async def play(self, frame: int, speed: int) -> AsyncGenerator[int, None]:
        self.is_open = True
        self.opened.set()
        self.frames = asyncio.Queue()
        self.asked.append(("play", frame, speed))
        while (number := await self.frames.get()) != -1:
            if isinstance(number, Exception):
                self.is_open = False
                raise number
            self.shown = number
            yield number

    async def pause(self) -> int:
        self.asked.append(("pause",))
        self.shown += 1  # one more was shown before it stopped
        self.frames.put_nowait(-1)
        return self.shown

    async def close(self) -> None:
        self.asked.append(("close",))
        self.frames.put_nowait(-1)
        self.is_open = False


def _names(links: Sequence[Link], kinds: set[AuthorityKind]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.name for link in links if link.kind in kinds))
