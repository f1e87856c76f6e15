"""The clips of the exports' tests, here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bar_codes
import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session", params=bar_codes.RATES)
def each_rate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bar_codes.Case:
    """A list at each rate in turn."""
    folder: Path = tmp_path_factory.mktemp("card")
    return bar_codes.make_case(folder, request.param)
