"""On every screen that shows states, two of them differ by more than colour: in characters or in attributes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from footage import LIST, footage, shot_list
from rendered import without_colours
from textual.widget import Widget
from tui_driving import first_in_log, press, settle

from library.model import (
    Alternate,
    AlternateId,
    AssetId,
    AuthorityId,
    AuthorityKind,
    CopyState,
    Link,
    LinkId,
    OfferedPart,
    Operation,
    OperationId,
    Outcome,
    PartOffer,
    PartRole,
    Provenance,
    Suggestion,
)
from library.timecode import FrameRate, TimeRange
from mediavault.export import FORMATS, Finding, FindingKind, Severity
from tests.tui.fakes import FakeCatalogue, FakeDecoder, FakeEdit, FakeVault
from tui.app import MediavaultApp
from tui.ingesting import IngestJob
from tui.screens.export import finding_lines, format_lines, heading
from tui.screens.history import HistoryScreen
from tui.screens.ingest import COLUMNS, IngestScreen
from tui.screens.suggestions import SuggestionsScreen
from tui.suggested import turned
from tui.widgets.shot_table import ShotTable

SIZE = (100, 30)
Looks = dict[Hashable, object]


def all_apart(looks: Mapping[Hashable, object]) -> None:
    """Says which of these look the same without colour."""
    assert len(looks) > 1
    assert not [(one, other) for one, other in combinations(looks, 2) if looks[one] == looks[other]]


def look(shown: Widget, *lines: int) -> object:
    """Lines of a widget as they look without colour."""
    return [without_colours(shown.render_line(line)) for line in lines]


HANDS = Link(LinkId(90), AuthorityId(1), AuthorityKind.KEYWORD, "hands", "depicts")
MAY_BE_HANDS = replace(HANDS, provenance=Provenance.RULE, suggested=True)
RANGES: dict[str, dict[str, Any]] = {
    "plain": {},
    "tagged": {"links": (HANDS,)},
    "suggested": {"links": (MAY_BE_HANDS,)},
    "rated": {"rating": 3},
    "favourite": {"rating": 5},
    "rejected": {"rejected": True},
    "tagged and rated": {"links": (HANDS,), "rating": 3},
    "tagged and rejected": {"links": (HANDS,), "rejected": True},
}


async def test_ranges_in_log(catalogue: FakeCatalogue, tmp_path: Path) -> None:
    catalogue.locations[1] = Path("/card/A003C00001.MOV")
    clip = FakeEdit(catalogue).add_clip(1, TimeRange(50, 200, FrameRate(25)))
    app = MediavaultApp(FakeVault(tmp_path), catalogue, pictures="none")
    app.decoder, app.window = FakeDecoder(), None
    rows: Looks = {}
    said: Looks = {}
    bars: Looks = {}
    async with app.run_test(size=SIZE) as pilot:
        screen = await first_in_log(pilot)
        for state, facts in RANGES.items():
            catalogue.books.clips[clip.id] = replace(clip, **facts)
            for here in (True, False):
                screen.chosen = clip.id if here else None
                await screen.on_catalogue_changed()
                rows[state, here] = look(screen.panel, 1)
            said[state] = look(screen.title_bar, 0), look(screen.panel, *range(2, 9))
            bars[state] = look(screen.timeline, 0)
        for state, keys in {"begun": ("right", "i", "right", "right"), "marked": ("o", "home")}.items():
            await press(pilot, *keys)
            bars[state] = look(screen.timeline, 0)
        rows["not saved yet"] = look(screen.panel, 2)
    all_apart(rows)
    all_apart({state: said[state] for state in ("tagged", "suggested", "plain")})
    all_apart({state: bars[state] for state in ("tagged", "suggested", "plain", "begun", "marked")})


RULE = Suggestion(
    id=LinkId(1),
    asset=AssetId(1),
    asset_name="A.MOV",
    kind=AuthorityKind.EVENT,
    authority=AuthorityId(1),
    name="B.MOV",
    role="depicts",
    provenance=Provenance.RULE,
    by="time and place 1",
    confidence=0.9,
)


async def test_shots_ingests_changes_and_suggestions(tmp_path: Path) -> None:
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
        app = MediavaultApp(vault, catalogue, pictures="none")
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            for key, looks_of in {"f4": of_shots, "f5": of_ingests, "f7": of_suggestions, "f8": of_changes}.items():
                await press(pilot, key)
                await settle(pilot)
                app.screen.remove_class("-empty")  # a list has its room before it has rows
                await settle(pilot)
                all_apart(looks_of(app))


def of_shots(app: MediavaultApp) -> Looks:
    table = app.screen.query_one(ShotTable)
    listed = app.catalogue.shot_list(LIST)
    first = listed.shots[0]
    other = Alternate(id=AlternateId(1), number=1, clip=first.clip, asset=first.asset, source_range=first.source_range)
    looks: Looks = {}
    for state in CopyState:
        copies = tuple(replace(copy, state=state) for copy in first.asset.copies)
        shot = replace(first, asset=replace(first.asset, copies=copies), alternates=(other,))
        for marked in (True, False):
            for at in (0, 1):
                table.show(replace(listed, shots=(shot, *listed.shots[1:])), cursor=at)
                table.marked = {shot.id} if marked else set()
                looks[state, marked, at == 0] = look(table, 0)
    looks["alternate"] = look(table, 1)
    table.move(-1)
    looks["alternate", "here"] = look(table, 1)
    return looks


def of_ingests(app: MediavaultApp) -> Looks:
    screen, folder = app.screen, Path("/media/CARD_A")
    assert isinstance(screen, IngestScreen)
    jobs = {
        "running": IngestJob(folder),
        "paused": IngestJob(folder, paused=True),
        "done": IngestJob(folder, running=False),
        "stopped": IngestJob(folder, running=False, error="Stopped; what is in stays in."),
        "a problem": IngestJob(folder, problems=[("A004C007.MOV", "It is cut off.")]),
    }
    looks: Looks = {}
    for state, job in jobs.items():
        job.outcomes[Outcome.NEW], job.started, job.ended = 3, 0.0, 9.0
        for queued in ([], [Path("/media/CARD_B")]):
            app.ingest, app.ingest_next[:] = job, queued
            screen._draw()
            problems = [column.text(one) for one in screen.problems.rows for column in COLUMNS]
            looks[state, bool(queued)] = look(screen.title_bar, 0), str(screen.progress.visual), problems
    app.ingest = None
    app.ingest_next.clear()
    return looks


def of_suggestions(app: MediavaultApp) -> Looks:
    """What was refused is not among them: its row goes."""
    screen = app.screen
    assert isinstance(screen, SuggestionsScreen)
    model = replace(RULE, provenance=Provenance.MODEL, by="faces 2")
    cut = OfferedPart(1, PartOffer(AssetId(2), AssetId(1), PartRole.TRIMMED, 0.9, "longer"), "B.MOV", "A.MOV", "r")
    burst = replace(cut, offer=replace(cut.offer, role=PartRole.BURST))
    looks: Looks = {}
    for name, one in {"rule": RULE, "model": model, "cut": cut, "turned": turned(cut), "burst": burst}.items():
        screen.records.show([one, replace(RULE, id=LinkId(2))])
        for row in (0, 1):
            screen.records.move_to(row)
            looks[name, row == 0] = look(screen.records, 0)
    return looks


def of_changes(app: MediavaultApp) -> Looks:
    screen, at = app.screen, datetime(2026, 8, 9, 12, tzinfo=UTC)
    assert isinstance(screen, HistoryScreen)
    looks: Looks = {}
    for undone in (True, False):
        change = Operation(OperationId(1), at, "anna", "Tag 1 clip: hands", undone, 1)
        screen.records.show([change, replace(change, id=OperationId(2))])
        for row in (0, 1):
            screen.records.move_to(row)
            looks["undone" if undone else "stands", row == 0] = look(screen.records, 0)
    return looks


def test_what_stands_in_the_way_of_an_export() -> None:
    stop = Finding(1, FindingKind.MEDIA_CHANGED, "A.MOV changed.", "Read it again.", Severity.STOP)
    warn = replace(stop, severity=Severity.WARN)
    found = {"nothing": [], "a stop": [stop], "a warning": [warn], "both": [stop, warn]}
    all_apart({state: heading(findings).plain for state, findings in found.items()})
    all_apart({one.severity: finding_lines(one, 60).plain for one in (stop, warn)})
    edl = FORMATS["edl"]
    all_apart({chosen: format_lines(edl, 60, chosen=chosen).plain for chosen in (True, False)})
