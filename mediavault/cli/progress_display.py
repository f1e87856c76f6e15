"""The live display of a long run: what it is at, a bar over all of it, and the figures; one line in a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

from mediavault.progress import Stage, wording

if TYPE_CHECKING:
    from mediavault.progress import Progress

_LABEL = 10
"""Cells of the stage and the space behind it."""
_NARROW = 60
"""Cells below which only what is needed is shown."""
_SHORTEST_BAR = 8


def one_line(now: Progress) -> str:
    """The whole of it as a sentence, for a file that is read later."""
    parts = [wording.STAGES[now.stage], *wording.figures(now)]
    return ", ".join(filter(None, (*parts, wording.left(now)))) + "."


def drawn(now: Progress, width: int, *, ascii_only: bool = False) -> Text:
    """Two lines for a terminal so many cells wide."""
    left = wording.left(now)
    if width < _NARROW:
        left = left.removeprefix("about ").removesuffix(" left")
    label = Text(wording.STAGES[now.stage].ljust(_LABEL), style="bold")
    return Text("\n", no_wrap=True, overflow="ellipsis", end="").join(
        [Text.assemble(label, _bar(now, width - _LABEL, left, ascii_only=ascii_only)), _figures(now, width)]
    )


def _bar(now: Progress, width: int, left: str, *, ascii_only: bool) -> Text:
    if now.stage is Stage.LOOK:
        return Text()
    behind = f" {now.share:4.0%}" + (f"  {left}" if left else "")
    cells = width - len(behind) - 1
    if cells < _SHORTEST_BAR:
        return Text(behind.strip())
    full, rest = ("#", ".") if ascii_only else ("━", "─")
    filled = min(cells, int(cells * now.share))
    return Text.assemble((full * filled, "green"), (rest * (cells - filled), "dim"), behind)


def _figures(now: Progress, width: int) -> Text:
    """As many figures as there is room for; problems are never left out."""
    shown = wording.figures(now)
    indent = 0 if width < _NARROW else _LABEL
    while len(shown) > 1 and indent + len(" · ".join(shown)) > width:
        del shown[-2 if now.problems else -1]
    problems = shown.pop() if now.problems and len(shown) > 1 else ""
    text = Text(" " * indent + " · ".join(shown))
    return text.append(" · ").append(problems, style="yellow") if problems else text


class Display:
    """Two lines at the foot of a terminal, drawn again as the run goes on."""

    def __init__(self, live: Live) -> None:
        """Takes what draws."""
        self._live = live
        self._shown: Text | None = None

    def progress(self, now: Progress) -> None:
        """Draws how far the run is, unless that is what stands there."""
        if not now.total and now.stage is not Stage.LOOK:
            return  # a stage with nothing to do
        console = self._live.console
        text = drawn(now, console.width, ascii_only=console.options.ascii_only)
        if text != self._shown or text.spans != self._shown.spans:
            self._shown = text
            self._live.update(text, refresh=True)

    def above(self, sentence: str) -> None:
        """Prints a sentence that stays, above the display."""
        from library.names import visible

        self._live.console.print(Text(visible(sentence), style="yellow"))


@contextmanager
def display() -> Iterator[Display]:
    """A display on standard error; however the block ends, the lines are gone and the cursor is back after it."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False) as live:
        yield Display(live)
