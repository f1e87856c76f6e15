"""An export that was split into several .zips is one export: its media are with its messages, and with no others."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from broken_runs import PROGRAM
from intake_factory import mail, telegram_export, telegram_message, whatsapp_export
from zip_factory import Packed, zipped

CHAT = "1/2/26, 10:00 - Anna: IMG-1.jpg (file attached)\n13/2/26, 10:01 - Anna: IMG-2.jpg (file attached)\n"


@pytest.fixture
def receive(bare, tmp_path):
    def received(channel: str, *paths: object):
        return bare("--vault", tmp_path / "vault", "intake", channel, *paths, "--jobs", 1, "--no-previews", "--json")

    return received


def messages(bare, tmp_path: Path) -> list[tuple[str, int, str | None]]:
    """Each message: its text, how much media, what it lacks."""
    told = bare("--vault", tmp_path / "vault", "intake", "messages", "--json").lines
    return [(one["text"], len(one["assets"]), one["lacks"]) for one in told]


def packed(place: Path, folder: Path, *names: str) -> Path:
    place.parent.mkdir(exist_ok=True)
    with ZipFile(place, "w") as opened:
        for name in names:
            opened.write(folder / name, name)
    return place


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A chat of Telegram in three .zips: the messages with a photo, and a photo each."""
    photos = [f"photos/{number}.jpg" for number in (1, 2, 3)]
    sent = [telegram_message(number, text=f"photo {number}", photo=name) for number, name in enumerate(photos, 1)]
    folder = telegram_export(tmp_path / "export" / "ChatExport", sent, photos).parent
    for number, name in enumerate(photos, 1):
        with (folder / "ChatExport" / name).open("ab") as file:  # no two are the same
            file.write(bytes([number]))
    inside = [f"ChatExport/{name}" for name in photos]
    packed(tmp_path / "sent" / "export-001.zip", folder, "ChatExport/result.json", inside[0])
    packed(tmp_path / "sent" / "export-002.zip", folder, inside[1])
    packed(tmp_path / "sent" / "export-003.zip", folder, inside[2])
    return tmp_path / "sent"


WHOLE = [("photo 1", 1, None), ("photo 2", 1, None), ("photo 3", 1, None)]


@pytest.mark.parametrize("named", ["the folder", "each of them"])
def test_a_chat_of_telegram_in_three_zips_is_one_chat(bare, receive, parts: Path, tmp_path: Path, named: str) -> None:
    paths = [parts] if named == "the folder" else sorted(parts.iterdir(), reverse=True)
    ended = receive("telegram", *paths)
    assert ended.status == 0, ended.err
    assert messages(bare, tmp_path) == WHOLE
    assert ended.lines[-1]["summary"] == {
        "messages": 3, "new": 3, "files": 3, "taken": 7, "tied": 3, "lacking": 0, "problems": 0
    }  # fmt: skip
    again = receive("telegram", *paths)
    assert [again.lines[-1]["summary"][name] for name in ("new", "taken", "tied")] == [0, 0, 0]


def test_what_the_first_parts_lack_is_tied_when_the_last_has_come(bare, receive, parts: Path, tmp_path: Path) -> None:
    last = (parts / "export-003.zip").rename(tmp_path / "export-003.zip")
    assert receive("telegram", parts).status == 3
    assert [lacks for _, _, lacks in messages(bare, tmp_path)] == [None, None, "photos/3.jpg: it is not there"]
    last.rename(parts / "export-003.zip")
    assert receive("telegram", parts).status == 0
    assert messages(bare, tmp_path) == WHOLE


def test_parts_of_a_chat_of_whatsapp_without_folders_in_them(bare, receive, tmp_path: Path) -> None:
    folder = whatsapp_export(tmp_path / "chat", CHAT, ["IMG-1.jpg", "IMG-2.jpg"]).parent
    folder = folder if (folder / "_chat.txt").exists() else tmp_path / "chat"
    packed(tmp_path / "sent" / "WhatsApp Chat with Solidarity.zip", folder, "_chat.txt", "IMG-1.jpg")
    packed(tmp_path / "sent" / "media.zip", folder, "IMG-2.jpg")
    assert receive("whatsapp", tmp_path / "sent").status == 0
    assert [count for _, count, _ in messages(bare, tmp_path)] == [1, 1]


def test_a_chat_takes_nothing_of_another_chat(bare, receive, tmp_path: Path) -> None:
    one = whatsapp_export(tmp_path / "one", CHAT.splitlines()[0], [])
    other = whatsapp_export(tmp_path / "other", CHAT.splitlines()[0].replace("Anna", "Vera"), ["IMG-1.jpg"])
    packed(tmp_path / "sent" / "one.zip", one if one.is_dir() else one.parent, "_chat.txt")
    packed(tmp_path / "sent" / "two.zip", other if other.is_dir() else other.parent, "_chat.txt", "IMG-1.jpg")
    ended = receive("whatsapp", tmp_path / "sent", "--dates", "m/d")
    assert ended.status == 3
    assert [(count, bool(lacks)) for _, count, lacks in messages(bare, tmp_path)] == [(0, True), (1, False)]


def test_mails_of_several_zips(bare, receive, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    for number in (1, 2):
        zipped(sent / f"{number}.zip", [Packed(b"one.eml", mail(f"mail {number}", number=number).as_bytes())])
    assert receive("mail", sent).status == 0
    assert [text for text, _, _ in messages(bare, tmp_path)] == ["Pictures\n\nmail 1", "Pictures\n\nmail 2"]


def test_a_part_that_breaks_off_or_is_a_bomb_is_named_and_the_others_are_received(
    bare, receive, parts: Path, tmp_path: Path
) -> None:
    broken = parts / "export-003.zip"
    os.truncate(broken, broken.stat().st_size // 2)
    zipped(parts / "export-004.zip", [Packed(b"bomb.bin", bytes(120 * 1000**2))])
    ended = receive("telegram", parts)
    assert ended.status == 3
    assert "export-003.zip: it is no whole .zip" in ended.err
    assert "export-004.zip: " in ended.err
    assert "it is made to do harm" in ended.err
    assert [count for _, count, _ in messages(bare, tmp_path)] == [1, 1, 0]


def test_what_leads_out_of_a_part_stays_in_it(bare, receive, parts: Path, tmp_path: Path) -> None:
    zipped(parts / "export-003.zip", [Packed(b"../../photos/3.jpg"), Packed(b"ChatExport/other.txt")])
    ended = receive("telegram", parts)
    assert ended.status == 3
    assert "Not unpacked: ../../photos/3.jpg in export-003.zip" in ended.err
    assert [count for _, count, _ in messages(bare, tmp_path)] == [1, 1, 0]
    assert not list(tmp_path.glob("vault/photos/3.jpg"))


def test_two_parts_with_another_file_of_one_name_are_named(bare, receive, parts: Path, tmp_path: Path) -> None:
    zipped(parts / "export-004.zip", [Packed(b"ChatExport/photos/3.jpg", b"another")])
    ended = receive("telegram", parts)
    assert ended.status == 3
    assert "Two parts have another photos/3.jpg each: the first of them is taken." in ended.err
    assert messages(bare, tmp_path) == WHOLE


def test_a_zip_beside_an_unpacked_export_came_with_a_message_and_stays_packed(bare, receive, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "message.txt").write_bytes(b"From: Anna K\n\nHere they are.")
    zipped(folder / "more.zip", [Packed(b"message.txt", b"From: Vera\n\nNot this.")])
    receive("folder", folder)
    assert [text for text, _, _ in messages(bare, tmp_path)] == ["Here they are."]


def test_a_folder_and_a_zip_are_not_named_together(receive, parts: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    ended = receive("telegram", other, parts / "export-001.zip")
    assert ended.status == 2
    assert not (tmp_path / "vault").exists()
    assert f"{other}: it is no .zip. Name one folder, or the .zips of one export." in ended.err


def test_ended_by_ctrl_c_among_the_parts_it_goes_on_where_it_was(bare, receive, parts: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    command = [
        *PROGRAM,
        "--vault",
        str(vault),
        "intake",
        "telegram",
        str(parts),
        "--jobs",
        "1",
        "--no-previews",
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as going:
        assert going.stdout is not None
        going.stdout.readline()  # the first photo is catalogued
        going.send_signal(signal.SIGINT)
        going.communicate(timeout=60)
    assert receive("telegram", parts).status == 0
    assert messages(bare, tmp_path) == WHOLE
