"""Spellings of one name meet, different names stay apart, and nothing a terminal obeys gets through."""

from __future__ import annotations

import sys
import unicodedata
from functools import reduce
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.names import fold, keys, nearest, visible

# Each line is one name in several spellings: every two of a line must meet, and no two of different lines.
SPELLINGS = [
    line.split(" | ")
    for line in """\
Białystok | Bialystok | Беласток | Белосток | Belostok
Sviatlana Tsikhanouskaya | Святлана Ціханоўская | Светлана Тихановская | Svetlana Tikhanovskaya | Swiatłana Cichanouska
Siarhei Tsikhanouski | Сяргей Ціханоўскі | Сергей Тихановский | Sergei Tikhanovsky | Sergey Tikhanovskiy
Minsk | Мінск | Минск | Mińsk
Łukaszenka | Лукашэнка | Лукашенко | Lukashenko | Łukašenka | Lukashenka
Vilnius | Вильнюс | Вільнюс
Wilno | Вильно | Вільна | Vilno
Вільня | Vilnia | Wilnia | Vilnya
Hrodna | Grodno | Гродна | Гродно
Homel | Gomel | Гомель | Homiel | Gomel' | Homelʹ
Mogilev | Mogilyov | Mahilioŭ | Mahiliou | Магілёў | Могилёв | Могилев | Mohylew | Mahilyow
Vitebsk | Viciebsk | Vitsebsk | Віцебск | Витебск | Witebsk
Babruysk | Bobruisk | Бабруйск | Бобруйск | Bobrujsk
Baranavichy | Baranovichi | Баранавічы | Барановичи | Baranowicze
Slutsk | Слуцк | Słuck | Sluck
Polotsk | Полоцк | Полацк | Połock | Polatsk
Navahrudak | Новогрудок | Навагрудак | Nowogródek | Novogrudok
Maladzyechna | Molodechno | Маладзечна | Молодечно | Mołodeczno | Maladziečna
Barysaw | Barysau | Borisov | Барысаў | Борисов
Kurapaty | Kuropaty | Курапаты | Куропаты
Okrestina | Akrestsina | Окрестина | Акрэсціна
Babaryka | Бабарыка | Бабарико
Kalesnikava | Колесникова | Kolesnikova | Калеснікава
Maria | Марыя | Мария | Maryja | Maryia | Mariya
Alexievich | Алексіевіч | Алексиевич | Aleksiyevich | Aleksijewicz
Ales Bialiatski | Алесь Бяляцкі | Алесь Беляцкий | Aleś Białacki
Kościuszko | Касцюшка | Костюшко | Kosciuszko
Mickiewicz | Міцкевіч | Мицкевич | Mitskevich
Kyiv | Київ | Киев | Kiev | Kijów | Кіеў
Kharkiv | Харків | Харьков | Kharkov | Charków
Lvov | Львов | Lwów | Львоў
Lviv | Львів
Solidarność | Салідарнасць | Солидарность | Solidarnosc
Artur Hruntou | Артур Грунтоў | Артур Грунтов | Gruntov Artur
Andrzej Duda | Анджей Дуда | Анджэй Дуда | DUDA, Andrzej
Lech Wałęsa | Лех Валенса
Warszawa | Варшава | Varshava
Uladzimir | Vladimir | Уладзімір | Владимир
Dzmitry | Дзмітрый | Дмитрий | Dmitry | Dmitriy | Dmitrii
Tchaikovsky | Чайковский | Czajkowski | Chaikovskii
Czarnobyl | Чернобыль | Чарнобыль | Chernobyl | Charnobyl
Shevchenko | Шевченко | Шаўчэнка | Szewczenko
Belarus | Беларусь | Białoruś | Biełaruś
Zelensky | Зеленский | Зеленський | Zelenskyy
Alexander Lukashenko | Александр Лукашенко | Аляксандр Лукашэнка | Aliaksandr Lukashenka | Aleksandr Łukaszenka
Dnieper | Днепр | Dnepr
Gdańsk | Гданьск | Gdansk | Гданск
Łódź | Лодзь | Lodz
Natallia | Наталля | Наталья | Natalia | Natalya
Tatsiana | Таццяна | Татьяна | Tatiana | Tatyana
Andrei | Андрей | Андрэй | Andrey | Andrej
Mar'ina Horka | Мар’іна Горка | Марьина Горка | Marina Gorka""".splitlines()
]
MEET = [pair for names in SPELLINGS for pair in combinations(names, 2)]
APART = [
    tuple(line.split(" | "))
    for line in """\
Minsk | Pinsk
Minsk | Mińsk Mazowiecki
Минск | Пинск
Brest | Brussels
Brest | Bristol
Brest | Бобруйск
Białystok | Bielsk
Białystok | Biała Podlaska
Białystok | Białowieża
Bialystok | Belarus
Беласток | Беларусь
Białystok | Baltic
Vilnius | Wilno
Vilnius | Вільня
Вільня | Wilno
Warszawa | Warsaw
Warszawa | Wrocław
Warszawa | Varna
Hrodna | Hrodzianka
Grodno | Grodzisk
Grodno | Gdańsk
Homel | Hamburg
Homel | Chełm
Гомель | Могилёв
Lida | Lada
Lida | Łódź
Lida | Luda
Lviv | Lvov
Slutsk | Soligorsk
Slutsk | Słonim
Polotsk | Poltava
Polotsk | Płock
Vitebsk | Vilejka
Mogilev | Magadan
Kyiv | Kraków
Kharkiv | Kherson
Киев | Харьков
Moskva | Minsk
Paris | Prague
London | Lublin
Sviatlana Tsikhanouskaya | Siarhei Tsikhanouski
Tsikhanouskaya | Tsikhanouski
Тихановская | Тихановский
Ціханоўская | Цапкала
Sviatlana | Stanislava
Sviatlana Tsikhanouskaya | Sviatlana Alexievich
Łukaszenka | Łukaszewicz
Лукашенко | Лукашевич
Lukashenko | Latushka
Łukaszenka | Łukasz
Andrzej Duda | Andrzej Wajda
Duda | Dudek
Duda | Dada
Maria | Mara
Maria | Marina
Мария | Марина
Maria | Mary
Anna | Inna
Anna | Ян
Anna | Hanna
Ivan | Igor
Pavel | Pavlina
Ales | Alena
Алесь | Олег
Natalia | Natasha
Dmitry | Dima
Kalesnikava | Kolesnikov
Калеснікава | Калеснік
Mickiewicz | Miłosz
Wałęsa | Wilson
Solidarność | Solidarity
Solidarność | Soldier
Chernobyl | Chernihiv
Чернобыль | Чернигов
Borisov | Boris
Babaryka | Barbara
Kurapaty | Karpaty
picket | pocket
rally 2020 | rally 2021
Day 1 | Day 11
東京 | 京都""".splitlines()
]


@pytest.mark.parametrize(("one", "other"), MEET)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert keys(one) & keys(other), (keys(one), keys(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert not keys(one) & keys(other), (keys(one), keys(other))


def test_no_name_of_the_table_meets_another() -> None:
    found = [reduce(frozenset.union, map(keys, names)) for names in SPELLINGS]
    assert not [(a[0], b[0]) for (a, x), (b, y) in combinations(zip(SPELLINGS, found, strict=True), 2) if x & y]


def test_the_table_is_large_enough() -> None:
    assert len(set(MEET)) >= 400
    assert len(set(APART)) >= 80


def test_two_ways_of_reading_polish_letters_meet_word_by_word() -> None:
    # Without its mark Walesa has no n for Валенса to meet; the marked spelling meets both.
    assert keys("Lech Wałęsa") & keys("Lech Walesa")
    assert not keys("Lech Walesa") & keys("Лех Валенса")


def test_keys_of_nothing_and_of_much() -> None:
    assert keys("") == keys(" — ’ ") == keys("ь") == frozenset()
    assert len(keys("Chęciny " * 200)) == 2
    assert len(keys("Chęciny Ciechanów Chocz Cichy Rzecz")) <= 16


# Folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Białystok wywiad_01.MOV", "bialystok wywiad 01 mov"),
        ("Łódź, ŻÓŁĆ & święto", "lodz zolc swieto"),
        ("ø đ ß æ ı þ ð œ", "o d ss ae i th d oe"),
        ("İstanbul", "istanbul"),
        ("Минск", "minsk"),
        ("Мінск", "minsk"),
        ("Mińsk", "minsk"),
        ("Лукашенко", "lukashenko"),
        ("Светлана Тихановская", "svetlana tikhanovskaya"),
        ("Святлана Ціханоўская", "svyatlana tsikhanouskaya"),
        ("Ёлка, ёлка, елка", "elka elka elka"),
        ("Андрей Быков", "andrey bykov"),
        ("Київ, Їжак, Ґонта", "kiiv izhak gonta"),
        ("о́зеро", "ozero"),
        ("l’Europe / l'Europe", "l europe l europe"),
        ("мʼята м'ята", "m yata m yata"),
        ("Homelʹ", "homel"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("Ａ１ ² ﬁ", "a1 2 fi"),
        ("東京・タワー が", "東京 タワー が"),
        ("한국", "한국"),
        ("Αθήνα", "athina"),
        ("  --  ", ""),
        ("bad\udcffbyte", "bad byte"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())
    assert all(letter.isalnum() or letter == " " for letter in once)


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "C"])))
def test_folding_letters_and_marks_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_itself_or_something_smaller() -> None:
    for code in range(sys.maxunicode + 1):
        once = fold(chr(code))
        assert fold(once) == once, hex(code)


@given(st.text())
def test_composition_and_case_make_no_difference_to_a_letter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert keys(unicodedata.normalize("NFD", text)) == keys(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyząćęłńóśźżабвгдеёжзійклмнопрстуўфхцчшыьэюяіи' -", max_size=40))
def test_keys_do_not_depend_on_case_or_order(text: str) -> None:
    assert keys(text.upper()) == keys(text)
    assert keys(" ".join(reversed(text.split()))) == keys(text) or "'" in text


# Nearest


def test_nearest_known_names() -> None:
    known = ["Minsk", "Беласток", "Białystok", "Brussels", "Vilnius", "Białystok"]
    assert nearest("bialistok", known) == ["Białystok", "Беласток"]
    assert nearest("Brusels", known) == ["Brussels"]
    assert nearest("Мінск", known) == ["Minsk"]
    assert nearest("zzz", known) == []
    assert nearest("", known) == []
    assert nearest("bialistok", known, limit=1) == ["Białystok"]
    assert nearest("bialistok", iter(known), limit=0) == []


# Showing


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("two\nlines\ttab\x00\x7f", "two␊lines␉tab␀␡"),
        ("\x9b31m\x85", "\\u009b31m\\u0085"),
        ("gpj\u202eexe.", "gpj\\u202eexe."),
        ("a\u200bb\ufeff\u2028", "a\\u200bb\\ufeff\\u2028"),
        (b"\xff\x80.mov".decode("utf-8", "surrogateescape"), "\\xff\\x80.mov"),
        ("\ud800\udc10", "\\ud800\\udc10"),
        ("\U000e0041", "\\U000e0041"),
        ("Беласток ❤️ 東京 é e\u0301 \\x1b", "Беласток ❤️ 東京 é e\u0301 \\x1b"),
        ("", ""),
    ],
)
def test_shows(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(alphabet=st.one_of(st.characters(), st.characters(categories=["C", "Zl", "Zp"]))))
def test_nothing_unsafe_survives(text: str) -> None:
    shown = visible(text)
    assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert visible(shown) == shown
    assert shown.encode().decode() == shown


def test_every_control_and_format_character_is_shown_and_no_letter_is_touched() -> None:
    for code in range(sys.maxunicode + 1):
        letter, category = chr(code), unicodedata.category(chr(code))
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert visible(letter) != letter, hex(code)
        elif category not in ("Cn", "Mn", "Lo"):
            assert visible(letter) is letter, hex(code)


def test_ordinary_text_comes_back_as_it_is() -> None:
    name = "Белосток – площадь.mov" * 3
    assert visible(name) is name
