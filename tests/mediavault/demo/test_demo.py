"""The demo vault: eleven items that say they are stand-ins, logged as their rows ask, in a shot list that exports."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import opentimelineio
import pycmx
import pytest

import mediavault.demo
from library import Catalogue
from library.model import Asset, AuthorityKind, Protection
from library.timecode import FrameRate, Timecode
from mediavault.cli.program import run
from mediavault.demo import NotTheDemo, StandInsNotDrawn, make_demo
from mediavault.demo.draw import SAYS
from mediavault.demo.items import ITEMS, SELECTS
from mediavault.demo.recipes import SHOT_LIST
from mediavault.vault import Vault

FILES = sum(len(item.stand_ins) for item in ITEMS)


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Vault:
    """A demo that was interrupted in the middle of drawing, and made again."""
    path = tmp_path_factory.mktemp("demo") / "vault"
    drawn: list[str] = []
    draw = mediavault.demo.draw

    def stop(drawing, font) -> None:
        drawn.append(drawing.stand_in.file)
        if len(drawn) > 3:
            raise KeyboardInterrupt
        draw(drawing, font)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mediavault.demo, "draw", stop)
        with pytest.raises(KeyboardInterrupt):
            make_demo(path, lambda _: None)
    make_demo(path, told.append)
    return Vault.open(path)


@pytest.fixture(scope="module")
def catalogue(demo: Vault) -> Iterator[Catalogue]:
    with demo.catalogue() as opened:
        yield opened


def assets_of(catalogue: Catalogue, item: str) -> list[Asset]:
    assets = catalogue.assets(catalogue.find(sort="name"))
    return [asset for asset in assets if asset.location.parent.name == item]


def links(assets: list[Asset]) -> set[tuple[str, str]]:
    return {(link.name, link.role) for asset in assets for clip in asset.clips for link in clip.links}


def test_an_interrupted_demo_goes_on(demo: Vault, told: list[str]) -> None:
    assert f"Drawing {FILES - 3} stand-ins ..." in told
    assert told[-4] == "Try:"


def test_eleven_items_all_logged(catalogue: Catalogue) -> None:
    assert len(ITEMS) == 11
    assert catalogue.count() == FILES
    assert {item.id for item in ITEMS if assets_of(catalogue, item.id)} == {item.id for item in ITEMS}
    assert len(catalogue.find("untagged")) == 0


def test_every_stand_in_says_what_it_is(catalogue: Catalogue) -> None:
    for asset in catalogue.assets(catalogue.find()):
        said = asset.facts.caption or str(catalogue.raw(asset.id))
        assert SAYS in said, asset.name


@pytest.mark.parametrize(
    ("item", "name", "role"),
    [
        ("diaspora-messages", "Contributors of the diaspora messages", "sent by"),
        ("duda-speech", "Andrzej Duda", "speaks"),
        ("duda-speech", "Belarusian language", "about"),
        ("women-solidarity-day", "Sviatlana Tsikhanouskaya", "speaks"),
        ("womens-day-wishes", "Belarus", "recorded at"),
        ("womens-day-wishes", "Abroad", "recorded at"),
        ("solidarity-day-warsaw", "Warsaw", "recorded at"),
        ("eu-diplomats-minsk", "Relatives of political prisoners", "depicts"),
        ("st-petersburg-picket", "White-red-white symbols", "about"),
        ("st-petersburg-picket", "MBKh Media", "reported by"),
        ("solidary-bialystok", "Białystok", "recorded at"),
        ("walls-collapse", "NSZZ Solidarność", "speaks"),
        ("vilnius-chain", "Gediminas Avenue", "recorded at"),
        ("brussels-rally", "European Parliament", "near"),
    ],
)
def test_each_item_is_linked_as_its_row_asks(catalogue: Catalogue, item: str, name: str, role: str) -> None:
    assert (name, role) in links(assets_of(catalogue, item))


def test_what_an_item_leaves_open_stays_open(catalogue: Catalogue) -> None:
    dates = {one.name: one.date for one in catalogue.authorities(AuthorityKind.EVENT)}
    assert dates["Day of Solidarity with Belarusian women"] == "XXXX-07-16"
    assert dates["Living chain in Vilnius"] is None
    (_, rally) = assets_of(catalogue, "brussels-rally")
    assert rally.facts.recorded_at.local.startswith("2020-07-01")
    assert "the time is that of the item" in rally.facts.caption
    (chain, *_) = assets_of(catalogue, "vilnius-chain")
    assert "the time is when this file was made" in chain.facts.caption


def test_a_speech_in_two_languages_is_two_ranges(catalogue: Catalogue) -> None:
    (speech, _) = assets_of(catalogue, "duda-speech")
    spans = {clip.name: clip.range for clip in speech.clips if clip.range}
    polish, belarusian = spans["To the Belarusians, in Polish"], spans["To the Belarusians, in Belarusian"]
    assert polish.end_exclusive == belarusian.start
    assert str(speech.facts.start_timecode.timecode) == "10:00:00:00"
    assert speech.facts.reel == "A001"


def test_the_relatives_must_not_be_identified(catalogue: Catalogue) -> None:
    relatives = catalogue.authority(AuthorityKind.PERSON, "Relatives of political prisoners")
    assert relatives.protection is Protection.DO_NOT_IDENTIFY


def test_a_second_run_changes_nothing(demo: Vault, catalogue: Catalogue) -> None:
    before = [(one.id, one.what) for one in catalogue.history()]
    stamps = {path: path.stat().st_mtime_ns for path in (demo.path / "stand-ins").rglob("*")}
    make_demo(demo.path, lambda _: None)
    assert [(one.id, one.what) for one in catalogue.history()] == before
    assert {path: path.stat().st_mtime_ns for path in (demo.path / "stand-ins").rglob("*")} == stamps


def test_the_shot_list_exports_with_the_same_frames(demo: Vault, catalogue: Catalogue, tmp_path: Path) -> None:
    shots = catalogue.shot_list(SHOT_LIST).shots
    assert len(shots) == len(SELECTS) >= 8
    for suffix in ("edl", "otio"):
        assert run(["--vault", str(demo.path), "export", SHOT_LIST, str(tmp_path / f"selects.{suffix}")]) == 0
    with (tmp_path / "selects.edl").open(encoding="ascii") as file:
        edits = [edit for event in pycmx.parse_cmx3600(file).events for edit in event.edits]
    timeline = opentimelineio.adapters.read_from_file(str(tmp_path / "selects.otio"))
    clips = list(timeline.find_clips())[: len(shots)]
    rate = FrameRate(25, 1)
    for shot, edit, clip in zip(shots, edits, clips, strict=True):
        start = Timecode.parse(edit.source_in, rate).frame - Timecode.parse(edit.source_out, rate).frame
        assert -start == clip.source_range.duration.value == shot.source_range.duration
        assert Timecode.parse(edit.source_in, rate).frame == clip.source_range.start_time.value


def test_what_it_says_to_try_works(
    demo: Vault, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in told[-3:]:
        assert run(shlex.split(command)[1:]) == 0
    assert (tmp_path / "selects.edl").exists()


def test_no_demo_is_made_in_a_vault_of_somebody(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    with pytest.raises(NotTheDemo):
        make_demo(tmp_path / "vault", lambda _: None)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mediavault.demo, "draw", full)
    with pytest.raises(StandInsNotDrawn, match="No space left on device"):
        make_demo(tmp_path / "vault", lambda _: None)
