"""What it costs to write two thousand shots, beside OpenTimelineIO and its adapters; ratios are printed."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator

import opentimelineio as otio
import pytest
from shot_list_factory import FLAG, SQUARE, shot, shot_list, video

from library.model import ShotList
from mediavault.cli import NEW_VALUES
from mediavault.export import timeline
from mediavault.export.writers import WRITERS

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
SHOTS = 2000
SLOW_SHARE = float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.1"))
"""Of the shots that the slowest adapter is given; it takes minutes for all of them."""
ADAPTERS = {"edl": "cmx_3600", "xml": "fcp_xml", "fcpxml": "fcpx_xml", "ale": "ale"}
"""By our name for a format: OpenTimelineIO's adapter for it."""
SLOW = {"fcpxml"}


@pytest.fixture(autouse=True)
def collecting_as_the_program_does() -> Iterator[None]:
    """Python looks for cycles as rarely as in a verb."""
    before = gc.get_threshold()
    gc.set_threshold(NEW_VALUES)
    yield
    gc.set_threshold(*before)


def built(shots: int) -> ShotList:
    """A list over a hundred clips with names, notes, a place and a keyword."""
    card = [video(n, f"card/C{n:04}.MOV", frames=5000, timecode="10:00:00:00", reel=f"A{n:03}") for n in range(1, 101)]
    return shot_list(
        *(
            shot(n, card[n % 100], n, 25, name=f"Clip {n}", note=f"note {n}", links=(SQUARE, FLAG))
            for n in range(1, shots + 1)
        )
    )


def seconds(do: Callable[[], object], times: int = 3) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - started)
    return best


def adapted(one: otio.schema.Timeline, adapter: str) -> None:
    """Has an adapter write the pictures of a timeline: two of the four take one track only."""
    copy = one.deepcopy()
    for track in list(copy.tracks)[1:]:
        copy.tracks.remove(track)
    if adapter == "ale":
        collection = otio.schema.SerializableCollection()
        collection.extend([clip.deepcopy() for clip in copy.find_clips()])
        otio.adapters.write_to_string(collection, adapter, fps=25)
        return
    otio.adapters.write_to_string(copy, adapter, **({"rate": 25} if adapter == "cmx_3600" else {}))


def test_two_thousand_shots_in_each_format() -> None:
    whole = built(SHOTS)
    making = seconds(lambda: timeline(whole))
    one = timeline(whole)
    own = seconds(lambda: otio.adapters.write_to_string(one, "otio_json"))
    print(f"\n{SHOTS} shots: the timeline {making:.2f} s, OpenTimelineIO's JSON of it {own:.2f} s")
    for name, write in WRITERS.items():
        spent = seconds(lambda write=write: write(one))
        whole_ratio = (making + spent) / (making + own)
        print(f"{name:>12}: {spent:.2f} s, {spent / own:.1f} of OTIO's; with the timeline {whole_ratio:.2f}")


@pytest.mark.parametrize("name", ADAPTERS)
def test_beside_the_adapter_for_the_same_list(name: str) -> None:
    shots = max(50, int(SHOTS * SLOW_SHARE)) if name in SLOW else SHOTS
    one = timeline(built(shots))
    ours = seconds(lambda: WRITERS[name](one))
    theirs = seconds(lambda: adapted(one, ADAPTERS[name]), times=1)
    print(f"\n{name:>12}, {shots} shots: ours {ours:.2f} s, the adapter {theirs:.2f} s, ratio {ours / theirs:.3f}")
