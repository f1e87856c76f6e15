"""Where sidecars are written: into a tree of their own, or beside the copies where somebody asked for that.

Nothing but a sidecar is ever opened for writing, and never in place: it is written anew beside and takes the old one's
name when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from library.disk import named_refusals
from library.errors import MediavaultError
from mediavault.export.writing import write_atomically
from mediavault.sheet import Veil, lines
from mediavault.sidecars.packet import Packet
from mediavault.sidecars.saying import say
from mediavault.workers.answering import SilentDisks

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Asset, Copy
    from mediavault.sheet import Line


@dataclass(frozen=True)
class Sidecars:
    """Where sidecars go."""

    tree: Path | None
    """The folder that mirrors volumes and their folders; None: beside the copies."""


@dataclass(frozen=True)
class Written:
    """What came of one sidecar."""

    path: Path | None
    asset: str
    kept: tuple[str, ...] = ()
    """Properties in which somebody else's word stands and was left."""
    problem: str | None = None
    """Why it was not written."""


def export(catalogue: Catalogue, ids: Sequence[int], where: Sidecars, *, dry_run: bool = False) -> Iterator[Written]:
    """Writes the sidecars of assets, one for each copy; what cannot be written is told, and the others go on."""
    origin, everybody, silent = catalogue.origin(), Veil.of(catalogue), SilentDisks()
    for asset in catalogue.assets(ids):
        said, veil = list(lines(catalogue, [asset.id])), everybody.beside(asset)
        for known in asset.copies:
            is_out_of_reach = known.location is not None and silent.hold(known.location)
            copy = replace(known, location=None) if is_out_of_reach else known
            try:
                yield _write(asset, copy, said, (origin, where, veil), dry_run=dry_run)
            except MediavaultError as error:
                yield Written(None, asset.key, problem=str(error))


def _write(
    asset: Asset, copy: Copy, said: list[Line], whither: tuple[str, Sidecars, Veil], *, dry_run: bool
) -> Written:
    origin, where, veil = whither
    foreign = _beside(copy)
    path = foreign if where.tree is None else _in_tree(where.tree, copy, veil)
    if path is None:
        return Written(None, asset.key, problem=f"{copy.volume} is not mounted, does not answer, or may not be written")
    if where.tree is None and _is_read_only(copy):
        return Written(path, asset.key, problem="its copy is read-only")
    base = next((one for one in (path, foreign) if one is not None and one.exists()), None)
    packet = Packet.read(base) if base else Packet.new()
    if where.tree is not None:  # beside the copies nothing leaves of what others say
        packet.redact(veil.plain)
    kept = say(packet, _unnamed(asset, veil), said, origin)
    if not dry_run:
        with named_refusals(path, len(packet.bytes())):
            if where.tree is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, packet.bytes())
    return Written(path, asset.key, tuple(kept))


def _unnamed(asset: Asset, veil: Veil) -> Asset:
    """The asset without a reel that names somebody."""
    facts = asset.facts
    return replace(asset, facts=replace(facts, reel=None)) if veil.hides(facts.reel or "") else asset


def _in_tree(tree: Path, copy: Copy, veil: Veil) -> Path | None:
    """Below the volume's label, the same folders and name; never out of the tree, nor naming who must not be."""
    parts = [copy.volume.replace("/", "_").replace("\0", "_"), *os.fsdecode(copy.path_raw).split("/")]
    if veil.hides(copy.path) or veil.hides(copy.volume) or any(one in {"", ".", ".."} for one in parts):
        return tree / f"a{copy.asset}-{copy.id}.xmp"
    return tree.joinpath(*parts[:-1], f"{parts[-1]}.xmp")


def _beside(copy: Copy) -> Path | None:
    """The sidecar of a copy: one that is there, whatever the way it is named, or the one to be made."""
    if copy.location is None:
        return None
    full = copy.location.with_name(f"{copy.location.name}.xmp")
    short = copy.location.with_suffix(".xmp")
    if full.exists() or not short.exists():
        return full
    # foo.xmp is of foo.jpg only where there is no foo.nef beside it.
    stem = copy.location.stem
    twins = [one for one in copy.location.parent.iterdir() if one.stem == stem and one.suffix.lower() != ".xmp"]
    return short if len(twins) == 1 else full


def _is_read_only(copy: Copy) -> bool:
    """Whether the file says that nobody may write it, or its disk does."""
    if copy.location is None:
        return True
    try:
        writable = copy.location.stat().st_mode & 0o222
        return not writable or bool(os.statvfs(copy.location).f_flag & os.ST_RDONLY)
    except OSError:
        return True
