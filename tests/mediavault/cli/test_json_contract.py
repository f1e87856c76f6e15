"""The shapes other programs hold on to, written out as the page that promises them does."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

from cli_runner import Cli

from library.model import AssetId, Motion, PartRole
from mediavault.vault import Vault

TEXT, NUMBER, ANY = str, (int, float), object

ASSET = {
    "id": TEXT, "kind": TEXT, "digest": {"algorithm": TEXT, "hex": TEXT}, "size_bytes": NUMBER,
    "copies": [{"volume": TEXT, "path": TEXT, "path_quoted": TEXT, "state": TEXT}],
    "recorded_at": {"local": TEXT, "offset": TEXT, "source": TEXT, "certainty": TEXT, "explanation": TEXT},
    "camera": {"make": TEXT, "model": TEXT, "serial": TEXT, "lens": TEXT},
    "exposure": {"iso": NUMBER, "f_number": NUMBER, "exposure_s": NUMBER, "focal_length_mm": NUMBER},
    "picture": {
        "width": NUMBER, "height": NUMBER, "orientation": NUMBER, "rotation": NUMBER, "codec": TEXT,
        "pixel_format": TEXT,
        "frame_rate": TEXT, "frame_count": NUMBER, "duration_s": NUMBER, "variable_frame_rate": bool, "hdr": TEXT,
    },
    "sound": {"codec": TEXT, "channels": NUMBER, "sample_rate_hz": NUMBER, "streams": NUMBER},
    "timecode": {"start": TEXT, "rate": TEXT, "drop_frame": bool, "source": TEXT}, "reel": TEXT,
    "gps": {"latitude": NUMBER, "longitude": NUMBER, "altitude_m": NUMBER, "source": TEXT},
    "caption": TEXT, "keywords": [TEXT], "rights": TEXT, "rating": NUMBER,
    "clips": [
        {
            "id": TEXT, "name": TEXT,
            "range": {"start": NUMBER, "duration": NUMBER, "end_exclusive": NUMBER, "rate": TEXT},
            "links": [{"kind": TEXT, "name": TEXT, "role": TEXT, "provenance": TEXT}], "rating": NUMBER, "note": TEXT,
            "rights": TEXT,
        }
    ],
    "parts": [{"asset": TEXT, "name": TEXT, "role": TEXT, "position": NUMBER}],
    "part_of": {"asset": TEXT, "name": TEXT, "role": TEXT, "position": NUMBER},
    "motion": {"offset_bytes": NUMBER, "length_bytes": NUMBER, "duration_s": NUMBER},
}  # fmt: skip
SPAN = {"start_timecode": TEXT, "end_timecode": TEXT, "start_frame": NUMBER, "frames": NUMBER, "rate": TEXT}
SHOT_LIST = {
    "name": TEXT, "project": TEXT, "version": NUMBER, "rate": TEXT, "duration": NUMBER,
    "shots": [
        {
            "number": NUMBER, "clip": TEXT, "asset": TEXT, "source_range": SPAN, "record_range": SPAN, "note": TEXT,
            "heading": TEXT, "state": TEXT,
        }
    ],
}  # fmt: skip


def holds(value: object, shape: object, seen: set[str] | None = None, path: str = "") -> None:
    """A value has the shape: every key is there, and a value is null or of its kind. More keys may be there.

    `seen` takes the path of every object that was there to be looked into.
    """
    if value is None or shape is ANY:
        return
    if isinstance(shape, dict):
        assert isinstance(value, dict)
        assert shape.keys() <= value.keys(), path
        if seen is not None:
            seen.add(path)
        for key, part in shape.items():
            holds(value[key], part, seen, f"{path}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), path
        for one in value:
            holds(one, shape[0], seen, path)
    else:
        assert isinstance(value, shape), path


def objects(shape: object, path: str = "") -> set[str]:
    """The paths of all objects in a shape."""
    if isinstance(shape, list):
        return objects(shape[0], path)
    if not isinstance(shape, dict):
        return set()
    return {path}.union(*(objects(part, f"{path}.{key}") for key, part in shape.items()))


def test_assets_have_every_key_in_find_and_show(cli: Cli, vault: Vault) -> None:
    cli("tag", "a1", "--event", "Day of Solidarity", "--range", "10f", "20f")
    with vault.catalogue() as catalogue, catalogue.transaction("Ingest", by_ingest=True) as edit:
        edit.add_part(AssetId(1), AssetId(3), PartRole.SOUND)
        (photo,) = catalogue.assets([2])
        moving = replace(photo.facts, motion=Motion(1000, 2000, Fraction(3)))
        edit.describe(photo.copies[0].id, photo.copies[0].stamp, moving, ())
    found = cli("find", "", "--json")
    assert found.status == 0
    assert [one["id"] for one in found.lines] == ["a1", "a2", "a4", "a3"]
    seen: set[str] = set()
    for one in found.lines:
        holds(one, ASSET, seen)
        assert "raw" not in one
        (shown,) = cli("show", one["id"], "--json").lines
        holds(shown, {**ASSET, "raw": ANY, "no_preview": ANY, "partly_shown": ANY, "messages": list})
        beside = {"raw", "no_preview", "partly_shown", "messages"}
        assert {key: value for key, value in shown.items() if key not in beside} == one
    assert seen == objects(ASSET), "every object of the page was there in one asset at least"


def test_a_recording_of_sound_lasts_as_long_as_it_is_heard(cli: Cli) -> None:
    (asset,) = cli("show", "a3", "--json").lines
    assert (asset["kind"], asset["picture"]["duration_s"], asset["picture"]["width"]) == ("audio", 3.0, None)


def test_what_an_asset_says(cli: Cli) -> None:
    cli("clip", "add", "a1", "10:00:00:10", "1.0s", "--name", "Arrival")
    cli("tag", "c1", "--event", "Day of Solidarity", "--rating", "5", "--note", "wide")
    (asset,) = cli("show", "a1", "--json").lines
    assert asset["kind"] == "video"
    assert asset["digest"] == {"algorithm": "xxh128", "hex": "abcdef" + "0" * 26}
    (copy,) = asset["copies"]
    assert copy == {
        "volume": "CARD_A",
        "path": "DCIM/A001C001.mov",
        "path_quoted": "DCIM/A001C001.mov",
        "state": "offline",
        "sidecars": [],
    }
    assert asset["picture"]["frame_rate"] == "25"
    assert asset["picture"]["duration_s"] == 4.0
    assert asset["timecode"] == {"start": "10:00:00:00", "rate": "25", "drop_frame": False, "source": "tmcd stream"}
    assert asset["gps"] is None
    assert asset["raw"] == {"ffprobe": {"format": {"duration": "4"}}}
    assert asset["clips"] == [
        {
            "id": "c1",
            "name": "Arrival",
            "range": {"start": 10, "duration": 15, "end_exclusive": 25, "rate": "25"},
            "links": [
                {
                    "kind": "event",
                    "name": "Day of Solidarity",
                    "role": "depicts",
                    "provenance": "person",
                    "confidence": None,
                    "stated_by": None,
                    "suggested": False,
                }
            ],
            "rating": 5,
            "note": "wide",
            "rights": None,
            "picked": False,
            "rejected": False,
            "region": None,
            "clearance": None,
            "inherited": {"links": [], "rights": None, "clearance": None},
        }
    ]


def test_a_photo_says_where_it_was_taken_and_has_no_timecode(cli: Cli) -> None:
    (asset,) = cli("show", "a2", "--json").lines
    assert asset["gps"] == {"latitude": 53.1325, "longitude": 23.1688, "altitude_m": None, "source": "EXIF GPS"}
    assert asset["recorded_at"]["offset"] == "+02:00"
    assert asset["timecode"] is None
    assert asset["picture"]["frame_rate"] is None
    assert asset["keywords"] == ["flag"]
    assert asset["rating"] == 4


def test_names_that_are_no_utf8_leave_as_utf8(cli: Cli) -> None:
    found = cli("find", "id:a4", "--json")
    found.out.encode("utf-8")
    assert found.lines[0]["copies"][0]["path"] == "DCIM/\\xff\x1b[31m\tred.mov"
    assert "\x1b" not in found.out


def test_what_others_take_for_the_end_of_a_line_and_what_a_terminal_obeys_leave_as_escapes(cli: Cli) -> None:
    note = "first\u2028second\x85third\x9b31m\u202e"
    cli("tag", "a1", "--range", "4f", "3.2s", "--note", note)
    (line,) = cli("show", "a1", "--json").out.splitlines()
    assert [clip["note"] for clip in json.loads(line)["clips"]] == [note]


def test_lines_have_sorted_keys(cli: Cli) -> None:
    for line in cli("find", "", "--json").out.splitlines():
        assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True)


def test_a_new_clip_is_printed(cli: Cli) -> None:
    (clip,) = cli("clip", "add", "a1", "4f", "3.2s", "--json").lines
    assert clip["id"] == "c1"
    assert clip["asset"] == "a1"
    assert clip["range"] == {"start": 4, "duration": 76, "end_exclusive": 80, "rate": "25"}
    assert cli("find", "id:a1", "--clips", "--json").lines == [clip]
    assert cli("clip", "list", "a1", "--json").lines == [clip]


def test_a_shot_list_says_where_every_shot_lies(cli: Cli) -> None:
    cli("shotlist", "create", "Selects")
    cli("clip", "add", "a1", "10f", "30f")
    cli("shotlist", "add", "Selects", "c1", "a2", "--heading", "Morning")
    (listed,) = cli("shotlist", "list", "--json").lines
    assert listed["name"] == "Selects"
    (shown,) = cli("shotlist", "show", "selects", "--json").lines
    holds(shown, SHOT_LIST)
    assert (shown["rate"], shown["duration"], shown["version"]) == ("25", 120, 1)
    first, second = shown["shots"]
    assert first["source_range"] == {
        "start_timecode": "10:00:00:10",
        "end_timecode": "10:00:01:05",
        "start_frame": 10,
        "frames": 20,
        "rate": "25",
    }
    assert first["record_range"] == {
        "start_timecode": "01:00:00:00",
        "end_timecode": "01:00:00:20",
        "start_frame": 0,
        "frames": 20,
        "rate": "25",
    }
    assert (first["clip"], first["asset"], first["heading"], first["state"]) == ("c1", "a1", "Morning", "offline")
    assert second["record_range"]["start_frame"] == 20
    assert cli("show", "Selects", "--json").lines == [shown]
