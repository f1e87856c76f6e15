"""Unpacking a .zip that was sent: it is an original itself, and in custody before anything of it is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from library.disk import free_bytes
from library.errors import MediavaultError
from library.model import Problem, path_text
from mediavault.intake.exports import Source
from mediavault.intake.taking import Taking, Unpacked
from mediavault.intake.values import ExportUnusable
from mediavault.intake.zip_member import UnpackTask
from mediavault.intake.zipped import ListTask, Member
from mediavault.progress import Meter, Stage
from mediavault.walking.values import Entry
from mediavault.workers.asking import asked
from mediavault.workers.flow import in_turn

Metered = Callable[[Stage, int, int], Meter]
"""Gives what counts the files of a stage, how many and how long."""


def unpack(taking: Taking, sent: tuple[Path, Mapping[bytes, Entry]], to: Path, metered: Metered) -> Path:
    """Takes a .zip into custody and unpacks it into a folder of its own; returns that.

    What of it is not unpacked is told. What was unpacked before, and is as it was, stays.

    Args:
        taking: The custody of the run, which learns what came out of the .zip.
        sent: The .zip, and the files beside it.
        to: Below which the folder is made.
        metered: Gives what counts the files of a stage, how many and how long.

    Raises:
        ExportUnusable: it cannot be read, nothing in it can be unpacked, or it is made to do harm.
    """
    place, entries = sent
    entry = entries.get(os.path.abspath(os.fsencode(place)))  # noqa: PTH100 - bytes
    if entry is None or entry.stamp is None:
        raise ExportUnusable(place, "it is no file that can be read.")
    source = Source(entry, b"", frozenset())
    good = taking.take_exports([source], metered(Stage.CHECK, 1, entry.size_bytes))
    if not good:
        raise ExportUnusable(place, "it cannot be read.")
    folder = to / good[0][1][:16]
    members = _listed(taking, place, ListTask(entry.path, entry.stamp, asked(_room_in, folder)))
    meter = metered(Stage.COPY, len(members), sum(one.size_bytes for one in members))
    work = ((one, UnpackTask(entry.path, entry.stamp, one, folder)) for one in members)
    for member, answer in in_turn(taking.pool, work, meter.look):
        meter.add(member.size_bytes)
        if isinstance(answer, Problem):
            taking.tell(answer)
        else:
            taken_from = f"{member.name} in {path_text(os.fsencode(place.name))}"
            taking.unpacked[bytes(folder) + b"/" + member.path] = Unpacked(answer, taken_from)
    return folder


def _room_in(folder: Path) -> int:
    """Bytes that may be written to a folder, which is made, with what an earlier run unpacked there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    return free_bytes(folder) + sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def _listed(taking: Taking, place: Path, task: ListTask) -> tuple[Member, ...]:
    ((_, found),) = in_turn(taking.pool, [(place, task)], lambda: None)
    if isinstance(found, Problem):
        raise ExportUnusable(place, found.message)
    if isinstance(found, MediavaultError):
        raise found
    for problem in found.problems:
        taking.tell(problem)
    return found.members
