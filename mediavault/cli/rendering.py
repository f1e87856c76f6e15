"""A film that is being rendered, on a terminal: a bar while it goes on; and it can be stopped between two frames."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mediavault.cli.stopping import stoppable

if TYPE_CHECKING:
    from mediavault.export import Rendering
    from mediavault.vault import Vault


@contextmanager
def rendering(vault: Vault, handles: int) -> Iterator[Rendering]:
    """How films are made here; KeyboardInterrupt comes between two frames, and nothing half is left.

    Args:
        vault: Where the previews of photos are.
        handles: Frames of the list that a trimmed clip has more at either end.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from mediavault.export import Rendering

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = TextColumn("Frames"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with stoppable() as stop, bar:
        task = bar.add_task("", total=None, visible=False)

        def progress(done: int, total: int) -> None:
            stop.heed()
            bar.update(task, completed=done, total=total, visible=True)

        yield Rendering(handles, progress, vault.preview_path, vault.filmstrip_path)
