"""The display of a running ingest, as it stands on the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediavault.cli import ingest_talk
from mediavault.cli.progress_display import drawn, one_line
from mediavault.progress import Progress, Stage

NOW = Progress(Stage.READ, 1204, 5000, 3_200_000_000, 85_000_000, 3, 12_400_000_000, 0.46, 125)


def test_at_eighty_columns_everything_is_there() -> None:
    assert drawn(NOW, 80).plain.splitlines() == [
        "Reading   " + "━" * 21 + "─" * 25 + "  46%  about 2 min left",
        "          1,204 of 5,000 files · 3.2 of 12.4 GB · 85.0 MB/s · 3 problems",
    ]


def test_at_forty_columns_the_problems_are_still_there() -> None:
    assert drawn(NOW, 40).plain.splitlines() == [
        "Reading   " + "━" * 7 + "─" * 10 + "  46%  2 min",
        "1,204 of 5,000 files · 3 problems",
    ]


@pytest.mark.parametrize("width", [1, 12, 20, 33, 40, 59, 60, 61, 80, 200])
@pytest.mark.parametrize("left_s", [None, 3, 8000])
def test_no_line_is_longer_than_the_terminal(width: int, left_s: float | None) -> None:
    lines = drawn(replace(NOW, left_s=left_s), width).plain.splitlines()
    assert len(lines) == 2
    if width >= 33:
        assert max(map(len, lines)) <= width


def test_while_it_looks_there_is_no_bar() -> None:
    assert drawn(Progress(Stage.LOOK, 1500, 1500, 4_000_000, 0.0, 0), 80).plain.splitlines() == [
        "Looking   ",
        "          1,500 files so far · 4.0 MB",
    ]


def test_a_terminal_without_unicode_gets_letters_it_has() -> None:
    assert drawn(NOW, 80, ascii_only=True).plain.splitlines()[0].split()[1] == "#" * 21 + "." * 25


def test_a_log_gets_a_sentence_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Reading, 1,204 of 5,000 files, 3.2 of 12.4 GB, 85.0 MB/s, 3 problems, about 2 min left."
    assert one_line(NOW) == told
    talk = ingest_talk.Talk(json=False, display=None)
    talk.progress(NOW)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(ingest_talk, "PLAIN_EVERY_S", 0.0)
    talk.progress(NOW)
    assert capsys.readouterr().err == f"{told}\n"
    ingest_talk.Talk(json=True, display=None).progress(NOW)
    assert capsys.readouterr() == ("", "")
