"""`clock`: a camera's wrong clock is put right for a batch, or set to another zone, and can be put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from catalogue_factory import photo, stamp, video
from cli_runner import Cli
from hypothesis import given
from hypothesis import strategies as st

from library.model import Camera, Certainty, ClockCorrection, Fingerprint, Gps, RecordedAt
from library.model.media import duration_text, offset_text
from mediavault.cli import clock
from mediavault.cli.clock import seconds_of, zone_of
from mediavault.cli.completing import zones
from mediavault.vault import Vault

SOME_ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")


@pytest.fixture
def vault(vault: Vault) -> Vault:
    """The same, with two photos of one camera (a5, a6); the second has decimals."""
    facts = replace(photo("2020-12-31"), camera=Camera(make="Canon", model="EOS R5"))
    assert facts.recorded_at is not None
    exact = replace(facts, recorded_at=replace(facts.recorded_at, local="2020-12-31T23:30:00.120"))
    with vault.catalogue() as catalogue, catalogue.transaction("Ingest CARD_B", by_ingest=True) as edit:
        volume = edit.add_volume("uuid:B", "CARD_B")
        for number, one in enumerate((facts, exact)):
            content = Fingerprint(5_000_000, f"b{number}")
            edit.record(volume.id, f"{number}.jpg".encode(), stamp(inode=90 + number), content, one)
    return vault


def recorded(cli: Cli, key: str) -> dict[str, Any]:
    (asset,) = cli("show", key, "--json").lines
    return asset["recorded_at"]


def test_a_batch_is_moved_and_moved_back(cli: Cli) -> None:
    before = {key: recorded(cli, key) for key in ("a5", "a6", "a2")}
    done = cli("clock", "--camera", "EOS R5", "--shift", "+1h3m")
    assert (done.status, done.err) == (0, "2 capture times moved by +1h3m.\n")
    assert recorded(cli, "a6")["local"] == "2021-01-01T00:33:00.120"
    told = recorded(cli, "a5").pop("explanation")
    assert told.startswith("13:03 +02:00: ")
    assert told.endswith("; the camera's clock was corrected by +1h3m")
    assert recorded(cli, "a5") == {**before["a5"], "local": "2020-12-31T13:03:00", "explanation": told}
    assert recorded(cli, "a2") == before["a2"], "another camera"
    assert [line["id"] for line in cli("find", "date:2021-01-01", "--json").lines] == ["a6"]
    assert cli("undo").status == 0
    assert {key: recorded(cli, key) for key in before} == before


def test_corrections_add_up_to_one_sentence(cli: Cli) -> None:
    before = recorded(cli, "a5")
    cli("clock", "camera:canon", "--shift", "+1h")
    cli("clock", "camera:canon", "--shift", "-2h")
    assert recorded(cli, "a5")["local"] == "2020-12-31T11:00:00"
    assert recorded(cli, "a5")["explanation"].count("corrected by -1h") == 1
    cli("clock", "camera:canon", "--shift", "+1h")
    assert recorded(cli, "a5")["local"] == before["local"]
    assert "corrected" not in recorded(cli, "a5")["explanation"]


def test_what_no_clock_stated_is_left_alone(cli: Cli) -> None:
    done = cli("clock", "kind:audio or camera:canon", "--shift", "+45s", "--json")
    assert done.err == "2 capture times moved by +45s. 1 file left alone: no clock stated when.\n"
    assert [line["id"] for line in done.lines] == ["a5", "a6"]


def test_a_dry_run_moves_nothing_and_shows_what_would_be(cli: Cli) -> None:
    before = recorded(cli, "a5")
    said = cli("clock", "--camera", "Canon", "--shift", "+1d", "--dry-run")
    assert said.err == "Would correct the clock of Canon by +1d.\n"
    assert said.cells == [
        ["a5", "0.jpg", "2020-12-31 12:00:00", "2021-01-01 12:00:00"],
        ["a6", "1.jpg", "2020-12-31 23:30:00.120", "2021-01-01 23:30:00.120"],
    ]
    assert recorded(cli, "a5") == before


def test_a_long_batch_shows_its_beginning(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "MOST_COMPARED", 1)
    done = cli("clock", "--camera", "Canon", "--shift", "+1d")
    assert (len(done.cells), done.err) == (1, "… and 1 more.\n2 capture times moved by +1d.\n")


def test_a_period_of_one_camera_is_moved(cli: Cli) -> None:
    assert cli("clock", "--camera", "Canon EOS R5", "--shift", "+1h", "date:2020-12-31..2020-12-31").status == 0
    assert recorded(cli, "a5")["local"] == "2020-12-31T13:00:00"
    none = cli("clock", "--camera", "Canon", "--shift", "+1h", "date:2019")
    assert (none.status, none.err) == (
        1,
        'mediavault: Nothing matches (date:2019) camera:"Canon": nothing was changed.\n',
    )


def test_a_key_is_the_asset_it_names_and_no_word(cli: Cli) -> None:
    assert cli("clock", "a5", "--shift", "+1h").err == "1 capture time moved by +1h.\n"
    assert recorded(cli, "a5")["local"] == "2020-12-31T13:00:00"
    assert cli("clock", "--camera", "Canon", "--shift", "-1h", "a5").status == 0
    other = cli("clock", "--camera", "Canon", "--shift", "-1h", "a2")
    assert (other.status, other.err.startswith("mediavault: Nothing matches (a2) camera:")) == (1, True)


def test_a_camera_that_is_not_there_is_told_from_those_that_are(cli: Cli) -> None:
    done = cli("clock", "--camera", "EOS R55", "--shift", "+1h")
    assert (done.status, done.err) == (
        1,
        'mediavault: Nothing matches camera:"EOS R55": nothing was changed. Cameras here: Canon EOS R5.\n',
    )


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--camera", "Canon"), 2, "say what to change"),
        (("--shift", "+1h"), 2, "say what to change"),
        (("--camera", "Canon", "--shift", "1h"), 2, 'Cannot shift a clock by "1h": write it as +1h3m'),
        (("--camera", "Canon", "--shift", "+"), 2, "Cannot shift"),
        (("--camera", "Canon", "--shift=-99999d99999h99999m9999999s"), 0, ""),
        (("--camera", "Canon", "--shift=-99999d99999h99999m9999999s", "--shift", "-1h1h"), 2, "Cannot shift"),
        (("--camera", "Nokia", "--shift", "+1h"), 1, "Nothing matches"),
    ],
)
def test_what_makes_no_sense_is_refused(cli: Cli, arguments: tuple[str, ...], status: int, sentence: str) -> None:
    done = cli("clock", *arguments)
    assert (done.status, sentence in done.err) == (status, True), done.err


def test_no_correction_leads_out_of_the_calendar(cli: Cli) -> None:
    for _ in range(7):
        cli("clock", "--camera", "Canon", "--shift=-99999d")
    before = recorded(cli, "a5")
    done = cli("clock", "--camera", "Canon", "--shift=-99999d")
    assert (done.status, "Cannot shift a clock" in done.err) == (2, True)
    assert recorded(cli, "a5") == before


def test_a_correction_holds_when_a_sidecar_is_read_later(cli: Cli, vault: Vault) -> None:
    cli("clock", "--camera", "Canon", "--shift", "+1h")
    with vault.catalogue() as catalogue:
        (asset,) = catalogue.assets([5])
        with catalogue.transaction("Ingest") as edit:
            edit.describe(asset.copies[0].id, stamp(), replace(photo("2020-12-31"), caption="described"), ())
    assert recorded(cli, "a5")["local"] == "2020-12-31T13:00:00"


# Zones


UTC = RecordedAt("2020-08-16T22:30:00", "+00:00", "creation_time", Certainty.NO_ZONE, "22:30 +00:00: creation_time")


@pytest.fixture
def clips(vault: Vault) -> Vault:
    """Three clips more: one in UTC (a7), one that knows its position in Minsk too (a8), one without a zone (a9)."""
    told = (
        replace(video(), recorded_at=UTC),
        replace(video(), recorded_at=UTC, gps=Gps(53.9, 27.56, None, "location")),
        replace(video("2020-08-17"), recorded_at=replace(UTC, local="2020-10-25T02:30:00.5", offset=None)),
    )
    with vault.catalogue() as catalogue, catalogue.transaction("Ingest CARD_C", by_ingest=True) as edit:
        volume = edit.add_volume("uuid:C", "CARD_C")
        for number, one in enumerate(told):
            content = Fingerprint(6_000_000, f"c{number}")
            edit.record(volume.id, f"{number}.mov".encode(), stamp(inode=80 + number), content, one)
    return vault


def test_a_time_in_utc_becomes_the_local_time_of_the_place(cli: Cli, clips: Vault) -> None:
    before = recorded(cli, "a7")
    done = cli("clock", "--zone", "Europe/Warsaw", "a7")
    assert (done.status, done.err) == (0, "1 capture time set to Europe/Warsaw.\n")
    assert done.cells == [["a7", "0.mov", "2020-08-16 22:30:00 +00:00", "2020-08-17 00:30:00 +02:00"]]
    assert recorded(cli, "a7") == {
        **before,
        "local": "2020-08-17T00:30:00",
        "offset": "+02:00",
        "certainty": "certain",
        "explanation": "00:30 +02:00: creation_time; local time of Europe/Warsaw, as somebody said",
    }
    assert [line["id"] for line in cli("find", "date:2020-08-17", "--json").lines] == ["a7"]
    assert cli("undo").status == 0
    assert recorded(cli, "a7") == before


def test_a_time_without_a_zone_gets_it_of_an_hour_there_was_twice_the_first(cli: Cli, clips: Vault) -> None:
    cli("clock", "--zone", "Europe/Warsaw", "a9")
    told = recorded(cli, "a9")
    assert (told["local"], told["offset"], told["certainty"]) == ("2020-10-25T02:30:00.5", "+02:00", "certain")


def test_another_zone_takes_the_place_of_the_first_and_shifts_add_up(cli: Cli, clips: Vault) -> None:
    for zone, utc, zoneless in (("Europe/Minsk", "01:30:00", "+03:00"), ("America/New_York", "18:30:00", "-04:00")):
        cli("clock", "--zone", zone, "kind:video date:2020-08..2020-10")
        assert recorded(cli, "a7")["local"].endswith(utc)
        assert (recorded(cli, "a9")["local"], recorded(cli, "a9")["offset"]) == ("2020-10-25T02:30:00.5", zoneless)
    both = cli("clock", "--shift", "+1h", "--zone", "Europe/Warsaw", "a9")
    assert both.err == "1 capture time moved by +1h and set to Europe/Warsaw.\n"
    assert cli("history", "--json").lines[0]["what"] == (
        "Correct the clock of 1 file by +1h and set it to Europe/Warsaw"
    )
    cli("clock", "--shift", "+1d", "a9")
    told = recorded(cli, "a9")
    assert (told["local"], told["offset"]) == ("2020-10-26T03:30:00.5", "+01:00")
    assert told["explanation"].endswith(
        "; local time of Europe/Warsaw, as somebody said; the camera's clock was corrected by +1d1h"
    )


def test_each_is_set_to_the_zone_of_its_own_position(cli: Cli, clips: Vault) -> None:
    done = cli("clock", "--zone", "gps", "kind:video date:2020-08..2020-10")
    assert done.err == (
        "1 capture time set to the zone of each position. "
        "2 files left alone: no clock stated when, no position is known, or that is so already.\n"
    )
    assert [recorded(cli, key)["local"] for key in ("a7", "a8")] == ["2020-08-16T22:30:00", "2020-08-17T01:30:00"]


def test_what_was_told_of_a_zone_holds_when_the_file_is_read_again(cli: Cli, clips: Vault) -> None:
    cli("clock", "--zone", "Minsk", "a7")
    told = recorded(cli, "a7")
    with clips.catalogue() as catalogue:
        (asset,) = catalogue.assets([7])
        with catalogue.transaction("Ingest") as edit:
            described = replace(video(), recorded_at=UTC, caption="described")
            edit.describe(asset.copies[0].id, stamp(), described, ())
    assert recorded(cli, "a7") == told
    again = cli("clock", "--zone", "Minsk", "a7")
    assert again.err == (
        "0 capture times set to Europe/Minsk. 1 file left alone: no clock stated when, or that is so already.\n"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("europe/vilnius", "Europe/Vilnius"), ("Minsk", "Europe/Minsk"), ("new york", "America/New_York"), ("UTC", "UTC")],
)
def test_a_zone_is_known_by_its_city_too(typed: str, meant: str) -> None:
    assert zone_of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Europe/Warschau", "Did you mean Europe/Warsaw"),
        ("Minsc", "Did you mean Europe/Minsk"),
        ("Louisville", "Did you mean America/Kentucky/Louisville or America/Louisville?"),
        ("", "Write it as Europe/Warsaw."),
    ],
)
def test_a_zone_that_is_not_known_is_told_from_those_that_are(cli: Cli, typed: str, near: str) -> None:
    done = cli("clock", "--zone", typed, "a5")
    assert (done.status, f'There is no time zone "{typed}". {near}' in done.err) == (2, True), done.err


def test_zones_are_completed() -> None:
    assert zones("europe/wars") == ["europe/warsaw"]


@given(st.dates(date(1950, 1, 2), date(2100, 1, 1)), st.times(), st.sampled_from(SOME_ZONES), st.integers(-840, 840))
def test_a_moment_in_another_zone_is_the_same_moment(day: date, clock: time, zone: str, minutes: int) -> None:
    local = f"{day}T{clock.isoformat(timespec='seconds')}"
    stated = replace(UTC, local=local, offset=offset_text(timedelta(minutes=minutes)))
    there = stated.corrected(ClockCorrection(zone=zone))
    assert moment_of(there) == moment_of(stated)
    assert there.corrected(ClockCorrection(zone="UTC")).local == stated.corrected(ClockCorrection(zone="UTC")).local


def moment_of(at: RecordedAt) -> datetime:
    return datetime.fromisoformat(f"{at.local}{at.offset}")


@given(st.integers(-9_999_999, 9_999_999))
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert seconds_of(duration_text(seconds)) == seconds
