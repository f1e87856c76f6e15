"""Subtitles and transcripts are read line by line; what is none is refused with the reason."""

from __future__ import annotations

import json

import pytest

from library.model import TranscriptLine
from mediavault.media.transcript import TranscriptUnreadable, read

SRT = """1
00:00:01,500 --> 00:00:03,000
Сцены <i>рухнуць</i>

2
00:01:00,000 --> 00:01:02,250
Walls collapse
at last
"""
VTT = """WEBVTT

00:01.500 --> 00:03.000 align:start
<v Анна>Сцены <i>рухнуць</i>

01:00.000 --> 01:02.250
at last
"""
TTML = """<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="be"><body><div>
<p begin="00:00:01.500" end="00:00:03.000">Сцены<br/>рухнуць</p></div></body></tt>"""


def line(start: int, end: int, text: str, **facts: str | None) -> TranscriptLine:
    return TranscriptLine(start_ms=start, end_ms=end, text=text, **{"language": "be", **facts})


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.srt", SRT, [line(1500, 3000, "Сцены рухнуць"), line(60000, 62250, "Walls collapse\nat last")]),
        ("a.srt", "\ufeff" + SRT.replace("\n", "\r\n"), None),
        ("a.vtt", VTT, [line(1500, 3000, "Сцены рухнуць", speaker="Анна"), line(60000, 62250, "at last")]),
        ("a.ttml", TTML, [line(1500, 3000, "Сцены\nрухнуць")]),
        (
            "whisper.json",
            json.dumps({"language": "ru", "segments": [{"start": 1.5, "end": 3, "text": " Стены ", "id": 0}]}),
            [line(1500, 3000, "Стены", language="ru")],
        ),
        (
            "lines.json",
            json.dumps(
                [
                    {"start": 4, "end": 5, "text": "later"},
                    {"start": 0.0625, "end": 1, "text": "x", "speaker": "A", "language": "en", "translates": "pl"},
                    {"start": 2, "end": 3, "text": " "},
                ]
            ),
            [line(62, 1000, "x", speaker="A", language="en", translates="pl"), line(4000, 5000, "later")],
        ),
    ],
)
def test_lines_have_their_times_in_milliseconds(tmp_path, name, text, lines):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    found = read(path, language="be")
    assert found == lines if lines else len(found) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.srt", b"", "there is no line in it"),
        ("a.srt", b"\xff\xfe1", "not UTF-8"),
        ("a.docx", b"PK", 'no transcript ends in ".docx"'),
        ("a.ttml", b"<tt><broken", "damaged"),
        ("a.ttml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><tt>&a;</tt>', "document type"),
        ("a.json", b"[", "not a list of lines"),
        ("a.json", b'{"segments": 5}', "not a list of lines"),
        ("a.json", b'[{"start": 1, "text": "x"}]', "not a list of lines"),
        ("a.json", b'[{"start": 1e999, "end": 2, "text": "x"}]', "not a list of lines"),
        ("a.json", b"[" * 100_000, "not a list of lines"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TranscriptUnreadable, match=says):
        read(path)
    with pytest.raises(TranscriptUnreadable, match="No such file"):
        read(tmp_path / "none.srt")
