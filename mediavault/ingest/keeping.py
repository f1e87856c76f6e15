"""Keeping the cache of previews within its limit, and making again what was let go when somebody asks for it."""

from __future__ import annotations

from library import Catalogue
from library.model import Asset, CopyState
from mediavault.ingest.finish import FinishTask, RemakeTask, finish_task
from mediavault.ingest.previews import let_go
from mediavault.vault import Vault, cache
from mediavault.vault.lacking import is_refused
from mediavault.workers.pool import LocalPool

ROWS_AT_ONCE = 1000


def keep_within(catalogue: Catalogue, vault: Vault) -> int:
    """Lets previews go until the cache of `vault` is within its limit; how many went.

    Those whose originals are not within reach are kept, whatever the limit.
    """
    limit = vault.previews_bytes
    there = cache.cached(vault.previews)
    if limit is None or cache.size_bytes(there) <= limit:
        return 0
    going = cache.to_let_go(there, _out_of_reach(catalogue), limit)
    for one in going:
        key = one.quick_hex
        let_go(vault.preview_path(key), vault.filmstrip_path(key), vault.waveform_path(key))
    return len(going)


def _out_of_reach(catalogue: Catalogue) -> set[str]:
    """Fingerprints of what has no copy online."""
    ids = catalogue.find("")
    away: set[str] = set()
    for first in range(0, len(ids), ROWS_AT_ONCE):
        rows = catalogue.rows(ids[first : first + ROWS_AT_ONCE])
        away.update(row.quick_hex for row in rows if row.state is not CopyState.ONLINE)
    return away


def remade(asset: Asset, vault: Vault) -> bool:
    """Whether the pictures of `asset` were made again; its preview is not there, or cannot be read.

    Not when its original is out of reach, or was found to have nothing to show. A worker does it, as in an ingest.
    """
    quick_hex = asset.fingerprint.quick_hex
    preview, filmstrip = vault.preview_path(quick_hex), vault.filmstrip_path(quick_hex)
    task = finish_task(asset, vault, digest=False)
    if is_refused(preview) or not isinstance(task, FinishTask):
        return False
    vault.previews.mkdir(exist_ok=True)
    pool = LocalPool(1, [vault.previews])
    try:
        return pool.submit(RemakeTask(task, preview, filmstrip)).result() and preview.exists()
    finally:
        pool.shutdown()
