"""How an offload is told: a line for each file and place in a pipe, problems on a terminal, JSON for programs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import path_text
from mediavault.cli import records
from mediavault.cli.output import counted, emit, line, on_terminal, say
from mediavault.offload.card import disks_shared
from mediavault.offload.values import Copied, Fate
from mediavault.progress.wording import size

if TYPE_CHECKING:
    from library.model import JsonObject
    from mediavault.cli.ingest_talk import Talk
    from mediavault.ingest.values import IngestSummary
    from mediavault.offload.run import Offload

_WORDS = {Fate.COPIED: "copied", Fate.THERE: "there before", Fate.OTHER: "refused", Fate.MISMATCH: "damaged"}
_NOT_COPIED: JsonObject = {"size_bytes": None, "digest": None, "copies": []}


class OffloadTalk:
    """Takes what an offload says, and passes it on."""

    def __init__(self, talk: Talk, planned: Offload, *, json: bool) -> None:
        """Takes how things are told, and what the offload is of."""
        self._talk, self._planned, self._json = talk, planned, json
        for one, other in disks_shared(planned.destinations):
            talk.aside(f"{one} and {other} are on one disk: when it fails, both copies are lost.")

    def file(self, copied: Copied) -> None:
        """Tells what came of a file everywhere."""
        wanted = copied.wanted
        places = list(zip(self._planned.destinations, copied.sides, strict=True))
        if self._json:
            copies = [
                {"destination": str(there), "outcome": side.fate.value, "problem": records.problem(side.problem)}
                for there, side in places
            ]
            sized = {"size_bytes": wanted.stamp.size_bytes, "digest": records.digest(copied.digest)}
            told = {"problem": records.problem(copied.problem), "copies": copies}
            emit({**records.path(wanted.name), **sized, **told})
            return
        if not on_terminal():
            for there, side in places:
                problem = side.problem or copied.problem
                line(side.fate.value, wanted.text, there, problem.message if problem else None)
            return
        for problem in (copied.problem, *(side.problem for side in copied.sides)):
            if problem is not None and not problem.message.startswith("Given up:"):
                self._talk.aside(problem.message)

    def rest(self) -> None:
        """Tells of what is on the card and was not copied."""
        for entry in self._planned.card.left:
            problem = entry.problem
            if self._json:
                emit({**records.path(entry.path), **_NOT_COPIED, "problem": records.problem(problem)})
            elif problem is not None:
                self._talk.aside(problem.message)

    def conclude(self, catalogued: IngestSummary | None) -> None:
        """Tells what came of all of it."""
        planned = self._planned
        if self._json:
            emit({"summary": {**_summary(planned), "catalogued": catalogued.outcomes if catalogued else None}})
        for number, there in enumerate(planned.destinations):
            told = [
                f"{count:,} {_WORDS.get(fate, 'failed')}" for fate in Fate if (count := planned.count(number, fate))
            ]
            say(f"{there}: {', '.join(told) or 'nothing'}.{_listed(planned, there)}")
        for there, problem in planned.given_up.items():
            say(f"{there} was given up: {problem.message} The others went on; run the same command again for it.")
        for there, why in planned.unlisted:
            say(f"{there} has no new list of digests: {why}")
        if planned.not_in_lists:
            say(f"{counted(planned.not_in_lists, 'file')} not in the lists: their names cannot be written in XML.")
        if catalogued is not None:
            copies = catalogued.new + catalogued.known + catalogued.updated
            say(f"Catalogued {counted(copies, 'copy', 'copies')}, {catalogued.new} of them new media.")
        say(_verdict(planned))


def _listed(planned: Offload, there: Path) -> str:
    return f" List: {planned.lists[there]}" if there in planned.lists else ""


def _verdict(planned: Offload) -> str:
    if not planned.card.wanted:
        return f"There is no file on {path_text(planned.card.path)}: is it the right card?"
    if planned.is_whole:
        return "Everything on the card is verified at every place."
    return "Not everything on the card is everywhere: keep it as it is, and run the same command again."


def _summary(planned: Offload) -> JsonObject:
    places = [
        {
            "destination": str(there),
            **{fate.value: planned.count(number, fate) for fate in Fate},
            "given_up": records.problem(planned.given_up.get(there)),
            "list": str(planned.lists[there]) if there in planned.lists else None,
        }
        for number, there in enumerate(planned.destinations)
    ]
    files = {"files": len(planned.files), "bytes": sum(one.wanted.stamp.size_bytes for one in planned.files)}
    return {**files, "unreadable": len(planned.unreadable), "whole": planned.is_whole, "destinations": places}


def tell_plan(planned: Offload, *, json: bool) -> bool:
    """Tells what would be done; whether something is in the way."""
    from mediavault.offload.run import foretold

    counts: dict[Path, Counter[Fate]] = {there: Counter() for there in planned.destinations}
    for wanted, there, fate in foretold(planned):
        counts[there][fate] += 1
        if fate is Fate.OTHER:
            say(f"{there} has a different file of the name {wanted.text}: it would stay, and the file not be copied.")
        if json:
            said = {"destination": str(there), "outcome": fate.value, "size_bytes": wanted.stamp.size_bytes}
            emit({**records.path(wanted.name), **said})
    for entry in planned.card.left:
        if entry.problem is not None:
            say(entry.problem.message)
    say(f"Would copy {counted(len(planned.card.wanted), 'file')} ({size(planned.card.size_bytes)}):")
    for there, told in counts.items():
        known = f", {told[Fate.THERE]:,} of the same name and length verified" if told[Fate.THERE] else ""
        refused = f", {told[Fate.OTHER]:,} refused" if told[Fate.OTHER] else ""
        say(f"{there}: {told[Fate.COPIED]:,} copied{known}{refused}.")
    return any(told[Fate.OTHER] for told in counts.values())
