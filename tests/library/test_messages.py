"""Messages of contributors: found with their media, senders under an alias, who they are kept apart."""

from __future__ import annotations

from catalogue_factory import photo

from library import Catalogue
from library.merge import Choices
from library.model import AuthorityKind, Digest, Identity, NewMessage, Taken

ANNA = Identity("telegram", "user1", "Anna Kavalenka", "+375290000000")


def message(key="1", who=ANNA, text="сцены рухнуць", **facts):
    return NewMessage(key=key * 64, channel="telegram", sender=who, text=text, **facts)


def received(catalogue, asset, *messages):
    with catalogue.transaction("Receive", by_ingest=True) as edit:
        taken = Taken(channel="telegram", path_raw=b"\xff.jpg", size_bytes=5, sha256="ab" * 32, message_key="1" * 64)
        edit.take([taken], catalogue.intake.receiver, "mediavault 0")
        edit.add_messages(messages)
        edit.attach({one.key: [(1, asset, "a.jpg")] for one in messages})


def test_an_asset_is_found_by_the_message_it_came_with_and_by_its_sender(catalogue, record):
    asset, other = record("a.jpg", photo()), record("b.jpg", photo())
    received(catalogue, asset, message(terms="film only"))
    for query in ("рухнуць", "ruchnuć", "text:сцены", 'contributor:"Sender 1"', '"sender 1"'):
        assert list(catalogue.find(query)) == [asset], query
    (kept,) = catalogue.intake.of_assets([asset, other])[asset]
    assert (kept.sender, kept.terms, kept.assets) == ("Sender 1", "film only", ((asset, "a.jpg"),))
    catalogue.undo()
    assert list(catalogue.find("рухнуць")) == []
    catalogue.redo()
    assert list(catalogue.find("рухнуць")) == [asset]
    assert catalogue.verify_history().faults == ()


def test_who_a_sender_is_stands_in_no_record_and_in_no_history(catalogue, record):
    received(
        catalogue, record("a.jpg", photo()), message(), message("2", forwarded_from=Identity("telegram", "c", "Carol"))
    )
    (sender, origin) = catalogue.authorities(AuthorityKind.CONTRIBUTOR)
    assert catalogue.intake.identities() == {sender.id: [ANNA], origin.id: [Identity("telegram", "c", "Carol")]}
    assert not any("Kavalenka" in str(one) for one in (sender, *catalogue.history(), *catalogue.intake.messages()))
    assert list(catalogue.find("Kavalenka")) == []
    catalogue.undo()
    with catalogue.transaction("Other") as edit:  # nothing is left of those who are no senders any more
        edit.add_messages([message("3", Identity("mail", "d@example.org"))])
    assert [one.handle for held in catalogue.intake.identities().values() for one in held] == ["d@example.org"]


def test_the_same_sender_keeps_the_alias_under_another_name_and_two_become_one(catalogue, record):
    asset = record("a.jpg", photo())
    renamed = Identity("telegram", "user1", "Anna K.")
    received(
        catalogue, asset, message(), message("2", renamed), message("3", Identity("mail", "anna@example.org", "Anna"))
    )
    assert [one.sender for one in catalogue.intake.messages()] == ["Sender 1", "Sender 1", "Sender 2"]
    first, second = catalogue.authorities(AuthorityKind.CONTRIBUTOR)
    with catalogue.transaction("Merge") as edit:
        edit.merge_authorities(first, second)
    assert {one.sender for one in catalogue.intake.messages()} == {"Sender 1"}
    assert [one.name for one in catalogue.intake.identities()[first.id]] == ["Anna Kavalenka", "Anna K.", "Anna"]


def test_messages_stay_with_the_asset_that_two_turn_out_to_be(catalogue, record):
    first, second = record("a.jpg", photo()), record("b.jpg", photo())
    received(catalogue, second, message())
    with catalogue.transaction("Join", by_ingest=True) as edit:
        edit.set_digests({first: Digest("xxh128", "ab"), second: Digest("xxh128", "ab")})
    assert list(catalogue.find("рухнуць")) == [first]
    assert [one.sender for one in catalogue.intake.of_assets([first])[first]] == ["Sender 1"]


def test_another_catalogue_brings_its_messages_and_senders(catalogue, record, tmp_path):
    received(catalogue, record("a.jpg", photo()), message())
    with Catalogue.create(tmp_path / "other.db") as other:
        for _ in range(2):
            with other.transaction("Merge") as edit:
                catalogue.merge_into(edit, Choices())
        assert list(other.find("рухнуць")) == [1]
        assert [one.sender for one in other.intake.messages()] == ["Sender 1"]
        assert [one for held in other.intake.identities().values() for one in held] == [ANNA]
        assert other.intake.custody() == []  # evidence of each catalogue is its own
