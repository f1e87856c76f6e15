"""`sheet import FILE.json`: the ticks and comments of a producer, shown first, then one change that undo takes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mediavault.cli.output import counted, emit_all, say, table
from mediavault.cli.taking_over import Manner, confirm
from mediavault.cli.verbs import rehearse

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.sheet import AnswersDiff


def take_answers(catalogue: Catalogue, path: Path, by: str | None, manner: Manner) -> None:
    """Picks the clips that were ticked in a page of shots, and notes what was said there.

    Raises:
        SheetUnusable: the file is no such answer. UnknownName: there is no such list.
        AnswererUnknown: nobody says whose the comments are.
        NotConfirmed: nothing was changed.
    """
    from library.permissions import today
    from mediavault.sheet import AnswererUnknown, apply_answers, compare_answers, read_answers

    answers = read_answers(path)
    shot_list = catalogue.shot_list(answers.shot_list)
    try:
        diff = compare_answers(shot_list, answers, by, today())
    except ValueError:
        raise AnswererUnknown(path) from None
    _show(diff, json=manner.json)
    if answers.version not in {shot_list.version, shot_list.version - 1}:
        now = f'"{shot_list.name}" is at {shot_list.version}'
        say(f"note: the page is of version {answers.version}, and {now}.")
    for one in diff.gone:
        say(f'note: shot {one.shot} of the page ({one.clip}) is not in "{shot_list.name}" any more; passed over.')
    if not diff.changes:
        say("The catalogue says all of it already: nothing was changed.")
        return
    who = by or answers.by or "somebody"
    what = f"Take over what {who} said of {counted(len(diff.changes), 'shot')} of {shot_list.name}"
    confirm(what, yes=manner.yes or manner.dry_run)
    with catalogue.transaction(what) as edit:
        apply_answers(edit, diff)
        rehearse(manner.dry_run, what)
    say(f"{what}.")


def _show(diff: AnswersDiff, *, json: bool) -> None:
    if json:
        emit_all(
            {
                "kind": "change",
                "shot": one.shot.number,
                "clip": one.shot.clip.key,
                "picked": one.picks,
                "was": one.shot.note,
                "note": one.note,
            }
            for one in diff.changes
        )
        emit_all({"kind": "gone", "shot": one.shot, "clip": one.clip} for one in diff.gone)
        return
    columns = ("shot", "clip", "file", "tick", "note was", "note will be")
    rows = (
        (one.shot.number, one.shot.clip.key, one.shot.asset.name, "picked" if one.picks else "", was, one.note or "")
        for one in diff.changes
        for was in [one.shot.note if one.note is not None else ""]
    )
    table(columns, rows)
