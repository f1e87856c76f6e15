"""A small archive in which every screen has something to show: the same to the letter, whenever it is made."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from footage import LIST, PAL

from library import Catalogue
from library.model import (
    Authority,
    AuthorityKind,
    Camera,
    Certainty,
    FileStamp,
    Fingerprint,
    Gps,
    MediaFacts,
    MediaKind,
    Outcome,
    Picture,
    RecordedAt,
    StartTimecode,
)
from library.timecode import Timecode, TimeRange
from mediavault.progress import Progress, Stage
from mediavault.vault import Vault
from tui.ingesting import IngestJob

if TYPE_CHECKING:
    from library import Edit

NAMES = [f"A003C{number:03}.MOV" for number in range(1, 15)]
NAMES[3:3] = [
    "P1020331.JPG",
    "Дзень Волі 25.03.MOV",
    "ZOOM0004.WAV",
    "a-name-that-is-longer-than-any-column-for-names.MOV",
]
AWAY = "A003C006.MOV"
"""It is on a volume that is not connected."""
KEYWORDS = ("hands", "faces", "wide shot", "crowd", "banner", "dusk", "interview")
HERE, SHELF = "uuid:card-a", "uuid:shelf"


class Noon(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2026, 8, 9, 12, 0, tzinfo=UTC).astimezone(tz)


def stop_clocks(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Makes the time, the person and the home folder the same everywhere."""
    for module in ("library.history.operations", "library.history.chain", "library.shelf", "library.edit.shots"):
        patch.setattr(import_module(module), "datetime", Noon)
    patch.setattr("library.changing.login", lambda: "anna")
    patch.setenv("HOME", str(home))
    patch.setenv("TZ", "UTC")


def shown_archive(home: Path) -> tuple[Catalogue, Vault]:
    """The archive, in `vault` in a home folder; whoever asks closes the catalogue."""
    vault = Vault.create(home / "vault")
    (home / "card").mkdir()
    catalogue = Catalogue.open(vault.catalogue_path, mounts=lambda: {HERE: home / "card"})
    with catalogue.transaction("Add the footage", by_ingest=True) as edit:
        here, shelf = edit.add_volume(HERE, "CARD_A"), edit.add_volume(SHELF, "SHELF_3")
        for number, name in enumerate(NAMES, 1):
            facts, fingerprint = _facts(number, name), Fingerprint(number * 1_000_000, f"{number:032x}")
            volume = shelf if name == AWAY else here
            edit.record(volume.id, f"DCIM/{name}".encode(), FileStamp(number, 1, 1, number), fingerprint, facts)
    with catalogue.transaction("Records") as edit:
        _describe(edit)
    with catalogue.transaction(f"Make {LIST}", why="for the producer") as edit:
        edit.add_shot_list(LIST, rate=PAL)
        for asset in catalogue.assets([1, 2, 9, 10, 11]):
            edit.append_shot(LIST, edit.add_clip(asset.id, TimeRange(asset.id * 100, 100, PAL)))
    offers = catalogue.offers()
    with catalogue.transaction("Suggest by time and place") as edit:
        edit.suggest(offers)
    return catalogue, vault


def _facts(number: int, name: str) -> MediaFacts:
    kind = {"JPG": MediaKind.PHOTO, "WAV": MediaKind.AUDIO}.get(name[-3:], MediaKind.VIDEO)
    when = f"2020-08-{9 if number < 12 else 16:02}T{10 + number % 8:02}:{number:02}:00"
    certainty = Certainty.FILE if number % 7 == 0 else Certainty.CERTAIN
    photo = Picture(width=6000, height=4000, codec="jpeg")
    video = Picture(width=3840, height=2160, codec="prores", frame_rate=PAL, frame_count=1500 + 125 * number)
    return MediaFacts(
        kind=kind,
        recorded_at=RecordedAt(when, "+02:00", "EXIF", certainty, f"{when[:10]}, as the camera says with its zone"),
        camera=Camera("Sony", "ILCE-7M3"),
        picture=video if kind is MediaKind.VIDEO else photo if kind is MediaKind.PHOTO else Picture(),
        start_timecode=StartTimecode(Timecode(number * 90_000, PAL), "tmcd") if kind is MediaKind.VIDEO else None,
        gps=Gps(53.13 + number / 1000, 23.16, None, "EXIF") if number % 2 else None,
        reel=f"A{number:03}" if kind is MediaKind.VIDEO else None,
    )


def _describe(edit: Edit) -> None:
    words = [edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name)) for name in KEYWORDS]
    place = edit.add_authority(
        Authority(kind=AuthorityKind.PLACE, name="Białystok", latitude=53.1325, longitude=23.1688)
    )
    edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Vilnius", latitude=54.6872, longitude=25.2797))
    event = edit.add_authority(
        Authority(kind=AuthorityKind.EVENT, name="Day of Solidarity 2020", date="2020-08-09", note="On the square.")
    )
    person = edit.add_authority(Authority(kind=AuthorityKind.PERSON, name="Анна К."))
    wholes = edit.whole_clips(range(1, len(NAMES) - 3))
    for number, clip in enumerate(wholes):
        edit.link_all([clip], words[number % 3])
    edit.link_all(wholes[:5], event)
    edit.link_all(wholes[:7], place)
    edit.link_all(wholes[1:3], person)
    edit.describe_clip(wholes[1], rating=5, note="She names the village.")
    edit.describe_clip(wholes[2], rating=3)
    edit.describe_clip(wholes[4], rejected=True)


def running_ingest() -> IngestJob:
    """An ingest that has been at it for a minute and a half."""
    job = IngestJob(Path("/media/anna/CARD_B"), started=0.0, ended=95.0)
    job.progress = Progress(Stage.READ, 1204, 5000, 3_200_000_000, 85_000_000, 3, 12_400_000_000, 0.46, 125)
    job.outcomes.update({Outcome.NEW: 1188, Outcome.KNOWN: 14, Outcome.UNREADABLE: 2})
    job.latest = "/media/anna/CARD_B/DCIM/A004C031.MOV"
    job.problems += [
        ("DCIM/A004C007.MOV", "The file ends before its index: it is cut off."),
        ("DCIM/A004C011.MOV", "The file is empty."),
        ("", "No filmstrip of A004C012.MOV: it was not made within 60 seconds."),
    ]
    return job
