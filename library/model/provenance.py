"""Who says something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Provenance(StrEnum):
    """Who says so."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Said:
    """How a link comes to be: by whom, how sure, and whether it is only suggested."""

    provenance: Provenance = Provenance.PERSON
    by: str | None = None
    """The rule or the model, with its version."""
    confidence: float | None = None
    """0 to 1, of a model."""
    suggested: bool = False
    """Whether a person is yet to accept it."""


BY_A_PERSON = Said()
