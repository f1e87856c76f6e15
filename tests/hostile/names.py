"""File names that break programs: bytes that are no text, text that commands a terminal, words that are options."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

NASTY = (
    "Мінск.jpg".encode("cp1251"),
    "Białystok é.jpg".encode("iso8859-2", "replace"),
    b"\xff\xfe\x80.jpg",
    unicodedata.normalize("NFC", "Białystok ў й.jpg").encode(),
    unicodedata.normalize("NFD", "Białystok ў й.jpg").encode(),
    b"line\nbreak.jpg",
    b"tab\tcarriage\rreturn.jpg",
    b"\x1b]0;owned\x07title.jpg",
    b"\x1b[2J\x1b[31mred.jpg",
    "\x9b31m\x9d0;c1\x9c.jpg".encode(),
    "photo\u202egpj.exe.jpg".encode(),
    "zero\u200bwidth\ufeff.jpg".encode(),
    b"-rf.jpg",
    b"--version.jpg",
    b"=HYPERLINK(1).jpg",
    b"[bold red]x[$b].jpg",
    b"[@click=app.quit]y.jpg",
    b"%s%n%03d.jpg",
    b"'\"$(id)`id`;|&.jpg",
    b"\\xff \\u202e.jpg",
)
"""Twenty names as they stand on disk."""
LONGEST = 255
ALLOWED = bytes(byte for byte in range(1, 256) if byte != 0x2F)
SCRIPTS = ((1, 0x250), (0x400, 0x530), (0x2000, 0x2070), (0x1F300, 0x1F600))
"""Where characters are taken from: controls and Latin, Cyrillic, what sets text, pictures."""
MARKUP = (
    *("[$b]", "[@click=app.quit]", "[bold red]", "[", "]", "\\[", ":warning:", "%(x)s", "{0}", "$(id)"),
    *("=1+1", "@SUM(1)", "+1", "-1", "'", '"'),
    *(
        "\x1b[2J",
        "\x1b]0;owned\x07",
        "\x1b]52;c;eA==\x07",
        "\x1bP+q\x1b\\",
        "\x9b31m",
        "\x9d0;x\x9c",
        "\x08\x08",
        "\x7f",
    ),
    *("\u202e", "\u2066", "\u200d", "\u2028", "\ufeff", "\U000e0041", "\r", "\n", "\t", "\v", "\f", "\x07"),
    *("🇧🇾", "é", "й", "Площа", "漢字"),
)
"""Pieces that mean something to a terminal, to Textual or to a spreadsheet."""


def random_name(rng: random.Random) -> bytes:
    """A name of any bytes a file system takes."""
    length = rng.choice((1, 2, 3, 8, 40, 200))
    match rng.randrange(3):
        case 0:
            name = bytes(rng.choice(ALLOWED) for _ in range(length))
        case 1:
            name = "".join(chr(rng.randrange(*rng.choice(SCRIPTS))) for _ in range(length)).encode()
        case _:
            name = b"".join(rng.choice(NASTY) for _ in range(3))
    return _fitting(name)


def commanding_name(rng: random.Random) -> bytes:
    """A name that wants to command whoever shows it."""
    pieces = [rng.choice(MARKUP) for _ in range(rng.randrange(1, 6))]
    pieces.insert(rng.randrange(len(pieces)), f"n{rng.randrange(10**6)}")
    return _fitting("".join(pieces).encode())


def _fitting(name: bytes) -> bytes:
    fitted = name.replace(b"/", b"_").replace(b"\0", b"_")[: LONGEST - 4] + b".jpg"
    return b"_" + fitted if fitted.startswith(b"._") else fitted


def different(rng: random.Random, count: int, make=random_name) -> list[bytes]:
    """`count` names, no two alike, none that the operating system keeps for itself."""
    names: dict[bytes, None] = {}
    while len(names) < count:
        names[make(rng)] = None
    return list(names)


def write_named(folder: Path, names: list[bytes], contents: list[bytes]) -> list[bytes]:
    """A file for each name with the content of the same place, in turn; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, name in enumerate(names):
        path = bytes(folder) + b"/" + name
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(contents[number % len(contents)])
        paths.append(path)
    return paths
