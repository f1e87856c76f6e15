"""What is read of mails: words, dates and senders in whatever encoding, and what is attached, byte for byte."""

from __future__ import annotations

import io
import mailbox
from email.message import EmailMessage
from hashlib import sha256

import pytest
from intake_factory import mail

from library.model import Identity
from mediavault.intake import mail as mails
from mediavault.intake.taking_out import OtherFileThere

PICTURE = b"\xff\xd8 a picture " * 1000


def read(raw: bytes, to, *, is_box=False):
    return mails.read(io.BytesIO(raw), to, "one.eml", is_box=is_box)


def test_a_mail_has_sender_dates_words_and_files(tmp_path):
    made = mail(
        "Warsaw.\nRights: ask me first\n",
        files={"Варшава.jpg": PICTURE},
        Received="from a by b; Mon, 17 Aug 2020 15:31:00 +0000",
    )
    (one,) = read(bytes(made), tmp_path).messages
    message, (file,) = one.message, one.attachments
    assert message.sender == Identity("mail", "anna@example.org", "Anna K")
    assert message.text == "Pictures\n\nWarsaw.\nRights: ask me first"
    assert message.terms == "Rights: ask me first"
    assert (message.sent_at, message.received_at) == ("2020-08-17T18:30:00+03:00", "2020-08-17T15:31:00+00:00")
    assert (file.name, file.sha256) == ("Варшава.jpg", sha256(PICTURE).hexdigest())
    assert (tmp_path / file.path.decode()).read_bytes() == PICTURE
    assert (tmp_path / file.path.decode()).stat().st_mode & 0o777 == 0o400


def test_pictures_in_the_text_count_and_a_page_is_read_where_there_are_no_words(tmp_path):
    made = EmailMessage()
    made["From"], made["Subject"] = "=?windows-1251?B?zODw4/Py?= <m@example.org>", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?="
    made.set_content("<style>p{}</style><p>Day of <b>Solidarity</b></p>", subtype="html")
    made.add_related(PICTURE, "image", "png", cid="<1@x>", disposition="inline")
    (one,) = read(bytes(made), tmp_path).messages
    assert one.message.sender.name == "Маргут"
    assert one.message.text == "Grüße\n\nDay of Solidarity"
    assert [file.path.decode().split("/")[1] for file in one.attachments] == ["01-part.png"]


def test_a_forwarded_mail_says_whose_it_was_and_brings_its_files(tmp_path):
    inner = mail("I filmed it.", files={"a.jpg": PICTURE}, From="Carol <carol@example.org>", Subject="March")
    outer = mail("See below.", number=2)
    outer.make_mixed()
    outer.add_attachment(inner)
    (one,) = read(bytes(outer), tmp_path).messages
    assert one.message.forwarded_from == Identity("mail", "carol@example.org", "Carol")
    assert one.message.text.split("\n\n") == ["Pictures", "See below.", "Forwarded: March", "I filmed it."]
    assert [file.name for file in one.attachments] == ["a.jpg"]


def test_a_box_gives_the_mails_that_another_program_put_in(tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    for number in range(5):
        box.add(
            mail(f"From the start {number}\n\nFrom now on", files={"a.jpg": PICTURE + bytes([number])}, number=number)
        )
    box.close()
    found = read((tmp_path / "box").read_bytes(), tmp_path, is_box=True)
    assert [one.message.text.splitlines()[2] for one in found.messages] == [f"From the start {n}" for n in range(5)]
    assert [one.message.text.splitlines()[4] for one in found.messages] == ["From now on"] * 5
    assert len({one.attachments[0].sha256 for one in found.messages}) == 5


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("../../.ssh/authorized_keys", "01-_.._.ssh_authorized_keys"),
        ("/etc/passwd", "01-_etc_passwd"),
        ("a\x1b[31m\u202egpj.exe.jpg", "01-a_[31m_gpj.exe.jpg"),
        ("ў" * 300 + ".jpeg", "01-" + "ў" * 60 + ".jpeg"),
        ("...", "01-file"),
        ("C:\\x\\y.jpg", "01-C__x_y.jpg"),
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(called, name, tmp_path):
    assert f"01-{mails.safe_name(called)}" == name
    made = mail()
    made.add_attachment(PICTURE, maintype="image", subtype="jpeg", filename="x")
    raw = bytes(made).replace(b'filename="x"', f'filename="{called}"'.encode("utf-8", "replace"))
    (one,) = read(raw, tmp_path / "to" if (tmp_path / "to").mkdir() is None else tmp_path).messages
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [
        tmp_path / "to" / one.attachments[0].path.decode()
    ]


def test_damaged_mails_are_read_as_far_as_they_go(tmp_path):
    raw = bytes(mail(files={"a.jpg": PICTURE}))
    (cut,) = read(raw[: len(raw) - 4001], tmp_path).messages
    assert "damaged" in cut.message.lacks
    assert PICTURE.startswith((tmp_path / cut.attachments[0].path.decode()).read_bytes()[:1000])
    odd = [b"", b"no mail at all", b"\xff\xfe\x00" * 99, b"From: a\n\n" + b"--x\n" * 9000]
    assert [len(read(one, tmp_path).messages) for one in odd] == [0, 0, 0, 1]
    for header in (
        b"From: =?utf-8?B?!!!?= <x",
        b"From: =?nonsense?Q?a?=",
        b"Date: Mon, 99 Foo",
        b"Subject: \xff\xfe",
        b"From: \x00",
    ):
        assert len(read(header + b"\nContent-Type: multipart/mixed; boundary=\n\nx", tmp_path).messages) == 1
    nested = b"From: a\n" + b"Content-Type: message/rfc822\n\n" * 60 + b"x"
    assert "more parts" in read(nested, tmp_path).messages[0].message.lacks


def test_mails_that_are_too_long_are_left_out_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(mails, "LONGEST_MAIL", 2000)
    box = mailbox.mbox(tmp_path / "box")
    for number, size in enumerate((10, 90_000, 10)):
        box.add(mail("x\n" * size, number=number))
    box.close()
    found = read((tmp_path / "box").read_bytes(), tmp_path, is_box=True)
    assert len(found.messages) == 2
    assert [one.message for one in found.problems] == ["Left out mail 2 of one.eml: it is longer than 0 MB."]


def test_nothing_is_written_over(tmp_path):
    raw = bytes(mail(files={"a.jpg": PICTURE}))
    (one,) = read(raw, tmp_path).messages
    target = tmp_path / one.attachments[0].path.decode()
    assert read(raw, tmp_path).messages == [one]
    target.chmod(0o600)
    target.write_bytes(b"something else")
    with pytest.raises(OtherFileThere):
        read(raw, tmp_path)
    target.unlink()
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OtherFileThere):
        read(raw, tmp_path)
    assert not (tmp_path / "elsewhere").exists()
