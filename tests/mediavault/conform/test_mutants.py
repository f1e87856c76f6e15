"""Damaged and forged cuts: each is read or refused in one sentence, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from conform_factory import catalogue_at, stocked
from foreign_cuts import AVID, FINAL_CUT, XMEML
from hypothesis import given, settings
from hypothesis import strategies as st
from shot_list_factory import ACROSS_THE_HOUR, SELECTS, legible

from library import Catalogue
from mediavault.conform import CutUnreadable, NewList, conform, make_list
from mediavault.export import NOBODY, export

SUFFIXES = ("edl", "otio", "otioz", "fcpxml", "xml", "csv", "xlsx")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalogue, list[tuple[str, bytes]], Path]]:
    """A catalogue, files of every format, ours and others', and a folder."""
    folder = tmp_path_factory.mktemp("mutants")
    with catalogue_at(folder / "catalogue.db") as catalogue:
        lists = [
            stocked(catalogue, replace(one, handles=3), alternates=True) for one in (legible(SELECTS), ACROSS_THE_HOUR)
        ]
        files = [(suffix, export(lists[1], folder / f"hour.{suffix}").paths[0].read_bytes()) for suffix in SUFFIXES]
        files += [
            (suffix, export(lists[0], folder / f"s.{suffix}").paths[0].read_bytes()) for suffix in ("otio", "csv")
        ]
        files += [("edl", AVID.encode()), ("fcpxml", FINAL_CUT.encode()), ("xml", XMEML.encode())]
        yield catalogue, files, folder


NUMBERS = (
    b"0",
    b"-1",
    b"1/0s",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"null",
    b"[]",
    b"{}",
    b'""',
    b"true",
    b"\xff",
)


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """The content cut, doubled, overwritten, or with another value in the place of a number."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        size = draw(st.integers(0, 40))
        other = draw(st.sampled_from([*NUMBERS, b"", content[at // 2 : at // 2 + size]]))
        if draw(st.booleans()):
            digits = next((place for place in range(at, len(content)) if content[place : place + 1].isdigit()), at)
            end = digits
            while content[end : end + 1].isdigit():
                end += 1
            at, size = digits, end - digits
        content = content[:at] + other + content[at + size :]
    return content


@settings(max_examples=150)
@given(data=st.data())
def test_a_mutant_is_read_or_refused(
    data: st.DataObject, stock: tuple[Catalogue, list[tuple[str, bytes]], Path]
) -> None:
    catalogue, files, folder = stock
    suffix, content = data.draw(st.sampled_from(files))
    path = folder / f"mutant.{suffix}"
    path.write_bytes(data.draw(damage(content)))
    try:
        found = conform(catalogue, path, NOBODY)
    except CutUnreadable as refused:
        assert str(path) in str(refused)
        return
    for one in found.found:
        assert one.source_range is None or one.asset is not None
    with catalogue.transaction("Import") as edit:
        make_list(catalogue, edit, NewList("mutant", None, found.rate), found.cut, found.found)
        edit.remove_shot_list("mutant")


def test_a_bomb_of_references_is_refused(tmp_path: Path) -> None:
    layers = "".join(
        f"<media id='m{n}'><sequence><spine>{10 * ref(n + 1)}</spine></sequence></media>" for n in range(9)
    )
    bomb = (
        f"<fcpxml version='1.10'><resources>{layers}<asset id='m9' src='file:///a.mov'/></resources><project><sequence>"
        f"<spine>{ref(0)}</spine></sequence></project></fcpxml>"
    )
    (tmp_path / "bomb.fcpxml").write_text(bomb)
    with catalogue_at(tmp_path / "catalogue.db") as catalogue, pytest.raises(CutUnreadable, match="unfolds into more"):
        conform(catalogue, tmp_path / "bomb.fcpxml", NOBODY)


def ref(number: int) -> str:
    kind = "asset-clip" if number == 9 else "ref-clip"
    return f"<{kind} ref='m{number}' offset='0s' duration='10s'/>"


def test_a_clip_that_holds_itself_ends(tmp_path: Path) -> None:
    loop = (
        "<fcpxml version='1.10'><resources><media id='m'><sequence><spine><ref-clip ref='m' offset='0s' duration='9s'/>"
        "</spine></sequence></media></resources><project><sequence><spine><ref-clip ref='m' offset='0s' duration='9s'/>"
        "</spine></sequence></project></fcpxml>"
    )
    (tmp_path / "loop.fcpxml").write_text(loop)
    with catalogue_at(tmp_path / "catalogue.db") as catalogue, pytest.raises(CutUnreadable, match="nested more than"):
        conform(catalogue, tmp_path / "loop.fcpxml", NOBODY)


def test_a_workbook_whose_content_is_damaged_is_refused(
    stock: tuple[Catalogue, list[tuple[str, bytes]], Path], tmp_path: Path
) -> None:
    catalogue, files, _ = stock
    whole = dict(files)["xlsx"]
    for place in range(60, len(whole), 97):
        (tmp_path / "cut.xlsx").write_bytes(whole[:place] + b"\xff\x00\xff" + whole[place + 3 :])
        with suppress(CutUnreadable):
            conform(catalogue, tmp_path / "cut.xlsx", NOBODY)
