"""Versions of the media of a shot: whoever is in one of them is in all, at the same moment as far as that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from shot_list_factory import HANNA, NTSC, PAL, photo, shot, shot_list, video

from library.model import Asset, AssetId, Clearance, Clip, ClipId, Part, PartRole
from library.timecode import FrameRate, TimeRange
from mediavault.export import People, check
from mediavault.export.versions import Versions


def tied(whole: Asset, part: Asset, role: PartRole) -> tuple[Asset, Asset]:
    return (
        replace(whole, parts=(*whole.parts, Part(part.id, part.name, role, 1))),
        replace(part, part_of=Part(whole.id, whole.name, role, 1)),
    )


def said_of(asset: Asset, span: TimeRange | None, **more: object) -> Asset:
    clip = Clip(id=ClipId(90 + asset.id), asset=asset.id, range=span, **more)  # type: ignore[arg-type]
    return replace(asset, clips=(*asset.clips, clip))


def known(*assets: Asset) -> People:
    """Nobody is open."""

    def read(ids: Sequence[int]) -> list[Asset]:
        return [one for one in assets if one.id in ids]

    return People(versions=Versions(read))


def stops(used: Asset, people: People, start: int = 0, frames: int = 25) -> list[str]:
    built = shot_list(shot(1, used, start, frames))
    return [one.kind.value for one in check(built, "otio", people=people) if one.stops]


@pytest.mark.parametrize("role", PartRole)
def test_whoever_is_in_a_version_of_a_photo_is_in_the_other(role: PartRole) -> None:
    raw, jpeg = tied(said_of(photo(1, "1.nef"), None, links=(HANNA,)), photo(2, "1.jpg"), role)
    same = role not in {PartRole.BURST, PartRole.CONTINUES, PartRole.MEMO}
    assert stops(jpeg, known(raw, jpeg)) == (["consent-unknown"] if same else [])
    plain, hers = tied(photo(1, "1.nef"), said_of(photo(2, "1.jpg"), None, links=(HANNA,)), role)
    assert stops(plain, known(plain, hers)) == (["consent-unknown"] if same else [])


@pytest.mark.parametrize(("rate", "second"), [(PAL, 25), (NTSC, 30)])
def test_a_moment_of_a_video_is_the_same_moment_of_its_proxy(rate: FrameRate, second: int) -> None:
    hers = said_of(video(1, "1.mov", rate=rate), TimeRange(4 * second, 2 * second, rate), links=(HANNA,))
    whole, proxy = tied(hers, video(2, "1.lrv"), PartRole.PROXY)
    people = known(whole, proxy)
    # Hers are the fifth second and the sixth; where two begin may differ by one.
    found = {start: stops(proxy, people, start) for start in (25, 49, 80, 100, 150, 180, 200)}
    assert {start for start, kinds in found.items() if kinds} == {80, 100, 150}


def test_of_a_piece_cut_out_nobody_knows_where_it_was() -> None:
    piece = said_of(video(2, "piece.mp4"), TimeRange(0, 25, PAL), links=(HANNA,))
    whole, piece = tied(video(1, "1.mov"), piece, PartRole.TRIMMED)
    assert stops(whole, known(whole, piece), 400) == ["consent-unknown"]


def test_versions_of_versions_count_and_an_embargo_on_one_holds_for_all() -> None:
    embargo = Clearance(embargo_until=date(2100, 1, 1))
    proxy = said_of(video(3, "1.lrv"), None, links=(HANNA,), clearance=embargo)
    whole, sent = tied(video(1, "1.mov"), video(2, "sent.mp4"), PartRole.MESSENGER_COPY)
    whole, proxy = tied(whole, proxy, PartRole.PROXY)
    assert stops(sent, known(whole, sent, proxy)) == ["consent-unknown", "embargo"]


def test_what_is_of_no_version_is_read_no_further() -> None:
    def read(ids: Sequence[int]) -> list[Asset]:
        raise AssertionError(ids)

    assert Versions(read).of(video(AssetId(1), "1.mov")) == ()
