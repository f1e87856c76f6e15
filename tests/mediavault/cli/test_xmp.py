"""`xmp`: sidecars that other programs read and edit, and back."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from catalogue_factory import RATE, photo, stamp, video
from cli_runner import Cli
from lxml import etree

from library.model import Authority, AuthorityKind, Clip, Digest, Fingerprint, Protection, Region
from library.timecode import TimeRange
from mediavault.vault import Vault, volume_of

FOREIGN = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<!-- of another program -->
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:odd="http://odd.example/1/" xmp:Label="Red" odd:setting="7">
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>a|b</rdf:li></rdf:Bag></lr:hierarchicalSubject>
   <odd:deep><rdf:Seq><rdf:li rdf:parseType="Resource"><odd:x>1</odd:x></rdf:li></rdf:Seq></odd:deep>
   <dc:subject><rdf:Bag><rdf:li>theirs</rdf:li></rdf:Bag></dc:subject>
   <dc:description><rdf:Alt>
    <rdf:li xml:lang="x-default">their words</rdf:li><rdf:li xml:lang="be">іх</rdf:li>
   </rdf:Alt></dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
NAMES = (b"DCIM/A001.mov", b"DCIM/P1.jpg", b"DCIM/P1.nef", b"DCIM/\xff odd.jpg")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A folder with the files that are catalogued; what is in them plays no part."""
    folder = tmp_path / "card"
    for name in NAMES:
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"media")
    return folder


@pytest.fixture
def vault(tmp_path: Path, card: Path) -> Vault:
    """a1 is tagged in every way; Vera must not be named, and the note names her."""
    made = Vault.create(tmp_path / "vault")
    identity = volume_of(card)
    with made.catalogue() as catalogue, catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume(identity.uid, "CARD_A")
        for number, name in enumerate(NAMES):
            below = os.fsencode(card.resolve().relative_to(mount_of(card))) + b"/" + name
            content, digest = Fingerprint(5_000_000, f"{number:032x}"), Digest("xxh128", f"{number:032x}")
            edit.record(volume.id, below, stamp(inode=number), content, photo() if number else video(), digest)
        whole = edit.whole_clip(1)
        edit.describe_clip(whole.id, name="Прыбыццё", note="Вера Каваленка waits", rights="AP", rating=4)
        part = edit.add_clip(1, TimeRange(25, 50, RATE), name="she waits")
        for kind, name, protection in (
            ("person", "Vera Kavalenka", Protection.DO_NOT_IDENTIFY),
            ("person", "Anna Open", Protection.OPEN),
            ("keyword", "flag", None),
            ("place", "Białystok", None),
            ("event", "Day of Solidarity", None),
            ("organisation", "Viasna", Protection.OPEN),
        ):
            edit.link(whole, edit.add_authority(Authority(kind=AuthorityKind(kind), name=name, protection=protection)))
        edit.describe_clip(part.id, note="to the end")
    return made


def mount_of(path: Path) -> Path:
    return next(one for one in (path.resolve(), *path.resolve().parents) if one.is_mount())


def sidecars(folder: Path) -> list[str]:
    return sorted(os.fsencode(one.name).decode("utf-8", "replace") for one in folder.rglob("*.xmp"))


def one_of(folder: Path, name: str) -> Path:
    (found,) = folder.rglob(name)
    return found


def exiftool_says(path: Path) -> dict[str, object]:
    told = subprocess.run(
        ["exiftool", "-j", "-struct", "-G1", "-charset", "filename=utf8", str(path)], capture_output=True, check=True
    )
    return json.loads(told.stdout)[0]


@pytest.mark.needs_program("exiftool", "xmllint")
def test_other_programs_read_what_the_catalogue_says(cli: Cli, tmp_path: Path) -> None:
    told = cli("xmp", "export", "", tmp_path / "tree", "--json")
    assert told.status == 0, told.out
    assert told.lines[-1] == {"summary": {"written": 4, "problems": 0}}
    assert sidecars(tmp_path / "tree") == ["A001.mov.xmp", "P1.jpg.xmp", "P1.nef.xmp", "\ufffd odd.jpg.xmp"]
    path = one_of(tmp_path / "tree", "A001.mov.xmp")
    assert path.relative_to(tmp_path / "tree").parts[0] == "CARD_A"
    said = exiftool_says(path)
    assert {name: said[name] for name in said if name.startswith("XMP-") and "mediavault" not in name.lower()} == {
        "XMP-dc:Title": "Прыбыццё",
        "XMP-dc:Description": "[name withheld] waits",
        "XMP-dc:Rights": "AP",
        "XMP-dc:Subject": ["flag"],
        "XMP-xmp:Rating": 4,
        "XMP-iptcExt:PersonInImage": ["Anna Open"],
        "XMP-iptcExt:OrganisationInImageName": ["Viasna"],
        "XMP-iptcExt:Event": "Day of Solidarity",
        "XMP-iptcExt:LocationShown": [{"LocationName": "Białystok"}],
        "XMP-xmpDM:TapeName": "A001",
        "XMP-xmpDM:StartTimecode": {"TimeFormat": "25 fps", "TimeValue": "10:00:00:00"},
        "XMP-xmpDM:Tracks": [
            {
                "TrackName": "mediavault",
                "TrackType": "Comment",
                "FrameRate": "f25",
                "Markers": [
                    {"StartTime": 25, "Duration": 50, "Name": "she waits", "Comment": "to the end", "Type": "Comment"}
                ],
            }
        ],
    }
    written = path.read_text("utf-8")
    assert "Kavalenka" not in written
    assert "Каваленка" not in written
    subprocess.run(["xmllint", "--noout", str(path)], check=True)


def test_a_sidecar_nobody_edited_changes_nothing(cli: Cli, vault: Vault, tmp_path: Path) -> None:
    for _ in range(2):
        assert cli("xmp", "export", "", tmp_path / "tree").status == 0
        before = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*.xmp")}
        imported = cli("xmp", "import", tmp_path / "tree", "--yes")
        assert (imported.status, imported.err) == (0, "The catalogue says all of it already: nothing was changed.\n")
    assert {path: path.read_bytes() for path in before} == before, "written twice it says the same"


@pytest.mark.needs_program("exiftool")
def test_what_another_program_edited_is_read_back(cli: Cli, tmp_path: Path) -> None:
    assert cli("xmp", "export", "", tmp_path / "tree").status == 0
    path = one_of(tmp_path / "tree", "P1.jpg.xmp")
    edits = ("-XMP-dc:Title=Portrait", "-XMP-xmp:Rating=-1", "-XMP-dc:Subject+=flag", "-XMP-dc:Description=Ў дождж")
    subprocess.run(["exiftool", "-q", "-overwrite_original", *edits, str(path)], check=True)
    shown = cli("xmp", "import", path, "--dry-run")
    assert sorted(cells[2:5] for cells in shown.cells) == [
        ["keywords", "", "flag"],
        ["name", "", "Portrait"],
        ["note", "", "Ў дождж"],
        ["pick", "", "rejected"],
    ]
    assert cli("xmp", "import", tmp_path / "tree", "--yes").status == 0
    clip = cli("show", "a2", "--json").lines[0]["clips"][0]
    assert (clip["name"], clip["note"], [link["name"] for link in clip["links"]]) == ("Portrait", "Ў дождж", ["flag"])
    assert cli("undo").status == 0
    assert cli("show", "a2", "--json").lines[0]["clips"] == []


def test_a_foreign_sidecar_is_updated_and_never_replaced(cli: Cli, card: Path, tmp_path: Path) -> None:
    beside = card / "DCIM" / "A001.xmp"
    beside.write_text(FOREIGN, encoding="utf-8")
    media = {path: path.stat() for path in card.rglob("*") if path.is_file() and path.suffix != ".xmp"}
    for arguments in ((tmp_path / "tree",), ("--beside-copies",)):
        told = cli("xmp", "export", "A001", *arguments)
        assert told.status == 0, told.out
        assert told.cells[0][2] == "what others say is left to them: dc:description"
        path = beside if arguments == ("--beside-copies",) else one_of(tmp_path / "tree", "A001.mov.xmp")
        written = path.read_text("utf-8")
        assert "<!-- of another program -->" in written
        assert written.rstrip().endswith('<?xpacket end="w"?>')
        tree = etree.parse(str(path))
        names = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
        assert tree.xpath("//dc:description//rdf:li/text()", namespaces=names) == ["their words", "іх"]
        assert tree.xpath("//dc:subject//rdf:li/text()", namespaces=names) == ["theirs", "flag"]
        assert tree.xpath("//*[local-name()='x']/text()") == ["1"]
        assert tree.xpath("//*[local-name()='hierarchicalSubject']//rdf:li/text()", namespaces=names) == ["a|b"]
        description = tree.xpath("//rdf:RDF/rdf:Description", namespaces=names)[0]
        assert description.get("{http://odd.example/1/}setting") == "7"
        assert description.get("{http://ns.adobe.com/xap/1.0/}Label") == "Red"
    assert sidecars(card) == ["A001.xmp"], "the one that was there"
    assert {path: path.stat() for path in media} == media
    assert cli("tag", "a1", "--keyword", "flag", "--remove").status == 0
    assert cli("xmp", "export", "A001", "--beside-copies").status == 0
    assert "flag" not in beside.read_text("utf-8")
    assert "theirs" in beside.read_text("utf-8")


def test_what_others_say_of_whoever_must_not_be_named_stays_beside_the_copies(
    cli: Cli, card: Path, tmp_path: Path
) -> None:
    beside = card / "DCIM" / "A001.xmp"
    named = (
        FOREIGN.replace("their words", "Вера Каваленка at home")
        .replace("theirs", "Vera Kavalenka")
        .replace("a|b", "People|Kavalenka Vera")
        .replace('Label="Red"', 'Label="Vera Kavalenka"')
        .replace("of another program", "of Vera Kavalenka")
    )
    beside.write_text(named, encoding="utf-8")
    assert cli("xmp", "export", "A001", tmp_path / "tree").status == 0
    written = one_of(tmp_path / "tree", "A001.mov.xmp").read_text("utf-8")
    assert "avalenka" not in written
    assert "аваленка" not in written
    assert "[name withheld] at home" in written
    assert beside.read_text("utf-8") == named
    assert cli("xmp", "export", "A001", "--beside-copies").status == 0
    assert "Вера Каваленка at home" in beside.read_text("utf-8"), "it is theirs, and goes nowhere"


def test_beside_copies_a_short_name_is_used_only_where_it_is_of_one_file(cli: Cli, card: Path) -> None:
    (card / "DCIM" / "P1.xmp").write_text(FOREIGN, encoding="utf-8")
    assert cli("xmp", "export", "P1", "--beside-copies").status == 0
    assert sidecars(card) == ["P1.jpg.xmp", "P1.nef.xmp", "P1.xmp"]
    assert (card / "DCIM" / "P1.xmp").read_text("utf-8") == FOREIGN


def test_nothing_is_written_beside_a_read_only_copy_and_a_folder_or_a_word_is_needed(cli: Cli, card: Path) -> None:
    (card / "DCIM" / "A001.mov").chmod(0o444)
    told = cli("xmp", "export", "A001", "--beside-copies")
    assert (told.status, told.cells[0][2]) == (3, "its copy is read-only")
    assert cli("xmp", "export", "A001").status == 2
    assert cli("xmp", "export", "A001", card, "--beside-copies").status == 2
    assert cli("xmp", "export", "P1", "--beside-copies", "--dry-run").status == 0
    assert sidecars(card) == []


def test_what_is_no_sidecar_is_told_and_left_as_it_is(cli: Cli, card: Path, tmp_path: Path) -> None:
    for text in (
        "<x",
        "<a/>",
        f'<!DOCTYPE x [<!ENTITY e "{"e" * 50}">]>\n<a>&e;</a>',
        "<a>" + "x" * (1 << 20) + "</a>",
    ):
        bad = card / "DCIM" / "A001.xmp"
        bad.write_text(text)
        told = cli("xmp", "export", "A001", "--beside-copies")
        assert told.status == 3
        assert f"Cannot use the sidecar {bad}" in told.out
        assert bad.read_text() == text
        assert cli("xmp", "import", bad, "--yes").status == 3
    foreign = tmp_path / "foreign.xmp"
    foreign.write_text(FOREIGN, encoding="utf-8")
    told = cli("xmp", "import", foreign, "--yes")
    assert (told.status, told.cells[0][1]) == (3, "it is of nothing in this catalogue, or mediavault did not write it")


def test_another_vault_takes_what_it_lacks_and_loses_nothing(cli: Cli, bare: Cli, vault: Vault, tmp_path: Path) -> None:
    assert cli("xmp", "export", "A001", tmp_path / "tree").status == 0
    other = Vault.create(tmp_path / "other")
    with other.catalogue() as catalogue, catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume("uuid:elsewhere", "ELSEWHERE")
        found, digest = Fingerprint(5_000_000, f"{0:032x}"), Digest("xxh128", f"{0:032x}")
        _, asset = edit.record(volume.id, b"renamed.mov", stamp(), found, video(), digest)
        edit.link(edit.whole_clip(asset), edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="ours")))
    there = ("--vault", other.path)
    taken = bare(*there, "xmp", "import", tmp_path / "tree", "--create", "--yes")
    assert taken.status == 0, taken.err
    clip = bare(*there, "show", "a1", "--json").lines[0]["clips"][0]
    assert (clip["name"], clip["rating"]) == ("Прыбыццё", 4)
    assert sorted(link["name"] for link in clip["links"]) == [
        "Anna Open", "Białystok", "Day of Solidarity", "Viasna", "flag", "ours"
    ]  # fmt: skip
    assert "nothing was changed" in bare(*there, "xmp", "import", tmp_path / "tree", "--yes").err


def test_clips_come_back_as_they_were_from_the_sidecars_of_another_vault(
    cli: Cli, bare: Cli, vault: Vault, tmp_path: Path
) -> None:
    with vault.catalogue() as catalogue, catalogue.transaction("More") as edit:
        edit.add_clip(1, TimeRange(25, 50, RATE), name="the same under another name")
        flags = edit.add_clip(2, None, region=Region(0.1, 1 / 3, 0.5, 0.25), name="flags")
        edit.link(flags, edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="banner")))
    assert cli("xmp", "export", "", tmp_path / "tree").status == 0
    other = Vault.create(tmp_path / "other")
    with other.catalogue() as catalogue, catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume("uuid:elsewhere", "ELSEWHERE")
        for number, facts in ((1, photo()), (0, video())):
            found, digest = Fingerprint(5_000_000, f"{number:032x}"), Digest("xxh128", f"{number:032x}")
            edit.record(volume.id, f"{number}.mov".encode(), stamp(inode=number), found, facts, digest)
    there = ("--vault", other.path)
    shown = bare(*there, "xmp", "import", tmp_path / "tree", "--create", "--dry-run")
    marked = [row[4] for row in shown.cells if "new clip" in row]
    assert sorted(marked) == ["0.1,0.3333333333333333,0.5,0.25", "25-75 at 25", "25-75 at 25"]
    taken = bare(*there, "xmp", "import", tmp_path / "tree", "--create", "--yes")
    assert "Import 3 clips and " in taken.err
    marks = {(clip.asset, str(clip.range), str(clip.region), clip.name, clip.note) for clip in clips_of(vault)}
    moved = {1: 2, 2: 1}
    assert {(moved[asset], *others) for asset, *others in marks} == {
        (clip.asset, str(clip.range), str(clip.region), clip.name, clip.note) for clip in clips_of(other)
    }
    assert [link.name for clip in clips_of(other) if clip.name == "flags" for link in clip.links] == ["banner"]
    assert "nothing was changed" in bare(*there, "xmp", "import", tmp_path / "tree", "--yes").err
    assert bare(*there, "undo").status == 0
    assert clips_of(other) == []


def clips_of(vault: Vault) -> list[Clip]:
    """The ranges and regions of the first two assets."""
    with vault.catalogue() as catalogue:
        return [clip for asset in catalogue.assets([1, 2]) for clip in asset.clips if not clip.is_whole]
