"""What `export --help` says, without loading the exports, is so."""

from __future__ import annotations

from mediavault.cli.export import FORMAT_NAMES
from mediavault.export import FORMATS


def test_help_names_every_format() -> None:
    assert FORMAT_NAMES.removesuffix(".").replace(" or ", ", ").split(", ") == list(FORMATS)
