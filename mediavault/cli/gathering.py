"""Complaints of one cause in one line: the first is told as it comes, how many more there were once the run is over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediavault.cli.output import counted

if TYPE_CHECKING:
    from library.model import Problem

MOST_KINDS = 4
"""Kinds of files that a line names."""
_DETAIL = re.compile(r" \(.*", re.DOTALL)
"""What a library says in brackets behind a cause: it differs from file to file."""


@dataclass(slots=True)
class _Group:
    """What is alike."""

    first: str
    """The name of the file that was told of."""
    lead: tuple[str, str]
    """What stands before the name in its sentence, and the cause behind it."""
    cure: str
    """The kind of problem that says what can be done (`report.cures`)."""
    alone: Problem | None = None
    """The second of its kind, which is told as it is when no third comes."""
    suffixes: Counter[str] = field(default_factory=Counter)
    """How the names of the others end."""


class Gathered:
    """Tells of each cause once, and counts the rest."""

    def __init__(self) -> None:
        """Begins with nothing told."""
        self._groups: dict[tuple[str, str, str], _Group] = {}

    def repeats(self, problem: Problem, name: str) -> bool:
        """Whether the cause of `problem`, with the file `name`, was told of before; if so it is counted."""
        before, found, behind = problem.message.partition(f" {name}: ")
        if not name or not found:
            return False
        cause = _DETAIL.sub("", behind.rstrip("."))
        group = self._groups.get((problem.kind, before, cause))
        if group is None:
            self._groups[problem.kind, before, cause] = _Group(name, (before, cause), problem.cause or problem.kind)
            return False
        group.alone = None if group.suffixes else problem
        _, dot, suffix = name.rpartition(".")
        group.suffixes[f".{suffix.lower()}" if dot else "without a suffix"] += 1
        return True

    def sentences(self, *, reported: bool) -> Iterator[str]:
        """What is to be told at the end; `reported` when a report of the run names each file."""
        groups, self._groups = [one for one in self._groups.values() if one.suffixes], {}
        yield from (one.alone.message if one.alone else _sentence(one) for one in groups)
        if any(one.alone is None for one in groups):
            yield (
                "The report names each file."
                if reported
                else "Run again with --report FILE.html to have each file named."
            )


def _sentence(group: _Group) -> str:
    from mediavault.report.cures import CURES

    (before, cause), total = group.lead, group.suffixes.total()
    ranked = group.suffixes.most_common()
    kinds = ", ".join(f"{number:,} {suffix}" for suffix, number in ranked[:MOST_KINDS])
    kinds += ", and others" if len(ranked) > MOST_KINDS else ""
    said = f"{before} {counted(total, 'more file')} ({kinds}) for the reason given for {group.first}: {cause}."
    return f"{said} {CURES.get(group.cure, '')}".strip()
