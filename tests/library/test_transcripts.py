"""What is said in an asset is found by its words, in any script, and kept in the history."""

from __future__ import annotations

from catalogue_factory import video

from library.model import Digest, TranscriptLine


def said(text, language="be", start=0, **facts):
    return TranscriptLine(start_ms=start, end_ms=start + 1000, text=text, language=language, **facts)


def test_an_asset_is_found_by_what_is_said_in_it(catalogue, record):
    speech, other = record("a.mov", video()), record("b.mov", video())
    with catalogue.transaction("Import") as edit:
        lines = [said("Сцены рухнуць, рухнуць, рухнуць", start=2000), said("Добры дзень", speaker="Лявон")]
        assert edit.set_transcript(speech, lines) == 0
        assert edit.set_transcript(speech, [said("Walls will collapse at 東京駅", "en", translates="be")]) == 0
    for query in ("рухнуць", "ruchnuć", '"walls will"', "text:collapse", "京駅", "Добры"):
        assert list(catalogue.find(query)) == [speech], query
    assert [line.text for line in catalogue.transcript(speech, "be")] == [
        "Добры дзень",
        "Сцены рухнуць, рухнуць, рухнуць",
    ]
    assert len(catalogue.transcript(speech)) == 3
    assert catalogue.transcript(other) == []


def test_a_new_transcript_takes_the_place_of_the_one_in_its_language(catalogue, record):
    asset = record("a.mov", video())
    for text in ("first", "second"):
        with catalogue.transaction("Import") as edit:
            edit.set_transcript(asset, [said(text, "en")])
    assert list(catalogue.find("first")) == []
    assert list(catalogue.find("second")) == [asset]
    catalogue.undo()
    assert list(catalogue.find("first")) == [asset]
    assert list(catalogue.find("second")) == []
    catalogue.redo()
    assert [line.text for line in catalogue.transcript(asset)] == ["second"]


def test_what_is_said_stays_with_the_asset_that_two_turn_out_to_be(catalogue, record):
    first, second = record("a.mov", video()), record("b.mov", video())
    with catalogue.transaction("Import") as edit:
        edit.set_transcript(second, [said("collapse", "en")])
    with catalogue.transaction("Join", by_ingest=True) as edit:
        edit.set_digests({first: Digest("xxh128", "ab"), second: Digest("xxh128", "ab")})
    assert list(catalogue.find("collapse")) == [first]
