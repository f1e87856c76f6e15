"""A catalogue as large as a film team's: assets, clips and links by the hundred thousand, written past the program."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from itertools import chain, islice
from pathlib import Path

from catalogue_factory import CARD

from library import Catalogue, search
from library.authorities import starter_authorities
from library.model import Authority, AuthorityKind

CLIPS_EACH = 3
LINKS = (4, 3, 3)
"""Links of the whole asset and of its two ranges: a million for a hundred thousand assets."""
CAMERAS = [
    ("Canon", "EOS R5"),
    ("Sony", "FX3"),
    ("Panasonic", "GH5"),
    ("Apple", "iPhone 12"),
    ("Google", "Pixel 6"),
    (None, None),
]
MANY = 50_000
"""Assets that are indexed in one transaction."""
PART_EVERY = 10
"""Every tenth asset is a proxy of the one before it."""
CAPTIONED = 0.4
LOCATED = 0.3
_SYLLABLES = [first + vowel for first in "bdgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Contents:
    """What was written: the words of captions, commonest first, and records by kind, most used first."""

    words: list[str]
    records: dict[str, list[tuple[int, str]]]


def fill(path: Path, assets: int, seed: int = 20200809) -> Contents:
    """Makes a catalogue at `path` with so many assets, three times as many clips and ten times as many links.

    A million assets take some minutes: what the database derives and finds by is made once all rows are there.
    """
    chance = random.Random(seed)
    with Catalogue.create(path) as catalogue:
        with catalogue.transaction("Authorities", by_ingest=True) as edit:
            edit.add_volume(CARD, "CARD_A")
            edit.add_volume("uuid:2", "Archive 2")
            edit.add_missing(starter_authorities())
            for number in range(300):
                edit.add_authority(
                    Authority(kind=AuthorityKind.PERSON, name=f"{_word(number)} {_word(number * 7)}ski {number}")
                )
                edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=f"{_word(number * 3)} {number}"))
        records = {
            kind.value: [(int(one.id or 0), one.name) for one in catalogue.authorities(kind)] for kind in AuthorityKind
        }
    contents = Contents([_word(number) for number in range(3000)], records)
    for each in records.values():
        chance.shuffle(each)
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        # Whoever is stopped here begins anew: nothing is kept safe.
        bare.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;")
        with _underived(bare):
            _write(bare, assets, contents, chance)
        bare.execute("PRAGMA journal_mode=WAL").close()
    with Catalogue.open(path) as catalogue:
        for first in range(1, assets + 1, MANY):
            with catalogue._writing() as connection:
                search.refresh(connection, range(first, min(first + MANY, assets + 1)))
    return contents


@contextmanager
def _underived(bare: sqlite3.Connection) -> Iterator[None]:
    """Takes indices and triggers away; then what triggers would have kept is derived, as their revisions do it."""
    made = bare.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in made:
        bare.execute(f'DROP {kind} "{name}"')
    bare.execute("BEGIN")
    yield
    bare.execute(import_module("library.migrations.versions.0010_speed").FILL)
    derived = (statement for kind, _, statement in made if kind == "index")
    for statement in (*derived, import_module("library.migrations.versions.0019_lines_of_lists").filled("sqlite")):
        bare.execute(statement)
    for kind, _, statement in made:
        if kind == "trigger":
            bare.execute(statement)
    bare.execute("COMMIT")


def _word(number: int) -> str:
    """A word that can be said, another for each number."""
    count = len(_SYLLABLES)
    return _SYLLABLES[number % count] + _SYLLABLES[number // count % count] + _SYLLABLES[(number * 31 + 7) % count]


def _write(bare: sqlite3.Connection, assets: int, contents: Contents, chance: random.Random) -> None:
    asset = (
        "id, kind, name, size_bytes, quick_hex, recorded_local, recorded_offset, recorded_source, recorded_certainty, "
        "recorded_explanation, make, model, width, height, codec, frame_rate, frame_count, duration_s, length_s, "
        "sound_streams, reel, latitude, longitude, caption, keywords, rating"
    )
    copy = "asset_id, volume_id, path_raw, path, inode, size_bytes, mtime_ns, ctime_ns, state, sidecars"
    clip = "id, asset_id, start, duration, name, note, rating, rejected"
    statements = {
        f"INSERT INTO asset ({asset}) VALUES ({', '.join('?' * 26)})": _assets(assets, contents, chance),
        "INSERT INTO asset_raw (id, raw) VALUES (?, '{}')": ((key,) for key in range(1, assets + 1)),
        f"INSERT INTO copy ({copy}) VALUES (?, ?, ?, ?, ?, 5000000, 1, 1, 'present', '[]')": _copies(assets),
        f"INSERT INTO clip ({clip}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)": _clips(assets, contents, chance),
        "INSERT INTO link (clip_id, authority_id, role, provenance) VALUES (?, ?, ?, 'person')": _links(
            assets, contents, chance
        ),
        "INSERT INTO part (member_id, whole_id, role, position) VALUES (?, ?, 'proxy', 0)": (
            (key, key - 1) for key in range(PART_EVERY, assets + 1, PART_EVERY)
        ),
    }
    for statement, rows in statements.items():
        bare.executemany(statement, rows)


def name_of(key: int) -> str:
    return f"A{key // 1000:03}C{key % 1000:03}.MOV" if key % 2 else f"IMG_{key:06}.JPG"


def _assets(count: int, contents: Contents, chance: random.Random) -> Iterator[tuple[object, ...]]:
    first = datetime(2015, 1, 1)  # noqa: DTZ001 - local, as cameras write it
    for key in range(1, count + 1):
        # Cards come in about as they are shot, a few months late at the most.
        at = (first + timedelta(minutes=5_000_000 * key // count + chance.randrange(150_000))).isoformat()
        video = key % 2
        make, model = chance.choice(CAMERAS)
        caption = " ".join(_common(contents.words, chance) for _ in range(8)) if chance.random() < CAPTIONED else None
        where = (50 + chance.random() * 5, 20 + chance.random() * 10) if chance.random() < LOCATED else (None, None)
        seconds = chance.randrange(4, 600) if video else None
        yield (
            *(
                key,
                "video" if video else "photo",
                name_of(key),
                5_000_000,
                f"{key:032x}",
                at,
                None,
                "QuickTime",
                "no zone",
            ),
            *("As the file says.", make, model, 3840, 2160, "h264" if video else "jpeg", "25" if video else None),
            *(seconds and seconds * 25, seconds and str(seconds), seconds and float(seconds), int(bool(video)), None),
            *(*where, caption, json.dumps([_common(contents.words, chance)] if key % 5 == 0 else [])),
            chance.choice((None, None, None, 3, 5)),
        )


def _common(of: list[str], chance: random.Random) -> str:
    """One of many, the first much oftener than the last, as words and names are."""
    return of[int(len(of) * chance.random() ** 3)]


def _copies(count: int) -> Iterator[tuple[object, ...]]:
    for key in range(1, count + 1):
        path = f"DCIM/{key // 1000:04}/{name_of(key)}"
        yield key, 1 + key % 2, path.encode(), path, key


def _clips(count: int, contents: Contents, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for key in range(1, count + 1):
        last = key * CLIPS_EACH
        rating = chance.choice((None, None, None, None, 1, 2, 3, 4, 5))
        yield last - 2, key, None, None, None, None, rating, chance.random() < 0.02
        for clip in (last - 1, last):
            start = chance.randrange(50)
            name = _common(contents.words, chance) if chance.random() < 0.3 else None
            note = (
                f"{_common(contents.words, chance)} {_common(contents.words, chance)}"
                if chance.random() < 0.1
                else None
            )
            yield clip, key, start, 50, name, note, None, False


def _links(count: int, contents: Contents, chance: random.Random) -> Iterator[tuple[object, ...]]:
    by_kind = {kind: [key for key, _ in records] for kind, records in contents.records.items()}
    places, people, events, keywords = (by_kind[kind] for kind in ("place", "person", "event", "keyword"))
    for key in range(1, count + 1):
        last = key * CLIPS_EACH
        for clip, many in zip((last - 2, last - 1, last), LINKS, strict=True):
            each = chain(
                ((_of(events, chance), "depicts"), (_of(places, chance), "recorded at")),
                ((_of(people, chance), "depicts") for _ in range(9)),
            )
            if clip != last - 2:
                each = chain(((_of(keywords, chance), "about"),), each)
            for authority, role in sorted(set(islice(each, many))):  # in the order of the index that is there
                yield clip, authority, role


def _of(keys: list[int], chance: random.Random) -> int:
    return keys[int(len(keys) * chance.random() ** 3)]
