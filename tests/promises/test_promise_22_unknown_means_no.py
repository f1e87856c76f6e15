"""Promises 21 and 22: nobody leaves who did not allow it, and unknown means no; nothing leaves before its embargo ends.

Who is known how far, what they said about which purpose, where in the media they are, what the rights say: all of it is
random. Whether the list may leave is worked out here, fact by fact, and compared with what every format does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shot_list_factory import PAL, photo, shot, shot_list, video

from library.model import (
    PARTIES,
    Authority,
    AuthorityId,
    AuthorityKind,
    Clearance,
    ClearanceState,
    Clip,
    ClipId,
    Consent,
    ConsentState,
    Doubt,
    Link,
    LinkId,
    Objection,
    Protection,
    Region,
    Shot,
    objection,
)
from library.timecode import TimeRange
from mediavault.export import FORMATS, WRITTEN, ConsentMissing, ExportRefused, People, Rendering, check, export
from mediavault.export.findings import RightsMissing

TODAY = date(2026, 11, 25)
DAYS = [TODAY + timedelta(days=days) for days in (-400, -1, 0, 1, 400)]
PURPOSES = ("film", "online", "any")
USED = TimeRange(100, 50, PAL)
"""What the shot uses."""
OWN, WHOLE, SHARING, TOUCHING, APART = "own", "whole", "sharing a frame", "touching", "apart"
RANGES = {SHARING: TimeRange(149, 50, PAL), TOUCHING: TimeRange(150, 50, PAL), APART: TimeRange(300, 50, PAL)}
IN_THE_PICTURE = ("depicts", "speaks")
BEHIND = ("filmed by", "sent by", "about")


@dataclass(frozen=True)
class Party:
    """Somebody, what they said, and where they are linked."""

    record: Authority
    said: tuple[Consent, ...]
    links: tuple[tuple[str, str], ...]
    """Places and roles."""


@st.composite
def parties(draw: st.DrawFn, number: int) -> Party:
    identity = AuthorityId(100 + number)
    record = Authority(
        kind=draw(st.sampled_from(sorted(PARTIES))),
        name=f"Somebody{number}",
        id=identity,
        protection=draw(st.sampled_from([*Protection, None])),
    )
    statements = st.tuples(
        st.sampled_from(PURPOSES),
        st.sampled_from(ConsentState),
        st.sampled_from(DAYS[:3]),
        st.sampled_from([None, *DAYS]),
    )
    said = tuple(
        Consent(party=identity, purpose=purpose, state=state, stated_on=day, until=until, id=order)  # type: ignore[arg-type]
        for order, (purpose, state, day, until) in enumerate(draw(st.lists(statements, max_size=3)), 1)
    )
    places = st.tuples(st.sampled_from([OWN, WHOLE, *RANGES]), st.sampled_from([*IN_THE_PICTURE, *BEHIND]))
    return Party(record, said, tuple(draw(st.lists(places, max_size=2, unique=True))))


CLEARANCES = st.builds(
    Clearance,
    state=st.sampled_from([None, *ClearanceState]),
    term_from=st.sampled_from([None, *DAYS]),
    term_until=st.sampled_from([None, *DAYS]),
    embargo_until=st.sampled_from([None, *DAYS]),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Shot, list[Party], dict[str, Clearance], str | None]:
    """A shot of one asset with clips all over it, everybody there is, the rights, and what the export is for."""
    known = [draw(parties(number)) for number in range(draw(st.integers(0, 3)))]
    rights = draw(st.dictionaries(st.sampled_from([OWN, WHOLE, *RANGES]), CLEARANCES, max_size=2))
    purpose = draw(st.sampled_from([None, "film", "Online", "press"]))
    return placed(known, rights), known, rights, purpose


def placed(known: Sequence[Party], rights: Mapping[str, Clearance]) -> Shot:
    def clip(number: int, place: str, span: TimeRange | None) -> Clip:
        links = tuple(
            Link(LinkId(1), one.record.id or AuthorityId(0), one.record.kind, one.record.name, role)
            for one in known
            for where, role in one.links
            if where == place
        )
        return Clip(id=ClipId(number), asset=asset.id, range=span, links=links, clearance=rights.get(place))

    asset = video(1, "a.mov", frames=500, timecode="10:00:00:00")
    own = clip(1, OWN, USED)
    others = [clip(2, WHOLE, None), *(clip(3 + n, place, span) for n, (place, span) in enumerate(RANGES.items()))]
    used = shot(1, asset, USED.start, USED.duration)
    return replace(used, clip=own, asset=replace(asset, clips=(own, *others)))


def counting(party: Party, purpose: str | None) -> list[Consent]:
    """What they said that counts for the purpose, reading their words one after the other."""
    words: dict[str, Consent] = {}
    for one in party.said:
        words = {one.purpose: one} if one.purpose == "any" else {**words, one.purpose: one}
    if purpose is None:
        return [*words.values()]
    one = words.get(purpose.lower(), words.get("any"))
    return [one] if one is not None else []


def agreed(party: Party, purpose: str | None) -> bool:
    """Whether what they said covers the purpose: nothing said does not, but for an export without one."""
    said = counting(party, purpose)
    return all(map(in_force, said)) and (bool(said) or purpose is None)


def said_no(party: Party, purpose: str | None) -> bool:
    """Whether somebody near the shot said what is no yes to the purpose, or no more one."""
    near = any(place in (OWN, WHOLE, SHARING) for place, _ in party.links)
    return near and not all(map(in_force, counting(party, purpose)))


def in_force(one: Consent) -> bool:
    """Whether it was given, has begun and has not run out."""
    granted = one.state is ConsentState.GRANTED
    return granted and one.stated_on <= TODAY and (one.until is None or one.until >= TODAY)


def stops(party: Party, purpose: str | None) -> bool:
    """Whether somebody stands in the way of the shot."""
    near = [(place, role) for place, role in party.links if place in (OWN, WHOLE, SHARING)]
    if not agreed(party, purpose):
        return bool(near)
    shown = [place for place, role in near if place == OWN or role in IN_THE_PICTURE]
    return bool(shown) and party.record.protection not in (Protection.OPEN, Protection.ALIAS_ONLY)


def forbidden(rights: Mapping[str, Clearance]) -> bool:
    """Whether the rights stand in the way of the shot."""
    own, whole = (rights.get(place, Clearance()) for place in (OWN, WHOLE))
    state = own.state or whole.state
    first, last = own.term_from or whole.term_from, own.term_until or whole.term_until
    embargoes = [rights[place].embargo_until for place in (OWN, WHOLE, SHARING) if place in rights]
    return (
        any(day and day > TODAY for day in embargoes)
        or state is ClearanceState.REFUSED
        or bool(first and first > TODAY)
        or bool(last and last < TODAY)
    )


def people_of(known: Sequence[Party], purpose: str | None) -> People:
    """What `People.of` makes of a catalogue that holds them; the next test compares the two."""
    against = {one.record.id: found for one in known if (found := objection(one.said, purpose, TODAY))}
    strict = Protection.DO_NOT_IDENTIFY
    records = (
        replace(one.record, protection=Protection.UNKNOWN)
        if one.record.id in against and one.record.protection is not strict
        else one.record
        for one in known
    )
    return People(tuple(records), against, TODAY)  # type: ignore[arg-type]


@settings(max_examples=150)
@given(case=cases(), format_name=st.sampled_from(sorted(WRITTEN)))
def test_a_list_leaves_if_everybody_in_it_agreed_and_the_rights_allow_it_and_not_otherwise(case, format_name) -> None:
    used, known, rights, purpose = case
    built, people = shot_list(used), people_of(known, purpose)
    by_people, by_rights = any(stops(one, purpose) for one in known), forbidden(rights)
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"list{WRITTEN[format_name].suffix}"
        if by_people or by_rights:
            with pytest.raises(ConsentMissing if by_people else RightsMissing):
                export(built, target, people=people, format=format_name)
            assert list(Path(folder).iterdir()) == []
        if by_rights or any(said_no(one, purpose) for one in known):  # no reason overrules the rights, nor a no
            with pytest.raises(ExportRefused):
                export(built, target, people=people, format=format_name, accept_unknown="they agreed")
            assert list(Path(folder).iterdir()) == []
        else:
            report = export(built, target, people=people, format=format_name, accept_unknown="they agreed")
            told = {finding.kind.value for finding in report.findings}
            assert bool(told & {"consent-unknown", "do-not-identify", *WORDS.values()}) == by_people
        if not (by_people or by_rights):
            export(built, target, people=people, format=format_name)


WORDS = {Doubt.REFUSED: "consent-refused", Doubt.WITHDRAWN: "consent-withdrawn", Doubt.RUN_OUT: "consent-run-out"}


@pytest.mark.parametrize(
    ("said", "purpose", "kind", "clause"),
    [
        ([], "film", "consent-unknown", 'whether they consent to "film" is not known'),
        ([("film", "refused", None)], "film", "consent-refused", 'who refused "film" on 2026-01-01'),
        ([("any", "withdrawn", None)], "film", "consent-withdrawn", 'took back their consent to "film" on 2026-01-01'),
        ([("online", "withdrawn", None)], None, "consent-withdrawn", 'took back their consent to "online"'),
        ([("film", "granted", date(2026, 11, 24))], "film", "consent-run-out", 'consent to "film" does not hold today'),
        ([("film", "granted", date(2026, 11, 24))], None, "consent-run-out", 'consent to "film" does not hold today'),
        ([("film", "granted", None)], "film", None, ""),
        ([("film", "granted", None)], None, None, ""),
        ([("any", "granted", None)], "film", None, ""),
        ([], None, None, ""),
    ],
)
def test_the_finding_says_what_they_said(said, purpose, kind, clause) -> None:
    record = Authority(kind=AuthorityKind.PERSON, name="Hanna", id=AuthorityId(1), protection=Protection.OPEN)
    consents = tuple(
        Consent(
            party=AuthorityId(1),
            purpose=what,
            state=ConsentState(state),
            stated_on=date(2026, 1, 1),
            until=until,
        )
        for what, state, until in said
    )
    party = Party(record, consents, ((OWN, "depicts"),))
    findings = check(shot_list(placed([party], {})), "otio", people=people_of([party], purpose))
    about = [one for one in findings if one.kind.value.startswith("consent")]
    assert [one.kind.value for one in about] == ([kind] if kind else [])
    assert all(clause in one.sentence and one.stops for one in about)


def test_a_suggestion_that_somebody_is_in_a_shot_is_enough_to_keep_it_and_names_nobody(tmp_path) -> None:
    record = Authority(kind=AuthorityKind.PERSON, name="Hanna", id=AuthorityId(1), protection=Protection.OPEN)
    used = placed([Party(record, (), ((OWN, "depicts"),))], {})
    asked = replace(used.clip, links=tuple(replace(link, suggested=True) for link in used.clip.links))
    built = shot_list(replace(used, clip=asked))
    with pytest.raises(ConsentMissing):
        export(built, tmp_path / "list.csv", people=People())
    export(built, tmp_path / "list.csv", people=People((record,)))
    assert "Hanna" not in (tmp_path / "list.csv").read_text("utf-8")


def test_all_of_a_photo_is_shown_with_everybody_in_any_region_of_it() -> None:
    still = photo(1, "a.jpg")
    hanna = Link(LinkId(1), AuthorityId(1), AuthorityKind.PERSON, "Hanna", "depicts")
    face = Clip(id=ClipId(9), asset=still.id, range=None, region=Region(0, 0, 0.5, 0.5), links=(hanna,))
    used = shot(1, still, 0, 25)
    built = shot_list(replace(used, asset=replace(still, clips=(used.clip, face))))
    assert [one.kind.value for one in check(built, "otio") if one.stops] == ["consent-unknown"]


def test_whoever_is_only_in_the_handles_of_a_shot_stops_trimmed_clips_and_nothing_else(tmp_path) -> None:
    record = Authority(kind=AuthorityKind.PERSON, name="Hanna", id=AuthorityId(1))
    embargoed = {TOUCHING: Clearance(embargo_until=date(2100, 1, 1))}
    used = placed([Party(record, (), ((TOUCHING, "depicts"),))], embargoed)  # from the frame behind the shot's last
    for handles, kinds in ((0, []), (1, ["consent-unknown", "embargo"])):
        built = replace(shot_list(used), handles=handles)
        found = {name: [one.kind.value for one in check(built, name) if one.stops] for name in FORMATS}
        assert found.pop("clips") == kinds
        assert set(map(tuple, found.values())) <= {()}
    with pytest.raises(ConsentMissing):
        export(shot_list(used), tmp_path / "out", format="clips", rendering=Rendering(handles=1))


def test_what_a_catalogue_holds_is_what_an_export_asks(tmp_path) -> None:
    from library import Catalogue  # noqa: PLC0415

    with Catalogue.create(tmp_path / "catalogue.db") as catalogue:
        with catalogue.transaction("Add") as edit:
            hanna, anna, maria = (
                edit.add_authority(Authority(kind=AuthorityKind.PERSON, name=name, protection=protection))
                for name, protection in (
                    ("Hanna", Protection.OPEN),
                    ("Anna", Protection.OPEN),
                    ("Maria", Protection.DO_NOT_IDENTIFY),
                )
            )
            edit.add_consent(consent_of(hanna, "film", ConsentState.GRANTED))
            edit.add_consent(consent_of(anna, "film", ConsentState.WITHDRAWN))
            withdrawn = Objection(Doubt.WITHDRAWN, "film", catalogue_consent(edit, anna))
        for_film = People.of(catalogue, purpose="Film")
        marked = {one.name: one.protection for one in for_film.known}
        assert marked == {"Hanna": "open", "Anna": "unknown", "Maria": "do not identify"}
        assert for_film.objections == {
            anna.id: replace(withdrawn, purpose="Film"),
            maria.id: Objection(Doubt.NOT_KNOWN, "Film"),
        }
        assert People.of(catalogue).objections == {anna.id: withdrawn}


def test_whoever_is_in_one_version_of_a_recording_keeps_the_others_as_well(tmp_path, bare) -> None:
    from media_factory import make_photo  # noqa: PLC0415

    def run(*arguments: object) -> int:
        return bare("--vault", tmp_path / "vault", *arguments).status

    make_photo(tmp_path / "card" / "1.jpg")
    make_photo(tmp_path / "card" / "2.png", colour="#204060")
    run("ingest", tmp_path / "card", "--no-previews")
    assert run("tag", "a1", "--person", "Hanna", "--create") == 0
    assert run("shotlist", "create", "Selects", "--rate", "25") == run("shotlist", "add", "Selects", "a2") == 0
    assert run("export", "Selects", tmp_path / "before.edl") == 0
    assert run("family", "add", "a1", "a2", "--as", "messenger copy") == 0
    assert run("export", "Selects", tmp_path / "list.edl") == 40
    assert run("deposit", "a2", tmp_path / "bag") == 40
    assert {path.name for path in tmp_path.iterdir()} == {"card", "vault", "before.edl"}


def consent_of(party: Authority, purpose: str, state: ConsentState) -> Consent:
    return Consent(party=party.id or AuthorityId(0), purpose=purpose, state=state, stated_on=date(2026, 1, 1))


def catalogue_consent(edit, party: Authority) -> Consent:
    from library.reading import permissions  # noqa: PLC0415

    return permissions.consents(edit._connection, [party.id])[party.id][-1]
