"""A whole intake, as its user sees it: custody first, senders under an alias, only what is new, nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from catalogue_contents import opened
from intake_factory import mail, telegram_export, telegram_message, whatsapp_export
from media_factory import make_photo

from library import Catalogue
from library.model import AuthorityKind, Protection
from library.withheld import Withheld
from mediavault.intake.taking import Taking

receiving_room = import_module("mediavault.intake.receive")
CHANNELS = ("telegram", "whatsapp", "mail", "folder")
WORDS = "Walls will collapse\nTerms: film only"


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """Two photos of Anna, one of them forwarded, a thumbnail nobody sent, and one that is not there."""
    messages = [
        telegram_message(1, text=WORDS, photo="photos/1.jpg"),
        telegram_message(2, photo="photos/2.jpg", forwarded_from="Carol Secret"),
        telegram_message(3, photo="photos/3.jpg"),
        telegram_message(4, text="../x", file="../../outside.jpg"),
    ]
    folder = telegram_export(tmp_path / "export", messages, ["photos/1.jpg", "photos/2.jpg", "photos/1_thumb.jpg"])
    make_photo(tmp_path / "outside.jpg")
    return folder


@pytest.fixture
def run(bare, tmp_path):
    def ran(*arguments):
        one = ("--jobs", 1) if arguments[0] == "intake" and arguments[1] in CHANNELS else ()
        return bare("--vault", tmp_path / "vault", *arguments, *one)

    return ran


def catalogue(tmp_path) -> Catalogue:
    return Catalogue.open(tmp_path / "vault" / "catalogue.db")


def test_media_come_with_their_message_in_custody_and_under_an_alias(run, parcel, tmp_path):
    ran = run("intake", "telegram", parcel, "--json", "--no-previews", "--received", "2026-11-20")
    assert ran.status == 3
    assert ran.lines[-1]["summary"] == {
        "messages": 4, "new": 4, "files": 3, "taken": 3, "tied": 2, "lacking": 2, "problems": 2,
    }  # fmt: skip
    assert "Not there: " in ran.err
    assert "Not read: ../../outside.jpg, for it leads out of the export." in ran.err
    shown = json.loads(run("show", "a1", "--json").out)
    (message,) = shown["messages"]
    assert {name: message[name] for name in ("sender", "text", "terms", "received_at")} == {
        "sender": "Sender 1", "text": WORDS, "terms": "Terms: film only", "received_at": "2026-11-20",
    }  # fmt: skip
    assert [row["id"] for row in run("find", "text:collapse", "--json").lines] == ["a1"]
    assert [row["id"] for row in run("find", 'contributor:"Sender 1"', "--json").lines] == ["a1", "a2"]
    assert ["allows", "unknown: the message does not say"] in run("show", "a2").cells
    everything = [
        run(*verb).out for verb in (("show", "a1"), ("intake", "messages"), ("intake", "senders"), ("history",))
    ]
    assert not any("Anna" in text or "user1" in text or "Carol" in text for text in everything)
    assert "Anna K · user1 (telegram)" in run("intake", "senders", "--names").out
    custody = run("intake", "custody", "--json").lines
    files = [parcel / "result.json", parcel / "photos/1.jpg", parcel / "photos/2.jpg"]
    assert [one["sha256"] for one in custody] == [sha256(file.read_bytes()).hexdigest() for file in files]
    assert len(run("find", "", "--json").lines) == 2


def test_senders_are_protected_and_withheld_from_exports(run, parcel, tmp_path):
    run("intake", "telegram", parcel, "--no-previews")
    with catalogue(tmp_path) as found:
        senders = found.authorities(AuthorityKind.CONTRIBUTOR)
        assert [(one.name, one.alias, one.protection) for one in senders] == [
            ("Sender 1", "Sender 1", Protection.ALIAS_ONLY),
            ("Sender 2", "Sender 2", Protection.ALIAS_ONLY),
        ]
        withheld = Withheld.of(found.parties())
    assert withheld.redacted("Anna K sent it, says Carol Secret to Sender 1") == (
        "[name withheld] sent it, says [name withheld] to Sender 1"
    )


def test_a_second_run_adds_only_what_is_new(run, parcel, tmp_path):
    run("intake", "telegram", parcel, "--no-previews")
    before = run("intake", "messages", "--json").out
    again = run("intake", "telegram", parcel, "--no-previews", "--json").lines[-1]["summary"]
    assert (again["new"], again["taken"], again["tied"]) == (0, 0, 0)
    assert run("intake", "messages", "--json").out == before
    messages = json.loads((parcel / "result.json").read_text())
    messages["messages"].append(telegram_message(9, text="one more", photo="photos/9.jpg"))
    (parcel / "result.json").write_text(json.dumps(messages))
    make_photo(parcel / "photos/9.jpg", colour="#ffffff")
    more = run("intake", "telegram", parcel, "--no-previews", "--json").lines[-1]["summary"]
    assert (more["new"], more["taken"], more["tied"]) == (1, 2, 1)
    assert [one["sender"] for one in run("intake", "senders", "--json").lines] == ["Sender 1", "Sender 2"]


def test_what_changed_since_it_was_received_is_told_and_not_tied(run, parcel):
    run("intake", "telegram", parcel, "--no-previews")
    make_photo(parcel / "photos/1.jpg", colour="#00ff00")
    ran = run("intake", "telegram", parcel, "--no-previews", "--json")
    assert "1.jpg is not what was received: its bytes changed since." in ran.err
    assert (ran.status, ran.lines[-1]["summary"]["tied"]) == (3, 0)
    assert len(run("intake", "custody", "--json").lines) == 3


def test_a_dry_run_writes_nothing(run, parcel, tmp_path):
    run("init", tmp_path / "vault")
    ran = run("intake", "telegram", parcel, "--dry-run")
    assert "Would receive 4 messages, 4 of them new, with 3 files: 3 newly in custody" in ran.err
    assert run("intake", "messages").out == run("intake", "custody").out == run("find", "").out == ""
    assert not (tmp_path / "vault" / "intake").exists()


def test_custody_cannot_be_altered_unseen(run, parcel, tmp_path):
    run("intake", "telegram", parcel, "--no-previews")
    assert run("history", "verify").status == 0
    path, whole = tmp_path / "vault" / "catalogue.db", b""
    for tampering in (
        f"UPDATE custody SET sha256 = '{'0' * 64}' WHERE id = 2",
        "UPDATE custody SET at = '2020-01-01' WHERE id = 1",
        "DELETE FROM custody WHERE id = 2",
        "DELETE FROM custody WHERE id = 3",
        "DELETE FROM custody",
        "UPDATE custody SET message_key = NULL WHERE id = 3",
    ):
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = path.read_bytes()
        with opened(path) as connection:
            connection.execute(tampering)
        ran = run("history", "verify")
        assert (ran.status, "custody" in ran.out + ran.err) == (20, True), tampering
        for name in ("catalogue.db-wal", "catalogue.db-shm"):
            (tmp_path / "vault" / name).unlink(missing_ok=True)
        path.write_bytes(whole)
    assert run("history", "verify").status == 0


def test_undo_takes_messages_back_and_never_custody(run, parcel, tmp_path):
    run("intake", "telegram", parcel, "--no-previews")
    with catalogue(tmp_path) as found:
        received = next(one for one in found.history() if one.what.startswith("Receive"))
        found.undo(operation=received.id)
        assert found.intake.messages() == []
        assert list(found.find("collapse")) == []
        assert len(found.intake.custody()) == 3
        assert found.verify_history().faults == ()
    assert run("intake", "telegram", parcel, "--no-previews", "--json").lines[-1]["summary"]["tied"] == 2
    assert len(run("intake", "custody").out.splitlines()) == 3


def test_mail_is_taken_out_and_catalogued_where_it_was_taken_out_to(run, tmp_path):
    photo = make_photo(tmp_path / "a.jpg").read_bytes()
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "one.eml").write_bytes(bytes(mail("Hello", files={"../march.jpg": photo})))
    (tmp_path / "mails" / "two.eml").write_bytes(b"nothing")
    ran = run("intake", "mail", tmp_path / "mails", "--to", tmp_path / "taken", "--no-previews", "--json")
    assert (ran.status, ran.lines[-1]["summary"]["tied"]) == (3, 1)
    assert "Left out two.eml: it has no header of a mail." in ran.err
    (taken,) = (tmp_path / "taken").rglob("*.jpg")
    assert taken.read_bytes() == photo
    (asset,) = run("find", "text:hello", "--json").lines
    assert asset["copies"][0]["path"].endswith(f"{taken.parent.name}/{taken.name}")
    assert [one["taken_from"] for one in run("intake", "custody", "--json").lines] == [
        None,
        None,
        "attachment 1 of one.eml",
    ]


def test_a_chat_whose_dates_nobody_can_tell_is_asked_about(run, tmp_path):
    chat = whatsapp_export(tmp_path / "chat", "05/08/2020, 10:00 - Anna: 1.jpg (file attached)\n", ["1.jpg"])
    ran = run("intake", "whatsapp", chat)
    assert (ran.status, "--dates d/m" in ran.err) == (2, True)
    assert run("intake", "messages").out == ""
    assert run("intake", "whatsapp", chat, "--dates", "d/m", "--no-previews").status == 0
    assert run("intake", "messages", "--json").lines[0]["sent_at"] == "2020-08-05T10:00:00"
    assert run("intake", "whatsapp", chat, "--dates", "y").status == 2


def test_folders_with_a_message_and_paths_that_give_names_away(run, tmp_path):
    for name in ("one", "Fedor Ivanou"):
        folder = tmp_path / "parcels" / name
        make_photo(folder / "a.jpg", colour=f"#{len(name):02}0000")
        (folder / "message.txt").write_text(
            f"From: Fedor Ivanou, +375 29 123-45-6{len(name) % 10}\nChannel: Signal\n\nвіцебск"
        )
    ran = run("intake", "folder", tmp_path / "parcels", "--no-previews")
    assert ran.status == 0
    assert {one["channel"] for one in run("intake", "messages", "--json").lines} == {"signal"}
    assert len(run("find", "Віцебск", "--json").lines) == 2
    ran = run("intake", "folder", tmp_path / "parcels" / "Fedor Ivanou", "--no-previews")
    assert "The path holds the name of a sender" in ran.err


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "mail", "folder"])
def test_a_folder_without_an_export_says_what_is_wanted(channel, run, tmp_path):
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "nowhere"):
        ran = run("intake", channel, place)
        assert (ran.status, ran.err.startswith(("mediavault: Cannot receive", "Created the vault"))) == (2, True)
    assert run("find", "").out == ""


def test_links_pipes_and_folders_in_an_export_are_never_read(run, tmp_path):
    folder = telegram_export(tmp_path / "export", [telegram_message(n, photo=f"{n}.jpg") for n in range(4)], ["0.jpg"])
    (folder / "1.jpg").symlink_to(make_photo(tmp_path / "secret.jpg"))
    os.mkfifo(folder / "2.jpg")
    (folder / "3.jpg").mkdir()
    summary = run("intake", "telegram", folder, "--no-previews", "--json").lines[-1]["summary"]
    assert (summary["messages"], summary["tied"], summary["lacking"]) == (4, 1, 3)
    assert len(run("find", "", "--json").lines) == 1


@pytest.mark.parametrize(("where", "what", "kept"), [(Taking, "take", 1), (receiving_room, "ingest", 3)])
def test_after_ctrl_c_what_is_in_custody_is_kept_and_the_next_run_goes_on(where, what, kept, run, parcel, monkeypatch):
    """Between the export and what came with it, and between custody and the catalogue."""

    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    receiving = ("intake", "telegram", parcel, "--json", "--no-previews")
    with monkeypatch.context() as patch:
        patch.setattr(where, what, interrupted)
        ran = run(*receiving)
    assert (ran.status, f"Interrupted after {kept} file" in ran.err, "To go on: " in ran.err) == (130, True, True)
    assert len(run("intake", "custody", "--json").lines) == kept
    again = run(*receiving)
    summary = again.lines[-1]["summary"]
    assert (again.status, summary["files"], summary["taken"], summary["tied"]) == (3, 3, 3 - kept, 2)
    assert run("history", "verify").status == 0
