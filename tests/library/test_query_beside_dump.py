"""What a query finds is what plain Python finds in a dump of the catalogue: fields, states, and whatever joins them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from catalogue_factory import photo, stamp, video

from library import Catalogue
from library.edit import Edit
from library.errors import MediavaultError
from library.model import (
    Authority,
    AuthorityKind,
    Camera,
    Certainty,
    Clip,
    Exposure,
    Fingerprint,
    Gps,
    MediaFacts,
    PartRole,
    Provenance,
    Said,
    Sound,
    TranscriptLine,
)
from library.query.fields import FIELDS, STATES

Row = dict[str, Any]
ASSETS, QUERIES = 40, 150


class Told:
    """A dump, and what belongs to each asset in it."""

    def __init__(self, folder: Path, mounted: Collection[str]) -> None:
        def load(name: str) -> list[Row]:
            return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]

        def of(name: str, key: str = "asset_id") -> dict[int, list[Row]]:
            found: defaultdict[int, list[Row]] = defaultdict(list)
            for row in load(name):
                found[row[key]].append(row)
            return found

        self.assets, self.mounted = load("asset"), mounted
        self.clips, self.copies, self.lines = of("clip"), of("copy"), of("transcript_line")
        self.as_part, self.as_whole = of("part", "member_id"), of("part", "whole_id")
        self._links, self._shots = of("link", "clip_id"), of("shot", "clip_id")
        self.records, self.lists, self.volumes = (
            {row["id"]: row for row in load(name)} for name in ("authority", "shot_list", "volume")
        )

    def links(self, asset: Row, *, suggested: bool = False) -> list[Row]:
        found = [link for clip in self.clips[asset["id"]] for link in self._links[clip["id"]]]
        return [link for link in found if link["suggested"] is suggested]

    def names(self, asset: Row, *kinds: str) -> set[str]:
        of = [self.records[link["authority_id"]] for link in self.links(asset)]
        return {record["name"] for record in of if not kinds or record["kind"] in kinds}

    def in_lists(self, asset: Row) -> set[str]:
        shots = [shot for clip in self.clips[asset["id"]] for shot in self._shots[clip["id"]]]
        return {self.lists[shot["shot_list_id"]]["name"] for shot in shots}

    def whole(self, asset: Row, name: str) -> Any:
        return next((clip[name] for clip in self.clips[asset["id"]] if clip["start"] is None), None)

    def rating(self, asset: Row) -> int | None:
        said = self.whole(asset, "rating")
        return asset["rating"] if said is None else said

    def states(self, asset: Row) -> list[tuple[str, bool]]:
        """The state of each copy, and whether its volume is there."""
        copies = self.copies[asset["id"]]
        return [(copy["state"], self.volumes[copy["volume_id"]]["uid"] in self.mounted) for copy in copies]

    def reach(self, asset: Row) -> str | None:
        states = self.states(asset)
        if ("present", True) in states:
            return "online"
        if any(not there and state != "changed" for state, there in states):
            return "offline"
        return "missing" if ("missing", True) in states else None


def _has(text: str | None, part: str) -> bool:
    return part in (text or "").lower()


@dataclass(frozen=True)
class Leaf:
    """Something a query asks, and what it means."""

    query: str
    holds: Callable[[Told, Row], bool]


def _numbers() -> list[Leaf]:
    asked = {"iso": ("iso", 800), "aperture": ("f_number", 2.8), "shutter": ("exposure_s", 0.02)} | {
        "focal": ("focal_length_mm", 50),
        "latitude": ("latitude", 0),
        "longitude": ("longitude", -70),
        "altitude": ("altitude_m", 1000),
        "size": ("size_bytes", 1000),
        "channels": ("channels", 2),
        "height": ("height", 360),
        "width": ("width", 4000),
        "duration": ("length_s", 10),
    }
    return [
        leaf
        for field, (column, wanted) in asked.items()
        for leaf in (
            Leaf(f"{field}:>={wanted}", lambda _, a, c=column, w=wanted: a[c] is not None and a[c] >= w),
            Leaf(f"{field}:<{wanted}", lambda _, a, c=column, w=wanted: a[c] is not None and a[c] < w),
            Leaf(f"{field}:{wanted}", lambda _, a, c=column, w=wanted: a[c] == w),
        )
    ]


def _texts() -> list[Leaf]:
    asked = {
        "serial": ("serial", "12%"),
        "lens": ("lens", "50"),
        "reel": ("reel", "b_0"),
        "codec": ("codec", "h26"),
    } | {
        "sound": ("sound_codec", "aac"),
        "caption": ("caption", "wal"),
        "name": ("name", "f00"),
    }
    return [Leaf(f"{one}:{part}", lambda _, a, c=col, p=part: _has(a[c], p)) for one, (col, part) in asked.items()]


def _records() -> list[Leaf]:
    kinds = [kind.value for kind in AuthorityKind if kind is not AuthorityKind.PROJECT]
    return [Leaf(f"{kind}:{kind}alpha", lambda t, a, k=kind: f"{k}alpha" in t.names(a, k)) for kind in kinds] + [
        Leaf("tag:personbeta", lambda t, a: "personbeta" in t.names(a)),
        Leaf("project:projectalpha", lambda t, a: "projectalpha" in t.names(a) or "One" in t.in_lists(a)),
    ]


STATE: dict[str, Callable[[Told, Row], bool]] = {
    "tagged": lambda t, a: bool(t.links(a)),
    "untagged": lambda t, a: not t.links(a),
    "used": lambda t, a: bool(t.in_lists(a)),
    "unused": lambda t, a: not t.in_lists(a),
    "rejected": lambda t, a: bool(t.whole(a, "rejected")) or (t.rating(a) or 0) < 0,
    "picked": lambda t, a: bool(t.whole(a, "picked")),
    "favourite": lambda t, a: t.rating(a) == 5,
    "suggested": lambda t, a: bool(t.links(a, suggested=True)),
    "located": lambda _, a: a["latitude"] is not None,
    "undated": lambda _, a: a["recorded_certainty"] in {None, "file"},
    "motion": lambda _, a: a["motion_offset_bytes"] is not None,
    "part": lambda t, a: bool(t.as_part[a["id"]]),
    "whole": lambda t, a: bool(t.as_whole[a["id"]]),
    "online": lambda t, a: t.reach(a) == "online",
    "offline": lambda t, a: t.reach(a) == "offline",
    "missing": lambda t, a: t.reach(a) == "missing",
    "copied": lambda t, a: sum(state == "present" for state, _ in t.states(a)) > 1,
}
OTHERS = [
    Leaf("role:depicts", lambda t, a: any("depicts" in link["role"] for link in t.links(a))),
    Leaf("by:model", lambda t, a: any(link["provenance"] == "model" for link in t.links(a))),
    Leaf("note:bad_", lambda t, a: any(_has(clip["note"], "bad_") for clip in t.clips[a["id"]])),
    Leaf("clip:whole", lambda t, a: any(_has(clip["name"], "whole") for clip in t.clips[a["id"]])),
    Leaf(
        "rights:cc",
        lambda t, a: _has(a["rights"], "cc") or any(_has(clip["rights"], "cc") for clip in t.clips[a["id"]]),
    ),
    Leaf('volume:"card 1"', lambda t, a: any(t.volumes[c["volume_id"]]["uid"] == "v1" for c in t.copies[a["id"]])),
    Leaf("list:one", lambda t, a: "One" in t.in_lists(a)),
    Leaf("part:proxy", lambda t, a: any(part["role"] == "proxy" for part in t.as_part[a["id"]])),
    Leaf("path:d1/", lambda t, a: any("d1/" in copy["path"] for copy in t.copies[a["id"]])),
    Leaf("text:spoke", lambda t, a: bool(t.lines[a["id"]])),
    Leaf("rating:0", lambda t, a: t.rating(a) == 0),
    Leaf("rating:>=2", lambda t, a: (t.rating(a) or 0) >= 2),
    Leaf("kind:photo", lambda _, a: a["kind"] == "photo"),
    Leaf("rate:25", lambda _, a: a["frame_rate"] == "25"),
    Leaf("camera:canon", lambda _, a: _has(a["make"], "canon") or _has(a["model"], "canon")),
    Leaf("id:a7", lambda _, a: a["id"] == 7),
    Leaf("date:2015", lambda _, a: (a["recorded_local"] or "").startswith("2015")),
    Leaf("date:<2015-06", lambda _, a: "" < (a["recorded_local"] or "") < "2015-06"),
    Leaf("date:>2015-06", lambda _, a: (a["recorded_local"] or "") >= "2015-07"),
]
LEAVES = [*_numbers(), *_texts(), *_records(), *OTHERS, *(Leaf(f"is:{name}", held) for name, held in STATE.items())]


def test_every_state_and_nearly_every_field_is_asked():
    assert STATE.keys() == STATES.keys()
    assert FIELDS.keys() - {leaf.query.partition(":")[0] for leaf in LEAVES} == {"search", "hdr", "digest"}


def _facts(chance: random.Random) -> MediaFacts:
    def some(*values: Any) -> Any:
        return chance.choice([None, *values])

    day = f"20{chance.choice([12, 15, 23])}-0{chance.randint(1, 9)}-10"
    facts = chance.choice([video(day, seconds=chance.choice([4, 10, 20])), photo(day)])
    assert facts.recorded_at is not None
    return replace(
        facts,
        recorded_at=some(facts.recorded_at, facts.recorded_at, replace(facts.recorded_at, certainty=Certainty.FILE)),
        camera=Camera(some("Canon", "Sony"), some("Canon EOS", "A7_S"), some("1234", "12%4"), some("50mm", "24-70")),
        exposure=Exposure(some(100, 800), some(1.4, 2.8), some(0.02, 0.5), some(24.0, 50.0)),
        gps=some(Gps(53.5, 23.1, some(100.0, 1200.0), "EXIF"), Gps(-10.0, -70.0, None, "EXIF")),
        reel=some("A001", "B_02", "BX02"),
        caption=some("walls fall", "hands"),
        rights=some("CC BY", "(c)"),
        rating=some(-1, 0, 2, 5),
        sound=Sound(some("aac", "pcm"), some(1, 2), 48000, 1),
    )


def _say(edit: Edit, clip: Clip, records: list[Authority], chance: random.Random) -> None:
    said = {"note": [None, "Bad_1", "bad"], "rating": [None, None, 0, 2, 5], "rights": [None, "cc"]}
    edit.describe_clip(clip.id, name=chance.choice([None, "The whole"]))
    edit.describe_clip(clip.id, **{name: chance.choice(values) for name, values in said.items()})
    edit.describe_clip(clip.id, **{chance.choice(["picked", "rejected"]): chance.random() < 0.3})
    for record in chance.sample(records, chance.randint(0, 4)):
        how = Said(chance.choice(list(Provenance)), "x", 0.5, suggested=chance.random() < 0.3)
        edit.link_all([clip.id], record, said=how)
    if chance.random() < 0.3:
        edit.append_shot(chance.choice(["One", "Two"]), clip)


def fill(catalogue: Catalogue, chance: random.Random) -> None:
    with catalogue.transaction("Fill") as edit:
        volumes = [edit.add_volume(f"v{one}", f"Card {one}").id for one in range(3)]
        records = [
            edit.add_authority(Authority(kind=kind, name=f"{kind.value}{word}"))
            for kind in AuthorityKind
            for word in ("alpha", "beta")
        ]
        for name, project in (("One", "projectalpha"), ("Two", None)):
            edit.add_shot_list(name, project=project)
        for number in range(ASSETS):
            facts, seen = _facts(chance), Fingerprint(chance.choice([999, 1000]), f"{number:032x}")
            for folder in range(chance.choice([1, 1, 2, 3])):
                path = f"d{folder}/F{number:03}".encode()
                _, asset = edit.record(chance.choice(volumes), path, stamp(), seen, facts)
            if chance.random() < 0.2:
                edit.set_transcript(asset, [TranscriptLine(start_ms=0, end_ms=9, text="they spoke")])
            if number and chance.random() < 0.3:
                edit.add_part(chance.randint(1, number), asset, chance.choice([PartRole.PROXY, PartRole.SOUND]))
            if chance.random() < 0.7:
                _say(edit, edit.whole_clip(asset), records, chance)
    copies = [copy.id for asset in catalogue.assets(catalogue.find("")) for copy in asset.copies]
    with catalogue.transaction("Scan", by_ingest=True) as edit:
        edit.missing(chance.sample(copies, 15))
        edit.changed(chance.sample(copies, 10))


def tree(chance: random.Random, depth: int = 3) -> Leaf:
    """Something that is asked of several leaves."""
    join = chance.choice(["and", "or", "not", "leaf"]) if depth else "leaf"
    if join == "leaf":
        return chance.choice(LEAVES)
    one, other = tree(chance, depth - 1), tree(chance, depth - 1)
    if join == "not":
        return Leaf(f"not ({one.query})", lambda t, a: not one.holds(t, a))
    if join == "and":
        return Leaf(f"({one.query} and {other.query})", lambda t, a: one.holds(t, a) and other.holds(t, a))
    return Leaf(f"({one.query} or {other.query})", lambda t, a: one.holds(t, a) or other.holds(t, a))


@pytest.mark.parametrize("seed", range(3))
def test_a_query_finds_what_plain_python_finds_in_a_dump(place: Path | str, tmp_path: Path, seed: int) -> None:
    mounted = dict.fromkeys(("v0", "v1"), tmp_path)
    chance = random.Random(seed)
    with Catalogue.create(place, mounts=lambda: mounted) as catalogue:
        fill(catalogue, chance)
        told = Told(catalogue.dump(tmp_path / "dump").folder, mounted)
        for leaf in [*LEAVES, *(tree(chance) for _ in range(QUERIES))]:
            expected = [asset["id"] for asset in told.assets if leaf.holds(told, asset)]
            assert list(catalogue.find(leaf.query, sort="added")) == expected, leaf.query


@pytest.mark.parametrize(
    "value", ["9" * 400, ">=" + "9" * 400, "a" + "9" * 30, "\ud800", "%", "\0", "1..", "٣", "9999-12-31"]
)
def test_no_value_is_more_than_an_error_that_says_so(catalogue, record, value):
    record("1.mov")
    for field in FIELDS:
        for find in (catalogue.find, catalogue.find_clips):
            try:
                list(find(f'{field}:"{value}"'))
            except MediavaultError as error:
                assert field in str(error) or field in {"date", "rate", "search", "id"}
