"""What is read of a chat of WhatsApp, whichever telephone, language and order of dates it comes from."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from library.model import Identity
from mediavault.intake import whatsapp
from mediavault.intake.whatsapp_dates import DatesContradict, DatesUnclear

LRM, NARROW = "\u200e", "\u202f"
FORMS = {
    "iOS, 24 hours": ("[%d/%m/%Y, %H:%M:%S] ", True),
    "iOS, American": ("[%-m/%-d/%y, %-I:%M:%S" + NARROW + "%p] ", False),
    "iOS, dotted": ("[%d.%m.%y, %H:%M:%S] ", True),
    "iOS, year first": ("[%Y-%m-%d, %H:%M:%S] ", None),
    "Android, British": ("%d/%m/%Y, %H:%M - ", True),
    "Android, American": ("%-m/%-d/%y, %-I:%M" + NARROW + "%p - ", False),
    "Android, Russian": ("%d.%m.%Y, %H:%M - ", True),
    "Android, Indian": ("%d/%m/%y, %-I:%M" + " %p - ", True),
    "Android, year first": ("%Y/%m/%d %H:%M - ", None),
}
MOMENTS = st.datetimes(datetime.fromisoformat("2012-01-01"), datetime.fromisoformat("2026-12-31"))


def read(text: str, there=(), **options):
    return whatsapp.read(io.BytesIO(text.encode()), set(there), "Solidarity", **options).messages


def written(moments, form: str) -> str:
    return "".join(f"{moment.strftime(form).replace('AM', 'am')}Anna: message\n" for moment in moments)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=6))
def test_every_form_of_a_date_is_read_as_it_was_written(form, moments):
    layout, _ = FORMS[form]
    moments = [one.replace(microsecond=0, second=one.second if "%S" in layout else 0) for one in sorted(moments)]
    assume(any(one.day > 12 for one in moments))
    assert [one.message.sent_at for one in read(written(moments, layout))] == [one.isoformat() for one in moments]


@given(moments=st.lists(MOMENTS, min_size=2, max_size=30), day_first=st.booleans())
def test_the_order_of_day_and_month_is_told_or_asked_and_never_guessed_wrong(moments, day_first):
    moments = [one.replace(microsecond=0, second=0) for one in sorted(moments)]
    text = written(moments, "%d/%m/%Y, %H:%M - " if day_first else "%m/%d/%Y, %H:%M - ")
    right = [one.isoformat() for one in moments]
    try:
        found = [one.message.sent_at for one in read(text)]
    except DatesUnclear:
        assert all(one.day <= 12 for one in moments)
        found = [one.message.sent_at for one in read(text, day_first=day_first)]
    assert found == right


def test_the_order_is_told_by_the_course_of_time_and_by_the_names_of_files():
    days = list(map(datetime.fromisoformat, ("2020-08-05", "2020-09-04")))  # or the 8th of May and the 9th of April
    assert read(written(days, "%m/%d/%Y, %H:%M - "))[0].message.sent_at == "2020-08-05T00:00:00"
    one = "05/08/2020, 10:00 - Anna: IMG-20200508-WA0001.jpg (file attached)\n"
    assert read(one)[0].message.sent_at == "2020-05-08T10:00:00"
    with pytest.raises(DatesUnclear, match="5/8/2020: say --dates d/m"):
        read("05/08/2020, 10:00 - Anna: hello\n")
    with pytest.raises(DatesContradict, match="13/8/2020 and 8/13/2020"):
        read("13/08/2020, 10:00 - Anna: a\n08/13/2020, 10:00 - Anna: b\n")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"{LRM}[17/08/2020, 18:42:07] Anna: {LRM}<attached: 12-PHOTO-18-42-07.jpg>", "12-PHOTO-18-42-07.jpg"),
        ("[17.08.20, 18:42:07] Anna: <прикреплено: 1.mp4>", "1.mp4"),
        ("[17.08.20, 18:42:07] Anna: <Anhang: 1.opus>", "1.opus"),
        ("17/08/2020, 18:42 - Anna: IMG-20200817-WA0001.jpg (file attached)", "IMG-20200817-WA0001.jpg"),
        ("17.08.2020, 18:42 - Анна: VID-1.mp4 (файл добавлен)", "VID-1.mp4"),
        ("17.08.2020, 18:42 - Anna: plik ze zdjęciem.jpg (plik dołączony)", "plik ze zdjęciem.jpg"),
        ("17.08.2020, 18:42 - Anna: nowa.jpg (nieznany język)", "nowa.jpg"),
    ],
)  # fmt: skip
def test_a_file_is_known_in_any_language(line, name):
    (one,) = read(line + "\nthe march", there={"nowa.jpg"})
    assert [file.path.decode() for file in one.attachments] == [name]
    assert (one.message.text, one.message.lacks) == ("the march", None)


def test_words_about_a_file_are_no_file():
    (one,) = read("17/08/2020, 18:42 - Anna: look at banner.jpg (nice one)\n")
    assert (one.attachments, one.message.text) == ((), "look at banner.jpg (nice one)")


@pytest.mark.parametrize(
    "said",
    [
        "<Media omitted>",
        f"{LRM}image omitted",
        "<Без медиафайлов>",
        "<Medien ausgeschlossen>",
        "<pominięto multimedia>",
        "<Médias omis>",
    ],
)
def test_media_that_were_left_out_are_said_to_lack(said):
    (one,) = read(f"17/08/2020, 18:42 - Anna: {said}\n")
    assert one.message.lacks == said.strip(f"<>{LRM}")
    assert one.message.text == ""


def test_names_and_numbers_come_without_marks_and_notices_are_nobodys():
    text = (
        "17/08/2020, 18:40 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n"
        "17/08/2020, 18:42 - \u202a+375 29 123-45-67\u202c: Hello\n\nDo not show my face\n"
        "17/08/2020, 18:43 - ~\u202fVera: a: b\n"
        "17/08/2020, 18:43 - Ihar: c\n"
    )
    first, second, third = read(text)
    assert first.message.sender == Identity("whatsapp", "+375 29 123-45-67", "", "+375 29 123-45-67")
    assert (first.message.text, first.message.terms) == ("Hello\n\nDo not show my face", "Do not show my face")
    assert (second.message.sender, second.message.text) == (Identity("whatsapp", "Vera", "Vera"), "a: b")
    assert third.message.chat == "Solidarity"


def test_the_same_words_twice_are_two_messages_and_the_same_in_the_next_export():
    text = "17/08/2020, 18:42 - Anna: yes\n17/08/2020, 18:42 - Anna: yes\n"
    keys = [one.message.key for one in read(text)]
    assert len(set(keys)) == 2
    assert [one.message.key for one in read(text + "18/08/2020, 18:42 - Anna: no\n")][:2] == keys


def test_bytes_that_are_no_utf8_and_lines_without_end_stop_nothing(monkeypatch):
    monkeypatch.setattr(whatsapp, "LONGEST_LINE", 1000)
    raw = (
        b"17/08/2020, 18:42 - Anna: \xff\xfe.jpg (file attached)\n17/08/2020, 18:43 - Anna: "
        + b"x" * 9000
        + b"\n17/08/2020, 18:44 - Anna: z\n"
    )
    export = whatsapp.read(io.BytesIO(raw), set(), "x")
    assert [len(one.message.text) for one in export.messages] == [0, 974, 1]
    assert export.messages[0].attachments[0].path == b"\xff\xfe.jpg"
    assert [one.kind for one in export.problems] == ["too-long"]
    assert [one.kind for one in whatsapp.read(io.BytesIO(b"\x00\x01 nothing"), set(), "x").problems] == ["broken"]
