"""How far a run is: one estimate over all its stages, and what stands on the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediavault.progress import Course, Progress, Stage, wording
from mediavault.progress import course as measured

ALL = [Stage.LOOK, Stage.READ, Stage.PREVIEWS, Stage.DIGESTS]


class Clock:
    """A clock that goes when it is told."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(measured, "time", made)
    monkeypatch.setattr(measured, "COSTS", {one: (float(one is not Stage.LOOK), 0.0) for one in Stage})
    return made


def go(course: Course, clock: Clock, stage: Stage, files: int, *, each_s: float = 1.0, fresh: bool = True) -> None:
    meter = course.meter(stage, files, files * 1000)
    for _ in range(files):
        clock.now += each_s
        meter.add(1000, fresh=fresh)


def test_the_share_and_the_time_left_are_those_of_the_whole_run(clock: Clock) -> None:
    told: list[Progress] = []
    course = Course(ALL, told.append, lambda: 0)
    looking = course.meter(Stage.LOOK)
    clock.now += 50
    looking.found(1000)
    go(course, clock, Stage.READ, 10)
    at_five = told[5]
    assert (at_five.stage, at_five.done, at_five.total, at_five.bytes, at_five.total_bytes) == (
        Stage.READ, 5, 10, 5000, 10_000,
    )  # fmt: skip
    assert at_five.share == pytest.approx(5 / 30), "looking is no part of it, two stages are to come"
    assert at_five.left_s == pytest.approx(25)
    go(course, clock, Stage.PREVIEWS, 10)
    assert told[-1].share == pytest.approx(20 / 30)
    go(course, clock, Stage.DIGESTS, 10)
    assert (told[-1].share, told[-1].left_s) == (1.0, 0.0)


def test_files_that_were_known_need_no_previews(clock: Clock) -> None:
    told: list[Progress] = []
    go(Course(ALL, told.append, lambda: 0), clock, Stage.READ, 10, fresh=False)
    assert [round(one.share, 1) for one in told] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


def test_digests_before_the_previews_do_not_fill_the_bar(clock: Clock) -> None:
    told: list[Progress] = []
    course = Course(ALL, told.append, lambda: 0)
    for stage, files in ((Stage.READ, 10), (Stage.DIGESTS, 2), (Stage.READ, 2), (Stage.PREVIEWS, 12)):
        go(course, clock, stage, files)
    by_stage = {one.stage: one.share for one in told}
    assert by_stage[Stage.PREVIEWS] < 0.75, "ten digests are still to come"
    assert [one.share for one in told] == sorted(one.share for one in told), "it never falls"


def test_a_stage_of_another_pace_is_measured_by_itself(clock: Clock) -> None:
    told: list[Progress] = []
    course = Course([Stage.LOOK, Stage.READ, Stage.PREVIEWS], told.append, lambda: 0)
    go(course, clock, Stage.READ, 10, each_s=1)
    go(course, clock, Stage.PREVIEWS, 10, each_s=4)
    assert told[15].done == 6
    assert told[15].left_s == pytest.approx(4 * 4)


def test_the_rate_is_that_of_the_last_seconds(clock: Clock) -> None:
    told: list[Progress] = []
    meter = Course(ALL, told.append, lambda: 0).meter(Stage.READ, 40, 40_000)
    for _ in range(20):
        clock.now += 0.5
        meter.add(1000)
    for _ in range(11):
        clock.now += 1
        meter.look()
    assert told[19].bytes_per_s == pytest.approx(2000)
    assert told[-1].bytes_per_s == 0, "nothing came through for longer than the rate looks back"


NOW = Progress(Stage.READ, 1204, 5000, 3_200_000_000, 85_000_000, 3, 12_400_000_000, 0.46, 125)


def test_a_progress_in_words() -> None:
    assert wording.figures(NOW) == ["1,204 of 5,000 files", "3.2 of 12.4 GB", "85.0 MB/s", "3 problems"]
    few = replace(NOW, bytes=900_000, total_bytes=12_400_000, problems=1)
    assert wording.figures(few)[1:] == ["900.0 kB of 12.4 MB", "85.0 MB/s", "1 problem"]
    assert wording.figures(Progress(Stage.LOOK, 1, 1, 999, 5.0, 0)) == ["1 file so far", "999 bytes"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "a few seconds left"),
        (24, "about 20 s left"),
        (58, "about 1 min left"),
        (600, "about 10 min left"),
        (7140, "about 1 h 59 min left"),
        (200_000, "about 55 h left"),
    ],
)
def test_nobody_is_told_more_than_can_be_known(seconds: float | None, words: str) -> None:
    assert wording.left(replace(NOW, left_s=seconds)) == words


def test_of_many_things_the_first_are_named_and_the_others_counted() -> None:
    assert wording.some([]) == ""
    assert wording.some(["a", "b"], 2) == "a, b"
    assert wording.some(["a", "b", "c"], 2) == "a, b and 1 more"
    assert wording.some([str(one) for one in range(1_005)]) == "0, 1, 2, 3, 4 and 1,000 more"
