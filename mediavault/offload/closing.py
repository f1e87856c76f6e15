"""What is left to do at a destination once everything is copied: the empty folders of the card, and the list.

Where a disk may never answer another process does it, for this one has the other destinations to see to.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mediavault.fixity.manifest import MHL_FOLDER
from mediavault.offload.card import Card
from mediavault.offload.generation import CHAIN, Chains, Verified, write_generation
from mediavault.offload.places import folder_of
from mediavault.offload.values import Destination, Wanted
from mediavault.workers.asking import asked

A_NAME_S = 0.01
"""Seconds that each file and folder may take, on the slowest disk worth waiting for."""
_CHAIN_NAME = os.fsencode(f"/{MHL_FOLDER}/{CHAIN}")


@dataclass(frozen=True, slots=True)
class Closing:
    """What is left to do at one destination."""

    destination: Destination
    folders: Sequence[bytes]
    """Those of the card; the empty ones are not there yet."""
    files: Sequence[Verified]
    chains: Chains
    """Those that the card brought with it."""

    def __call__(self, path: Path) -> Path | None:
        """Does it, and says where the list is; None where nothing is to be listed."""
        for folder in self.folders:
            with folder_of(self.destination, folder):
                pass
        return write_generation(path, self.files, inherited=self.chains) if self.files else None

    def done(self, path: Path, patience_s: float) -> Path | None:
        """Has it done at `path`, by whoever may be left behind there.

        Raises:
            DiskSilent: the destination does not answer any more.
            MediavaultError, OSError: it cannot be done.
        """
        return asked(self, path, patience_s + A_NAME_S * (len(self.folders) + len(self.files)))


def is_chain(one: Wanted) -> bool:
    """Whether a file is the chain of a history, which goes on at each destination."""
    return (b"/" + one.name).endswith(_CHAIN_NAME)


def chains_of(card: Card, patience_s: float) -> Chains:
    """The chains of lists that a card brought with it: its own, and those of folders on it.

    Raises:
        DiskSilent: the card does not answer any more.
        OSError: one of them cannot be read.
    """
    names = [one.name for one in card.wanted if is_chain(one)]
    return asked(partial(_chains, names), Path(os.fsdecode(card.path)), patience_s) if names else {}


def _chains(names: Sequence[bytes], card: Path) -> Chains:
    return {
        (b"/" + name).removesuffix(_CHAIN_NAME).lstrip(b"/"): (card / os.fsdecode(name)).read_bytes() for name in names
    }
