"""The tag files of a bag (RFC 8493): what it is, what is in it, and the digests of everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

import mediavault

ALGORITHM = "sha256"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def manifest(files: Mapping[str, str]) -> bytes:
    """A manifest of digests by path; CR, LF and % of names are percent-encoded (RFC 8493, 2.1.3)."""
    return "".join(f"{digest}  {_encoded(name)}\n" for name, digest in sorted(files.items())).encode()


def _encoded(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def tag_files(payload: Mapping[str, str], size_bytes: int, about: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Every tag file of a bag by its name.

    Args:
        payload: SHA-256 by path relative to the bag, of every file in `data/`.
        size_bytes: Of all of them.
        about: More lines of `bag-info.txt`.
    """
    lines = [
        ("Bagging-Date", date.today().isoformat()),  # noqa: DTZ011 - the day where the bag is made
        ("Bag-Software-Agent", f"mediavault {mediavault.__version__}"),
        ("Payload-Oxum", f"{size_bytes}.{len(payload)}"),
        *about,
    ]
    info = "".join(f"{name}: {' '.join(text.split())}\n" for name, text in lines)
    made = {"bagit.txt": DECLARATION, "bag-info.txt": info.encode(), f"manifest-{ALGORITHM}.txt": manifest(payload)}
    digests = {name: sha256(content).hexdigest() for name, content in made.items()}
    return {**made, f"tagmanifest-{ALGORITHM}.txt": manifest(digests)}
