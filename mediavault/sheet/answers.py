"""What a producer ticked and wrote in the page of a shot list (`mediavault export … .html`), and what it means here.

A tick says "this one": the clip of the shot is picked. No tick says nothing. A comment becomes a line of the shot's
note, with who said it and when the file was read; one that stands there already is not written twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from library.errors import MediavaultError
from mediavault.sheet.files import SheetUnusable

if TYPE_CHECKING:
    from library import Edit
    from library.model import Shot, ShotList

MOST_BYTES = 20_000_000
KIND, SCHEMA = "mediavault sheet", 1
_LONGEST = 10_000
"""Letters of one comment."""


class AnswererUnknown(MediavaultError):
    """Comments came back and nobody said whose they are."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        super().__init__(f"Cannot keep the comments in {path}: nobody says whose they are. Give --by NAME.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one shot."""

    shot: int
    """The number it had on the page."""
    clip: str
    asset: str
    ticked: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A page as it came back."""

    shot_list: str
    version: int
    by: str | None
    """Who it was, as they say."""
    shots: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What one answer would change."""

    shot: Shot
    picks: bool
    """Whether its clip becomes picked."""
    note: str | None
    """The note as it would be; None: it stays as it is."""


@dataclass
class AnswersDiff:
    """All that a page would change."""

    changes: list[AnswerChange] = field(default_factory=list)
    gone: list[Answer] = field(default_factory=list)
    """Answers to shots that are not in the list any more."""


def read_answers(path: Path) -> Answers:
    """The ticks and comments in a file that a page saved.

    Raises:
        SheetUnusable: it cannot be read, or is none.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SheetUnusable(path, f"it is longer than {MOST_BYTES:,} bytes")
        said = json.loads(path.read_bytes())
        if (said["kind"], said["schema"]) != (KIND, SCHEMA):
            raise SheetUnusable(path, f"it is of the kind {said['kind']} {said['schema']}, and not {KIND} {SCHEMA}")
        shots = tuple(_answer(one) for one in said["shots"])
        by = said.get("by")
        return Answers(_kind(said["list"], str), _kind(said["version"], int), _line(by) if by else None, shots)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SheetUnusable(path, f"it holds no ticks and comments of a page of shots ({error})") from error


def _answer(said: Mapping[str, Any]) -> Answer:
    comment = _kind(said["comment"], str).replace("\r\n", "\n").strip()[:_LONGEST]
    keys = (_kind(said["clip"], str), _kind(said["asset"], str))
    return Answer(_kind(said["shot"], int), *keys, _kind(said["ticked"], bool), comment)


def _kind(value: Any, kind: type[Any]) -> Any:  # noqa: ANN401  a value of JSON
    if type(value) is not kind:
        message = f"{value!r} is no {kind.__name__}"
        raise TypeError(message)
    return value


def _line(text: object) -> str | None:
    return " ".join(str(text).split())[:100] or None


def compare_answers(shot_list: ShotList, answers: Answers, by: str | None, on: date) -> AnswersDiff:
    """What answers would change in the list they are about.

    Args:
        shot_list: As it is now.
        answers: As they came back.
        by: Who said it; else whom the page names.
        on: The day that is noted.

    Raises:
        ValueError: There are comments, and nobody says whose.
    """
    found, left = AnswersDiff(), list(shot_list.shots)
    who = by or answers.by
    for answer in answers.shots:
        if not (answer.ticked or answer.comment):
            continue
        shot = _meant(answer, left)
        if shot is None:
            found.gone.append(answer)
            continue
        left.remove(shot)
        picks, note = answer.ticked and not shot.clip.picked, None
        if answer.comment:
            if who is None:
                raise ValueError(answers.shot_list)
            note = _noted(shot.note, answer.comment, who, on)
        if picks or note is not None:
            found.changes.append(AnswerChange(shot, picks, note))
    return found


def _meant(answer: Answer, shots: Sequence[Shot]) -> Shot | None:
    """The shot an answer is about: of its clip, with the number it had where several are."""
    same = [shot for shot in shots if (shot.clip.key, shot.asset.key) == (answer.clip, answer.asset)]
    return next((shot for shot in same if shot.number == answer.shot), same[0] if same else None)


def _noted(note: str | None, comment: str, who: str, on: date) -> str | None:
    """The note with a comment behind it; None where it is there already, whenever that was written down."""
    said = rf"^{re.escape(who)}, [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}: {re.escape(comment)}$"
    if note and re.search(said, note, re.MULTILINE):
        return None
    return "\n".join(filter(None, (note, f"{who}, {on}: {comment}")))


def apply_answers(edit: Edit, diff: AnswersDiff) -> None:
    """Makes the catalogue say what answers say."""
    for change in diff.changes:
        if change.note is not None:
            edit.note_shot(change.shot.id, note=change.note)
        if change.picks:
            edit.describe_clip(change.shot.clip.id, picked=True)
