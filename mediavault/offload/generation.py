"""A generation of ASC MHL 2.0 at a destination: what is there, with the digests it was verified by.

The list goes into the folder `ascmhl`, and into its chain, which says of each generation what its bytes are
(https://theasc.com/asc/asc-media-hash-list, sections 4 and 5). The folder is a history: what is in it stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

import mediavault
from library.disk import named_refusals, settle
from library.errors import MediavaultError
from library.model import Digest
from mediavault.export.writing import write_all_atomically, write_atomically
from mediavault.fixity.digests import ALGORITHM, c4
from mediavault.fixity.manifest import MHL_FOLDER, Listed, ManifestUnusable, read_manifest
from mediavault.offload.folder_digests import LEFT_OUT, FolderDigest, folder_digests, names_below

CHAIN = "ascmhl_chain.xml"
Chains = Mapping[bytes, bytes]
"""The chains of histories, by the folder each is of: relative, the topmost is empty."""
NO_CHAINS: Chains = {}
LIST_NAMESPACE, CHAIN_NAMESPACE = "urn:ASC:MHL:v2.0", "urn:ASC:MHL:DIRECTORY:v2.0"
IGNORED = (".DS_Store", "ascmhl", "ascmhl/")
_LIST, _CHAIN = (ElementMaker(namespace=one, nsmap={None: one}) for one in (LIST_NAMESPACE, CHAIN_NAMESPACE))


class HistoryBroken(MediavaultError):
    """The lists of digests at a destination are not what was written there."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Takes the folder of the lists and a clause."""
        super().__init__(folder, reason)
        self.folder, self.reason = folder, reason

    def __str__(self) -> str:
        return (
            f"Cannot add a list of digests to {self.folder}: {self.reason}. The copies are verified; move that folder "
            "away and run the same command again for a new one."
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """A file for the list."""

    name: bytes
    """Relative to the folder the list is of."""
    digest: Digest
    size_bytes: int
    mtime_ns: int


def is_of_history(name: bytes) -> bool:
    """Whether a file is of a history itself, which no list is of."""
    return os.fsencode(MHL_FOLDER) in name.split(b"/")[:-1]


def can_list(name: bytes) -> bool:
    """Whether XML 1.0 can hold a name: it has to be UTF-8 without control characters."""
    try:
        return all(letter >= " " and letter not in "\x7f\ufffe\uffff" for letter in name.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def write_generation(
    folder: Path, files: Iterable[Verified], *, process: str = "transfer", inherited: Chains = NO_CHAINS
) -> Path:
    """Adds a generation with these files to the history of `folder`, and says where it is.

    A folder below that has a history of its own goes on with that: its files are in a generation there, and the one
    above refers to it (section 6).

    Args:
        folder: What the names are relative to.
        files: What was verified there; names that XML cannot hold are left out.
        process: What was done: `transfer` or `in-place`.
        inherited: The chains of the card, which go on here; their lists are among the files.

    Raises:
        HistoryBroken: there are lists already, and they are not as the chain says.
        DiskFull, CannotWrite: it cannot be written.
    """
    history = folder / MHL_FOLDER
    with named_refusals(history, 0):
        history.mkdir(exist_ok=True)
        settle(folder)
    _inherit(history, inherited)
    listed = [one for one in files if can_list(one.name) and not is_of_history(one.name)]
    there = list(names_below(folder))
    nested = _nested(folder, there, inherited)
    below = [_below(folder, one, listed, inherited, process) for one in nested]
    chain = _chain(history)
    before = _listed(history, [name for name, _ in chain])
    now = datetime.now(UTC)
    name = f"{len(chain) + 1:04}_{_plain(folder)}_{now:%Y-%m-%d_%H%M%S}Z.mhl"
    own = [one for one in listed if not is_within(one.name, nested)]
    folders = [one for one in _folders(there, listed) if not is_within(one.name, nested)]
    root = _hash_list(own, before, (process, folders), now)
    root.extend(_references(folder, list(filter(None, below))))
    content = _xml(root)
    if (history / name).exists():
        raise HistoryBroken(history, f"{name} is there already")
    longer = _xml(_chain_list([*chain, (name, c4(content))]))
    write_all_atomically({history / name: content, history / CHAIN: longer})
    return history / name


def is_within(name: bytes, folders: Iterable[bytes]) -> bool:
    """Whether something is below one of the folders, by their names."""
    return any(name.startswith(one + b"/") for one in folders)


def _nested(folder: Path, there: Iterable[tuple[bytes, bool]], inherited: Chains) -> list[bytes]:
    """The folders below that have a history of their own; those within one of them are that one's."""
    known = {name for name, is_folder in there if is_folder and (folder / os.fsdecode(name) / MHL_FOLDER).is_dir()}
    found: list[bytes] = []
    for name in sorted(known.union(filter(None, inherited))):
        if not is_within(name, found) and can_list(name):
            found.append(name)
    return found


def _below(folder: Path, name: bytes, listed: Sequence[Verified], inherited: Chains, process: str) -> Path | None:
    """Goes on with the history of a folder below; None where nothing of it was verified."""
    start = name + b"/"
    files = [replace(one, name=one.name[len(start) :]) for one in listed if one.name.startswith(start)]
    chains = {one[len(start) :]: chain for one, chain in inherited.items() if (one + b"/").startswith(start)}
    place = folder / os.fsdecode(name)
    if files:
        return write_generation(place, files, process=process, inherited=chains)
    _inherit(place / MHL_FOLDER, chains)
    return None


def _inherit(history: Path, inherited: Chains) -> None:
    """Has a history begin with the chain that the card brought."""
    if b"" in inherited and history.is_dir() and not (history / CHAIN).exists():
        write_atomically(history / CHAIN, inherited[b""])


def _references(folder: Path, lists: Sequence[Path]) -> Sequence[etree._Element]:
    """What a list says of those of folders below: where they are, and what their bytes are."""
    told = [
        _LIST.hashlistreference(_LIST.path(str(one.relative_to(folder))), _LIST.c4(c4(one.read_bytes())))
        for one in lists
    ]
    return [_LIST.references(*told)] if told else []


def _folders(there: Sequence[tuple[bytes, bool]], listed: Sequence[Verified]) -> Sequence[FolderDigest]:
    """The digests of the folders, where the list is of all that is there: of what nobody looked at nothing is said."""
    digests = {one.name: one.digest.hex for one in listed if one.digest.algorithm == ALGORITHM}
    if {name for name, is_folder in there if not is_folder} != {one for one in digests if not _is_left_out(one)}:
        return []
    folders = [name for name, is_folder in there if is_folder]
    return folder_digests(digests, folders) if all(map(can_list, folders)) else []


def _is_left_out(name: bytes) -> bool:
    return any(part in LEFT_OUT for part in name.split(b"/"))


def _chain(history: Path) -> list[tuple[str, str]]:
    """Names and C4 IDs of the generations so far, each of them looked at."""
    if not (history / CHAIN).exists():
        if any(history.glob("*.mhl")):
            raise HistoryBroken(history, f"there are lists in it, but no {CHAIN}")
        return []
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring((history / CHAIN).read_bytes(), parser)
        entries = root.findall(f"{{{CHAIN_NAMESPACE}}}hashlist")
        told = [tuple(one.findtext(f"{{{CHAIN_NAMESPACE}}}{part}") for part in ("path", "c4")) for one in entries]
        chain = [(str(name), str(digest)) for name, digest in told]
        for name, digest in chain:
            if c4((history / os.path.basename(name)).read_bytes()) != digest:  # noqa: PTH119 - no folder of another
                raise HistoryBroken(history, f"{name} is not what {CHAIN} says it is")
    except (OSError, etree.XMLSyntaxError) as error:
        raise HistoryBroken(history, f"{CHAIN} or a list it names cannot be read") from error
    return chain


def _listed(history: Path, names: Sequence[str]) -> dict[bytes, set[Listed]]:
    """What the generations so far say, by name."""
    found: dict[bytes, set[Listed]] = {}
    for name in names:
        try:
            files = read_manifest(history / name).files
        except ManifestUnusable:
            continue  # a generation without a file in it
        for one in files:
            found.setdefault(one.path_raw, set()).add(one)
    return found


def _plain(folder: Path) -> str:
    name = folder.absolute().name
    return name if can_list(os.fsencode(name)) and name else "mediavault"


def _hash_list(
    files: Sequence[Verified],
    before: Mapping[bytes, set[Listed]],
    done: tuple[str, Sequence[FolderDigest]],
    now: datetime,
) -> etree._Element:
    process, folders = done
    made = _LIST.creatorinfo(
        _LIST.creationdate(now.isoformat(timespec="seconds")),
        _LIST.hostname("not stated"),  # a computer is often called after whoever owns it
        _LIST.tool("mediavault", version=mediavault.__version__),
    )
    ignored = _LIST.ignore(*(_LIST.pattern(one) for one in IGNORED))
    hashes = [_hash(one, before.get(one.name, set()), now) for one in files]
    hashes += [_LIST.directoryhash(_LIST.path(one.name.decode("utf-8")), *_of_folder(one, now)) for one in folders[:-1]]
    top = [_LIST.roothash(*_of_folder(one, now)) for one in folders[-1:]]
    told = _LIST.processinfo(_LIST.process(process), *top, ignored)
    return _LIST.hashlist(made, told, _LIST.hashes(*hashes), version="2.0")


def _of_folder(one: FolderDigest, now: datetime) -> list[etree._Element]:
    parts = (("content", one.content), ("structure", one.structure))
    return [_LIST(name, _LIST(ALGORITHM, digest, hashdate=now.isoformat())) for name, digest in parts]


def _hash(one: Verified, before: set[Listed], now: datetime) -> etree._Element:
    changed = datetime.fromtimestamp(one.mtime_ns / 1e9, UTC).isoformat(timespec="seconds")
    path = _LIST.path(one.name.decode("utf-8"), size=str(one.size_bytes), lastmodificationdate=changed)
    same = any((listed.algorithm, listed.hex) == (one.digest.algorithm, one.digest.hex) for listed in before)
    action = "verified" if same else "new" if before else "original"
    stated = _LIST(one.digest.algorithm, one.digest.hex, action=action, hashdate=now.isoformat())
    return _LIST.hash(path, stated)


def _chain_list(chain: Iterable[tuple[str, str]]) -> etree._Element:
    entries = (
        _CHAIN.hashlist(_CHAIN.path(name), _CHAIN.c4(digest), sequencenr=str(number))
        for number, (name, digest) in enumerate(chain, 1)
    )
    return _CHAIN.ascmhldirectory(*entries)


def _xml(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content
