"""Promise 11: any name is kept byte for byte, on its way through the catalogue, JSON, tables and edit lists and back.

PostgreSQL has a test of its own when mediavault stores there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import opentimelineio as otio
import pytest
from catalogue_factory import CARD, photo, stamp
from hostile.names import NASTY, different, write_named
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from media_factory import make_photo
from shot_list_factory import MOUNT, shot, shot_list
from shot_list_factory import video as video_at

from library import Catalogue
from library.model import Digest, Fingerprint, path_text
from mediavault.cli import records
from mediavault.export import csv as csv_format
from mediavault.export import edl as edl_format
from mediavault.export import otio as otio_format
from mediavault.export.timeline import timeline
from mediavault.vault import Vault

EVERY_RUN, SOAK = 80, 5000
NAMES = st.binary(min_size=1, max_size=255).map(lambda raw: raw.replace(b"/", b"_").replace(b"\0", b"_")).filter(
    lambda raw: raw not in {b".", b".."}
) | st.sampled_from(NASTY)  # fmt: skip
QUICK = settings(max_examples=EVERY_RUN, suppress_health_check=[HealthCheck.function_scoped_fixture])
LONG = settings(QUICK, max_examples=SOAK)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Vault.create(tmp_path / "vault").catalogue() as opened:
        yield opened


def kept(catalogue: Catalogue, name: bytes) -> None:
    """Stores a copy of that name, reads it again, and takes its name from the JSON of it."""
    number = catalogue.count() + 1
    with catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        path = b"%d/" % number + name
        known = Fingerprint(5_000_000, f"{number:032x}"), photo(), Digest("xxh128", f"{number:032x}")
        _, key = edit.record(volume.id, path, stamp(inode=number), *known)
    copy = catalogue.asset(key).copies[0]
    assert copy.path_raw == path
    told = json.loads(json.dumps(records.copy(copy), ensure_ascii=False))
    assert unquote_to_bytes(told["path_quoted"]) == path
    assert told["path"] == path_text(path)


def exported(name: bytes) -> None:
    """Writes a shot of a file of that name to every format, and takes the name from what was written."""
    film = timeline(shot_list(shot(1, video_at(7, b"card/" + name), 0, 10)))
    (table,) = csv_format.write(film)
    _, row = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    cells = dict(zip(csv_format.COLUMNS, row, strict=True))
    assert unquote_to_bytes(cells["path quoted"]) == b"card/" + name

    (written,) = otio_format.write(film)
    clip = next(iter(otio.adapters.read_from_string(written.decode(), "otio_json").find_clips()))
    assert unquote_to_bytes(clip.metadata["mediavault"]["path_quoted"]) == b"card/" + name
    url = clip.media_reference.target_url
    assert unquote_to_bytes(urlsplit(url).path) == bytes(MOUNT) + b"/card/" + name

    # An edit list is ASCII by its standard: it names the asset, and the catalogue knows its files.
    (edits,) = edl_format.write(film)
    lines = edits.decode("ascii").split("\r\n")
    assert "* COMMENT: MEDIAVAULT a7 c1" in lines
    assert all(line.isprintable() for line in lines)


@QUICK
@given(name=NAMES)
def test_through_the_catalogue_and_json(catalogue: Catalogue, name: bytes) -> None:
    kept(catalogue, name)


@QUICK
@given(name=NAMES)
def test_through_every_export(name: bytes) -> None:
    exported(name)


@pytest.mark.soak
@LONG
@given(name=NAMES)
def test_five_thousand_through_the_catalogue_and_json(catalogue: Catalogue, name: bytes) -> None:
    kept(catalogue, name)


@pytest.mark.soak
@LONG
@given(name=NAMES)
def test_five_thousand_through_every_export(name: bytes) -> None:
    exported(name)


@pytest.mark.parametrize("count", [pytest.param(EVERY_RUN, id="every run"), pytest.param(SOAK, marks=pytest.mark.soak)])
def test_from_the_disk_through_the_program_and_back(tmp_path: Path, count: int) -> None:
    content = make_photo(tmp_path / "made.jpg", size=(16, 12)).read_bytes()
    names = [*NASTY, *different(random.Random(count), count - len(NASTY))]
    write_named(tmp_path / "card", names, [content + b"%d" % number for number in range(count)])
    on_disk = {os.fsencode(name) for name in os.listdir(tmp_path / "card")}  # noqa: PTH208 - the names alone
    assert on_disk == set(names)

    lines = said(tmp_path, "ingest", str(tmp_path / "card"), "--json", "--no-previews")[:-1]
    assert {line["outcome"] for line in lines} == {"new"}
    assert {unquote_to_bytes(line["path_quoted"]).rpartition(b"/")[2] for line in lines} == on_disk
    found = said(tmp_path, "find", "", "--json")
    copies = [unquote_to_bytes(copy["path_quoted"]) for asset in found for copy in asset["copies"]]
    assert {path.rpartition(b"/")[2] for path in copies} == on_disk
    assert len(copies) == count
    (shown,) = said(tmp_path, "show", found[-1]["id"], "--json")
    assert shown["copies"] == found[-1]["copies"]
    print(f"{count}/{count} names came back as they are on disk")


def said(folder: Path, *words: str) -> list[dict]:
    command = [sys.executable, "-m", "mediavault", "--vault", str(folder / "vault"), *words]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=600)
    return [json.loads(line) for line in ran.stdout.decode("utf-8").split("\n") if line]
