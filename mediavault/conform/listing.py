"""A shot list of what was found: of a finished cut, or of a list of ours that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.model import ShotListId
from library.timecode import FrameRate
from mediavault.conform.edits import ReadCut
from mediavault.conform.finding import Found

if TYPE_CHECKING:
    from library import Catalogue, Edit
    from library.model import ShotId
    from mediavault.export.cut import CutAlternate


@dataclass(frozen=True, slots=True)
class NewList:
    """What a list is to be called, and which film it belongs to."""

    name: str
    project: str | None
    rate: FrameRate


def make_list(catalogue: Catalogue, edit: Edit, new: NewList, cut: ReadCut, found: Sequence[Found]) -> ShotListId:
    """Adds a shot list with a shot for each edit that was found for sure, in their order.

    Raises:
        NameTaken: a list has the name. NameEmpty: it holds nothing to search by.
        UnknownName: there is no such project.
    """
    key = edit.add_shot_list(new.name, project=new.project, rate=new.rate, drop_frame=cut.drop_frame)
    if cut.handles:
        edit.describe_shot_list(key, handles=cut.handles)
    for one in found:
        if not one.usable or one.asset is None:
            continue
        clip = one.clip or edit.whole_clip(one.asset.id)
        said = one.edit
        shot = edit.append_shot(key, clip, source_range=one.source_range, note=said.note, heading=said.heading)
        if said.named.clip == clip.key:  # the list is of this catalogue, so that its other keys are good here, too
            _alternates(catalogue, edit, shot, said.alternates)
    return key


def _alternates(catalogue: Catalogue, edit: Edit, shot: ShotId, wanted: Sequence[CutAlternate]) -> None:
    keys = {one.clip: int(one.clip[1:]) for one in wanted if one.clip[:1] == "c" and one.clip[1:].isdigit()}
    clips = {clip.key: clip for clip in catalogue.clips(list(keys.values()))}
    for one in wanted:
        clip = clips.get(one.clip)
        if clip is not None and f"a{clip.asset}" == one.asset:
            edit.add_alternate(shot, clip, source_range=one.source, note=one.note)
