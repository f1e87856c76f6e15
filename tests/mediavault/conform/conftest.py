"""The bar-coded clips of the exports, here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bar_codes
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bar_codes.Case]:
    """By the name of a rate: its clips and its list, made when they are first asked for."""
    made: dict[str, bar_codes.Case] = {}

    def case(name: str) -> bar_codes.Case:
        if name not in made:
            made[name] = bar_codes.make_case(tmp_path_factory.mktemp("card"), name)
        return made[name]

    return case
