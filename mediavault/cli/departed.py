"""What has left already of the footage somebody is linked to: when they say no, it must be asked back by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Asset, AssetId, Authority

DEPOSITED = "deposited in "
"""What a check of a copy that went into a bag begins with."""


def departed(catalogue: Catalogue, party: Authority) -> list[str]:
    """Exports and deposits of anything that a party is linked to, in words, each once."""
    assets = _linked(catalogue, party)
    return list(dict.fromkeys([*_exports(catalogue, {one.id for one in assets}), *_deposits(catalogue, assets)]))


def _linked(catalogue: Catalogue, party: Authority) -> list[Asset]:
    name = party.name.replace('"', " ")
    found = catalogue.assets(list(catalogue.find(f'{party.kind.value}:"{name}"')))
    return [one for one in found if any(link.authority == party.id for clip in one.clips for link in clip.links)]


def _exports(catalogue: Catalogue, assets: set[AssetId]) -> Iterator[str]:
    for listed in catalogue.shot_lists() if assets else ():
        for version in catalogue.versions(listed.name):
            if any(shot.asset in assets for shot in version.shots):
                yield f"{listed.name} v{version.version} as {version.file} on {version.exported_at[:10]}"


def _deposits(catalogue: Catalogue, assets: list[Asset]) -> Iterator[str]:
    checks = catalogue.fixity.of_copies([copy.id for one in assets for copy in one.copies])
    for checked in (one for known in checks.values() for one in known):
        detail = checked.check.detail or ""
        if detail.startswith(DEPOSITED):
            yield f"{detail.partition(';')[0]} on {checked.at[:10]}"
