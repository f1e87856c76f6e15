"""What the paths of a run say of which files belong together; no file is opened, and no facts are needed.

Only structures with a file that is new have their candidates looked for: a scan of what is known pays for its folders.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from library.model import Problem, path_text
from mediavault.ingest.structures.layouts import PLAIN, Layout, layout_of
from mediavault.ingest.structures.names import Candidate, Folders, named
from mediavault.walking.values import Entry


@dataclass(slots=True, eq=False)
class Structure:
    """A card, or a plain folder: what may hold files that belong together."""

    layout: Layout
    path: bytes
    listed: dict[bytes, list[Entry]] = field(default_factory=dict)
    """Its files by the folder inside it."""
    _candidates: dict[int, list[Candidate]] | None = None

    @property
    def folders(self) -> Folders:
        """Its files by their names."""
        return {inner: [named(one) for one in entries] for inner, entries in self.listed.items()}

    def candidates(self, entry: Entry) -> Sequence[Candidate]:
        """The pairs that an entry may be one of."""
        if self._candidates is None:
            found: dict[int, list[Candidate]] = {}
            self._candidates = found
            for one in self.layout.candidates(self.folders):
                found.setdefault(id(one.whole), []).append(one)
                found.setdefault(id(one.member), []).append(one)
        return self._candidates.get(id(entry), ())


@dataclass(slots=True)
class Survey:
    """The structures of a run."""

    folders: dict[bytes, list[Entry]]
    """The files that are worth a look, by the folder they are in."""
    structures: dict[bytes, Structure] = field(default_factory=dict)
    """By folder: those of one card are one."""
    described: list[tuple[Entry, Entry]] = field(default_factory=list)
    """Sidecars that stand in another folder than what they describe, each with that."""
    left_out: dict[int, Problem] = field(default_factory=dict)
    """Files that only hold a structure together: what is said of each, by its `id`."""

    def candidates(self, entry: Entry) -> Sequence[Candidate]:
        """The pairs that an entry may be one of."""
        structure = self.structures.get(_folder(entry))
        return structure.candidates(entry) if structure is not None else ()


def survey(entries: Iterable[Entry]) -> Survey:
    """Looks at the paths of all that was walked."""
    folders: defaultdict[bytes, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.outcome is None:
            folders[_folder(entry)].append(entry)
    found, structures = Survey(folders), dict[tuple[bytes, str], Structure]()
    for folder, inside in folders.items():
        layout, path, inner = layout_of(folder)
        structure = structures.setdefault((path, layout.name), Structure(layout, path))
        structure.listed.setdefault(inner, []).extend(inside)
        found.structures[folder] = structure
    for structure in structures.values():
        if structure.layout is not PLAIN:
            _survey_card(structure, found)
    return found


def _survey_card(card: Structure, found: Survey) -> None:
    folders, layout = card.folders, card.layout
    found.described += [(one.entry, clip.entry) for one, clip in layout.sidecars(folders)]
    own = [one for names in folders.values() for one in names if one.suffix in layout.own]
    where = path_text(b"/".join(card.path.split(b"/")[-2:]))
    for one in (*own, *layout.thumbnails(folders)):
        name = path_text(one.entry.path.rpartition(b"/")[2])
        sentence = f"Left out {name}: it is part of the {layout.name} structure of {where}."
        found.left_out[id(one.entry)] = Problem("structure", sentence)


def _folder(entry: Entry) -> bytes:
    return os.path.dirname(entry.path)  # noqa: PTH120 - bytes
