"""`consent`, `rights`, `family`, picks, contributors and authority files at the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_runner import Cli, on_both


@pytest.fixture
def hanna(cli: Cli) -> str:
    added = cli(
        "person", "add", "Ганна Каваль", "--name", "pl=Hanna Kowal", "--protection", "open", "--alias", "H.",
        "--role", "witness", "--identifier", "viaf=7", "--source", "https://example.org", "--quotation", "We stay.",
        "--json",
    )  # fmt: skip
    assert added.status == 0, added.err
    (record,) = added.lines
    assert (record["alias"], record["roles"], record["identifiers"]) == ("H.", ["witness"], {"viaf": "7"})
    assert record["sources"] == [{"url": "https://example.org", "title": None, "quotation": "We stay."}]
    return "Hanna Kowal"


@on_both
def test_consent_is_given_read_taken_back_and_undone(cli: Cli, hanna: str) -> None:
    given = cli(
        "consent", "grant", hanna, "--purpose", "Film", "--on", "2026-05-01", "--how", "signed release",
        "--by", "her lawyer", "--until", "2028-05-01", "--review", "2026-11-01", "--risk", "arrest", "--note", "n",
        "--json",
    )  # fmt: skip
    assert given.err == 'Recorded consent of Ганна Каваль to "Film": granted, on 2026-05-01.\n'
    (said,) = cli("consent", "list", hanna, "--json").lines
    assert said == given.lines[0] == {
        "party": "Ганна Каваль",
        "purpose": "Film",
        "state": "granted",
        "stated_on": "2026-05-01",
        "stated_by": "her lawyer",
        "how": "signed release",
        "until": "2028-05-01",
        "review_on": "2026-11-01",
        "risk": "arrest",
        "note": "n",
    }  # fmt: skip
    assert cli("person", "show", hanna, "--json").lines[0]["consents"] == given.lines
    line = "Film: granted on 2026-05-01 · by her lawyer · signed release · until 2028-05-01 · ask again on 2026-11-01"
    assert ["consent", line] in cli("person", "show", hanna).cells
    assert [one["purpose"] for one in cli("consent", "due", "--on", "2026-11-01", "--json").lines] == ["Film"]
    assert cli("consent", "due", "--on", "2026-10-31", "--json").lines == []
    assert cli("consent", "withdraw", hanna, "--how", "by message").status == 0
    assert [(one["purpose"], one["state"]) for one in cli("consent", "list", "--json").lines] == [("any", "withdrawn")]
    assert len(cli("consent", "list", hanna, "--all", "--json").lines) == 2
    assert cli("undo").err == 'Undone: Record consent of Ганна Каваль to "any": withdrawn\n'
    assert cli("consent", "list").cells[0][:4] == ["Ганна Каваль", "Film", "granted", "2026-05-01"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("grant", "Nobody", "--purpose", "film"), "Nobody"),
        (("grant", "Hanna Kowal"), "--purpose"),
        (("refuse", "Hanna Kowal"), "--purpose"),
        (("grant", "Hanna Kowal", "--purpose", "film", "--on", "1 May"), "is no day"),
        (
            ("grant", "Hanna Kowal", "--purpose", "film", "--on", "2026-05-01", "--until", "2026-04-01"),
            "before that day",
        ),
        (("list", "Hanna Kolwa"), 'did you mean "Hanna Kowal"'),
    ],
)
def test_what_cannot_be_recorded_says_why(cli: Cli, hanna: str, arguments, says) -> None:
    ran = cli("consent", *arguments)
    assert (ran.status, says in ran.err) == (2, True), (hanna, ran.err)
    assert cli("consent", "list").out == ""


def test_a_dry_run_records_nothing(cli: Cli, hanna: str) -> None:
    ran = cli("consent", "grant", hanna, "--purpose", "film", "--dry-run")
    assert ran.err == 'Would record consent of Ганна Каваль to "film": granted.\n'
    assert cli("consent", "list").out == ""


def test_an_export_for_a_purpose_asks_for_the_consent_to_it(cli: Cli, hanna: str, tmp_path: Path) -> None:
    cli("tag", "a1", "--person", hanna)
    cli("shotlist", "create", "Cut", "--rate", "25")
    cli("clip", "add", "a1", "0f", "10f")
    assert cli("shotlist", "add", "Cut", "c2").status == 0
    target = tmp_path / "cut.otio"
    assert cli("export", "Cut", target).status == 0
    refused = cli("export", "Cut", tmp_path / "film.otio", "--purpose", "film")
    assert (refused.status, (tmp_path / "film.otio").exists()) == (40, False)
    assert 'whether they consent to "film" is not known' in refused.err
    cli("consent", "grant", hanna, "--purpose", "film")
    near = cli("export", "Cut", target, "--purpose", "flim", "--check")
    assert 'nobody was asked about "flim"; they were asked about film' in near.err
    assert cli("export", "Cut", target, "--purpose", "film").status == 0
    assert cli("history", "--json").lines[0]["what"] == "Export Cut to cut.otio for film"
    cli("consent", "withdraw", hanna, "--purpose", "film")
    for purpose in ((), ("--purpose", "film")):
        assert cli("export", "Cut", target, *purpose).status == 40
    before = target.read_text("utf-8")
    no_is_no = cli("export", "Cut", target, "--purpose", "film", "--accept-unknown", "her lawyer agreed")
    assert (no_is_no.status, target.read_text("utf-8")) == (40, before)
    assert "record it (mediavault consent), or take the shot out." in no_is_no.err
    cli("consent", "grant", hanna, "--purpose", "film", "--how", "her lawyer agreed")
    assert cli("export", "Cut", target, "--purpose", "film").status == 0


def test_who_says_no_is_told_of_all_that_left_before(cli: Cli, hanna: str, tmp_path: Path) -> None:
    cli("tag", "a1", "--person", hanna)
    cli("shotlist", "create", "Cut", "--rate", "25")
    cli("shotlist", "create", "Other", "--rate", "25")
    assert cli("shotlist", "add", "Cut", "c1").status == cli("shotlist", "add", "Other", "a2").status == 0
    assert "has left" not in cli("consent", "refuse", hanna, "--purpose", "online").err
    assert cli("consent", "grant", hanna, "--purpose", "any").status == 0
    for name in ("Cut", "Other"):
        told = cli("export", name, tmp_path / f"{name}.otio", "--purpose", "film")
        assert told.status == 0, told.err
    told = cli("consent", "withdraw", hanna).err
    assert re.search(r"must be asked back by hand: Cut v1 as Cut\.otio on \d{4}-\d\d-\d\d\.", told)
    assert "Other" not in told
    assert "has left" not in cli("consent", "grant", hanna, "--purpose", "film").err


def test_rights_are_settled_listed_inherited_and_stop_an_export(cli: Cli, tmp_path: Path) -> None:
    said = cli("rights", "set", "a1", "--owner", "Hanna K.", "--state", "cleared", "--until", "2099-01-01", "--json")
    assert (said.status, said.err) == (0, "Settled rights in 1 clip: state, owner, term_until.\n")
    cli("clip", "add", "a1", "0f", "10f")
    (clip,) = cli("show", "c2", "--json").lines
    assert clip["clearance"] is None
    assert clip["inherited"]["clearance"]["owner"] == "Hanna K."
    assert ["owner", "Hanna K. (inherited from asset)"] in cli("show", "c2").cells
    assert cli("rights", "set", "c2", "--embargo", "2099-12-31", "--fee", "EUR 200").status == 0
    listed = cli("rights", "list").cells
    assert [row[0] for row in listed] == ["c1", "c2"]
    assert listed[0][3:5] == ["cleared", "Hanna K."]
    assert [one["id"] for one in cli("rights", "list", "--embargoed", "--json").lines] == ["c2"]
    assert [one["id"] for one in cli("rights", "list", "--ends-by", "2099-01-01", "--json").lines] == ["c1"]
    assert cli("rights", "list", "--ends-by", "2098-12-31").out == ""
    cli("shotlist", "create", "Cut", "--rate", "25")
    cli("shotlist", "add", "Cut", "c2")
    refused = cli("export", "Cut", tmp_path / "cut.edl", "--accept-unknown", "please")
    assert (refused.status, "embargo on shot 1 (A001C001.mov) until 2099-12-31" in refused.err) == (40, True)
    assert cli("rights", "set", "c2", "--embargo", "").status == 0
    assert cli("export", "Cut", tmp_path / "cut.edl").status == 0
    assert cli("rights", "set", "a1").status == 2
    assert cli("rights", "set", "a1", "--state", "sold").status == 2
    assert cli("rights", "set", "a1", "--from", "2100-01-01").status == 2
    assert cli("rights", "set", "a1", "--owner", "", "--dry-run").err.startswith("Would settle rights in 1 clip")


def test_versions_of_a_recording_are_a_family(cli: Cli) -> None:
    assert cli("family", "add", "a1", "a4", "--as", "messenger-copy").status == 0
    assert cli("family", "add", "a4", "a3", "--as", "trimmed").status == 0
    shown = cli("family", "show", "a3", "--json").lines
    assert [(one["asset"], one["role"], one["of"], one["provenance"]) for one in shown] == [
        ("a1", "original", None, None),
        ("a4", "messenger copy", "a1", "person"),
        ("a3", "trimmed", "a4", "person"),
    ]
    ring = cli("family", "add", "a3", "a1", "--as", "proxy")
    assert (ring.status, "already belongs to" in ring.err) == (2, True)
    assert cli("family", "add", "a1", "a1", "--as", "proxy").status == 2
    wrong = cli("family", "add", "a1", "a2", "--as", "trimed")
    assert (wrong.status, 'did you mean "trimmed"?' in wrong.err) == (2, True)
    assert cli("family", "remove", "a4", "--dry-run").err.startswith("Would take")
    assert cli("family", "remove", "a4").status == 0
    assert [one["asset"] for one in cli("family", "show", "a1", "--json").lines] == ["a1"]
    assert cli("family", "remove", "a4").status == 2
    assert cli("undo").status == 0
    assert len(cli("family", "show", "a1").cells) == 3


def test_assets_are_picked_rejected_and_linked_to_who_sent_them(cli: Cli) -> None:
    cli("person", "add", "Hanna")
    added = cli("contributor", "add", "@hanna", "--is-person", "Hanna", "--json")
    assert (added.lines[0]["protection"], added.lines[0]["related"][0]["relation"]) == ("unknown", "is")
    assert cli("tag", "kind:video", "--pick", "--contributor", "@hanna").status == 0
    assert [one["id"] for one in cli("find", "is:picked", "--json").lines] == ["a1", "a4"]
    assert [one["id"] for one in cli("find", "contributor:hanna", "--json").lines] == ["a1", "a4"]
    (link,) = cli("show", "c1", "--json").lines[0]["links"]
    assert (link["kind"], link["role"]) == ("contributor", "sent by")
    cli("tag", "a1", "--reject")
    (asset,) = cli("show", "a1", "--json").lines
    assert [(one["picked"], one["rejected"]) for one in asset["clips"]] == [(False, True)]


def test_one_role_of_several_is_untagged(cli: Cli) -> None:
    for role in ("depicts", "speaks"):
        cli("tag", "a1", "--person", "Hanna", "--create", "--role", role)
    cli("tag", "a1", "--person", "Hanna", "--remove", "--role", "speaks")
    assert [one["role"] for one in cli("show", "c1", "--json").lines[0]["links"]] == ["depicts"]


@pytest.mark.parametrize("suffix", [".toml", ".ttl", ".rdf"])
def test_keywords_leave_and_come_back(cli: Cli, bare: Cli, tmp_path: Path, suffix: str) -> None:
    cli("keyword", "add", "symbol")
    cli(
        "keyword",
        "add",
        "flag",
        "--broader",
        "symbol",
        "--name",
        "be=сцяг",
        "--note",
        "any",
        "--identifier",
        "wikidata=Q1",
    )
    path = tmp_path / f"keywords{suffix}"
    assert cli("keyword", "export", path, "--json").lines == [{"file": str(path), "records": 2}]
    other = tmp_path / "other"
    assert bare("init", other).status == 0
    bare("--vault", other, "keyword", "import", path, "--dry-run")
    read = bare("--vault", other, "keyword", "import", path, "--json")
    assert read.lines[0]["added"] + read.lines[0]["known"] == 2, read.err
    show = "keyword", "show", "сцяг", "--json"
    assert bare("--vault", other, *show).lines == cli(*show).lines


def test_who_is_not_open_is_in_no_authority_file_unless_everybody_is_asked_for(
    cli: Cli, hanna: str, tmp_path: Path
) -> None:
    cli("person", "add", "Anna Nowak", "--protection", "do not identify")
    cli(
        "event",
        "edit",
        "Day of Solidarity",
        "--person",
        "Anna Nowak",
        "--person",
        hanna,
        "--note",
        "Filmed by Anna Nowak.",
    )
    for kind in ("person", "event"):
        assert cli(kind, "export", tmp_path / f"{kind}.toml").status == 0
        text = (tmp_path / f"{kind}.toml").read_text("utf-8")
        assert ("Nowak" in text, "Каваль" in text) == (False, True)
    cli("consent", "withdraw", hanna)
    assert cli("person", "export", tmp_path / "person.toml").err.endswith("left out 2 who are not open.\n")
    assert "Каваль" not in (tmp_path / "person.toml").read_text("utf-8")
    cli("person", "export", tmp_path / "person.toml", "--all")
    assert "Anna Nowak" in (tmp_path / "person.toml").read_text("utf-8")
    assert cli("person", "export", tmp_path / "person.ttl").status == 2
    assert not (tmp_path / "person.ttl").exists()
    assert cli("person", "export", tmp_path / "dry.toml", "--dry-run").err.startswith("Would write")
    assert not (tmp_path / "dry.toml").exists()
