"""Roles on a server: each test connects as the one it speaks of, and the server itself holds them to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pg8000.native
import pytest
from catalogue_factory import CARD, RATE, stamp, video
from postgresql_server import Server

from library import Catalogue
from library.database.file import NoRoles
from library.database.refusals import ServerRefuses
from library.history import NothingToUndo
from library.model import (
    AssetId,
    Authority,
    AuthorityKind,
    Fingerprint,
    Identity,
    Name,
    NewMessage,
    Protection,
    TranscriptLine,
)
from library.reading.authorities import UnknownName
from library.timecode import TimeRange

PEOPLE = {"vera": "mediavault_viewer", "edik": "mediavault_editor", "sasha": "mediavault_safety"}
SECRET = "Canary Legalname"
Opened = Callable[[str], Catalogue]


@pytest.fixture(scope="module")
def team(postgresql_server: Server) -> Iterator[str]:
    """A database with the roles, a user in each, and a person each of whom nobody but safety may know."""
    with postgresql_server.database() as name:
        with Catalogue.create(postgresql_server.url(name)) as catalogue:
            with catalogue.transaction("First") as edit:
                volume = edit.add_volume(CARD, "CARD_A")
                _, asset = edit.record(volume.id, b"A/1.mov", stamp(), Fingerprint(5_000_000, "1"), video())
                clip = edit.add_clip(asset, TimeRange(0, 10, RATE), name="Arrival")
                hidden = edit.add_authority(person(SECRET, Protection.DO_NOT_IDENTIFY))
                sent = NewMessage(
                    key="1" * 64, channel="mail", sender=Identity("mail", "c@example.org", SECRET), text="Walls"
                )
                edit.add_messages([sent])
                edit.attach({sent.key: [(1, asset, "1.mov")]})
                for record in (hidden, edit.add_authority(person("Open Person", Protection.OPEN))):
                    edit.link(clip, record)
            catalogue.prepare_roles()
            catalogue.prepare_roles()  # once more changes nothing
        for user, role in PEOPLE.items():
            postgresql_server.run(f"CREATE ROLE {user} LOGIN PASSWORD '{user}' IN ROLE {role}")
        yield name
    for user in PEOPLE:
        postgresql_server.run(f"DROP ROLE {user}")


def person(name: str, protection: Protection) -> Authority:
    return Authority(kind=AuthorityKind.PERSON, name=name, names=(Name(f"{name} Spelt"),), protection=protection)


@pytest.fixture
def opened(postgresql_server: Server, team: str) -> Iterator[Opened]:
    catalogues = []

    def as_user(user: str) -> Catalogue:
        catalogues.append(Catalogue.open(postgresql_server.url(team, user, user)))
        return catalogues[-1]

    yield as_user
    for one in catalogues:
        one.close()


@pytest.fixture
def sql(postgresql_server: Server, team: str):
    """Runs a statement as a user, past the program."""

    @contextmanager
    def connected(user: str) -> Iterator[pg8000.native.Connection]:
        made = pg8000.native.Connection(
            user, host="127.0.0.1", port=postgresql_server.port, password=user, database=team, ssl_context=False
        )
        try:
            yield made
        finally:
            made.close()

    def run(user: str, statement: str):
        with connected(user) as connection:
            return connection.run(statement)

    return run


def refused(sql, user: str, statement: str) -> str:
    """The code the server refuses a statement with."""
    with pytest.raises(pg8000.native.DatabaseError) as error:
        sql(user, statement)
    return error.value.args[0]["C"]


@pytest.mark.parametrize("user", ["vera", "edik"])
def test_no_program_shows_a_viewer_or_an_editor_who_is_not_open(user, opened, sql):
    catalogue = opened(user)
    assert [one.name for one in catalogue.authorities(AuthorityKind.PERSON)] == ["Open Person"]
    with pytest.raises(UnknownName, match=r"did you mean|shows those there are") as unknown:
        catalogue.authority(AuthorityKind.PERSON, SECRET)
    assert SECRET not in str(unknown.value.nearest)
    assert list(catalogue.find("Canary")) == []
    assert [link.name for link in catalogue.clip("c1").links] == ["Open Person"]
    tables = sql(user, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    everything = {name: str(sql(user, f'SELECT * FROM "{name}"')).casefold() for (name,) in tables}
    assert len(everything) > 15
    assert [name for name, rows in everything.items() if "canary" in rows or "legalname" in rows] == []


def test_safety_and_the_owner_see_everybody(opened, postgresql_server, team):
    names = ["Canary Legalname", "Open Person"]
    assert [one.name for one in opened("sasha").authorities(AuthorityKind.PERSON)] == names
    with Catalogue.open(postgresql_server.url(team)) as owners:
        assert [one.name for one in owners.authorities(AuthorityKind.PERSON)] == names


@pytest.mark.parametrize("user", ["vera", "edik"])
def test_a_viewer_and_an_editor_read_messages_of_who_is_open_and_never_who_that_is(
    user, opened, sql, postgresql_server, team
):
    assert opened(user).intake.messages() == []  # what is said with protected material may name people, too
    assert opened(user).intake.identities() == {}
    with Catalogue.open(postgresql_server.url(team)) as owners:
        (sender,) = owners.authorities(AuthorityKind.CONTRIBUTOR)
        with owners.transaction("Open") as edit:
            edit.change_authority(replace(sender, protection=Protection.OPEN))
        assert [(one.text, one.sender) for one in opened(user).intake.messages()] == [("Walls", "Sender 1")]
        assert opened(user).intake.identities() == {}  # however open the record is
        assert [one.name for held in opened("sasha").intake.identities().values() for one in held] == [SECRET]
        owners.undo()
    assert refused(sql, "edik", "UPDATE custody SET sha256 = ''") == "42501"
    assert refused(sql, "vera", "INSERT INTO sender_identity (authority_id, channel, handle) VALUES (1, 'x', 'x')") in {
        "25006",
        "42501",
    }


def test_a_viewer_changes_nothing(opened, sql):
    catalogue = opened("vera")
    assert [row.name for row in catalogue.rows(catalogue.find())] == ["1.mov"]
    with pytest.raises(ServerRefuses, match="role does not go that far"), catalogue.transaction("Tag") as edit:
        edit.add_clip(catalogue.assets([1])[0].id, TimeRange(0, 5, RATE))
    for statement in (
        "DELETE FROM link",
        "UPDATE clip SET note = 'x'",
        "INSERT INTO volume (uid, label) VALUES (1, 1)",
    ):
        assert refused(sql, "vera", statement) in {"25006", "42501"}
    for statement in ("DROP TABLE link", "SELECT pg_read_file('/etc/passwd')", "COPY link TO PROGRAM 'cat'"):
        assert refused(sql, "edik", statement) == "42501"


def test_an_editor_tags_and_takes_it_back_under_the_name_the_server_knows(opened, sql):
    catalogue = opened("edik")
    with catalogue.transaction("Tag") as edit:
        clip = edit.add_clip(catalogue.assets([1])[0].id, TimeRange(5, 5, RATE), name="Speech")
        keyword = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="hands"))
        edit.link(clip, keyword)
    assert (catalogue.history(1)[0].who, list(catalogue.find("keyword:hands"))) == ("edik", [1])
    assert list(opened("vera").find("keyword:hands")) == [1]
    step = "INSERT INTO operation (at, who, what) VALUES ('2026', '{}', 'x')"
    assert refused(sql, "edik", step.format("sasha")) == "42501"
    for statement in ("UPDATE operation SET who = 'sasha'", "DELETE FROM step", "UPDATE change SET payload = '[]'"):
        assert refused(sql, "edik", statement) == "42501"


def test_an_editor_protects_somebody_and_does_not_see_them_afterwards(opened):
    """The first trap: the row an editor may no longer see is not one the server refuses."""
    safety, editor = opened("sasha"), opened("edik")
    with safety.transaction("Add") as edit:
        added = edit.add_authority(person("Protected Later", Protection.OPEN))
    assert editor.authority(AuthorityKind.PERSON, "Protected Later").id == added.id
    with editor.transaction("Protect") as edit:
        edit.change_authority(replace(added, protection=Protection.DO_NOT_IDENTIFY))
    with pytest.raises(UnknownName):
        editor.authority(AuthorityKind.PERSON, "Protected Later")
    assert safety.authority(AuthorityKind.PERSON, "Protected Later").protection is Protection.DO_NOT_IDENTIFY
    with pytest.raises(NothingToUndo):
        editor.undo(operation=safety.history(1)[0].id)


@pytest.mark.parametrize("name", [SECRET, "Nobody At All"])
def test_a_name_that_is_hidden_is_refused_as_any_other(name, opened, sql):
    """The second trap: "is there already" would tell that it is."""
    editor = opened("edik")
    with pytest.raises(ServerRefuses, match="people are added and named by"), editor.transaction("Add") as edit:
        edit.add_authority(person(name, Protection.OPEN))
    assert refused(sql, "edik", f"UPDATE authority SET name = '{name}' WHERE name = 'Open Person'") == "42501"


def test_what_is_said_where_somebody_hidden_is_seen_is_for_safety(opened, sql):
    """The transcript says the name; the asset stays found by what it is, and words of other assets stay found."""
    safety, editor = opened("sasha"), opened("edik")
    with safety.transaction("Hear") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        _, other = edit.record(volume.id, b"A/2.mov", stamp(), Fingerprint(5_000_000, "2"), video())
        for asset, said in ((AssetId(1), "Thank you Canary"), (other, "Thank you river")):
            edit.set_transcript(asset, [TranscriptLine(start_ms=0, end_ms=900, text=said)])
    for user in ("vera", "edik"):
        catalogue = opened(user)
        assert list(catalogue.find("thank")) == [other]
        assert catalogue.transcript(1) == []
        assert sorted(catalogue.find("kind:video")) == [1, other]
        everything = str(sql(user, "SELECT * FROM asset_search")) + str(sql(user, "SELECT * FROM transcript_line"))
        assert "canary" not in everything.casefold()
    assert sorted(safety.find("thank")) == [1, other]
    with editor.transaction("Note") as edit:
        edit.describe_clip(editor.asset(1).clips[0].id, note="by the river")
    assert sorted(safety.find("river")) == [1, other]
    assert sorted(safety.find("thank")) == [1, other]
    with safety.transaction("Hear again") as edit:
        edit.set_transcript(AssetId(1), [TranscriptLine(start_ms=0, end_ms=900, text="Nothing")])
    assert "Thank" not in str(sql("vera", "SELECT payload FROM change"))
    assert sorted(safety.find("thank")) == [other]


def test_names_in_plain_text_are_no_secret_and_the_owner_is_told_where_they_are(opened, postgresql_server, team):
    safety = opened("sasha")
    assert safety.told_elsewhere() == []
    with safety.transaction("Write") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        noted, named = (
            edit.record(volume.id, name, stamp(), Fingerprint(5_000_000, name.hex()), video())[1]
            for name in (b"B/1.mov", b"B/canary-legalname.mov")
        )
        edit.describe_clip(edit.whole_clip(noted).id, note="thanks to legalname canary")
    assert safety.told_elsewhere() == [noted, named]
    assert "thanks" in str(opened("vera").asset(noted).clips)


def test_a_history_with_hidden_steps_has_no_faults_for_those_who_do_not_see_them(opened, postgresql_server, team):
    for user, unseen in (("vera", True), ("edik", True), ("sasha", False)):
        found = opened(user).verify_history()
        assert (found.faults, bool(found.unseen)) == ((), unseen)
    with Catalogue.open(postgresql_server.url(team)) as owners:
        assert (owners.verify_history().faults, owners.verify_history().unseen) == ((), 0)
    forge = "UPDATE step SET content = repeat('0', 64) WHERE id = 1"
    triggers = ("ALTER TABLE step DISABLE TRIGGER USER", forge, "ALTER TABLE step ENABLE TRIGGER USER")
    postgresql_server.run(*triggers, database=team)
    assert opened("vera").verify_history().faults != ()


def test_a_catalogue_in_a_file_has_no_roles(tmp_path: Path):
    with Catalogue.create(tmp_path / "catalogue.db") as catalogue, pytest.raises(NoRoles, match="PostgreSQL server"):
        catalogue.prepare_roles()
