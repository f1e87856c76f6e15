"""What came in, in figures: counted from what the catalogue knows of the assets of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from library import Catalogue
from library.model import Asset, AssetId, Certainty, CopyState, MediaKind
from mediavault.vault import Vault
from mediavault.vault.lacking import partly_shown, why_no_preview

AT_ONCE = 500
"""Assets in memory at a time."""


@dataclass(slots=True)
class Figures:
    """The sums of many assets, and the names of those somebody has to look at."""

    kinds: Counter[MediaKind] = field(default_factory=Counter)
    sizes: Counter[MediaKind] = field(default_factory=Counter)
    """Bytes, each asset once however many copies it has."""
    seconds: dict[MediaKind, Fraction] = field(default_factory=dict)
    volumes: Counter[str] = field(default_factory=Counter)
    """Copies that are there, by the label of their volume."""
    cameras: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    """Assets that belong to another, by what they are to it."""
    first: str | None = None
    """The earliest day a camera or a file name states."""
    last: str | None = None
    undated: list[str] = field(default_factory=list)
    """Nothing but the file system says when."""
    zoneless: list[str] = field(default_factory=list)
    without_preview: list[str] = field(default_factory=list)
    """Names, each with the reason."""
    partly_shown: list[str] = field(default_factory=list)
    """Why the previews of damaged photos show no more than a part, each with the name."""
    duplicates: list[tuple[str, list[str]]] = field(default_factory=list)
    """Assets with several copies, and where those are."""
    changed: list[str] = field(default_factory=list)
    """Copies whose place holds other content now."""

    def add(self, asset: Asset, vault: Vault) -> None:
        """Counts one asset."""
        facts = asset.facts
        kind = facts.kind
        self.kinds[kind] += 1
        self.sizes[kind] += asset.fingerprint.size_bytes
        length = facts.picture.duration_s or facts.sound.duration_s
        if length and kind is not MediaKind.PHOTO:
            self.seconds[kind] = self.seconds.get(kind, Fraction(0)) + length
        camera = facts.camera.name
        self.cameras.update([camera] if camera else [])
        self.parts.update([asset.part_of.role.value] if asset.part_of else [])
        self._add_time(asset)
        self._add_copies(asset)
        preview = vault.preview_path(asset.fingerprint.quick_hex)
        if part := partly_shown(preview):
            self.partly_shown.append(part)
        why = None if kind is MediaKind.AUDIO else why_no_preview(preview)
        if why is not None:
            self.without_preview.append(why if asset.name in why else f"{asset.name}: {why}")

    def _add_time(self, asset: Asset) -> None:
        recorded = asset.facts.recorded_at
        if recorded is None or recorded.certainty is Certainty.FILE:
            self.undated.append(asset.name)
            return
        if recorded.certainty is not Certainty.CERTAIN:
            self.zoneless.append(asset.name)
        day = recorded.local[:10]
        self.first, self.last = min(self.first or day, day), max(self.last or day, day)

    def _add_copies(self, asset: Asset) -> None:
        there = [one for one in asset.copies if one.state is not CopyState.CHANGED]
        self.volumes.update(one.volume for one in there if one.state is CopyState.ONLINE)
        self.changed += [f"{one.volume}: {one.path}" for one in asset.copies if one.state is CopyState.CHANGED]
        if len(there) > 1:
            self.duplicates.append((asset.name, [f"{one.volume}: {one.path}" for one in there]))


def assets_of(catalogue: Catalogue, keys: Sequence[AssetId]) -> Iterator[Asset]:
    """Assets in their order, a few at a time."""
    for first in range(0, len(keys), AT_ONCE):
        yield from catalogue.assets(keys[first : first + AT_ONCE])


def figures_of(catalogue: Catalogue, vault: Vault, keys: Sequence[AssetId]) -> Figures:
    """The figures of these assets."""
    figures = Figures()
    for asset in assets_of(catalogue, keys):
        figures.add(asset, vault)
    return figures
