"""Names that must not leave: in every case form, script and order, and in every text of a value."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from library.model import Authority, AuthorityKind, Digest, Name, Protection
from library.withheld import WITHHELD, Withheld

FORMS = {
    "Марыя Калеснікава": "Марыі Калеснікавай|Марыю Калеснікаву|Мария Колесникову|Maryju Kaleśnikavu",
    "Иванова": "Ивановой|Иванову|Ivanovu",
    "Ганна Каваль": "Ганны Каваль|Ганне Каваль|Ганну Каваль|Ганнай Каваль|Каваль Ганну|Hanny Kawal|hanny-kaval",
    "Аляксандр Каваль": "Аляксандра Каваля|Аляксандру Кавалю|Аляксандрам Кавалём|Alaksandra Kavala",
    "Jan Kowalski": "Jana Kowalskiego|Janowi Kowalskiemu|Janem Kowalskim|Janie Kowalskim|jana_kowalskiego",
    "Anna Kowalska": "Anny Kowalskiej|Annie Kowalskiej|Annę Kowalską|Anną Kowalską|Anno Kowalska|Kowalskiej Anny",
    "Marek Kozioł": "Marka Kozła|Markowi Kozłowi|Markiem Kozłem|Marku Koźle",
    "Святлана Ціханоўская": "Святланы Ціханоўскай|Святлану Ціханоўскую|Светланой Тихановской|Swiatłany Cichanouskiej",
    "Марыя Іванова": "Марыі Івановай|Марыю Іванову|Марией Ивановой|Марії Іванової",
    "Пётр Шаўчэнка": "Пятра Шаўчэнкі|Пятру Шаўчэнку|Пятром Шаўчэнкам",
    "Сяргей Быкаў": "Сяргея Быкава|Сергею Быкову|Сяргеем Быкавым|Siarhieja Bykava|Siergieja Bykowa",
    "Александр Достоевский": "Александра Достоевского|Александру Достоевскому|Александром Достоевским",
    "Lech Wałęsa": "Lecha Wałęsy|Lechowi Wałęsie|Lechem Wałęsą|Леха Валенсы",
    "Лев Зайцев": "Льва Зайцева|Львом Зайцевым",
    "Andrzej Duda": "Andrzeja Dudy|Andrzejowi Dudzie|Andrzejem Dudą",
    "Яків Коваленко": "Якова Коваленка|Якову Коваленку",
    "Вольга": "Вольгі|Вользе|Вольгу|Вольгай|вольгай",
    "Olga Wójcik": "Olgi Wójcik|Oldze Wójcik|Olgą Wójcik",
    "Monika": "Moniki|Monice|Monikę|Moniką|moniką",
    "Hanna": "Hanny|Hannie|Hannę|Hanną|hannę|HANNY",
    "Sam": "Sama|Samem|Samowi",
    "Мар'яна Юр'еў": "Мар’яны Юр’ева|Marjany Jurjewa|Marjana Jurjeŭ",
    "Witness 7": "witness 7|WITNESS_7",
}
"""Nominatives, and what they become, written by hand."""
KEPT = {
    "Sam": "The same square. Same again at noon, sami and samba.",
    "Vera": "It is very cold; every day is.",
    "Nina": "nine people and a nun",
    "Ann": "Annapolis has any number of annexes.",
    "Jan Kowalski": "Janina Kowal and Kowalski's car",
    "Ганна Каваль": "Ганна прыйшла, а каваль не.",
    "Marek Kozioł": "Market in Kozienice",
    "A.": "A man and a woman.",
}
"""What holds no name, though parts of it look like one."""


@pytest.mark.parametrize(("name", "forms"), FORMS.items(), ids=FORMS)
def test_a_name_is_known_in_every_case(name: str, forms: str) -> None:
    withheld = Withheld(frozenset({name}))
    assert {form: withheld.redacted(f"z {form}.") for form in forms.split("|")} == dict.fromkeys(
        forms.split("|"), f"z {WITHHELD}."
    )


@pytest.mark.parametrize("name", ["+375 29 765-43-21", "+375297654321", "00375 (29) 765 43 21"])
def test_a_telephone_number_is_known_however_it_is_written(name: str) -> None:
    withheld = Withheld(frozenset({name, "Anna"}))
    for written in (
        "+375 29 765-43-21",
        "+375297654321",
        "29 765 43 21",
        "80297654321",
        "029/765–43–21",
        "297654321",
    ):
        assert withheld.redacted(f"Call {written}, Anna.") == f"Call {WITHHELD}, {WITHHELD}.", written
        assert withheld.inside(f"from {written}.mov")
    for other in ("+375 29 765-43-22", "10:00:00:00", "2020-08-17 18:30:21", "IMG_20200817_183021", "765-43-21"):
        assert withheld.redacted(f"Call {other}") == f"Call {other}"


@pytest.mark.parametrize(("name", "text"), KEPT.items(), ids=KEPT)
def test_what_only_looks_like_a_name_stays(name: str, text: str) -> None:
    assert Withheld(frozenset({name})).redacted(text) == text


@pytest.mark.parametrize(
    "path", ["rozmowa_hanny.mov", "z hannie 2/a.mov", "x%20HANNY.mov", "%D0%93%D0%B0%D0%BD%D0%BD%D1%83"]
)
def test_in_a_path_a_short_name_needs_no_capital(path: str) -> None:
    assert Withheld(frozenset({"Hanna", "Ганна"})).inside(path)


def test_stress_marks_and_invisible_characters_hide_no_name() -> None:
    withheld = Withheld(frozenset({"Ганна Каваль"}))
    for written in ("Га\u0301нна Кава\u0301ль", "Ган\u00adна Ка\u200bваль", "Ганна\u0301 Каваль"):
        assert withheld.redacted(f"({written})") == f"({WITHHELD})"


def test_all_names_of_all_who_are_not_open_are_withheld() -> None:
    def person(name: str, protection: Protection | None, *others: str) -> Authority:
        names = tuple(Name(text, "pl") for text in others)
        return Authority(kind=AuthorityKind.PERSON, name=name, names=names, protection=protection)

    people = [
        person("A", Protection.OPEN, "B"),
        person("C", Protection.DO_NOT_IDENTIFY, "D", "E"),
        person("F", Protection.ALIAS_ONLY, "G"),
        person("H", Protection.UNKNOWN),
        person("I", None),
    ]
    assert Withheld.of(people).names == frozenset("CDEFGHI")


def test_only_of_who_has_an_alias_only_may_the_alias_be_said() -> None:
    def hanna(protection: Protection) -> Authority:
        spelt = (Name("Баярка", "be"), Name("Hanna"))
        return Authority(kind=AuthorityKind.PERSON, name="Ганна", names=spelt, alias="Bayarka", protection=protection)

    assert Withheld.of([hanna(Protection.ALIAS_ONLY)]).names == {"Ганна", "Hanna"}
    for protection in (Protection.DO_NOT_IDENTIFY, Protection.UNKNOWN):
        assert Withheld.of([hanna(protection)]).names == {"Ганна", "Hanna", "Баярка", "Bayarka"}


@dataclass(frozen=True)
class Line:
    asset: str
    text: str | None
    parts: tuple[Line, ...] = ()
    digest: Digest | None = None


def test_every_text_of_a_value_is_redacted_whatever_it_is_called() -> None:
    withheld = Withheld(frozenset({"Ada", "a 1"}))
    line = Line("a1", "Ada waves", (Line("a1", None), Line("a2", "with Ada")), Digest("xxh128", "9ada7"))
    assert withheld.without(line) == Line(
        "a1", f"{WITHHELD} waves", (Line("a1", None), Line("a2", f"with {WITHHELD}")), Digest("xxh128", "9ada7")
    )
