"""A few small pictures of what came in, as text a page can hold.

Nobody is shown who is linked and not known to be open: unknown means no. Of who is not linked yet nothing is known;
that is why pictures are made only for somebody who asks for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from library import Catalogue
from library.model import Asset, AssetId, AuthorityId, Protection
from mediavault.export.versions import Versions
from mediavault.ingest.stamp import SENT_BY
from mediavault.pages.picture import data_address
from mediavault.report.figures import assets_of
from mediavault.vault import Vault

MOST = 24
MOST_BYTES = 400_000
"""Of all of them together."""


def pictures_of(catalogue: Catalogue, vault: Vault, keys: Sequence[AssetId]) -> list[str]:
    """Pictures of assets from all over the run, as `data:` addresses."""
    hidden = {one.id for one in catalogue.parties() if one.protection is not Protection.OPEN}
    versions = Versions(catalogue.assets)
    found, room = [], MOST_BYTES
    for asset in assets_of(catalogue, list(_spread(keys))):
        seen = (asset, *(one.asset for one in versions.of(asset)))
        picture = (
            None
            if any(_shows(one, hidden) for one in seen)
            else data_address(vault.preview_path(asset.fingerprint.quick_hex))
        )
        if picture is not None and len(picture) <= room:
            found.append(picture)
            room -= len(picture)
    return found


def _spread(keys: Sequence[AssetId]) -> Iterator[AssetId]:
    step = max(1, -(-len(keys) // MOST))
    yield from keys[::step]


def _shows(asset: Asset, hidden: Collection[AuthorityId | None]) -> bool:
    links = (link for clip in asset.clips for link in clip.links)
    return any(link.authority in hidden and link.role != SENT_BY for link in links)
