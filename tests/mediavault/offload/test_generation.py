"""The lists of digests beside copies: what the reference tool of ASC MHL reads and finds true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from wanted_programs import not_found

from library.model import CheckOutcome, Digest
from mediavault.fixity.delivery import check_delivery
from mediavault.fixity.digests import full_digest
from mediavault.fixity.manifest import ManifestUnusable, read_manifest
from mediavault.offload.generation import HistoryBroken, Verified, c4, can_list, write_generation

REFERENCE = Path(sys.prefix, "reference-tools", "bin")
"""Where `make reference-tools` installs what has to have an environment of its own."""


def reference(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = REFERENCE / "ascmhl-debug"
    if not program.exists():
        not_found("ascmhl-debug (make reference-tools)")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)


def verified(folder: Path) -> list[Verified]:
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and "ascmhl" not in name.parts:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                digest = full_digest(file.fileno(), path.name)
            found.append(Verified(bytes(name), digest, status.st_size, status.st_mtime_ns))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "A003"
    for name in ("DCIM/100/a.mov", "DCIM/100/б & <c>.mov", "DCIM/empty.txt"):
        (path := made / name).parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name if "empty" not in name else "")
    return made


def listed_in(generation: Path) -> set[str]:
    return {str(one.text) for one in etree.parse(generation).findall(".//{*}hashes/{*}hash/{*}path")}


def test_a_folder_with_a_history_of_its_own_goes_on_with_it(folder: Path) -> None:
    """As the reference tool does it (section 6): each file is in one list, and the list above refers to those below."""
    inner = folder / "DCIM" / "100"
    write_generation(inner, verified(inner))
    above = write_generation(folder, verified(folder))
    (below,) = inner.glob("ascmhl/0002_100_*.mhl")
    assert (listed_in(above), listed_in(below)) == ({"DCIM/empty.txt"}, {"a.mov", "б & <c>.mov"})
    (reference_path,) = etree.parse(above).findall(".//{*}references/{*}hashlistreference/{*}path")
    assert reference_path.text == f"DCIM/100/ascmhl/{below.name}"
    actions = [one.get("action") for one in etree.parse(below).findall(".//{*}hash/{*}xxh128")]
    assert actions == ["verified", "verified"]
    assert {one.path_raw.decode() for one in read_manifest(folder).files} == {
        "DCIM/empty.txt", "DCIM/100/a.mov", "DCIM/100/б & <c>.mov",
    }  # fmt: skip
    assert sorted(str(one.text) for one in etree.parse(above).findall(".//{*}directoryhash/{*}path")) == [
        "DCIM",
        "DCIM/100",
    ]
    below.write_bytes(below.read_bytes().replace(b"a.mov", b"b.mov"))
    with pytest.raises(ManifestUnusable, match="and that is not what it was"):
        read_manifest(folder)


@pytest.mark.parametrize(
    "path", ["ascmhl/0001_A003.mhl", "../A003/ascmhl/1.mhl", "/etc/passwd", "DCIM/../ascmhl/1.mhl"]
)
def test_a_list_refers_to_nothing_but_lists_below(folder: Path, path: str) -> None:
    made = write_generation(folder, verified(folder))
    there = f"<references><hashlistreference><path>{path}</path></hashlistreference></references></hashlist>"
    made.write_text(made.read_text().replace("</hashlist>", there))
    with pytest.raises(ManifestUnusable, match="which is no list of a folder below"):
        read_manifest(folder)


def test_the_reference_tool_verifies_histories_within_one_another(folder: Path) -> None:
    inner = folder / "DCIM" / "100"
    write_generation(inner, verified(inner))
    write_generation(folder, verified(folder))
    for mode in ((), ("--directory_hash",)):
        told = reference("verify", "-v", *mode, folder)
        assert told.returncode == 0, told.stdout + told.stderr
    (inner / "a.mov").write_text("DCIM/100/b.mov")
    assert reference("verify", "-v", folder).returncode != 0
    assert reference("verify", "-v", folder / "DCIM" / "100").returncode != 0


def test_the_reference_tool_verifies_three_generations(folder: Path) -> None:
    first = write_generation(folder, verified(folder))
    assert first.name.startswith("0001_A003_")
    (folder / "DCIM" / "later.mov").write_text("later")
    write_generation(folder, verified(folder))
    third = write_generation(folder, verified(folder), process="in-place")

    told = reference("verify", "-v", folder)

    assert told.returncode == 0, told.stdout
    assert told.stdout.count(": OK") == 4
    listed = third.read_text()
    assert listed.count('action="verified"') == 4
    assert '<path size="3"' not in listed
    assert first.read_text().count('action="original"') == 3


def test_the_reference_tool_finds_what_was_changed_afterwards(folder: Path) -> None:
    write_generation(folder, verified(folder))
    (folder / "DCIM" / "100" / "a.mov").write_text("DCIM/100/A.mov")
    told = reference("verify", folder)
    assert told.returncode != 0
    assert "hash mismatch        for DCIM/100/a.mov" in told.stderr


def test_a_history_the_reference_tool_began_goes_on(folder: Path) -> None:
    made = (
        subprocess.run([REFERENCE / "ascmhl", "create", "-h", "md5", folder], capture_output=True, check=False)
        if (REFERENCE / "ascmhl").exists()
        else not_found("ascmhl (make reference-tools)")
    )
    assert made.returncode == 0
    second = write_generation(folder, verified(folder))
    assert second.name.startswith("0002_")
    assert second.read_text().count('action="new"') == 3
    assert reference("verify", folder).returncode == 0


def test_our_own_reader_reads_it(folder: Path) -> None:
    write_generation(folder, verified(folder))
    checked = check_delivery(read_manifest(folder))
    assert checked.outcomes == {CheckOutcome.INTACT: 3}
    assert checked.unlisted == ()


def test_names_xml_cannot_hold_are_left_out(folder: Path) -> None:
    assert [can_list(name) for name in (b"a.mov", "й.mov".encode(), b"\xff.mov", b"a\x1bb", b"a\nb")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    digest = Digest("xxh128", "0" * 32)
    made = write_generation(folder, [Verified(b"\xff.mov", digest, 1, 0), Verified(b"a.mov", digest, 1, 0)])
    assert [one.path_raw for one in read_manifest(made).files] == [b"a.mov"]


def test_a_history_that_was_meddled_with_is_not_gone_on_with(folder: Path) -> None:
    first = write_generation(folder, verified(folder))
    first.write_bytes(first.read_bytes().replace(b"original", b"verified"))
    with pytest.raises(HistoryBroken, match=r"0001_A003_\S+ is not what ascmhl_chain.xml says it is"):
        write_generation(folder, verified(folder))
    (folder / "ascmhl" / "ascmhl_chain.xml").unlink()
    with pytest.raises(HistoryBroken, match=r"there are lists in it, but no ascmhl_chain.xml"):
        write_generation(folder, verified(folder))


def test_a_list_does_not_say_whose_computer_it_was(folder: Path) -> None:
    assert "<hostname>not stated</hostname>" in write_generation(folder, verified(folder)).read_text()


def test_c4_is_that_of_the_standard() -> None:
    # SMPTE ST 2114:2017, the empty input
    assert c4(b"") == "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"


def test_the_reference_tool_gives_folders_the_same_digests_and_finds_what_was_renamed(
    folder: Path, tmp_path: Path
) -> None:
    """Content stays as it was when a file is renamed, structure does not."""
    (folder / "nothing").mkdir()
    (folder / ".DS_Store").write_text("the system's own")
    theirs = tmp_path / "theirs"
    shutil.copytree(folder, theirs)
    program = REFERENCE / "ascmhl"
    if not program.exists():
        not_found("ascmhl (make reference-tools)")
    subprocess.run([program, "create", "-h", "xxh128", theirs], capture_output=True, check=True)
    (reference_list,) = (theirs / "ascmhl").glob("*.mhl")

    ours = write_generation(folder, verified(folder))

    assert folders_in(ours) == folders_in(reference_list)
    assert folders_in(ours).keys() == {"", "DCIM", "DCIM/100", "nothing"}
    assert reference("verify", "--directory_hash", folder).returncode == 0
    (folder / "DCIM" / "100" / "a.mov").rename(folder / "DCIM" / "100" / "b.mov")
    told = reference("verify", "--directory_hash", folder)
    assert (told.returncode == 0, "DCIM/100" in told.stdout + told.stderr) == (False, True)


def test_of_a_folder_with_more_in_it_than_was_verified_no_digest_is_given(folder: Path) -> None:
    made = write_generation(folder, verified(folder)[1:])
    assert folders_in(made) == {}


def folders_in(path: Path) -> dict[str, list[str]]:
    """Content and structure digest of each folder in a list; of all of it under the empty name."""
    root, space = etree.parse(path).getroot(), "{urn:ASC:MHL:v2.0}"
    return {
        one.findtext(f"{space}path", ""): [
            one.findtext(f"{space}{part}/{space}xxh128") for part in ("content", "structure")
        ]
        for one in (*root.iter(f"{space}roothash"), *root.iter(f"{space}directoryhash"))
    }
