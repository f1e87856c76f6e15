"""A deposit: a bag others find valid, records they read, and nothing in it that may not leave."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import bagit
import pytest
from cli_runner import Cli, Ran
from lxml import etree
from media_factory import make_photo, make_video

from mediavault.cli import exit_status, program
from mediavault.deposit.records import PBCORE

DATA = Path(__file__).parents[2] / "data"

SCHEMAS = os.environ.get("MEDIAVAULT_TEST_SCHEMAS")
"""A folder with `pbcore-2.1.xsd` and `oai_dc.xsd`, which come without a licence to pass them on with."""


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media") / "card"
    make_photo(folder / "DCIM" / "1.jpg", colour="#204080")
    make_video(folder / "Białystok 100%\n.mov", seconds=1)
    return folder


@pytest.fixture(scope="module")
def ingested(media: Path) -> Path:
    """A vault with a photo and a video."""
    vault = media.parent / "vault"
    assert program.run(["--vault", str(vault), "ingest", str(media), "--no-previews"]) == 0
    return vault


@pytest.fixture
def run(bare: Cli, ingested: Path, tmp_path: Path) -> Cli:
    """Runs the program on a vault of its own with a photo and a video."""
    vault = tmp_path / "vault"
    shutil.copytree(ingested, vault)
    return lambda *arguments: bare("--vault", vault, *arguments)


def keys(run: Cli) -> dict[str, str]:
    return {one["kind"]: one["id"] for one in run("find", "", "--json").lines}


def files(bag: Path) -> list[str]:
    return sorted(str(path.relative_to(bag)) for path in bag.rglob("*") if path.is_file())


def test_the_bag_is_valid_and_holds_media_records_and_what_is_known(run: Cli, media: Path, tmp_path: Path) -> None:
    bag, by_kind = tmp_path / "bag", keys(run)
    photo, video = by_kind["photo"], by_kind["video"]

    ran = run("deposit", "", bag, "--title", "Day of Solidarity", "--json")

    assert ran.status == 0, ran.err
    assert bagit.Bag(str(bag)).validate() is True  # every digest, every count; raises otherwise
    assert files(bag) == sorted([
        "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/catalogue.jsonl",
        "data/index.html", f"data/media/{photo}/1.jpg", f"data/media/{video}/Białystok 100__.mov",
        *(f"data/records/{key}.{kind}.xml" for key in (photo, video) for kind in ("dc", "pbcore")),
    ])  # fmt: skip
    assert (bag / "data" / "media" / photo / "1.jpg").read_bytes() == (media / "DCIM" / "1.jpg").read_bytes()
    assert bagit.Bag(str(bag)).info["External-Description"] == "Day of Solidarity"
    known = [json.loads(line) for line in (bag / "data" / "catalogue.jsonl").read_text().splitlines()]
    assert [one["id"] for one in known] == [photo, video]
    assert ran.lines[0]["assets"] == [photo, video]
    assert not (tmp_path / "bag.unfinished").exists()


def test_records_say_what_was_said_of_the_media(run: Cli, tmp_path: Path) -> None:
    assert (
        run("tag", "kind:video", "--event", "March", "--place", "Białystok", "--keyword", "flag", "--create").status
        == 0
    )
    assert run("tag", "kind:video", "--note", "They arrive").status == 0
    assert run("deposit", "kind:video", tmp_path / "bag").status == 0
    (record,) = (tmp_path / "bag" / "data" / "records").glob("*.pbcore.xml")
    (core,) = (tmp_path / "bag" / "data" / "records").glob("*.dc.xml")
    told = etree.fromstring(record.read_bytes())

    def texts(name: str) -> list[str]:
        return [one.text for one in told.iter(f"{{{PBCORE}}}{name}")]

    assert texts("pbcoreSubject") == ["flag"]
    assert texts("coverage") == ["Białystok", "March"]
    assert texts("pbcoreDescription") == ["They arrive"]
    assert texts("instantiationMediaType") == ["Moving Image"]
    assert texts("instantiationDuration") == ["00:00:01.000"]
    said = [(etree.QName(one).localname, one.text) for one in etree.fromstring(core.read_bytes())]
    assert ("subject", "flag") in said
    assert ("type", "MovingImage") in said
    assert ("format", "video/quicktime") in said


@pytest.fixture(scope="module")
def told_of(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of media of which all is said that records hold."""
    folder = tmp_path_factory.mktemp("told")
    vault = folder / "vault"
    shutil.copytree(ingested, vault)
    for arguments in (
        ("tag", "", "--event", "March", "--place", "Białystok", "--keyword", "flag", "--create"),
        ("tag", "", "--person", "Anna K.", "--role", "filmed by", "--create"),
        ("tag", "", "--organisation", "Viasna", "--role", "speaks", "--create"),
        ("person", "edit", "Anna K.", "--protection", "open"),
        ("organisation", "edit", "Viasna", "--protection", "open"),
        ("tag", "", "--note", "They arrive", "--rights", "© Anna K."),
        ("rights", "set", "", "--owner", "Anna K.", "--licence", "CC BY 4.0"),
        ("deposit", "", folder / "bag"),
    ):
        assert program.run(["--vault", str(vault), *map(str, arguments)]) == 0
    return folder / "bag" / "data" / "records"


def rules(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(DATA / name))


@pytest.mark.parametrize(("kind", "name"), [("pbcore", "pbcore_2_1.rng"), ("dc", "oai_dc.rng")])
def test_records_are_as_their_standards_demand(told_of: Path, kind: str, name: str) -> None:
    records = sorted(told_of.glob(f"*.{kind}.xml"))
    for path in records:
        rules(name).assertValid(etree.parse(path))
    assert len(records) == 2


def test_records_say_all_that_their_rules_are_asked_of(told_of: Path) -> None:
    """Otherwise rules would be kept by records that say nothing."""
    asked = {one.get("name") for one in etree.parse(DATA / "pbcore_2_1.rng").iter("{*}element")}
    records = map(etree.parse, told_of.glob("*.pbcore.xml"))
    said = {etree.QName(element).localname for record in records for element in record.getroot().iter()}
    assert asked - said == {"instantiationTimeStart"}  # neither has a timecode


def spoilt() -> Iterator[tuple[str, Callable[[etree._Element], object]]]:
    """What makes a record of PBCore one that others refuse."""

    def the(root: etree._Element, name: str) -> etree._Element:
        return next(root.iter(f"{{{PBCORE}}}{name}"))

    yield "no location", lambda root: the(root, "pbcoreInstantiation").remove(the(root, "instantiationLocation"))
    yield "no description", lambda root: root.remove(the(root, "pbcoreDescription"))
    yield "the title last", lambda root: root.append(the(root, "pbcoreTitle"))
    yield "an identifier of nobody", lambda root: the(root, "pbcoreIdentifier").attrib.clear()
    yield "a coverage of neither kind", lambda root: setattr(the(root, "coverageType"), "text", "Event")
    yield "an element of another name", lambda root: setattr(the(root, "pbcoreTitle"), "tag", f"{{{PBCORE}}}title")
    yield "an element of another space", lambda root: setattr(the(root, "pbcoreTitle"), "tag", "pbcoreTitle")


@pytest.mark.parametrize(("what", "spoil"), list(spoilt()))
def test_the_rules_refuse_what_the_standard_refuses(
    told_of: Path, what: str, spoil: Callable[[etree._Element], object]
) -> None:
    record = etree.parse(next(told_of.glob("*.pbcore.xml")))
    spoil(record.getroot())
    assert not rules("pbcore_2_1.rng").validate(record), what


def test_records_are_valid_by_the_schemas_themselves(told_of: Path) -> None:
    if SCHEMAS is None:
        pytest.skip("MEDIAVAULT_TEST_SCHEMAS names no folder")
    pb, dc = (etree.XMLSchema(etree.parse(Path(SCHEMAS, name))) for name in ("pbcore-2.1.xsd", "oai_dc.xsd"))
    for path in told_of.iterdir():
        (pb if "pbcore" in path.name else dc).assertValid(etree.parse(path))


def test_people_who_are_not_open_stop_it_and_their_names_never_leave(run: Cli, tmp_path: Path) -> None:
    assert run("tag", "kind:photo", "--person", "Maria Kalesnikava", "--create").status == 0
    assert run("tag", "kind:photo", "--note", "Maria Kalesnikava speaks").status == 0
    bag = tmp_path / "bag"

    refused = run("deposit", "", bag)
    assert refused.status == exit_status.REFUSED
    assert "Asset a" in refused.err
    assert "(1.jpg) is linked to Maria Kalesnikava, and whether they may be identified is not known." in refused.err
    assert (bag.exists(), run("deposit", "", bag, "--dry-run").status) == (False, exit_status.REFUSED)

    assert run("deposit", "", bag, "--accept-unknown", "agreed with the archive").status == 0
    for path in bag.rglob("*"):
        assert path.is_dir() or b"Kalesnikava" not in path.read_bytes()
    assert b"[name withheld] speaks" in (bag / "data" / "catalogue.jsonl").read_bytes()


def test_consent_is_asked_for_the_purpose(run: Cli, tmp_path: Path) -> None:
    assert run("tag", "kind:photo", "--person", "Anna K.", "--create").status == 0
    assert run("person", "edit", "Anna K.", "--protection", "open").status == 0
    assert run("consent", "grant", "Anna K.", "--purpose", "film", "--how", "signed").status == 0
    assert run("deposit", "", tmp_path / "press", "--purpose", "press").status == exit_status.REFUSED
    assert run("deposit", "", tmp_path / "film", "--purpose", "film").status == 0
    assert b"Anna K." in (tmp_path / "film" / "data" / "catalogue.jsonl").read_bytes()
    assert "must be asked back by hand: deposited in film for film on 2" in run("consent", "withdraw", "Anna K.").err


def test_an_embargo_stops_it_whatever_reason_is_given(run: Cli, tmp_path: Path) -> None:
    assert run("rights", "set", "kind:photo", "--embargo", "2999-01-01").status == 0
    ran = run("deposit", "", tmp_path / "bag", "--accept-unknown", "because")
    assert ran.status == exit_status.REFUSED
    assert "There is an embargo on asset a" in ran.err


def test_what_it_did_is_kept_with_the_copies(run: Cli, tmp_path: Path) -> None:
    from mediavault.vault import Vault  # noqa: PLC0415

    assert run("deposit", "", tmp_path / "bag", "--accept-unknown", "agreed").status == 0
    with Vault.open(tmp_path / "vault").catalogue() as catalogue:
        kept = catalogue.fixity.of_copies([one.copy for one in catalogue.shelf.places()])
    assert [[one.check.detail for one in checks] for checks in kept.values()] == [
        ["deposited in bag; people accepted: agreed"]
    ] * 2


def interrupted(run: Cli, bag: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """A deposit of everything that is interrupted when all is copied."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mediavault.deposit.run._seal", interrupt)
        return run("deposit", "", bag)


def test_interrupted_it_goes_on_and_a_copy_is_never_halved(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = interrupted(run, tmp_path / "bag", monkeypatch)
    assert ran.status == exit_status.INTERRUPTED
    assert "To go on: mediavault --vault" in ran.err
    assert not (tmp_path / "bag").exists()
    assert run("deposit", "", tmp_path / "bag").status == 0
    assert bagit.Bag(str(tmp_path / "bag")).validate() is True


def test_what_an_earlier_run_left_and_may_not_leave_any_more_is_not_in_the_bag(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(run, tmp_path / "bag", monkeypatch)
    assert run("tag", "kind:photo", "--person", "Maria", "--create").status == 0
    assert run("deposit", "", tmp_path / "bag").status == exit_status.REFUSED
    ran = run("deposit", "kind:video", tmp_path / "bag")
    assert ran.status == exit_status.USAGE
    assert f"{keys(run)['photo']}/1.jpg. Remove that folder" in ran.err
    assert not (tmp_path / "bag").exists()
    shutil.rmtree(tmp_path / "bag.unfinished")
    assert run("deposit", "kind:video", tmp_path / "bag").status == 0
    assert bagit.Bag(str(tmp_path / "bag")).validate() is True


def test_an_original_that_names_somebody_within_its_file_leaves_for_a_reason_only(bare: Cli, tmp_path: Path) -> None:
    vault, bag = tmp_path / "vault", tmp_path / "bag"
    make_photo(tmp_path / "card" / "1.jpg", ImageDescription="Марыя Калеснікава on the stairs")
    bare("--vault", vault, "ingest", tmp_path / "card", "--no-previews")
    assert bare("--vault", vault, "person", "add", "Maria Kalesnikava").status == 0
    refused = bare("--vault", vault, "deposit", "", bag)
    assert refused.status == exit_status.REFUSED
    assert "Asset a1 (1.jpg) names somebody who is not known to be open, within its file." in refused.err
    assert not bag.exists()
    told = bare("--vault", vault, "deposit", "", bag, "--accept-unknown", "agreed")
    assert told.status == 0
    assert "The original leaves as it is." in told.err
    assert "[name withheld] on the stairs" in (bag / "data" / "catalogue.jsonl").read_text("utf-8")
    edited = bare("--vault", vault, "person", "edit", "Maria Kalesnikava", "--protection", "open")
    assert edited.status == 0
    assert bare("--vault", vault, "deposit", "", tmp_path / "open").status == 0


def test_a_bag_may_not_be_called_after_somebody(run: Cli, tmp_path: Path) -> None:
    assert run("person", "add", "Maria Kalesnikava").status == 0
    ran = run("deposit", "", tmp_path / "kalesnikava_maria", "--accept-unknown", "agreed")
    assert ran.status == exit_status.REFUSED
    assert "holds a name that must not leave" in ran.err
    assert not list(tmp_path.glob("kales*"))


def test_a_damaged_original_does_not_leave(run: Cli, media: Path, tmp_path: Path) -> None:
    path = media / "DCIM" / "1.jpg"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        ran = run("deposit", "kind:photo", tmp_path / "bag")
    finally:
        path.write_bytes(content)
    assert ran.status == exit_status.UNREADABLE
    assert "its bytes are not those the catalogue knows" in ran.err
    assert not (tmp_path / "bag").exists()


def test_what_is_there_or_away_is_refused(run: Cli, media: Path, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    assert "is there already" in run("deposit", "", tmp_path / "bag").err
    assert "the query finds nothing" in run("deposit", "kind:audio", tmp_path / "new").err
