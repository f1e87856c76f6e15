"""A .zip is an original: in custody before it is read, unpacked byte for byte; what is hostile in it stays there."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import zlib
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from intake_factory import mail, telegram_chat, telegram_export, telegram_message, whatsapp_export
from zip_factory import Packed, zipped

zipped_room = import_module("mediavault.intake.zipped")
MESSAGE = Packed(b"message.txt", b"From: Anna K\n\nHere they are.")


@pytest.fixture
def receive(bare, tmp_path):
    """Receives a .zip as a folder with a message, or by another channel."""

    def received(path: Path, channel: str = "folder", *more: object):
        return bare("--vault", tmp_path / "vault", "intake", channel, path, "--jobs", 1, "--no-previews", *more)

    return received


def unpacked(tmp_path: Path) -> dict[str, bytes]:
    """What stands in the vault's place of intake, by its path below the folder of its .zip."""
    top = tmp_path / "vault" / "intake"
    files = (path for path in top.rglob("*") if path.is_file())
    return {"/".join(path.relative_to(top).parts[1:]): path.read_bytes() for path in files}


def custody(bare, tmp_path: Path):
    return bare("--vault", tmp_path / "vault", "intake", "custody", "--json").lines


def test_a_telegram_folder_that_was_zipped_comes_as_it_would_unpacked(bare, receive, tmp_path):
    messages = [telegram_message(1, text="Walls will collapse", photo="photos/1.jpg"), telegram_message(2, text="Two")]
    folder = telegram_export(tmp_path / "sent" / "ChatExport", messages, ["photos/1.jpg"])
    sent = Path(shutil.make_archive(str(tmp_path / "ChatExport"), "zip", folder.parent))
    before = sent.read_bytes()
    ran = receive(sent, "telegram", "--json")
    assert (ran.status, ran.err) == (0, ran.err)
    assert ran.lines[-1]["summary"] == {
        "messages": 2, "new": 2, "files": 1, "taken": 3, "tied": 1, "lacking": 0, "problems": 0,
    }  # fmt: skip
    photo = folder / "photos/1.jpg"
    first, text, picture = custody(bare, tmp_path)
    assert [one["sha256"] for one in (first, text, picture)] == [
        sha256(path.read_bytes()).hexdigest() for path in (sent, folder / "result.json", photo)
    ]
    assert [one["taken_from"] for one in (first, text, picture)] == [
        None, "ChatExport/result.json in ChatExport.zip", "ChatExport/photos/1.jpg in ChatExport.zip",
    ]  # fmt: skip
    assert sent.read_bytes() == before
    assert unpacked(tmp_path)["ChatExport/photos/1.jpg"] == photo.read_bytes()
    assert not list(tmp_path.glob("ChatExport*/")), "nothing is unpacked beside it"
    again = receive(sent, "telegram", "--json")
    assert {name: again.lines[-1]["summary"][name] for name in ("new", "taken", "tied")} == {
        "new": 0, "taken": 0, "tied": 0,
    }  # fmt: skip


def test_a_group_of_whatsapp_is_called_as_its_zip(bare, receive, tmp_path):
    who = ("Anna", "Bob", "Cid")
    text = "".join(f"[17.08.20, 18:3{n}:00] {name}: hello\n" for n, name in enumerate(who))
    folder = whatsapp_export(tmp_path / "sent", text + "[17.08.20, 18:40:00] Anna: <attached: 1.jpg>\n", ["1.jpg"])
    sent = Path(shutil.make_archive(str(tmp_path / "WhatsApp Chat - Solidarity"), "zip", folder))
    assert receive(sent, "whatsapp").status == 0
    found = bare("--vault", tmp_path / "vault", "intake", "messages", "--json").lines
    assert [(one["chat"], len(one["assets"])) for one in found] == [("Solidarity", 0)] * 3 + [("Solidarity", 1)]


def test_mails_in_a_zip_and_what_is_attached_to_them(receive, tmp_path):
    with ZipFile(tmp_path / "mails.zip", "w") as made:
        made.writestr("in/1.eml", bytes(mail(files={"a.jpg": b"\xff\xd8\xff attached"})))
    ran = receive(tmp_path / "mails.zip", "mail", "--to", tmp_path / "out", "--json")
    assert ran.lines[-1]["summary"]["taken"] == 3, "the .zip, the mail, and what is attached to it"
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()].count("01-a.jpg") == 1


def test_a_zip_that_was_written_as_a_stream_is_read_by_its_directory(receive, tmp_path):
    """As telephones write them: what stands before a file says nothing of how long it is."""
    with (tmp_path / "a.zip").open("wb") as file:
        stream = io.BufferedWriter(file)  # type: ignore[type-var]
        stream.seekable = lambda: False  # type: ignore[method-assign]
        with ZipFile(stream, "w", ZIP_DEFLATED) as made:
            made.writestr("message.txt", MESSAGE.content)
            with made.open("1.txt", "w", force_zip64=True) as member:
                member.write(b"a photo" * 1000)
    assert "Not unpacked" not in receive(tmp_path / "a.zip").err
    assert unpacked(tmp_path)["1.txt"] == b"a photo" * 1000


def test_a_dry_run_unpacks_nothing_that_stays(receive, tmp_path):
    assert receive(zipped(tmp_path / "a.zip", [MESSAGE]), "folder", "--dry-run").status == 0
    assert not (tmp_path / "vault" / "intake").exists()


NAMES = {
    "said to be UTF-8": (Packed("Мінск/площа.jpg".encode(), flags=1 << 11), "Мінск/площа.jpg"),
    "UTF-8 that nothing is said of": (Packed("Мінск/площа.jpg".encode()), "Мінск/площа.jpg"),
    "Cyrillic of Windows": (Packed("Фото с площади 1.jpg".encode("cp866")), "Фото с площади 1.jpg"),
    "western, of DOS": (Packed("Müller, Größe.jpg".encode("cp437")), "Müller, Größe.jpg"),
    "backslashes": (Packed(rb"photos\1.jpg"), "photos/1.jpg"),
}


@pytest.mark.parametrize("case", NAMES)
def test_names_of_all_countries(receive, tmp_path, case: str):
    packed, called = NAMES[case]
    ran = receive(zipped(tmp_path / "a.zip", [MESSAGE, packed]))
    assert called in unpacked(tmp_path), ran.err


def test_a_name_in_unicode_beside_the_name_counts_if_it_is_of_that_name(receive, tmp_path):
    better = "Łódź.jpg".encode()
    beside = pack("<HHBI", 0x7075, 5 + len(better), 1, zlib.crc32(b"__d_.jpg")) + better
    other = pack("<HHBI", 0x7075, 5 + len(better), 1, 1) + better
    receive(zipped(tmp_path / "a.zip", [MESSAGE, Packed(b"__d_.jpg", extra=beside), Packed(b"b.jpg", extra=other)]))
    assert set(unpacked(tmp_path)) == {"message.txt", "Łódź.jpg", "b.jpg"}


LEFT = {
    "above": (Packed(b"../../evil.jpg"), "it leads out of the folder, or is no name for a file"),
    "absolute": (Packed(b"/etc/evil.jpg"), "it leads out of the folder, or is no name for a file"),
    "a drive": (Packed(rb"C:\evil.jpg"), "it leads out of the folder, or is no name for a file"),
    "above by backslashes": (Packed(rb"..\evil.jpg"), "it leads out of the folder, or is no name for a file"),
    "a name with an end in it": (Packed(b"evil.jpg\0.txt"), "it leads out of the folder, or is no name for a file"),
    "too long a name": (Packed(b"e" * 300 + b".jpg"), "it leads out of the folder, or is no name for a file"),
    "a link": (Packed(b"evil", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "it is a symbolic link, not a file"),
    "a pipe": (Packed(b"evil", mode=stat.S_IFIFO), "it is a pipe, not a file"),
    "encrypted": (Packed(b"evil.jpg", flags=1), "it is encrypted. Unpack it with its password and receive the folder"),
    "packed otherwise": (Packed(b"evil.jpg", method=14), "it is packed by method 14, which is not read here."),
    "twice": (Packed(b"message.txt", b"From: Eve"), "there is another file of that name, which comes before it"),
    "longer than said": (Packed(b"evil.jpg", b"x" * 5000, says_bytes=50), "more comes of it than the 50 bytes it is"),
    "shorter than said": (Packed(b"evil.jpg", b"x" * 50, says_bytes=70), "it breaks off after 50 of 70 bytes"),
    "damaged": (Packed(b"evil.jpg", crc32=1), "its check sum is another"),
    "called otherwise": (Packed(b"evil.jpg", local_name=b"good.jpg"), "it is called otherwise where it stands"),
    "below a file": (Packed(b"message.txt/evil.jpg"), "Cannot write"),
    "a zip in it": (Packed(b"more.zip"), "Not opened: more.zip in a.zip is a .zip itself"),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_what_is_hostile_stays_in_the_zip_and_is_named(receive, tmp_path, case: str):
    packed, reason = LEFT[case]
    ran = receive(zipped(tmp_path / "a.zip", [MESSAGE, packed, Packed(b"good.txt")]))
    assert (ran.status, reason in ran.err, "Traceback" in ran.err) == (3, True, False), ran.err
    kept = {"more.zip": b"content"} if case == "a zip in it" else {}
    assert unpacked(tmp_path) == {"message.txt": MESSAGE.content, "good.txt": b"content", **kept}
    assert not list(tmp_path.rglob("*evil*"))


def test_names_that_differ_in_case_are_two_files_where_the_disk_tells_them_apart(receive, tmp_path):
    receive(zipped(tmp_path / "a.zip", [MESSAGE, Packed(b"A.jpg", b"1"), Packed(b"a.jpg", b"2")]))
    assert unpacked(tmp_path) == {"message.txt": MESSAGE.content, "A.jpg": b"1", "a.jpg": b"2"}


def test_a_zip_that_would_fill_the_disk_is_refused_before_a_byte_is_written(receive, tmp_path, monkeypatch):
    monkeypatch.setattr(zipped_room, "SMALL_BYTES", 1000)
    bomb = zipped(tmp_path / "bomb.zip", [MESSAGE, Packed(b"zeros.jpg", bytes(3_000_000))])
    with pytest.raises(zipped_room.ExportUnusable, match="would become 3,000,028, as nothing that is filmed"):
        listed(bomb)
    monkeypatch.setattr(zipped_room, "MOST_MEMBERS", 2)
    with pytest.raises(zipped_room.ExportUnusable, match="there are 3 files in it, more than 2"):
        listed(zipped(tmp_path / "many.zip", [MESSAGE, Packed(b"1"), Packed(b"2")]))
    full = zipped_room.ListTask(bytes(bomb), stamp_of(bomb), 10)
    monkeypatch.undo()
    assert "and 10 are free where it is to be unpacked to. Make room" in str(full())


def listed(path: Path):
    with path.open("rb") as file:
        return zipped_room._listed(file, path.stat().st_size, path)


def stamp_of(path: Path):
    status = path.stat()
    return zipped_room.FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def test_files_that_share_their_bytes_are_a_bomb(tmp_path):
    """As in `zbsm.zip` of David Fifield: each file's bytes are those of all files after it."""
    one = zipped(tmp_path / "a.zip", [Packed(b"a", os.urandom(5000), method=0)]).read_bytes()
    at = one.index(b"PK\1\2")
    body, entry = one[:at], one[at : one.index(b"PK\5\6")]
    end = pack("<HHHHIIH", 0, 0, 50, 50, 50 * len(entry), len(body), 0)
    (tmp_path / "shared.zip").write_bytes(body + 50 * entry + b"PK\5\6" + end)
    with pytest.raises(zipped_room.ExportUnusable, match="its files share their bytes"):
        listed(tmp_path / "shared.zip")


@pytest.mark.parametrize("left", [0.2, 0.9, 0.999])
def test_a_zip_that_breaks_off_is_refused_and_names_the_cure(bare, receive, tmp_path, left: float):
    whole = zipped(tmp_path / "a.zip", [MESSAGE, Packed(b"a.jpg", os.urandom(3000))]).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: int(len(whole) * left)])
    ran = receive(tmp_path / "a.zip")
    assert (ran.status, "it is no whole .zip" in ran.err, "copy it once more" in ran.err) == (2, True, True), ran.err
    (sent,) = custody(bare, tmp_path)
    assert sent["sha256"] == sha256((tmp_path / "a.zip").read_bytes()).hexdigest(), "what was sent is in custody"


def test_when_nothing_of_it_can_be_read_that_is_said_of_all(receive, tmp_path):
    ran = receive(zipped(tmp_path / "a.zip", [Packed(b"message.txt", flags=1), Packed(b"a.jpg", flags=1)]))
    assert (ran.status, "it is encrypted. Unpack it with its password and receive the folder" in ran.err) == (2, True)
    none = receive(zipped(tmp_path / "b.zip", [Packed(b"a.jpg")]), "telegram")
    assert (none.status, "Cannot receive" in none.err, "b.zip: there is no result.json" in none.err) == (2, True, True)


def test_what_changed_where_it_was_unpacked_is_not_taken_for_what_was_sent(receive, tmp_path):
    chat = json.dumps(telegram_chat([telegram_message(1, photo="1.jpg")])).encode()
    sent = zipped(tmp_path / "a.zip", [Packed(b"result.json", chat), Packed(b"1.jpg", b"\xff\xd8\xff photo")])
    receive(sent, "telegram")
    (photo,) = (tmp_path / "vault" / "intake").rglob("1.jpg")
    photo.chmod(0o600)
    photo.write_bytes(b"\xff\xd8\xff other")
    ran = receive(sent, "telegram")
    assert (ran.status, "another file is there" in ran.err) == (3, True), ran.err
