"""Texts fold to one spelling, keys hold what they should, and nothing a terminal obeys gets through."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.names import beginning_keys, fold, inert, keys, nearest, tokens, visible, word_keys, words
from library.names.matching import skeleton
from library.names.sounds import partly_read, readings
from library.search.words import indexed


def test_two_ways_of_reading_polish_letters_meet_word_by_word() -> None:
    # Without its mark Walesa has no n for Валенса to meet; the marked spelling meets both.
    assert keys("Lech Wałęsa") & keys("Lech Walesa")
    assert not keys("Lech Walesa") & keys("Лех Валенса")


def test_keys_of_nothing_and_of_much() -> None:
    assert keys("") == keys(" — ’ ") == keys("ь") == frozenset()
    assert len(keys("Chęciny " * 200)) == 2
    assert len(keys("Chęciny Ciechanów Chocz Cichy Rzecz")) <= 16


def test_a_hyphen_may_be_left_out() -> None:
    assert keys("Хасав-юрт") & keys("Khasavyurt")
    assert word_keys("Хасав-юрт") > word_keys("юрт")


def test_words_are_as_they_are_spelt() -> None:
    assert words("Беласток_рынак, Мар’іна Горка (2).MOV") == ["Беласток", "рынак", "Мар’іна", "Горка", "2", "MOV"]
    assert words("o\u0301зеро") == ["óзеро"]
    assert words(" — ’ ") == []


def test_a_word_that_is_only_begun_leads_to_those_that_begin_so() -> None:
    def begins(begun: str, name: str) -> bool:
        return any(key.startswith(start) for start in beginning_keys(begun) for key in keys(name))

    assert begins("Ціхан", "Cichanouska")
    assert begins("Лукаш", "Łukaszenka")
    assert not begins("Лукаш", "Łukomski")
    assert beginning_keys("Лу") == frozenset()


@pytest.mark.parametrize(
    ("text", "indexed", "asked"),
    [
        ("IMG_2041 Łódź.jpg", "img 2041 lodz jpg", "img 2041 lodz jpg"),
        ("東京駅", "東京 京駅 駅", "東京 京駅"),
        ("東京 駅", "東京 京 駅", "東京 京 駅"),
        ("駅", "駅", "駅"),
        ("JR東京駅2", "jr 東京 京駅 駅 2", "jr 東京 京駅 駅 2"),
        ("ｶﾞﾝﾊﾞﾚ", "ガン ンバ バレ レ", "ガン ンバ バレ"),
        ("서울역에서", "서울 울역 역에 에서 서", "서울 울역 역에 에서"),
        ("ああ あ", "ああ あ あ", "ああ あ あ"),
        ("", "", ""),
    ],
)
def test_scripts_without_spaces_are_indexed_in_pairs(text: str, indexed: str, asked: str) -> None:
    assert tokens(text) == indexed.split()
    assert tokens(text, begun=True) == asked.split()


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


@given(st.text(alphabet=st.one_of(st.characters(), st.characters(categories=["C", "Zl", "Zp"]))))
def test_json_says_the_same_with_nothing_unsafe_in_it(text: str) -> None:
    written = inert(json.dumps({text: [text]}, ensure_ascii=False))
    assert json.loads(written) == {text: [text]}
    assert visible(written) == written
    assert written.splitlines() == [written]


def test_ordinary_text_comes_back_as_it_is() -> None:
    name = "Белосток – площадь.mov" * 3
    assert visible(name) is name


@given(st.lists(st.sampled_from(["clip", "reč", "a", "ck", "c", "tt", "ou", "er", "v", "u", "I", "0", "00", "47"])))
def test_numbers_in_a_word_stay_where_they_are(pieces):
    """What cameras count is not read anew for each number; the keys are those that reading it would give."""
    word = partly_read("".join(pieces))
    read = {word} if word.isdigit() else {skeleton(sounds) for sounds in readings(word)}
    assert word_keys("".join(pieces)) == read - {""}


@given(st.text(alphabet="ab-_.' /12sh{}", max_size=24))
def test_a_path_is_indexed_as_its_folders_and_its_name_together(text: str) -> None:
    parts = [one for word in text.split() for one in word_keys(word)]
    found, words_ = indexed(text), tokens(text)
    assert found[: len(words_)] == tuple(words_)
    assert sorted(found[len(words_) :]) == sorted({f"zxk{key}" for key in parts})
