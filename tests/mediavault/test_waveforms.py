"""How a waveform is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediavault.vault.waveforms import PARTS, decibels, keep, kept, level


@pytest.mark.parametrize(
    ("peak", "expected", "below_full"),
    [
        (1.0, 255, 0),
        (0.5, 229, -6),
        (0.1, 170, -20),
        (0.01, 85, -40),
        (0.001, 1, -60),
        (0.00003, 1, -60),
        (0.0, 0, None),
        (1.2, 255, 0),
    ],
)
def test_a_level_is_in_decibels(peak: float, expected: int, below_full: int | None) -> None:
    assert level(peak) == expected
    assert decibels(expected) == below_full


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "ab" / "ab1.waveform"
    levels = bytes(range(256)) * (PARTS // 256)
    keep(levels, path)
    assert kept(path) == levels
    assert [one.name for one in path.parent.iterdir()] == ["ab1.waveform"]


def test_half_a_waveform_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ab1.waveform"
    assert kept(path) is None
    path.write_bytes(bytes(PARTS - 1))
    assert kept(path) is None
