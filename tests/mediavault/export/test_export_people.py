"""Unknown means no: who may not be identified stops an export, and is named in none."""

from __future__ import annotations

from pathlib import Path

import pytest
from export_readers import unpacked_text
from hypothesis import assume, given
from hypothesis import strategies as st
from shot_list_factory import HANNA, link, shot, shot_list, video

from library.model import Authority, AuthorityKind, Name, Protection, ShotList
from library.withheld import WITHHELD, Withheld
from mediavault.export import WRITTEN, ConsentMissing, FindingKind, People, Severity, check, export

FORMAT_NAMES = tuple(WRITTEN)
CANARIES = ("Каваль", "каваль", "Kaval", "kaval", "KAVAL", "%D0%9A%D0%B0%D0%B2%D0%B0%D0%BB%D1%8C")


def everywhere() -> ShotList:
    """A list that has the name of one person in every text it holds."""
    place = link(9, AuthorityKind.PLACE, "House of Hanna Kaval")
    media = video(1, "Ганна_Каваль/hanna-kaval 01.mov", reel="KAVAL_HANNA_KAVAL")
    other = video(2, "b.mov", reel="Hanna Kaval")
    return shot_list(
        shot(1, media, 0, 5, name="ганна каваль speaks", note="Ask Ганна\nКаваль", heading="Hanna Kaval",
             clip_note="This is ГАННА КАВАЛЬ.", links=(HANNA, place)),
        shot(2, other, 0, 5, note="HANNA KAVAL again"),
        name="Ганна Каваль, selects",
    )  # fmt: skip


@pytest.mark.parametrize("format_name", FORMAT_NAMES)
@pytest.mark.parametrize("protection", [None, Protection.UNKNOWN, Protection.DO_NOT_IDENTIFY])
def test_a_person_who_is_not_open_stops_an_export(
    tmp_path: Path, format_name: str, protection: Protection | None
) -> None:
    target = tmp_path / f"list.{format_name}"
    with pytest.raises(ConsentMissing, match="Ганна Каваль"):
        export(_with_hanna(), target, people=_people(protection))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_name", FORMAT_NAMES)
def test_an_open_person_is_named(tmp_path: Path, format_name: str) -> None:
    target = tmp_path / f"list.{format_name}"
    report = export(_with_hanna(), target, people=_people(Protection.OPEN))
    assert not any(finding.kind is FindingKind.CONSENT_UNKNOWN for finding in report.findings)
    assert ("Ганна Каваль" in unpacked_text(target)) == (format_name not in {"edl", "losslesscut"})


@pytest.mark.parametrize("format_name", FORMAT_NAMES)
@pytest.mark.parametrize("protection", [None, Protection.DO_NOT_IDENTIFY, Protection.ALIAS_ONLY])
def test_a_withheld_name_is_in_no_byte_of_an_export(
    tmp_path: Path, format_name: str, protection: Protection | None
) -> None:
    target = tmp_path / f"list.{format_name}"
    report = export(everywhere(), target, people=_people(protection), accept_unknown="she agreed by mail")
    content = unpacked_text(target)
    assert [canary for canary in CANARIES if canary in content] == []
    assert FindingKind.NAME_IN_PATH in {finding.kind for finding in report.findings}
    assert report.accepted == "she agreed by mail"


def test_alias_only_warns() -> None:
    findings = check(_with_hanna(), "otio", people=_people(Protection.ALIAS_ONLY))
    people = [finding for finding in findings if finding.kind is FindingKind.ALIAS_ONLY]
    assert [finding.severity for finding in people] == [Severity.WARN]


def test_an_empty_reason_accepts_nothing() -> None:
    assert any(finding.stops for finding in check(_with_hanna(), "otio", accept_unknown="  "))


def test_a_reason_turns_a_stop_into_a_warning() -> None:
    assert not any(finding.stops for finding in check(_with_hanna(), "otio", accept_unknown="agreed"))


def test_a_name_inside_another_word_stays() -> None:
    anna = link(5, AuthorityKind.PERSON, "Ann")
    built = shot_list(shot(1, video(1, "Annapolis.mov"), 0, 5, links=(anna,), note="Annapolis, with Ann."))
    findings = check(built, "otio", accept_unknown="agreed")
    assert FindingKind.NAME_IN_PATH not in {finding.kind for finding in findings}


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Ганна Каваль", "Hanna Kaval, Kaval Hanna", "[name withheld], [name withheld]"),
        ("Ганна Каваль", "HannaKaval01 and hanna.kaval", "[name withheld]01 and [name withheld]"),
        ("Łukasz Żak", "with Lukasz Zak; Łukasz Żuk stays", "with [name withheld]; Łukasz Żuk stays"),
        ("Anna Maria Bąk", "Anna Maria Bak", "[name withheld]"),
        ("Ann", "on Ann in Annapolis", "on [name withheld] in Annapolis"),
        ("王小明", "昨天王小明在", "昨天[name withheld]在"),
        ("Witness 7", "Witness 7, witness 8", "[name withheld], witness 8"),
        ("", "nobody", "nobody"),
    ],
)
def test_a_name_is_known_by_its_sound(name: str, text: str, left: str) -> None:
    assert Withheld(frozenset({name})).redacted(text) == left


@given(text=st.text(max_size=60), name=st.text(max_size=12))
def test_what_is_redacted_holds_the_name_no_more(text: str, name: str) -> None:
    withheld = Withheld(frozenset({name, "Ганна Каваль"}))
    assume(not withheld.inside(WITHHELD))
    once = withheld.redacted(text)
    assert not withheld.inside(once) or once == withheld.redacted(once)
    assert withheld.redacted("nothing to hide") == "nothing to hide" or withheld.inside("nothing to hide")


def _with_hanna() -> ShotList:
    return shot_list(shot(1, video(1, "a.mov", timecode="10:00:00:00"), 0, 5, links=(HANNA,)))


def _people(protection: Protection | None) -> People:
    return People(() if protection is None else (_hanna(protection),))


def _hanna(protection: Protection, *names: str) -> Authority:
    return Authority(
        kind=AuthorityKind.PERSON,
        id=HANNA.authority,
        name=HANNA.name,
        names=tuple(map(Name, names)),
        protection=protection,
    )
