"""Promise 25: tampering with the log is seen, whatever the tamperer knows and whichever tools he has."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from catalogue_contents import opened
from catalogue_factory import CARD, RATE, stamp, video

from library import Catalogue
from library.history import chain
from library.model import Authority, AuthorityKind, Fingerprint
from library.timecode import TimeRange
from mediavault.cli.program import run
from mediavault.vault import Vault

OPERATIONS = 12

Tamper = Callable[[sqlite3.Connection, random.Random], None]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A vault with a history of an ingest, clips, tags, an undo and a redo; and its head, noted elsewhere."""
    vault = Vault.create(tmp_path_factory.mktemp("sealed") / "vault")
    with vault.catalogue() as catalogue:
        operation = None
        for name in ("1", "2", "3"):
            with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=operation) as edit:
                volume = edit.add_volume(CARD, "CARD_A")
                _, asset = edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), video())
            operation = edit.operation
        for number in range(OPERATIONS):
            with catalogue.transaction(f"Clip {number}", who="anna", why="asked for") as edit:
                clip = edit.add_clip(asset, TimeRange(number, 10, RATE), name=f"clip {number}")
                word = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=f"word {number}"))
                edit.link(clip, word)
                edit.describe_clip(edit.whole_clip(asset).id, note=f"note {number}")
        for _ in range(3):
            catalogue.undo()
        catalogue.redo()
        return vault.path, catalogue.head()


def any_row(connection: sqlite3.Connection, chance: random.Random, table: str, which: str = "true") -> int:
    return chance.choice([key for (key,) in connection.execute(f"SELECT id FROM {table} WHERE {which}")])


def reword(connection: sqlite3.Connection, chance: random.Random) -> None:
    column = chance.choice(("who", "what", "at", "why"))
    key = any_row(connection, chance, "operation", "who = 'anna'")
    connection.execute(f"UPDATE operation SET {column} = 'other' WHERE id = ?", (key,))


def falsify(connection: sqlite3.Connection, chance: random.Random) -> None:
    key = any_row(connection, chance, "change", "action = 'update'")
    (payload,) = connection.execute("SELECT payload FROM change WHERE id = ?", (key,)).fetchone()
    assert "note" in payload
    connection.execute("UPDATE change SET payload = ? WHERE id = ?", (payload.replace("note ", "nota "), key))


def take_out(connection: sqlite3.Connection, chance: random.Random) -> None:
    key = any_row(connection, chance, "operation")
    connection.execute("DELETE FROM step WHERE operation_id = ?", (key,))
    connection.execute("DELETE FROM change WHERE operation_id = ?", (key,))
    connection.execute("DELETE FROM operation WHERE id = ?", (key,))
    for place, (step,) in enumerate(connection.execute("SELECT id FROM step ORDER BY id").fetchall(), 1):
        connection.execute("UPDATE step SET id = ? WHERE id = ?", (place, step))


def swap(connection: sqlite3.Connection, chance: random.Random) -> None:
    first, second = chance.sample([key for (key,) in connection.execute("SELECT id FROM step")], 2)
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute("UPDATE step SET id = ? WHERE id = ?", (new, old))


def put_in(connection: sqlite3.Connection, chance: random.Random) -> None:
    """A forged operation in the middle, as if it had been there, its seal copied from another."""
    at = any_row(connection, chance, "step")
    connection.execute("UPDATE step SET id = -id - 1 WHERE id >= ?", (at,))
    connection.execute("UPDATE step SET id = -id WHERE id < 0")
    said = ("2020-01-01", "anna", "Never said")
    key = connection.execute("INSERT INTO operation (at, who, what) VALUES (?, ?, ?)", said).lastrowid
    connection.execute(
        "INSERT INTO step SELECT ?, ?, 'done', at, who, why, NULL, NULL, content, digest FROM step LIMIT 1", (at, key)
    )


def cut_off(connection: sqlite3.Connection, chance: random.Random) -> None:
    """The newest steps and all they did, without a trace, down to the numbers that are used next."""
    (last,) = connection.execute("SELECT max(id) FROM step").fetchone()
    connection.execute("DELETE FROM step WHERE id > ?", (last - chance.randint(1, 6),))
    connection.execute("DELETE FROM change WHERE operation_id NOT IN (SELECT operation_id FROM step)")
    connection.execute("DELETE FROM operation WHERE id NOT IN (SELECT operation_id FROM step)")
    for table in ("step", "change", "operation"):
        connection.execute(f"UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM {table}) WHERE name = '{table}'")
    undone = "SELECT operation_id FROM step GROUP BY operation_id HAVING max(id) AND action = 'undone'"
    connection.execute(f"UPDATE operation SET undone = id IN ({undone})")


def write_anew(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Another sentence, and every seal from there on made as the program makes it."""
    reword(connection, chance)
    connection.commit()
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    with Catalogue.open(path) as catalogue, catalogue._writing() as ours:
        before = chain.NOTHING_YET
        for step in ours.execute(chain.tables.step.select().order_by(chain.tables.step.c.id)).mappings().all():
            facts = {**step, "content": chain.content(ours, step)}
            before = chain.digest(before, facts)
            changed = {"content": facts["content"], "digest": before}
            ours.execute(chain.tables.step.update().where(chain.tables.step.c.id == step["id"]).values(changed))


def turn(connection: sqlite3.Connection, chance: random.Random) -> None:
    """An undone change as if it stood, one that stands as if it were undone, or other rows to bring back."""
    if chance.random() < 0.5:
        key = any_row(connection, chance, "operation")
        connection.execute("UPDATE operation SET undone = NOT undone WHERE id = ?", (key,))
    else:
        moved = "action = 'insert' AND json_type(moved) = 'array'"
        key = any_row(connection, chance, "change", moved)
        connection.execute("UPDATE change SET moved = json_remove(moved, '$[0]') WHERE id = ?", (key,))


KINDS: tuple[Tamper, ...] = (reword, falsify, take_out, swap, put_in, cut_off, write_anew, turn)
ONLY_BY_A_HEAD = (cut_off, write_anew)


def tampered(sealed: Path, kind: Tamper, chance: random.Random, folder: Path) -> Path:
    """A copy of the vault that somebody with every right, and no scruple, worked on."""
    shutil.copytree(sealed, folder)
    with closing(sqlite3.connect(folder / "catalogue.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        kind(connection, chance)
        connection.commit()
    return folder


def is_seen(vault: Path, head: str | None = None) -> bool:
    with Vault.open(vault).catalogue() as catalogue:
        return bool(catalogue.verify_history(head).faults)


def seen_of(sealed: tuple[Path, str], kind: Tamper, rounds: int, folder: Path) -> int:
    vault, head = sealed
    seen = 0
    for number in range(rounds):
        place = tampered(vault, kind, random.Random(number), folder / str(number))
        seen += is_seen(place, head)
        assert is_seen(place) is (kind not in ONLY_BY_A_HEAD), "what the chain alone can see"
        shutil.rmtree(place)
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_seen_with_a_head_that_was_noted_elsewhere(
    kind: Tamper, sealed: tuple[Path, str], tmp_path: Path
) -> None:
    assert seen_of(sealed, kind, 3, tmp_path) == 3


@pytest.mark.soak
def test_eight_kinds_sixty_times_each(sealed: tuple[Path, str], tmp_path: Path) -> None:
    seen = {kind.__name__: seen_of(sealed, kind, 60, tmp_path) for kind in KINDS}
    print(f"\npromise 25: {sum(seen.values())} of {60 * len(KINDS)} seen with an outside head: {seen}")
    assert set(seen.values()) == {60}


def test_an_untouched_history_has_no_faults(sealed: tuple[Path, str]) -> None:
    vault, head = sealed
    for noted in (None, head, head[:16].upper(), chain.NOTHING_YET):
        assert not is_seen(vault, noted)


def test_an_older_head_vouches_for_what_was_before_it(sealed: tuple[Path, str], tmp_path: Path) -> None:
    vault, head = sealed
    shutil.copytree(vault, tmp_path / "vault")
    with Vault.open(tmp_path / "vault").catalogue() as catalogue:
        for number in range(2):
            with catalogue.transaction("Word") as edit:
                edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=f"later {number}"))
        found = catalogue.verify_history(head)
        assert (found.since, found.faults) == (2, ())
        assert found.head == catalogue.head() == catalogue.history(1)[0].digest != head


def test_the_verb_says_what_was_done_to_it(
    sealed: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault, head = sealed
    steps = 3 + OPERATIONS + 4
    assert run(["--vault", str(vault), "history", "verify", "--head", head, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {"head": head, "steps": steps, "since": 0, "unseen": 0, "faults": []}
    assert f"The history is what was noted: {steps} steps; 0 steps since the head given. Its head: {head}" in err
    bad = tampered(vault, reword, random.Random(0), tmp_path / "bad")
    assert run(["--vault", str(bad), "history", "verify"]) == 20
    out, err = capsys.readouterr()
    assert out.endswith("what it did is not what was noted then\n")
    assert "The history was tampered with: 1 fault." in err
    assert run(["--vault", str(vault), "history", "verify", "--head", "f" * 64, "--json"]) == 20
    assert json.loads(capsys.readouterr().out)["since"] is None
    for no_head in ("", "abc", "g" * 64, head + "0"):
        assert run(["--vault", str(vault), "history", "verify", "--head", no_head]) == 2
        assert "is no head of a history" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["operation", "change", "step"])
def test_the_database_itself_refuses_to_change_what_was_noted(
    table: str, sealed: tuple[Path, str], tmp_path: Path
) -> None:
    shutil.copytree(sealed[0], tmp_path / "vault")
    noted = {"operation": "what", "change": "payload", "step": "digest"}[table]
    with opened(tmp_path / "vault" / "catalogue.db") as connection:
        for recursive in ("OFF", "ON"):
            connection.execute(f"PRAGMA recursive_triggers={recursive}")
            for statement in (
                f"UPDATE {table} SET {noted} = '[]' WHERE id = 2",
                f"UPDATE {table} SET id = 1000 WHERE id = 2",
                f"DELETE FROM {table} WHERE id = 2",
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 2",
                f"INSERT INTO {table} SELECT * FROM {table} WHERE id = 2 ON CONFLICT DO UPDATE SET {noted} = '[]'",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="the history stays as it was noted"):
                    connection.execute(statement)
    assert not is_seen(tmp_path / "vault", sealed[1])


def test_a_backup_and_an_export_print_the_head(
    sealed: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sealed[0], tmp_path / "vault")
    vault = ["--vault", str(tmp_path / "vault")]
    assert run([*vault, "backup", str(tmp_path / "monday.db"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["head"] == sealed[1]
    assert f"Head of the history: {sealed[1]}." in err
    assert run([*vault, "history"]) == 0
    assert f"Head of the history: {sealed[1]}\n" in capsys.readouterr().err
    for arguments in (["create", "Selects"], ["add", "Selects", "c1"]):
        assert run([*vault, "shotlist", *arguments]) == 0
    capsys.readouterr()
    assert run([*vault, "export", "Selects", str(tmp_path / "selects.otio"), "--json"]) == 0
    out, err = capsys.readouterr()
    with Vault.open(tmp_path / "vault").catalogue() as catalogue:
        assert json.loads(out)["head"] == catalogue.head() != sealed[1]
        assert f"Head of the history: {catalogue.head()}\n" in err
