"""What is put into a line to be changed commands no terminal, and is kept as it is."""

from __future__ import annotations

import pytest
from textual import events
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.widgets.line_input import shown

EVIL = "\x1b]0;owned\x07 \x9b31m \u202egrief"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Białystok wywiad", "Białystok wywiad"),
        ("a\x1b[2J", "a␛[2J"),
        ("\u202egrief\x9b31m\u200b", "�grief�31m�"),
        ("\udcff", "�"),
    ],
)
def test_each_character_keeps_its_place(text: str, drawn: str) -> None:
    assert shown(text) == drawn
    assert len(shown(text)) == len(text)


async def test_a_note_is_shown_cleaned_and_kept_as_it_was(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        app.library.line_prompt.field.value = EVIL
        await settle(pilot)
        assert "␛]0;owned␇ �31m �grief" in text_of(app)
        assert not set(text_of(app)) & set("\x1b\x07\u202e\x9b")
        await press(pilot, "enter")
        await settle(pilot)
        assert [clip.note for clip in catalogue.books.clips.values()] == [EVIL]


async def test_neither_does_what_is_pasted(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        await settle(pilot)
        app.screen.focused.post_message(events.Paste(EVIL))  # type: ignore[union-attr]  # the field has the focus
        await settle(pilot)
        assert "�grief" in text_of(app)
        assert not set(text_of(app)) & set("\x1b\x07\u202e\x9b")
