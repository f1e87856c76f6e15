"""Promise 21: nobody marked "do not identify" leaves unmasked. Here, by name: no spelling of theirs is in any export.

People, their spellings, who is linked and where they are named are random; the case forms are declined here, by tables
of school grammar, not by the rules under test. Every registered format is written, and its bytes are searched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cli_runner import Cli
from export_bytes import left_in
from export_readers import table
from hypothesis import given, settings
from hypothesis import strategies as st
from media_factory import make_video
from shot_list_factory import HANNA, link, shot, shot_list, video

from library.model import PARTIES, Authority, AuthorityId, AuthorityKind, Name, Protection, ShotList
from library.names import fold
from mediavault.export import FORMATS, WRITTEN, ConsentMissing, People, export

# The endings of the singular: Belarusian and Polish, feminine and masculine.
CYRILLIC = (["а", "ы", "е", "у", "ай"], ("", "а", "у", "ам", "е"))
LATIN = (["a", "y", "ie", "ę", "ą"], ("", "a", "owi", "em", "ie"))
PLACES = ("name", "heading", "note", "clip_note", "file", "list", "tag", "reel")
_CYRILLIC_STEM = st.from_regex(r"\A(?:[бвгдзклмнпрстфш][аоу]){2,3}[бвдзлмнпстш]\Z")
_LATIN_STEM = st.from_regex(r"\A(?:[bdfgklmnprstwz][aou]){2,3}[bdflmnpstwz]\Z")


@dataclass(frozen=True)
class Spelling:
    """A stored name, and all it may become in a sentence."""

    name: str
    forms: tuple[str, ...]


@st.composite
def spellings(draw: st.DrawFn) -> Spelling:
    """One word or two, in one script, with its forms."""
    stem, (feminine, masculine) = draw(st.sampled_from([(_CYRILLIC_STEM, CYRILLIC), (_LATIN_STEM, LATIN)]))
    endings = draw(st.sampled_from([feminine, masculine]))
    words = [draw(stem).capitalize() for _ in range(draw(st.integers(1, 2)))]
    declined = tuple(" ".join(word + ending for word in words) for ending in endings)
    return Spelling(declined[0], declined)


@st.composite
def people(draw: st.DrawFn) -> tuple[Authority, tuple[str, ...]]:
    """Somebody who is not open, with one to three spellings; and every form of all of them."""
    known = draw(st.lists(spellings(), min_size=1, max_size=3))
    protection = draw(st.sampled_from([one for one in (*Protection, None) if one is not Protection.OPEN]))
    others = tuple(Name(one.name, draw(st.sampled_from(["be", "pl", None]))) for one in known[1:])
    spelt = {fold(one.name) for one in known}
    alias = draw(st.none() | spellings().filter(lambda one: fold(one.name) not in spelt))  # an alias may be said
    person = Authority(
        kind=draw(st.sampled_from(sorted(PARTIES))),
        name=known[0].name,
        names=others,
        alias=alias.name if alias else None,
        protection=protection,
    )
    hidden = known if protection is Protection.ALIAS_ONLY or not alias else [*known, alias]
    return person, tuple(form for one in hidden for form in one.forms)


def named(draw: st.DrawFn, forms: Sequence[str]) -> str:
    """A text that names some of them, also in capitals, also joined as file names are."""
    written = draw(st.lists(st.sampled_from(forms), max_size=3))
    cased = [draw(st.sampled_from([str, str.upper]))(form) for form in written]
    joint = draw(st.sampled_from([" ", "_", ", ", "-"]))
    return joint.join(["z", *cased, "01"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[ShotList, People, list[str]]:
    """A list whose every text may name somebody, the people, and all that must not be in what leaves."""
    drawn = draw(st.lists(people(), min_size=1, max_size=4))
    known = [(replace(one, id=AuthorityId(100 + number)), forms) for number, (one, forms) in enumerate(drawn)]
    forbidden = [form for _, forms in known for form in forms]
    text = {place: named(draw, forbidden) for place in PLACES}
    who = [link(int(one.id or 0), one.kind, one.name) for one, _ in known if draw(st.booleans())]
    tag = link(9, AuthorityKind.PLACE, text["tag"])
    media = video(1, f"DCIM/{text['file']}.mov", reel=text["reel"], timecode="10:00:00:00")
    texts = {place: text[place] for place in ("name", "heading", "note", "clip_note")}
    built = shot_list(shot(1, media, 0, 5, links=(*who, tag), **texts), name=text["list"])
    return built, People(tuple(one for one, _ in known)), forbidden


def found_in(left: str, forbidden: Sequence[str]) -> list[str]:
    """Which of these names are there as words, in any letter case or transliterated."""
    spelt = {name for form in forbidden for name in (form.casefold(), fold(form))}
    words = re.sub(r"[\W\d_]+", " ", left.casefold())
    return sorted(name for name in spelt if f" {name} " in f" {words} ")


def no_name_leaves(case: tuple[ShotList, People, list[str]]) -> None:
    built, known, forbidden = case
    for name, chosen in WRITTEN.items():
        with TemporaryDirectory() as folder:
            target = Path(folder) / f"list{chosen.suffix}"
            export(built, target, people=known, format=name, accept_unknown="they agreed")
            assert found_in(left_in(Path(folder)), forbidden) == [], name


@settings(max_examples=25)
@given(case=cases())
def test_no_spelling_of_anybody_who_is_not_open_is_in_any_export(case: tuple[ShotList, People, list[str]]) -> None:
    no_name_leaves(case)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=2000)
@given(case=cases())
def test_no_spelling_is_in_any_of_two_thousand_lists(case: tuple[ShotList, People, list[str]]) -> None:
    no_name_leaves(case)


HANNA_RECORD = Authority(
    kind=AuthorityKind.PERSON, id=HANNA.authority, name="Ганна Каваль", names=(Name("Sowa", "pl"),)
)
FORBIDDEN = ("Ганна Каваль", "Ганну Каваль", "Hanna Kowal", "Hanny Kowal", "hanny kowal", "Sowa", "Sowę", "Sowy")
MARKINGS = ("do not identify", "unknown")


@pytest.mark.parametrize("protection", MARKINGS)
def test_the_program_writes_no_name_into_an_export_or_a_report(tmp_path: Path, bare: Cli, protection: str) -> None:
    card, out = tmp_path / "card", tmp_path / "out"
    make_video(card / "rozmowa hanny kowal" / "sowy_01.mov", seconds=1)
    out.mkdir()
    vault = tmp_path / "vault"

    def cli(*arguments: object) -> str:
        ran = bare("--vault", vault, *arguments)
        assert ran.status == 0, ran.err
        return ran.out

    bare("init", vault)
    cli("person", "add", "Ганна Каваль", "--name", "pl=Hanna Kowal", "--name", "pl=Sowa", "--protection", protection)
    for suffix in (".html", ".csv"):
        cli("ingest", card, "--report", out / f"report{suffix}", "--note", "von Hanny Kowal", "--report-names")
    cli("shotlist", "create", "Ганну Каваль, Sowę", "--rate", "25")
    cli("tag", "a1", "--person", "Ганна Каваль", "--note", "Rozmowa Hanny Kowal; Sowę widać.")
    cli("shotlist", "add", "Ганну Каваль, Sowę", "a1", "--note", "З Ганну Каваль", "--heading", "Sowy")
    for name, chosen in FORMATS.items():
        target = out / f"list{chosen.suffix}"
        cli("export", "Ганну Каваль, Sowę", target, "--format", name, "--accept-unknown", "agreed")
    left = {path.name: found_in(left_in(path), FORBIDDEN) for path in out.iterdir()}
    # Who asks for names in a report is told those of whom nothing is said, and of nobody else.
    asked = protection == "unknown"
    assert {name for name, found in left.items() if found} == ({"report.html", "report.csv"} if asked else set())


@pytest.mark.parametrize(
    ("protection", "people"), [("alias only", "Bayarka"), ("do not identify", ""), ("unknown", "")]
)
def test_who_has_an_alias_only_is_called_by_it(tmp_path: Path, protection: str, people: str) -> None:
    marked = Protection(protection)
    hanna = replace(HANNA_RECORD, alias="Bayarka", protection=marked)
    built = shot_list(shot(1, video(1, "a.mov", timecode="10:00:00:00"), 0, 5, links=(HANNA,), note="Bayarka waits"))
    export(built, tmp_path / "list.csv", people=People((hanna,)), accept_unknown="agreed")
    (row,) = table((tmp_path / "list.csv").read_bytes())
    assert (row["people"], row["note"]) == (people, "Bayarka waits" if people else "[name withheld] waits")


def test_a_link_nobody_has_accepted_is_no_fact(tmp_path: Path) -> None:
    suggested = replace(link(9, AuthorityKind.PLACE, "Białystok"), suggested=True)
    built = shot_list(shot(1, video(1, "a.mov", timecode="10:00:00:00"), 0, 5, links=(suggested,)))
    export(built, tmp_path / "list.csv")
    assert "Białystok" not in (tmp_path / "list.csv").read_text("utf-8")


@pytest.mark.parametrize("name", WRITTEN)
def test_beside_somebody_a_surname_alone_says_who_it_is(tmp_path: Path, name: str) -> None:
    jan = Authority(kind=AuthorityKind.PERSON, name="Ян Каваль", id=AuthorityId(90), protection=Protection.OPEN)
    people, him = People((HANNA_RECORD, jan)), link(90, AuthorityKind.PERSON, "Ян Каваль")
    said = dict.fromkeys(("name", "heading", "note", "clip_note"), "Каваль speaks")
    met = (HANNA, him, link(9, AuthorityKind.EVENT, "At Kaval's house"))
    media = video(1, "wywiad_kavala.mov", timecode="10:00:00:00", reel="KAVAL_1")
    built = shot_list(shot(1, media, 0, 5, links=met, **said))
    export(built, tmp_path / f"list{WRITTEN[name].suffix}", format=name, people=people, accept_unknown="agreed")
    left = left_in(tmp_path).casefold()
    assert "ян каваль" in left or name in {"edl", "pdf", "llc", "losslesscut"}, "he is open"
    left = left.replace("ян каваль", "").replace(fold("Ян Каваль"), "")
    assert found_in(left, ("Каваль", "Kaval", "Kavala", "Kowal")) == []
    elsewhere = shot_list(shot(1, video(1, "kaval.mov", timecode="10:00:00:00"), 0, 5, note="The каваль forges"))
    export(elsewhere, tmp_path / "list.csv", people=people)
    assert "The каваль forges" in (tmp_path / "list.csv").read_text("utf-8"), "of a smith"


def test_an_export_may_not_be_called_after_somebody(tmp_path: Path) -> None:
    built = shot_list(shot(1, video(1, "a.mov", timecode="10:00:00:00"), 0, 5))
    with pytest.raises(ConsentMissing, match="holds a name that must not leave"):
        export(built, tmp_path / "wywiad_sowy.edl", people=People((HANNA_RECORD,)))
    assert list(tmp_path.iterdir()) == []
