"""A running interface over a catalogue in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from library.model import AuthorityKind
from tests.tui.fakes import FakeCatalogue, FakeVault
from tui.app import MediavaultApp

KEYWORDS = ("hands", "faces", "wide shot", "crowd", "banner", "dusk", "interview", "b-roll", "police")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inspector reads the asset as soon as the cursor stands."""
    monkeypatch.setattr("tui.watching_room.REST_S", 0.005)
    monkeypatch.setattr("tui.finding_room.COUNT_S", 0.005)


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture
def catalogue() -> FakeCatalogue:
    """Forty assets, nine keywords, an event, a place and a person."""
    filled = FakeCatalogue(40)
    filled.add(AuthorityKind.KEYWORD, *KEYWORDS)
    filled.add(AuthorityKind.EVENT, "Day of Solidarity 2020", "Harvest 2019")
    filled.add(AuthorityKind.PLACE, "Białystok")
    filled.add(AuthorityKind.PERSON, "Анна К.")
    return filled


@pytest.fixture
def make_app(tmp_path: Path, catalogue: FakeCatalogue) -> Callable[..., MediavaultApp]:
    """What makes an app, over the fixture's catalogue or another one."""

    def make(other: FakeCatalogue | None = None) -> MediavaultApp:
        return MediavaultApp(FakeVault(tmp_path), other or catalogue)

    return make


@pytest.fixture
def app(make_app: Callable[..., MediavaultApp]) -> MediavaultApp:
    """An app over forty assets."""
    return make_app()
