"""What stands in a folder beside other folders, and how it looks: what a file is known by without a look into it."""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from library.model import FileStamp

_DIGEST_BYTES = 16
_LOOKS = 4
"""Numbers of a `FileStamp`."""


@dataclass(slots=True)
class Listing:
    """Names and looks of files, in the order the system lists them.

    There may be very many, so no value is made of each.
    """

    names: list[str] = field(default_factory=list)
    """As Python reads names from the system: a byte that is no UTF-8 is half a surrogate pair."""
    looks: array[int] = field(default_factory=lambda: array("q"))
    """Of each name the four numbers of its `FileStamp`."""

    @classmethod
    def of(cls, entries: Iterable[os.DirEntry[str]]) -> tuple[Listing, list[os.DirEntry[str]]]:
        """The listing of directory entries, and those of which the system does not say how they look."""
        names: list[str] = []
        looks = array("q")
        silent = []
        # As plain as can be: a scan of what is known spends most of its time in these lines.
        add_name, add_looks = names.append, looks.extend
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
                add_looks((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
            except OSError:
                silent.append(entry)
            else:
                add_name(entry.name)
        return cls(names, looks), silent

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names)

    def __iter__(self) -> Iterator[tuple[bytes, tuple[int, ...]]]:
        """Name and looks of each."""
        looks = self.looks.tolist()
        for number, name in enumerate(self.names):
            yield name.encode("utf-8", "surrogateescape"), tuple(looks[number * _LOOKS : number * _LOOKS + _LOOKS])

    @property
    def digest(self) -> bytes:
        """The same for the same names with the same looks in the same order, and for nothing else."""
        told = blake2b(self.looks, digest_size=_DIGEST_BYTES)
        told.update("\0".join(self.names).encode("utf-8", "surrogateescape"))
        return told.digest()

    @property
    def size_bytes(self) -> int:
        """Of all together."""
        return sum(self.looks[::_LOOKS])

    def stamps(self) -> Iterator[tuple[bytes, FileStamp]]:
        """Name and looks of each as values, by name."""
        return ((name, FileStamp(*looks)) for name, looks in sorted(self))

    def without(self, names: Collection[str]) -> Listing:
        """The others."""
        if not names:
            return self
        left, looks = Listing(), self.looks
        for number, name in enumerate(self.names):
            if name not in names:
                left.names.append(name)
                left.looks.extend(looks[number * _LOOKS : number * _LOOKS + _LOOKS])
        return left
