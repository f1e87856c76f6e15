"""Where names stand that no record of a bag can keep back: in the originals, and in what the bag is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from library.model import Asset, AssetId, JsonObject
from library.withheld import Withheld
from mediavault.export.findings import Finding, FindingKind, Severity

Written = Callable[[int], JsonObject]
"""All that the readers found in the file of an asset (`Catalogue.raw`)."""
Names = tuple[Withheld, Mapping[AssetId, Withheld]]


def naming(
    folder: Path, assets: Sequence[Asset], written: Written, names: Names, *, accepted: bool
) -> Iterator[Finding]:
    """What may not leave because it names somebody who is not open, and cannot be written otherwise.

    Args:
        folder: The bag.
        assets: What is to leave, as it is.
        written: What stands in their files.
        names: Those of everybody who is not open, and by asset each word of the names of who is in it.
        accepted: Whether somebody gave a reason for people who are not open.
    """
    withheld, words = names
    if withheld.inside(folder.name):
        sentence = f"The folder name {folder.name} holds a name that must not leave."
        yield Finding(None, FindingKind.NAME_IN_PATH, sentence, "Name another folder.", Severity.STOP)
    for asset in assets:
        either = withheld, words[asset.id]
        if any(one.inside(text) for text in _texts(written(asset.id)) for one in either):
            yield Finding(
                asset.id,
                FindingKind.NAME_IN_TEXT,
                f"Asset {asset.key} ({asset.name}) names somebody who is not known to be open, within its file.",
                "The original leaves as it is." if accepted else "Leave it out, or accept it with a reason.",
                Severity.WARN if accepted else Severity.STOP,
            )


def _texts(value: object) -> Iterator[str]:
    """Every text in what the readers found."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
