"""A folder that is known as a whole is forgotten by the database itself, whoever changes a copy in it and however."""

from __future__ import annotations

from pathlib import Path

import pytest

from library import Catalogue
from library.model import Digest, VolumeId
from library.reading.known import FoundFolder, PlainCopy, SeenFolder

ODD = b"A\xff/\xd0\x96\\ '\n/"
"""A folder whose name is no text, and one with a backslash, a quote and a new line in it."""


def keep(catalogue: Catalogue, *folders: bytes) -> set[bytes]:
    """Keeps folders as a scan does that found them to hold what is known; those that are kept now."""
    found: dict[bytes, FoundFolder] = {}
    for folder in folders:
        rows = [one for path, one in catalogue.copies_below(1).plain.items() if path.rpartition(b"/")[0] == folder[:-1]]
        seen = SeenFolder.of(b"listing", rows)
        assert seen is not None
        found[folder] = FoundFolder(seen, rows)
    catalogue.shelf.keep_folders(VolumeId(1), b"", found)
    return set(catalogue.shelf.folders(VolumeId(1), b""))


@pytest.fixture
def archive(catalogue: Catalogue, record) -> Catalogue:
    assets = [record(name) for name in (b"1.mov", b"A/1.mov", b"A/2.mov", b"A/deep/1.mov", ODD + b"\x80.mov")]
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digests({asset: Digest("xxh128", f"{asset:032x}") for asset in assets})
    return catalogue


def test_each_change_of_a_copy_forgets_its_folder_and_no_other(archive: Catalogue, mounted: dict[str, Path]) -> None:
    every = {b"", b"A/", b"A/deep/", ODD}
    assert keep(archive, *every) == every
    for path, folder in ((b"1.mov", b""), (b"A/1.mov", b"A/"), (b"A/deep/1.mov", b"A/deep/"), (ODD + b"\x80.mov", ODD)):
        copy = archive.copies_below(1).plain[path]
        with archive.transaction("Miss") as edit:
            edit.missing([copy[5]])
        assert set(archive.shelf.folders(VolumeId(1), b"")) == every - {folder}
        archive.undo()
        assert keep(archive, *every) == every
        with archive.transaction("Restamp") as edit:
            edit.restamp(copy[5], archive.asset(copy[6]).copies[0].stamp._replace(inode=77))
        assert set(archive.shelf.folders(VolumeId(1), b"")) == every - {folder}
        assert keep(archive, *every) == every


def test_a_new_copy_and_a_digest_that_is_taken_back_forget_it(archive: Catalogue, record) -> None:
    keep(archive, b"A/", b"A/deep/")
    record(b"A/deep/3.mov")
    assert set(archive.shelf.folders(VolumeId(1), b"")) == {b"A/"}
    archive.undo()
    keep(archive, b"A/", b"A/deep/")
    archive.undo()
    assert archive.shelf.folders(VolumeId(1), b"") == {}


def test_below_a_folder_are_it_and_those_in_it(archive: Catalogue) -> None:
    keep(archive, b"", b"A/", b"A/deep/")
    assert set(archive.shelf.folders(VolumeId(1), b"A")) == {b"A/", b"A/deep/"}
    assert archive.present_below(1, b"A") == 3
    assert archive.present_below(1) == 5


def test_what_changed_since_it_was_read_is_not_kept(archive: Catalogue, record) -> None:
    rows: list[PlainCopy] = [row for path, row in archive.copies_below(1).plain.items() if path.startswith(b"A/deep/")]
    seen = SeenFolder.of(b"listing", rows)
    assert seen is not None
    record(b"A/deep/2.mov")
    archive.shelf.keep_folders(VolumeId(1), b"", {b"A/deep/": FoundFolder(seen, rows)})
    archive.undo()
    with archive.transaction("Changed") as edit:
        edit.changed([rows[0][5]])
    archive.shelf.keep_folders(VolumeId(1), b"", {b"A/deep/": FoundFolder(seen, rows)})
    assert archive.shelf.folders(VolumeId(1), b"") == {}
