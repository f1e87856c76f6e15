"""Keys of other layouts are read by their place, and no key a terminal may send ends the interface."""

from __future__ import annotations

import pytest
from textual import constants, events
from textual.drivers import linux_driver
from textual.keys import Keys

from tui.keyboard import PatientParser, latin, read_patiently


def keys_of(sent: str) -> list[str]:
    read = (event.key for event in PatientParser().feed(sent) if isinstance(event, events.Key))
    return [key for key in read if key != Keys.Ignore]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b[1092::97;1u", ["ф"]),  # ф with the base layout's a
        ("\x1b[105:73;2;73u", ["I"]),  # Shift+I with its shifted form and its text
        ("\x1b[108;1:1u", ["l"]),
        ("\x1b[108;1:2u", ["l"]),  # held down
        ("\x1b[108;1:3u", []),  # let go
        ("\x1b[1103::122;5u", ["ctrl+я"]),
        ("\x1b[1103;5u", ["ctrl+я"]),
        ("\x1b[1;2:1A", ["shift+up"]),
        ("l", ["l"]),
        ("\x1b[A", ["up"]),
    ],
)
def test_keys_with_sub_fields_are_read(sent: str, keys: list[str]) -> None:
    assert keys_of(sent) == keys
    assert keys_of(sent + "x") == [*keys, "x"]  # and it goes on listening


@pytest.mark.parametrize("pieces", [1, 3, 1000])
@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("a mail\nof two lines", "a mail\nof two lines"),
        (
            "red \x1b[31m rrr, and more than any key has",
            "red [31m rrr, and more than any key has",
        ),
        ("\x1b\x1b[20\x1b[A end\x1b", "[20[A end"),
        ("\x1b[200~again", "[200~again"),
        ("\x1b[20x \x1b[2", "[20x [2"),
    ],
)
def test_what_is_pasted_is_text_and_no_key(pasted: str, text: str, pieces: int) -> None:
    sent = f"k\x1b[200~{pasted}\x1b[201~\x1b[Al"
    parser = PatientParser()
    read = [one for at in range(0, len(sent), pieces) for one in parser.feed(sent[at : at + pieces])]
    assert [one.key for one in read if isinstance(one, events.Key)] == ["k", "up", "l"]
    assert [one.text for one in read if isinstance(one, events.Paste)] == [text]


def test_the_drivers_of_textual_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "XTermParser", linux_driver.XTermParser)
    read_patiently(linux_driver.LinuxDriver)
    assert linux_driver.XTermParser is PatientParser


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("о", "j"),
        ("л", "k"),
        ("д", "l"),
        ("ш", "i"),
        ("щ", "o"),
        ("ў", "o"),
        ("Ш", "I"),
        ("б", "comma"),
        ("ю", "full_stop"),
        ("κ", "k"),
        ("ctrl+я", "ctrl+z"),
        ("ctrl+й", "ctrl+q"),
        ("ctrl+з", "ctrl+p"),
        ("ctrl+у", "ctrl+e"),
        ("3", "3"),
        ("f3", "f3"),
    ],
)
def test_a_key_of_another_layout_is_the_one_in_its_place(typed: str, read: str) -> None:
    assert latin(events.Key(typed, None), typing=False).key == read


def test_while_typing_letters_stay_and_chords_do_not() -> None:
    assert latin(events.Key("о", "о"), typing=True).key == "о"
    assert latin(events.Key("ctrl+я", None), typing=True).key == "ctrl+z"


@pytest.mark.parametrize(("said", "seconds"), [(None, 0.05), ("250", 0.1)])
def test_an_escape_waits_half_as_long_unless_somebody_says_how_long(
    monkeypatch: pytest.MonkeyPatch, said: str | None, seconds: float
) -> None:
    monkeypatch.setattr(linux_driver, "XTermParser", linux_driver.XTermParser)
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.1)  # Textual has read ESCDELAY when it was loaded
    monkeypatch.delenv("ESCDELAY", raising=False)
    if said is not None:
        monkeypatch.setenv("ESCDELAY", said)
    read_patiently(linux_driver.LinuxDriver)
    assert seconds == constants.ESCAPE_DELAY
