"""Folders that hold what is known of them are known as a whole, without a row for each file; nothing is missed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from media_factory import make_photo

from library import Catalogue, Edit
from library.model import AssetId, Digest, FileStamp
from library.reading import known
from library.schema import derived, tables
from library.schema.mapping import path_columns
from mediavault.ingest.run import ingest
from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary
from mediavault.vault import Vault

Told = list[tuple[bytes, str, str | None]]


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The bytes of four small photos."""
    folder = tmp_path_factory.mktemp("photos")
    return [
        make_photo(folder / f"{number}.jpg", colour=f"#{number}0{number}0{number}0").read_bytes() for number in range(4)
    ]


@pytest.fixture
def card(tmp_path: Path, photos: list[bytes]) -> Path:
    folder = tmp_path / "card"
    for number, photo in enumerate(photos):
        path = folder / f"{number % 2}" / f"IMG_{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo)
    return folder


def scan(
    catalogue: Catalogue, vault: Vault, folder: Path, *, previews: bool = False, known: bool = False
) -> tuple[IngestSummary, Told]:
    told: list[FileOutcome] = []
    options = IngestOptions(jobs=1, previews=previews, tells_known=known)
    summary = ingest(catalogue, vault, [folder], options, told.append)
    return summary, [(one.path_raw, one.outcome.value, one.problem.kind if one.problem else None) for one in told]


def kept(catalogue: Catalogue) -> dict[bytes, int]:
    """The folders that are known as a whole, by their names, and how many files they hold."""
    with catalogue._reading() as connection:
        rows = connection.execute(derived.seen_folder.select()).all()
    return {row.path_raw.split(b"/")[-2]: row.files for row in rows}


def counts(summary: IngestSummary) -> IngestSummary:
    return replace(summary, seconds=0.0)


@pytest.fixture
def no_rows(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called on, nobody may read the rows of files."""

    def refuse() -> None:
        monkeypatch.setattr(known, "copies_below", lambda *_: pytest.fail("rows were read"))

    return refuse


def test_a_folder_is_known_as_a_whole_once_a_scan_has_found_it_so(
    card: Path, catalogue: Catalogue, vault: Vault, no_rows: Callable[[], None]
) -> None:
    scan(catalogue, vault, card)
    assert kept(catalogue) == {}
    before, _ = scan(catalogue, vault, card)
    assert kept(catalogue) == {b"0": 2, b"1": 2}
    no_rows()
    summary, told = scan(catalogue, vault, card)
    assert counts(summary) == counts(before)
    assert (summary.known, summary.files, told) == (4, 4, [])


def test_previews_and_every_file_by_name_are_there_all_the_same(card: Path, catalogue: Catalogue, vault: Vault) -> None:
    for _ in range(2):
        scan(catalogue, vault, card, previews=True)
    assert kept(catalogue) == {b"0": 2, b"1": 2}
    place = vault.preview_path(catalogue.asset(AssetId(1)).fingerprint.quick_hex)
    place.unlink()
    summary, told = scan(catalogue, vault, card, previews=True, known=True)
    assert place.is_file()
    assert [name.rpartition(b"/")[2] for name, _, _ in told] == [b"IMG_0.jpg", b"IMG_2.jpg", b"IMG_1.jpg", b"IMG_3.jpg"]
    assert (summary.known, summary.problems) == (4, 0)


def test_what_the_system_keeps_beside_them_is_left_out_as_before(
    card: Path, catalogue: Catalogue, vault: Vault, no_rows: Callable[[], None]
) -> None:
    (card / "0" / ".DS_Store").write_bytes(b"x")
    os.mkfifo(card / "0" / "pipe")
    (card / "1" / "link.jpg").symlink_to(card / "0" / "IMG_0.jpg")
    scan(catalogue, vault, card)
    before = scan(catalogue, vault, card)
    assert kept(catalogue) == {b"0": 2, b"1": 2}
    no_rows()
    summary, told = scan(catalogue, vault, card)
    assert (counts(summary), told) == (counts(before[0]), [one for one in before[1] if one[1] != "known"])
    assert [one[1:] for one in told] == [("skipped", "system-file"), ("unreadable", "not-a-file"), ("skipped", "link")]
    assert (summary.known, summary.skipped, summary.unreadable) == (4, 2, 1)


def test_a_folder_with_what_cannot_be_read_is_looked_at_each_time(
    card: Path, catalogue: Catalogue, vault: Vault
) -> None:
    (card / "0" / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe1 torn")
    for _ in range(3):
        summary, told = scan(catalogue, vault, card)
    assert (summary.known, [one[1] for one in told if one[1] != "known"]) == (4, ["unreadable"])
    assert kept(catalogue) == {b"1": 2}


def first_copy(catalogue: Catalogue) -> int:
    (copy,) = catalogue.asset(AssetId(1)).copies
    return copy.id


def _undone(catalogue: Catalogue) -> None:
    catalogue.undo()


def _edited(does: Callable[[Edit, Catalogue], object]) -> Callable[[Catalogue], None]:
    def change(catalogue: Catalogue) -> None:
        with catalogue.transaction("Change") as edit:
            does(edit, catalogue)

    return change


NO_DIGEST = {"digest_algorithm": None, "digest_hex": None}
CHANGES = {
    "missing": _edited(lambda edit, catalogue: edit.missing([first_copy(catalogue)])),
    "found changed by verify": _edited(lambda edit, catalogue: edit.changed([first_copy(catalogue)])),
    "stamped": _edited(lambda edit, catalogue: edit.restamp(first_copy(catalogue), FileStamp(1, 2, 3, 4))),
    "without its digest": _edited(lambda edit, _: edit.recorder.update_all(tables.asset, {1: NO_DIGEST})),
    "joined with another": _edited(
        lambda edit, _: edit.set_digests({AssetId(1): Digest("xxh128", "ab"), AssetId(2): Digest("xxh128", "ab")})
    ),
    "undone": _undone,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_is_forgotten_when_a_copy_in_it_changes_and_the_next_scan_finds_what_it_would_have_found(
    change: str, card: Path, catalogue: Catalogue, vault: Vault
) -> None:
    for _ in range(2):
        scan(catalogue, vault, card)
    CHANGES[change](catalogue)
    assert b"0" not in kept(catalogue)
    summary, _ = scan(catalogue, vault, card, known=True)
    assert (summary.files, summary.unreadable, summary.missing) == (4, 0, 0)
    with catalogue._reading() as connection:
        rows = connection.exec_driver_sql("SELECT path_raw, size_bytes FROM copy WHERE state = 'present'").all()
    there = {path: path.stat().st_size for path in card.rglob("*.jpg")}
    assert sorted((path.rpartition(b"/")[2], size) for path, size in rows) == sorted(
        (os.fsencode(path.name), size) for path, size in there.items()
    )


NAMES = st.lists(
    st.binary(min_size=1, max_size=12).map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"~")),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_the_database_knows_the_folder_of_a_path_byte_for_byte(catalogue: Catalogue, names: list[bytes]) -> None:
    folder = b"".join(name + b"/" for name in names[:-1])
    with catalogue._writing() as connection:
        connection.exec_driver_sql("INSERT INTO volume (id, uid, label) VALUES (1, 'v', 'V') ON CONFLICT DO NOTHING")
        asset = "INSERT INTO asset (id, kind, name, size_bytes, quick_hex, sound_streams, keywords)"
        connection.exec_driver_sql(f"{asset} VALUES (1, 'photo', '1', 1, 'ab', 0, '[]') ON CONFLICT DO NOTHING")
        columns = "volume_id, listing, files, contents, path_raw, path"
        note = f"INSERT INTO seen_folder ({columns}) VALUES (1, x'00', 1, '', ?, ?)"
        connection.exec_driver_sql("DELETE FROM seen_folder")
        others = {folder, folder + b"x/", b"other/", b"", folder[:-1].rpartition(b"/")[0] + b"/"}
        for other in others:
            connection.exec_driver_sql(note, tuple(path_columns(other).values()))
        (before,) = connection.exec_driver_sql("SELECT count(*) FROM seen_folder").one()
        connection.exec_driver_sql(
            """INSERT INTO copy (asset_id, volume_id, path_raw, path, size_bytes, mtime_ns, ctime_ns, inode, state)
            VALUES (1, 1, ?, ?, 1, 1, 1, 1, 'present')""",
            tuple(path_columns(folder + names[-1]).values()),
        )
        left = {path for (path,) in connection.exec_driver_sql("SELECT path_raw FROM seen_folder")}
        connection.exec_driver_sql("DELETE FROM copy")
    assert folder not in left
    as_text = path_columns(folder)["path"]
    assert len(left) == before - len({other for other in others if path_columns(other)["path"] == as_text})


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "other", "touch", "remove", "move", "folder", "away", "system", "sidecar", "undo", "scan"]
        ),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=6,
)


def disturb(card: Path, photos: list[bytes], step: tuple[str, int, int]) -> None:
    """Changes a tree."""
    does, one, two = step
    folder = card / ("0", "1", "0/deep", "2")[one]
    file = folder / f"IMG_{two}.jpg"
    folder.mkdir(parents=True, exist_ok=True)
    if does in {"write", "other"}:
        file.write_bytes(photos[two] if does == "write" else photos[one])
    elif does == "touch" and file.exists():
        os.utime(file, ns=(10**18, 10**18))
    elif does == "remove":
        file.unlink(missing_ok=True)
    elif does == "move" and file.exists():
        file.rename(card / f"IMG_{one}{two}.jpg")
    elif does == "away":
        shutil.rmtree(folder)
    elif does == "system":
        (folder / "Thumbs.db").write_bytes(b"x" * two)
    elif does == "sidecar":
        (folder / f"IMG_{two}.xmp").write_text("<x/>")


def state(catalogue: Catalogue) -> list[tuple[object, ...]]:
    """What the catalogue says of every copy."""
    with catalogue._reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM copy ORDER BY id")]


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_a_scan_finds_what_it_would_have_found_without(
    tmp_path_factory: pytest.TempPathFactory, photos: list[bytes], steps: list[tuple[str, int, int]]
) -> None:
    base = tmp_path_factory.mktemp("trees")
    card = base / "card"
    for number in range(4):
        disturb(card, photos, ("write", number, number))
    vaults = [Vault.create(base / name) for name in ("with", "without")]
    catalogues = [vault.catalogue() for vault in vaults]
    try:
        for step in [("scan", 0, 0), ("scan", 0, 0), *steps, ("scan", 0, 0)]:
            disturb(card, photos, step)
            if step[0] not in {"scan", "undo"}:
                continue
            with catalogues[1]._writing() as connection:
                connection.execute(derived.seen_folder.delete())
            if step[0] == "undo" and all(catalogue.history() for catalogue in catalogues):
                for catalogue in catalogues:
                    catalogue.undo(operation=catalogue.history()[0].id)
            found = [scan(*both, card) for both in zip(catalogues, vaults, strict=True)]
            assert counts(found[0][0]) == counts(found[1][0])
            assert [one for one in found[0][1] if one[1] != "known"] == [
                one for one in found[1][1] if one[1] != "known"
            ]
            assert state(catalogues[0]) == state(catalogues[1])
    finally:
        for catalogue in catalogues:
            catalogue.close()
