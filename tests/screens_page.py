"""The page of pictures in the documentation: every screen at three sizes. `make screenshots` writes it with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SIZES = ((80, 24), (120, 36), (200, 60))
"""Columns and lines of the terminals that are photographed."""


@dataclass(frozen=True)
class Pictured:
    """A picture, taken at each size."""

    title: str
    screen: str
    """The class of the screen it shows."""
    says: str


SCREENS = {
    "library": Pictured(
        "Library (F2)",
        "LibraryScreen",
        "Every asset, one line each, and what is known of the one under the cursor.",
    ),
    "counts": Pictured(
        "What there is (Tab)",
        "LibraryScreen",
        "Counts of what is found, which Enter narrows to; `x` marked two assets.",
    ),
    "search": Pictured(
        "Search (`/`)",
        "LibraryScreen",
        "As you type, in any spelling; what may come next stands above the line.",
    ),
    "grid": Pictured(
        "Pictures (Ctrl+G)",
        "LibraryScreen",
        "The same as pictures.",
    ),
    "chord": Pictured(
        "`g`",
        "LibraryScreen",
        "Where a second key leads, shown to whoever hesitates.",
    ),
    "palette": Pictured(
        "Commands (Ctrl+P)",
        "CommandPalette",
        "Everything that can be done here, by its name.",
    ),
    "keys": Pictured(
        "Keys (`?`)",
        "KeysScreen",
        "Every key of the screen, to read and to run.",
    ),
    "log": Pictured(
        "Log (F3)",
        "LogScreen",
        "The exact frame, filmstrip, sound and ranges; `i` and `o` marked a new one.",
    ),
    "tag": Pictured(
        "Tag (`t`)",
        "LogScreen",
        "One line, what is known above it, and what would be made new.",
    ),
    "shot-list": Pictured(
        "Shot list (F4)",
        "ShotListScreen",
        "Order, trim, headings, notes, alternates.",
    ),
    "play": Pictured(
        "Play a list (Space)",
        "PlayScreen",
        "All shots in order, each from its in to its out.",
    ),
    "export": Pictured(
        "Export (Ctrl+E)",
        "ExportScreen",
        "What each format loses and what stands in the way, before anything is written.",
    ),
    "exported": Pictured(
        "Versions (F4, `V`)",
        "VersionsScreen",
        "What was exported, and what has changed since.",
    ),
    "ingest": Pictured(
        "Ingest (F5)",
        "IngestScreen",
        "A card comes in while one works.",
    ),
    "ingested": Pictured(
        "Ingest, done",
        "IngestScreen",
        "What came in, and what could not be read and why.",
    ),
    "events": Pictured(
        "Events (F6)",
        "CatalogueScreen",
        "Names, dates, and what is linked to them.",
    ),
    "places": Pictured(
        "Places (F6, Tab)",
        "CatalogueScreen",
        "The same with positions, on a map that is drawn here.",
    ),
    "suggestions": Pictured(
        "Suggestions (F7)",
        "SuggestionsScreen",
        "What rules offer, and why; nothing counts before somebody accepts it.",
    ),
    "versions": Pictured(
        "Versions of one picture (F7, `d`)",
        "SuggestionsScreen",
        "Side by side, what differs, which is the best.",
    ),
    "history": Pictured(
        "History (F8)",
        "HistoryScreen",
        "Every change, any of them taken back, sealed.",
    ),
    "first-run": Pictured(
        "First run",
        "FirstRunScreen",
        "What an empty vault begins with.",
    ),
    "first-run-folder": Pictured(
        "A folder (`a`)",
        "FirstRunScreen",
        "Tab completes it; counts and sizes stand beside.",
    ),
}


def picture(name: str, size: tuple[int, int]) -> Path:
    """Where the picture of a screen is, seen from the page."""
    return Path("screens", f"{size[0]}x{size[1]}", f"{name}.png")


def page() -> str:
    """All of it, in Markdown."""
    sizes = ", ".join(f"{width}x{height}" for width, height in SIZES)
    head = (
        f"# Screens\n\nWritten by `make screenshots`, over the demo vault: each screen in terminals of {sizes}.\n"
        "What is shown is generated and labelled as such; nothing in it is real footage.\n\n"
        "Every key: [KEYS.md](KEYS.md).\n"
    )
    return "\n".join([head, *(_section(name, one) for name, one in SCREENS.items())])


def _section(name: str, one: Pictured) -> str:
    pictures = (f"![{one.title}, {size[0]}x{size[1]}]({picture(name, size)})" for size in SIZES)
    return f"## {one.title}\n\n{one.says}\n\n" + "\n\n".join(pictures) + "\n"
