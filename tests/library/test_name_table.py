"""Names of the region, spelt by many hands: those of one name meet, different ones stay apart, in a catalogue too.

The table is tests/data/names: one half the rules were made with, one half they were not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from pathlib import Path

import iuliia
import pytest
from belorthography import Orthography, convert

from library import Catalogue
from library.model import Authority, AuthorityKind
from library.names import fold, keys
from library.reading.authorities import AmbiguousName, UnknownName

TABLE = Path(__file__).parents[1] / "data" / "names"
HALVES = ("tuned", "held_out")
ENOUGH = 0.98
Pair = tuple[str, str]


@dataclass(frozen=True)
class Half:
    """Names in all their spellings, and pairs of different ones."""

    spellings: list[list[str]]
    apart: list[Pair]

    @property
    def together(self) -> list[Pair]:
        pairs = (combinations(dict.fromkeys(names), 2) for names in self.spellings)
        return list(dict.fromkeys(chain.from_iterable(pairs)))


def read(name: str) -> Half:
    lines = (TABLE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    same = [line[2:].split(" | ") for line in lines if line.startswith("= ")]
    return Half(same, [(one, other) for one, other in (line[2:].split(" | ") for line in lines if line[:2] == "≠ ")])


def meet(one: str, other: str) -> bool:
    return fold(one) == fold(other) or bool(keys(one) & keys(other))


@pytest.fixture(scope="module", params=HALVES)
def half(request: pytest.FixtureRequest) -> Half:
    return read(request.param)


def measured(found: int, missed: list[Pair], wrong: list[Pair]) -> None:
    """Fails when recall or precision is too low, and says by what."""
    recall, precision = found / (found + len(missed)), found / (found + len(wrong))
    print(f"{found + len(missed)} pairs to meet, recall {recall:.4f}, precision {precision:.4f}")  # noqa: T201  with -s
    assert recall >= ENOUGH, missed
    assert precision >= ENOUGH, wrong


def test_spellings_of_one_name_meet_and_different_names_stay_apart(half: Half) -> None:
    missed = [pair for pair in half.together if not meet(*pair)]
    measured(len(half.together) - len(missed), missed, [pair for pair in half.apart if meet(*pair)])


def test_few_of_the_pairs_written_most_alike_meet(half: Half) -> None:
    assert sum(meet(*pair) for pair in half.apart) <= 0.025 * len(half.apart)


def test_no_two_lines_of_the_table_meet(half: Half) -> None:
    lines: dict[str, int] = {}
    for number, names in enumerate(half.spellings):
        for key in frozenset(chain.from_iterable(map(keys, names))):
            assert lines.setdefault(key, number) == number, (names, half.spellings[lines[key]])


def test_the_table_is_large_enough() -> None:
    halves = [read(name) for name in HALVES]
    assert all(len(half.together) >= 200 for half in halves)
    assert all(len(half.apart) >= 150 for half in halves)
    tuned, held_out = ({frozenset(pair) for pair in half.together} for half in halves)
    assert len(tuned & held_out) <= 0.02 * len(held_out)


# Through the catalogue ------------------------------------------------------------------------------------------------


def led_to(catalogue: Catalogue, kind: AuthorityKind, spelling: str) -> list[str]:
    try:
        return [catalogue.authority(kind, spelling).name]
    except AmbiguousName as several:
        return list(several.found)
    except UnknownName:
        return []


def test_a_catalogue_finds_a_name_by_spellings_nobody_stored(catalogue: Catalogue) -> None:
    half = read("held_out")
    with catalogue.transaction("Names in one spelling") as edit:
        for name in {names[0] for names in half.spellings}:
            edit.add_authority(Authority(kind=AuthorityKind.PERSON, name=name))
        for name in {one for one, _ in half.apart}:
            edit.add_authority(Authority(kind=AuthorityKind.PLACE, name=name))
    pairs = [(names[0], other) for names in half.spellings for other in names[1:]]
    missed = [(name, other) for name, other in pairs if led_to(catalogue, AuthorityKind.PERSON, other) != [name]]
    wrong = [(name, other) for name, other in half.apart if name in led_to(catalogue, AuthorityKind.PLACE, other)]
    measured(len(pairs) - len(missed), missed, wrong)


# Every system ---------------------------------------------------------------------------------------------------------

RUSSIAN = """Светлана Тихановская, Александр Лукашенко, Белосток, Гродно, Могилёв, Вильнюс, Щучин, Чернобыль,
Евгений Шварц, Юрий Зисер, Площадь Якуба Коласа, Хатынь, Жодино, Объединение"""
BELARUSIAN = """Святлана Ціханоўская, Аляксандр Лукашэнка, Беласток, Гродна, Магілёў, Вільня, Шчучын, Чарнобыль,
Яўген Шварц, Юрый Зісер, Плошча Якуба Коласа, Хатынь, Жодзіна, Ляхавічы"""
SYSTEMS = """ALA_LC ALA_LC_ALT BGN_PCGN BGN_PCGN_ALT BS_2979 BS_2979_ALT GOST_16876 GOST_52290 GOST_52535 GOST_779
ICAO_DOC_9303 ISO_9_1954 ISO_9_1968 ISO_9_1968_ALT MVD_310 MVD_782 SCIENTIFIC UNGEGN_1987 WIKIPEDIA"""


@pytest.mark.parametrize("system", SYSTEMS.split())
def test_a_russian_name_meets_itself_in_every_system(system: str) -> None:
    romanised = getattr(iuliia, system).translate
    assert [name for name in RUSSIAN.split(", ") if not meet(name, romanised(name))] == []


@pytest.mark.parametrize("system", [Orthography.CLASSICAL, Orthography.LATIN])
def test_a_belarusian_name_meets_itself_in_tarashkievica_and_in_lacinka(system: str) -> None:
    names = BELARUSIAN.split(", ")
    assert [name for name in names if not meet(name, convert(name, Orthography.OFFICIAL, system))] == []
