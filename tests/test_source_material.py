"""The eleven rows the archive was built for: each holds what its row asks, through the library and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from catalogue_factory import CARD, photo, stamp, video
from cli_runner import Cli, Ran

from library import Catalogue
from library.authorities import starter_authorities
from library.model import Authority, AuthorityKind, Fingerprint, MediaFacts, Protection, Relation
from library.timecode import FrameRate
from mediavault.cli.program import run
from mediavault.demo.items import ITEMS
from mediavault.demo.link import link_item, make_shot_list
from mediavault.demo.recipes import StandIn
from mediavault.vault import Vault

EVENT, PLACE, PERSON, PROJECT = AuthorityKind.EVENT, AuthorityKind.PLACE, AuthorityKind.PERSON, AuthorityKind.PROJECT


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The demo's items logged on files of these names that nobody drew."""
    made = Vault.create(tmp_path_factory.mktemp("source-material") / "vault")
    with made.catalogue() as catalogue:
        with catalogue.transaction("Ingest", by_ingest=True) as edit:
            edit.add_missing(starter_authorities())
            volume = edit.add_volume(CARD, "CARD").id
            for item in ITEMS:
                for one in item.stand_ins:
                    path = f"{item.id}/{one.file}"
                    edit.record(volume, path.encode(), stamp(), Fingerprint(5_000_000, path), facts_of(one))
        for item in ITEMS:
            assert link_item(catalogue, item, {one.name: one for one in of_item(catalogue, item.id)})
        make_shot_list(catalogue)
        him = catalogue.authority(PERSON, "Alaksandr Łukašenka")
        with catalogue.transaction("Tag one that no item is of") as edit:
            _, other = edit.record(volume, b"other/L001.mov", stamp(), Fingerprint(5_000_000, "other"), video())
            edit.link(edit.whole_clip(other), him)
    return made


def facts_of(one: StandIn) -> MediaFacts:
    if one.file.endswith(".jpg"):
        return photo()
    rate = FrameRate.parse(one.rate)
    facts = video(seconds=60)
    return replace(facts, picture=replace(facts.picture, frame_rate=rate), start_timecode=None)


def of_item(catalogue: Catalogue, item: str) -> list[Any]:
    return catalogue.assets(catalogue.find(f"path:{item}/", sort="name"))


@pytest.fixture
def catalogue(vault: Vault) -> Iterator[Catalogue]:
    with vault.catalogue() as opened:
        yield opened


@pytest.fixture
def cli(vault: Vault, capsys: pytest.CaptureFixture[str]) -> Cli:
    def ran(*arguments: object) -> Ran:
        status = run(["--vault", str(vault.path), *map(str, arguments)])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return ran


def items_found(cli: Cli, query: str) -> set[str]:
    """The items whose files a query finds, at the command line."""
    return {path["path"].split("/")[0] for line in cli("find", query, "--json").lines for path in line["copies"]}


def clips_found(cli: Cli, query: str) -> list[str]:
    """The names of the clips a query finds, at the command line."""
    return [clip["name"] for clip in cli("find", "--clips", query, "--json").lines if clip["name"]]


def clip_called(catalogue: Catalogue, name: str) -> str:
    (clip,) = [one for one in catalogue.clips(catalogue.find_clips(f'"{name}"')) if one.name == name]
    return f"c{clip.id}"


def shown(cli: Cli, kind: str, name: str) -> dict[str, Any]:
    ran = cli(kind, "show", name, "--json")
    assert ran.status == 0, ran.err
    (record,) = ran.lines
    return record


def related(record: Authority, relation: Relation) -> set[str]:
    return {other.name for other in record.related_by(relation)}


# Every spelling -------------------------------------------------------------------------------------------------------

SPELLINGS = """\
place: Białystok / Bialystok / Беласток / Белосток / Belostok
place: Вільня / Vilnius / Wilno / Вильнюс
place: Minsk / Мінск / Минск / Mińsk
person: Sviatlana Tsikhanouskaya / Святлана Ціханоўская / Светлана Тихановская / Svetlana Tikhanovskaya
person: Swiatłana Cichanouska / Sviatlana Tsikhanouskaya
person: Łukaszenka / Лукашэнка / Лукашенко / Lukashenko
event: International Day of Solidarity with Belarus / Міжнародны дзень салідарнасці з Беларуссю
event: Living chain in Vilnius / Живая цепь в Вильнюсе / Żywy łańcuch w Wilnie"""
EACH = [(kind, names.split(" / ")) for kind, names in (line.split(": ") for line in SPELLINGS.splitlines())]


@pytest.mark.parametrize(("kind", "spellings"), EACH, ids=str)
def test_all_spellings_find_one_record_and_all_that_is_linked_to_it(
    catalogue: Catalogue, cli: Cli, kind: str, spellings: list[str]
) -> None:
    assert len({catalogue.authority(AuthorityKind(kind), spelling).id for spelling in spellings}) == 1
    assert len({shown(cli, kind, spelling)["name"] for spelling in spellings}) == 1
    for query in ('{kind}:"{spelling}"', '"{spelling}"'):
        found = [
            (
                tuple(catalogue.find(query.format(kind=kind, spelling=spelling))),
                tuple(catalogue.find_clips(query.format(kind=kind, spelling=spelling))),
            )
            for spelling in spellings
        ]
        assert len(set(found)) == 1, found
        assert found[0] != ((), ())


def test_the_command_line_finds_a_city_and_a_person_however_they_are_spelt(cli: Cli) -> None:
    for spelling in ("Białystok", "bialystok", "Беласток", "БЕЛОСТОК", "Belostok", "Bielastok", "Biełastok"):
        assert items_found(cli, f"place:{spelling}") == {"solidary-bialystok"}
    for spelling in ("Ціханоўская", "Тихановская", "Cichanouska", "Cichanoŭskaja", "Tsikhanouskaya", "Tichanowskaja"):
        assert items_found(cli, f"person:{spelling}") == {"women-solidarity-day"}
    assert shown(cli, "person", "Лукашэнка")["name"] == "Alaksandr Łukašenka"


# The rows -------------------------------------------------------------------------------------------------------------


def test_diaspora_messages(catalogue: Catalogue, cli: Cli) -> None:
    event = catalogue.authority(EVENT, "Support from the Belarusian diasporas")
    assert (event.date, related(event, Relation.AT)) == (None, set())
    senders = catalogue.authority(PERSON, "Contributors of the diaspora messages")
    assert senders.protection is Protection.DO_NOT_IDENTIFY
    sent = [clip for asset in of_item(catalogue, "diaspora-messages") for clip in asset.clips if clip.range is None]
    assert all((senders.name, "sent by") in {(link.name, link.role) for link in clip.links} for clip in sent)
    assert items_found(cli, 'person:"Аўтары паведамленняў дыяспары"') == {"diaspora-messages"}
    assert shown(cli, "person", "Diaspora contributors")["protection"] == "do not identify"


def test_a_sender_never_leaves_by_an_export(catalogue: Catalogue, cli: Cli, tmp_path) -> None:
    assert cli("shotlist", "create", "Messages", "--rate", "30000/1001").status == 0
    assert cli("shotlist", "add", "Messages", clip_called(catalogue, "Greeting from a window")).status == 0
    for suffix in ("csv", "otio", "edl"):
        target = tmp_path / f"messages.{suffix}"
        assert cli("export", "Messages", target).status == 0
        assert "Contributors" not in target.read_text(encoding="utf-8")


def test_what_a_sender_allows_is_asked_by_every_export_of_what_they_sent(
    catalogue: Catalogue, cli: Cli, tmp_path
) -> None:
    sender = shown(cli, "contributor", "Nadawcy wiadomości diaspory")
    assert (sender["protection"], sender["related"][0]["relation"]) == ("do not identify", "is")
    assert items_found(cli, "contributor:Адпраўшчыкі") == {"diaspora-messages"}
    clip = clip_called(catalogue, "Greeting from a window")
    inherited = {(one["name"], one["role"], one["from"]["kind"]) for one in inherited_links(cli, clip)}
    assert ("Senders of the diaspora messages", "sent by", "asset") in inherited
    assert cli("shotlist", "create", "Broadcast", "--rate", "30000/1001").status == 0
    assert cli("shotlist", "add", "Broadcast", clip).status == 0
    target = tmp_path / "broadcast.csv"
    for who in ("Senders of the diaspora messages", "Contributors of the diaspora messages"):
        refused = cli("export", "Broadcast", target, "--purpose", "broadcast")
        assert (refused.status, target.exists()) == (40, False)
        said = "broadcast", "--how", "in the message itself", "--review", "2099-01-01", "--risk", "named at a border"
        assert cli("consent", "grant", who, "--purpose", *said).status == 0
    assert cli("export", "Broadcast", target, "--purpose", "broadcast").status == 0
    assert not any(word in target.read_text(encoding="utf-8") for word in ("Senders", "Contributors"))
    assert [one["party"] for one in cli("consent", "due", "--on", "2099-01-01", "--json").lines] == [
        "Senders of the diaspora messages",
        "Contributors of the diaspora messages",
    ]
    assert cli("consent", "withdraw", "Senders of the diaspora messages").status == 0
    assert cli("export", "Broadcast", tmp_path / "again.csv", "--purpose", "broadcast").status == 40
    assert cli("undo").status == 0  # the other tests use the same vault


def inherited_links(cli: Cli, clip: str) -> list[dict[str, Any]]:
    """What a clip has to do with through its asset, its events and their places."""
    (record,) = cli("show", clip, "--json").lines
    return record["inherited"]["links"]


INHERITED = {
    "Before the parliament": ("Persecution in the campaign before the 2020 election", "responds to", "event"),
    "Umbrella in white, red, white": ("St Petersburg", "broader", "place"),
    "Hands on a photograph": ("International Day of Solidarity with Belarus", "part of", "event"),
    "Flowers handed over": ("Abroad", "at", "event"),
}


@pytest.mark.parametrize("name", INHERITED)
def test_a_clip_inherits_the_places_and_the_series_of_its_event(catalogue: Catalogue, cli: Cli, name: str) -> None:
    clip = clip_called(catalogue, name)
    found = {(one["name"], one["role"], one["from"]["kind"]) for one in inherited_links(cli, clip)}
    assert INHERITED[name] in found
    own = {one["name"] for one in cli("show", clip, "--json").lines[0]["links"]}
    assert INHERITED[name][0] not in own
    assert any("inherited from" in row[1] and INHERITED[name][0] in row[1] for row in cli("show", clip).cells)


def test_a_clip_that_shares_a_frame_with_protected_people_is_held_back_too(
    catalogue: Catalogue, cli: Cli, tmp_path
) -> None:
    faces = catalogue.clip(clip_called(catalogue, "Around the table"))
    assert faces.range is not None
    last = faces.range.end_exclusive - 1
    near = (("Beside", f"{last + 1}f", 0), ("Over", f"{last}f", 40))
    for name, start, status in near:
        added = cli("clip", "add", f"a{faces.asset}", start, f"{last + 10}f", "--json")
        assert cli("shotlist", "create", name, "--rate", "24000/1001").status == 0
        assert cli("shotlist", "add", name, added.lines[0]["id"]).status == 0
        assert cli("export", name, tmp_path / f"{name}.otio").status == status


def test_symbols_leave_as_a_vocabulary_that_other_archives_read(cli: Cli, tmp_path) -> None:
    from rdflib import Graph  # noqa: PLC0415
    from rdflib.namespace import SKOS  # noqa: PLC0415

    assert cli("keyword", "export", tmp_path / "keywords.ttl").status == 0
    graph = Graph().parse(tmp_path / "keywords.ttl")
    (flag,) = {one for one in graph.subjects(SKOS.prefLabel) if "White-red-white flag" in map(str, graph.objects(one))}
    wider = [
        str(label)
        for one in graph.transitive_objects(flag, SKOS.broader)
        for label in graph.objects(one, SKOS.prefLabel)
    ]
    assert "Symbol" in wider


def test_who_belongs_to_whom_and_who_published_is_on_record(cli: Cli) -> None:
    speaker = shown(cli, "person", "Артур Грунтов")
    assert {
        "relation": "member of",
        "kind": "organisation",
        "name": "Local association of Belarusians in St Petersburg",
    } in (speaker["related"])
    assert shown(cli, "organisation", "МБХ медиа")["roles"] == ["publisher"]
    assert shown(cli, "organisation", "Салідарнасць")["protection"] == "open"
    assert shown(cli, "organisation", "Local association of Belarusians in St Petersburg")["protection"] == "unknown"


def test_duda_speech(catalogue: Catalogue, cli: Cli) -> None:
    record = shown(cli, "event", "Przemówienie Andrzeja Dudy do Białorusinów")
    assert record["date"] == "2021-08-31~"
    assert {"relation": "at", "kind": "place", "name": "Poland"} in record["related"]
    assert shown(cli, "person", "Анджей Дуда")["protection"] == "open"
    polish = ["To the Belarusians, in Polish", "Both languages meet"]
    belarusian = ["Both languages meet", "To the Belarusians, in Belarusian"]
    assert clips_found(cli, 'event:"Duda" keyword:"Polish language"') == polish
    assert clips_found(cli, 'event:"Duda" keyword:"Беларуская мова"') == belarusian
    spans = [clip.range for clip in catalogue.clips(catalogue.find_clips('keyword:"Belarusian language"'))]
    assert [(span.start, span.end_exclusive) for span in spans] == [(125, 175), (150, 250)]
    assert clips_found(cli, 'keyword:"English language"') == ["English version, opening"]
    quoted = [shot.clip.name for shot in catalogue.shot_list("Solidary Białystok - selects").shots]
    assert "To the Belarusians, in Belarusian" in quoted


def test_women_solidarity_day(catalogue: Catalogue, cli: Cli) -> None:
    day = shown(cli, "event", "Dzień Solidarności z Białoruskimi Kobietami")
    assert (day["date"], day["related"]) == ("XXXX-07-16", [])
    declared = catalogue.authority(EVENT, "Declaration of the Day of Solidarity with Belarusian women")
    assert declared.date is None
    assert related(declared, Relation.PART_OF) == {"Day of Solidarity with Belarusian women"}
    assert clips_found(cli, "person:Тихановская") == ["The day is declared"]


def test_womens_day_wishes(catalogue: Catalogue, cli: Cli) -> None:
    wishes = catalogue.authority(EVENT, "Flowers and wishes for Belarusian women protesters")
    assert (wishes.date, related(wishes, Relation.AT)) == ("XXXX-03-08", {"Belarus", "Abroad"})
    assert items_found(cli, 'event:"International Women\'s Day"') == {"womens-day-wishes"}
    assert clips_found(cli, "keyword:flowers place:Беларусь") == ["Flowers handed over"]
    assert clips_found(cli, "place:Замежжа") == ["Wishes from abroad"]


def test_solidarity_day_warsaw(catalogue: Catalogue, cli: Cli) -> None:
    here = catalogue.authority(EVENT, "International Day of Solidarity with Belarus in Warsaw")
    assert (here.date, related(here, Relation.AT)) == ("XXXX-02-07", {"Warsaw"})
    assert items_found(cli, "place:Варшава") == {"solidarity-day-warsaw"}
    series = items_found(cli, 'event:"Міжнародны дзень салідарнасці з Беларуссю"')
    assert series == {"solidarity-day-warsaw", "eu-diplomats-minsk"}


def test_eu_diplomats_minsk(catalogue: Catalogue, cli: Cli, tmp_path) -> None:
    met = catalogue.authority(EVENT, "EU diplomats meet relatives of political prisoners")
    assert (met.date, related(met, Relation.AT)) == ("XXXX-02-07", {"Minsk"})
    assert shown(cli, "person", "Сваякі палітычных зняволеных")["protection"] == "do not identify"
    assert items_found(cli, "place:Мінск organisation:diplomats") == {"eu-diplomats-minsk"}
    # The clip nobody can be identified in may be used; the other is held back, by name too.
    for name, clip in (("Usable", "Hands on a photograph"), ("Faces", "Around the table")):
        assert cli("shotlist", "create", name, "--rate", "24000/1001").status == 0
        assert cli("shotlist", "add", name, clip_called(catalogue, clip)).status == 0
    assert "Relatives" not in cli("export", "Usable", tmp_path / "usable.otio", "--check", "--json").out
    faces = cli("export", "Faces", tmp_path / "faces.otio", "--check", "--json")
    assert (faces.status, "Relatives of political prisoners" in faces.out) == (40, True)


def test_st_petersburg_picket(catalogue: Catalogue, cli: Cli) -> None:
    record = shown(cli, "event", "Предупреждение пикетчикам в Санкт-Петербурге")
    assert record["date"] == "XXXX-12-26/.."
    assert record["sources"] == [{"title": "MBKh Media", "url": None, "quotation": None}]
    embassy = catalogue.authority(PLACE, "Belarusian embassy's office")
    assert related(embassy, Relation.BROADER) == {"St Petersburg"}
    for outer in ("Санкт-Пецярбург", "Россия", "Saint Petersburg"):
        assert items_found(cli, f'place:"{outer}"') == {"st-petersburg-picket"}
    assert clips_found(cli, "keyword:symbol place:Petersburg") == ["Umbrella in white, red, white"]
    assert items_found(cli, 'organisation:"МБХ медиа"') == {"st-petersburg-picket"}
    assert items_found(cli, "person:Грунтоў") == {"st-petersburg-picket"}
    assert shown(cli, "person", "Артур Грунтов")["protection"] == "unknown"


def test_solidary_bialystok(catalogue: Catalogue, cli: Cli) -> None:
    film = shown(cli, "project", "Солидарный Белосток")
    assert {(one["relation"], one["name"]) for one in film["related"]} >= {
        ("at", "Białystok"),
        ("involves", "Solidarity actions in Białystok"),
        ("involves", "Filmmaker of Solidary Białystok"),
    }
    assert "diaspora" in catalogue.authority(PLACE, "Беласток").note
    (selects,) = [one for one in cli("shotlist", "list", "--json").lines if one["project"]]
    assert (selects["name"], selects["project"]) == ("Solidary Białystok - selects", "Solidary Białystok")
    events = {link.name for shot in catalogue.shot_list(selects["name"]).shots for link in shot.clip.links}
    assert len(events) >= 5


def test_walls_collapse(catalogue: Catalogue, cli: Cli) -> None:
    address = catalogue.authority(EVENT, "Walls collapse")
    assert (address.date, related(address, Relation.AT)) == ("2020/2020-08-08", {"Poland", "Belarus"})
    assert related(address, Relation.RESPONDS_TO) == {"Persecution in the campaign before the 2020 election"}
    assert shown(cli, "event", "Выбары прэзідэнцкія ў Беларусі 2020 года")["date"] == "2020-08-09"
    for spelling in ("Салідарнасць", "Солидарность", "solidarnosc", '"NSZZ Solidarność"'):
        assert items_found(cli, f"organisation:{spelling}") == {"walls-collapse"}


def test_vilnius_chain(catalogue: Catalogue, cli: Cli) -> None:
    chain = catalogue.authority(EVENT, "Gyvoji grandinė Vilniuje")
    assert (chain.date, chain.count) == (None, "more than 200")
    street = catalogue.authority(PLACE, "Праспект Гедыміна")
    city = catalogue.authority(PLACE, *related(street, Relation.BROADER))
    assert (city.name, related(city, Relation.BROADER)) == ("Vilnius", {"Lithuania"})
    for place in ('"Gedimino prospektas"', "Вільня", "Wilno", "Літва"):
        assert items_found(cli, f"place:{place}") == {"vilnius-chain"}
    assert shown(cli, "event", "Living chain in Vilnius")["count"] == "more than 200"


def test_brussels_rally(catalogue: Catalogue, cli: Cli) -> None:
    rally = catalogue.authority(EVENT, "Митинг в Брюсселе в поддержку белорусского народа")
    assert rally.date == "2020-07-01"
    assert related(rally, Relation.NEAR) == {"European Parliament"}
    assert related(rally, Relation.RESPONDS_TO) == {"Persecution in the campaign before the 2020 election"}
    assert clips_found(cli, 'place:"Parlement européen"') == ["Before the parliament"]
    assert items_found(cli, "place:Брусель keyword:rally") == {"brussels-rally"}
