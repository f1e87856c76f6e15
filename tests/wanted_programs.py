"""Programs that tests need: where they are not there a test is skipped, and on CI it fails."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

ON_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


def not_found(what: str) -> NoReturn:
    reason = f"{what} not found; tests/system_programs.sh installs it where it may"
    if ON_CI:
        pytest.fail(f"on CI no test may be skipped for want of a program: {reason}", pytrace=False)
    pytest.skip(reason)
