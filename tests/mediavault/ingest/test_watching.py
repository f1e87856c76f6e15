"""Folders that are watched: what arrives comes in once it is whole; a drive that goes away takes nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from media_factory import make_photo

from library import Catalogue
from library.model import Asset, Authority, AuthorityKind, CopyState, FileStamp
from mediavault.ingest.arrivals import Arrivals
from mediavault.ingest.rounds import Rounds
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions
from mediavault.vault import Vault
from mediavault.walking.stirring import Stirring

SETTLE_S = 0.02


def found(catalogue: Catalogue, query: str) -> list[Asset]:
    return catalogue.assets(catalogue.find(query))


class Ended(Exception):
    """The test has seen enough."""


def looks(*sizes: int) -> list[FileStamp]:
    return [FileStamp(size, mtime_ns=size, ctime_ns=size, inode=1) for size in sizes]


def test_a_file_is_whole_when_nothing_was_written_for_a_while() -> None:
    now = [100.0]
    arrived = Arrivals(settle_s=10, clock=lambda: now[0])
    half, whole = looks(1, 2)
    assert not arrived(b"/in/a.mov", half)
    now[0] = 109
    assert not arrived(b"/in/a.mov", whole)  # it grew: from here it counts anew
    assert (arrived.growing(), arrived.due_s) == (1, 10)
    now[0] = 118
    assert not arrived(b"/in/a.mov", whole)
    assert arrived.due_s == 1
    now[0] = 119
    assert arrived(b"/in/a.mov", whole)
    assert arrived.taken == {b"/in/a.mov": whole}
    assert (arrived.growing(), arrived.due_s) == (0, None)


def test_what_was_let_through_is_let_through_again_only_when_it_changed() -> None:
    now = [0.0]
    arrived = Arrivals(settle_s=10, clock=lambda: now[0])
    first, second = looks(1, 2)
    story = [(0, first), (10, first), (20, first), (30, second), (40, second), (50, second)]

    def asked(at: float, stamp: FileStamp) -> bool:
        now[0] = at
        return arrived(b"/in/broken.jpg", stamp)

    assert [asked(at, stamp) for at, stamp in story] == [False, True, False, False, True, False]


def test_a_drive_that_was_gone_is_looked_at_anew() -> None:
    now = [0.0]
    arrived = Arrivals(settle_s=10, clock=lambda: now[0])
    (stamp,) = looks(1)
    for path in (b"/in/a", b"/inside/b"):
        assert not arrived(path, stamp)
    arrived.forget(b"/in")
    now[0] = 10
    assert not arrived(b"/in/a", stamp)
    assert arrived(b"/inside/b", stamp)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "incoming"
    make_photo(folder / "first.jpg", colour="#112233")
    return folder


Script = Callable[[], Iterator[object]]


def watched(catalogue: Catalogue, vault: Vault, folder: Path, script: Script, **options) -> list[tuple[str, str]]:
    """Watches while a script plays, a step of it after each look; what was told, and of which file."""
    told: list[tuple[str, str]] = []
    arrivals = Arrivals(SETTLE_S)
    rounds = Rounds(
        [folder],
        arrivals,
        on_gone=lambda gone, _: told.append(("gone", gone.name)),
        on_back=lambda back: told.append(("back", back.name)),
        every_s=SETTLE_S,
        gather_s=0,
    )
    chosen = IngestOptions(jobs=1, previews=False, arrived=arrivals, **options)

    def tell(file: FileOutcome) -> None:
        told.append((file.outcome.value, Path(file.path).name))

    steps, looks_after = script(), 0
    for folders in rounds(lambda: None):
        if folders:
            ingest(catalogue, vault, folders, chosen, tell)
        if next(steps, "played") == "played":
            looks_after += 1
            if looks_after > 3 and not arrivals.growing():
                break
    return told


def test_a_growing_file_waits_and_the_others_do_not(catalogue: Catalogue, vault: Vault, card: Path) -> None:
    whole = make_photo(card.parent / "whole.jpg", colour="#445566").read_bytes()
    growing = card / "growing.jpg"

    def script() -> Iterator[object]:
        for end in range(100, len(whole), max(1, len(whole) // 8)):
            growing.write_bytes(whole[:end])
            yield
        growing.write_bytes(whole)

    told = watched(catalogue, vault, card, script)
    news = [one for one in told if one[0] != "known"]
    assert news == [("new", "first.jpg"), ("new", "growing.jpg")]
    sizes = {asset.name: asset.fingerprint.size_bytes for asset in found(catalogue, "")}
    assert sizes["growing.jpg"] == len(whole)


def test_a_drive_that_is_pulled_out_is_waited_for(catalogue: Catalogue, vault: Vault, card: Path) -> None:
    away = card.with_name("elsewhere")

    def script() -> Iterator[object]:
        yield
        yield
        card.rename(away)
        yield
        yield
        make_photo(away / "second.jpg", colour="#778899")
        away.rename(card)
        yield

    told = watched(catalogue, vault, card, script)
    news = [one for one in told if one[0] != "known"]
    assert news == [("new", "first.jpg"), ("gone", "incoming"), ("back", "incoming"), ("new", "second.jpg")]
    copies = [copy for asset in found(catalogue, "") for copy in asset.copies]
    assert [copy.state for copy in copies] == [CopyState.ONLINE, CopyState.ONLINE]


def test_what_is_said_goes_onto_what_arrives(catalogue: Catalogue, vault: Vault, card: Path) -> None:
    ingest(catalogue, vault, [card], IngestOptions(jobs=1, previews=False))
    with catalogue.transaction("Add a keyword") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))

    def script() -> Iterator[object]:
        make_photo(card / "second.jpg", colour="#778899")
        yield

    watched(catalogue, vault, card, script, keywords=("flag",))
    assert [asset.name for asset in found(catalogue, "keyword:flag")] == ["second.jpg"]


def test_it_wakes_when_something_is_written_and_not_when_it_is_read(card: Path) -> None:
    with Stirring() as stirring:
        stirring.watch([card])
        (card / "first.jpg").read_bytes()
        assert not stirring.wait(0.05)
        (card / "deep").mkdir()
        assert stirring.wait(5)
        make_photo(card / "deep" / "second.jpg")
        assert stirring.wait(5)


def test_it_ends_where_it_is_told_to(card: Path) -> None:
    asked = iter(range(3))

    def heed() -> None:
        if next(asked, None) is None:
            raise Ended

    with pytest.raises(Ended):
        for _ in Rounds([card], every_s=0.01)(heed):
            pass
