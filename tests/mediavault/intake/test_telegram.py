"""What is read of `result.json`: every message, its words and files, and why something is not there."""

from __future__ import annotations

import io
import json

from intake_factory import NOT_INCLUDED, telegram_chat, telegram_message

from library.model import Identity
from mediavault.intake import telegram
from mediavault.intake.inside import inside


def read(value) -> list:
    return telegram.read(io.BytesIO(json.dumps(value).encode())).messages


def test_a_message_has_its_words_its_photo_and_its_sender():
    text = ["Walls will ", {"type": "bold", "text": "collapse"}, "\nTerms: film only", {"type": "link", "text": "."}]
    (one,) = read(telegram_chat([telegram_message(7, text=text, photo="photos/photo_1@17-08-2020.jpg", width=1280)]))
    message = one.message
    assert message.text == "Walls will collapse\nTerms: film only."
    assert message.terms == "Terms: film only."
    assert message.sender == Identity("telegram", "user1", "Anna K")
    assert message.sent_at == "2020-08-17T15:30:07+00:00"
    assert (message.chat, message.lacks) == (None, None)
    assert [file.path for file in one.attachments] == [b"photos/photo_1@17-08-2020.jpg"]


def test_a_group_is_called_by_its_name_and_a_private_chat_is_not():
    everything = {
        "about": "Here is the data you requested.",
        "contacts": {"list": [{"user_id": 1, "first_name": "Carol", "phone_number": "+375290000000"}]},
        "chats": {
            "about": "",
            "list": [
                telegram_chat([telegram_message(1, text="a")], kind="private_supergroup", name="Solidarity"),
                telegram_chat([telegram_message(2, text="b")]),
            ],
        },
        "left_chats": {"list": [telegram_chat([telegram_message(3, text="c")], kind="public_channel", name="News")]},
    }
    found = [(one.message.text, one.message.chat) for one in read(everything)]
    assert found == [("a", "Solidarity"), ("b", None), ("c", "News")]


def test_who_joined_is_no_message_and_what_is_not_there_is_said():
    found = read(
        telegram_chat(
            [
                {"id": 1, "type": "service", "action": "join_group_by_link", "actor": "Anna K", "text": ""},
                telegram_message(2, file=NOT_INCLUDED, file_name="march.mp4", media_type="video_file"),
                telegram_message(3, self_destruct_period_seconds=10),
                telegram_message(4, forwarded_from="Carol", photo="photos/1.jpg"),
                telegram_message(5, forwarded_from=None, text="x"),
                telegram_message(6, who=("user9", None), text="y"),
            ]
        )
    )
    said = [(one.message.lacks, one.message.forwarded_from) for one in found]
    assert said == [
        ("file march.mp4: File not included. Change data exporting settings to download.", None),
        ("media that destroyed themselves", None),
        (None, Identity("telegram", "Carol", "Carol")),
        ("whom it was forwarded from: the account is gone, or hides", None),
        (None, None),
    ]
    assert found[-1].message.sender == Identity("telegram", "user9")


def test_an_edited_message_is_another_one_and_an_answer_knows_what_it_answers():
    first, edited, answer = read(
        telegram_chat(
            [
                telegram_message(1, text="you may use it"),
                telegram_message(1, text="you may not", edited="2020-08-18T10:00:00", edited_unixtime="1597734000"),
                telegram_message(2, text="why?", reply_to_message_id=1),
            ]
        )
    )
    assert first.message.key != edited.message.key
    assert edited.message.edited_at == "2020-08-18T07:00:00+00:00"
    assert answer.message.replies_to == first.message.key


def test_a_path_that_leads_out_of_the_export_is_refused():
    paths = ["../../etc/passwd", "/etc/passwd", "photos/../../x.jpg", "C:\\x.jpg", "~/x.jpg", "a//b.jpg", "", "x\0y"]
    found = read(telegram_chat([telegram_message(number, photo=path, text="x") for number, path in enumerate(paths)]))
    assert [one.attachments for one in found] == [()] * len(paths)
    assert [bool(one.refused) for one in found] == [True] * len(paths)
    assert inside("\ud800.jpg") is None


def test_an_export_that_breaks_off_gives_what_stands_before_the_break():
    whole = json.dumps(telegram_chat([telegram_message(number, text="x" * 100) for number in range(9)])).encode()
    export = telegram.read(io.BytesIO(whole[: len(whole) // 2]))
    assert 2 < len(export.messages) < 6
    assert [one.kind for one in export.problems] == ["broken"]
    for odd in (
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"messages": [1, "a", [[]], null]}',
        b"\xff\xfe",
        b'{"messages":' + b"[" * 5000,
    ):
        assert telegram.read(io.BytesIO(odd)).messages == []


def test_a_message_longer_than_any_is_left_out_alone(monkeypatch):
    monkeypatch.setattr(telegram, "MOST_MESSAGE_EVENTS", 100)
    bomb = telegram_message(1, text=["a"] * 1000)
    export = telegram.read(io.BytesIO(json.dumps(telegram_chat([bomb, telegram_message(2, text="b")])).encode()))
    assert [one.message.text for one in export.messages] == ["b"]
    assert [one.kind for one in export.problems] == ["too-long"]
