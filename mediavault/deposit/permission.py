"""Whether assets may leave as they are: what people and rights say, in the findings of an export.

An original shows everybody who is in it, wherever in it they are; so each asset is looked at as a list of one shot of
all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from library.model import Asset, Clip, ClipId, Shot, ShotId, ShotList, ShotListId
from library.timecode import FrameRate, TimeRange
from mediavault.export.findings import Finding
from mediavault.export.people import People
from mediavault.export.people_findings import people_findings
from mediavault.export.rights_findings import rights_findings

_RATE = FrameRate(25)


def findings_of(assets: Sequence[Asset], people: People, *, accepted: bool) -> list[Finding]:
    """What stands in the way of a deposit, the stops first.

    Args:
        assets: What is to leave.
        people: Who may be identified how far; who is not among them is unknown, and unknown means no.
        accepted: Whether somebody gave a reason for people who are not open.
    """
    shown = as_list(assets)
    found = [*people_findings(shown, people, accepted=accepted), *rights_findings(shown, people)]
    return sorted((_of_asset(one) for one in found), key=lambda one: not one.stops)


def as_list(assets: Sequence[Asset]) -> ShotList:
    """Assets as a shot list in which each is used from its first frame to its last; shots are numbered by asset."""
    return ShotList(
        id=ShotListId(0), name="", project=None, rate=_RATE, drop_frame=False, version=1,
        shots=tuple(map(_shot, assets)),
    )  # fmt: skip


def _shot(asset: Asset) -> Shot:
    clip = asset.whole or Clip(id=ClipId(0), asset=asset.id, range=None)
    # Clips counted at another rate, and all of a photo, share frames with it whatever they are.
    used = asset.facts.available_range or TimeRange(0, 1, _RATE)
    return Shot(id=ShotId(0), number=asset.id, clip=clip, asset=asset, source_range=used)


def _of_asset(finding: Finding) -> Finding:
    """A finding in the words of a deposit."""
    sentence = re.sub(r"\b([Ss])hot (\d+) ", lambda found: ("A" if found[1] == "S" else "a") + f"sset a{found[2]} ",
                      finding.sentence)  # fmt: skip
    cure = finding.cure.replace("Take the shot out", "Leave it out").replace("take the shot out", "leave it out")
    return replace(finding, sentence=sentence, cure=cure.replace("the export", "the deposit"))
