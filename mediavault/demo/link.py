"""Linking the stand-ins: what each shows, the ranges in it, and the shot list drawn from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from library import Catalogue, Edit
from library.model import Asset, Authority, AuthorityKind, Clip
from library.timecode import FrameRate, TimeRange
from mediavault.demo.items import SELECTS
from mediavault.demo.recipes import PROJECT, SHOT_LIST, Item, Link, StandIn

RATE = FrameRate(25, 1)
Find = Callable[[AuthorityKind, str], Authority]


def link_item(catalogue: Catalogue, item: Item, assets: Mapping[str, Asset]) -> bool:
    """Links an item's stand-ins in one operation, unless that was done; says whether it did.

    Args:
        catalogue: With the starter authorities.
        item: What the stand-ins stand in for.
        assets: By file name.
    """
    there = [(one, assets[one.file]) for one in item.stand_ins if one.file in assets]
    if any(asset.clips for _, asset in there):
        return False
    find = cache(catalogue.authority)
    with catalogue.transaction(f"Log the stand-ins of {item.title}") as edit:
        for one, asset in there:
            _link(edit, edit.whole_clip(asset.id), (*item.links, *one.links), find)
            _mark(edit, asset, one, find)
    return True


def _mark(edit: Edit, asset: Asset, one: StandIn, find: Find) -> None:
    for marked in one.clips:
        span = TimeRange(marked.start, marked.duration, FrameRate.parse(one.rate))
        clip = edit.add_clip(asset.id, span, name=marked.name)
        edit.describe_clip(clip.id, note=marked.note, rating=marked.rating)
        _link(edit, clip, marked.links, find)


def _link(edit: Edit, clip: Clip, links: Iterable[Link], find: Find) -> None:
    for kind, name, *role in links:
        edit.link(clip, find(kind, name), role=role[0] if role else None)


def make_shot_list(catalogue: Catalogue) -> bool:
    """Makes the demo's shot list in one operation, unless there is one; says whether it did."""
    if any(one.name == SHOT_LIST for one in catalogue.shot_lists()):
        return False
    wanted = {use.clip for use in SELECTS}
    clips = {clip.name: clip for clip in catalogue.clips(catalogue.find_clips()) if clip.name in wanted}
    with catalogue.transaction(f"Shot list: {SHOT_LIST}") as edit:
        edit.add_shot_list(SHOT_LIST, project=PROJECT, rate=RATE)
        for use in SELECTS:
            if use.clip in clips:
                edit.append_shot(SHOT_LIST, clips[use.clip], note=use.note, heading=use.heading)
    return True
